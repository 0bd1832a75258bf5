"""Conditions of 3,000 parts: every engine finds the members of the definition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache

import polars as pl
import pytest
from engines.tested import ENGINES, needs, run
from segql_sql import entry
from segql_sql.parts import aggregates, parts

import segql
from segql import meaning as m
from segql.backend import BoundSegment, Key
from segql.limits import Limits

PARTS = 3_000
AS_OF = dt.datetime(2024, 6, 1, tzinfo=dt.UTC)
LIMITS = Limits(text_bytes=10**7, conditions=10 * PARTS)
CATALOG = segql.Catalog(
    customers={"table": "people", "key": "id", "attributes": {"country": "string", "age": "integer"}},
    events={
        "bought": {
            "table": "orders",
            "customer": "who",
            "time": "at",
            "subject": "item",
            "properties": {"item": "string", "total": "integer"},
        },
        "saw": {
            "table": "views",
            "customer": "who",
            "time": "at",
            "id": "number",
            "subject": "page",
            "properties": {"page": "string"},
        },
    },
)


def data() -> dict[str, pl.DataFrame]:
    """Customers of whom each part of the conditions holds for few, some values missing."""
    who = [at % 23 for at in range(60)]
    at = [AS_OF - dt.timedelta(days=day) for day in range(1, 61)]
    return {
        "people": pl.DataFrame(
            {
                "id": range(20),
                "age": [None if each % 7 == 0 else 157 * each for each in range(20)],
                "country": [None if each % 5 == 0 else f"y{149 * each}y" for each in range(20)],
            }
        ),
        "orders": pl.DataFrame(
            {"who": who, "at": at, "item": [f"x{n * n % 450}" for n in range(60)], "total": range(60)}
        ),
        "views": pl.DataFrame(
            {"who": who, "at": at, "number": [n // 2 for n in range(60)], "page": ["p1", "p2"] * 30}
        ),
    }


def of_attributes() -> str:
    """Comparisons and searches under `or`, `and`, `not` and `at least`, and a list."""
    third = PARTS // 3
    either = " or ".join(f'age = {n} and not country contains "y{n}"' for n in range(third // 2))
    every = " and ".join(f'not country contains "{n}y"' for n in range(third))
    two = ", ".join(f"age = {n}" if n % 2 else f'country contains "{n}"' for n in range(third))
    options = ", ".join(str(n) for n in range(0, 2 * PARTS, 2))
    return f"({either}) or ({every}) or at least 2 of ({two}, age in [{options}])"


def of_events(different: int, total: int = PARTS) -> str:
    """So many parts that look at so many different aggregates, each in several parts."""

    def part(n: int) -> str:
        which, more = n % different, n // different
        match which % 4:
            case 0:
                return f'bought("x{which}") at least {more + 2} times'
            case 1:
                return f'not sum(bought("x{which}").total) < {more + 50}'
            case 2:
                return f"saw(page = 'p1') exactly {more + 3} times in last {which + 1} days"
            case _:
                return f"distinct(bought.item in last {which + 1} days) = {more + 4}"

    half = total // 2
    either, others = [" or ".join(map(part, each)) for each in (range(half), range(half, total))]
    two = ", ".join(map(part, range(0, total, 5)))
    return f"({either}) and not ({others}) or at least 2 of ({two})"


@cache
def compiled(text: str) -> BoundSegment:
    return segql.compile(text, CATALOG, limits=LIMITS).at(AS_OF)


def members(engine: str, text: str) -> list[Key]:
    return list(run(engine, {"it": compiled(text)}, data()).members["it"])


@cache
def expected(text: str) -> list[Key]:
    found = members("python", text)
    assert 0 < len(found) < 20
    return found


@pytest.mark.parametrize("engine", ENGINES)
def test_three_thousand_comparisons_and_searches(engine: str) -> None:
    needs(engine)
    assert members(engine, of_attributes()) == expected(of_attributes())


@pytest.mark.parametrize("engine", ENGINES)
def test_three_thousand_conditions_on_events(engine: str) -> None:
    """They look at 200 different aggregates, more than some engines plan at once. Engines that take long for
    each are asked for 1,000 parts with 120: of 3,000 most plan some seconds, Spark half a minute."""
    needs(engine)
    text = of_events(120, 1_000) if ENGINES[engine].heavy else of_events(200)
    assert members(engine, text) == expected(text)


def rows(operands: int) -> Iterator[m.Condition]:
    text = ", ".join(f'bought("x{n % 250}") at least {n // 250 + 1} times' for n in range(operands))
    condition = compiled(f"at least 2 of ({text})").condition
    assert isinstance(condition, m.AtLeast)
    yield from condition.operands


def test_a_part_looks_at_no_more_aggregates_than_are_planned_at_once() -> None:
    operands = list(rows(500))
    found = parts(operands, 100)
    assert sorted(map(repr, operands)) == sorted(repr(each) for part in found for each in part)
    assert [len(aggregates(m.All(part))) for part in found] == [100, 100, 50], "the same ones side by side"
    alone = m.Any(tuple(operands))
    assert [len(part) for part in parts([alone, operands[0]], 100)] == [1, 1], "one alone may look at more"


def test_a_text_of_spark_has_parts_where_it_looks_at_many_aggregates() -> None:
    few, many = (entry.spark().sql(compiled(of_events(different)))[0] for different in (100, 400))
    assert "`part`" not in few
    assert "`part`" in many
