"""Spark: a cluster, Spark Connect, or this machine."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from segql.catalog import TableName
from segql_sql import nodes as n
from segql_sql.connect.connection import BATCH, failed, refused
from segql_sql.connect.urls import Kind
from segql_sql.engines.base import installed


@contextmanager
def connected(url: str, kind: Kind, data: str | None) -> Generator[_Spark]:
    """The session of a master (`spark://host:7077`, `local[4]`) or of Spark Connect (`sc://host`)."""
    spark = installed("pyspark.sql", kind.extra)
    builder = spark.SparkSession.builder.appName("segql")
    builder = builder.remote(url) if url.startswith("sc:") else builder.master(url)
    try:
        session = (spark.SparkSession.getActiveSession() or builder.getOrCreate()).newSession()
    except Exception as failure:
        raise refused("spark", failure) from failure
    yield _Spark(session, data)


class _Spark:
    def __init__(self, session: Any, data: str | None) -> None:
        self._session = session
        self._data = data

    def columns(self, parts: Sequence[str]) -> Mapping[str, str] | None:
        """The columns of a table, or of a Parquet file of the folder, which becomes a view."""
        table = n.table(TableName(tuple(parts))).sql("spark")
        try:
            if self._data is not None and len(parts) == 1:
                read = self._session.read.parquet(f"{self._data.rstrip('/')}/{parts[0]}.parquet")
                read.createOrReplaceTempView(table)
            if not self._session.catalog.tableExists(table):
                return None
            return dict(self._session.table(table).dtypes)
        except Exception as failure:
            if "PATH_NOT_FOUND" in str(failure):
                return None
            raise failed("spark", failure) from failure

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
            raise failed("spark", failure) from failure
        if batch:
            yield batch

    def execute(self, text: str) -> None:
        """Runs a statement."""
        try:
            self._session.sql(text)
        except Exception as failure:
            raise failed("spark", failure) from failure
