"""A SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from segql.diagnostics import SegqlError
from segql_sql.connect.connection import BATCH, failed, refused
from segql_sql.connect.urls import Kind
from segql_sql.functions import register

_STEPS = 1_000_000
"""Steps of its machine between two looks at whether the user interrupts."""


@contextmanager
def connected(url: str, kind: Kind, data: str | None) -> Generator[_Sqlite]:
    """The database at `sqlite:///path`; a path that starts with a slash has four of them."""
    path = Path(unquote(url.partition(":///")[2].partition("?")[0]))
    try:
        where = f"{path.absolute().as_uri()}?mode=rw"  # never a new file
        connection = sqlite3.connect(where, uri=True, isolation_level=None, factory=_Interruptible)
        connection.execute("PRAGMA schema_version")
    except (sqlite3.Error, ValueError) as failure:
        raise refused(f"sqlite (`{path}`)", failure) from failure
    with closing(connection):
        register(connection)
        connection.execute("PRAGMA legacy_alter_table = ON")  # views mean a table by its name
        connection.set_progress_handler(lambda: 0, _STEPS)
        yield _Sqlite(connection)


class _Interruptible(sqlite3.Connection):
    """Remembers that the user interrupts one of its functions, of which SQLite says that it failed."""

    interrupted = False

    def create_function(
        self, name: str, narg: int, func: Callable[..., Any] | None, *, deterministic: bool = False
    ) -> None:
        """A function that is watched."""
        watched = None if func is None else self._watched(func)
        super().create_function(name, narg, watched, deterministic=deterministic)

    def create_aggregate(self, name: str, n_arg: int, aggregate_class: Any) -> None:
        """An aggregate whose steps are watched."""

        class Watched(aggregate_class):
            step = self._watched(aggregate_class.step)

        super().create_aggregate(name, n_arg, Watched)

    def _watched(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*given: Any) -> Any:
            try:
                return function(*given)
            except KeyboardInterrupt:
                self.interrupted = True
                raise

        return watched


class _Sqlite:
    backend = "sqlite"
    transactional = True

    def __init__(self, connection: _Interruptible) -> None:
        self._connection = connection

    def columns(self, parts: Sequence[str]) -> Mapping[str, str] | None:
        """The columns of a table or view."""
        schema = parts[-2] if len(parts) > 1 else "main"
        query = "SELECT name, type FROM pragma_table_xinfo(?, ?)"
        try:
            return dict(self._connection.execute(query, (parts[-1], schema)).fetchall()) or None
        except sqlite3.OperationalError:  # of a schema that is not there
            return None
        except sqlite3.Error as failure:
            raise self._failed(failure) from failure

    def exists(self, parts: Sequence[str]) -> bool:
        """Whether there is a table."""
        return self.columns(parts) is not None

    def rows(self, text: str) -> Iterator[Sequence[Sequence[Any]]]:
        """The rows of a query."""
        try:
            cursor = self._connection.execute(text)
            while found := cursor.fetchmany(BATCH):
                yield found
        except sqlite3.Error as failure:
            raise self._failed(failure) from failure

    def execute(self, *texts: str) -> None:
        """Runs statements, all or none."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            for text in texts:
                self._connection.execute(text)
            self._connection.execute("COMMIT")
        except BaseException as failure:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            if isinstance(failure, sqlite3.Error):
                raise self._failed(failure) from failure
            raise

    def _failed(self, failure: sqlite3.Error) -> SegqlError | KeyboardInterrupt:
        """What a failure is told as: it may be the user who interrupts."""
        interrupted = self._connection.interrupted or str(failure) == "interrupted"
        self._connection.interrupted = False
        return KeyboardInterrupt() if interrupted else failed("sqlite", failure)
