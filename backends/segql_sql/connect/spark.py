"""Spark: a cluster, Spark Connect, or this machine."""

from __future__ import annotations

import warnings
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from segql.catalog import TableName
from segql.diagnostics import EngineError, error, missing_extra
from segql_sql import nodes as n
from segql_sql.connect.connection import BATCH, failed, refused
from segql_sql.connect.files import file_of, is_remote
from segql_sql.connect.reach import reach
from segql_sql.connect.urls import Kind
from segql_sql.engines.base import installed

_SETTINGS: Mapping[str, str] = {"spark.app.name": "segql", "spark.ui.showConsoleProgress": "false"}
_ALONE: Mapping[str, str] = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
}
"""Of a Spark on this machine: nothing beside it has to reach it. All else is up to spark-defaults.conf."""
_METHODS, _ANY, _COMPILED = "spark.sql.codegen.hugeMethodLimit", "65535", "8000"
"""How many bytes a method may have of the Java that Spark writes, as it is and as it should be: Java does
not compile longer ones than 8,000, and those of many segments are long."""


@contextmanager
def connected(url: str, kind: Kind, data: str | None) -> Generator[_Spark]:
    """A session of a master (`spark://host:7077`, `local[4]`) or of Spark Connect (`sc://host`).

    A Spark that already is in this process is taken: there can be only one.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of versions of packages that are not used here
        spark = installed("pyspark.sql", kind.extra)
        if url.startswith("sc:"):
            session, mine = _remote(url, kind), True
        else:
            session, mine = _classic(spark, url)
        keep_methods_short(session)
        try:
            yield _Spark(session, data, forgets=mine and not url.startswith("sc:"))
        finally:
            if mine:
                session.stop()


def keep_methods_short(session: Any) -> None:
    """Has a session make no Java that is not compiled, unless it is configured otherwise."""
    with suppress(Exception):  # where a server refuses, all is as right, and slower
        if session.conf.get(_METHODS, _ANY) == _ANY:
            session.conf.set(_METHODS, _COMPILED)


def _classic(spark: ModuleType, url: str) -> tuple[Any, bool]:
    """A session, and whether its Spark was started for it."""
    active = spark.SparkSession.getActiveSession()
    if active is not None:
        master = str(active.sparkContext.master)
        if master != url and not (master.startswith("local") and url.startswith("local")):
            raise refused("spark", RuntimeError(f"this process has a Spark at `{master}` already"))
        return active.newSession(), False
    settings = {**_SETTINGS, **(_ALONE if url.startswith("local") else {}), "spark.master": url}
    try:
        if url.startswith("spark:"):
            reach(_masters(url))  # else Spark would try for a minute
        builder = spark.SparkSession.builder
        for name, value in settings.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")  # failures are told by their exceptions
        return session, True
    except Exception as failure:
        raise refused("spark", _Said(failure)) from failure


def _masters(url: str) -> list[tuple[str, int]]:
    found = [place.rpartition(":") for place in url.partition("://")[2].split(",")]
    if not all(host and port.isdecimal() and int(port) < 2**16 for host, _, port in found):
        raise ValueError("a master is named as `spark://host:port`")
    return [(host.strip("[]"), int(port)) for host, _, port in found]


def _remote(url: str, kind: Kind) -> Any:
    """A session of Spark Connect."""
    try:
        sessions = import_module("pyspark.sql.connect.session")
        retries = import_module("pyspark.sql.connect.client.retries")
    except ImportError as missing:
        name = getattr(missing, "name", None) or "grpcio"
        raise missing_extra(name, kind.extra) from None
    try:
        session = sessions.SparkSession.builder.remote(url).create()
        few = retries.DefaultPolicy(max_retries=3, max_backoff=1_000)  # the usual ones take ten minutes
        session.client.set_retry_policies([few])
        session.range(1).collect()
    except Exception as failure:
        raise refused("spark", _Said(failure)) from failure
    session.client.set_retry_policies([retries.DefaultPolicy()])
    return session


class _Spark:
    backend = "spark"
    transactional = False

    def __init__(self, session: Any, data: str | None, *, forgets: bool) -> None:
        self._session = session
        self._data = data
        self._forgets = forgets

    def columns(self, parts: Sequence[str]) -> Mapping[str, str] | None:
        """The columns of a table, or of a Parquet file of the folder, which becomes a view."""
        table = _name(parts)
        try:
            if self._data is not None and len(parts) == 1:
                self._view(self._data, parts[0])
            if not self._session.catalog.tableExists(table):
                return None
            return dict(self._session.table(table).dtypes)
        except Exception as failure:
            raise failed("spark", _Said(failure)) from failure

    def exists(self, parts: Sequence[str]) -> bool:
        """Whether there is a table."""
        try:
            if self._forgets and len(parts) < 3 and self._in_memory():
                help = "set `spark.sql.catalogImplementation` to `hive` in spark-defaults.conf, name a table "
                help += "of a catalog such as Iceberg's, or write a file with `--out`"
                message = "this Spark has no metastore: it forgets its tables when it ends"
                raise error(EngineError, "no-metastore", message, help)
            return bool(self._session.catalog.tableExists(_name(parts)))
        except EngineError:
            raise
        except Exception as failure:
            raise failed("spark", _Said(failure)) from failure

    def rows(self, text: str) -> Iterator[Sequence[Sequence[Any]]]:
        """The rows of a query, partition after partition."""
        batch: list[Sequence[Any]] = []
        try:
            for row in self._session.sql(text).toLocalIterator():
                batch.append(row)
                if len(batch) == BATCH:
                    yield batch
                    batch = []
        except Exception as failure:
            raise failed("spark", _Said(failure)) from failure
        if batch:
            yield batch

    def execute(self, *texts: str) -> None:
        """Runs statements."""
        try:
            for text in texts:
                self._session.sql(text)
        except Exception as failure:
            raise failed("spark", _Said(failure)) from failure

    def _in_memory(self) -> bool:
        own = str(self._session.catalog.currentCatalog()) == "spark_catalog"
        return own and self._session.conf.get("spark.sql.catalogImplementation", "in-memory") == "in-memory"

    def _view(self, folder: str, table: str) -> None:
        file = file_of(folder if is_remote(folder) else f"file://{Path(folder).absolute()}", table)
        if file is None:
            return
        try:
            self._session.read.parquet(file).createOrReplaceTempView(_name([table]))
        except Exception as failure:
            if "PATH_NOT_FOUND" not in str(failure):
                raise


def _name(parts: Sequence[str]) -> str:
    return n.table(TableName(tuple(parts))).sql("spark")


class _Said(Exception):
    """What Spark says, without what its bridge to Java says of the call."""

    def __init__(self, failure: BaseException) -> None:
        details = getattr(failure, "details", None)  # of gRPC
        said = str(details() if callable(details) else failure)
        lines = [each.strip().removeprefix(": ") for each in said.splitlines() if each.strip()]
        if len(lines) > 1 and lines[0].startswith("An error occurred while calling"):
            del lines[0]
        super().__init__(lines[0] if lines else type(failure).__name__)
