"""ClickHouse: texts as they read, every native form of a column, bound values, what else is its own."""

# ruff: noqa: S608 -- statements are made of constants of these tests

from __future__ import annotations

import datetime as dt
import json
import struct
import unicodedata
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from textwrap import dedent
from typing import Any

import polars as pl
import pytest
from engines import small
from engines.tested import needs
from hypothesis import given
from hypothesis import strategies as st
from segql_sql import entry
from segql_sql import nodes as n
from segql_sql.dialects.base import DriverValue
from segql_sql.dialects.clickhouse import Clickhouse
from segql_sql.engines import clickhouse as clickhouse_engine
from segql_sql.engines.base import Engine
from sqlglot import exp
from strategies.meanings import bound, conditions, expected_members, frames, tables
from strategies.tables import Tables

from segql import meaning as m
from segql.catalog import Catalog, TableName
from segql.diagnostics import EngineError, UnsupportedError
from segql.types import BOOLEAN, DATE, DATETIME, FLOAT, INTEGER, STRING, Type, decimal

BACKEND = entry.clickhouse()
DIALECT = Clickhouse()
TAGS = Type("list", element=STRING)
HOSTILE = [
    "'", "''", '"', "\\", "\\'", "\\N", "\\t", "a\nb", "\r\n", "\t", "😀", "한", "e\u0301", "%", "%s", "_",
    "?", ":p0", "$1", "@p0", "{p0:String}", "{x}", "--", "/*", "*/", ";", "'; DROP TABLE customers; --",
    "' OR 1 = 1 --", "\u2028", "\uff07", "`", "$$", "NULL", "\x7f", "\ufeff", "a\0b", "\b",
]  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def _installed() -> None:
    needs("clickhouse")


@pytest.fixture
def engine() -> Iterator[Engine]:
    with clickhouse_engine.opened() as opened:
        yield opened


def asked(text: str, values: Mapping[str, DriverValue] | None = None) -> list[Any]:
    """The first column that a text finds. Values of strings are read as in TSV."""
    session = vars(clickhouse_engine)["_session"]()
    given = {name: _escaped(each) if isinstance(each, str) else each for name, each in (values or {}).items()}
    try:
        found = session.query(text, "JSONCompactColumns", params=given).bytes()
    except RuntimeError:
        session.query("SELECT 1", "Null")
        raise
    columns: list[list[Any]] = json.loads(found) if found else []
    return columns[0] if columns else []


def _escaped(value: str) -> str:
    for plain, escaped in (
        ("\\", "\\\\"),
        ("\t", "\\t"),
        ("\n", "\\n"),
        ("\r", "\\r"),
        ("\0", "\\0"),
        ("\b", "\\b"),
    ):
        value = value.replace(plain, escaped)
    return value


def members(condition: m.Condition, style: str = "inline") -> list[Any]:
    text, values = BACKEND.sql(small.segment(condition), style=style)
    return asked(text, values if isinstance(values, Mapping) else None)


def value(node: exp.Expr, source: str | None = None) -> Any:
    """What an expression is, over the one row of a table."""
    query = n.select([node], n.table(source)) if source else exp.Select(expressions=[node])
    return asked(query.sql("clickhouse", normalize_functions=False))[0]


def test_a_database_that_is_there_already_stays_as_it_is() -> None:
    """The process has one server: what else runs in it may have databases with the names of the catalog's."""
    asked("CREATE DATABASE theirs")
    asked("CREATE TABLE theirs.own ENGINE = Memory AS SELECT 1 AS n")
    try:
        for _ in range(2):
            with clickhouse_engine.opened() as engine:
                engine.load(TableName(("theirs", "orders")), pl.DataFrame({"n": [2, 3]}))
                assert engine.ask("SELECT sum(n) FROM theirs.orders") == [(5,)]
                with pytest.raises(EngineError):
                    engine.load(TableName(("theirs", "own")), pl.DataFrame({"n": [4]}))
        assert asked("SELECT name FROM system.tables WHERE database = 'theirs'") == ["own"]
        assert asked("SELECT n FROM theirs.own") == [1]
    finally:
        asked("DROP DATABASE theirs")


def test_a_plain_segment_reads_plainly() -> None:
    text, values = BACKEND.sql(small.segment(m.All((small.is_("CA"), m.Not(small.DID)))))
    assert values == ()
    query, _, settings = text.partition("\nSETTINGS ")
    assert settings.split(", ") == [
        "join_use_nulls = 1", "prefer_column_name_to_alias = 1", "transform_null_in = 0",
        "count_distinct_implementation = 'uniqExact'",
    ]  # fmt: skip
    assert query == dedent("""\
        WITH "customer" AS (
          SELECT
            "id",
            toString("country") AS "country"
          FROM "customers"
        ), "ordered" AS (
          SELECT
            "who" AS "customer",
            if(
              toTypeName("at") LIKE '%String%',
              parseDateTime64BestEffortOrNull(toString("at"), 6, 'UTC'),
              toDateTime64("at", 6, 'UTC')
            ) AS "time"
          FROM "orders"
          WHERE
            NOT (
              "who" IS NULL
            ) AND NOT (
              "at" IS NULL
            )
        ), "ordered totals" AS (
          SELECT
            "ordered"."customer" AS "customer",
            COUNT(*) AS "count"
          FROM "ordered"
          WHERE
            "ordered"."time" <= toDateTime64('2024-06-01 00:00:00', 6, 'UTC')
          GROUP BY
            "ordered"."customer"
        )
        SELECT
          "customer"."id" AS "id"
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


@contextmanager
def holding(rows: Tables) -> Generator[None]:
    with clickhouse_engine.opened() as engine:
        for name, frame in frames(rows).items():
            engine.load(name, frame)
        yield


@given(condition=conditions(), rows=tables())
def test_literals_and_bound_values_find_the_members_of_the_definition(
    condition: m.Condition, rows: Tables
) -> None:
    expected = expected_members(condition, rows)
    with holding(rows):
        for style in ("inline", "driver"):
            text, values = BACKEND.sql(bound(condition), style=style)
            assert asked(text, values if isinstance(values, Mapping) else None) == expected


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    "stored", ["Decimal(18, 3)", "Decimal(38, 4)", "Nullable(Decimal(9, 2))", "Float64", "Float32", "Int8"]
)
def test_a_decimal_may_be_stored_as_any_number(stored: str) -> None:
    asked(f"CREATE TABLE customers (id Int64, balance {stored}) ENGINE = Memory")
    asked("INSERT INTO customers VALUES (1, 12), (2, -12), (4, 13)")
    wanted = m.OneOf(small.BALANCE, (m.Constant(1200, decimal(2)), m.Constant(-1200, decimal(2))))
    assert members(wanted) == [1, 2]


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("stored", "number", "scale", "whole"),
    [
        ("Float64", "0.29", 2, 29), ("Float64", "-0.29", 2, -29), ("Float64", "600000.5", 0, 600001),
        ("Float64", "-600000.5", 0, -600001), ("Float64", "4503599627370497", 0, 2**52 + 1),
        ("Decimal(18, 2)", "9999999999999999.99", 2, 10**18 - 1), ("Decimal(38, 20)", "-0.01", 2, -1),
        ("Int64", "123456789", 9, 123456789 * 10**9),
    ],
)  # fmt: skip
def test_a_decimal_keeps_its_digits_and_rounds_halves_away_from_zero(
    stored: str, number: str, scale: int, whole: int
) -> None:
    asked(f"CREATE TABLE t (x {stored}) ENGINE = Memory")
    asked(f"INSERT INTO t VALUES ({number})")
    assert value(DIALECT.read_decimal(n.column("x"), scale), "t") == whole


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("stored", "given", "instant"),
    [
        ("DateTime64(6)", "2024-01-01 12:00:00", "2024-01-01T17:00:00Z"),
        ("Nullable(DateTime)", "2024-07-01 12:00:00", "2024-07-01T16:00:00Z"),
        ("DateTime64(3)", "2024-03-10 02:30:00.001", "2024-03-10T07:30:00.001Z"),
        ("DateTime64(9)", "2024-11-03 01:30:00.000001000", "2024-11-03T05:30:00.000001Z"),
        ("DateTime64(6, 'UTC')", "2024-07-01 12:00:00.000001", "2024-07-01T12:00:00.000001Z"),
        ("DateTime('Asia/Tokyo')", "2024-07-01 12:00:00", "2024-07-01T03:00:00Z"),
        ("Date", "2024-07-01", "2024-07-01T04:00:00Z"),
        ("Nullable(Date32)", "1930-07-01", "1930-07-01T04:00:00Z"),
        ("String", "2024-07-01T12:00", "2024-07-01T16:00:00Z"),
        ("Nullable(String)", "2024-07-01", "2024-07-01T04:00:00Z"),
        ("LowCardinality(String)", "2024-07-01T12:00:00.999999Z", "2024-07-01T12:00:00.999999Z"),
        ("String", "2024-07-01 12:00:00.5+09:00", "2024-07-01T03:00:00.5Z"),
        ("String", "0001-01-02T00:00:00-03:30", "0001-01-02T03:30:00Z"),
        ("DateTime64(6, 'UTC')", "9999-12-31 23:59:59.999999", "9999-12-31T23:59:59.999999Z"),
    ],
)
def test_an_instant_is_the_same_whatever_the_zone_of_the_session(
    stored: str, given: str, instant: str
) -> None:
    asked(f"CREATE TABLE customers (id Int64, seen {stored}) ENGINE = Memory")
    asked(f"INSERT INTO customers VALUES (1, '{given}')")
    text = BACKEND.sql(small.segment(m.Compare("=", small.SEEN, small.instant(instant))))[0]
    assert asked(text) == asked(f"{text}, session_timezone = 'Asia/Tokyo'") == [1]


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    "stored", ["Date", "Date32", "Nullable(Date32)", "DateTime", "DateTime64(6, 'UTC')", "String"]
)
def test_a_date_may_be_stored_as_a_midnight_or_as_text(stored: str) -> None:
    asked(f"CREATE TABLE customers (id Int64, born {stored}) ENGINE = Memory")
    asked("INSERT INTO customers VALUES (1, '2000-02-29'), (2, '2000-02-28')")
    born = m.Function("month_day", m.Attribute("born", DATE), INTEGER)
    assert members(m.Compare("=", born, small.whole(229))) == [1]


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("stored", ["Date32", "String"])
def test_days_of_all_years_compare(stored: str) -> None:
    days = ["0001-01-01", "1582-10-10", "1899-12-31", "1970-01-01", "2299-12-31", "9999-12-31"]
    asked(f"CREATE TABLE customers (id Int64, born {stored}) ENGINE = Memory")
    asked(f"INSERT INTO customers VALUES {', '.join(str((at, day)) for at, day in enumerate(days))}")
    born = m.Attribute("born", DATE)
    for at, day in enumerate(days):
        before = m.Compare("<", born, m.Constant(dt.date.fromisoformat(day), DATE))
        assert members(before) == list(range(at))
        days_since = m.Function("epoch", born, INTEGER)
        here = (dt.date.fromisoformat(day) - dt.date(1970, 1, 1)).days * 86_400_000_000
        assert members(m.Compare("=", days_since, small.whole(here))) == [at]


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    "stored", ["String", "LowCardinality(String)", "LowCardinality(Nullable(String))", "FixedString(2)",
               "Enum8('CA' = 1, 'ca' = 2)"],
)  # fmt: skip
def test_a_string_may_be_stored_in_any_form(stored: str) -> None:
    asked(f"CREATE TABLE customers (id LowCardinality(String), country {stored}) ENGINE = Memory")
    asked("INSERT INTO customers VALUES ('b', 'CA'), ('B', 'CA'), ('c', 'ca')")
    asked("CREATE TABLE orders (who Nullable(String), at DateTime) ENGINE = Memory")
    asked("INSERT INTO orders VALUES ('b', '2024-01-01 00:00:00'), (NULL, '2024-01-01 00:00:00')")
    assert members(small.is_("CA")) == ["B", "b"]
    assert members(small.DID) == ["b"]
    assert members(m.Not(small.DID)) == ["B", "c"]


@pytest.mark.usefixtures("engine")
def test_keys_of_other_sizes_join() -> None:
    asked("CREATE TABLE customers (id UInt64, country String) ENGINE = Memory")
    asked("INSERT INTO customers VALUES (1, ''), (18446744073709551615, '')")
    asked("CREATE TABLE orders (who Int32, at DateTime) ENGINE = Memory")
    asked("INSERT INTO orders VALUES (1, '2024-01-01 00:00:00'), (-1, '2024-01-01 00:00:00')")
    assert members(small.DID) == [1]


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("stored", "given"),
    [
        ("Array(String)", "['vip', 'o\\'x']"),
        ("Array(LowCardinality(Nullable(String)))", "['vip', NULL, 'o\\'x']"),
        ("String", '\'["vip", null, "o\\\'x"]\''),
    ],
)
def test_a_list_may_be_an_array_or_json(stored: str, given: str) -> None:
    asked(f"CREATE TABLE customers (id Int64, tags {stored}) ENGINE = Memory")
    asked(f"INSERT INTO customers VALUES (1, {given})")
    tags = m.Attribute("tags", TAGS)
    length = m.Compare("=", m.Function("length", tags, INTEGER), small.whole(2))
    assert members(m.All((length, m.AnyOf(tags, (small.text("o'x"),)), m.IsSet(tags)))) == [1]


def test_missing_lists_are_missing(engine: Engine) -> None:
    engine.load("customers", pl.DataFrame({"id": [1, 2, 3], "tags": [None, [], ["a"]]}))
    assert members(m.Not(m.IsSet(m.Attribute("tags", TAGS)))) == [1]


@pytest.mark.usefixtures("engine")
def test_products_of_38_digits_are_exact_and_larger_ones_missing() -> None:
    asked("CREATE TABLE customers (id Int64, age Nullable(Int64)) ENGINE = Memory")
    asked("INSERT INTO customers VALUES (1, 9223372036854775807), (2, 2), (3, NULL)")
    square = m.Arithmetic("*", small.AGE, small.AGE, INTEGER)
    cube = m.Arithmetic("*", square, small.AGE, INTEGER)
    assert members(m.Compare("=", square, small.whole((2**63 - 1) ** 2))) == [1]
    assert members(m.IsSet(cube)) == [2]


def test_sums_past_64_bits_are_exact(engine: Engine) -> None:
    engine.load("customers", pl.DataFrame({"id": [1, 2]}))
    orders = {"who": [1] * 3 + [2], "at": [small.AS_OF] * 4, "total": [2**63 // 100] * 4}
    engine.load("orders", pl.DataFrame(orders))
    total = m.Aggregate("sum", small.ORDERED, m.Property("total", decimal(2)), decimal(2))
    wanted = m.Constant(3 * 100 * (2**63 // 100), decimal(2))
    assert members(m.Compare("=", total, wanted)) == [1]


@given(st.floats(allow_nan=False))
def test_a_double_is_read_back_to_the_last_bit(number: float) -> None:
    bits = n.call("reinterpretAsUInt64", n.call("toFloat64", DIALECT.literal(number)))
    assert value(bits) == struct.unpack("Q", struct.pack("d", number))[0]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_bound_double_is_read_to_the_last_bit(number: float) -> None:
    (found,) = asked("SELECT reinterpretAsUInt64({p0:Float64})", {"p0": number})
    assert found == struct.unpack("Q", struct.pack("d", number))[0]


@pytest.mark.parametrize("style", ["inline", "driver"])
def test_hostile_text_means_itself(engine: Engine, style: str) -> None:
    engine.load("customers", pl.DataFrame({"id": range(len(HOSTILE)), "country": HOSTILE}))
    for number, hostile in enumerate(HOSTILE):
        assert members(small.is_(hostile), style) == [number]
        test = m.TextTest("contains", small.COUNTRY, small.text(hostile))
        assert members(test, style) == [at for at, other in enumerate(HOSTILE) if hostile in other]


@pytest.mark.parametrize("hostile", [each for each in HOSTILE if "`" not in each and each.isprintable()])
def test_hostile_names_mean_themselves(hostile: str) -> None:
    name = unicodedata.normalize("NFC", hostile)
    catalog = Catalog(
        customers={
            "table": [f"c{name}"], "key": f"k{name}",
            "attributes": {name: {"type": "string", "column": f"a{name}"}},
        },
        events={
            f"e{name}": {
                "table": [f"d{name}", f"t{name}"], "customer": f"w{name}", "time": f"at{name}",
                "where": {f"kind{name}": [name, "other"]},
                "properties": {name: {"type": "string", "column": f"p{name}"}},
            }
        },
    )  # fmt: skip
    event = catalog.events[f"e{name}"]
    rows = {
        catalog.customers.table: pl.DataFrame({f"k{name}": ["x", "y"], f"a{name}": [name, name]}),
        event.table: pl.DataFrame(
            {f"w{name}": ["x"], f"at{name}": [small.AS_OF], f"kind{name}": [name], f"p{name}": [name]}
        ),
    }
    where = m.Compare("=", m.Property(name, STRING), small.text(name))
    times = m.Aggregate("count", m.Events(f"e{name}", where), None, INTEGER)
    last = m.Aggregate("last", m.Events(f"e{name}", where), m.Property(name, STRING), STRING)
    same = (m.Property(name, STRING), m.Property(name, STRING))
    chain = m.Sequence(m.Events(f"e{name}", where), (m.Step(m.Events(f"e{name}", where), 1, True, same),))
    own = m.Compare("=", m.Attribute(name, STRING), last)
    condition = m.All((own, chain, m.Compare("=", times, small.whole(1))))
    assert BACKEND.run({"s": small.segment(condition, catalog)}, rows).members == {"s": ["x"]}


def test_an_alias_does_not_hide_a_column(engine: Engine) -> None:
    engine.load("customers", pl.DataFrame({"id": [1, 2], "time": ["a", "b"], "customer": [2, 1]}))
    stored = {"who": [1, 2], "at": [small.AS_OF] * 2, "time": ["a", "b"], "customer": ["x", "y"]}
    engine.load("orders", pl.DataFrame(stored))
    catalog = Catalog(
        customers={"table": "customers", "key": "id"},
        events={
            "ordered": {
                "table": "orders",
                "customer": "who",
                "time": "at",
                "where": {"time": "b", "customer": "y"},
            }
        },
    )
    text, _ = BACKEND.sql(small.segment(small.DID, catalog))
    assert asked(text) == [2]


JSON = (
    '{"a": {"b": [1, "x", {"c": 1.25}]}, "s": "q\\"y", "t": true, "n": null, "k.\'\\\\ 한": "hostile", "": 5}'
)


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("stored", ["String", "Nullable(String)"])
@pytest.mark.parametrize(
    ("path", "text"),
    [
        (["a", "b", 0], "1"), (["a", "b", 1], "x"), (["a", "b", 2, "c"], "1.25"), (["s"], 'q"y'),
        (["t"], "true"), (["n"], None), (["z"], None), (["a", "b", 9], None), (["k.'\\ 한"], "hostile"),
        ([""], "5"),
        (["a", "b", 2], '{"c":1.25}'), ([], JSON.replace(": ", ":").replace(", ", ",")), (["s", "z"], None),
    ],
)  # fmt: skip
def test_what_stands_at_a_path_of_json(stored: str, path: list[str | int], text: str | None) -> None:
    asked(f"CREATE TABLE t (doc {stored}) ENGINE = Memory")
    asked("INSERT INTO t VALUES ({p0:String})", {"p0": JSON})
    assert value(DIALECT.json_text(n.column("doc"), path), "t") == text


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("stored", "given"),
    [
        ("JSON", """'{"total": "12.50"}'"""), ("Map(String, String)", "{'total': '12.50'}"),
        ("Map(LowCardinality(String), Float64)", "{'total': 12.5}"), ("Tuple(total Float64)", "tuple(12.5)"),
    ],
)  # fmt: skip
def test_json_may_be_of_the_engines_own_types(stored: str, given: str) -> None:
    asked(f"CREATE TABLE t (doc {stored}) ENGINE = Memory")
    asked(f"INSERT INTO t VALUES ({given})")
    text = DIALECT.json_text(n.column("doc"), ["total"])
    assert value(DIALECT.parsed(text, decimal(2), None), "t") == 1250


@pytest.mark.parametrize(
    ("text", "type_", "canonical"),
    [
        ("-9223372036854775808", INTEGER, -(2**63)), ("-0.01", decimal(2), -1), ("1e2", decimal(2), 10_000),
        ("9999999999999999.99", decimal(2), 10**18 - 1), ("0.1", FLOAT, 0.1), ("-2.5e3", FLOAT, -2500.0),
        ("nan", FLOAT, None), ("true", BOOLEAN, True), ("false", BOOLEAN, False),
        ("2024-02-29", DATE, "2024-02-29"), ("한", STRING, "한"), ('["a"]', TAGS, '["a"]'),
        ("2024-01-31T10:00:00.25+09:00", DATETIME, "2024-01-31 01:00:00.250000"),
        ("2024-01-31 10:00:00", DATETIME, "2024-01-31 15:00:00.000000"),
        ("2024-07-01T10:00", DATETIME, "2024-07-01 14:00:00.000000"),
        ("2024-07-01T10:00:00.000001Z", DATETIME, "2024-07-01 10:00:00.000001"),
    ],
)  # fmt: skip
def test_values_are_parsed_from_text(text: str, type_: Type, canonical: object) -> None:
    assert value(DIALECT.parsed(n.text(text), type_, "America/New_York")) == canonical


@pytest.mark.parametrize(
    ("unit", "number", "instant"),
    [
        ("seconds", -1, "1969-12-31 23:59:59.000000"),
        ("milliseconds", 1717200000001, "2024-06-01 00:00:00.001000"),
        ("microseconds", -62135596800000000, "0001-01-01 00:00:00.000000"),
    ],
)  # fmt: skip
def test_instants_may_be_numbers_since_1970(unit: str, number: int, instant: str) -> None:
    assert value(DIALECT.read_epoch(n.whole(number), unit)) == instant


@pytest.mark.usefixtures("engine")
def test_the_rows_of_a_group_are_collected_as_a_list() -> None:
    asked("CREATE TABLE t (x Nullable(Int64)) ENGINE = Memory")
    asked("INSERT INTO t VALUES (9223372036854775807), (NULL), (3)")
    collected = DIALECT.collected(n.column("x"), True)
    assert value(DIALECT.list_length(collected), "t") == 2
    assert value(DIALECT.has_any(collected, [n.whole(2**63 - 1), n.whole(-1)], True), "t") == 1
    assert value(DIALECT.list_length(DIALECT.empty_list(True))) == 0


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("1234567890123456.78", 123_456_789_012_345_678),
        ("-1000000000000000.01", -100_000_000_000_000_001),
        ("0.10", 10),
        ("1.5e1", 1_500),
        ("7", 700),
        ('"9999999999999999.99"', 999_999_999_999_999_999),
        ('"x 1.5"', None),
        ("null", None),
    ],
)
def test_numbers_in_json_keep_their_digits(written: str, found: int | None) -> None:
    document = f'{{"b-1.5": "\\\\\\"2.5", "한 3": [1, {{"k": {written}}}], "z": "tail 12.50"}}'
    stored = n.call("materialize", n.text(document))
    number = DIALECT.parsed(DIALECT.json_text(stored, ["한 3", 1, "k"]), decimal(2), None)
    query = exp.Select(expressions=[n.call("toString", number)])
    expected = None if found is None else str(found)
    assert asked(query.sql("clickhouse", normalize_functions=False)) == [expected]


@pytest.mark.parametrize("written", ["2024-02-30", "2024-13-01", "today", ""])
def test_no_day_is_made_of_what_is_none(written: str) -> None:
    day = DIALECT.parsed(n.call("materialize", n.text(written)), DATE, None)
    query = exp.Select(expressions=[n.call("isNull", day)])
    assert asked(query.sql("clickhouse", normalize_functions=False)) == [1]


def test_moments_are_made_from_numbers() -> None:
    for day in (-719_162, -1, 0, 2_932_896):
        assert value(DIALECT.day_at(n.whole(day))) == str(dt.date(1970, 1, 1) + dt.timedelta(days=day))
    first = n.whole(-62_135_596_800_000_000)
    assert value(DIALECT.epoch(DIALECT.instant_at(first), "datetime")) == -62_135_596_800_000_000
    assert value(DIALECT.quotient(n.whole(10**18 - 1), 86_400_000_000)) == (10**18 - 1) // 86_400_000_000


def test_the_current_time_is_one_in_a_statement() -> None:
    earlier = n.select(
        [n.named(DIALECT.now(), "t"), n.named(n.call("sleep", n.whole(0)), "s")],
        exp.Subquery(this=exp.Select(expressions=[n.named(n.whole(1), "one")])),
    )
    query = n.select([n.equal(n.column("t"), DIALECT.now())], exp.Subquery(this=earlier))
    assert asked(query.sql("clickhouse", normalize_functions=False)) == [1]


def test_a_failure_leaves_nothing_for_the_next_query(engine: Engine) -> None:
    with pytest.raises(EngineError) as raised:
        engine.ask("SELECT throwIf(number = 100000) FROM numbers(200000) SETTINGS max_block_size = 10")
    assert raised.value.diagnostics[0].code == "engine-failed"
    assert engine.ask("SELECT 7") == [(7,)]


def test_each_time_it_is_opened_without_tables() -> None:
    for _ in range(2):
        with clickhouse_engine.opened() as engine:
            assert engine.ask("SHOW TABLES") == []
            engine.load("customers", pl.DataFrame({"id": [1]}))
            assert engine.ask("SELECT id FROM customers") == [(1,)]


def test_tables_in_a_catalog_and_sequences_past_the_depth_of_subqueries_are_refused() -> None:
    catalog = Catalog(customers={"table": "a.b.c", "key": "id", "attributes": {"country": "string"}})
    with pytest.raises(UnsupportedError, match="tables in a catalog"):
        BACKEND.sql(small.segment(small.is_("x"), catalog))
    long = m.Sequence(small.ORDERED, (m.Step(small.ORDERED, 1, False, None),) * 100)
    with pytest.raises(UnsupportedError, match="this many steps"):
        BACKEND.sql(small.segment(long))
