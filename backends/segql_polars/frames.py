"""The customers with a column for each thing that conditions need: aggregates, sequences, lists, ranks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

import polars as pl

from segql import meaning as m
from segql.uses import uses
from segql_polars.conditions import condition, every, kept, split
from segql_polars.inventory import Inventory, inventory
from segql_polars.sequences import sequence
from segql_polars.source import KEY, Source
from segql_polars.values import EVENTS, Scope, expression

_FEW = 32  # so many predicates are handed over one by one, for Polars to push down
ZERO = ("count", "sum", "distinct")  # what these are over nothing


def chosen(source: Source, conditions: Sequence[m.Condition]) -> pl.LazyFrame:
    """The customers for whom all conditions hold, in their order, with a column for each thing needed."""
    needed = inventory(conditions)
    scope = Scope(columns=needed.columns())
    frames = list(_frames(source, needed, scope))
    if len(frames) > _FEW:
        frames = [
            (frozenset(scope.columns).difference(needed.standings), _joined([each for _, each in frames]))
        ]
    # Who is out already is not joined any further; but ranks are among all customers.
    pending = [(each, inventory([each]).columns().keys()) for each in conditions]
    known = frozenset[m.Value | m.Condition]()
    frame = source.customers
    for things, beside in [(known, None), *frames]:
        if beside is not None:
            frame = frame.join(beside, left_on=KEY, right_on="customer", how="left")
            frame = frame.with_columns(_filled(each, scope) for each in things)
        known |= things
        if not needed.standings:
            frame = filtered(frame, [each for each, wanted in pending if wanted <= known], scope)
            pending = [(each, wanted) for each, wanted in pending if not wanted <= known]
    if needed.standings:
        frame = ranked(frame, needed.standings, scope)
        frame = filtered(frame, conditions, scope)
    return frame


def _frames(
    source: Source, needed: Inventory, scope: Scope
) -> Iterator[tuple[frozenset[m.Value | m.Condition], pl.LazyFrame]]:
    """Things that are needed, with a frame that has a column for each."""
    for events, aggregates in needed.groups.items():
        yield frozenset(aggregates), _aggregates(source, events, aggregates, scope.columns)
    for flag in needed.flags:
        yield frozenset([flag]), _flagged(source, flag).with_columns(pl.lit(True).alias(scope.columns[flag]))


def _filled(thing: m.Value | m.Condition, scope: Scope) -> pl.Expr:
    """A thing as it is for customers of whom a frame has no row."""
    column = pl.col(scope.columns[thing])
    match thing:
        case m.Aggregate():
            return column.fill_null(0) if thing.function in ZERO else column
        case _:
            return column.fill_null(False)


def rows(source: Source, events: m.Events) -> pl.LazyFrame:
    """The rows of an event for which its condition holds, of known customers or not."""
    frame = source.events_of(events.event)
    operands = split(events.where)
    attributes = [uses([each]).attributes for each in operands]
    frame = filtered(
        frame, [each for each, names in zip(operands, attributes, strict=True) if not names], EVENTS
    )
    names = sorted(frozenset[str]().union(*attributes))
    if not names:
        return frame
    theirs = [pl.col("." + name).alias(EVENTS.attribute + name) for name in names]
    beside = source.customers.select(pl.col(KEY).alias("customer"), *theirs)
    frame = frame.join(beside, on="customer", how="inner")
    return filtered(frame, [each for each, names in zip(operands, attributes, strict=True) if names], EVENTS)


def filtered(frame: pl.LazyFrame, conditions: Sequence[m.Condition], scope: Scope) -> pl.LazyFrame:
    """The rows for which all of the conditions hold."""
    if len(conditions) > _FEW:
        return frame.filter(every([condition(each, scope) for each in conditions]))
    return frame.filter(*[kept(each, scope) for each in conditions])


def _aggregates(
    source: Source,
    events: m.Events,
    aggregates: Sequence[m.Aggregate],
    columns: Mapping[m.Value | m.Condition, str],
) -> pl.LazyFrame:
    by_id = source.catalog.events[events.event].id is not None
    made = [aggregated(each, by_id).alias(columns[each]) for each in aggregates]
    return rows(source, events).group_by("customer").agg(made)


def aggregated(aggregate: m.Aggregate, by_id: bool) -> pl.Expr:
    """An aggregate over the rows of a group, of distinct ids where events are counted so."""
    if aggregate.of is None:
        id = pl.col("id")
        count = id.drop_nulls().n_unique() + id.null_count() if by_id else pl.len()
        return count.cast(pl.Int64)
    of = expression(aggregate.of, EVENTS)
    match aggregate.function:
        case "count":
            return of.count().cast(pl.Int64)
        case "sum":
            return of.cast(pl.Int128).sum()
        case "min":
            return of.min()
        case "max":
            return of.max()
        case "distinct":
            return of.drop_nulls().n_unique().cast(pl.Int64)
        case "first":
            time = pl.col("time")
            return of.filter(time == time.filter(of.is_not_null()).min()).max()
        case "last":
            time = pl.col("time")
            return of.filter(time == time.filter(of.is_not_null()).max()).max()
        case _:
            assert_never(aggregate.function)


def of_nothing(aggregate: m.Aggregate, like: pl.Series) -> pl.Series:
    """An aggregate of no rows, of the name and type of others."""
    return pl.Series(like.name, [0 if aggregate.function in ZERO else None], like.dtype)


def _flagged(source: Source, flag: m.Sequence | m.InList) -> pl.LazyFrame:
    match flag:
        case m.InList(name):
            return source.members_of(name).select("customer").unique()
        case m.Sequence(first, steps):
            found = sequence(rows(source, first), [(step, rows(source, step.events)) for step in steps])
            return found.select("customer").unique()
        case _:
            assert_never(flag)


def _joined(frames: list[pl.LazyFrame]) -> pl.LazyFrame:
    """Frames of distinct customers as one, joined pairwise: a thousand in a row would nest too deep."""
    while len(frames) > 1:
        pairs = [frames[start : start + 2] for start in range(0, len(frames), 2)]
        frames = [
            pair[0].join(pair[1], on="customer", how="full", coalesce=True) if len(pair) == 2 else pair[0]
            for pair in pairs
        ]
    return frames[0]


def ranked(frame: pl.LazyFrame, standings: list[m.Standing], scope: Scope) -> pl.LazyFrame:
    """The customers with their standings beside."""
    names = {
        value: f"\x00v{number}" for number, value in enumerate(dict.fromkeys(s.value for s in standings))
    }
    frame = frame.with_columns(expression(value, scope).alias(name) for value, name in names.items())
    return frame.with_columns(
        _standing(each.side, pl.col(names[each.value])).cast(pl.Int64).alias(scope.columns[each])
        for each in standings
    )


def _standing(side: str, value: pl.Expr) -> pl.Expr:
    known = value.count().cast(pl.Int64)
    match side:
        case "smaller":
            return value.rank("min").cast(pl.Int64) - 1
        case "greater":
            return known - value.rank("max").cast(pl.Int64)
        case _:
            return pl.when(value.is_not_null()).then(known)
