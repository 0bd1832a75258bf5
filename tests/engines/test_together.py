"""Many segments in statements of bounded size: the members are those that each has alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import cast

import polars as pl
import pytest
from engines import small
from engines.tested import ENGINES, needs, run
from segql_sql.backend import SqlTexts
from segql_sql.batches import batches
from segql_sql.compile import Found

import segql
from segql import meaning as m
from segql.backend import BoundSegment, Key, available, load_backend
from segql.catalog import Catalog
from segql.conformance.case import Case, Setting
from segql.conformance.reading import cases
from segql.diagnostics import SegqlError, UnsupportedError
from segql.types import INTEGER
from segql.walk import walk

SQL = [each for each in available() if each not in ("python", "polars")]
LIGHT = [each for each in ENGINES if each in SQL and not ENGINES[each].heavy]
"""Engines that the corpus asks one by one; it asks the others together."""
FEW = 20
"""Cases over one set of rows that are worth a test here."""


@cache
def settings() -> list[list[Case]]:
    """The cases with members by what they share: catalog and rows."""
    found: dict[int, list[Case]] = {}
    for case in cases():
        if case.runs and case.form.data_error is None and not isinstance(case.asked, SegqlError):
            found.setdefault(id(case.setting), []).append(case)
    return [each for each in found.values() if len(each) >= FEW]


def asked(engine: str) -> Iterator[tuple[Setting, dict[str, BoundSegment], dict[str, list[Key]]]]:
    """What an engine is asked over each set of rows, and the members."""
    for group in settings():
        segments: dict[str, BoundSegment] = {}
        members: dict[str, list[Key]] = {}
        for case in group:
            if engine not in case.form.refused:
                for name, each in cast("Mapping[str, BoundSegment]", case.asked).items():
                    if not name.startswith("not "):  # complements double the time
                        segments[f"{case.form.name}\n{name}"] = each
                        members[f"{case.form.name}\n{name}"] = case.members[name]
        yield group[0].setting, segments, members


@pytest.mark.parametrize("engine", LIGHT)
def test_the_corpus_asked_together_has_the_members_of_each(engine: str) -> None:
    needs(engine)
    for setting, segments, members in asked(engine):
        assert run(engine, segments, setting.data).members == members


def test_the_corpus_has_large_sets_of_segments_over_the_same_rows() -> None:
    assert sum(map(len, settings())) > 1_000


# --- what is counted there, and what is written there -------------------------------------------

LISTS = Catalog(
    customers={"table": "people", "key": "id", "attributes": {"age": "integer", "friends": "list[integer]"}}
)
CATALOG = Catalog(
    customers={"table": "people", "key": "id", "attributes": {"age": "integer"}},
    events={"came": {"table": "visits", "customer": "who", "time": "at"}},
    lists={"friends": {"table": "friends", "customer": "who"}},
)
TABLES = {
    "people": pl.DataFrame({"id": ["b", "a", "c"], "age": [30, 17, None]}),
    "visits": pl.DataFrame({"who": ["a", "a", "b"], "at": [dt.datetime(2024, 1, 1)] * 3}),
    "friends": pl.DataFrame({"who": ["c", "c", "a"]}),
}
TEXTS = {
    "grown up": "age >= 18",
    "'; --": "came at least 2 times",
    "friends": "in list `friends`",
    "nobody": "age < 0",
    "한\\": "not in list `friends` or came then came within 1 day",
}
MEMBERS = {"grown up": ["b"], "'; --": ["a"], "friends": ["a", "c"], "nobody": [], "한\\": ["b"]}


@pytest.mark.parametrize("engine", LIGHT)
def test_rows_come_by_name_or_number_and_are_counted_by_number(engine: str) -> None:
    needs(engine)
    segments = segql.compile_all(TEXTS, CATALOG).at("2024-06-01")
    backend = cast("SqlTexts", load_backend(engine))

    def texts(find: Found, given: Mapping[str, BoundSegment] = segments) -> str:
        ((names, text),) = backend.together(given, find)
        assert list(names) == list(given)
        return text

    with import_module(ENGINES[engine].server or f"segql_sql.engines.{engine}").opened() as opened:
        for name, frame in TABLES.items():
            opened.load(name, frame)
        found = [(name, key) for name, keys in MEMBERS.items() for key in keys]
        numbers = {name: number for number, name in enumerate(TEXTS, 1)}
        assert opened.ask(texts("names")) == found
        assert opened.ask(texts("numbers")) == [(numbers[name], key) for name, key in found]
        assert sorted(opened.ask(texts("counts"))) == [(1, 1), (2, 1), (3, 2), (5, 1)]
        for alone, keys in MEMBERS.items():
            given = {alone: segments[alone]}
            assert opened.ask(texts("names", given)) == [(alone, key) for key in keys]
            assert opened.ask(texts("counts", given)) == [(1, len(keys))]


# --- the size of statements ----------------------------------------------------------------------


def counted(number: int) -> m.Aggregate:
    """A count of other events for each number."""
    until = m.Compare("<=", m.EventTime(), small.instant(f"2001-01-01T00:00:00.{number:06d}Z"))
    return m.Aggregate("count", m.Events("ordered", until), None, INTEGER)


def thousand() -> dict[str, BoundSegment]:
    """A thousand segments of three counts each, two of them also in the next segment."""
    return {
        f"s{at}": small.segment(
            m.All(tuple(m.Compare("<", small.whole(1), counted(2 * at + more)) for more in range(3)))
        )
        for at in range(1_000)
    }


def test_a_statement_holds_a_hundred_aggregates_and_each_once() -> None:
    segments = thousand()
    dialect = cast("SqlTexts", load_backend("duckdb")).dialect
    found = list(batches(segments, dialect))
    assert [name for names in found for name in names] == list(segments)
    for names in found:
        nodes = {node for node, _ in walk([segments[name].condition for name in names])}
        assert sum(isinstance(node, m.Aggregate) for node in nodes) <= dialect.aggregates_at_once
    assert len(found) == 21  # 2 n + 1 aggregates of n segments


@pytest.mark.parametrize("dialect", SQL)
def test_a_text_asks_for_equal_aggregates_once_and_stays_small(dialect: str) -> None:
    few = {name: each for name, each in thousand().items() if len(name) < 4}
    backend = cast("SqlTexts", load_backend(dialect))
    for names, text in backend.together(few, "counts"):
        assert text.count("COUNT") <= 2 * len(names) + 2 + 2 * text.count("COUNT(*)")
        assert len(text) < 200_000


def test_segments_of_much_text_are_fewer_in_a_statement() -> None:
    condition = m.Any(tuple(small.aged(each) for each in range(1_000)))
    segments = {f"s{at}": small.segment(condition) for at in range(10)}
    dialect = cast("SqlTexts", load_backend("duckdb")).dialect
    assert {len(names) for names in batches(segments, dialect)} == {1}
    assert sum(1 for _ in walk([condition])) > dialect.nodes_at_once / 2


def test_what_a_dialect_refuses_together_is_asked_in_parts() -> None:
    kinds = [f"e{each}" for each in range(70)]
    table = {"table": "orders", "customer": "who", "time": "at"}
    catalog = Catalog(customers={"table": "customers", "key": "id"}, events=dict.fromkeys(kinds, table))
    segments = segql.compile_all({kind: f"{kind} at least once" for kind in kinds}, catalog).at("2024-06-01")
    backend = cast("SqlTexts", load_backend("sqlite"))
    assert [len(names) for names, _ in backend.together(segments)] == [35, 35]  # it joins 60


def test_a_segment_that_no_statement_can_hold_is_named() -> None:
    segments = segql.compile_all({"a": "age > 1", "b": "friends contains 3"}, LISTS).at("2024-06-01")
    with pytest.raises(UnsupportedError, match="redshift cannot do lists"):
        list(cast("SqlTexts", load_backend("redshift")).together(segments))
