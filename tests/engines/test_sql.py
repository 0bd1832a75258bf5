"""What both SQL backends promise: the definition's members, from the public text, on native tables."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Literal

import polars as pl
import pytest
import sqlglot
from engines import small
from engines.native import duckdb_with, sqlite_with
from hypothesis import given, settings
from segql_sql import entry
from segql_sql.backend import SqlTexts
from segql_sql.engines import duckdb as duckdb_engine
from segql_sql.engines import sqlite as sqlite_engine
from sqlglot import exp
from strategies.meanings import bound, conditions, expected_members, frames, tables
from strategies.tables import Tables

from segql import meaning as m
from segql.catalog import Catalog
from segql.diagnostics import EngineError, Span, UnsupportedError
from segql.types import DATE, DATETIME, FLOAT, INTEGER, STRING, Type

BACKENDS = [entry.duckdb(), entry.sqlite()]
OPENED: dict[str, Callable[..., AbstractContextManager[Any]]] = {"duckdb": duckdb_with, "sqlite": sqlite_with}
backends = pytest.mark.parametrize("backend", BACKENDS, ids=lambda backend: backend.name)
Backend = SqlTexts


def share(percent: int) -> settings:
    """So many percent of the examples of the profile."""
    return settings(max_examples=max(1, settings().max_examples * percent // 100))


def found(backend: Backend, tables: Any, condition: m.Condition, style: str = "inline") -> list[Any]:
    """What the text of a condition finds in native tables."""
    text, values = backend.sql(bound(condition), style=style)
    with OPENED[backend.name](tables) as connection:
        return [key for (key,) in connection.execute(text, values).fetchall()]


@backends
@share(60)
@given(condition=conditions(), rows=tables())
def test_the_text_finds_the_members_of_the_definition(
    backend: Backend, condition: m.Condition, rows: Tables
) -> None:
    assert found(backend, frames(rows), condition) == expected_members(condition, rows)


@backends
@share(20)
@given(condition=conditions(), rows=tables())
def test_bound_values_find_the_same_members_as_literals(
    backend: Backend, condition: m.Condition, rows: Tables
) -> None:
    assert found(backend, frames(rows), condition, "driver") == expected_members(condition, rows)


@backends
@share(20)
@given(condition=conditions(), rows=tables())
def test_a_segment_and_its_complement_are_all_customers(
    backend: Backend, condition: m.Condition, rows: Tables
) -> None:
    members = found(backend, frames(rows), condition)
    others = found(backend, frames(rows), m.Not(condition))
    assert Counter([*members, *others]) == Counter([row["customer id"] for row in rows["customers"]])


@backends
@share(20)
@given(condition=conditions())
def test_the_text_binds_operators_as_the_tree_does(backend: Backend, condition: m.Condition) -> None:
    text, _ = backend.sql(bound(condition))
    tree = backend.compile(bound(condition)).tree
    for node in reversed(list(tree.find_all(exp.Binary, exp.Not))):
        paren = exp.Paren()
        node.replace(paren)
        paren.set("this", node)
    assert parsed(backend, text) == parsed(backend, tree.sql(backend.name))


def parsed(backend: Backend, text: str) -> exp.Expr:
    """The tree that a text is, without its parentheses."""
    tree = sqlglot.parse_one(text, read=backend.name)
    for paren in reversed(list(tree.find_all(exp.Paren))):
        paren.replace(paren.this)
    return tree


HOSTILE = [
    "'", "''", '"', "\\", "\\'", "a\nb", "\r\n", "\t", "😀", "한", "e\u0301", "%", "_", "?", ":p", ":segql0",
    "$1", "$segql0", "@x", "{x}", "--", "/*", "*/", ";", "'; DROP TABLE customers; --", "' OR 1 = 1 --",
    "\u2028", "${x}", "`", "[x]", "x'00'", "$$", "NULL", "\x7f", "\ufeff",
]  # fmt: skip


@backends
@pytest.mark.parametrize("style", ["inline", "driver"])
def test_hostile_text_means_itself(backend: Backend, style: str) -> None:
    rows = {"customers": pl.DataFrame({"id": range(len(HOSTILE)), "country": HOSTILE})}
    with OPENED[backend.name](rows) as connection:
        for number, hostile in enumerate(HOSTILE):
            segment = small.segment(small.is_(hostile))
            text, values = backend.sql(segment, style=style)
            assert connection.execute(text, values).fetchall() == [(number,)]
            test = m.TextTest("contains", small.COUNTRY, small.text(hostile))
            text, values = backend.sql(small.segment(test), style=style)
            expected = [(at,) for at, other in enumerate(HOSTILE) if hostile in other]
            assert connection.execute(text, values).fetchall() == expected


@backends
@pytest.mark.parametrize("hostile", [each for each in HOSTILE if "`" not in each and each.isprintable()])
def test_hostile_names_mean_themselves(backend: Backend, hostile: str) -> None:
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
    rows = {
        f"c{name}": pl.DataFrame({f"k{name}": ["x", "y"], f"a{name}": [name, name]}),
        f"t{name}": pl.DataFrame(
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
    outcome = backend.run({"segment": small.segment(condition, catalog)}, rows)
    assert outcome.members == {"segment": ["x"]}


@backends
def test_names_that_differ_in_case_alone_stay_apart(backend: Backend) -> None:
    catalog = Catalog(
        customers={
            "table": "Customer", "key": "k",
            "attributes": {"a": {"type": "string", "column": "x"}, "A": {"type": "string", "column": "y"}},
        },
        events={"customer": {"table": "e", "customer": "c", "time": "t"}},
    )  # fmt: skip
    rows = {"Customer": [{"k": 1, "x": "1", "y": "2"}], "e": [{"c": 1, "t": small.AS_OF}]}
    did = m.Aggregate("count", m.Events("customer", m.TRUE), None, INTEGER)
    condition = m.All(
        (
            m.Compare("=", m.Attribute("a", STRING), small.text("1")),
            m.Compare("=", m.Attribute("A", STRING), small.text("2")),
            m.Compare("=", did, small.whole(1)),
        )
    )
    assert backend.run({"s": small.segment(condition, catalog)}, rows).members == {"s": [1]}


def deep(levels: int) -> m.Condition:
    """A condition that nests, and holds for the ages below `levels`."""
    condition: m.Condition = small.aged(0)
    for level in range(1, levels):
        here = small.aged(level)
        match level % 4:
            case 0:
                condition = m.Any((here, condition))
            case 1:
                condition = m.Not(m.All((m.Not(here), m.Not(condition))))
            case 2:
                condition = m.AtLeast(1, (condition, here))
            case _:
                condition = m.All((m.Any((condition, here)), m.Not(small.aged(-1))))
    return condition


def _until(number: int) -> m.Events:
    """Other events for each number, none of which happened."""
    return m.Events(
        "ordered", m.Compare("=", m.EventTime(), small.instant(f"2000-01-01T00:00:00.{number:06d}Z"))
    )


PARTS = 3_000
LARGE: dict[str, m.Condition] = {
    "three thousand in a row": m.All(tuple(m.Not(small.aged(-each)) for each in range(1, PARTS + 1))),
    "three thousand alternatives": m.Any(tuple(small.aged(each) for each in range(PARTS))),
    "half of three thousand": m.AtLeast(
        PARTS // 2, tuple(m.Not(small.aged(-each)) for each in range(1, PARTS + 1))
    ),
    "three thousand texts": m.Any(
        (
            *(m.TextTest("contains", small.COUNTRY, small.text(f"{each}")) for each in range(PARTS)),
            small.aged(3),
        )
    ),
    "ten thousand options": m.OneOf(small.AGE, tuple(small.whole(each) for each in range(10_000))),
    "three thousand kinds of counts": m.All(
        tuple(
            m.Compare("<=", m.Aggregate("count", _until(each), None, INTEGER), small.whole(0))
            for each in range(PARTS)
        )
    ),
    "deep": deep(70),
    "deep and negated": m.Not(m.Not(m.All((deep(70), m.Not(m.Not(deep(70))))))),
}


@backends
@pytest.mark.parametrize("condition", LARGE.values(), ids=LARGE)
def test_no_engine_is_asked_for_more_than_it_can_parse(backend: Backend, condition: m.Condition) -> None:
    rows = {
        "customers": [{"id": 1, "age": 3, "country": "KR"}],
        "orders": pl.DataFrame(schema={"who": pl.Int64, "at": pl.Date}),
    }
    assert backend.run({"s": small.segment(condition)}, rows).members == {"s": [1]}


@backends
def test_values_nested_too_deep_are_refused_by_name(backend: Backend) -> None:
    value: m.Value = small.AGE
    for _ in range(150):
        value = m.Arithmetic("-", small.whole(1), value, INTEGER, span=Span(3, 4))
    with pytest.raises(UnsupportedError) as raised:
        backend.sql(small.segment(m.Compare("=", value, small.whole(1))))
    (found,) = raised.value.diagnostics
    assert found.code == "unsupported"
    assert found.span == Span(3, 4)
    assert backend.name in found.message


def nested(op: Literal["-", "/"], levels: int) -> m.Condition:
    value: m.Value = m.Attribute("score", FLOAT)
    for _ in range(levels):
        value = m.Arithmetic(op, m.Attribute("score", FLOAT), value, FLOAT)
    return m.Compare("<", value, m.Constant(9.0, FLOAT))


SCORED = Catalog(customers={"table": "c", "key": "id", "attributes": {"score": "float"}})


def test_no_duckdb_query_doubles_with_every_level_of_floats() -> None:
    (text, _), (deeper, _) = (
        entry.duckdb().sql(small.segment(nested("-", levels), SCORED)) for levels in (24, 25)
    )
    assert text.count("NULLIF") == deeper.count("NULLIF")  # each is a CASE that holds its operand twice
    segment = small.segment(nested("-", 25), SCORED)
    assert entry.duckdb().run({"s": segment}, {"c": [{"id": 1, "score": 3.0}]}).members == {"s": [1]}


def test_a_caller_deep_in_a_program_gets_an_error_of_ours() -> None:
    segment = small.segment(nested("-", 25), SCORED)

    def within(calls: int) -> str:
        return within(calls - 1) if calls else entry.duckdb().sql(segment)[0]

    assert within(400)
    with pytest.raises(UnsupportedError, match="a text nested this deep"):
        within(sys.getrecursionlimit() - 200)


@backends
def test_divisors_nested_too_deep_are_refused_by_name(backend: Backend) -> None:
    rows = {"c": [{"id": 1, "score": 3.0}]}
    assert backend.run({"s": small.segment(nested("/", 6), SCORED)}, rows).members == {"s": [1]}
    with pytest.raises(UnsupportedError, match="nested this deep"):
        backend.sql(small.segment(nested("/", 13), SCORED))


def test_sqlite_refuses_by_name_what_passes_its_limits() -> None:
    kinds = [f"e{each}" for each in range(70)]
    table = {"table": "orders", "customer": "who", "time": "at", "properties": {"item": "string"}}
    catalog = Catalog(customers={"table": "customers", "key": "id"}, events=dict.fromkeys(kinds, table))
    did = [m.Aggregate("count", m.Events(each, m.TRUE), None, INTEGER) for each in kinds]
    condition = m.All(tuple(m.Compare("<=", each, small.whole(0)) for each in did))
    with pytest.raises(UnsupportedError, match="60 kinds of events in one segment"):
        entry.sqlite().sql(small.segment(condition, catalog))
    rows = {
        "customers": [{"id": 1}],
        "orders": pl.DataFrame(schema={"who": pl.Int64, "at": pl.Date, "item": pl.String}),
    }
    assert entry.duckdb().run({"s": small.segment(condition, catalog)}, rows).members == {"s": [1]}


@backends
def test_values_in_a_row_are_not_nested(backend: Backend) -> None:
    value: m.Value = small.AGE
    for _ in range(90):
        value = m.Arithmetic("+", value, small.AGE, INTEGER)
    segment = small.segment(m.Compare("=", value, small.whole(273)))
    assert backend.run({"s": segment}, {"customers": [{"id": 1, "age": 3}]}).members == {"s": [1]}


@backends
def test_values_come_in_the_order_in_which_the_text_asks_for_them(backend: Backend) -> None:
    bought = m.Events("ordered", m.Compare("=", m.Property("item", STRING), small.text("first")))
    did = m.Compare("<", small.whole(2), m.Aggregate("count", bought, None, INTEGER))
    text, values = backend.sql(small.segment(m.All((did, small.is_("third")))), style="qmark")
    assert values == ("first", 2, "third")
    assert text.count("?") == 3


@backends
@share(10)
@given(condition=conditions(), rows=tables())
def test_a_run_finds_the_members_of_the_definition(
    backend: Backend, condition: m.Condition, rows: Tables
) -> None:
    outcome = backend.run({"one": bound(condition), "other": bound(m.Not(condition))}, dict(frames(rows)))
    assert outcome.customers == len(rows["customers"])
    assert outcome.members["one"] == expected_members(condition, rows)
    assert outcome.members["other"] == expected_members(m.Not(condition), rows)


@backends
def test_a_failure_of_the_engine_is_an_error_of_ours(backend: Backend) -> None:
    module = duckdb_engine if backend.name == "duckdb" else sqlite_engine
    with pytest.raises(EngineError) as raised, module.opened() as engine:
        engine.ask("SELECT FROM")
    assert raised.value.diagnostics[0].code == "engine-failed"


def test_without_sqlglot_the_help_says_what_to_install() -> None:
    program = """
import sys
sys.modules["sqlglot"] = None
from segql.diagnostics import MissingExtraError
from segql_sql import entry
for backend in (entry.duckdb, entry.sqlite):
    try:
        backend()
    except MissingExtraError as error:
        print(error.diagnostics[0].help)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["pip install 'segql[duckdb]'", "pip install 'segql[sqlite]'"]


@backends
def test_dates_times_and_lists_may_come_as_text(backend: Backend) -> None:
    customer = {
        "id": 1,
        "seen": "2024-07-01T12:00",
        "born": "2000-02-29",
        "tags": '["vip", null, "o\'x"]',
        "age": None,
    }
    rows = {"customers": [customer], "orders": [{"who": 1, "at": "2024-05-31T23:00:00-09:00"}]}
    tags = m.Attribute("tags", Type("list", element=STRING))
    length = m.Function("length", tags, INTEGER)
    born = m.Function("month_day", m.Attribute("born", DATE), INTEGER)
    holds = m.All(
        (
            m.Compare("=", small.SEEN, small.instant("2024-07-01T16:00Z")),
            m.Compare("=", born, small.whole(229)),
            m.AnyOf(tags, (small.text("o'x"),)),
            m.Compare("=", length, small.whole(2)),
            m.Not(m.IsSet(small.AGE)),
            m.Not(small.DID),
        )
    )
    assert backend.run({"s": small.segment(holds)}, rows).members == {"s": [1]}


@backends
def test_one_column_may_be_read_in_two_zones(backend: Backend) -> None:
    table = {"table": "orders", "customer": "who", "time": "at"}
    catalog = Catalog(
        customers={"table": "customers", "key": "id"},
        events={
            "here": {**table, "timezone": "Asia/Seoul"},
            "there": {**table, "timezone": "Asia/Tokyo"},
            "utc": table,
        },
    )
    moments = {"here": "2024-01-01T03:00Z", "there": "2024-01-01T03:00Z", "utc": "2024-01-01T12:00Z"}
    happened = [
        m.Compare(
            "=", m.Aggregate("max", m.Events(event, m.TRUE), m.EventTime(), DATETIME), small.instant(moment)
        )
        for event, moment in moments.items()
    ]
    rows = {"customers": [{"id": 1}], "orders": [{"who": 1, "at": dt.datetime(2024, 1, 1, 12)}]}
    assert backend.run({"s": small.segment(m.All(tuple(happened)), catalog)}, rows).members == {"s": [1]}


@backends
@pytest.mark.parametrize("key", [1, "1"])
def test_tables_without_a_value_still_join(backend: Backend, key: int | str) -> None:
    did = m.Sequence(small.ORDERED, ())
    rows = {"customers": [{"id": key}], "orders": [{"who": None, "at": None}]}
    outcome = backend.run({"did": small.segment(did), "not": small.segment(m.Not(did))}, rows)
    assert outcome.members == {"did": [], "not": [key]}


@backends
def test_keys_of_a_text_file_join_integer_keys(backend: Backend, tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("who,at\n7,2024-01-01\n")
    rows = {"customers": [{"id": 7}, {"id": 8}], "orders": tmp_path / "orders.csv"}
    assert backend.run({"s": small.segment(m.Sequence(small.ORDERED, ()))}, rows).members == {"s": [7]}
