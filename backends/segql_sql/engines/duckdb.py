"""DuckDB, in memory."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing, contextmanager
from typing import Any

import polars as pl

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


class _Duckdb:
    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def load(self, table: str, frame: pl.DataFrame) -> None:
        """Shows the frame as a table; nothing is copied."""
        self._connection.register(table, frame.to_arrow())

    def ask(self, text: str) -> list[tuple[Any, ...]]:
        """The rows that a query finds."""
        return self._connection.execute(text).fetchall()
