"""Aggregates that are compared with a constant: for whom that holds, without a table of their values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segql import meaning as m
from segql_polars.bulk import bits
from segql_polars.bulk.bits import Bits
from segql_polars.bulk.bounds import Bound, Op, bound_of
from segql_polars.bulk.columns import Chosen
from segql_polars.bulk.rows import Rows, name_of
from segql_polars.bulk.tallies import Scratch, Tally
from segql_polars.conditions import Test

_BEYOND: Mapping[str, Mapping[Op, Op]] = {
    "max": {"<": ">=", "<=": ">", "=": ">"},
    "min": {">": "<=", ">=": "<", "=": "<"},
}
"""A row for which this holds is one too many for an extreme that is compared so."""
_FUNCTIONS = ("count", "sum", *_BEYOND)
_ANY: Collection[tuple[Op, int]] = {(">", 0), (">=", 1)}
_NONE: Collection[tuple[Op, int]] = {("=", 0), ("<", 1), ("<=", 0)}
"""Limits of a count that ask whether there is a row."""


def answered(
    rows: Rows, chosen: Chosen, tests: Sequence[Test], by_id: Collection[str], scratch: Scratch
) -> dict[m.Condition, Bits]:
    """For whom tests of one selection of rows hold: those tests that compare a count, or a sum or an extreme
    of whole numbers or times, where 64 bits hold it. Others are left out."""
    looked_at: dict[m.Value | None, _Values] = {}
    found: dict[m.Condition, Bits] = {}
    for test in tests:
        bound = bound_of(test)
        if bound is None or not isinstance(bound.value, m.Aggregate):
            continue
        function, of = bound.value.function, bound.value.of
        if not _is_plain(rows, bound.value, by_id):
            continue
        if of not in looked_at:
            looked_at[of] = _Values(rows, chosen, of, scratch)
        if function != "sum" or looked_at[of].sum_fits:
            found[test] = looked_at[of].held(function, bound)
    return found


def _is_plain(rows: Rows, each: m.Aggregate, by_id: Collection[str]) -> bool:
    """Whether it is a count, a sum or an extreme, of rows or of whole numbers."""
    if each.function not in _FUNCTIONS:
        return False
    return each.events.event not in by_id if each.of is None else rows.is_whole(name_of(each.of))


class _Values:
    """The rows that have a value in a column of whole numbers, with the values; or all rows, of no column."""

    def __init__(
        self, rows: Rows, chosen: Chosen, of: m.EventTime | m.Property | None, scratch: Scratch
    ) -> None:
        numbers = rows.column("customer", chosen)
        self._values: NDArray[Any] = numbers
        self.sum_fits = False
        if of is not None:
            name = name_of(of)
            self._values = rows.column(name, chosen)
            self.sum_fits = rows.sum_fits(name, len(numbers))
            there = rows.columns[name].has(chosen)
            if isinstance(there, np.ndarray):
                numbers, self._values = numbers[there], self._values[there]
        self._tally = Tally(numbers, scratch)
        self._totals: dict[str, NDArray[Any]] = {}

    def held(self, function: str, bound: Bound) -> Bits:
        """For whom a bound of what a function makes of them holds."""
        if function in _BEYOND:
            return self._extreme(_BEYOND[function], bound)
        if function == "count":
            if (bound.op, bound.limit) in _ANY:
                return self._anybody
            if (bound.op, bound.limit) in _NONE:
                return ~self._anybody & bits.everyone(self._tally.size)
        return self._total(function, bound)

    @cached_property
    def _anybody(self) -> Bits:
        return bits.of_places(self._tally.numbers, self._tally.size)

    def _with(self, bound: Bound) -> Bits:
        """Those who have a row of which it holds."""
        return bits.of_places(self._tally.numbers[bound.holds(self._values)], self._tally.size)

    def _extreme(self, beyond: Mapping[Op, Op], bound: Bound) -> Bits:
        if bound.op not in beyond:
            return self._with(bound)
        within = self._with(bound) if bound.op == "=" else self._anybody
        return within & ~self._with(replace(bound, op=beyond[bound.op]))

    def _total(self, function: str, bound: Bound) -> Bits:
        tally = self._tally
        if function not in self._totals:
            values, start = (np.int32(1), np.int32(0)) if function == "count" else (self._values, np.int64(0))
            if tally.is_crowded:
                self._totals[function] = tally.of_all(np.add, values, start)
            else:
                self._totals[function] = tally.of_some(np.add, values, start, tally.numbers)
        held = bound.holds(self._totals[function])
        if tally.is_crowded:
            return bits.of_mask(held)
        if not bound.holds(np.zeros(1, np.int64))[0]:  # nor for anybody without a row
            return bits.of_places(tally.numbers[held], tally.size)
        return bits.everyone(tally.size) & ~bits.of_places(tally.numbers[~held], tally.size)
