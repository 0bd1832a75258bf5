"""Spark and Databricks: texts as they read, native forms of columns, no setting that changes a meaning."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import unicodedata
from collections.abc import Iterator
from textwrap import dedent
from typing import Any

import polars as pl
import pytest
from engines import small
from engines.tested import needs
from segql_sql import entry
from segql_sql import nodes as n
from segql_sql.backend import SqlTexts
from segql_sql.compile import Found
from segql_sql.connect.spark import keep_methods_short
from segql_sql.dialects.databricks import Databricks
from segql_sql.dialects.spark import Spark
from segql_sql.engines import spark as engine
from segql_sql.terms import INT64, STORED, Range, Term
from sqlglot import exp

from segql import meaning as m
from segql.catalog import Catalog
from segql.diagnostics import EngineError, UnsupportedError
from segql.regex import parse_pattern
from segql.types import BOOLEAN, DATE, DATETIME, FLOAT, INTEGER, STRING, Type, decimal

SPARK, DATABRICKS = entry.spark(), entry.databricks()
backends = pytest.mark.parametrize("backend", [SPARK, DATABRICKS], ids=lambda backend: backend.name)
DIALECT = Spark()
MODES = [
    {"spark.sql.ansi.enabled": "true", "spark.sql.session.timeZone": "Asia/Tokyo"},
    {"spark.sql.ansi.enabled": "false", "spark.sql.session.timeZone": "America/Sao_Paulo"},
    {
        "spark.sql.ansi.enabled": "true",
        "spark.sql.session.timeZone": "America/New_York",
        "spark.sql.timestampType": "TIMESTAMP_NTZ",
        "spark.sql.decimalOperations.allowPrecisionLoss": "false",
        "spark.sql.legacy.sizeOfNull": "true",
        "spark.sql.codegen.factoryMode": "CODEGEN_ONLY",
        "spark.sql.codegen.wholeStage": "true",
    },
]


@pytest.fixture(scope="module", autouse=True)
def _present() -> None:
    needs("spark")


@pytest.fixture
def session() -> Iterator[Any]:
    with engine.opened():
        yield engine.session()


@pytest.fixture(params=MODES, ids=["ansi", "not ansi", "unlike the defaults"])
def mode(request: pytest.FixtureRequest, session: Any) -> Iterator[Any]:
    """A session with settings that texts must not depend on."""
    before = {name: session.conf.get(name) for name in request.param}
    for name, value in request.param.items():
        session.conf.set(name, value)
    yield session
    for name, value in before.items():
        session.conf.set(name, value)


def members(
    session: Any, condition: m.Condition, backend: SqlTexts = SPARK, catalog: Catalog = small.CATALOG
) -> list[object]:
    text, values = backend.sql(small.segment(condition, catalog), style="driver")
    bound = [row[0] for row in session.sql(text, args=dict(values)).collect()]  # pyright: ignore
    inlined = session.sql(backend.sql(small.segment(condition, catalog))[0]).collect()
    assert bound == [row[0] for row in inlined]
    return bound


def table(session: Any, name: str, columns: str, *rows: str) -> None:
    """A view with rows of SQL."""
    values = ", ".join(f"({row})" for row in rows)
    given = session.sql(f"SELECT * FROM VALUES {values} AS t({columns})")  # noqa: S608 -- none but ours
    given.createOrReplaceTempView(f"`{name}`")


def answers(session: Any, *nodes: exp.Expr) -> list[Any]:
    """What expressions without columns are."""
    named = [n.named(node, f"c{at}") for at, node in enumerate(nodes)]
    text = exp.Select(expressions=named).sql(DIALECT.sqlglot, normalize_functions=False)
    return list(session.sql(text).first())


def test_a_plain_segment_reads_plainly() -> None:
    seen = m.Compare("<=", small.SEEN, m.Constant(small.AS_OF, DATETIME))
    catalog = Catalog(
        customers={
            "table": "customers",
            "key": "id",
            "attributes": {"country": "string", "seen": "datetime"},
        },
    )
    segment = small.segment(m.All((small.is_("CA"), m.Not(seen))), catalog)
    text, values = SPARK.sql(segment)
    assert not values
    assert text == dedent("""\
        WITH `customer` AS (
          SELECT
            `id`,
            CAST(`country` AS STRING) AS `country`,
            CASE
              WHEN REGEXP_LIKE(TYPEOF(`seen`), '^(date|timestamp_ntz)')
              THEN TRY_CAST(CONCAT(CAST(CAST(`seen` AS TIMESTAMP_NTZ) AS STRING), 'Z') AS TIMESTAMP_LTZ)
              ELSE CAST(`seen` AS TIMESTAMP_LTZ)
            END AS `seen`
          FROM `customers`
        )
        SELECT
          `customer`.`id`
        FROM `customer`
        WHERE
          `customer`.`country` = 'CA'
          AND NOT COALESCE(`customer`.`seen` <= CAST('2024-06-01 00:00:00Z' AS TIMESTAMP_LTZ), FALSE)
        ORDER BY
          `customer`.`id`""")
    assert DATABRICKS.sql(segment)[0] == text.replace("TIMESTAMP_LTZ", "TIMESTAMP")


# --- stored columns ---


STORED_DECIMALS = ["DECIMAL(18, 3)", "DECIMAL(38, 4)", "DECIMAL(38, 20)", "DOUBLE", "FLOAT", "INT", "STRING"]


@pytest.mark.parametrize("stored", STORED_DECIMALS)
def test_a_decimal_may_be_stored_as_any_number(session: Any, stored: str) -> None:
    rows = [f"{key}, CAST({value} AS {stored})" for key, value in enumerate((12, -12, "NULL", 13))]
    table(session, "customers", "id, balance", *rows)
    wanted = m.OneOf(small.BALANCE, (m.Constant(1200, decimal(2)), m.Constant(-1200, decimal(2))))
    assert members(session, wanted) == [0, 1]


def test_a_decimal_of_18_digits_keeps_its_last(mode: Any) -> None:
    table(mode, "customers", "id, balance", "1, 9999999999999999.99BD", "2, 9999999999999999.98BD")
    wanted = m.Compare("=", small.BALANCE, m.Constant(10**18 - 1, decimal(2)))
    assert members(mode, wanted) == [1]


INSTANTS = {
    "TIMESTAMP_NTZ '2024-01-01 12:00:00'": "2024-01-01T03:00:00Z",
    "TIMESTAMP_NTZ '2024-03-10 02:30:00.000001'": "2024-03-09T17:30:00.000001Z",
    "TIMESTAMP_NTZ '2018-11-04 00:30:00'": "2018-11-03T15:30:00Z",
    "TIMESTAMP_NTZ '1988-05-08 02:30:00'": "1988-05-07T17:30:00Z",
    "TIMESTAMP_NTZ '1988-10-09 02:30:00'": "1988-10-08T16:30:00Z",
    "TIMESTAMP_LTZ '2024-07-01 12:00:00.000001+00:00'": "2024-07-01T12:00:00.000001Z",
    "TIMESTAMP_LTZ '9999-12-31 23:59:59.999999Z'": "9999-12-31T23:59:59.999999Z",
    "DATE '2024-07-01'": "2024-06-30T15:00:00Z",
    "DATE '2018-11-04'": "2018-11-03T15:00:00Z",
}
"""Some stand where the clocks change in Seoul, or in the zones of the sessions."""


@backends
def test_an_instant_is_the_same_whatever_the_settings(mode: Any, backend: SqlTexts) -> None:
    if backend is DATABRICKS and mode.conf.get("spark.sql.timestampType") == "TIMESTAMP_NTZ":
        return  # which Databricks cannot be set to
    fields = {f"a{at}": {"type": "datetime", "timezone": "Asia/Seoul"} for at in range(len(INSTANTS))}
    catalog = Catalog(customers={"table": "customers", "key": "id", "attributes": fields})
    table(mode, "customers", ", ".join(["id", *fields]), f"1, {', '.join(INSTANTS)}")
    all_of = [
        m.Compare("=", m.Attribute(f"a{at}", DATETIME), small.instant(instant))
        for at, instant in enumerate(INSTANTS.values())
    ]
    assert members(mode, m.All(tuple(all_of)), backend, catalog) == [1]


DAYS = ["DATE '2000-02-29'", "TIMESTAMP_NTZ '2000-02-29 00:00:00'", "TIMESTAMP_LTZ '2000-02-29 00:00:00Z'"]


@pytest.mark.parametrize("stored", DAYS)
def test_a_date_may_be_stored_as_a_midnight(mode: Any, stored: str) -> None:
    table(mode, "customers", "id, born", f"1, {stored}", f"2, {stored.replace('29', '28')}")
    born = m.Function("month_day", m.Attribute("born", DATE), INTEGER)
    assert members(mode, m.Compare("=", born, small.whole(229))) == [1]


def test_a_collation_of_a_column_changes_nothing(session: Any) -> None:
    table(
        session,
        "customers",
        "id, country",
        "1, COLLATE('CA', 'UTF8_LCASE')",
        "2, COLLATE('ca', 'UTF8_LCASE')",
    )
    assert members(session, small.is_("CA")) == [1]
    contains = m.TextTest("contains", small.COUNTRY, small.text("c"))
    assert members(session, contains) == [2]


def test_lists_may_hold_elements_that_are_missing(mode: Any) -> None:
    table(
        mode, "customers", "id, tags", "1, ARRAY('a', NULL)", "2, ARRAY(NULL, NULL)", "3, NULL", "4, ARRAY()"
    )
    tags = m.Attribute("tags", Type("list", element=STRING))
    length = m.Function("length", tags, INTEGER)
    assert members(mode, m.Compare("=", length, small.whole(0))) == [2, 4]
    assert members(mode, m.AnyOf(tags, (small.text("a"), small.text("b")))) == [1]
    assert members(mode, m.Not(m.AnyOf(tags, (small.text("a"),)))) == [2, 3, 4]


# --- exact numbers and doubles ---


def test_a_product_of_39_digits_is_missing_and_one_of_38_is_exact(mode: Any) -> None:
    table(mode, "customers", "id, age", "1, 9223372036854775807L", "2, 2L")
    square = m.Arithmetic("*", small.AGE, small.AGE, INTEGER)
    cube = m.Arithmetic("*", square, small.AGE, INTEGER)
    assert members(mode, m.Compare("=", square, small.whole((2**63 - 1) ** 2))) == [1]
    assert members(mode, m.IsSet(cube)) == [2]


WIDE = [
    0,
    1,
    -1,
    7,
    -7,
    10**20,
    10**20 - 1,
    1 - 10**20,
    INT64,
    -INT64,
    10**37,
    10**38 - 2**31,
    3 * 2**31 - 10**38,
]
COUNTS = [1, 2, 3, 2**31 - 1]


def exactly(value: int, *, wide: bool) -> Term:
    node = (
        DIALECT.typed_wide(DIALECT.literal(str(value)))
        if wide
        else n.cast(n.whole(value), n.data_type(exp.DType.BIGINT))
    )
    return Term(node, range=Range(-(10**38), 10**38) if wide else STORED)


def test_division_rounds_down_whatever_the_size(mode: Any) -> None:
    pairs = list(itertools.product(WIDE, COUNTS))
    range_ = Range(1 - 10**38, 10**38 - 1)
    nodes = [
        DIALECT.exact("//", exactly(above, wide=True), exactly(below, wide=False), range_).node
        for above, below in pairs
    ]
    by_zero = DIALECT.exact("//", exactly(5, wide=True), exactly(0, wide=False), range_).node
    assert [None if each is None else int(each) for each in answers(mode, by_zero, *nodes)] == [
        None,
        *(above // below for above, below in pairs),
    ]


@pytest.mark.parametrize("op", ["+", "-", "*"])
def test_arithmetic_is_exact_up_to_38_digits_and_missing_beyond(mode: Any, op: str) -> None:
    known = [10**38 - 1, 1 - 10**38, 10**19, -(10**19), 10**19 - 1, 9_999_999_999_999_999_999, 1, -1]
    pairs = list(itertools.product(known, known))
    beyond = Range(-(10**80), 10**80)
    nodes = [
        DIALECT.exact(op, exactly(left, wide=True), exactly(right, wide=True), beyond).node
        for left, right in pairs
    ]
    compute = {"+": int.__add__, "-": int.__sub__, "*": int.__mul__}[op]
    wanted = [found if abs(found := compute(*pair)) < m.EXACT_LIMIT else None for pair in pairs]
    assert [None if each is None else int(each) for each in answers(mode, *nodes)] == wanted


DOUBLES = [
    0.1,
    -0.1,
    1e308,
    5e-324,
    2.2250738585072014e-308,
    1.7976931348623157e308,
    1 / 3,
    1e22,
    123456.789e3,
]


def test_doubles_are_written_to_the_last_bit(mode: Any) -> None:
    known = [*DOUBLES, math.inf, -math.inf]
    assert answers(mode, *map(DIALECT.double, known)) == known


def test_division_by_zero_and_what_is_no_number_are_missing(mode: Any) -> None:
    zero, infinite = DIALECT.double(0.0), DIALECT.double(math.inf)
    divided = DIALECT.float_operation("/", DIALECT.double(1.0), zero)
    apart = DIALECT.finished(DIALECT.float_operation("-", infinite, infinite.copy()))
    assert answers(mode, divided, apart) == [None, None]


# --- strings ---


HOSTILE = [
    "'", "''", '"', "\\", "\\'", "\\\\", "a\nb", "\r\n", "\t", "😀", "한", "e\u0301", "%", "_", "?", ":p0",
    "%s", "{p0:String}", "@p0", "$1", "@x", "{x}", "--", "/*", "*/", ";", "'; DROP TABLE customers; --",
    "' OR 1 = 1 --", "\u2028", "${x}", "${env:HOME}", "${system:java.version}", "`", "[x]", "x'00'", "$$",
    "NULL", "\x7f", "\ufeff", "\u02bc", "\uff07", "\\u0027", "${spark.app.name}",
]  # fmt: skip


@backends
def test_hostile_text_means_itself(session: Any, backend: SqlTexts) -> None:
    with engine.opened() as here:
        here.load("customers", pl.DataFrame({"id": range(len(HOSTILE)), "country": HOSTILE}))
        segments = {str(at): small.segment(small.is_(hostile)) for at, hostile in enumerate(HOSTILE)}
        ((names, text),) = backend.together(segments)
        rows = [tuple(row) for row in session.sql(text).collect()]
        assert rows == [(name, at) for at, name in enumerate(names)]
        each = [m.TextTest("contains", small.COUNTRY, small.text(hostile)) for hostile in HOSTILE]
        several = m.AtLeast(2, tuple(each))
        wanted = [at for at, text in enumerate(HOSTILE) if sum(other in text for other in HOSTILE) >= 2]
        assert members(session, several, backend) == wanted


def test_many_segments_are_rows_made_of_one_reading(session: Any) -> None:
    table(session, "customers", "number, country", "2, 'CA'", "1, 'CA'", "3, 'US'")
    catalog = Catalog(
        customers={"table": "customers", "key": "number", "attributes": {"country": "string"}}
    )  # a key that is called as the numbers of segments are
    conditions = {"'; --": small.is_("CA"), "nobody": small.is_("DE"), "한\\": m.Not(small.is_("CA"))}
    segments = {name: small.segment(each, catalog) for name, each in conditions.items()}

    def found(find: Found) -> list[tuple[Any, ...]]:
        ((names, text),) = SPARK.together(segments, find)
        assert list(names) == list(segments)
        assert text.count("`customers`") == 1
        return [tuple(row) for row in session.sql(text).collect()]

    assert found("names") == [("'; --", 1), ("'; --", 2), ("한\\", 3)]
    assert found("numbers") == [(1, 1), (1, 2), (3, 3)]
    assert sorted(found("counts")) == [(1, 2), (3, 1)]


def test_hundreds_of_segments_are_one_statement(session: Any) -> None:
    table(session, "customers", "id, age", "1, 30", "2, 700")
    segments = {f"s{age}": small.segment(small.aged(age)) for age in range(800)}
    ((names, text),) = SPARK.together(segments)
    assert len(names) == 800
    assert [tuple(row) for row in session.sql(text).collect()] == [("s30", 1), ("s700", 2)]


def test_methods_that_java_would_interpret_are_not_made_unless_asked_for(session: Any) -> None:
    limit = "spark.sql.codegen.hugeMethodLimit"
    for configured, then in (("65535", "8000"), ("30000", "30000")):
        session.conf.set(limit, configured)
        keep_methods_short(session)
        assert session.conf.get(limit) == then
    session.conf.unset(limit)


NAMES = ["'\"\\?:p0--/**/;%s{x}@p0$1", "한😀[x]()=\u02bc\uff07", "customer", "null"]


def catalog_of(name: str) -> Catalog:
    return Catalog(
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


def last_is_own(name: str) -> m.Condition:
    last = m.Aggregate("last", m.Events(f"e{name}", m.TRUE), m.Property(name, STRING), STRING)
    return m.Compare("=", m.Attribute(name, STRING), last)


def test_hostile_names_mean_themselves(session: Any) -> None:
    for hostile in NAMES:
        name = unicodedata.normalize("NFC", hostile)
        happened = {f"w{name}": ["x"], f"at{name}": [small.AS_OF], f"kind{name}": [name], f"p{name}": [name]}
        with engine.opened() as here:
            here.load(f"c{name}", pl.DataFrame({f"k{name}": ["x", "y"], f"a{name}": [name, name]}))
            here.load(f"t{name}", pl.DataFrame(happened))
            assert members(session, last_is_own(name), SPARK, catalog_of(name)) == ["x"]


@backends
def test_names_that_spark_would_replace_are_refused(backend: SqlTexts) -> None:
    name = "${env:HOME}"
    with pytest.raises(UnsupportedError, match=r"\$\{"):
        backend.sql(small.segment(last_is_own(name), catalog_of(name)))


PATTERNS = {
    "^a": ["a", "ab"], "b$": ["ab", "b"], "a.b": ["a b", "a😀b"], "[&b]": ["&", "b", "ab"],
    r"^[^\-\]\[]$": ["a", "😀", "\n"], r"\s": ["a b", "\n", "\x0b"], r"^\w+$": ["ab", "_9"],
    "[가-힣]": ["한"],
    "(ab|a)(c|bcd)$": ["abcd", "ac"], r"\$\{x\}": ["${x}"], "a{2,3}": ["aa"], "~": ["~"], "^$": [""],
    r"\\": ["\\"],
}  # fmt: skip
TEXTS = sorted({text for texts in PATTERNS.values() for text in texts} | {"é", "B", "\r", "abc", "\u2028"})


def test_patterns_mean_what_they_mean_elsewhere(mode: Any) -> None:
    pairs = [(DIALECT.pattern(pattern), text) for pattern in PATTERNS for text in TEXTS]
    nodes = [DIALECT.matches(DIALECT.literal(text), DIALECT.literal(pattern)) for pattern, text in pairs]
    wanted = [parse_pattern(pattern).search(text) for pattern in PATTERNS for text in TEXTS]
    assert answers(mode, *nodes) == wanted


@backends
def test_patterns_that_java_might_never_be_done_with_are_refused(backend: SqlTexts) -> None:
    test = m.TextTest("matches", small.COUNTRY, small.text("(a+)+b"))
    with pytest.raises(UnsupportedError, match="many ways"):
        backend.sql(small.segment(test))


# --- other forms of storage, and the current time ---


JSON = """{"a": 1.50, "q\\"o.t'e": [7, {"한": "x\\\\y"}], "c": null, "f": true, "i": 9007199254740993,
"l": ["a", null]}"""


def test_what_stands_in_json(mode: Any) -> None:
    text = DIALECT.literal(JSON)
    paths: dict[tuple[str | int, ...], str | None] = {
        ("a",): "1.5", ("c",): None, ("f",): "true", ("i",): "9007199254740993", ("none",): None,
        ("q\"o.t'e", 0): "7", ("q\"o.t'e", 1, "한"): "x\\y", ("q\"o.t'e", 9): None, ("a", "b"): None,
        ("l",): '["a",null]', ("q\"o.t'e", 1): '{"한":"x\\\\y"}',
    }  # fmt: skip
    nodes = [DIALECT.json_text(text.copy(), path) for path in paths]
    broken = DIALECT.json_text(DIALECT.literal("{no"), ("a",))
    own = DIALECT.json_text(n.call("PARSE_JSON", text.copy()), ("f",))
    assert answers(mode, *nodes, broken, own) == [*paths.values(), None, "true"]


def test_values_from_text(mode: Any) -> None:
    strings, integers = Type("list", element=STRING), Type("list", element=INTEGER)
    cases: list[tuple[str, Type, object]] = [
        ("-9223372036854775808", INTEGER, -(2**63)), ("7.0", INTEGER, 7), ("x", INTEGER, None),
        ("9999999999999999.99", decimal(2), 10**18 - 1), ("-1.5", decimal(2), -150),
        ("1e2", decimal(1), 1000),
        ("0.1", FLOAT, 0.1), ("true", BOOLEAN, True), ("false", BOOLEAN, False), ("a", STRING, "a"),
        ("2024-01-31", DATE, dt.date(2024, 1, 31)), ('["a","b"]', strings, ["a", "b"]),
        ("[1,2]", integers, [1, 2]),
    ]  # fmt: skip
    found = answers(mode, *(DIALECT.parsed(DIALECT.literal(text), type_, None) for text, type_, _ in cases))
    assert found == [value for *_, value in cases]


WRITTEN = {
    "2024-07-01T12:00:00Z": "2024-07-01T12:00:00Z",
    "2024-07-01 12:00:00.5+09:00": "2024-07-01T03:00:00.5Z",
    "2024-07-01T12:00:00.123456": "2024-07-01T16:00:00.123456Z",
    "2024-03-10T02:30:00": "2024-03-10T07:30:00Z",
    "2024-07-01": "2024-07-01T04:00:00Z",
    "2024-07-01T12:00:00-05:00": "2024-07-01T17:00:00Z",
}


def test_instants_from_text(mode: Any) -> None:
    nodes = [
        DIALECT.epoch(DIALECT.parsed(DIALECT.literal(text), DATETIME, "America/New_York"), "datetime")
        for text in WRITTEN
    ]
    wanted = [small.instant(instant) for instant in WRITTEN.values()]
    assert answers(mode, *nodes) == [micros(each.value) for each in wanted]


def micros(value: object) -> int:
    assert isinstance(value, dt.datetime)
    return (value - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)


def test_instants_and_days_from_numbers(mode: Any) -> None:
    def epoch(value: int, unit: str) -> exp.Expr:
        return DIALECT.epoch(DIALECT.read_epoch(n.whole(value), unit), "datetime")

    instant, day = DIALECT.instant_at(n.whole(-1)), DIALECT.day_at(n.whole(-719_162))
    nodes = [
        epoch(-1, "seconds"), epoch(1_700_000_000_001, "milliseconds"), epoch(-7, "microseconds"),
        DIALECT.epoch(instant, "datetime"), DIALECT.local_day(instant.copy(), ((-(2**63), 0),)), day,
        DIALECT.epoch(day.copy(), "date"), DIALECT.quotient(n.whole(17), 5),
        n.binary(exp.LT, DIALECT.instant_at(n.whole(1_700_000_000_000_000)), DIALECT.now()),
    ]  # fmt: skip
    assert answers(mode, *nodes) == [
        -1_000_000, 1_700_000_000_001_000, -7,
        -1, dt.date(1969, 12, 31), dt.date(1, 1, 1),
        -719_162 * 86_400_000_000, 3,
        True,
    ]  # fmt: skip


def test_rows_become_lists(mode: Any) -> None:
    table(mode, "tags", "who, tag", "1, 'a'", "1, NULL", "1, 'b'", "2, NULL")
    lists = DIALECT.collected(n.column("tag"), False)
    query = n.select([n.column("who"), n.named(lists, "tags")], n.table("tags"))
    query.set("group", exp.Group(expressions=[n.column("who")]))
    found = {row[0]: sorted(row[1]) for row in mode.sql(query.sql(DIALECT.sqlglot)).collect()}
    assert found == {1: ["a", "b"], 2: []}
    assert answers(
        mode, *(DIALECT.list_length(DIALECT.empty_list(integers)) for integers in (True, False))
    ) == [0, 0]


# --- limits and failures ---


def test_no_text_is_larger_than_spark_takes(session: Any) -> None:
    table(session, "customers", "id, age", "1, 3")
    several = tuple(small.aged(each) for each in range(1_000))
    many = m.OneOf(small.AGE, tuple(small.whole(each) for each in range(10_000)))
    value: m.Value = small.AGE
    for _ in range(Spark.most_nested - 1):
        value = m.Arithmetic("-", small.whole(1), value, INTEGER)
    nested = m.Compare("=", value, small.whole(3 if Spark.most_nested % 2 else -2))
    conditions = (m.AtLeast(1, several), m.Any(several), many, nested)
    segments = {str(at): small.segment(condition) for at, condition in enumerate(conditions)}
    for names, text in SPARK.together(segments):
        assert [tuple(row) for row in session.sql(text).collect()] == [(name, 1) for name in names]


def test_a_failure_of_the_engine_is_an_error_of_ours() -> None:
    with pytest.raises(EngineError) as raised, engine.opened() as here:
        here.ask("SELECT FROM")
    assert raised.value.diagnostics[0].code == "engine-failed"


def test_each_opening_starts_without_tables() -> None:
    with engine.opened() as here:
        here.load("t", pl.DataFrame({"x": [1]}))
        assert here.ask("SELECT x FROM t") == [(1,)]
    with pytest.raises(EngineError), engine.opened() as here:
        here.ask("SELECT x FROM t")


def test_both_dialects_differ_in_one_word() -> None:
    assert vars(Databricks).keys() - {"__module__", "__doc__", "__abstractmethods__", "_abc_impl"} == {
        "name",
        "instant",
    }
