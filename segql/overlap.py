"""How many members segments have in common, counted on their bits."""

from __future__ import annotations

import heapq
import os
from array import array
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from segql.diagnostics import SegqlError, error
from segql.members import Key, bits_of, popcount
from segql.nearest import did_you_mean

_BLOCK = 1024  # bytes of every segment that are compared together: a thousand segments fit a cache


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two segments, their members and those in both."""

    first: str
    second: str
    members: tuple[int, int]
    both: int

    @property
    def of_smaller(self) -> float | None:
        """The share of the smaller segment that is in the other; none where it is empty."""
        smaller = min(self.members)
        return self.both / smaller if smaller else None

    @property
    def jaccard(self) -> float | None:
        """Members in both over members in either; none where there is no member."""
        either = sum(self.members) - self.both
        return self.both / either if either else None


@dataclass(frozen=True, slots=True)
class Overlaps:
    """The members that segments have in common: of each of `rows` with every segment."""

    customers: int
    sizes: Mapping[str, int]
    """How many members each segment has."""
    rows: Mapping[str, Sequence[int]]
    """For each segment that is asked about, the members in common with every segment, in their order."""

    @property
    def count(self) -> int:
        """How many pairs there are."""
        asked = len(self.rows)
        return asked * (len(self.sizes) - asked) + asked * (asked - 1) // 2

    def pairs(self) -> Iterator[Overlap]:
        """Every pair once, in the order of the segments."""
        done: set[str] = set()
        for first, row in self.rows.items():
            done.add(first)
            for both, (second, size) in zip(row, self.sizes.items(), strict=True):
                if second not in done:
                    yield Overlap(first, second, (self.sizes[first], size), both)

    def most_alike(self, top: int | None = None) -> list[Overlap]:
        """The pairs, or so many of them, by their Jaccard index from the greatest; those without one last."""
        if top is None:
            return sorted(self.pairs(), key=_alike, reverse=True)
        return heapq.nlargest(top, self.pairs(), key=_alike)


def _alike(pair: Overlap) -> float:
    return -1.0 if pair.jaccard is None else pair.jaccard


def overlaps(
    keys: Sequence[Key], members: Mapping[str, Sequence[Key]], of: Sequence[str] | None = None
) -> Overlaps:
    """What segments have in common, among the customers `keys`: each with each, or those of `of` with
    each. Raises SegqlError for an unknown name."""
    for name in of or ():
        if name not in members:
            hint = did_you_mean(name, members) or f"there are: {', '.join(members)}"
            raise error(SegqlError, "unknown-segment", f"unknown segment `{name}`", hint)
    bits = bits_of(keys, members)
    names = list(bits)
    chosen = names if of is None else list(dict.fromkeys(of))
    rows = _counted(list(bits.values()), [names.index(name) for name in chosen])
    sizes = {name: popcount(each) for name, each in bits.items()}
    return Overlaps(len(keys), sizes, dict(zip(chosen, rows, strict=True)))


def _counted(bits: Sequence[bytes], rows: Sequence[int]) -> list[array[int]]:
    """The bits that each of some rows has in common with every row."""
    try:
        numpy = import_module("numpy")
    except ModuleNotFoundError:
        numpy = None
    if numpy is not None and hasattr(numpy, "bitwise_count"):
        return _by_numpy(numpy, bits, rows)
    return _by_integers(bits, rows)


def _by_integers(bits: Sequence[bytes], rows: Sequence[int]) -> list[array[int]]:
    numbers = [int.from_bytes(each, "little") for each in bits]
    found: dict[int, array[int]] = {}
    for row in rows:
        own = numbers[row]
        found[row] = array(
            "q",
            [found[at][row] if at in found else (own & each).bit_count() for at, each in enumerate(numbers)],
        )
    return list(found.values())


def _by_numpy(np: Any, bits: Sequence[bytes], rows: Sequence[int]) -> list[array[int]]:
    """Blocks of all segments that fit a cache; above the diagonal alone where all are compared."""
    everything = list(rows) == list(range(len(bits)))
    counts = np.zeros((len(rows), len(bits)), np.int64)
    workers = min(os.cpu_count() or 1, 8)

    def count(block: Any, worker: int) -> None:
        for at in range(worker, len(rows), workers):
            first = at if everything else 0
            common = np.bitwise_count(block[first:] & block[rows[at]])
            counts[at, first:] += np.add.reduce(common, axis=1, dtype=np.uint32)

    with ThreadPoolExecutor(workers) as pool:
        for start in range(0, len(bits[0]) if bits else 0, _BLOCK):
            parts = [each[start : start + _BLOCK] for each in bits]
            width = -(-len(parts[0]) // 8) * 8
            block = np.frombuffer(b"".join(part.ljust(width, b"\0") for part in parts), np.uint64)
            list(pool.map(count, [block.reshape(len(bits), -1)] * workers, range(workers)))
    if everything:
        counts = np.maximum(counts, counts.T)
    return [array("q", row.tobytes()) for row in counts]
