"""Warehouses that SQLAlchemy connects to."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

from segql.diagnostics import missing_extra
from segql_sql.connect.connection import BATCH, failed, refused
from segql_sql.connect.urls import Kind
from segql_sql.engines.base import installed


@contextmanager
def connected(url: str, kind: Kind, data: str | None) -> Generator[_Session]:
    """A session at a URL, each statement in a transaction of its own: cursors of a server live in one."""
    sqlalchemy = installed("sqlalchemy", kind.extra)
    errors = import_module("sqlalchemy.exc")
    try:
        address = sqlalchemy.make_url(url).set(drivername=kind.driver)
        engine = sqlalchemy.create_engine(address)
    except (ModuleNotFoundError, errors.NoSuchModuleError) as missing:
        package = getattr(missing, "name", None) or kind.driver.partition("+")[2] or kind.driver
        raise missing_extra(package, kind.extra) from None
    except (errors.ArgumentError, ValueError) as failure:
        raise refused(kind.backend, failure) from None
    try:
        connection = engine.connect().execution_options(no_parameters=True)
    except Exception as failure:  # drivers have errors of their own beside those of SQLAlchemy
        raise refused(kind.backend, failure) from failure
    try:
        yield _Session(kind.backend, sqlalchemy, connection)
    finally:
        connection.close()
        engine.dispose()


_STREAMED = {"stream_results": True, "yield_per": BATCH}


class _Session:
    def __init__(self, name: str, sqlalchemy: Any, connection: Any) -> None:
        self._name = name
        self._sqlalchemy = sqlalchemy
        self._connection = connection

    def columns(self, parts: Sequence[str]) -> Mapping[str, str] | None:
        """The columns of a table or view."""
        *above, table = parts
        try:
            inspector = self._sqlalchemy.inspect(self._connection)
            found = inspector.get_columns(table, schema=".".join(above) or None)
        except self._sqlalchemy.exc.NoSuchTableError:
            return None
        except Exception as failure:
            raise failed(self._name, failure) from failure
        return {str(each["name"]): str(each["type"]) for each in found} or None

    def rows(self, text: str) -> Iterator[Sequence[Sequence[Any]]]:
        """The rows of a query, through a cursor of the server where it has such."""
        try:
            found = self._connection.exec_driver_sql(text, execution_options=_STREAMED)
            yield from found.partitions(BATCH)
        except Exception as failure:
            raise failed(self._name, failure) from failure
        finally:
            self._end()

    def execute(self, text: str) -> None:
        """Runs a statement."""
        try:
            self._connection.exec_driver_sql(text)
            self._connection.commit()
        except Exception as failure:
            self._end()
            raise failed(self._name, failure) from failure

    def _end(self) -> None:
        """Ends the transaction, if the server still listens."""
        with suppress(Exception):
            self._connection.rollback()
