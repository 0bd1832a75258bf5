"""SQLite, in memory."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Generator, Iterable
from contextlib import closing, contextmanager
from typing import Any

import polars as pl
from sqlglot import exp

from segql.catalog import table_parts
from segql_sql import nodes as n
from segql_sql.engines.base import Engine, failed
from segql_sql.engines.nul import refuse_nul
from segql_sql.functions import register


@contextmanager
def opened() -> Generator[Engine]:
    """SQLite without tables, with the functions it lacks."""
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            register(connection)
            yield _Sqlite(connection)
    except sqlite3.Error as failure:
        raise failed("sqlite", failure) from failure


class _Sqlite:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def load(self, table: str, frame: pl.DataFrame) -> None:
        """Copies the frame; a schema is an attached database."""
        if above := table_parts(table)[:-1]:
            known = [row[1] for row in self._connection.execute("PRAGMA database_list")]
            if above[-1] not in known:
                attach = exp.Attach(this=n.named(n.text(":memory:"), above[-1]))
                self._connection.execute(attach.sql("sqlite"))
        fill(self._connection, table, frame)

    def ask(self, text: str) -> list[tuple[Any, ...]]:
        """The rows that a query finds."""
        return self._connection.execute(text).fetchall()


def fill(connection: sqlite3.Connection, table: str, frame: pl.DataFrame) -> None:
    """A table with a frame's rows: text, integers and reals, times in ISO 8601, lists in JSON.

    Decimals are text, so that no digit is lost.
    """
    refuse_nul(table, frame)  # functions end a string at a NUL
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
