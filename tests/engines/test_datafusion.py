"""DataFusion: texts as they read, every native form of a column, and what the engine would get wrong."""

from __future__ import annotations

import datetime as dt
import math
import struct
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from textwrap import dedent
from typing import Any, cast

import pytest
from engines import small
from engines.tested import needs
from hypothesis import given, settings
from segql_sql import entry
from segql_sql import nodes as n
from segql_sql.dialects.datafusion import Datafusion
from segql_sql.engines import datafusion as engine
from sqlglot import exp
from strategies.meanings import bound, conditions, expected_members, frames, tables
from strategies.tables import Tables

from segql import meaning as m
from segql.backend import BoundSegment
from segql.catalog import Catalog
from segql.diagnostics import EngineError, UnsupportedError
from segql.regex import parse_pattern
from segql.types import BOOLEAN, DATE, DATETIME, FLOAT, INTEGER, STRING, Type, decimal

datafusion: Any = pytest.importorskip("datafusion")
pa: Any = pytest.importorskip("pyarrow")
BACKEND, DIALECT = entry.datafusion(), Datafusion()
UTC = dt.UTC
HOSTILE = [
    "'", "''", '"', "\\", "\\'", "a\nb", "\r\n", "\t", "😀", "한", "e\u0301", "%", "_", "?", ":p", ":p0",
    "%s", "$1", "$p0", "@x", "{p:String}", "--", "/*", "*/", ";", "'; DROP TABLE customers; --",
    "' OR 1 = 1 --", "\u2028", "`", "[x]", "$$", "NULL", "\x7f", "\ufeff", "\uff07", "\u02bc", "a.b",
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _present() -> None:
    needs("datafusion")


def session(zone: str = "+09:00", **tables: Mapping[str, Any]) -> Any:
    """A session whose zone is not UTC, with tables of Arrow columns."""
    return session_of(tables, zone)


def session_of(tables: Mapping[str, Mapping[str, Any]], zone: str = "+09:00") -> Any:
    """A session with tables of any names."""
    made = datafusion.SessionContext(datafusion.SessionConfig().set("datafusion.execution.time_zone", zone))
    engine.register(made)
    for name, columns in tables.items():
        made.register_record_batches(n.table(name).sql(DIALECT.sqlglot), [pa.table(columns).to_batches()])
    return made


def rows(found: Any) -> list[tuple[Any, ...]]:
    """What a query finds."""
    return [
        row for batch in found.collect() for row in zip(*(c.to_pylist() for c in batch.columns), strict=True)
    ]


def members(made: Any, segment: BoundSegment, style: str = "inline") -> list[Any]:
    """The members that the text of a segment finds."""
    text, values = BACKEND.sql(segment, style=style)
    bound_values = {"param_values": dict(values)} if isinstance(values, Mapping) and values else {}
    return [key for (key,) in rows(made.sql(text, **bound_values))]


def one(node: exp.Expr, **columns: Any) -> Any:
    """What an expression is of one row."""
    select = n.select([n.named(node, "it")], n.table("t")).sql(DIALECT.sqlglot)
    return rows(session(t={"always": arrow([1]), **columns}).sql(select))[0][0]


def arrow(values: list[Any], kind: Any = None) -> Any:
    """An Arrow column."""
    return pa.array(values, kind)


def text(value: str | None) -> Any:
    """A column of one string."""
    return pa.array([value], pa.string())


def test_a_plain_segment_reads_plainly() -> None:
    found, values = BACKEND.sql(small.segment(m.All((small.is_("CA"), m.Not(small.DID)))))
    assert values == ()
    assert found == dedent("""\
        WITH "customer" AS (
          SELECT
            "id",
            CAST("country" AS TEXT) AS "country"
          FROM "customers"
        ), "ordered" AS (
          SELECT
            "who" AS "customer",
            arrow_cast("at", 'Timestamp(Microsecond, Some("UTC"))') AS "time"
          FROM "orders"
          WHERE
            NOT "who" IS NULL AND NOT "at" IS NULL
        ), "ordered totals" AS (
          SELECT
            "ordered"."customer" AS "customer",
            COUNT(*) AS "count"
          FROM "ordered"
          WHERE
            "ordered"."time" <= arrow_cast('2024-06-01 00:00:00', 'Timestamp(Microsecond, Some("UTC"))')
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


@settings(max_examples=max(1, settings().max_examples // 3))
@given(condition=conditions(), given_rows=tables())
def test_bound_values_find_the_members_of_the_definition(condition: m.Condition, given_rows: Tables) -> None:
    stored: dict[str, Any] = {}
    for name, frame in frames(given_rows).items():
        arrow_table: Any = cast("Any", frame).to_arrow()
        stored[name] = dict(zip(frame.columns, arrow_table.columns, strict=True))
    if all(len(each) for each in given_rows.values()):
        found = members(session_of(stored), bound(condition), "driver")
        assert found == expected_members(condition, given_rows)


# --- stored columns ---------------------------------------------------------------------------


@pytest.mark.parametrize("stored", ["decimal128(18, 3)", "decimal128(38, 4)", "double", "int32", "uint64"])
def test_a_decimal_may_be_stored_as_any_number(stored: str) -> None:
    kinds: dict[str, Any] = {"double": pa.float64(), "int32": pa.int32(), "uint64": pa.uint64()}
    kinds |= {"decimal128(18, 3)": pa.decimal128(18, 3), "decimal128(38, 4)": pa.decimal128(38, 4)}
    balance = pa.array([12, 0, None, 13], pa.int8()).cast(kinds[stored])
    made = session(customers={"id": arrow([1, 2, 3, 4]), "balance": balance})
    wanted = m.OneOf(small.BALANCE, (m.Constant(1200, decimal(2)), m.Constant(0, decimal(2))))
    assert members(made, small.segment(wanted)) == [1, 2]


def test_a_decimal_of_18_digits_keeps_its_last() -> None:
    balance = pa.array([Decimal("9999999999999999.99"), Decimal("9999999999999999.98")], pa.decimal128(18, 2))
    made = session(customers={"id": arrow([1, 2]), "balance": balance})
    wanted = m.Compare("=", small.BALANCE, m.Constant(10**18 - 1, decimal(2)))
    assert members(made, small.segment(wanted)) == [1]


@pytest.mark.parametrize("zone", ["+09:00", "America/New_York", "UTC"])
@pytest.mark.parametrize(
    ("unit", "aware", "given_time", "instant"),
    [
        ("us", None, "2024-01-01 12:00:00", "2024-01-01T17:00:00Z"),
        ("s", None, "2024-07-01 12:00:00", "2024-07-01T16:00:00Z"),
        ("ms", None, "2024-03-10 02:30:00", "2024-03-10T07:30:00Z"),
        ("ns", None, "2024-11-03 01:30:00", "2024-11-03T05:30:00Z"),
        ("us", "UTC", "2024-07-01 12:00:00.000001", "2024-07-01T12:00:00.000001Z"),
        ("ns", "Asia/Seoul", "2024-07-01 12:00:00.000001", "2024-07-01T12:00:00.000001Z"),
        ("us", None, "0001-01-02 00:00:00", "0001-01-02T05:00:00Z"),
        ("us", "UTC", "9999-12-31 23:59:59.999999", "9999-12-31T23:59:59.999999Z"),
    ],
)
def test_an_instant_is_the_same_whatever_the_zone_of_the_session(
    zone: str, unit: str, aware: str | None, given_time: str, instant: str
) -> None:
    seen = pa.array([dt.datetime.fromisoformat(given_time), None], pa.timestamp("us")).cast(
        pa.timestamp(unit)
    )
    seen = seen.cast(pa.int64()).cast(pa.timestamp(unit, aware))
    made = session(zone, customers={"id": arrow([1, 2]), "seen": seen})
    assert members(made, small.segment(m.Compare("=", small.SEEN, small.instant(instant)))) == [1]


def test_a_date_is_its_midnight_and_a_midnight_its_date() -> None:
    day = arrow([dt.date(2000, 2, 29), None])
    made = session(
        customers={"id": arrow([1, 2]), "seen": day, "born": arrow([dt.datetime(2000, 2, 29), None])}
    )
    midnight = m.Compare("=", small.SEEN, small.instant("2000-02-29T05:00:00Z"))
    born = m.Function("month_day", m.Attribute("born", DATE), INTEGER)
    both = m.All((midnight, m.Compare("=", born, small.whole(229))))
    assert members(made, small.segment(both)) == [1]


@pytest.mark.parametrize("kind", ["string", "large_string", "string_view", "dictionary"])
def test_strings_and_keys_may_be_of_any_of_arrows_types(kind: str) -> None:
    def column(values: list[str | None]) -> Any:
        made = pa.array(values, pa.string())
        return made.dictionary_encode() if kind == "dictionary" else made.cast(getattr(pa, kind)())

    people = {"id": column(["a", "b", "B"]), "country": column(["CA", "ca", None])}
    orders = {"who": column(["a", None, "b"]), "at": arrow([dt.datetime(2024, 1, 1)] * 3)}
    made = session(customers=people, orders=orders)
    assert members(made, small.segment(small.is_("CA"))) == ["a"]
    assert members(made, small.segment(m.Not(small.DID))) == ["B"]


@pytest.mark.parametrize("kind", ["list_", "large_list"])
def test_lists_may_be_of_any_of_arrows_types(kind: str) -> None:
    tags = pa.array([["a", None], [], None, ["b"]], getattr(pa, kind)(pa.string()))
    made = session(customers={"id": arrow([1, 2, 3, 4]), "tags": tags})
    attribute = m.Attribute("tags", Type("list", element=STRING))
    assert members(made, small.segment(m.AnyOf(attribute, (small.text("a"), small.text("c"))))) == [1]
    length = m.Function("length", attribute, INTEGER)
    assert members(made, small.segment(m.Compare("=", length, small.whole(1)))) == [1, 4]
    assert members(made, small.segment(m.Compare("=", length, small.whole(0)))) == [2]


SCORED = Catalog(customers={"table": "c", "key": "id", "attributes": {"score": "float", "name": "string"}})
SCORE = m.Attribute("score", FLOAT)


def test_a_nan_of_any_bits_is_missing_and_the_zeros_are_one() -> None:
    negative = struct.unpack("<d", struct.pack("<Q", 0xFFF8_0000_0000_0001))[0]
    made = session(c={"id": arrow([1, 2, 3, 4]), "score": arrow([math.nan, negative, -0.0, 0.0])})
    assert members(made, small.segment(m.IsSet(SCORE), SCORED)) == [3, 4]
    first = m.Compare("=", m.Standing("smaller", SCORE, INTEGER), small.whole(0))
    assert members(made, small.segment(first, SCORED)) == [3, 4]
    listed = m.OneOf(SCORE, tuple(m.Constant(float(each), FLOAT) for each in range(20)))
    assert members(made, small.segment(listed, SCORED)) == [3, 4]


# --- what the engine does in its own way ------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "A\u0301B",
        "\u00c1B",
        "A\x01Bc\x01",
        "\x01a\x01",
        "\x01\x02",
        "aXbY",
        "\u0600A",
        "ZERO\u200dJOIN",
        "\r\nA",
        "",
    ],
)
def test_lower_is_about_letters_a_to_z_alone(name: str) -> None:
    made = session(c={"id": arrow([1]), "name": arrow([name])})
    lowered = m.Function("lower", m.Attribute("name", STRING), STRING)
    expected = "".join(each.lower() if "A" <= each <= "Z" else each for each in name)
    assert members(made, small.segment(m.Compare("=", lowered, small.text(expected)), SCORED)) == [1]


@pytest.mark.parametrize("pattern", [r"\\", r"a\\b", r"^\\", r"\\$", r"\\|x", r"%", r"a_", r"^%|_$", r"\\%"])
def test_patterns_of_plain_text_are_not_mistaken_for_those_of_like(pattern: str) -> None:
    names = ["\\", "a\\b", "ab", "%", "a_", "a%", "x", "\\%", "", "\\\\", "_"]
    made = session(c={"id": arrow(list(range(len(names)))), "name": arrow(names)})
    matches = m.TextTest("matches", m.Attribute("name", STRING), small.text(pattern))
    expected = [at for at, name in enumerate(names) if parse_pattern(pattern).search(name)]
    assert members(made, small.segment(matches, SCORED)) == expected


def test_a_product_of_39_digits_is_missing_and_one_of_38_is_exact() -> None:
    made = session(customers={"id": arrow([1, 2]), "age": arrow([2**63 - 1, 2])})
    square = m.Arithmetic("*", small.AGE, small.AGE, INTEGER)
    cube = m.Arithmetic("*", square, small.AGE, INTEGER)
    for style in ("inline", "driver"):
        exactly = m.Compare("=", square, small.whole((2**63 - 1) ** 2))
        assert members(made, small.segment(exactly), style) == [1]
        assert members(made, small.segment(m.IsSet(cube)), style) == [2]
        assert members(
            made, small.segment(m.OneOf(square, (small.whole(10**30), small.whole(4)))), style
        ) == [2]


@pytest.mark.parametrize("op", ["+", "-"])
def test_the_last_numbers_of_64_bits_do_not_wrap(op: str) -> None:
    made = session(customers={"id": arrow([1, 2]), "age": arrow([2**63 - 1, -(2**63)])})
    moved = m.Arithmetic("+" if op == "+" else "-", small.AGE, small.whole(1), INTEGER)
    edge = 2**63 if op == "+" else -(2**63) - 1
    wanted = [1] if op == "+" else [2]
    assert members(made, small.segment(m.Compare("=", moved, small.whole(edge)))) == wanted


def test_what_its_parser_cannot_nest_is_refused_by_name() -> None:
    value: m.Value = small.AGE
    for _ in range(19):
        value = m.Arithmetic("*", small.AGE, value, INTEGER)
    with pytest.raises(UnsupportedError, match="a text nested this deep"):
        BACKEND.sql(small.segment(m.IsSet(value)))


# --- text that is not trusted -----------------------------------------------------------------


@pytest.mark.parametrize("style", ["inline", "driver"])
def test_hostile_text_means_itself(style: str) -> None:
    made = session(customers={"id": arrow(list(range(len(HOSTILE)))), "country": arrow(HOSTILE)})
    for number, hostile in enumerate(HOSTILE):
        assert members(made, small.segment(small.is_(hostile)), style) == [number]
        test = m.TextTest("contains", small.COUNTRY, small.text(hostile))
        expected = [at for at, other in enumerate(HOSTILE) if hostile in other]
        assert members(made, small.segment(test), style) == expected


@pytest.mark.parametrize("style", ["inline", "driver"])
@pytest.mark.parametrize(
    "hostile", [each for each in HOSTILE if "`" not in each and each.isprintable() and "." not in each]
)
def test_hostile_names_mean_themselves(hostile: str, style: str) -> None:
    name = unicodedata.normalize("NFC", hostile)
    catalog = Catalog(
        customers={
            "table": f"c{name}", "key": f"k{name}",
            "attributes": {name: {"type": "string", "column": f"a{name}"}},
        },
        events={
            f"e{name}": {
                "table": f"t{name}", "customer": f"w{name}", "time": f"at{name}",
                "where": {f"kind{name}": [name, "other"]},
                "properties": {name: {"type": "string", "column": f"p{name}"}},
            }
        },
    )  # fmt: skip
    people = {f"k{name}": arrow(["x", "y"]), f"a{name}": arrow([name, name])}
    happened = {f"w{name}": arrow(["x"]), f"at{name}": arrow([small.AS_OF]), f"kind{name}": arrow([name])}
    made = session_of({f"c{name}": people, f"t{name}": {**happened, f"p{name}": arrow([name])}})
    where = m.Compare("=", m.Property(name, STRING), small.text(name))
    last = m.Aggregate("last", m.Events(f"e{name}", where), m.Property(name, STRING), STRING)
    own = m.Compare("=", m.Attribute(name, STRING), last)
    assert members(made, small.segment(own, catalog), style) == ["x"]


def test_the_engine_only_answers_queries() -> None:
    with engine.opened() as opened, pytest.raises(EngineError):
        opened.ask("CREATE TABLE t AS SELECT 1")


# --- JSON, numbers for instants, lists of rows, the current time --------------------------------

DOCUMENT = (
    '{"a": {"q\\"\\\\.한": [1, "x", null, 1.50, true, [1, "2"]]}, '
    '"n": null, "s": "null", "big": 12345678901234567890}'
)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (["a", 'q"\\.한', 0], "1"),
        (["a", 'q"\\.한', 1], "x"),
        (["a", 'q"\\.한', 2], None),
        (["a", 'q"\\.한', 3], "1.50"),
        (["a", 'q"\\.한', 4], "true"),
        (["a", 'q"\\.한', 5], '[1, "2"]'),
        (["a", 'q"\\.한', 9], None),
        (["n"], None),
        (["s"], "null"),
        (["big"], "12345678901234567890"),
        (["none", "of", "these"], None),
        (["'; --"], None),
    ],
)
def test_what_stands_at_a_path(path: list[str | int], expected: str | None) -> None:
    assert one(DIALECT.json_text(n.column("j"), path), j=text(DOCUMENT)) == expected


def test_nothing_stands_in_no_document() -> None:
    assert one(DIALECT.json_text(n.column("j"), ["a"]), j=text(None)) is None


def utc(written: str) -> dt.datetime:
    return dt.datetime.fromisoformat(written).astimezone(UTC)


@pytest.mark.parametrize(
    ("written", "type_", "zone", "expected"),
    [
        ("-9223372036854775808", INTEGER, None, -(2**63)),
        ("12.50", decimal(2), None, 1250),
        ("-0.01", decimal(2), None, -1),
        ("1.25e1", decimal(2), None, 1250),
        ("9999999999999999.99", decimal(2), None, 10**18 - 1),
        ("-2.5e3", FLOAT, None, -2500.0),
        ("true", BOOLEAN, None, True),
        ("false", BOOLEAN, None, False),
        ("2024-02-29", DATE, None, dt.date(2024, 2, 29)),
        ("2024-07-01T12:00:00", DATETIME, None, utc("2024-07-01T12:00:00Z")),
        ("2024-07-01 12:00:00.5", DATETIME, "America/New_York", utc("2024-07-01T16:00:00.5Z")),
        ("2024-03-10T02:30:00", DATETIME, "America/New_York", utc("2024-03-10T07:30:00Z")),
        ("2024-07-01T12:00", DATETIME, "Asia/Seoul", utc("2024-07-01T03:00:00Z")),
        ("2024-07-01T12:00+09:00", DATETIME, "America/New_York", utc("2024-07-01T03:00:00Z")),
        ("2024-07-01T12:00:00.000001Z", DATETIME, "Asia/Seoul", utc("2024-07-01T12:00:00.000001Z")),
        ("2024-07-01", DATETIME, "Asia/Seoul", utc("2024-06-30T15:00:00Z")),
        ("it's", STRING, None, "it's"),
        ('["a", "b\\"", null]', Type("list", element=STRING), None, ["a", 'b"']),
        ("[1, 2]", Type("list", element=INTEGER), None, [1, 2]),
        ("[]", Type("list", element=STRING), None, []),
    ],
)
def test_values_are_read_from_their_texts(
    written: str, type_: Type, zone: str | None, expected: object
) -> None:
    assert one(DIALECT.parsed(n.column("x"), type_, zone), x=text(written)) == expected
    assert one(DIALECT.parsed(n.column("x"), type_, zone), x=text(None)) is None


@pytest.mark.parametrize(
    ("unit", "number"), [("seconds", -1), ("milliseconds", -1_000), ("microseconds", -1_000_000)]
)
def test_an_instant_may_be_a_number(unit: str, number: int) -> None:
    assert one(DIALECT.read_epoch(n.column("x"), unit), x=arrow([number])) == utc("1969-12-31T23:59:59Z")


def test_rows_become_a_list() -> None:
    made = session(t={"x": arrow([1, 2])})
    query = n.select([n.named(DIALECT.collected(n.column("x"), True), "it")], n.table("t"))
    assert rows(made.sql(query.sql(DIALECT.sqlglot))) == [([1, 2],)]
    assert one(DIALECT.empty_list(True)) == []
    assert one(n.coalesce(n.column("x"), DIALECT.empty_list(False)), x=arrow([["a"]])) == ["a"]


def test_the_current_time_is_that_of_utc() -> None:
    apart = one(DIALECT.now()) - dt.datetime.now(UTC)
    assert abs(apart) < dt.timedelta(minutes=5)


@pytest.mark.parametrize(
    "microseconds", [0, -1, 1_717_200_000_000_001, -62_135_596_800_000_000, 253_402_300_799_999_999]
)
def test_an_instant_is_its_microseconds_and_back(microseconds: int) -> None:
    instant = DIALECT.instant_at(n.column("x"))
    assert one(instant, x=arrow([microseconds])) == dt.datetime(1970, 1, 1, tzinfo=UTC) + dt.timedelta(
        microseconds=microseconds
    )
    assert one(DIALECT.epoch(instant, "datetime"), x=arrow([microseconds])) == microseconds


def test_a_day_is_its_number() -> None:
    assert one(DIALECT.day_at(n.column("x")), x=arrow([-1])) == dt.date(1969, 12, 31)
    assert one(DIALECT.epoch(DIALECT.day_at(n.column("x")), "date"), x=arrow([2])) == 2 * 86_400_000_000


def test_a_quotient_is_rounded_down() -> None:
    assert one(DIALECT.quotient(n.column("x"), 7), x=arrow([2**62])) == 2**62 // 7
