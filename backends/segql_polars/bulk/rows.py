"""The rows of one event: which of them satisfy a condition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, assert_never, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segql import meaning as m
from segql.data.convert import INSTANT
from segql.walk import walk
from segql_polars.bulk.bounds import Bound
from segql_polars.bulk.coded import At, Codes, Dictionary, Index, only_property
from segql_polars.bulk.columns import Chosen, Column
from segql_polars.bulk.masks import masks
from segql_polars.bulk.people import People
from segql_polars.bulk.windows import bound_of_time
from segql_polars.conditions import split
from segql_polars.values import EVENTS

_SCATTERED = 0.3  # of the rows: past that, a look at all of them is cheaper than at chosen ones
_SIDES: tuple[Literal["left"], Literal["right"]] = "left", "right"
_INDEXED = 16  # looks at all codes of a column take as long as sorting the rows by them
LARGEST = 2**63 - 1
"""Of whole numbers of 64 bits."""


@dataclass(slots=True)
class Rows:
    """An event's rows of known customers: `customer` (her number), `time` (microseconds since 1970), a
    property `p` as `.p`, and `id`; strings as codes, in the narrowest type."""

    columns: Mapping[str, Column]
    dictionaries: Mapping[str, Dictionary]
    people: People
    _indexes: dict[str, Index] = field(default_factory=dict[str, Index])
    _largest: dict[str, int] = field(default_factory=dict[str, int])
    _is_sorted: bool | None = None

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.columns["customer"].values)

    def column(self, name: str, chosen: Chosen = slice(None)) -> NDArray[Any]:
        """A column of numbers, 0 where they are missing."""
        values = cast("NDArray[Any]", self.columns[name].values)
        return values[chosen] if isinstance(chosen, slice) else values.take(chosen, mode="clip")

    def largest(self, name: str) -> int:
        """How far from 0 the values of a column of integers are, at most."""
        if name not in self._largest:
            values = self.column(name)
            self._largest[name] = max(int(values.max()), -int(values.min())) if len(values) else 0
        return self._largest[name]

    def is_whole(self, name: str) -> bool:
        """Whether NumPy holds a column as whole numbers, or as times."""
        return self.columns[name].values.dtype == np.int64

    def sum_fits(self, name: str, count: int) -> bool:
        """Whether the sum of so many values of a column of whole numbers has 64 bits, whichever they are."""
        return self.largest(name) * count <= LARGEST

    def expect(self, wheres: Iterable[m.Condition]) -> None:
        """What will be selected: columns that more is asked of than sorting them costs get an index."""
        looks = Counter[str]()
        for where in wheres:
            between, keyed, _ = self._parts(where)
            for column in {column for _, column in keyed}:
                looks[column] += between.stop - between.start
        for column, size in looks.items():
            if size > _INDEXED * self.size:
                self._indexes[column] = Index.of_codes(self.column(column), self.dictionaries[column])

    def select(self, where: m.Condition) -> Chosen:
        """The rows for which a condition holds."""
        between, keyed, rest = self._parts(where)
        chosen: Chosen = between
        if keyed:
            chosen, left = self._narrowest(keyed, between)
            rest = [*left, *rest]
        for each in rest:
            chosen = _among(chosen, self._tested(each, chosen))
        return chosen

    def _parts(self, where: m.Condition) -> tuple[slice, list[tuple[m.Condition, str]], list[m.Condition]]:
        """The rows between which those lie for which a condition holds, the tests of one column of strings,
        with that column, and what else has to hold."""
        keyed: list[tuple[m.Condition, str]] = []
        rest: list[m.Condition] = []
        between = slice(0, self.size)
        for each in split(where):
            bound, name = bound_of_time(each), only_property(each)
            if name is not None and "." + name in self.dictionaries:
                keyed.append((each, "." + name))
            elif bound is not None and self._sorted():
                between = self._cut(between, bound)
            else:
                rest.append(each)
        return between, keyed, rest

    def canonical(self, names: Iterable[str], chosen: Chosen) -> pl.DataFrame:
        """Columns as `Canonical` gives them, but for `customer`, a number."""
        wanted = dict.fromkeys(["customer", *names])
        return pl.DataFrame([self._canonical(name, chosen).alias(name) for name in wanted])

    def _canonical(self, name: str, chosen: Chosen) -> pl.Series:
        column = self.columns[name].series(chosen)
        if name in self.dictionaries:
            return self.dictionaries[name].strings(column)
        return column.cast(INSTANT) if name == "time" else column

    # --- by time ---------------------------------------------------------------------------

    def _sorted(self) -> bool:
        """Whether rows come in order of time: a bound of time is then a bound of rows."""
        if self._is_sorted is None:
            times = self.column("time")
            self._is_sorted = bool(np.all(times[:-1] <= times[1:]))
        return self._is_sorted

    def _cut(self, between: slice, bound: Bound) -> slice:
        times = self.column("time", between)
        before, upto = (between.start + int(np.searchsorted(times, bound.limit, side)) for side in _SIDES)
        match bound.op:
            case "<":
                return slice(between.start, before)
            case "<=":
                return slice(between.start, upto)
            case "=":
                return slice(before, upto)
            case ">=":
                return slice(before, between.stop)
            case ">":
                return slice(upto, between.stop)
            case _:
                assert_never(bound.op)

    # --- by string -------------------------------------------------------------------------

    def _narrowest(
        self, keyed: Sequence[tuple[m.Condition, str]], between: slice
    ) -> tuple[Chosen, list[m.Condition]]:
        """The rows in a span for which the most selective of some tests of strings holds, where an index of
        its column says so at once, and the tests that are left."""
        tests = [test for test, _ in keyed]
        indexes = [self._indexes.get(column) for _, column in keyed]
        codes = [self.dictionaries[column].codes(test, column, EVENTS) for test, column in keyed]
        sizes = {
            n: index.size(found)
            for n, (index, found) in enumerate(zip(indexes, codes, strict=True))
            if index is not None
        }
        best = min(sizes, key=sizes.__getitem__, default=-1)
        index = indexes[best] if sizes else None
        if index is None or sizes[best] > _SCATTERED * (between.stop - between.start):
            return between, tests
        parts = [_cut(index.of(code), between) for code in codes[best]]
        at = parts[0] if len(parts) == 1 else np.sort(np.concatenate([np.empty(0, np.int64), *parts]))
        return at, tests[:best] + tests[best + 1 :]

    # --- row by row ------------------------------------------------------------------------

    def _tested(self, test: m.Condition, chosen: Chosen) -> NDArray[np.bool_]:
        """Whether a test holds in each of some rows."""
        bound, name = bound_of_time(test), only_property(test)
        if bound is not None:
            return bound.holds(self.column("time", chosen))
        if name is not None and "." + name in self.dictionaries:
            codes = cast("Codes", self.column("." + name, chosen))
            return self.dictionaries["." + name].holds(test, "." + name, EVENTS, codes)
        nodes = [node for node, _ in walk([test])]
        properties = sorted({"." + each.name for each in nodes if isinstance(each, m.Property)})
        attributes = sorted({each.name for each in nodes if isinstance(each, m.Attribute)})
        frame = self.canonical(["time", *properties], chosen)
        theirs = self.people.beside(attributes, frame["customer"], EVENTS.attribute)
        return masks(frame.with_columns(theirs), [test], EVENTS)[0]


def name_of(of: m.EventTime | m.Property) -> str:
    """The column of something that rows hold."""
    return "time" if isinstance(of, m.EventTime) else "." + of.name


def _among(chosen: Chosen, mask: NDArray[np.bool_]) -> Chosen:
    """Those of some rows for which a mask is true."""
    return np.flatnonzero(mask) + chosen.start if isinstance(chosen, slice) else chosen[mask]


def _cut(at: At, between: slice) -> At:
    """Those of ascending rows that lie in a span."""
    first, last = np.searchsorted(at, (between.start, between.stop))
    return at[first:last]
