"""The tables of a test in the engines' own storage forms, as users have them."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import duckdb
import polars as pl
from segql_sql import register
from segql_sql.engines.sqlite import fill


@cache
def _session() -> Any:
    connection = duckdb.connect(":memory:")
    connection.execute("SET TimeZone = 'America/New_York'")
    connection.execute("SET threads = 1")
    return connection


@contextmanager
def duckdb_with(frames: Mapping[str, pl.DataFrame]) -> Generator[Any]:
    """DuckDB with the frames as tables, in a session whose zone is not UTC."""
    connection = _session()
    for name, frame in frames.items():
        connection.register("given", frame.to_arrow())
        connection.execute(f"CREATE OR REPLACE TABLE {quoted(name)} AS SELECT * FROM given")  # noqa: S608 -- quoted
        connection.unregister("given")
    yield connection


@contextmanager
def sqlite_with(frames: Mapping[str, pl.DataFrame]) -> Generator[sqlite3.Connection]:
    """SQLite with the frames as tables."""
    connection = sqlite3.connect(":memory:")
    try:
        register(connection)
        for name, frame in frames.items():
            fill(connection, name, frame)
        yield connection
    finally:
        connection.close()


def quoted(name: str) -> str:
    """A name in SQL."""
    return '"' + name.replace('"', '""') + '"'
