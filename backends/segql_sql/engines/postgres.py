"""PostgreSQL, a server at a URL."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing, contextmanager
from typing import Any

import polars as pl
from sqlglot import exp

from segql_sql import nodes as n
from segql_sql.engines.base import Engine, Opened, failed, installed
from segql_sql.engines.nul import refuse_nul


def at(url: str) -> Opened:
    """Sessions of the server at a URL; what they load is theirs alone and gone when they end."""

    @contextmanager
    def opened() -> Generator[Engine]:
        psycopg = installed("psycopg", "postgres")
        try:
            with closing(psycopg.connect(url)) as connection:  # never committed
                yield _Postgres(connection)
        except psycopg.Error as failure:
            raise failed("postgres", failure) from failure

    return opened


class _Postgres:
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def load(self, table: str, frame: pl.DataFrame) -> None:
        """Copies the frame to a table that is temporary, or never committed where it is in a schema."""
        refuse_nul(table, frame)
        types = [_type(dtype) for dtype in frame.dtypes]
        columns = [
            exp.ColumnDef(this=n.name(name), kind=kind)
            for name, kind in zip(frame.columns, types, strict=True)
        ]
        schema = exp.Schema(this=n.table(table), expressions=columns)
        created = exp.Create(this=schema, kind="TABLE")
        above = schema.this.args.get("db")
        if above is None:
            created.set("properties", exp.Properties(expressions=[exp.TemporaryProperty()]))
        in_microseconds = frame.with_columns(
            pl.col(name).dt.cast_time_unit("us")
            for name, dtype in frame.schema.items()
            if isinstance(dtype, pl.Datetime)
        )
        with self._connection.cursor() as cursor:
            if above is not None:
                cursor.execute(_text(exp.Create(this=exp.Table(db=above.copy()), kind="SCHEMA", exists=True)))
            cursor.execute(_text(created))
            with cursor.copy(f"COPY {_text(n.table(table))} FROM STDIN") as copy:
                for row in in_microseconds.iter_rows():
                    copy.write_row(row)

    def ask(self, text: str) -> list[tuple[Any, ...]]:
        """The rows that a query finds."""
        return self._connection.execute(text).fetchall()


def _text(node: exp.Expr) -> str:
    return node.sql("postgres")


def _type(dtype: pl.DataType) -> exp.DataType:
    kinds = exp.DType
    match dtype:
        case pl.Boolean():
            return n.data_type(kinds.BOOLEAN)
        case pl.Int8() | pl.UInt8() | pl.Int16():
            return n.data_type(kinds.SMALLINT)
        case pl.UInt16() | pl.Int32():
            return n.data_type(kinds.INT)
        case pl.UInt32() | pl.Int64():
            return n.data_type(kinds.BIGINT)
        case pl.Float64():
            return n.data_type(kinds.DOUBLE)
        case pl.Decimal(precision=precision, scale=scale):
            return n.data_type(kinds.DECIMAL, precision or 38, scale)
        case pl.Date():
            return n.data_type(kinds.DATE)
        case pl.Datetime(time_zone=None):
            return n.data_type(kinds.TIMESTAMP)
        case pl.Datetime():
            return n.data_type(kinds.TIMESTAMPTZ)
        case pl.List(inner=pl.DataType() as inner):
            return exp.DataType(this=kinds.ARRAY, expressions=[_type(inner)], nested=True)
        case _:
            return n.data_type(kinds.TEXT)
