"""From a customer's key to her number, her place among all customers in ascending order of the key."""

from __future__ import annotations

from typing import cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

Places = NDArray[np.int32]
"""Numbers of customers, or of rows; -1 for none."""

_MULTIPLIERS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53)
_ROOM = 4  # slots of a hash table for each key
_DENSE = 4  # integers between the least and the greatest key, for each key, up to which one table holds all
_SMALL = 2**20


class Numbers:
    """The numbers of customers whose keys, ascending and different, are given."""

    def __init__(self, keys: pl.Series) -> None:
        self.size = len(keys)
        self._keys = keys
        self._low = 0
        self._has_no_gaps = False
        self._dense: Places | None = None
        self._hashed: _Hashed | None = None
        if not self.size:
            return
        if keys.dtype == pl.Int64:
            low, high = int(keys[0]), int(keys[-1])
            self._low = low
            self._has_no_gaps = high - low == self.size - 1
            if self._has_no_gaps:
                return
            if high - low < _DENSE * self.size + _SMALL:
                self._dense = np.full(high - low + 2, -1, np.int32)  # the last slot is that of strangers
                self._dense[keys.to_numpy() - low] = np.arange(self.size, dtype=np.int32)
                return
        self._hashed = _Hashed(_bits(keys))

    def of(self, keys: pl.Series) -> Places:
        """The number for each key; -1 where it is missing or nobody's."""
        if self._has_no_gaps:
            found = self._counted(keys)
        elif self._dense is not None:
            found = self._looked_up(keys, self._dense)
        elif self._hashed is not None:
            found = self._verified(keys, self._hashed.of(_bits(keys)))
        else:
            return np.full(len(keys), -1, np.int32)
        if keys.null_count():
            found[keys.is_null().to_numpy()] = -1
        return found

    def _counted(self, keys: pl.Series) -> Places:
        """By subtraction, where the keys follow one another without a gap."""
        offsets = self._offsets(keys)
        found = offsets.view(np.int64).astype(np.int32)
        if len(found) and offsets.max() >= self.size:
            found[offsets >= self.size] = -1
        return found

    def _looked_up(self, keys: pl.Series, table: Places) -> Places:
        offsets = self._offsets(keys)
        return table[np.minimum(offsets, np.uint64(len(table) - 1), out=offsets).view(np.int64)]

    def _offsets(self, keys: pl.Series) -> NDArray[np.uint64]:
        """How far past the least key; one below it wraps to beyond the greatest: no key is past 2**63."""
        known = keys.fill_null(self._low) if keys.null_count() else keys
        return (known.to_numpy() - np.int64(self._low)).view(np.uint64)

    def _verified(self, keys: pl.Series, found: Places) -> Places:
        """Those whose key is the very same: strings were compared by their hashes."""
        if keys.dtype == pl.String:
            same = (self._keys.gather(pl.Series(np.maximum(found, 0))) == keys).fill_null(False)
            missed = np.flatnonzero((found >= 0) & ~same.to_numpy())
            if len(missed):
                found[missed] = self._sought(keys.gather(missed))
        return found

    def _sought(self, keys: pl.Series) -> Places:
        """By search: two strings with the same hash of 64 bits."""
        places = self._keys.search_sorted(keys.fill_null("")).to_numpy().astype(np.int32)
        places = np.minimum(places, self.size - 1)
        same = (self._keys.gather(pl.Series(places)) == keys).fill_null(False).to_numpy()
        return np.where(same, places, np.int32(-1))


def _bits(keys: pl.Series) -> NDArray[np.uint64]:
    """64 bits of each key: an integer itself, a string's hash."""
    if keys.dtype == pl.Int64:
        return keys.fill_null(0).to_numpy().view(np.uint64)
    return cast("NDArray[np.uint64]", keys.hash().to_numpy())


class _Hashed:
    """Hash tables of one slot each; what finds its slot taken goes on to the next table, what is left
    after the last is searched for. No table is ever larger than `_ROOM` slots a key, whatever the keys."""

    def __init__(self, keys: NDArray[np.uint64]) -> None:
        self._keys = keys
        self._tables: list[tuple[np.uint64, np.uint64, Places]] = []
        left = np.arange(len(keys), dtype=np.int32)
        for multiplier in map(np.uint64, _MULTIPLIERS):
            bits = max(4, (_ROOM * len(left)).bit_length())
            shift = np.uint64(64 - bits)
            table = np.full(2**bits, -1, np.int32)
            slots = (keys[left] * multiplier) >> shift
            table[slots] = left
            self._tables.append((multiplier, shift, table))
            left = left[table[slots] != left]
            if not len(left):
                break
        order = np.argsort(keys[left], kind="stable")
        self._left = left[order]

    def of(self, keys: NDArray[np.uint64]) -> Places:
        found = np.full(len(keys), -1, np.int32)
        here: NDArray[np.int64] | None = None  # all, in the first round
        for multiplier, shift, table in self._tables:
            sought = keys if here is None else keys[here]
            there = table[(sought * multiplier) >> shift]
            met = self._keys[np.maximum(there, 0)] == sought
            hit = met & (there >= 0)
            if here is None:
                found = np.where(hit, there, np.int32(-1))
            else:
                found[here[hit]] = there[hit]
            on = np.flatnonzero(~met & (there >= 0))  # an empty slot: nobody's key
            here = on if here is None else here[on]
            if not len(here):
                return found
        return self._searched(keys, cast("NDArray[np.int64]", here), found)

    def _searched(self, keys: NDArray[np.uint64], here: NDArray[np.int64], found: Places) -> Places:
        if len(self._left):
            known = self._keys[self._left]
            at = np.minimum(np.searchsorted(known, keys[here]), len(known) - 1)
            found[here] = np.where(known[at] == keys[here], self._left[at], np.int32(-1))
        return found
