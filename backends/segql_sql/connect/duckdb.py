"""A DuckDB file, or Parquet files that DuckDB reads in place."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sqlglot import exp

from segql_sql import nodes as n
from segql_sql.connect.connection import BATCH, failed, refused
from segql_sql.connect.urls import Kind
from segql_sql.engines.base import installed


@contextmanager
def connected(url: str, kind: Kind, data: str | None) -> Generator[_Duckdb]:
    """The database at `duckdb:///path` (`duckdb:` alone: in memory), with the Parquet files of a folder
    as views."""
    duckdb = installed("duckdb", kind.extra)
    path = unquote(url.partition(":")[2].partition("?")[0])
    path = path[2:].removeprefix("/") if path.startswith("//") else path
    try:
        connection = duckdb.connect(f"/{path}" if url.startswith("duckdb:////") else path or ":memory:")
    except duckdb.Error as failure:
        raise refused("duckdb", failure) from failure
    with closing(connection):
        session = _Duckdb(connection, duckdb.Error)
        if data is not None:
            for file in sorted(Path(data).glob("*.parquet")):
                source = n.call("read_parquet", n.text(str(file)))
                shown = n.select([exp.Star()], exp.Table(this=source))
                made = exp.Create(this=n.table(file.stem), kind="VIEW", expression=shown)
                made.set("properties", exp.Properties(expressions=[exp.TemporaryProperty()]))
                session.execute(made.sql("duckdb"))
        yield session


class _Duckdb:
    def __init__(self, connection: Any, error: type[Exception]) -> None:
        self._connection = connection
        self._error = error

    def columns(self, parts: Sequence[str]) -> Mapping[str, str] | None:
        """The columns of a table or view."""
        query = "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = ?"
        places = ("table_schema", "table_catalog")
        for place, _ in zip(places, reversed(parts[:-1]), strict=False):
            query += f" AND {place} = ?"
        given = [parts[-1], *reversed(parts[:-1])]
        found = self._connection.execute(query, given).fetchall()
        return {str(name): str(dtype) for name, dtype in found} or None

    def rows(self, text: str) -> Iterator[Sequence[Sequence[Any]]]:
        """The rows of a query."""
        try:
            cursor = self._connection.execute(text)
            while found := cursor.fetchmany(BATCH):
                yield found
        except self._error as failure:
            raise failed("duckdb", failure) from failure

    def execute(self, text: str) -> None:
        """Runs a statement."""
        try:
            self._connection.execute(text)
        except self._error as failure:
            raise failed("duckdb", failure) from failure
