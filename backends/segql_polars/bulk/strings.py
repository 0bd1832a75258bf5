"""Columns of strings as codes into a dictionary that grows while they are read.

Polars and Arrow keep a string as 16 bytes (https://arrow.apache.org/docs/format/Columnar.html,
"variable-size binary view layout"): its length, and all of it where it has at most 12 bytes, else its
beginning and where the rest lies. Equal bytes are equal strings, and a table from bytes to codes takes
half of the time of one that looks at the strings themselves.
"""

from __future__ import annotations

from typing import cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segql_polars.bulk import buffers
from segql_polars.bulk.coded import At, Codes, Dictionary

Views = NDArray[np.uint64]
"""Rows of two numbers: the 16 bytes of each string of a column."""

_SHORT = np.uint64(12)  # bytes that a view has room for
_LENGTH = np.uint64(2**32 - 1)  # the bits of a view's first number that are the string's length
_NONE = np.uint64(2**64 - 1)  # the first number of no view: lengths have 31 bits
_MIXES = (
    (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)),
    (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)),
)
_ROOM = 16  # slots of a table for each string: then one in 32 goes to the second table
_SLOTS = 14, 18  # bits of a slot's number: as many as the processor's caches hold
_BLOCK = 2**14  # rows that are looked at together: what is in between stays in the processor's cache
_EVERY = 64  # rows of a batch for each that is looked at beforehand
_FEW = 64  # rows that are looked at one by one, and long strings that are worth being learned anew
_RARE = 4  # rows for each that the tables do not know: below that, they are of no use
_PATIENCE = 4  # batches in which they may be of no use


class Coding:
    """A dictionary of strings: code 0 is a missing value, `n` the entry `n - 1`."""

    def __init__(self) -> None:
        # Polars forgets the categories that no column refers to.
        self._alive = pl.Series(dtype=pl.Categorical(pl.Categories.random()))
        self._most = 0
        self._dictionary = Dictionary(pl.Series(dtype=pl.String))
        self._few: dict[str | None, int] = {}
        self._known = _Known()
        self._patience = _PATIENCE
        self._rest: tuple[int, ...] | None = None
        self._holds: pl.Series | None = None

    def codes(self, column: pl.Series) -> Codes:
        """The codes of a column of strings, in a narrow type."""
        column = column.rechunk()
        kept = buffers.strings(column) if self._patience and len(column) else None
        if kept is None:
            found = self._sought(column)
            return cast("Codes", found.astype(np.min_scalar_type(found.max(initial=0))))
        views, is_of_use = kept.views, True
        if kept.rest != self._rest:
            self._known.forget()
            some = np.arange(0, len(column), _EVERY)
            new = some[self._known.new(views[some])]
            self._learn(column, views, new)
            is_of_use = self._rest is None or len(new) <= _FEW
            # What is held in memory is not given to others: equal places are the same place.
            self._rest, self._holds = kept.rest, column
        found, missed = self._known.codes(views, buffers.present(column))
        if len(missed):
            codes = self._learn(column, views, missed)
            found = found.astype(self._known.width, copy=False)
            found[missed] = codes
            is_of_use = is_of_use and len(missed) * _RARE <= len(column)
        if not is_of_use:
            self._patience -= 1
            if not self._patience:
                self._known, self._holds = _Known(), None
        return found

    def dictionary(self) -> Dictionary:
        """What was met until now."""
        if len(self._dictionary.values) < self._most:
            self._dictionary = Dictionary(self.strings(1))
        return self._dictionary

    def strings(self, first: int) -> pl.Series:
        """The strings that codes stand for, from one on."""
        codes = pl.Series(np.arange(first - 1, self._most, dtype=np.uint32))
        return codes.cat.to(self._alive.dtype).cast(pl.String)

    def _learn(self, column: pl.Series, views: Views, at: At) -> At:
        """The codes of some rows, by which they are known from now on."""
        found = self._of_few(column, at) if len(at) <= _FEW else self._sought(column[pl.Series(at)])
        self._known.add(views[at], found)
        return found

    def _of_few(self, column: pl.Series, at: At) -> At:
        """The codes of some rows: what Polars needs for a few is more than looking at each."""
        strings = [cast("str | None", column[row]) for row in at.tolist()]
        if not self._few.keys() >= set(strings):
            self._few.update(
                zip(strings, self._sought(pl.Series(strings, dtype=pl.String)).tolist(), strict=True)
            )
        return np.array([self._few[each] for each in strings], np.int64)

    def _sought(self, column: pl.Series) -> At:
        """The codes, by the strings themselves."""
        known = column.cast(self._alive.dtype).to_physical()
        if known.null_count():
            found = (known.cast(pl.Int64) + 1).fill_null(0).to_numpy()
        else:
            found = known.to_numpy().astype(np.int64) + 1
        self._most = max(self._most, int(found.max(initial=0)))
        return found


class _Known:
    """Codes by views, in two tables: the second for strings whose slot in the first is taken. Of those that
    share one there as well, it knows the one that was added last."""

    def __init__(self) -> None:
        self._bits = _SLOTS[0]
        self._tables = [np.zeros(2**self._bits, np.int64) for _ in _MIXES]
        self._first = np.full(1, _NONE)  # of the view of each code
        self._second = np.full(1, _NONE)
        self._long = np.empty(0, np.int64)

    @property
    def width(self) -> np.dtype[np.unsignedinteger]:
        """The narrowest type of its codes."""
        return cast("np.dtype[np.unsignedinteger]", np.min_scalar_type(len(self._first) - 1))

    def forget(self) -> None:
        """Forgets the long strings, whose views say where the rest of them lies: elsewhere, from now on."""
        self._first[self._long] = _NONE
        self._long = np.empty(0, np.int64)

    def codes(self, views: Views, present: NDArray[np.bool_] | None) -> tuple[Codes, At]:
        """The codes, 0 where a string is not present, and the rows of those that are not known."""
        found, missed = np.empty(len(views), self.width), np.empty(len(views), np.bool_)
        for start in range(0, len(views), _BLOCK):
            some = slice(start, start + _BLOCK)
            found[some], missed[some] = self._look(0, views[some])
        if present is not None:
            found *= present
            missed &= present
        at = np.flatnonzero(missed)
        if len(at):
            found[at], unlike = self._look(1, views[at])
            at = at[unlike]
        return found, at

    def new(self, views: Views) -> At:
        """A row for each of those that are not known."""
        at = np.flatnonzero(self._look(0, views)[1])
        return at[np.unique(self._slots(0, views[at]), return_index=True)[1]]

    def add(self, views: Views, codes: At) -> None:
        """Strings that have these codes, but for missing ones."""
        views, codes = views[codes > 0], codes[codes > 0]
        most = int(codes.max(initial=0))
        if most >= len(self._first):
            more = np.full(most + 1 - len(self._first), _NONE)
            self._first, self._second = np.append(self._first, more), np.append(self._second, more)
        self._first[codes], self._second[codes] = views[:, 0], views[:, 1]
        self._long = np.union1d(self._long, codes[views[:, 0] & _LENGTH > _SHORT])
        if most * _ROOM > len(self._tables[0]) and self._bits < _SLOTS[1]:
            self._bits = min((most * _ROOM).bit_length(), _SLOTS[1])
            self._tables = [np.zeros(2**self._bits, np.int64) for _ in _MIXES]
            codes = np.flatnonzero(self._first != _NONE)
            views = np.column_stack([self._first[codes], self._second[codes]])
        for which, table in enumerate(self._tables):
            slots = self._slots(which, views)
            there = table[slots]
            theirs = np.column_stack([self._first[there], self._second[there]])
            free = (
                (which > 0) | (there == 0) | (self._slots(which, theirs) != slots)
            )  # or left: a long string's
            table[slots[free]] = codes[free]
            left = table[slots] != codes
            views, codes = views[left], codes[left]

    def _look(self, which: int, views: Views) -> tuple[At, NDArray[np.bool_]]:
        """The codes that one of the tables has for some rows, and for which of them they are wrong."""
        found = np.take(self._tables[which], self._slots(which, views), mode="clip")
        unlike = np.take(self._first, found, mode="clip") != views[:, 0]
        unlike |= np.take(self._second, found, mode="clip") != views[:, 1]
        return found, unlike

    def _slots(self, which: int, views: Views) -> At:
        first, second = _MIXES[which]
        mixed = views[:, 0] * first
        mixed ^= views[:, 1] * second
        mixed >>= np.uint64(64 - self._bits)
        return mixed.view(np.int64)
