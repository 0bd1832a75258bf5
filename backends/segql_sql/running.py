"""Running texts: the data are checked, given to an engine in its own storage forms, and asked."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from importlib import import_module
from types import ModuleType
from typing import Any, cast

import polars as pl
from sqlglot import exp

from segql.backend import BoundSegment, Key, Outcome
from segql.data import errors
from segql.data.canonical import Canonical
from segql.data.tables import Tables
from segql.diagnostics import EngineError, SegqlError, error, missing_extra
from segql.uses import uses
from segql_sql import nodes as n
from segql_sql.functions import register
from segql_sql.tables import stored_tables

Found = dict[str, list[Key]]
Engine = Callable[[Mapping[str, pl.DataFrame], Mapping[str, str]], Found]
"""From tables and texts by name to the keys that each text finds. Raises EngineError."""


_ALONE = {"enable_external_access": "false", "autoinstall_known_extensions": "false"}
"""No text reaches a file or the network."""


def run(
    segments: Mapping[str, BoundSegment], data: Mapping[str, object], texts: Mapping[str, str], engine: Engine
) -> Outcome:
    """The members of segments whose texts are given. Raises DataError or EngineError."""
    if not segments:
        return Outcome(0, {})
    catalog = next(iter(segments.values())).catalog
    used = uses([segment.condition for segment in segments.values()])
    tables = Tables(catalog, data)
    checked = Canonical(catalog, tables, used)
    stored = stored_tables(catalog, tables, used, checked.key_type)
    return Outcome(checked.population, engine(stored, texts), checked.strays)


def in_duckdb(tables: Mapping[str, pl.DataFrame], texts: Mapping[str, str]) -> Found:
    """What texts find in DuckDB, in memory."""
    duckdb, _ = _installed("duckdb"), _installed("pyarrow")
    try:
        with closing(duckdb.connect(":memory:", config=_ALONE)) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            for name, frame in tables.items():
                connection.register(name, frame.to_arrow())
            return {name: _keys(connection.execute(text).fetchall()) for name, text in texts.items()}
    except duckdb.Error as failure:
        raise _failed("duckdb", failure) from failure


def in_sqlite(tables: Mapping[str, pl.DataFrame], texts: Mapping[str, str]) -> Found:
    """What texts find in SQLite, in memory."""
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            register(connection)
            for name, frame in tables.items():
                fill(connection, name, frame)
            return {name: _keys(connection.execute(text).fetchall()) for name, text in texts.items()}
    except sqlite3.Error as failure:
        raise _failed("sqlite", failure) from failure


def fill(connection: sqlite3.Connection, table: str, frame: pl.DataFrame) -> None:
    """A table with a frame's rows: text, integers and reals, times in ISO 8601, lists in JSON.

    Decimals are text, so that no digit is lost.
    """
    _refuse_nul(table, frame)
    columns = [exp.ColumnDef(this=n.name(name)) for name in frame.columns]
    schema = exp.Schema(this=n.table(table), expressions=columns)
    connection.execute(exp.Create(this=schema, kind="TABLE").sql("sqlite"))
    row = exp.Tuple(expressions=[exp.Placeholder() for _ in frame.columns])
    insert = exp.Insert(this=n.table(table), expression=exp.Values(expressions=[row]))
    stored = frame.select([_stored(name, dtype) for name, dtype in frame.schema.items()])
    rows: Iterable[tuple[object, ...]] = stored.iter_rows()
    if any(isinstance(dtype, pl.List) for dtype in frame.dtypes):
        rows = (tuple(map(_json, row)) for row in rows)
    connection.executemany(insert.sql("sqlite"), rows)


def _refuse_nul(table: str, frame: pl.DataFrame) -> None:
    """SQLite's functions end a string at a NUL."""
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    lists = [name for name, dtype in frame.schema.items() if dtype == pl.List(pl.String)]
    found = frame.select(
        *[pl.col(name).str.contains("\0", literal=True).any() for name in texts],
        *[pl.col(name).list.join("").str.contains("\0", literal=True).any() for name in lists],
    )
    for name in found.columns:
        if found[name].any():
            raise errors.nul(table, name)


def _stored(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    match dtype:
        case pl.Decimal():
            return column.cast(pl.String)
        case pl.Date():
            return column.dt.to_string("%Y-%m-%d")
        case pl.Datetime(time_zone=None):
            return column.dt.cast_time_unit("us").dt.to_string("%Y-%m-%d %H:%M:%S%.6f")
        case pl.Datetime():
            naive = column.dt.cast_time_unit("us").dt.convert_time_zone("UTC").dt.replace_time_zone(None)
            return naive.dt.to_string("%Y-%m-%d %H:%M:%S%.6fZ")
        case _:
            return column


def _json(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def _keys(rows: list[tuple[Any, ...]]) -> list[Key]:
    return [cast("Key", key) for (key,) in rows]


def _installed(package: str) -> ModuleType:
    try:
        return import_module(package)
    except ModuleNotFoundError:
        raise missing_extra(package, "duckdb") from None


def _failed(engine: str, failure: Exception) -> SegqlError:
    reason = str(failure).partition("\n")[0]
    return error(EngineError, "engine-failed", f"{engine} failed: {reason}")
