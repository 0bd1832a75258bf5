"""Queries of Polars: one for each segment, or one wide conditional aggregate for all."""

from __future__ import annotations

import datetime as dt
from typing import Any, assert_never

import polars as pl

from benchmarks.child import Work
from benchmarks.questions import AS_OF, EVENTS, TODAY, Attribute, Behaviour, Question, Rows, groups, part

_KEY = "customer_id"


def each(folder: str, count: int, most: int) -> Work:
    """A lazy query for each of at most so many of the segments, run one after the other.

    Every condition is a filter that goes down to the scan and an aggregate of its own: on the shop that
    is less work than one aggregate with a condition in each column.
    """

    def work() -> dict[str, pl.Series]:
        return {q.name: _query(folder, q).collect(engine="streaming")[_KEY] for q in part(count, most)}

    pl.select(1)
    return work


def wide(folder: str, count: int, number: int = 1) -> Work:
    """One pass over the events with a conditional aggregate for each distinct condition; so many of such."""
    asked = groups(count, number)
    return lambda: {name: keys for group in asked for name, keys in _wide(folder, group).items()}


def scan(folder: str) -> Work:
    """The six columns of the events, read into memory."""
    path = f"{folder}/events.parquet"
    columns = [_KEY, "event", "time", "item", "category", "amount"]
    return lambda: pl.scan_parquet(path).select(columns).collect()


def _query(folder: str, question: Question) -> pl.LazyFrame:
    found = pl.scan_parquet(f"{folder}/customers.parquet").filter(*map(_attribute, question.attributes))
    found = found.select(_KEY)
    for number, asked in enumerate(question.behaviour):
        rows = _events(folder).filter(_mask(asked.rows))
        found = found.join(rows.group_by(_KEY).agg(_total(asked).alias(str(number))), on=_KEY, how="left")
    return found.filter(_either(question, [pl.col(str(n)) for n in range(len(question.behaviour))]))


def _wide(folder: str, asked: tuple[Question, ...]) -> dict[str, pl.Series]:
    behaviour = [each for question in asked for each in question.behaviour]
    totals: dict[tuple[Rows, str], pl.Expr] = {}
    for each in behaviour:
        totals[_aggregate(each)] = _total(each, _mask(each.rows))
    names = {aggregate: str(number) for number, aggregate in enumerate(totals)}
    columns = [total.alias(names[aggregate]) for aggregate, total in totals.items()]
    people = pl.scan_parquet(f"{folder}/customers.parquet")
    joined = people.join(_events(folder).group_by(_KEY).agg(columns), on=_KEY, how="left")
    tests = [
        pl.all_horizontal(
            _either(each, [pl.col(names[_aggregate(b)]) for b in each.behaviour]),
            *map(_attribute, each.attributes),
        ).alias(each.name)
        for each in asked
    ]
    found = joined.select(_KEY, *tests).collect(engine="streaming")
    return {each.name: found[_KEY].filter(found[each.name]) for each in asked}


def _events(folder: str) -> pl.LazyFrame:
    return pl.scan_parquet(f"{folder}/events.parquet").filter(pl.col("time") <= AS_OF)


def _mask(rows: Rows) -> pl.Expr:
    mask = pl.col("event") == EVENTS[rows.event].stored
    if rows.days:
        mask &= pl.col("time") > AS_OF - dt.timedelta(days=rows.days)
    if rows.items:
        mask &= pl.col("item").is_in(rows.items)
    if rows.category:
        mask &= pl.col("category") == rows.category
    return mask


def _aggregate(asked: Behaviour) -> tuple[Rows, str]:
    return asked.rows, "count" if asked.kind in ("at least", "none") else asked.kind


def _total(asked: Behaviour, mask: pl.Expr | None = None) -> pl.Expr:
    match asked.kind:
        case "at least" | "none":
            return pl.len() if mask is None else mask.sum()
        case "sum":
            return _of("amount", mask).sum()
        case "recency":
            return _of("time", mask).max()
        case _:
            assert_never(asked.kind)


def _of(column: str, mask: pl.Expr | None) -> pl.Expr:
    return pl.col(column) if mask is None else pl.col(column).filter(mask)


def _either(question: Question, totals: list[pl.Expr]) -> pl.Expr:
    tests = [_test(asked, total) for asked, total in zip(question.behaviour, totals, strict=True)]
    return pl.any_horizontal(tests) if question.either else pl.all_horizontal(tests)


def _test(asked: Behaviour, total: pl.Expr) -> pl.Expr:
    match asked.kind:
        case "at least":
            return total.fill_null(0) >= asked.number
        case "none":
            return total.fill_null(0) == 0
        case "sum":
            return total.fill_null(0) >= asked.number // 100
        case "recency":
            return (total < AS_OF - dt.timedelta(days=asked.number)).fill_null(False)
        case _:
            assert_never(asked.kind)


def _attribute(asked: Attribute) -> pl.Expr:
    first: Any = asked.values[0] if asked.values else ""
    match asked.kind:
        case "country" | "plan":
            return pl.col(asked.kind).is_in(asked.values)
        case "age":
            return pl.col("birthday") <= TODAY.replace(year=TODAY.year - int(first))
        case "signup":
            return pl.col("signup_date") >= dt.date.fromisoformat(first)
        case "credit":
            return pl.col("credit") >= int(first)
        case "visits":
            return pl.col("visits_a_year") >= int(first)
        case "opt_in":
            return pl.col("email_opt_in")
        case "tag":
            return pl.col("tags").list.contains(first)
        case "no_birthday":
            return pl.col("birthday").is_null()
        case _:
            assert_never(asked.kind)
