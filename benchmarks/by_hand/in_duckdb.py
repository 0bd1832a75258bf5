"""Queries of DuckDB: one for each segment, or one wide conditional aggregate for all."""

from __future__ import annotations

import datetime as dt
from typing import Any, assert_never

import duckdb

from benchmarks.child import Work
from benchmarks.questions import AS_OF, EVENTS, TODAY, Attribute, Behaviour, Question, Rows, groups, part

_MEMORY = "8GB"
"""Beyond it DuckDB writes to disk, below the bound of `benchmarks.child`, past which it would fail."""


def each(folder: str, count: int, most: int) -> Work:
    """A query for each of at most so many of the segments, run one after the other.

    Every condition is an aggregate of its own over what its filter leaves: on the shop that is less
    work than one aggregate with `FILTER` in each column.
    """
    connection = duckdb.connect()

    def keys(question: Question) -> Any:
        return connection.execute(_query(folder, question)).fetchnumpy()["customer_id"]

    return lambda: {question.name: keys(question) for question in part(count, most)}


def wide(folder: str, count: int, number: int = 1) -> Work:
    """One pass over the events with `FILTER` for each distinct condition; so many of such."""
    connection = duckdb.connect(config={"memory_limit": _MEMORY})
    asked = groups(count, number)

    def members(group: tuple[Question, ...]) -> dict[str, Any]:
        found: dict[str, Any] = connection.execute(_wide(folder, group)).fetchnumpy()
        return {each.name: found["customer_id"][found[each.name]] for each in group}

    return lambda: {name: keys for group in asked for name, keys in members(group).items()}


def _query(folder: str, question: Question) -> str:
    joins = " ".join(
        f"LEFT JOIN (SELECT customer_id, {_total(asked)} AS b{number} FROM '{folder}/events.parquet' "
        f"WHERE time <= {_instant(AS_OF)} AND {_mask(asked.rows)} GROUP BY customer_id) AS e{number} "
        "USING (customer_id)"
        for number, asked in enumerate(question.behaviour)
    )
    test = _tests(question, [f"b{number}" for number in range(len(question.behaviour))])
    return f"SELECT customer_id FROM '{folder}/customers.parquet' {joins} WHERE {test}"


def _wide(folder: str, asked: tuple[Question, ...]) -> str:
    totals = dict.fromkeys(
        f"{_total(each)} FILTER (WHERE {_mask(each.rows)})"
        for question in asked
        for each in question.behaviour
    )
    names = {total: f"a{number}" for number, total in enumerate(totals)}
    tests = ", ".join(
        f"coalesce({_tests(each, [_column(names, b) for b in each.behaviour])}, false) AS {each.name}"
        for each in asked
    )
    return (
        f"SELECT customer_id, {tests} FROM '{folder}/customers.parquet' LEFT JOIN (SELECT customer_id, "
        f"{', '.join(f'{total} AS {name}' for total, name in names.items())} FROM '{folder}/events.parquet' "
        f"WHERE time <= {_instant(AS_OF)} GROUP BY customer_id) USING (customer_id)"
    )


def _column(names: dict[str, str], asked: Behaviour) -> str:
    return names[f"{_total(asked)} FILTER (WHERE {_mask(asked.rows)})"]


def _tests(question: Question, totals: list[str]) -> str:
    pairs = zip(question.behaviour, totals, strict=True)
    behaviour = (" OR " if question.either else " AND ").join(_test(asked, total) for asked, total in pairs)
    return " AND ".join([f"({behaviour})", *map(_attribute, question.attributes)])


def _mask(rows: Rows) -> str:
    mask = [f"event = '{EVENTS[rows.event].stored}'"]
    if rows.days:
        mask.append(f"time > {_instant(AS_OF - dt.timedelta(days=rows.days))}")
    if rows.items:
        mask.append(f"item IN {_texts(rows.items)}")
    if rows.category:
        mask.append(f"category = '{rows.category}'")
    return " AND ".join(mask)


def _total(asked: Behaviour) -> str:
    match asked.kind:
        case "at least" | "none":
            return "count(*)"
        case "sum":
            return "sum(amount)"
        case "recency":
            return "max(time)"
        case _:
            assert_never(asked.kind)


def _test(asked: Behaviour, total: str) -> str:
    match asked.kind:
        case "at least":
            return f"coalesce({total}, 0) >= {asked.number}"
        case "none":
            return f"coalesce({total}, 0) = 0"
        case "sum":
            return f"coalesce({total}, 0) >= {asked.number // 100}"
        case "recency":
            return f"{total} < {_instant(AS_OF - dt.timedelta(days=asked.number))}"
        case _:
            assert_never(asked.kind)


def _attribute(asked: Attribute) -> str:
    first = asked.values[0] if asked.values else ""
    match asked.kind:
        case "country" | "plan":
            return f"{asked.kind} IN {_texts(asked.values)}"
        case "age":
            return f"birthday <= DATE '{TODAY.replace(year=TODAY.year - int(first))}'"
        case "signup":
            return f"signup_date >= DATE '{first}'"
        case "credit":
            return f"credit >= {first}"
        case "visits":
            return f"visits_a_year >= {first}"
        case "opt_in":
            return "email_opt_in"
        case "tag":
            return f"list_contains(tags, '{first}')"
        case "no_birthday":
            return "birthday IS NULL"
        case _:
            assert_never(asked.kind)


def _instant(instant: dt.datetime) -> str:
    return f"TIMESTAMPTZ '{instant.isoformat()}'"


def _texts(values: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{value}'" for value in values) + ")"
