"""Which events and lists the rows of a table belong to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segql.data.convert import is_string
from segql.data.stored import Stored
from segql.data.views import Place, View
from segql_polars.bulk.coded import At
from segql_polars.bulk.strings import Coding

Kinds = NDArray[np.unsignedinteger]
"""For each row a small number: rows with the same one belong to the same events and lists."""
_GROUP = 16  # events and lists whose rows are told apart by the bits of one number


class Telling(Protocol):
    """Tells rows apart by something that is computed of each."""

    computed: pl.Expr

    def kinds(self, computed: pl.Series) -> Kinds:
        """The kind of each row of a batch."""
        ...

    def places(self, kind: int) -> Sequence[Place]:
        """What rows of a kind belong to."""
        ...


def tellings(stored: Stored, here: Mapping[Place, View]) -> list[Telling]:
    """What tells the rows of these events and lists apart, each row by all of them."""
    columns = {column for view in here.values() for column in view.told}
    looked_at = {
        name for view in here.values() for test in view.told.values() for name in test.meta.root_names()
    }
    if len(columns) == 1 and looked_at <= columns and is_string(stored.schema[column := columns.pop()]):
        return [_ByStrings(column, here)]
    places = list(here)
    groups = [places[start : start + _GROUP] for start in range(0, len(places), _GROUP)]
    return [_ByBits({place: here[place] for place in group}) for group in groups]


def alike(here: Mapping[Place, View]) -> Iterator[Mapping[Place, View]]:
    """The events and lists of a table whose rows have their customer and time in the same columns."""
    groups: dict[tuple[bytes, bytes | None], dict[Place, View]] = {}
    for place, view in here.items():
        time = None if view.time is None else view.time.meta.serialize()
        groups.setdefault((view.columns[0].meta.serialize(), time), {})[place] = view
    yield from groups.values()


def rows_of(
    telling: Telling, computed: pl.Series, stray: NDArray[np.bool_] | None
) -> Iterator[tuple[Place, At, int]]:
    """The rows of a batch that each event and list has, ascending, without strays, and how many strays it
    has; one that has no row is left out."""
    kinds = telling.kinds(computed)
    strays = int(kinds.max(initial=0)) + 1  # their kinds are those of others, from here on
    if stray is not None:
        kinds = kinds.astype(np.min_scalar_type(2 * strays)) + stray * np.min_scalar_type(strays).type(strays)
    order = np.argsort(kinds, kind="stable")
    counts = np.bincount(kinds)
    stops = np.cumsum(counts)
    found: dict[Place, list[At]] = {}
    lost: dict[Place, int] = {}
    for kind in np.flatnonzero(counts).tolist():
        part = order[stops[kind] - counts[kind] : stops[kind]]
        for place in telling.places(kind % strays):
            parts = found.setdefault(place, [])
            if kind < strays:
                parts.append(part)
            else:
                lost[place] = lost.get(place, 0) + len(part)
    for place, parts in found.items():
        at = parts[0] if len(parts) == 1 else np.sort(np.concatenate([np.empty(0, np.int64), *parts]))
        yield place, at, lost.get(place, 0)


class _ByStrings:
    """By one column of strings: each different one is looked at once, not each row."""

    def __init__(self, column: str, here: Mapping[Place, View]) -> None:
        self._column = column
        self._places = list(here)
        self._tests = [view.told.get(column, pl.lit(True)) for view in here.values()]
        self._coding = Coding()
        self._kinds: dict[Sequence[Place], int] = {(): 0}
        self._belong: list[Sequence[Place]] = [()]
        self._of_code = self._of(pl.Series([None], dtype=pl.String))
        self.computed = pl.col(column).cast(pl.String)

    def kinds(self, computed: pl.Series) -> Kinds:
        codes = self._coding.codes(computed)
        if len(codes) and codes.max() >= len(self._of_code):
            new = self._coding.strings(len(self._of_code))
            self._of_code = np.concatenate([self._of_code, self._of(new)])
        return self._of_code[codes]

    def places(self, kind: int) -> Sequence[Place]:
        return self._belong[kind]

    def _of(self, values: pl.Series) -> Kinds:
        """The kinds of rows with these strings."""
        names = [f"\x00{n}" for n in range(len(self._tests))]
        tests = [test.fill_null(False).alias(name) for test, name in zip(self._tests, names, strict=True)]
        held = values.alias(self._column).to_frame().with_columns(tests).select(names)
        found = np.zeros(len(values), np.int64)
        for row in np.flatnonzero(held.select(pl.any_horizontal(names)).to_series().to_numpy()).tolist():
            places = tuple(place for place, holds in zip(self._places, held.row(row), strict=True) if holds)
            if places not in self._kinds:
                self._kinds[places] = len(self._belong)
                self._belong.append(places)
            found[row] = self._kinds[places]
        return found.astype(np.min_scalar_type(len(self._belong)))


class _ByBits:
    """By anything else: a number with a bit for each of a few events and lists."""

    def __init__(self, here: Mapping[Place, View]) -> None:
        self._places = list(here)
        dtype = pl.UInt8 if len(here) <= 8 else pl.UInt16
        terms = [
            view.rows.cast(dtype) * pl.lit(1 << bit, dtype=dtype) for bit, view in enumerate(here.values())
        ]
        self.computed = pl.sum_horizontal(terms).cast(dtype)

    def kinds(self, computed: pl.Series) -> Kinds:
        return computed.to_numpy()

    def places(self, kind: int) -> Sequence[Place]:
        return [place for bit, place in enumerate(self._places) if kind >> bit & 1]
