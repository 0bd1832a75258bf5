"""MariaDB: texts as they read, every native form of a column, bound values, what else is its own."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import math
import unicodedata
from collections.abc import Iterator
from textwrap import dedent
from typing import Any

import polars as pl
import pytest
from engines import mariadb_server, small
from engines.tested import needs, run
from hypothesis import given
from hypothesis import strategies as st
from segql_sql import entry
from segql_sql import nodes as n
from segql_sql.dialects.mariadb import Mariadb
from segql_sql.engines import mariadb as mariadb_engine
from sqlglot import exp

from segql import meaning as m
from segql.catalog import Catalog
from segql.diagnostics import DataError, EngineError, UnsupportedError
from segql.regex import parse_pattern
from segql.types import DATE, DATETIME, FLOAT, INTEGER, STRING, Type, decimal

BACKEND = entry.mariadb()
DIALECT = Mariadb()
MODES = [
    "",
    "ANSI,ONLY_FULL_GROUP_BY,STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE",
    "NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT,ANSI_QUOTES,HIGH_NOT_PRECEDENCE,NO_UNSIGNED_SUBTRACTION",
]


@pytest.fixture(autouse=True, scope="module")
def _server() -> None:
    needs("mariadb")


@pytest.fixture(scope="module", params=range(len(MODES)))
def session(request: pytest.FixtureRequest) -> Iterator[Any]:
    """Sessions whose settings differ in whatever a text could depend on."""
    with mariadb_engine.connected(mariadb_server.url()) as connection:
        for statement in (
            f"SET SESSION sql_mode = '{MODES[request.param]}'",
            f"SET SESSION time_zone = '{['+00:00', '-05:00', '+09:00'][request.param]}'",
            "SET SESSION collation_connection = "
            f"'{['utf8mb4_general_ci', 'utf8mb4_unicode_520_ci', 'utf8mb4_bin'][request.param]}'",
            f"SET SESSION default_regex_flags = '{['', 'EXTENDED', 'DOTALL,MULTILINE'][request.param]}'",
            f"SET SESSION div_precision_increment = {[4, 0, 30][request.param]}",
        ):
            ask(connection, statement)
        yield connection


def ask(session: Any, text: str, values: object = None) -> list[tuple[Any, ...]]:
    with session.cursor() as cursor:
        cursor.execute(text, values)
        return list(cursor.fetchall())


def customers(session: Any, columns: str, *rows: str) -> None:
    """The table of customers, for this session alone."""
    ask(session, f"CREATE OR REPLACE TEMPORARY TABLE customers ({columns}) CHARACTER SET utf8mb4")
    ask(session, f"INSERT INTO customers VALUES {', '.join(rows)}")  # noqa: S608 -- ours


def members(session: Any, condition: m.Condition, style: str = "inline") -> list[object]:
    text, values = BACKEND.sql(small.segment(condition), style=style)
    return [key for (key,) in ask(session, text, values or None)]


def value(session: Any, node: exp.Expr) -> Any:
    """What a node is in the one row of the table `t`."""
    return ask(session, n.select([node], n.table("t")).sql("mysql"))[0][0]


def stored(session: Any, kind: str, written: str) -> exp.Expr:
    """The column `v` of a table `t` with one row."""
    ask(session, f"CREATE OR REPLACE TEMPORARY TABLE t (v {kind}) CHARACTER SET utf8mb4")
    ask(session, f"INSERT INTO t VALUES ({written})")  # noqa: S608 -- ours
    return n.column("v")


def test_a_plain_segment_reads_plainly() -> None:
    text, values = BACKEND.sql(small.segment(m.All((small.is_("CA"), m.IsSet(small.AGE)))))
    assert values == ()
    assert text == dedent("""\
        WITH `customer` AS (
          SELECT
            CAST(`id` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_nopad_bin AS `id`,
            CAST(`country` AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_nopad_bin AS `country`,
            CAST(`age` AS SIGNED) AS `age`,
            `id` AS `stored key`
          FROM `customers`
        )
        SELECT
          `customer`.`stored key` AS `id`
        FROM `customer`
        WHERE
          `customer`.`country` = 'CA' AND NOT (
            `customer`.`age` IS NULL
          )
        ORDER BY
          CASE
            WHEN COERCIBILITY(`customer`.`stored key`) = 5
            THEN `customer`.`stored key` + 0
          END,
          `customer`.`id`""")


def test_strings_are_compared_by_code_point_under_the_usual_collation(session: Any) -> None:
    texts = ["CA", "ca", "CA ", "CÁ", "😀", "😁", "", " "]
    rows = [f"({at}, '{text}')" for at, text in enumerate(texts)]
    customers(session, "id INT, country VARCHAR(20) COLLATE utf8mb4_general_ci", *rows)
    for at, text in enumerate(texts):
        assert members(session, small.is_(text)) == [at]
        assert members(session, m.OneOf(small.COUNTRY, (small.text(text), small.text("x")))) == [at]
        expected = [other for other, each in enumerate(texts) if each < text]
        assert members(session, m.Compare("<", small.COUNTRY, small.text(text))) == expected
    assert members(session, m.Compare("=", small.text("a"), small.text("A"))) == []


def test_keys_join_exactly_and_come_back_in_their_order_and_type(session: Any) -> None:
    ask(session, "CREATE OR REPLACE TEMPORARY TABLE orders (who VARCHAR(20), at DATETIME)")
    ask(session, "INSERT INTO orders VALUES ('b', '2024-01-01'), ('B ', '2024-01-01'), ('2', '2024-01-01')")
    customers(session, "id VARCHAR(20), country TEXT", "('b', 'CA')", "('B', 'CA')", "('B ', 'CA')")
    assert members(session, small.is_("CA")) == ["B", "B ", "b"]
    assert members(session, small.DID) == ["B ", "b"]
    customers(session, "id BIGINT, country TEXT", "(10, 'CA')", "(9, 'CA')", "(-1, 'CA')", "(2, 'CA')")
    assert members(session, small.is_("CA")) == [-1, 2, 9, 10]
    assert members(session, small.DID) == [2]


@pytest.mark.parametrize("kind", ["DECIMAL(18, 3)", "DECIMAL(65, 4)", "DOUBLE", "INT", "VARCHAR(30)"])
def test_a_decimal_may_be_stored_as_any_number_or_as_text(session: Any, kind: str) -> None:
    customers(session, f"id INT, balance {kind}", "(1, 12)", "(2, -12)", "(3, NULL)", "(4, 13)")
    wanted = m.OneOf(small.BALANCE, (m.Constant(1200, decimal(2)), m.Constant(-1200, decimal(2))))
    assert members(session, wanted) == [1, 2]


@pytest.mark.parametrize("kind", ["DECIMAL(18, 2)", "VARCHAR(30)"])
def test_a_decimal_of_18_digits_keeps_its_last(session: Any, kind: str) -> None:
    rows = "(1, '9999999999999999.99')", "(2, '9999999999999999.98')"
    customers(session, f"id INT, balance {kind}", *rows)
    assert members(session, m.Compare("=", small.BALANCE, m.Constant(10**18 - 1, decimal(2)))) == [1]


@pytest.mark.parametrize(
    ("kind", "given", "moment"),
    [
        ("DATETIME", "2024-01-01 12:00:00", "2024-01-01T17:00:00Z"),
        ("DATETIME(6)", "2024-07-01 12:00:00.000001", "2024-07-01T16:00:00.000001Z"),
        ("DATETIME", "2024-03-10 02:30:00", "2024-03-10T07:30:00Z"),
        ("DATETIME", "2024-11-03 01:30:00", "2024-11-03T05:30:00Z"),
        ("DATETIME", "1950-06-01 12:00:00", "1950-06-01T16:00:00Z"),
        ("DATE", "2024-07-01", "2024-07-01T04:00:00Z"),
        ("VARCHAR(40)", "2024-07-01", "2024-07-01T04:00:00Z"),
        ("VARCHAR(40)", "2024-07-01T12:00", "2024-07-01T16:00:00Z"),
        ("VARCHAR(40)", "2024-07-01T12:00Z", "2024-07-01T12:00:00Z"),
        ("TEXT", "2024-07-01 12:00:00.5", "2024-07-01T16:00:00.5Z"),
        ("VARCHAR(40)", "2024-07-01T12:00:00.999999Z", "2024-07-01T12:00:00.999999Z"),
        ("CHAR(40)", "2024-07-01 12:00:00+09:00", "2024-07-01T03:00:00Z"),
        ("VARCHAR(40)", "2024-07-01 12:00:00.000001-03:30", "2024-07-01T15:30:00.000001Z"),
        ("VARCHAR(40)", "0001-01-01T00:00:00z", "0001-01-01T00:00:00Z"),
    ],
)
def test_an_instant_is_the_same_whatever_the_zone_of_the_session(
    session: Any, kind: str, given: str, moment: str
) -> None:
    customers(session, f"id INT, seen {kind}", f"(1, '{given}')", "(2, NULL)")
    assert members(session, m.Compare("=", small.SEEN, small.instant(moment))) == [1]


@pytest.mark.parametrize("kind", ["DATE", "DATETIME", "VARCHAR(20)"])
def test_a_date_may_be_stored_as_a_midnight_or_as_text(session: Any, kind: str) -> None:
    customers(session, f"id INT, born {kind}", "(1, '2000-02-29')", "(2, '2000-02-28')")
    born = m.Function("month_day", m.Attribute("born", DATE), INTEGER)
    assert members(session, m.Compare("=", born, small.whole(229))) == [1]


@pytest.mark.parametrize("kind", ["JSON", "TEXT"])
def test_a_list_is_json(session: Any, kind: str) -> None:
    rows = [f"({at}, {text})" for at, text in enumerate(['\'["vip ", null, "\\u00e9"]\'', "'[]'", "NULL"])]
    if "NO_BACKSLASH" not in ask(session, "SELECT @@sql_mode")[0][0]:
        rows = [row.replace("\\", "\\\\") for row in rows]
    customers(session, f"id INT, tags {kind}", *rows)
    tags = m.Attribute("tags", Type("list", element=STRING))
    length = m.Function("length", tags, INTEGER)
    for option, found in (("vip ", [0]), ("vip", []), ("é", [0]), ("e", []), ("É", [])):
        assert members(session, m.AnyOf(tags, (small.text(option), small.text("zz")))) == found
    assert members(session, m.Compare("=", length, small.whole(2))) == [0]
    assert members(session, m.Compare("=", length, small.whole(0))) == [1]
    assert members(session, m.Not(m.IsSet(length))) == [2]


def test_numbers_of_38_digits_are_exact_and_longer_ones_are_missing(session: Any) -> None:
    customers(session, "id INT, age BIGINT", f"(1, {2**63 - 1})", "(2, 2)", f"(3, {-(2**63)})", "(4, 0)")
    square = m.Arithmetic("*", small.AGE, small.AGE, INTEGER)
    cube = m.Arithmetic("*", square, small.AGE, INTEGER)
    fourth = m.Arithmetic("*", square, square, INTEGER)
    sixth = m.Arithmetic("*", cube, cube, INTEGER)
    assert members(session, m.Compare("=", square, small.whole((2**63 - 1) ** 2))) == [1]
    for each in (cube, fourth, sixth):
        assert members(session, m.IsSet(each)) == [2, 4]
    assert members(session, m.Compare("=", sixth, small.whole(64))) == [2]
    sum_ = m.Arithmetic("+", square, m.Constant(10**38 - 1 - (2**63 - 1) ** 2, INTEGER), INTEGER)
    assert members(session, m.Compare("=", sum_, small.whole(10**38 - 1))) == [1]
    more = m.Arithmetic("+", sum_, small.whole(1), INTEGER)
    assert members(session, m.IsSet(more)) == [2, 4]


@pytest.mark.parametrize(
    ("left", "right"), list(itertools.product([-7, 7, 10**37, 1 - 10**38], [-3, 3, 10**19 + 1, 0]))
)
def test_a_quotient_is_rounded_down(session: Any, left: int, right: int) -> None:
    quotient = m.Arithmetic("//", m.Constant(left, INTEGER), m.Constant(right, INTEGER), INTEGER)
    condition = m.Compare("=", quotient, small.whole(left // (right or 1)))
    customers(session, "id INT", "(1)")
    assert members(session, condition) == ([1] if right else [])


@given(number=st.floats(allow_nan=False, allow_infinity=False))
def test_a_double_is_read_back_to_the_last_bit(number: float) -> None:
    with mariadb_server.opened() as engine:
        (found,) = engine.ask(exp.Select(expressions=[DIALECT.literal(number)]).sql("mysql"))[0]
    assert found == number
    assert math.copysign(1.0, found) == math.copysign(1.0, number) or number == 0


@given(number=st.integers(1 - 10**38, 10**38 - 1))
def test_an_exact_number_becomes_the_nearest_double(number: int) -> None:
    with mariadb_server.opened() as engine:
        text = exp.Select(expressions=[n.cast(n.whole(number), n.data_type(exp.DType.DOUBLE))])
        assert engine.ask(text.sql("mysql")) == [(float(number),)]


def test_floats_compare_and_count_as_doubles(session: Any) -> None:
    catalog = Catalog(customers={"table": "customers", "key": "id", "attributes": {"score": "float"}})
    score = m.Attribute("score", FLOAT)
    customers(
        session, "id INT, score DOUBLE", "(1, 0.1)", "(2, 0.30000000000000004)", "(3, -0.0)", "(4, NULL)"
    )

    def found(condition: m.Condition) -> list[object]:
        return [key for (key,) in ask(session, BACKEND.sql(small.segment(condition, catalog))[0])]

    def number(of: float) -> m.Constant:
        return m.Constant(of, FLOAT)

    assert found(m.Compare("=", score, number(0.1))) == [1]
    assert found(m.Compare("=", m.Arithmetic("+", number(0.1), number(0.2), FLOAT), score)) == [2]
    assert found(m.Compare("=", score, number(0.0))) == [3]
    assert found(m.IsSet(m.Arithmetic("/", number(1.0), score, FLOAT))) == [1, 2]
    assert found(m.Compare("<", number(5e-324), score)) == [1, 2]


def test_a_result_past_the_doubles_is_an_error_of_ours() -> None:
    catalog = Catalog(customers={"table": "c", "key": "id", "attributes": {"score": "float"}})
    square = m.Arithmetic("*", m.Attribute("score", FLOAT), m.Attribute("score", FLOAT), FLOAT)
    condition = m.Compare("<", m.Constant(1.0, FLOAT), square)
    for score in (1e200, math.inf):
        with pytest.raises(DataError, match="beyond the greatest double"):
            run("mariadb", {"s": small.segment(condition, catalog)}, {"c": [{"id": 1, "score": score}]})


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("Asia/Seoul", "2024-01-01T15:00:00", "2024-01-02"),
        ("Asia/Seoul", "9999-12-31T23:59:59.999999", "9999-12-31"),
        ("America/New_York", "0001-01-01T00:00:00", "0001-01-01"),
        ("America/New_York", "2024-03-10T06:59:59", "2024-03-10"),
        ("America/New_York", "1969-12-31T04:59:59.999999", "1969-12-30"),
    ],
)
def test_the_day_of_an_instant_is_that_of_the_zone(session: Any, zone: str, moment: str, day: str) -> None:
    customers(session, "id INT, seen VARCHAR(40)", f"(1, '{moment}Z')")
    condition = m.Compare(
        "=", m.LocalDay(small.SEEN, zone, DATE), m.Constant(dt.date.fromisoformat(day), DATE)
    )
    assert members(session, condition) == [1]


HOSTILE = [
    "'", "''", '"', "\\", "\\'", "a\nb", "\r\n", "\t", "\0", "😀", "한", "e\u0301", "%", "%%", "%s", "%(p0)s",
    "_", "?", ":p", ":p0", "$1", "@x", "@p0", "{x}", "{p:String}", "--", "/*", "*/", "/*! */", "#",
    ";", "'; DROP TABLE customers; --", "' OR 1 = 1 --", "\u2028", "${x}", "`", "[x]", "x'00'", "$$", "NULL",
    "\x7f", "\ufeff", "ʼ", "＇", "\x1a", "_utf8mb4 x'27'", "\\0", "\b",
]  # fmt: skip


@pytest.mark.parametrize("style", ["inline", "format", "pyformat"])
def test_hostile_text_means_itself(session: Any, style: str) -> None:
    customers(session, "id INT, country TEXT", "(-1, NULL)")
    for at, hostile in enumerate(HOSTILE):
        ask(session, "INSERT INTO customers VALUES (%s, %s)", (at, hostile))
    for at, hostile in enumerate(HOSTILE):
        assert members(session, small.is_(hostile), style) == [at]
        for op in ("contains", "starts", "ends"):
            test = m.TextTest(op, small.COUNTRY, small.text(hostile))
            method = {"contains": str.__contains__, "starts": str.startswith, "ends": str.endswith}[op]
            expected = [other for other, each in enumerate(HOSTILE) if method(each, hostile)]
            assert members(session, test, style) == expected


@pytest.mark.parametrize("hostile", [each for each in HOSTILE if "`" not in each and each.isprintable()])
@pytest.mark.parametrize("style", ["inline", "format"])
def test_hostile_names_mean_themselves(hostile: str, style: str) -> None:
    name = unicodedata.normalize("NFC", hostile)
    attribute = {name: {"type": "string", "column": f"a{name}"}}
    property_ = {name: {"type": "string", "column": f"p{name}"}}
    event = {"table": [f"t{name}"], "customer": f"w{name}", "time": f"at{name}", "properties": property_}
    event |= {"where": {f"kind{name}": [name, "other"]}}
    catalog = Catalog(
        customers={"table": [f"c{name}"], "key": f"k{name}", "attributes": attribute},
        events={f"e{name}": event},
    )
    where = m.Compare("=", m.Property(name, STRING), small.text(name))
    last = m.Aggregate("last", m.Events(f"e{name}", where), m.Property(name, STRING), STRING)
    own = m.Compare("=", m.Attribute(name, STRING), last)
    text, values = BACKEND.sql(small.segment(own, catalog), style=style)
    with mariadb_engine.connected(mariadb_server.url()) as connection:
        engine = mariadb_engine.Server(connection)
        engine.load(f"c{name}", pl.DataFrame({f"k{name}": ["x", "y"], f"a{name}": [name, name]}))
        rows = {f"w{name}": ["x"], f"at{name}": [small.AS_OF], f"kind{name}": [name], f"p{name}": [name]}
        engine.load(f"t{name}", pl.DataFrame(rows))
        assert ask(connection, text, values or None) == [("x",)]


def test_names_that_the_server_could_not_hold_or_tell_apart_are_replaced() -> None:
    long = "한" * 65
    columns = {"e": "x", "é": "y", "a ": "z", long: "w", f"{long}2": "v"}
    catalog = Catalog(
        customers={
            "table": "c",
            "key": "id",
            "attributes": {name: {"type": "string", "column": column} for name, column in columns.items()},
        },
        events={f"{long}3": {"table": "o", "customer": "who", "time": "at"}},
    )
    did = m.Compare("<=", small.whole(1), m.Aggregate("count", m.Events(f"{long}3", m.TRUE), None, INTEGER))
    own = [m.Compare("=", m.Attribute(name, STRING), small.text(each)) for name, each in columns.items()]
    rows = {
        "c": [{"id": 1, **{each: each for each in columns.values()}}],
        "o": [{"who": 1, "at": small.AS_OF}],
    }
    segment = small.segment(m.All((*own, did)), catalog)
    assert run("mariadb", {"s": segment}, rows).members == {"s": [1]}


def test_patterns_are_found_as_the_definition_finds_them(session: Any) -> None:
    texts = ["", "a", "A", "ab\n", "ab", "a.b", "\\", "한국", "😀", "12", "x y", "a\0b", "é", "#a", "a b"]
    patterns = [
        "^a",
        "b$",
        ".",
        "^.$",
        "a b",
        "[^a]",
        r"\d+",
        r"\\",
        "한",
        "😀|é",
        "^$",
        "a{1,2}",
        "#",
        "A",
        r"\s",
    ]
    customers(session, "id INT, country TEXT", "(-1, NULL)")
    for at, text in enumerate(texts):
        ask(session, "INSERT INTO customers VALUES (%s, %s)", (at, text))
    for pattern in patterns:
        expected = [at for at, text in enumerate(texts) if parse_pattern(pattern).search(text)]
        test = m.TextTest("matches", small.COUNTRY, small.text(pattern))
        assert members(session, test) == expected, pattern


@pytest.mark.parametrize(
    ("pattern", "refused"),
    [
        ("^(a+)+$", True), ("(a|aa)+b", True), ("(a?){30}b", True), (r"([a-z.]+\.)+com", True),
        (r"^[a-z0-9._-]+@([a-z0-9-]+\.)+[a-z]{2,}$", False), (r"(\d{3}-)*\d+", False), ("(ab|cd)*", False),
    ],
)  # fmt: skip
def test_patterns_on_which_the_server_gives_up_are_refused(pattern: str, refused: bool) -> None:
    segment = small.segment(m.TextTest("matches", small.COUNTRY, small.text(pattern)))
    if not refused:
        BACKEND.sql(segment)
        return
    with pytest.raises(UnsupportedError, match="repetitions that read one text in many ways"):
        BACKEND.sql(segment)


def test_lower_folds_ascii_and_no_other_letter(session: Any) -> None:
    customers(session, "id INT, country TEXT", "(1, 'AZÀİ')")
    assert members(
        session, m.Compare("=", m.Function("lower", small.COUNTRY, STRING), small.text("azÀİ"))
    ) == [1]


def test_a_result_can_fill_a_table_under_strict_modes(session: Any) -> None:
    customers(session, "id INT, age BIGINT", "(1, 0)", "(2, 5)")
    quotient = m.Arithmetic("//", small.whole(10), small.AGE, INTEGER)
    text, _ = BACKEND.sql(small.segment(m.IsSet(quotient)))
    ask(session, f"CREATE OR REPLACE TEMPORARY TABLE kept AS {text}")
    assert ask(session, "SELECT id FROM kept") == [(2,)]


def test_a_failure_of_the_server_is_an_error_of_ours() -> None:
    with pytest.raises(EngineError, match="mariadb failed"), mariadb_server.opened() as engine:
        engine.ask("SELECT FROM")
    with (
        pytest.raises(EngineError, match="mariadb failed"),
        mariadb_engine.at("mysql://root@127.0.0.1:1/x")(),
    ):
        pass


def test_an_engine_starts_without_tables_and_leaves_none() -> None:
    with mariadb_server.opened() as engine:
        engine.load("c", pl.DataFrame({"id": [1]}))
        assert engine.ask("SELECT * FROM c") == [(1,)]
    with pytest.raises(EngineError, match="doesn't exist"), mariadb_server.opened() as engine:
        engine.ask("SELECT * FROM c")


# --- columns of other forms, and what live texts are made of ---


@pytest.mark.parametrize(
    ("unit", "ticks"), [("seconds", -1), ("milliseconds", -1000), ("microseconds", -(10**6))]
)
def test_an_instant_may_be_a_number(session: Any, unit: str, ticks: int) -> None:
    read = DIALECT.read_epoch(stored(session, "BIGINT", str(ticks)), unit)
    assert value(session, read) == dt.datetime(1969, 12, 31, 23, 59, 59)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (["a", 1], "x y"), (["a", 0], "1.50"), (["a", 2], None), (["a", 3], None), (["b"], "true"),
        (["b", 0], None), (["c"], None), (['it\'s "q" \\ 한'], "é"), (["d.e", "$[0]"], "😀"), ([""], "none"),
        (["o"], '{"k": [1]}'), (["/"], "slash"), (["에"], "escaped"),
    ],
)  # fmt: skip
def test_values_stand_in_json(session: Any, path: list[str | int], text: str | None) -> None:
    document = (
        '{"a": [1.50, "x y", null], "b": true, "it\'s \\"q\\" \\\\ 한": "é", '
        '"d.e": {"$[0]": "\\ud83d\\ude00"}, "": "none", "o": {"k": [1]}, '
        '"\\/": "slash", "\\uc5d0": "escaped"}'
    )
    for kind in ("JSON", "TEXT"):
        column = stored(session, kind, f"x'{document.encode().hex()}'")
        assert value(session, DIALECT.json_text(column, path)) == text


@pytest.mark.parametrize(
    ("type_", "zone", "text", "found"),
    [
        (INTEGER, None, "-9223372036854775808", -(2**63)), (decimal(2), None, "12.5", 1250),
        (decimal(2), None, "9999999999999999.99", 10**18 - 1), (FLOAT, None, "-2.5e3", -2500.0),
        (Type("boolean"), None, "true", 1), (Type("boolean"), None, "false", 0),
        (DATE, None, "2024-01-31", dt.date(2024, 1, 31)), (STRING, None, "a ", "a "),
        (DATETIME, None, "2024-07-01T12:00:00.5Z", dt.datetime(2024, 7, 1, 12, 0, 0, 500000)),
        (DATETIME, "Asia/Seoul", "2024-07-01 12:00", dt.datetime(2024, 7, 1, 3)),
        (DATETIME, "Asia/Seoul", "2024-07-01T12:00:00-01:00", dt.datetime(2024, 7, 1, 13)),
    ],
)  # fmt: skip
def test_values_are_written_as_text(
    session: Any, type_: Type, zone: str | None, text: str, found: object
) -> None:
    assert value(session, DIALECT.parsed(stored(session, "TEXT", f"'{text}'"), type_, zone)) == found


def test_rows_are_collected_into_a_list(session: Any) -> None:
    stored(session, "TEXT", "'a'")
    ask(session, "INSERT INTO t VALUES (NULL), ('\"'), ('A')")
    collected = value(session, DIALECT.collected(DIALECT.read_text(n.column("v")), integers=False))
    assert sorted(json.loads(collected), key=str) == ['"', "A", None, "a"]
    assert value(session, DIALECT.empty_list(integers=False)) == "[]"


def test_numbers_become_instants_days_and_quotients(session: Any) -> None:
    stored(session, "INT", "1")
    instant = dt.datetime(2024, 6, 1, 0, 0, 0, 1)
    ticks = (instant - dt.datetime(1970, 1, 1)) // dt.timedelta(microseconds=1)
    assert value(session, DIALECT.instant_at(n.whole(ticks))) == instant
    assert value(session, DIALECT.epoch(DIALECT.instant_at(n.whole(-ticks)), "datetime")) == -ticks
    assert value(session, DIALECT.day_at(n.whole(-1))) == dt.date(1969, 12, 31)
    assert value(session, DIALECT.quotient(n.whole(86_399_999_999), 86_400_000_000)) == 0
    ask(session, "SET @@timestamp = 1")
    assert value(session, DIALECT.now()) == dt.datetime(1970, 1, 1, 0, 0, 1)
    ask(session, "SET @@timestamp = DEFAULT")


def test_a_list_that_the_server_would_cut_fails(session: Any) -> None:
    customers(session, "id INT, tag TEXT", *(f"({at}, 'gold {at}')" for at in range(30)))
    collected = DIALECT.collected(DIALECT.read_text(n.column("tag")), False)
    query = n.select([collected], n.table("customers")).sql("mysql")
    whole = ask(session, query)[0][0]
    assert len(json.loads(whole)) == 30
    before = ask(session, "SELECT @@group_concat_max_len")[0][0]
    try:
        for limit in (20, 200, len(whole) - 1, len(whole)):
            ask(session, f"SET SESSION group_concat_max_len = {limit}")
            with pytest.raises(Exception, match="a list is longer than group_concat_max_len"):
                ask(session, query)
        ask(session, f"SET SESSION group_concat_max_len = {len(whole) + 5}")
        assert ask(session, query) == [(whole,)]
    finally:
        ask(session, f"SET SESSION group_concat_max_len = {before}")


def test_a_pattern_that_the_server_gives_up_on_fails(session: Any) -> None:
    customers(session, "id INT, country TEXT", "(1, REPEAT('ab', 20000))")
    with pytest.raises(Exception, match="too many steps to match a pattern"):
        members(session, m.TextTest("matches", small.COUNTRY, small.text(".*a.*b.*c")))
    assert members(session, m.TextTest("matches", small.COUNTRY, small.text("a.*b.*b"))) == [1]
    assert members(session, m.TextTest("matches", small.COUNTRY, small.text("foo.*bar.*baz"))) == []
    customers(session, "id INT, country TEXT", "(1, '')", "(2, NULL)", "(3, 'x')")
    pattern = m.TextTest("matches", small.COUNTRY, small.text("x.*y|^$"))
    assert members(session, pattern) == [1]
    assert members(session, m.Not(pattern)) == [2, 3]
