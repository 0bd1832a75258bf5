"""DuckDB, in memory."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing, contextmanager
from typing import Any

import polars as pl
from sqlglot import exp

from segql.catalog import table_parts
from segql_sql import nodes as n
from segql_sql.engines.base import Engine, failed, installed

_ALONE = {"enable_external_access": "false", "autoinstall_known_extensions": "false"}
"""No text reaches a file or the network."""


@contextmanager
def opened() -> Generator[Engine]:
    """DuckDB without tables."""
    duckdb, _ = installed("duckdb", "duckdb"), installed("pyarrow", "duckdb")
    try:
        with closing(duckdb.connect(":memory:", config=_ALONE)) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            yield _Duckdb(connection)
    except duckdb.Error as failure:
        raise failed("duckdb", failure) from failure


def _text(statement: exp.Expr) -> str:
    return statement.sql("duckdb")


def _schema(above: list[str]) -> exp.Expr:
    catalog = n.name(above[0]) if len(above) > 1 else None
    return exp.Table(db=n.name(above[-1]), catalog=catalog)


class _Duckdb:
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def load(self, table: str, frame: pl.DataFrame) -> None:
        """Shows the frame as a table; nothing is copied."""
        *above, own = table_parts(table)
        if not above:
            self._connection.register(own, frame.to_arrow())
            return
        if len(above) > 1:
            self._connection.execute(
                _text(exp.Attach(this=n.named(n.text(":memory:"), above[0]), exists=True))
            )
        self._connection.execute(_text(exp.Create(kind="SCHEMA", this=_schema(above), exists=True)))
        self._connection.register(table, frame.to_arrow())
        shown = n.select([exp.Star()], exp.Table(this=n.name(table)))
        self._connection.execute(_text(exp.Create(kind="TABLE", this=n.table(table), expression=shown)))

    def ask(self, text: str) -> list[tuple[Any, ...]]:
        """The rows that a query finds."""
        return self._connection.execute(text).fetchall()
