"""SQLite: texts as they read, every native form of a column, numbers past 64 bits, exact doubles."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from textwrap import dedent

import pytest
from engines import small
from hypothesis import given
from hypothesis import strategies as st
from segql_sql import entry, register
from segql_sql.dialects.sqlite import Sqlite
from segql_sql.wide import decode, encode

import segql
from segql import meaning as m
from segql.types import FLOAT, decimal

BACKEND = entry.sqlite()
EXACT = st.integers(1 - m.EXACT_LIMIT, m.EXACT_LIMIT - 1)


@pytest.fixture
def session() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        yield connection


def members(session: sqlite3.Connection, condition: m.Condition) -> list[object]:
    text, values = BACKEND.sql(small.segment(condition))
    return [key for (key,) in session.execute(text, values).fetchall()]


def test_a_plain_segment_reads_plainly() -> None:
    text, values = BACKEND.sql(small.segment(m.Not(small.is_("CA"))))
    assert values == ()
    assert text == dedent("""\
        WITH "customer" AS (
          SELECT
            "id" COLLATE BINARY AS "id",
            CAST("country" AS TEXT) COLLATE BINARY AS "country"
          FROM "customers"
        )
        SELECT
          "customer"."id"
        FROM "customer"
        WHERE
          NOT COALESCE("customer"."country" = 'CA', FALSE)
        ORDER BY
          "customer"."id\"""")


def test_behaviour_needs_no_function_of_ours() -> None:
    assert "segql_" not in BACKEND.sql(small.segment(small.DID))[0]


@pytest.mark.parametrize("stored", [12, 12.0, "12", "12.00", "12.000", "+12.0"])
def test_a_decimal_may_be_an_integer_a_real_or_text(session: sqlite3.Connection, stored: object) -> None:
    session.execute("CREATE TABLE customers (id INTEGER, balance)")
    session.executemany("INSERT INTO customers VALUES (?, ?)", [(1, stored), (2, 12.01), (3, None)])
    assert members(session, m.Compare("=", small.BALANCE, m.Constant(1200, decimal(2)))) == [1]


@pytest.mark.parametrize(
    ("stored", "instant"),
    [
        ("2024-01-01 12:00:00", "2024-01-01T17:00:00Z"),
        ("2024-07-01T12:00", "2024-07-01T16:00:00Z"),
        ("2024-07-01", "2024-07-01T04:00:00Z"),
        ("2024-03-10T02:30:00", "2024-03-10T07:30:00Z"),
        ("2024-11-03 01:30", "2024-11-03T05:30:00Z"),
        ("2024-07-01T12:00:00.5", "2024-07-01T16:00:00.5Z"),
        ("2024-07-01T12:00:00.999999Z", "2024-07-01T12:00:00.999999Z"),
        ("2024-07-01T12:00Z", "2024-07-01T12:00:00Z"),
        ("2024-07-01 12:00+09:00", "2024-07-01T03:00:00Z"),
        ("2024-07-01 12:00:00+09:00", "2024-07-01T03:00:00Z"),
        ("2024-07-01 12:00:00.000001-03:30", "2024-07-01T15:30:00.000001Z"),
    ],
)
def test_an_instant_may_be_any_iso_text(session: sqlite3.Connection, stored: str, instant: str) -> None:
    session.execute("CREATE TABLE customers (id INTEGER, seen TEXT)")
    session.executemany("INSERT INTO customers VALUES (?, ?)", [(1, stored), (2, None)])
    assert members(session, m.Compare("=", small.SEEN, small.instant(instant))) == [1]


def test_collations_of_columns_change_nothing(session: sqlite3.Connection) -> None:
    session.execute("CREATE TABLE customers (id TEXT COLLATE NOCASE, country TEXT COLLATE NOCASE)")
    session.executemany("INSERT INTO customers VALUES (?, ?)", [("b", "CA"), ("B", "CA"), ("c", "ca")])
    session.execute("CREATE TABLE orders (who TEXT COLLATE NOCASE, at TEXT)")
    session.execute("INSERT INTO orders VALUES ('b', '2024-01-01')")
    assert members(session, small.is_("CA")) == ["B", "b"]
    assert members(session, small.DID) == ["b"]


def test_sums_and_products_past_64_bits_are_exact(session: sqlite3.Connection) -> None:
    register(session)
    session.execute("CREATE TABLE customers (id INTEGER, age INTEGER)")
    session.executemany("INSERT INTO customers VALUES (?, ?)", [(1, 2**63 - 1), (2, 2)])
    square = m.Arithmetic("*", small.AGE, small.AGE, small.AGE.type)
    cube = m.Arithmetic("*", square, small.AGE, small.AGE.type)
    assert members(session, m.Compare("=", square, small.whole((2**63 - 1) ** 2))) == [1]
    assert members(session, m.IsSet(cube)) == [2]


@given(EXACT, EXACT)
def test_wide_numbers_sort_as_text(one: int, other: int) -> None:
    assert (encode(one) < encode(other)) == (one < other)
    assert decode(encode(one)) == one


@given(st.floats(allow_nan=False))
def test_a_double_is_read_back_to_the_last_bit(value: float) -> None:
    text = Sqlite().literal(value).sql("sqlite")
    with closing(sqlite3.connect(":memory:")) as connection:
        assert connection.execute(f"SELECT CAST({text} AS REAL)").fetchone() == (value,)


@pytest.mark.parametrize("digits", ["63.1802031006", "0.732238", "4.91e-06", "7946.682260434", "5e-324"])
def test_a_double_that_sqlite_reads_wrongly_is_written_otherwise(digits: str) -> None:
    value = float(digits)
    text, _ = BACKEND.sql(small.segment(m.OneOf(m.Constant(value, FLOAT), (m.Constant(value, FLOAT),))))
    assert digits not in text


def test_a_nul_in_the_data_is_refused_rather_than_cut() -> None:
    catalog = segql.Catalog.load(
        {"customers": {"table": "c", "key": "k", "attributes": {"s": "string", "l": "list[string]"}}}
    )
    rows = [{"k": 1, "s": "a", "l": ["a"]}, {"k": 2, "s": "a\0b", "l": ["a\0"]}]

    for text, column in [('s ends with "b"', "s"), ('l contains "a"', "l")]:
        with pytest.raises(segql.DataError) as refused:
            segql.compile(text, catalog).members({"c": rows}, backend="sqlite")
        assert [(each.code, f"`c.{column}`" in each.message) for each in refused.value.diagnostics] == [
            ("data-nul", True)
        ]
