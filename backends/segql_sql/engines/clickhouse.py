"""ClickHouse, in this process (`chdb`), in memory."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from segql.catalog import table_parts
from segql_sql import nodes as n
from segql_sql.engines.base import Engine, failed, installed

_SETTINGS = (
    "max_query_size = 1000000000, max_ast_elements = 100000000, max_expanded_ast_elements = 100000000, "
    "max_subquery_depth = 10000, output_format_json_quote_64bit_integers = 0, "
    "use_structure_from_insertion_table_in_table_functions = 0"
)
_NUMBERS = count(1)


@contextmanager
def opened() -> Generator[Engine]:
    """ClickHouse with a database of its own in the process's one server."""
    session, own = _session(), f"segql {next(_NUMBERS)}"
    engine = _Clickhouse(session, own)
    try:
        yield engine
    finally:
        engine.close()


@cache
def _session() -> Any:
    chdb = installed("chdb.session", "chdb")
    try:
        session = chdb.Session()
    except Exception as failure:  # another database may be open in this process
        raise failed("clickhouse", failure) from failure
    _asked(session, f"SET {_SETTINGS}")
    return session


def _asked(session: Any, text: str, format: str = "Null") -> Any:
    """What a query gives. After one that failed, the next would start with what is left of it."""
    try:
        return session.query(text, format)
    except RuntimeError as failure:  # the class that chdb raises has no public name
        session.query("SELECT 1", "Null")
        raise failed("clickhouse", failure) from failure


def _quoted(name: str) -> str:
    return n.name(name).sql("clickhouse")


_OPEN: set[str] = set()
"""Databases of engines of this process that are not closed."""


class _Clickhouse:
    def __init__(self, session: Any, database: str) -> None:
        self._session = session
        self._databases: list[str] = []
        self._tables: list[str] = []
        self._see_to_database(database)
        _asked(session, f"USE {_quoted(database)}")

    def close(self) -> None:
        """Drops all tables, and the databases that were not there before."""
        for table in self._tables:
            _asked(self._session, f"DROP TABLE {table}")
        for database in self._databases:
            _asked(self._session, f"DROP DATABASE {_quoted(database)}")
            _OPEN.discard(database)

    def _see_to_database(self, name: str) -> None:
        """The process has one server: there may be a database of that name, which is somebody's."""
        if name in self._databases:
            return
        if name in _OPEN:  # of an engine that could not be closed
            _asked(self._session, f"DROP DATABASE IF EXISTS {_quoted(name)}")
        known = f"SELECT count() FROM system.databases WHERE name = {n.text(name).sql('clickhouse')}"  # noqa: S608
        if self.ask(known) == [(0,)]:
            _asked(self._session, f"CREATE DATABASE {_quoted(name)} ENGINE = Memory")
            _OPEN.add(name)
            self._databases.append(name)

    def load(self, table: str, frame: pl.DataFrame) -> None:
        """Copies the frame, by way of a Parquet file."""
        stored = frame.select([_stored(frame[name]) for name in frame.columns])
        columns = ", ".join(f"{_quoted(name)} {_type(stored[name])}" for name in stored.columns)
        databases, into = table_parts(table)[:-1], n.table(table).sql("clickhouse")
        for database in databases:
            self._see_to_database(database)
        _asked(self._session, f"CREATE TABLE {into} ({columns}) ENGINE = Memory")
        if not set(databases) <= set(self._databases):
            self._tables.append(into)
        if not stored.height:
            return
        numbered = stored.rename({name: f"c{at}" for at, name in enumerate(stored.columns)})
        with TemporaryDirectory() as folder:
            path = Path(folder) / "rows.parquet"
            numbered.write_parquet(path)
            file = n.call("file", n.text(str(path)), n.text("Parquet"))
            source = file.sql("clickhouse", normalize_functions=False)
            _asked(self._session, f"INSERT INTO {into} SELECT * FROM {source}")  # noqa: S608 -- quoted

    def ask(self, text: str) -> list[tuple[Any, ...]]:
        """The rows that a query finds."""
        columns = json.loads(_asked(self._session, text, "JSONCompactColumns").bytes())
        return list(zip(*columns, strict=True))


_TYPES: dict[object, str] = {
    pl.String: "String",
    pl.Boolean: "Bool",
    pl.Float64: "Float64",
    pl.Date: "Date32",
    **{
        each: each.__name__
        for each in (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32)
    },
}


def _stored(column: pl.Series) -> pl.Series:
    """Arrays are never missing there: a column in which lists are is JSON text."""
    if isinstance(column.dtype, pl.List) and column.null_count():
        texts = [
            None if value is None else json.dumps(value.to_list(), ensure_ascii=False) for value in column
        ]
        return pl.Series(column.name, texts, pl.String)
    return column


def _type(column: pl.Series) -> str:
    """The type in which ClickHouse stores a column; one that is never missing is not Nullable."""
    match column.dtype:
        case pl.List(inner=inner):
            return f"Array(Nullable({_TYPES[inner.base_type()]}))"
        case pl.Decimal(precision=precision, scale=scale):
            found = f"Decimal({precision}, {scale})"
        case pl.Datetime(time_unit=unit, time_zone=zone):
            digits = {"ms": 3, "us": 6, "ns": 9}[unit]
            found = f"DateTime64({digits}, 'UTC')" if zone else f"DateTime64({digits})"
        case other:
            found = _TYPES[other.base_type()]
    return f"Nullable({found})" if column.null_count() else found
