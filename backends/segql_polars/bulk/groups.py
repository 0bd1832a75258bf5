"""What customers have of an event: aggregates over chosen rows, for those who have any."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segql import meaning as m
from segql.data.convert import INSTANT
from segql_polars.bulk.bits import Bits, of_mask, of_places
from segql_polars.bulk.columns import Chosen
from segql_polars.bulk.masks import masks
from segql_polars.bulk.numbers import Places
from segql_polars.bulk.rows import LARGEST, Rows, name_of
from segql_polars.bulk.tallies import Scratch, Tally
from segql_polars.frames import ZERO, aggregated, of_nothing
from segql_polars.values import Scope

_FEW = 32  # customers for each row: past that, sorting is cheaper than marking some of all customers


@dataclass(frozen=True, slots=True)
class Groups:
    """Aggregates of one selection of rows: `customers`, ascending, have `values`; the last row of
    `values`, one more, is what all others have."""

    customers: NDArray[np.int64]
    values: pl.DataFrame

    def bits(self, tests: Sequence[m.Condition], scope: Scope, size: int) -> dict[m.Condition, Bits]:
        """For whom tests of these aggregates alone hold."""
        held = masks(self.values, tests, scope)
        return {
            test: self._spread(mask[:-1], bool(mask[-1]), size)
            for test, mask in zip(tests, held, strict=True)
        }

    def column(self, name: str, size: int) -> pl.Series:
        """An aggregate for each of all customers."""
        places = np.full(size, len(self.customers), np.int64)
        places[self.customers] = np.arange(len(self.customers))
        return self.values[name].gather(pl.Series(places))

    def _spread(self, mask: NDArray[np.bool_], others: bool, size: int) -> Bits:
        if len(mask) == size:
            return of_mask(mask)
        if not others:
            return of_places(self.customers[mask], size)
        found = np.ones(size, np.bool_)
        found[self.customers[~mask]] = False
        return of_mask(found)


def grouped(
    rows: Rows,
    chosen: Chosen,
    aggregates: Sequence[m.Aggregate],
    names: Sequence[str],
    by_id: Collection[str],
    scratch: Scratch,
) -> Groups:
    """The aggregates of some rows, each under its name."""
    numbers = rows.column("customer", chosen)
    quick = [_is_quick(rows, each, len(numbers), by_id) for each in aggregates]
    counting = _Counting(numbers, scratch, all(quick) and all(each.function in ZERO for each in aggregates))
    made = [
        _quick(rows, chosen, each, counting).alias(name)
        for each, name, is_quick in zip(aggregates, names, quick, strict=True)
        if is_quick
    ]
    values = pl.DataFrame(made)
    slow = [
        pair
        for pair, is_quick in zip(zip(aggregates, names, strict=True), quick, strict=True)
        if not is_quick
    ]
    if slow:
        others = _grouped(rows, chosen, slow, by_id)
        values = values.hstack(others) if made else others
    nothing = pl.DataFrame(
        [of_nothing(each, values[name]) for each, name in zip(aggregates, names, strict=True)]
    )
    return Groups(counting.customers, pl.concat([values.select(names), nothing.select(names)]))


class _Counting:
    """The customers of some rows, ascending, and what is counted by customer; `from_zero` is said where
    customers without a row may be counted too."""

    def __init__(self, numbers: Places, scratch: Scratch, from_zero: bool) -> None:
        self._tally = Tally(numbers, scratch)
        size = scratch.size
        if from_zero and self._tally.is_crowded:
            self.customers = np.arange(size)
        elif len(numbers) * _FEW > size:
            there = np.zeros(size, np.bool_)
            there[numbers] = True
            self.customers = np.flatnonzero(there)
        else:
            ascending = np.sort(numbers)
            first = np.append(True, ascending[1:] != ascending[:-1])[: len(numbers)]
            self.customers = ascending[first].astype(np.int64)

    def counts(self) -> NDArray[np.int32]:
        """How many of the rows each has."""
        return self.over(np.add, np.int32(1), np.int32(0))

    def over(
        self, function: np.ufunc, values: NDArray[Any] | np.integer[Any], start: np.integer[Any]
    ) -> NDArray[Any]:
        """A function over the values of each one's rows."""
        return self._tally.of_some(function, values, start, self.customers)


def _is_quick(rows: Rows, each: m.Aggregate, count: int, by_id: Collection[str]) -> bool:
    """Whether it is a count, or a sum or an extreme of integers or times, without missing values where they
    matter, and with a sum of so many that is surely one of 64 bits."""
    if each.of is None:
        return each.events.event not in by_id
    name = name_of(each.of)
    match each.function:
        case "sum":
            return rows.is_whole(name) and rows.sum_fits(name, count)
        case "count" | "min" | "max":
            return rows.is_whole(name) and rows.columns[name].there is None
        case _:
            return False


def _quick(rows: Rows, chosen: Chosen, each: m.Aggregate, counting: _Counting) -> pl.Series:
    if each.of is None or each.function == "count":
        return pl.Series(counting.counts()).cast(pl.Int64)
    name = name_of(each.of)
    values = rows.column(name, chosen)
    match each.function:
        case "sum":
            return pl.Series(counting.over(np.add, values, np.int64(0))).cast(pl.Int128)
        case "min":
            found = pl.Series(counting.over(np.minimum, values, np.int64(LARGEST)))
        case _:
            found = pl.Series(counting.over(np.maximum, values, np.int64(-LARGEST - 1)))
    return found.cast(INSTANT) if name == "time" else found


def _grouped(
    rows: Rows, chosen: Chosen, aggregates: Sequence[tuple[m.Aggregate, str]], by_id: Collection[str]
) -> pl.DataFrame:
    """Any aggregates, by Polars; the rows are those of the customers, ascending."""
    columns = ["time"]
    for each, _ in aggregates:
        if isinstance(each.of, m.Property):
            columns.append("." + each.of.name)
        elif each.of is None and each.events.event in by_id:
            columns.append("id")
    frame = rows.canonical(columns, chosen)
    made = [aggregated(each, each.events.event in by_id).alias(name) for each, name in aggregates]
    return frame.group_by("customer").agg(made).sort("customer").drop("customer")
