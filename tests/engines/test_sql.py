"""What both SQL backends promise: the definition's members, from the public text, on native tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
import sqlglot
from engines.native import duckdb_with, sqlite_with
from hypothesis import given, settings
from segql_sql import DuckdbBackend, SqliteBackend
from strategies.meanings import bound, conditions, expected_members, frames, tables
from strategies.tables import Tables

from segql import meaning as m

BACKENDS = [DuckdbBackend(), SqliteBackend()]
OPENED: dict[str, Callable[..., AbstractContextManager[Any]]] = {"duckdb": duckdb_with, "sqlite": sqlite_with}
backends = pytest.mark.parametrize("backend", BACKENDS, ids=lambda backend: backend.name)
Backend = DuckdbBackend | SqliteBackend


def found(backend: Backend, tables: Any, condition: m.Condition, *, parameters: bool = False) -> list[Any]:
    """What the text of a condition finds in native tables."""
    text, values = backend.sql(bound(condition), parameters=parameters)
    with OPENED[backend.name](tables) as connection:
        return [key for (key,) in connection.execute(text, values).fetchall()]


@backends
@settings(max_examples=60, deadline=None)
@given(condition=conditions(), rows=tables())
def test_the_text_finds_the_members_of_the_definition(
    backend: Backend, condition: m.Condition, rows: Tables
) -> None:
    assert found(backend, frames(rows), condition) == expected_members(condition, rows)


@backends
@settings(max_examples=20, deadline=None)
@given(condition=conditions(), rows=tables())
def test_bound_values_find_the_same_members_as_literals(
    backend: Backend, condition: m.Condition, rows: Tables
) -> None:
    assert found(backend, frames(rows), condition, parameters=True) == expected_members(condition, rows)


@backends
@settings(max_examples=20, deadline=None)
@given(condition=conditions(), rows=tables())
def test_a_segment_and_its_complement_are_all_customers(
    backend: Backend, condition: m.Condition, rows: Tables
) -> None:
    members = found(backend, frames(rows), condition)
    others = found(backend, frames(rows), m.Not(condition))
    assert Counter([*members, *others]) == Counter([row["customer id"] for row in rows["customers"]])


@backends
@settings(max_examples=20, deadline=None)
@given(condition=conditions())
def test_the_text_reads_back_as_it_was_built(backend: Backend, condition: m.Condition) -> None:
    text, _ = backend.sql(bound(condition))
    again = sqlglot.parse_one(text, read=backend.name).sql(
        backend.name, pretty=True, normalize_functions=False
    )
    assert again == text
