"""Queries of ibis on DuckDB: one for each segment."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from typing import Any, assert_never

from benchmarks.child import Work
from benchmarks.questions import AS_OF, EVENTS, TODAY, Attribute, Behaviour, Question, Rows, part

ibis: Any = import_module("ibis")  # its types say little


def each(folder: str, count: int, most: int) -> Work:
    """An expression for each of at most so many of the segments, run one after the other."""
    connection = ibis.duckdb.connect()
    people = connection.read_parquet(f"{folder}/customers.parquet", table_name="customers")
    events = connection.read_parquet(f"{folder}/events.parquet", table_name="events")

    def work() -> dict[str, Any]:
        queries = {question.name: _query(people, events, question) for question in part(count, most)}
        return {name: query.to_pyarrow()["customer_id"] for name, query in queries.items()}

    people.limit(0).to_pyarrow()
    return work


def _query(people: Any, events: Any, question: Question) -> Any:
    found = people.filter([_attribute(people, asked) for asked in question.attributes])
    found = found.select("customer_id")
    for number, asked in enumerate(question.behaviour):
        rows = events.filter([events.time <= AS_OF, *_mask(events, asked.rows)])
        totals = rows.group_by("customer_id").aggregate(**{f"b{number}": _total(rows, asked)})
        joined = found.left_join(totals, "customer_id")
        found = joined.select(*found.columns, f"b{number}")
    tests = [_test(found[f"b{number}"], asked) for number, asked in enumerate(question.behaviour)]
    return found.filter((ibis.or_ if question.either else ibis.and_)(*tests)).select("customer_id")


def _mask(events: Any, rows: Rows) -> list[Any]:
    mask = [events.event == EVENTS[rows.event].stored]
    if rows.days:
        mask.append(events.time > AS_OF - dt.timedelta(days=rows.days))
    if rows.items:
        mask.append(events.item.isin(rows.items))
    if rows.category:
        mask.append(events.category == rows.category)
    return mask


def _total(rows: Any, asked: Behaviour) -> Any:
    match asked.kind:
        case "at least" | "none":
            return rows.count()
        case "sum":
            return rows.amount.sum()
        case "recency":
            return rows.time.max()
        case _:
            assert_never(asked.kind)


def _test(total: Any, asked: Behaviour) -> Any:
    match asked.kind:
        case "at least":
            return total.fill_null(0) >= asked.number
        case "none":
            return total.fill_null(0) == 0
        case "sum":
            return total.fill_null(0) >= asked.number // 100
        case "recency":
            return total < AS_OF - dt.timedelta(days=asked.number)
        case _:
            assert_never(asked.kind)


def _attribute(people: Any, asked: Attribute) -> Any:
    first: Any = asked.values[0] if asked.values else ""
    match asked.kind:
        case "country" | "plan":
            return people[asked.kind].isin(asked.values)
        case "age":
            return people.birthday <= TODAY.replace(year=TODAY.year - int(first))
        case "signup":
            return people.signup_date >= dt.date.fromisoformat(first)
        case "credit":
            return people.credit >= int(first)
        case "visits":
            return people.visits_a_year >= int(first)
        case "opt_in":
            return people.email_opt_in
        case "tag":
            return people.tags.contains(first)
        case "no_birthday":
            return people.birthday.isnull()
        case _:
            assert_never(asked.kind)
