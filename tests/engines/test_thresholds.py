"""Aggregates against constants, counted, summed and compared by NumPy: for whom they hold."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Iterator
from itertools import product

import polars as pl
import pytest
from segql_polars import PolarsBackend
from segql_polars.bulk import engine
from segql_polars.bulk.tallies import Tally
from segql_python import PythonBackend

from segql import meaning as m
from segql.backend import BoundSegment
from segql.catalog import Catalog
from segql.types import DATETIME, INTEGER, Type

AS_OF = dt.datetime(2024, 6, 1, tzinfo=dt.UTC)
LOG = {"table": "log", "customer": "who", "time": "at"}
CATALOG = Catalog(
    customers={"table": "people", "key": "id"},
    events={
        "buy": {**LOG, "properties": {"items": "integer", "total": "decimal(2)"}},
        "numbered": {**LOG, "id": "number"},
    },
)
MONEY = Type("decimal", scale=2)
ITEMS, TOTAL, TIME = m.Property("items", INTEGER), m.Property("total", MONEY), m.EventTime()
NUMBERS = [-(10**30), -(2**63), -1, 0, 1, 2, 3, 10, 1200, 2**62, 2**63 - 1, 10**30]
INSTANTS = [AS_OF - dt.timedelta(days=days) for days in (0, 30, 90, 10_000)]
SLOW = re.compile("distinct|numbered")  # compared by Polars
SOME = m.Compare("<", m.Constant(AS_OF - dt.timedelta(days=100), DATETIME), TIME)


def aggregates() -> Iterator[m.Aggregate]:
    """Every function over every kind of column, of some rows and of all."""
    for where in (m.All(()), SOME):
        buy, numbered = m.Events("buy", where), m.Events("numbered", where)
        yield m.Aggregate("count", buy, None, INTEGER)
        yield m.Aggregate("count", numbered, None, INTEGER)
        for of in (ITEMS, TOTAL):
            yield m.Aggregate("count", buy, of, INTEGER)
            yield m.Aggregate("distinct", buy, of, INTEGER)
            yield from (m.Aggregate(each, buy, of, of.type) for each in ("sum", "min", "max"))
        yield from (m.Aggregate(each, buy, TIME, DATETIME) for each in ("min", "max"))


def comparisons() -> dict[str, BoundSegment]:
    found: list[m.Condition] = []
    for each, op, is_turned in product(aggregates(), ("=", "<", "<="), (False, True)):
        limits = INSTANTS if each.type == DATETIME else NUMBERS
        for limit in limits:
            constant = m.Constant(limit, each.type)
            left, right = (constant, each) if is_turned else (each, constant)
            found.append(m.Compare(op, left, right))  # type: ignore[arg-type]
    return {f"{n} {each}": BoundSegment(each, CATALOG, AS_OF) for n, each in enumerate(found)}


def shop(customers: int, rows: int, items: list[int | None]) -> dict[str, pl.DataFrame]:
    """Customers with rows, some of them strangers; half of the customers have none."""
    draw = random.Random(customers)
    times = [AS_OF - dt.timedelta(hours=draw.randrange(5000)) for _ in range(rows)]
    log = pl.DataFrame(
        {
            "who": [draw.randrange(-1, customers // 2 + 1) for _ in times],
            "at": times,
            "items": [draw.choice(items) for _ in times],
            "total": [draw.choice(["0.00", "12.00", "-3.99"]) for _ in times],
            "number": [draw.choice(["a", "b", None]) for _ in times],
        },
        schema_overrides={"items": pl.Int64},
    )
    people = pl.DataFrame({"id": list(range(customers))})
    return {"people": people, "log": log.with_columns(pl.col("total").cast(pl.Decimal(10, 2)))}


@pytest.mark.parametrize(("customers", "rows"), [(9, 400), (700, 40), (4, 0)])
@pytest.mark.parametrize("items", [[1, 2, 10, -1], [None, 3, 0], [2**62, -(2**63), 2**63 - 1, None]])
def test_limits_hold_for_whom_the_definition_says(customers: int, rows: int, items: list[int | None]) -> None:
    data, segments = shop(customers, rows, items), comparisons()
    expected = PythonBackend().run(segments, data)
    found = PolarsBackend(-1).run(segments, data)
    for name, members in expected.members.items():
        assert list(found.members[name]) == list(members), name


def test_what_can_be_counted_by_numpy_is_not_grouped_by_polars(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "grouped", None)
    quick = {name: each for name, each in comparisons().items() if not SLOW.search(name)}
    data = shop(50, 300, [1, 2, None])
    assert len(PolarsBackend(-1).run(quick, data).members) == len(quick)


def test_equal_aggregates_of_many_segments_are_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    times: list[str] = []
    for name in ("of_all", "of_some"):
        whole = getattr(Tally, name)

        def counted(*arguments: object, whole: object = whole, name: str = name) -> object:
            times.append(name)
            return whole(*arguments)  # type: ignore[operator]

        monkeypatch.setattr(Tally, name, counted)
    total = m.Aggregate("sum", m.Events("buy", m.All(())), ITEMS, INTEGER)
    conditions = [m.Compare("<", m.Constant(n, INTEGER), total) for n in range(500)]
    segments = {f"{n}": BoundSegment(each, CATALOG, AS_OF) for n, each in enumerate(conditions)}
    PolarsBackend().run(segments, shop(9, 100, [1]))
    assert times == ["of_all"]
