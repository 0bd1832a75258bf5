"""DuckDB: texts as they read, and every native form in which a column may be stored."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import dedent
from typing import Any

import duckdb
import pytest
from engines import small
from segql_sql import entry

from segql import meaning as m
from segql.types import DATE, decimal

BACKEND = entry.duckdb()


@pytest.fixture
def session() -> Iterator[Any]:
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET TimeZone = 'Asia/Tokyo'")
        yield connection


def members(session: Any, condition: m.Condition) -> list[object]:
    text, values = BACKEND.sql(small.segment(condition))
    return [key for (key,) in session.execute(text, values).fetchall()]


def test_a_plain_segment_reads_plainly() -> None:
    text, values = BACKEND.sql(small.segment(m.All((small.is_("CA"), m.Not(small.DID)))))
    assert values == ()
    assert text == dedent("""\
        WITH "customer" AS (
          SELECT
            "id",
            CAST("country" AS TEXT) COLLATE "C" AS "country"
          FROM "customers"
        ), "ordered" AS (
          SELECT
            "who" AS "customer",
            MAKE_TIMESTAMP(EPOCH_US("at")) AS "time"
          FROM "orders"
          WHERE
            NOT "who" IS NULL AND NOT "at" IS NULL
        ), "ordered totals" AS (
          SELECT
            "ordered"."customer" AS "customer",
            COUNT(*) AS "count"
          FROM "ordered"
          WHERE
            "ordered"."time" <= CAST('2024-06-01 00:00:00' AS TIMESTAMP)
          GROUP BY
            "ordered"."customer"
        )
        SELECT
          "customer"."id"
        FROM "customer"
        LEFT JOIN "ordered totals"
          ON "ordered totals"."customer" = "customer"."id"
        WHERE
          "customer"."country" = 'CA'
          AND NOT (
            1 <= COALESCE("ordered totals"."count", 0)
          )
        ORDER BY
          "customer"."id\"""")


@pytest.mark.parametrize(
    "stored", ["DECIMAL(18, 3)", "DECIMAL(18, 2)", "DECIMAL(38, 4)", "DOUBLE", "INTEGER"]
)
def test_a_decimal_may_be_stored_as_any_number(session: Any, stored: str) -> None:
    session.execute(f"CREATE TABLE customers (id INTEGER, balance {stored})")
    session.execute("INSERT INTO customers VALUES (1, 12), (2, -12), (3, NULL), (4, 13)")
    wanted = m.OneOf(small.BALANCE, (m.Constant(1200, decimal(2)), m.Constant(-1200, decimal(2))))
    assert members(session, wanted) == [1, 2]


def test_a_decimal_of_18_digits_keeps_its_last(session: Any) -> None:
    session.execute("CREATE TABLE customers (id INTEGER, balance DECIMAL(18, 2))")
    session.execute("INSERT INTO customers VALUES (1, 9999999999999999.99), (2, 9999999999999999.98)")
    wanted = m.Compare("=", small.BALANCE, m.Constant(10**18 - 1, decimal(2)))
    assert members(session, wanted) == [1]


@pytest.mark.parametrize(
    ("stored", "given", "instant"),
    [
        ("TIMESTAMP", "2024-01-01 12:00:00", "2024-01-01T17:00:00Z"),
        ("TIMESTAMP", "2024-07-01 12:00:00", "2024-07-01T16:00:00Z"),
        ("TIMESTAMP", "2024-03-10 02:30:00", "2024-03-10T07:30:00Z"),
        ("TIMESTAMP", "2024-11-03 01:30:00", "2024-11-03T05:30:00Z"),
        ("TIMESTAMPTZ", "2024-07-01 12:00:00.000001+00", "2024-07-01T12:00:00.000001Z"),
        ("DATE", "2024-07-01", "2024-07-01T04:00:00Z"),
        ("TIMESTAMP_MS", "2024-07-01 12:00:00.001", "2024-07-01T16:00:00.001Z"),
    ],
)
def test_an_instant_is_the_same_whatever_the_zone_of_the_session(
    session: Any, stored: str, given: str, instant: str
) -> None:
    session.execute(f"CREATE TABLE customers (id INTEGER, seen {stored})")
    session.execute("INSERT INTO customers VALUES (1, ?), (2, NULL)", [given])
    assert members(session, m.Compare("=", small.SEEN, small.instant(instant))) == [1]


@pytest.mark.parametrize("stored", ["DATE", "TIMESTAMP"])
def test_a_date_may_be_stored_as_a_midnight(session: Any, stored: str) -> None:
    session.execute(f"CREATE TABLE customers (id INTEGER, born {stored})")
    session.execute("INSERT INTO customers VALUES (1, '2000-02-29'), (2, '2000-02-28')")
    born = m.Function("month_day", m.Attribute("born", DATE), small.AGE.type)
    assert members(session, m.Compare("=", born, small.whole(229))) == [1]


def test_a_collation_of_a_column_changes_nothing(session: Any) -> None:
    session.execute("CREATE TABLE customers (id INTEGER, country VARCHAR COLLATE NOCASE)")
    session.execute("INSERT INTO customers VALUES (1, 'CA'), (2, 'ca')")
    assert members(session, small.is_("CA")) == [1]


def test_a_product_of_39_digits_is_missing_and_one_of_38_is_exact(session: Any) -> None:
    session.execute("CREATE TABLE customers (id INTEGER, age BIGINT)")
    session.execute("INSERT INTO customers VALUES (1, 9223372036854775807), (2, 2)")
    square = m.Arithmetic("*", small.AGE, small.AGE, small.AGE.type)
    cube = m.Arithmetic("*", square, small.AGE, small.AGE.type)
    assert members(session, m.Compare("=", square, small.whole((2**63 - 1) ** 2))) == [1]
    assert members(session, m.IsSet(cube)) == [2]
