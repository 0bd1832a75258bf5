"""BigQuery: texts as they read, and every native form in which a column may be stored, on ZetaSQL."""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from textwrap import dedent
from typing import Any

import polars as pl
import pytest
from engines import small
from engines.tested import needs
from hypothesis import given
from segql_sql import entry
from segql_sql import nodes as n
from segql_sql.engines import bigquery
from sqlglot import exp
from strategies.meanings import bound, conditions, expected_members, frames, tables
from strategies.tables import Tables
from test_agreement import share

import segql
from segql import meaning as m
from segql.backend import load_backend
from segql.calendar import day_offsets
from segql.catalog import Catalog
from segql.diagnostics import EngineError
from segql.types import BOOLEAN, DATE, DATETIME, FLOAT, INTEGER, STRING, Type, decimal

BACKEND = entry.bigquery()
DIALECT = BACKEND.dialect


@pytest.fixture(autouse=True)
def engine() -> None:
    needs("bigquery")


@contextmanager
def having(rows: Mapping[str, pl.DataFrame]) -> Generator[Any]:
    """Asks ZetaSQL with tables: a text, and values for its `@name`s."""
    with bigquery.opened() as opened:
        for name, frame in rows.items():
            opened.load(name, frame)
        yield opened.ask


def asked(rows: Mapping[str, pl.DataFrame], text: str, values: Any = ()) -> list[tuple[Any, ...]]:
    """What a text finds in tables."""
    with having(rows) as ask:
        return ask(text, values)


def found(rows: Mapping[str, pl.DataFrame], segment: Any, style: str = "inline") -> list[Any]:
    """The keys that the text of a segment finds."""
    text, values = BACKEND.sql(segment, style=style)
    return [key for (key,) in asked(rows, text, values)]


def members(customers: pl.DataFrame, condition: m.Condition, catalog: Catalog = small.CATALOG) -> list[Any]:
    return found({"customers": customers}, small.segment(condition, catalog))


@pytest.mark.parametrize("texts", [["true"], ["true", 'not (country = "x")']])
def test_members_of_many_segments_come_ascending(texts: list[str]) -> None:
    customers = {"table": "customers", "key": "id", "attributes": {"country": "string"}}
    segments = segql.compile_all({text: text for text in texts}, Catalog(customers=customers))
    people = pl.DataFrame({"id": ["b", "", "a", "B"], "country": [None, "y", None, "y"]})
    found = BACKEND.run(segments.at("2024-01-01"), {"customers": people}).members
    assert found == {text: ["", "B", "a", "b"] for text in texts}


def values_of(expression: exp.Expr, given: pl.Series) -> list[Any]:
    """What an expression of the dialect makes of the values of the column `x`."""
    frame = pl.DataFrame({"i": range(len(given)), "x": given})
    select = n.select([expression], n.table("t"))
    select.set("order", exp.Order(expressions=[n.column("i")]))
    text = select.sql("bigquery", normalize_functions=False)
    return [value for (value,) in asked({"t": frame}, text)]


X = n.column("x")


def test_a_plain_segment_reads_plainly() -> None:
    text, values = BACKEND.sql(small.segment(m.All((small.is_("CA"), m.Not(small.DID)))))
    assert values == ()
    assert text == dedent("""\
        WITH `customer` AS (
          SELECT
            `id`,
            COLLATE(CAST(`country` AS STRING), '') AS `country`
          FROM `customers`
        ), `ordered` AS (
          SELECT
            `who` AS `customer`,
            CAST(`at` AS TIMESTAMP) AS `time`
          FROM `orders`
          WHERE
            NOT `who` IS NULL AND NOT `at` IS NULL
        ), `ordered_totals` AS (
          SELECT
            `ordered`.`customer` AS `customer`,
            COUNT(*) AS `count`
          FROM `ordered`
          WHERE
            `ordered`.`time` <= CAST('2024-06-01 00:00:00+00:00' AS TIMESTAMP)
          GROUP BY
            1
        )
        SELECT
          `customer`.`id`
        FROM `customer`
        LEFT JOIN `ordered_totals`
          ON `ordered_totals`.`customer` = `customer`.`id`
        WHERE
          `customer`.`country` = 'CA'
          AND NOT (
            1 <= COALESCE(`ordered_totals`.`count`, 0)
          )
        ORDER BY
          1""")


@share("bigquery")
@given(condition=conditions(), rows=tables())
def test_bound_values_find_the_members_of_the_definition(condition: m.Condition, rows: Tables) -> None:
    assert found(frames(rows), bound(condition), "driver") == expected_members(condition, rows)


@pytest.mark.parametrize(
    "stored",
    [pl.Decimal(18, 3), pl.Decimal(18, 2), pl.Decimal(38, 4), pl.Decimal(38, 18), pl.Float64, pl.Int64],
)
def test_a_decimal_may_be_stored_as_any_number(stored: Any) -> None:
    given = pl.Series([Decimal(-12), Decimal(0), None, Decimal(7)]).cast(stored)
    assert values_of(DIALECT.read_decimal(X, 2), given) == [-1200, 0, None, 700]


def test_a_float_that_holds_a_decimal_is_scaled_as_a_double() -> None:
    given = [0.29, 1.005, 90071992547409.93, math.nan, math.inf, None]
    scaled = [29, 100, round(90071992547409.93 * 100.0), None, None, None]
    assert values_of(DIALECT.read_decimal(X, 2), pl.Series(given)) == scaled


INSTANTS = [
    (pl.Datetime("us"), dt.datetime(2024, 7, 1, 12), "2024-07-01T16:00:00Z"),
    (pl.Datetime("us"), dt.datetime(2024, 3, 10, 2, 30), "2024-03-10T07:30:00Z"),
    (pl.Datetime("us"), dt.datetime(2024, 11, 3, 1, 30), "2024-11-03T05:30:00Z"),
    (pl.Datetime("us", "UTC"), dt.datetime(2024, 7, 1, 12, 0, 0, 1, dt.UTC), "2024-07-01T12:00:00.000001Z"),
    (pl.Date, dt.date(2024, 7, 1), "2024-07-01T04:00:00Z"),
]


@pytest.mark.parametrize(("stored", "given", "instant"), INSTANTS)
def test_a_declared_zone_is_that_of_columns_without_one(stored: Any, given: object, instant: str) -> None:
    frame = pl.DataFrame({"id": [1, 2], "seen": pl.Series([given, None], dtype=stored)})
    assert members(frame, m.Compare("=", small.SEEN, small.instant(instant))) == [1]


@pytest.mark.parametrize("zone", [None, "UTC"])
def test_without_a_zone_every_type_is_of_utc(zone: str | None) -> None:
    for stored, local, _ in INSTANTS:
        clock = local if isinstance(local, dt.datetime) else dt.datetime.combine(local, dt.time())
        made = values_of(DIALECT.read_instant(X, zone), pl.Series([local], dtype=stored))
        assert made == [clock.replace(tzinfo=dt.UTC)]


@pytest.mark.parametrize("stored", [pl.Date, pl.Datetime("us"), pl.Datetime("us", "UTC")])
def test_a_date_may_be_stored_as_a_midnight(stored: Any) -> None:
    born = pl.Series([dt.date(2000, 2, 29), dt.date(2000, 2, 28)]).cast(stored)
    read = m.Function("month_day", m.Attribute("born", DATE), INTEGER)
    frame = pl.DataFrame({"id": [1, 2], "born": born})
    assert members(frame, m.Compare("=", read, small.whole(229))) == [1]


def test_times_at_both_ends_of_the_calendar_raise_nothing() -> None:
    ends = [dt.datetime(1, 1, 1, tzinfo=dt.UTC), dt.datetime(9999, 12, 31, 23, 59, 59, 999999, dt.UTC)]
    given = pl.Series(ends, dtype=pl.Datetime("us", "UTC"))
    naive = given.dt.replace_time_zone(None)
    for zone in ("Asia/Seoul", "America/New_York"):
        assert len(values_of(DIALECT.read_instant(X, zone), naive)) == 2
        assert len(values_of(DIALECT.local_day(X, day_offsets(zone)), given)) == 2
    assert values_of(DIALECT.epoch(X, "datetime"), given) == [-62135596800000000, 253402300799999999]


def test_a_product_of_39_digits_is_missing_and_one_of_38_is_exact() -> None:
    frame = pl.DataFrame({"id": [1, 2], "age": [2**63 - 1, 2]})
    square = m.Arithmetic("*", small.AGE, small.AGE, INTEGER)
    cube = m.Arithmetic("*", square, small.AGE, INTEGER)
    assert members(frame, m.Compare("=", square, small.whole((2**63 - 1) ** 2))) == [1]
    assert members(frame, m.IsSet(cube)) == [2]


@pytest.mark.parametrize("sign", [1, -1])
def test_the_limit_lies_between_38_digits_and_39(sign: int) -> None:
    ten = m.Arithmetic("*", small.AGE, small.whole(10**19), INTEGER)  # 10**18 * 10**19
    product = m.Arithmetic("*", ten, small.AGE, INTEGER)
    frame = pl.DataFrame({"id": [1, 2], "age": [sign * 10**9, sign * 3 * 10**9]})
    assert members(frame, m.IsSet(product)) == [1, 2]
    for other, expected in ((10**38 - 10**37 - 1, [1]), (10**37 - 1, [1, 2])):
        total = m.Arithmetic("+", product, small.whole(other), INTEGER)
        exact = m.Arithmetic("-", total, small.whole(other), INTEGER)
        assert members(frame, m.Compare("=", exact, product)) == expected


def test_floats_overflow_to_infinity_and_not_to_an_error() -> None:
    catalog = Catalog(
        customers={"table": "customers", "key": "id", "attributes": {"f": "float", "g": "float"}}
    )
    f, g = m.Attribute("f", FLOAT), m.Attribute("g", FLOAT)
    rows = [
        (1e308, 1e308), (-1e308, 1e308), (math.inf, math.inf), (5e-324, 0.5), (0.0, math.inf),
        (1e308, 1e-300), (3.0, None), (math.nan, 1.0), (1.0, -0.0),
    ]  # fmt: skip
    frame = pl.DataFrame({"id": range(len(rows)), "f": [a for a, _ in rows], "g": [b for _, b in rows]})
    segments = {
        f"{op} {outer} {limit}": small.segment(
            m.Compare(
                "<=",
                m.Constant(limit, FLOAT),
                m.Arithmetic(outer, m.Arithmetic(op, f, g, FLOAT), f, FLOAT),
            ),
            catalog,
        )
        for op in ("+", "-", "*", "/")
        for outer in ("+", "*")
        for limit in (0.0, 1e308, -1e308, math.inf, -math.inf)
    }
    expected = load_backend("python").run(segments, {"customers": frame})
    assert BACKEND.run(segments, {"customers": frame}).members == expected.members


HOSTILE = [
    "'", "''", '"', '"""', "\\", "\\'", "\\\\", "a\nb", "\r\n", "\t", "😀", "한", "e\u0301", "%", "%s", "_",
    "?", ":p", "@p0", "@@time_zone", "$1", "{x}", "{p:String}", "--", "#", "/*", "*/", ";", "\u2028", "${x}",
    "`", "[x]", "r'x'", "$$", "NULL", "\x7f", "\ufeff", "＇", "ʼ", "'; DROP TABLE c; --", "' OR 1 = 1 --",
    "\0", "\x01",
]  # fmt: skip


@pytest.mark.parametrize("style", ["inline", "driver"])
def test_hostile_text_means_itself(style: str) -> None:
    with having({"customers": pl.DataFrame({"id": range(len(HOSTILE)), "country": HOSTILE})}) as ask:
        for number, hostile in enumerate(HOSTILE):
            text, values = BACKEND.sql(small.segment(small.is_(hostile)), style=style)
            assert ask(text, values) == [(number,)]
            test = m.TextTest("contains", small.COUNTRY, small.text(hostile))
            text, values = BACKEND.sql(small.segment(test), style=style)
            assert ask(text, values) == [(at,) for at, other in enumerate(HOSTILE) if hostile in other]


NAMES = [*(each for each in HOSTILE if each.isprintable() and "`" not in each), ".", "a.b", "$x"]


@pytest.mark.parametrize("hostile", NAMES)
def test_hostile_names_mean_themselves(hostile: str) -> None:
    name = unicodedata.normalize("NFC", hostile)
    catalog = Catalog(
        customers={
            "table": [f"c{name}"], "key": f"k{name}",
            "attributes": {name: {"type": "string", "column": f"a{name}"}},
        },
        events={
            f"{name}e": {
                "table": [f"t{name}"], "customer": f"w{name}", "time": f"at{name}",
                "where": {f"kind{name}": [name, "other"]},
                "properties": {name: {"type": "string", "column": f"p{name}"}},
            }
        },
    )  # fmt: skip
    rows = {
        f"c{name}": pl.DataFrame({f"k{name}": ["x", "y"], f"a{name}": [name, name]}),
        f"t{name}": pl.DataFrame(
            {f"w{name}": ["x"], f"at{name}": [small.AS_OF], f"kind{name}": [name], f"p{name}": [name]}
        ),
    }
    where = m.Compare("=", m.Property(name, STRING), small.text(name))
    times = m.Aggregate("count", m.Events(f"{name}e", where), None, INTEGER)
    last = m.Aggregate("last", m.Events(f"{name}e", where), m.Property(name, STRING), STRING)
    same = (m.Property(name, STRING), m.Property(name, STRING))
    chain = m.Sequence(m.Events(f"{name}e", where), (m.Step(m.Events(f"{name}e", where), 1, True, same),))
    own = m.Compare("=", m.Attribute(name, STRING), last)
    condition = m.All((own, chain, m.Compare("=", times, small.whole(1))))
    assert found(rows, small.segment(condition, catalog), "driver") == ["x"]


def test_columns_called_as_their_table_or_as_a_result_are_themselves() -> None:
    catalog = Catalog(
        customers={"table": "customers", "key": "customer", "attributes": {"customers": "integer"}},
        events={
            "count": {"table": "orders", "customer": "who", "time": "orders"},
            "customer": {"table": "orders", "customer": "customer", "time": "orders"},
        },
        lists={"customers": {"table": "customers", "customer": "customer"}},
    )
    at = [dt.datetime(2024, 1, 1), dt.datetime(2024, 1, 2)]
    rows = {
        "customers": pl.DataFrame({"customer": [1, 2], "customers": [5, 6]}),
        "orders": pl.DataFrame({"who": [1, 1], "customer": [1, 2], "orders": at}),
    }
    compiled = segql.compile(
        "customers = 5 and count at least 2 times and customer and in list customers", catalog
    )
    assert found(rows, compiled.at(small.AS_OF)) == [1]


def test_a_table_of_a_dataset_stands_in_one_pair_of_backticks() -> None:
    catalog = Catalog(customers={"table": "project.dataset.people", "key": "id"})
    text, _ = BACKEND.sql(small.segment(m.TRUE, catalog))
    assert "FROM `project.dataset.people`" in text
    assert asked({"project.dataset.people": pl.DataFrame({"id": [2, 1]})}, text) == [(1,), (2,)]


DOCUMENT = (
    '{"a": {"b": "x y"}, "n": 12.50, "t": true, "z": null, "l": ["p", null, 3], '
    '"it\'s \\"q\\" \\\\ 한": 1, "0": "zero"}'
)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (["a", "b"], "x y"), (["n"], "12.50"), (["t"], "true"), (["z"], None), (["a", "missing"], None),
        (["l", 0], "p"), (["l", 1], None), (["l", 2], "3"), (["l", 9], None), (["a", 0], None), ([0], None),
        (['it\'s "q" \\ 한'], "1"), (["0"], "zero"), (["l", "0"], None), (["l"], '["p",null,3]'),
        (["a"], '{"b":"x y"}'),
    ],
)  # fmt: skip
def test_a_path_leads_to_what_stands_there(path: Sequence[str | int], expected: str | None) -> None:
    given = pl.Series([DOCUMENT, None, "{", "[]", ""])
    assert values_of(DIALECT.json_text(X, path), given) == [expected, None, None, None, None]


def test_json_may_have_a_type_of_its_own() -> None:
    own = DIALECT.json_text(exp.ParseJSON(this=X), ["a", "b"])
    assert values_of(own, pl.Series([DOCUMENT, None, '{"a": {"b": 3}}'])) == ["x y", None, "3"]


@pytest.mark.parametrize(
    ("type_", "zone", "given", "expected"),
    [
        (INTEGER, None, ["12", "-9223372036854775808", "9223372036854775808"], [12, -(2**63), None]),
        (decimal(2), None, ["12.5", "-3", "0.010", "9999999999999999.99"], [1250, -300, 1, 10**18 - 1]),
        (FLOAT, None, ["1e3", "-0.5", "NaN", "x"], [1000.0, -0.5, None, None]),
        (BOOLEAN, None, ["true", "false", "1", "x"], [True, False, True, None]),
        (DATE, None, ["2024-01-31", "x"], [dt.date(2024, 1, 31), None]),
        (
            DATETIME, None, ["2024-01-31T10:00:00.5Z", "2024-01-31 10:00", "2024-01-31T10:00+09:00", "x"],
            [dt.datetime(2024, 1, 31, 10, 0, 0, 500000, dt.UTC), dt.datetime(2024, 1, 31, 10, tzinfo=dt.UTC),
             dt.datetime(2024, 1, 31, 1, tzinfo=dt.UTC), None],
        ),
        (DATETIME, "Asia/Seoul", ["2024-01-31T10:00:00"], [dt.datetime(2024, 1, 31, 1, tzinfo=dt.UTC)]),
        (Type("list", element=STRING), None, ['["a", null]', "[]", "x"], [["a", None], [], None]),
        (Type("list", element=INTEGER), None, ["[1, null]", "[]", "x"], [[1, None], [], None]),
    ],
)  # fmt: skip
def test_text_is_the_value_that_it_writes(
    type_: Type, zone: str | None, given: list[str], expected: list[Any]
) -> None:
    assert values_of(DIALECT.parsed(X, type_, zone), pl.Series([*given, None])) == [*expected, None]


@pytest.mark.parametrize(
    ("unit", "given"),
    [("seconds", 1717200000), ("milliseconds", 1717200000000), ("microseconds", 1717200000000000)],
)
def test_a_number_since_1970_is_an_instant(unit: str, given: int) -> None:
    expected = [dt.datetime(2024, 6, 1, tzinfo=dt.UTC), None, None]
    assert values_of(DIALECT.read_epoch(X, unit), pl.Series([given, None, 2**63 - 1])) == expected


def test_the_clock_and_its_parts() -> None:
    given = pl.Series([0, 1717200000000001, None])
    expected = [dt.datetime(1970, 1, 1, tzinfo=dt.UTC), dt.datetime(2024, 6, 1, 0, 0, 0, 1, dt.UTC), None]
    assert values_of(DIALECT.instant_at(X), given) == expected
    assert values_of(DIALECT.quotient(X, 1000), given) == [0, 1717200000000, None]
    days = pl.Series([-1, 0, 19875])
    assert values_of(DIALECT.day_at(X), days) == [
        dt.date(1969, 12, 31),
        dt.date(1970, 1, 1),
        dt.date(2024, 6, 1),
    ]
    (now,) = values_of(DIALECT.now(), pl.Series([1]))
    assert now.tzinfo is dt.UTC


@pytest.mark.parametrize(("given", "integers"), [([["x"], [], None], False), ([[1], [], None], True)])
def test_lists_are_collected_and_counted(given: list[Any], integers: bool) -> None:
    assert values_of(DIALECT.list_length(X), pl.Series(given)) == [1, 0, None]
    empty = DIALECT.list_length(DIALECT.empty_list(integers))
    assert values_of(empty, pl.Series(given)) == [0, 0, 0]
    text = n.select([DIALECT.collected(X, integers)], n.table("t")).sql("bigquery")
    elements = [each for some in given if some for each in some]
    assert asked({"t": pl.DataFrame({"x": elements})}, text) == [(elements,)]


@pytest.mark.parametrize("text", ["SELECT FROM", "SELECT 1" + " + 1" * 20_000])
def test_a_failure_of_the_engine_is_an_error_of_ours_and_the_next_text_runs(text: str) -> None:
    with pytest.raises(EngineError) as raised:
        asked({}, text)
    assert raised.value.diagnostics[0].code == "engine-failed"
    assert asked({}, "SELECT 1") == [(1,)]
