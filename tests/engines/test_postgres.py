"""PostgreSQL: texts as they read, every native form of a column, bound values, what else is its own."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import unicodedata
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from textwrap import dedent
from typing import Any, Literal, cast

import polars as pl
import psycopg
import pytest
from engines import postgres_server, small
from engines.tested import needs
from hypothesis import given
from hypothesis import strategies as st
from segql_sql import entry
from segql_sql import nodes as n
from segql_sql.dialects import guarded
from segql_sql.dialects.postgres import Postgres
from segql_sql.dialects.redshift import Redshift
from segql_sql.engines import postgres as postgres_engine
from segql_sql.engines.base import Engine
from sqlglot import exp
from strategies.meanings import bound, conditions, expected_members, frames, tables
from strategies.tables import Tables

import segql
from segql import meaning as m
from segql.catalog import Catalog, TableName
from segql.diagnostics import DataError, EngineError, UnsupportedError
from segql.regex import parse_pattern
from segql.types import DATE, FLOAT, INTEGER, STRING, Type, decimal

BACKEND = entry.postgres()
DIALECT = Postgres()


@pytest.fixture(autouse=True, scope="module")
def _server() -> None:
    needs("postgres")


@pytest.fixture
def session() -> Iterator[Any]:
    with closing(psycopg.connect(postgres_server.url())) as connection:
        connection.execute("SET search_path = pg_temp, public")
        yield connection


def members(session: Any, condition: m.Condition, style: str = "inline") -> list[object]:
    text, values = BACKEND.sql(small.segment(condition), style=style)
    return [key for (key,) in session.execute(text, values or None).fetchall()]


def value(session: Any, node: exp.Expr) -> Any:
    """What a node is, of a table `t` with one row where it has columns."""
    return session.execute(n.select([node], n.table("t")).sql("postgres"), binary=True).fetchone()[0]


def given_row(session: Any, **columns: tuple[str, object]) -> None:
    declared = ", ".join(f'"{name}" {kind}' for name, (kind, _) in columns.items())
    session.execute(f"CREATE TEMP TABLE t ({declared})")
    marks = ", ".join("%s" for _ in columns)
    session.execute(f"INSERT INTO t VALUES ({marks})", [each for _, each in columns.values()])  # noqa: S608


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
            CAST('epoch' AS TIMESTAMP) + (
              "at" + CAST('0' AS INTERVAL) - 'epoch'
            ) AS "time"
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
          CASE
            WHEN CAST(PG_TYPEOF(COALESCE("customer"."id", NULL)) AS TEXT) IN ('smallint', 'integer', 'bigint', 'numeric')
            THEN CAST(CAST("customer"."id" AS TEXT) AS DECIMAL)
          END,
          CAST("customer"."id" AS TEXT) COLLATE "C\"""")  # noqa: E501


@contextmanager
def holding(rows: Tables) -> Generator[Any]:
    with closing(psycopg.connect(postgres_server.url())) as connection:
        engine = cast("Engine", _loader(connection))
        for name, frame in frames(rows).items():
            engine.load(name, frame)
        yield connection


def _loader(connection: Any) -> object:
    return vars(postgres_engine)["_Postgres"](connection)


@given(condition=conditions(), rows=tables())
def test_literals_and_bound_values_find_the_members_of_the_definition(
    condition: m.Condition, rows: Tables
) -> None:
    expected = expected_members(condition, rows)
    with holding(rows) as connection:
        for style in ("inline", "driver"):
            text, values = BACKEND.sql(bound(condition), style=style)
            assert [key for (key,) in connection.execute(text, values or None)] == expected


@pytest.mark.parametrize(
    "stored", ["numeric(18, 3)", "numeric", "double precision", "real", "int", "smallint"]
)
def test_a_decimal_may_be_stored_as_any_number(session: Any, stored: str) -> None:
    session.execute(f"CREATE TEMP TABLE customers (id int, balance {stored})")
    session.execute("INSERT INTO customers VALUES (1, 12), (2, -12), (3, NULL), (4, 13)")
    wanted = m.OneOf(small.BALANCE, (m.Constant(1200, decimal(2)), m.Constant(-1200, decimal(2))))
    assert members(session, wanted) == [1, 2]


def test_a_decimal_of_a_double_keeps_digits_and_rounds_halves_away_from_zero(session: Any) -> None:
    session.execute("CREATE DOMAIN pg_temp.price AS double precision")
    session.execute("CREATE TEMP TABLE customers (id int, balance pg_temp.price)")
    doubles = [(1, 90071992547409.91), (2, 1234567.125), (3, -1234567.125), (4, math.nan)]
    with session.cursor() as cursor:
        cursor.executemany("INSERT INTO customers VALUES (%s, %s)", doubles)
    for key, whole in ((1, 9007199254740991), (2, 123456713), (3, -123456713)):
        assert members(session, m.Compare("=", small.BALANCE, m.Constant(whole, decimal(2)))) == [key]
    assert members(session, m.Not(m.IsSet(small.BALANCE))) == [4]


@pytest.mark.parametrize(
    ("stored", "given", "instant"),
    [
        ("timestamp", "2024-01-01 12:00:00", "2024-01-01T17:00:00Z"),
        ("timestamp", "2024-07-01 12:00:00", "2024-07-01T16:00:00Z"),
        ("timestamp", "2024-03-10 02:30:00", "2024-03-10T07:30:00Z"),
        ("timestamp", "2024-11-03 01:30:00", "2024-11-03T05:30:00Z"),
        ("timestamptz", "2024-07-01 12:00:00.000001+00", "2024-07-01T12:00:00.000001Z"),
        ("timestamptz", "2024-11-03 06:30:00+00", "2024-11-03T06:30:00Z"),
        ("timestamptz(3)", "9999-07-01 12:00:00.001+00", "9999-07-01T12:00:00.001Z"),
        ("date", "2024-07-01", "2024-07-01T04:00:00Z"),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Tokyo"])
def test_an_instant_is_the_same_whatever_the_zone_of_the_session(
    session: Any, stored: str, given: str, instant: str, zone: str
) -> None:
    session.execute(f"SET TimeZone = '{zone}'")
    session.execute(f"CREATE DOMAIN pg_temp.moment AS {stored}")
    for kind in (stored, "pg_temp.moment"):
        session.execute(f"CREATE TEMP TABLE customers (id int, seen {kind})")
        session.execute("INSERT INTO customers VALUES (1, %s), (2, NULL)", [given])
        assert members(session, m.Compare("=", small.SEEN, small.instant(instant))) == [1]
        session.execute("DROP TABLE customers")


@pytest.mark.parametrize("stored", ["date", "timestamp"])
def test_a_date_may_be_stored_as_a_midnight(session: Any, stored: str) -> None:
    session.execute(f"CREATE TEMP TABLE customers (id int, born {stored})")
    session.execute("INSERT INTO customers VALUES (1, '2000-02-29'), (2, '2000-02-28')")
    born = m.Function("month_day", m.Attribute("born", DATE), INTEGER)
    assert members(session, m.Compare("=", born, small.whole(229))) == [1]


@pytest.mark.parametrize("stored", ["varchar(9)", "char(2)", "text", "name", "pg_temp.state"])
def test_a_string_may_be_any_text_of_any_collation(session: Any, stored: str) -> None:
    session.execute("CREATE TYPE pg_temp.state AS ENUM ('CA', 'ca')")
    session.execute(f"CREATE TEMP TABLE customers (id text, country {stored})")
    session.execute("INSERT INTO customers VALUES ('b', 'CA'), ('B', 'CA'), ('a', 'ca')")
    assert members(session, small.is_("CA")) == ["B", "b"]
    assert members(session, m.Compare("<", small.COUNTRY, small.text("a"))) == ["B", "b"]


@pytest.mark.parametrize("stored", ["smallint", "int", "bigint", "numeric", "pg_temp.number"])
def test_keys_that_are_numbers_are_listed_as_such(session: Any, stored: str) -> None:
    session.execute("CREATE DOMAIN pg_temp.number AS int")
    session.execute(f"CREATE TEMP TABLE customers (id {stored}, country text)")
    session.execute("INSERT INTO customers SELECT key, 'CA' FROM unnest(ARRAY[10, 9, -1, -10, 0]) AS key")
    assert members(session, small.is_("CA")) == [-10, -1, 0, 9, 10]


@pytest.mark.parametrize("stored", ["boolean", "smallint", "int", "bigint"])
def test_a_boolean_may_be_stored_as_0_and_1(session: Any, stored: str) -> None:
    catalog = Catalog(customers={"table": "customers", "key": "id", "attributes": {"vip": "boolean"}})
    session.execute(f"CREATE TEMP TABLE customers (id int, vip {stored})")
    session.execute("INSERT INTO customers VALUES (1, '1'), (2, '0'), (3, NULL)")
    vip = m.Attribute("vip", Type("boolean"))
    for wanted, expected in ((True, [1]), (False, [2])):
        segment = small.segment(m.Compare("=", vip, m.Constant(wanted, Type("boolean"))), catalog)
        for style in ("inline", "driver"):
            text, values = BACKEND.sql(segment, style=style)
            assert [key for (key,) in session.execute(text, values or None)] == expected


@pytest.mark.parametrize("stored", ["text[]", "varchar(9)[]"])
def test_a_list_may_hold_null(session: Any, stored: str) -> None:
    session.execute(f"CREATE TEMP TABLE customers (id int, tags {stored})")
    session.execute("INSERT INTO customers VALUES (1, '{a,NULL}'), (2, '{}'), (3, NULL), (4, '{b,a}')")
    tags = m.Attribute("tags", Type("list", element=STRING))
    length = m.Function("length", tags, INTEGER)
    assert members(session, m.AnyOf(tags, (small.text("a"),))) == [1, 4]
    assert members(session, m.Compare("=", length, small.whole(1))) == [1]
    assert members(session, m.Compare("=", length, small.whole(0))) == [2]


def test_a_product_of_39_digits_is_missing_and_one_of_38_is_exact(session: Any) -> None:
    session.execute("CREATE TEMP TABLE customers (id int, age bigint)")
    session.execute("INSERT INTO customers VALUES (1, 9223372036854775807), (2, 2)")
    square = m.Arithmetic("*", small.AGE, small.AGE, INTEGER)
    cube = m.Arithmetic("*", square, small.AGE, INTEGER)
    for style in ("inline", "driver"):
        assert members(session, m.Compare("=", square, small.whole((2**63 - 1) ** 2)), style) == [1]
        assert members(session, m.IsSet(cube), style) == [2]


def test_no_query_doubles_with_every_level() -> None:
    exact: m.Value = small.AGE
    rough: m.Value = m.Attribute("score", FLOAT)
    catalog = Catalog(
        customers={"table": "c", "key": "id", "attributes": {"age": "integer", "score": "float"}}
    )
    texts: list[str] = []
    for _ in range(18):
        exact = m.Arithmetic("*", exact, small.AGE, INTEGER)
        rough = m.Arithmetic("/", m.Attribute("score", FLOAT), rough, FLOAT)
        segment = small.segment(m.All((m.IsSet(exact), m.IsSet(rough))), catalog)
        texts.append(BACKEND.sql(segment)[0])
    counts = [text.count("LEAST") for text in texts]
    assert counts[-1] - counts[-2] == counts[-2] - counts[-3]
    with postgres_server.opened() as engine:
        engine.load("c", pl.DataFrame({"id": [1], "age": [2], "score": [3.0]}))
        assert engine.ask(texts[-1]) == [(1,)]


EDGES = [
    0.0, 5e-324, -5e-324, 2.0**-1022, 1e-160, 2.0**-538, 2.0**-52, 2.0**-51, 0.1, 0.5, 1.0, -3.0, 1e150,
    2.0**512, 2.0**969, -(2.0**970), 2.0**971, 2.0**1022, -(2.0**1023), 1.7976931348623157e308,
    math.inf, -math.inf,
]  # fmt: skip


@pytest.mark.parametrize("op", "+-*/")
def test_doubles_are_computed_as_everywhere_and_never_fail(session: Any, op: str) -> None:
    session.execute("CREATE TEMP TABLE t (a double precision, b double precision)")
    pairs = list(itertools.product(EDGES, EDGES))
    with session.cursor() as cursor:
        cursor.executemany("INSERT INTO t VALUES (%s, %s)", pairs)
    a, b = n.column("a", "t"), n.column("b", "t")
    columns = [a, b, n.named(guarded.operation(op, a.copy(), b.copy()), "result")]
    for left, right, found in session.execute(n.select(columns, n.table("t")).sql("postgres"), binary=True):
        assert _same(found, _computed(op, left, right)), (left, op, right)
    for constant in EDGES:
        columns = [
            a.copy(),
            n.named(guarded.operation(op, a.copy(), guarded.double(constant)), "first"),
            n.named(guarded.operation(op, guarded.double(constant), a.copy()), "second"),
        ]
        query = n.select(columns, n.table("t")).sql("postgres")
        for left, first, second in session.execute(query, binary=True):
            assert _same(first, _computed(op, left, constant)), (left, op, constant)
            assert _same(second, _computed(op, constant, left)), (constant, op, left)


def test_a_point_next_to_the_equator_fails_no_query(session: Any) -> None:
    point = {"type": "point", "latitude": "lat", "longitude": "lon"}
    catalog = Catalog(customers={"table": "c", "key": "id", "attributes": {"home": point}})
    session.execute("CREATE TEMP TABLE c (id int, lat double precision, lon double precision)")
    stored = [(1, 5e-324, -1e-170), (2, 1e-120, 0.0), (3, 90.0, 1e-150), (4, math.nan, 0.0), (5, 91.0, 0.0)]
    with session.cursor() as cursor:
        cursor.executemany("INSERT INTO c VALUES (%s, %s, %s)", stored)
    segment = segql.compile("home within 5 km of (0, 0)", catalog).at(small.AS_OF)
    assert [key for (key,) in session.execute(BACKEND.sql(segment)[0])] == [1, 2]


def _computed(op: str, left: float, right: float) -> float | None:
    match op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return left / right if right else None


def _same(found: float | None, expected: float | None) -> bool:
    if found is None or expected is None:
        return found is expected
    return found == expected or (math.isnan(found) and math.isnan(expected))


HOSTILE = [
    "'", "''", '"', "\\", "\\'", "a\nb", "\r\n", "\t", "😀", "한", "e\u0301", "%", "_", "?", ":p", ":x", "$1",
    "%s", "%(p0)s", "{p:String}", "@p0", "--", "/*", "*/", ";", "'; DROP TABLE customers; --",
    "' OR 1 = 1 --", "\u2028", "\uff07", "\u02bc", "$$", "NULL", "\x7f", "\ufeff", "E'\\''", "U&'\\0027'",
]  # fmt: skip


@pytest.mark.parametrize("style", ["inline", "format", "pyformat"])
def test_hostile_text_means_itself(session: Any, style: str) -> None:
    session.execute("CREATE TEMP TABLE customers (id int, country text)")
    with session.cursor() as cursor:
        cursor.executemany("INSERT INTO customers VALUES (%s, %s)", list(enumerate(HOSTILE)))
    for number, hostile in enumerate(HOSTILE):
        assert members(session, small.is_(hostile), style) == [number]
        tests: dict[Literal["contains", "starts", "ends"], Callable[[str, str], bool]] = {
            "contains": str.__contains__, "starts": str.startswith, "ends": str.endswith,
        }  # fmt: skip
        for op, test in tests.items():
            expected = [at for at, other in enumerate(HOSTILE) if test(other, hostile)]
            assert members(session, m.TextTest(op, small.COUNTRY, small.text(hostile)), style) == expected


@pytest.mark.parametrize("hostile", [each for each in HOSTILE if each.isprintable() and "`" not in each])
@pytest.mark.parametrize("style", ["inline", "format"])
def test_hostile_names_mean_themselves(session: Any, hostile: str, style: str) -> None:
    name = unicodedata.normalize("NFC", hostile)
    catalog = Catalog(
        customers={
            "table": "c", "key": f"k{name}",
            "attributes": {name: {"type": "string", "column": f"a{name}"}},
        },
        events={
            f"e{name}": {
                "table": "t", "customer": f"w{name}", "time": f"at{name}",
                "where": {f"kind{name}": [name, "other"]},
                "properties": {name: {"type": "string", "column": f"p{name}"}},
            }
        },
    )  # fmt: skip
    quoted = {
        each: n.name(f"{each}{name}").sql("postgres").replace("%", "%%")
        for each in ("k", "a", "w", "at", "kind", "p")
    }
    session.execute("CREATE TEMP TABLE c ({k} text, {a} text)".format(**quoted), [])
    session.execute(
        "CREATE TEMP TABLE t ({w} text, {at} timestamptz, {kind} text, {p} text)".format(**quoted), []
    )
    session.execute("INSERT INTO c VALUES ('x', %s), ('y', %s)", [name, name])
    session.execute("INSERT INTO t VALUES ('x', %s, %s, %s)", [small.AS_OF, name, name])
    where = m.Compare("=", m.Property(name, STRING), small.text(name))
    last = m.Aggregate("last", m.Events(f"e{name}", where), m.Property(name, STRING), STRING)
    own = m.Compare("=", m.Attribute(name, STRING), last)
    text, values = BACKEND.sql(small.segment(own, catalog), style=style)
    assert [key for (key,) in session.execute(text, values or None)] == ["x"]


def test_long_names_of_events_are_shortened_and_those_of_columns_refused(session: Any) -> None:
    kinds = [f"주문한 적이 있는 사람의 주문 {number}" for number in (1, 2)]
    event = {"table": "orders", "customer": "who", "time": "at"}
    catalog = Catalog(
        customers={"table": "customers", "key": "id"},
        events={kinds[0]: {**event, "where": {"kind": 1}}, kinds[1]: {**event, "where": {"kind": 2}}},
    )
    session.execute("CREATE TEMP TABLE customers (id int)")
    session.execute("CREATE TEMP TABLE orders (who int, at timestamp, kind int)")
    session.execute("INSERT INTO customers VALUES (1), (2)")
    session.execute("INSERT INTO orders VALUES (1, '2024-01-01', 1), (2, '2024-01-01', 2)")
    for key, kind in enumerate(kinds, 1):
        did = m.Compare("<", small.whole(0), m.Aggregate("count", m.Events(kind, m.TRUE), None, INTEGER))
        other = m.Aggregate("count", m.Events(kinds[2 - key], m.TRUE), None, INTEGER)
        wanted = m.All((did, m.Compare("=", other, small.whole(0))))
        text, _ = BACKEND.sql(small.segment(wanted, catalog))
        assert session.execute(text).fetchall() == [(key,)]
    long = Catalog(customers={"table": "t" * 64, "key": "id"})
    with pytest.raises(UnsupportedError, match="names of more than 63 bytes"):
        BACKEND.sql(small.segment(m.TRUE, long))


@pytest.mark.parametrize(
    "pattern",
    [
        r"[^a]", r"^[\]\[\^\-&~|\\]+$", r"^a$", r"^a\n$", r"(^|b)a($|b)", r"^.$",
        r"\.\*\+\?\(\)\{\}\|",
        r"[\s\S]{3}", r"^(a|){2}b$", r"\t|\r", r"[가-힣]", r"^(a{0,255}b?){1,3}$", r"\W", r"^[^\n]*$", 
        "\x01f", "[\x01-\x1f]a", "^[^\x7f]$", r"\$\^", "😀+$",
    ],
)  # fmt: skip
def test_a_pattern_means_what_it_does_everywhere(session: Any, pattern: str) -> None:
    texts = [
        "", "a", "b", "ab", "a\n", "\n", "aa", "]", "[^-&~|\\", "\x01f", "\x1f", "\x1fa", "\x7f", ".*+?(){}|",
        "가", "\t", "$^", "😀", "한글", "bab", "A", "a\nb", "x1", "\\x1",
    ]  # fmt: skip
    known = parse_pattern(pattern)
    session.execute("CREATE TEMP TABLE customers (id int, country text)")
    with session.cursor() as cursor:
        cursor.executemany("INSERT INTO customers VALUES (%s, %s)", list(enumerate(texts)))
    expected = [number for number, text in enumerate(texts) if known.search(text)]
    for style in ("inline", "driver"):
        assert members(session, m.TextTest("matches", small.COUNTRY, small.text(pattern)), style) == expected


JSON = '{"a": {"한\\"\'.\\\\": ["x", 1.50, true, null, {"b": [1, null]}]}, "0": "zero", "": "empty"}'


@pytest.mark.parametrize("stored", ["json", "jsonb", "text"])
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("a", "한\"'.\\", 0), "x"),
        (("a", "한\"'.\\", 1), "1.50"),
        (("a", "한\"'.\\", 2), "true"),
        (("a", "한\"'.\\", 3), None),
        (("a", "한\"'.\\", 4, "b", 0), "1"),
        (("a", "한\"'.\\", "0"), None),
        (("0",), "zero"),
        ((0,), None),
        (("",), "empty"),
        (("a", "b", "c"), None),
    ],
)
def test_what_stands_at_a_path_of_json(
    session: Any, stored: str, path: tuple[str | int, ...], expected: str | None
) -> None:
    given_row(session, j=(stored, JSON))
    assert value(session, DIALECT.json_text(n.column("j"), path)) == expected


@pytest.mark.parametrize(
    ("text", "type_", "zone", "expected"),
    [
        ("-9223372036854775808", INTEGER, None, -(2**63)),
        ("1e2", INTEGER, None, None),
        ("12.50", decimal(2), None, 1250),
        ("1e-7", FLOAT, None, 1e-7),
        ("true", Type("boolean"), None, 1),
        ("2024-01-31", DATE, None, dt.date(2024, 1, 31)),
        ("2024-01-31T10:00:00.000001Z", Type("datetime"), None, dt.datetime(2024, 1, 31, 10, 0, 0, 1)),
        ("2024-01-31 10:00+09:00", Type("datetime"), "Asia/Tokyo", dt.datetime(2024, 1, 31, 1)),
        ("2024-07-01T12:00", Type("datetime"), "America/New_York", dt.datetime(2024, 7, 1, 16)),
        ("2024-01-31", Type("datetime"), None, dt.datetime(2024, 1, 31)),
        ('["a", null, "b\'"]', Type("list", element=STRING), None, ["a", None, "b'"]),
        ("[1, null]", Type("list", element=INTEGER), None, [1, None]),
        (None, Type("list", element=INTEGER), None, None),
        (None, Type("datetime"), "America/New_York", None),
    ],
)
def test_values_are_read_from_text(
    session: Any, text: str | None, type_: Type, zone: str | None, expected: object
) -> None:
    given_row(session, x=("text", text))
    assert value(session, DIALECT.parsed(n.column("x"), type_, zone)) == expected


@pytest.mark.parametrize(
    ("unit", "stored"), [("seconds", -1), ("milliseconds", -1000), ("microseconds", -1_000_000)]
)
def test_an_instant_may_be_a_number_since_1970(session: Any, unit: str, stored: int) -> None:
    given_row(session, x=("int", stored))
    assert value(session, DIALECT.read_epoch(n.column("x"), unit)) == dt.datetime(1969, 12, 31, 23, 59, 59)


@given(st.datetimes(dt.datetime(1, 1, 1), dt.datetime(9999, 12, 31)))
def test_microseconds_and_instants_are_one_another(moment: dt.datetime) -> None:
    with closing(psycopg.connect(postgres_server.url())) as session:
        given_row(session, x=("timestamp", moment), d=("date", moment.date()))
        micros = DIALECT.epoch(n.column("x"), "datetime")
        assert value(session, micros) == (moment - dt.datetime(1970, 1, 1)) // dt.timedelta(microseconds=1)
        assert value(session, DIALECT.instant_at(micros)) == moment
        day = DIALECT.quotient(DIALECT.epoch(n.column("d"), "date"), 86_400_000_000)
        assert value(session, DIALECT.day_at(day)) == moment.date()


def test_the_current_time_is_one_of_the_statement_in_utc(session: Any) -> None:
    given_row(session, x=("int", 1))
    now = DIALECT.now()
    assert value(session, n.equal(now, now.copy())) is True
    since = exp.Extract(this=exp.Var(this="EPOCH"), expression=now.copy())
    clock = exp.Extract(this=exp.Var(this="EPOCH"), expression=n.call("STATEMENT_TIMESTAMP"))
    assert value(session, n.equal(since, clock)) is True


def test_lists_are_collected_from_rows(session: Any) -> None:
    session.execute("CREATE TEMP TABLE t (x varchar(3), i int)")
    session.execute("INSERT INTO t VALUES ('a', 1), (NULL, NULL)")
    assert sorted(value(session, DIALECT.collected(n.column("x"), False)), key=str) == [None, "a"]
    assert sorted(value(session, DIALECT.collected(n.column("i"), True)), key=str) == [1, None]
    session.execute("DELETE FROM t WHERE i IS NULL")
    assert value(session, DIALECT.list_length(DIALECT.empty_list(True))) == 0


def test_what_is_loaded_is_gone_with_the_session() -> None:
    for _ in range(2):
        with postgres_server.opened() as engine:
            engine.load(TableName(("crm", "people")), pl.DataFrame({"id": [1]}))
            engine.load("people", pl.DataFrame({"id": [2]}))
            assert engine.ask('SELECT * FROM crm.people, "people"') == [(1, 2)]


def test_a_nul_is_refused_and_a_failure_is_an_error_of_ours() -> None:
    with pytest.raises(DataError), postgres_server.opened() as engine:
        engine.load("t", pl.DataFrame({"x": ["a\0"]}))
    with pytest.raises(EngineError), postgres_server.opened() as engine:
        engine.ask("SELECT FROM WHERE")
    with (
        pytest.raises(EngineError),
        postgres_engine.at("postgresql://nobody@localhost:1/none?connect_timeout=1")(),
    ):
        pass


@pytest.mark.parametrize("zone", ["UTC", "GMT", "Asia/Seoul", "Europe/London", "Africa/Abidjan"])
def test_a_time_of_redshift_fails_in_a_session_outside_of_utc(zone: str) -> None:
    """Redshift is not executed in tests: what its expression is made of means the same here."""
    time = Redshift().read_instant(n.column("time"), None)
    query = n.select([time], n.table("t")).sql("redshift").encode()
    with closing(psycopg.connect(postgres_server.url())) as session:
        session.execute("SELECT set_config('TimeZone', %s, false)", (zone,))
        session.execute("CREATE TEMPORARY TABLE t (time TIMESTAMPTZ)")
        session.execute("INSERT INTO t VALUES ('2024-01-01 10:00:00.123456+09'), (NULL)")
        if zone in ("UTC", "GMT"):
            found = session.execute(query).fetchall()
            assert found == [(dt.datetime(2024, 1, 1, 1, 0, 0, 123_456),), (None,)]
            return
        with pytest.raises(psycopg.DataError, match="the time zone of the session is not UTC"):
            session.execute(query)
