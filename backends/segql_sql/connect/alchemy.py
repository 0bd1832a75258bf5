"""Warehouses that SQLAlchemy connects to."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any, cast

from sqlglot import exp

from segql.backend import load_backend
from segql.catalog import TableName
from segql.diagnostics import missing_extra
from segql_sql import nodes as n
from segql_sql.backend import SqlTexts
from segql_sql.connect.connection import BATCH, failed, refused
from segql_sql.connect.reach import proxied, reach
from segql_sql.connect.urls import Kind
from segql_sql.engines.base import installed

_FORBIDDEN = re.compile(r"denied|permission|privilege|authori|forbidden", re.I)
_TRANSACTIONAL = frozenset({"postgres", "redshift"})
_STREAMED = {"stream_results": True, "yield_per": BATCH}


@contextmanager
def connected(url: str, kind: Kind, data: str | None) -> Generator[_Session]:
    """A session at a URL, each statement in a transaction of its own: cursors of a server live in one."""
    sqlalchemy = installed("sqlalchemy", kind.extra)
    errors = import_module("sqlalchemy.exc")
    try:
        address = sqlalchemy.make_url(url).set(drivername=kind.driver)
        given = {name: value for name, value in kind.arguments.items() if name not in address.query}
        engine = sqlalchemy.create_engine(address, connect_args=given)
    except (ModuleNotFoundError, errors.NoSuchModuleError) as missing:
        package = getattr(missing, "name", None) or kind.driver.partition("+")[2] or kind.driver
        raise missing_extra(package, kind.extra) from None
    except Exception as failure:  # dialects check what the URL holds, each in its way
        raise refused(kind.backend, failure) from failure
    try:
        if kind.port is not None and address.host and not proxied():
            reach([(address.host, kind.port)])
        connection = engine.connect().execution_options(no_parameters=True)
        connection.exec_driver_sql("SELECT 1").all()  # some connect at the first statement only
        connection.rollback()
    except Exception as failure:  # drivers have errors of their own beside those of SQLAlchemy
        engine.dispose()
        raise refused(kind.backend, failure) from failure
    try:
        yield _Session(kind, sqlalchemy, connection)
    finally:
        with suppress(Exception):  # of a connection that broke, which is said elsewhere
            connection.close()
        engine.dispose()


class _Session:
    def __init__(self, kind: Kind, sqlalchemy: Any, connection: Any) -> None:
        mariadb = kind.backend == "mysql" and getattr(connection.dialect, "is_mariadb", False)
        self.backend = "mariadb" if mariadb else kind.backend  # its texts differ from those of MySQL
        self.transactional = kind.backend in _TRANSACTIONAL
        self._kind = kind
        self._sqlalchemy = sqlalchemy
        self._connection = connection

    def columns(self, parts: Sequence[str]) -> Mapping[str, str] | None:
        """The columns of a table or view."""
        if not self._kind.inspected or len(parts) > 2:
            return self._tried(parts)
        try:
            inspector = self._sqlalchemy.inspect(self._connection)
            found = inspector.get_columns(parts[-1], schema=".".join(parts[:-1]) or None)
        except self._sqlalchemy.exc.NoSuchTableError:
            return None
        except Exception as failure:
            raise failed(self.backend, failure) from failure
        finally:
            self._end()
        return {str(each["name"]): str(each["type"]) for each in found} or None

    def exists(self, parts: Sequence[str]) -> bool:
        """Whether there is a table or view."""
        return self.columns(parts) is not None

    def rows(self, text: str) -> Iterator[Sequence[Sequence[Any]]]:
        """The rows of a query, through a cursor of the server where it has such."""
        try:
            found = self._connection.exec_driver_sql(text, execution_options=_STREAMED)
            yield from found.partitions(BATCH)
        except Exception as failure:
            raise failed(self.backend, failure) from failure
        finally:
            self._end()

    def execute(self, *texts: str) -> None:
        """Runs statements in one transaction."""
        try:
            for text in texts:
                self._connection.exec_driver_sql(text)
            self._connection.commit()
        except Exception as failure:
            raise failed(self.backend, failure) from failure
        finally:  # also where the user interrupts
            self._end()

    def _tried(self, parts: Sequence[str]) -> Mapping[str, str] | None:
        """The columns, their types unknown, where the driver can describe no table of this name."""
        never = n.binary(exp.EQ, n.whole(1), n.whole(0))
        query = n.select([exp.Star()], n.table(TableName(tuple(parts))), never)
        text = query.sql(cast("SqlTexts", load_backend(self.backend)).dialect.sqlglot)
        try:
            found = self._connection.exec_driver_sql(text)
            return {str(name): "" for (name, *_) in found.cursor.description}
        except Exception as failure:
            said = failed(self.backend, failure)
            if not isinstance(failure, self._sqlalchemy.exc.DBAPIError) or _FORBIDDEN.search(str(said)):
                raise said from failure
            return None
        finally:
            self._end()

    def _end(self) -> None:
        """Ends the transaction, if the server still listens."""
        with suppress(Exception):
            self._connection.rollback()
