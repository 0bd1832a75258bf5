"""MariaDB or MySQL, on a server."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from typing import Any
from urllib.parse import unquote, urlsplit

import polars as pl
from sqlglot import exp

from segql.catalog import table_parts
from segql.diagnostics import DataError, SegqlError, error
from segql_sql import nodes as n
from segql_sql.dialects.mysql_names import legal
from segql_sql.engines.base import Engine, Opened, failed, installed

_PACKET = 1_000_000  # bytes of one INSERT, well below any max_allowed_packet
_MOST_SHORT = 40  # columns of VARCHAR(255): a row has 65,535 bytes
_OUT_OF_RANGE = 1690


def at(url: str) -> Opened:
    """The server at `mysql://user:password@host:port/database`; what is loaded is seen by no one else."""

    @contextmanager
    def opened() -> Generator[Engine]:
        pymysql = installed("pymysql", "mysql")
        try:
            with connected(url) as connection:
                yield Server(connection)
        except pymysql.Error as failure:
            if failure.args[:1] == (_OUT_OF_RANGE,) and "DOUBLE" in str(failure):
                raise _infinite("a number of the query is") from failure
            raise failed("mariadb", failure) from failure

    return opened


@contextmanager
def connected(url: str) -> Generator[Any]:
    """A connection of the driver."""
    try:
        parts = urlsplit(url)
        port = parts.port or 3306
    except ValueError as failure:
        raise failed("mariadb", failure) from None
    connection = installed("pymysql", "mysql").connect(
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        database=unquote(parts.path[1:]) or None,
        charset="utf8mb4",
        autocommit=True,
    )
    with closing(connection):
        yield connection


class Server:
    """An engine over a connection: its tables are temporary, and seen by this connection alone."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.ask("SET SESSION sql_mode = 'STRICT_ALL_TABLES'")

    def load(self, table: str, frame: pl.DataFrame) -> None:
        """Copies the frame."""
        for name, dtype in frame.schema.items():
            if dtype.is_float() and frame[name].is_infinite().any():
                raise _infinite(f"a number of `{table}.{name}` is")
        for schema in table_parts(table)[:-1]:
            self.ask(_text(exp.Create(kind="DATABASE", this=exp.Table(this=n.name(schema)), exists=True)))
        string = "VARCHAR(255)" if len(frame.columns) <= _MOST_SHORT else "LONGTEXT"
        columns = [exp.ColumnDef(this=n.name(each.name), kind=_type(each, string)) for each in frame]
        made = exp.Schema(this=n.table(table), expressions=columns)
        self.ask(_text(exp.Create(kind="TEMPORARY TABLE", this=made)))
        name = _text(n.table(table))
        for rows in self._written(frame):
            self.ask(f"INSERT INTO {name} VALUES {rows}")  # noqa: S608 -- quoted and escaped

    def ask(self, text: str) -> list[tuple[Any, ...]]:
        """The rows that a query finds."""
        with self._connection.cursor() as cursor:
            cursor.execute(text)
            return list(cursor.fetchall())

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


def _text(statement: exp.Expr) -> str:
    for name in statement.find_all(exp.Identifier):
        name.set("this", legal(name.this))
    return statement.sql("mysql")


def _infinite(what: str) -> SegqlError:
    message = f"{what} beyond the greatest double, which mariadb cannot hold"
    return error(DataError, "data-out-of-range", message, "run on another engine")


def _type(column: pl.Series, string: str) -> exp.DataType:
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
            kind = string if int(str(longest)) <= 255 else "LONGTEXT"
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
