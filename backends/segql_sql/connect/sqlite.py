"""A SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from segql_sql.connect.connection import BATCH, failed, refused
from segql_sql.connect.urls import Kind
from segql_sql.functions import register


@contextmanager
def connected(url: str, kind: Kind, data: str | None) -> Generator[_Sqlite]:
    """The database at `sqlite:///path`; a path that starts with a slash has four of them."""
    path = Path(unquote(url.partition(":///")[2].partition("?")[0]))
    try:
        where = f"{path.absolute().as_uri()}?mode=rw"  # never a new file
        connection = sqlite3.connect(where, uri=True, isolation_level=None)
        connection.execute("PRAGMA schema_version")
    except sqlite3.Error as failure:
        raise refused(f"sqlite (`{path}`)", failure) from failure
    with closing(connection):
        register(connection)
        yield _Sqlite(connection)


class _Sqlite:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def columns(self, parts: Sequence[str]) -> Mapping[str, str] | None:
        """The columns of a table or view."""
        schema = parts[-2] if len(parts) > 1 else "main"
        query = "SELECT name, type FROM pragma_table_info(?, ?)"
        return dict(self._connection.execute(query, (parts[-1], schema)).fetchall()) or None

    def rows(self, text: str) -> Iterator[Sequence[Sequence[Any]]]:
        """The rows of a query."""
        try:
            cursor = self._connection.execute(text)
            while found := cursor.fetchmany(BATCH):
                yield found
        except sqlite3.Error as failure:
            raise failed("sqlite", failure) from failure

    def execute(self, text: str) -> None:
        """Runs a statement."""
        try:
            self._connection.execute(text)
        except sqlite3.Error as failure:
            raise failed("sqlite", failure) from failure
