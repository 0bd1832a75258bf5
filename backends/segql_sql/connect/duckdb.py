"""A DuckDB file, or Parquet files that DuckDB reads in place."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote

from sqlglot import exp

from segql.catalog import TableName
from segql.diagnostics import SegqlError
from segql_sql import nodes as n
from segql_sql.connect.connection import BATCH, failed, refused
from segql_sql.connect.files import file_of, is_remote
from segql_sql.connect.urls import Kind
from segql_sql.engines.base import installed

_MEMORY = ":memory:"
_INTERRUPTED = ("Query interrupted", "INTERRUPT Error: Interrupted!")


@contextmanager
def connected(url: str, kind: Kind, data: str | None) -> Generator[_Duckdb]:
    """The database at `duckdb:///path` (`duckdb:` alone: in memory). A file that is not there is made only
    beside a folder of Parquet files."""
    duckdb = installed("duckdb", kind.extra)
    path = _path(url)
    try:
        if data is None and path != _MEMORY and not is_remote(path) and not Path(path).exists():
            raise refused("duckdb", FileNotFoundError(f"there is no file `{path}`"))
        connection = duckdb.connect(path)
    except (duckdb.Error, ValueError) as failure:
        raise refused("duckdb", failure) from failure
    with closing(connection):
        yield _Duckdb(duckdb, connection, data)


def _path(url: str) -> str:
    path = unquote(url.partition(":")[2].partition("?")[0])
    return (path[2:].removeprefix("/") if path.startswith("//") else path) or _MEMORY


class _Duckdb:
    backend = "duckdb"
    transactional = True

    def __init__(self, duckdb: ModuleType, connection: Any, data: str | None) -> None:
        self._duckdb = duckdb
        self._connection = connection
        self._data = data

    def columns(self, parts: Sequence[str]) -> Mapping[str, str] | None:
        """The columns of a table or view; a file of the folder becomes a view first."""
        if self._data is not None and len(parts) == 1:
            self._view(self._data, parts[0])
        return self._described(parts)

    def exists(self, parts: Sequence[str]) -> bool:
        """Whether there is a table."""
        return self._described(parts) is not None

    def rows(self, text: str) -> Iterator[Sequence[Sequence[Any]]]:
        """The rows of a query."""
        try:
            cursor = self._connection.execute(text)
            while found := cursor.fetchmany(BATCH):
                yield found
        except (self._duckdb.Error, RuntimeError) as failure:
            raise _told(failure) from failure

    def execute(self, *texts: str) -> None:
        """Runs statements, all or none."""
        try:
            self._connection.execute("BEGIN")
            for text in texts:
                self._connection.execute(text)
            self._connection.execute("COMMIT")
        except BaseException as failure:
            with suppress(self._duckdb.Error):  # some failures end the transaction
                self._connection.execute("ROLLBACK")
            if isinstance(failure, (self._duckdb.Error, RuntimeError)):
                raise _told(failure) from failure
            raise

    def _described(self, parts: Sequence[str]) -> Mapping[str, str] | None:
        table = n.table(TableName(tuple(parts))).sql("duckdb")
        try:
            found = self._connection.execute(f"DESCRIBE {table}").fetchall()
        except (self._duckdb.CatalogException, self._duckdb.BinderException):
            return None
        except self._duckdb.Error as failure:
            raise failed("duckdb", failure) from failure
        return {str(name): str(dtype) for name, dtype, *_ in found}

    def _view(self, folder: str, table: str) -> None:
        file = file_of(folder, table)
        if file is None or not (is_remote(folder) or Path(file).exists()):
            return
        if not is_remote(folder):
            inside = "/**/*.parquet" if Path(file).is_dir() else ""
            file = re.sub(r"([*?\[])", r"[\1]", file) + inside  # a name is no pattern
        shown = n.select([exp.Star()], exp.Table(this=n.call("read_parquet", n.text(file))))
        made = exp.Create(this=n.table(table), kind="VIEW", expression=shown, replace=True)
        made.set("properties", exp.Properties(expressions=[exp.TemporaryProperty()]))
        self.execute(made.sql("duckdb"))


def _told(failure: BaseException) -> SegqlError | KeyboardInterrupt:
    """What a failure is told as: it may be the user who interrupts."""
    return KeyboardInterrupt() if str(failure) in _INTERRUPTED else failed("duckdb", failure)
