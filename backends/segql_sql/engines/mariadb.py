"""MariaDB or MySQL, on a server."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from urllib.parse import unquote, urlsplit

import polars as pl
from sqlglot import exp

from segql.catalog import table_parts
from segql.diagnostics import DataError, error
from segql_sql import nodes as n
from segql_sql.engines.base import Engine, Opened, failed, installed

_PACKET = 1_000_000  # bytes of one INSERT, well below any max_allowed_packet
_LONGEST = 255  # characters of a VARCHAR; longer ones are LONGTEXT


def at(url: str) -> Opened:
    """The server at `mysql://user:password@host:port/database`, whose tables are replaced by those loaded."""

    @contextmanager
    def opened() -> Generator[Engine]:
        pymysql = installed("pymysql", "mysql")
        parts = urlsplit(url)
        try:
            connection = pymysql.connect(
                host=parts.hostname,
                port=parts.port or 3306,
                user=unquote(parts.username or ""),
                password=unquote(parts.password or ""),
                database=unquote(parts.path[1:]) or None,
                charset="utf8mb4",
                autocommit=True,
                ssl_disabled=True,
            )
        except pymysql.Error as failure:
            raise failed("mariadb", failure) from failure
        engine = _Mariadb(connection)
        try:
            yield engine
        except pymysql.Error as failure:
            raise failed("mariadb", failure) from failure
        finally:
            engine.close()

    return opened


class _Mariadb:
    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._tables: list[str] = []
        self.ask("SET SESSION sql_mode = 'STRICT_ALL_TABLES'")

    def load(self, table: str, frame: pl.DataFrame) -> None:
        """Copies the frame."""
        _refuse_infinities(table, frame)
        self._tables.append(table)
        if above := table_parts(table)[:-1]:
            create = exp.Create(kind="DATABASE", this=exp.Table(this=n.name(above[-1])), exists=True)
            self.ask(create.sql("mysql"))
        columns = [exp.ColumnDef(this=n.name(name), kind=_type(frame[name])) for name in frame.columns]
        schema = exp.Schema(this=n.table(table), expressions=columns)
        self.ask(exp.Create(this=schema, kind="TABLE", replace=True).sql("mysql"))
        for rows in self._written(frame):
            self.ask(f"INSERT INTO {_name(table)} VALUES {rows}")  # noqa: S608 -- quoted and escaped

    def ask(self, text: str) -> list[tuple[Any, ...]]:
        """The rows that a query finds."""
        with self._connection.cursor() as cursor:
            cursor.execute(text)
            return list(cursor.fetchall())

    def close(self) -> None:
        """Drops what was loaded."""
        for table in self._tables:
            self.ask(f"DROP TABLE IF EXISTS {_name(table)}")
        self._connection.close()

    def _written(self, frame: pl.DataFrame) -> Iterator[str]:
        """Rows as SQL, in parts of about a packet."""
        part: list[str] = []
        size = 0
        for row in frame.iter_rows():
            text = f"({', '.join(self._connection.escape(_stored(each)) for each in row)})"
            if size + len(text) > _PACKET:
                yield ", ".join(part)
                part, size = [], 0
            part.append(text)
            size += len(text) * 4
        if part:
            yield ", ".join(part)


def _name(table: str) -> str:
    return n.table(table).sql("mysql")


def _refuse_infinities(table: str, frame: pl.DataFrame) -> None:
    for name, dtype in frame.schema.items():
        if dtype.is_float() and frame[name].is_infinite().any():
            message = f"`{table}.{name}` holds an infinite number, which mariadb cannot store"
            raise error(
                DataError, "data-infinite", message, "take it out of the data, or run on another engine"
            )


def _type(column: pl.Series) -> exp.DataType:
    """The type in which users store such values."""
    match column.dtype:
        case pl.Boolean():
            kind = "BOOLEAN"
        case pl.Float64():
            kind = "DOUBLE"
        case pl.Decimal(precision=precision, scale=scale):
            kind = f"DECIMAL({precision or 38}, {scale})"
        case pl.Date():
            kind = "DATE"
        case pl.Datetime(time_zone=None):
            kind = "DATETIME(6)"
        case pl.Datetime():
            kind = "VARCHAR(32)"
        case pl.List():
            kind = "JSON"
        case dtype if dtype.is_integer():
            kind = "BIGINT"
        case _:
            longest = column.cast(pl.String).str.len_chars().max() or 0
            kind = "VARCHAR(255)" if int(str(longest)) <= _LONGEST else "LONGTEXT"
    return exp.DataType(this=exp.DType.USERDEFINED, kind=kind)


def _stored(value: object) -> object:
    match value:
        case float() if value != value:
            return None
        case dt.datetime(tzinfo=None):
            return value.isoformat(" ", "microseconds")
        case dt.datetime():
            return value.astimezone(dt.UTC).replace(tzinfo=None).isoformat("T", "microseconds") + "Z"
        case dt.date():
            return value.isoformat()
        case Decimal():
            return value
        case list():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return value
