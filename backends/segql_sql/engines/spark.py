"""Spark, in a Java process of this one's own, or in that of a session that already is there."""

from __future__ import annotations

import atexit
import logging
import warnings
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from types import ModuleType
from typing import Any

import polars as pl

from segql.catalog import table_parts
from segql_sql.engines.base import Engine, failed, installed

_MINE: Mapping[str, str] = {
    "spark.app.name": "segql",
    "spark.master": "local[1]",
    "spark.driver.memory": "1g",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.default.parallelism": "1",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.executor.heartbeatInterval": "1h",  # one that beats before a slow start is done fails ever after
    "spark.network.timeout": "2h",
}
"""Of a Spark that is started here: small, and nowhere but on this machine."""
_SESSION: Mapping[str, str] = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
"""For few rows and many queries: the Java that Spark would write and compile takes longer than they do."""
_QUIET = """
appender.none.type = Null
appender.none.name = none
rootLogger.level = off
rootLogger.appenderRef.none.ref = none
"""
"""Failures are told by their exceptions."""


@contextmanager
def opened() -> Generator[Engine]:
    """Spark without tables."""
    engine = _Spark(session())
    try:
        yield engine
    finally:
        engine.forget()


@cache
def session() -> Any:
    """The session of all that is asked here; no other sees its tables and settings."""
    installed("pyarrow", "spark")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of versions of packages that are not used here
        spark = installed("pyspark.sql", "spark")
        try:
            made = (spark.SparkSession.getActiveSession() or _started(spark)).newSession()
            for name, value in _SESSION.items():
                made.conf.set(name, value)
        except Exception as failure:
            raise failed("spark", failure) from failure
    return made


def _started(spark: ModuleType) -> Any:
    folder = Path(mkdtemp(prefix="segql-spark-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    quiet = folder / "log4j2.properties"
    quiet.write_text(_QUIET, encoding="utf-8")
    builder = spark.SparkSession.builder
    for name, value in _MINE.items():
        builder = builder.config(name, value)
    builder = builder.config("spark.sql.warehouse.dir", str(folder / "warehouse"))
    builder = builder.config("spark.local.dir", str(folder))
    options = f"-Dlog4j2.configurationFile={quiet.as_uri()} -XX:TieredStopAtLevel=1"
    started = builder.config("spark.driver.extraJavaOptions", options).getOrCreate()
    atexit.register(started.stop)
    logging.getLogger("SQLQueryContextLogger").disabled = True
    return started


class _Spark:
    def __init__(self, spark: Any) -> None:
        self._session = spark
        self._types: Any = installed("pyspark.sql.types", "spark")
        self._made: list[str] = []

    def load(self, table: str, frame: pl.DataFrame) -> None:
        """Copies the frame to a view, or to a table where it has a schema."""
        fields = [
            self._types.StructField(name, self._stored(dtype), True) for name, dtype in frame.schema.items()
        ]
        *above, own = map(_quoted, table_parts(table))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                rows = self._session.createDataFrame(frame.to_arrow(), self._types.StructType(fields))
            if not above:
                rows.createOrReplaceTempView(own)
                self._made.append(f"VIEW IF EXISTS {own}")
                return
            schema = ".".join(above)
            self._session.sql(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            rows.write.saveAsTable(f"{schema}.{own}", mode="overwrite")
            self._made.append(f"TABLE IF EXISTS {schema}.{own}")
        except Exception as failure:
            raise failed("spark", failure) from failure

    def ask(self, text: str) -> list[tuple[Any, ...]]:
        """The rows that a query finds."""
        try:
            return [tuple(row) for row in self._session.sql(text).collect()]
        except Exception as failure:
            raise failed("spark", failure) from failure

    def forget(self) -> None:
        """Drops all that was loaded."""
        for made in self._made:
            self._session.sql(f"DROP {made}")

    def _stored(self, dtype: pl.DataType) -> Any:
        types = self._types
        match dtype:
            case pl.Boolean():
                return types.BooleanType()
            case pl.Int64():
                return types.LongType()
            case pl.Int32():
                return types.IntegerType()
            case pl.Int16() | pl.UInt8():
                return types.ShortType()
            case pl.Int8():
                return types.ByteType()
            case pl.Float64():
                return types.DoubleType()
            case pl.Decimal():
                return types.DecimalType(dtype.precision or 38, dtype.scale)
            case pl.Date():
                return types.DateType()
            case pl.Datetime():
                return types.TimestampNTZType() if dtype.time_zone is None else types.TimestampType()
            case pl.List():
                return types.ArrayType(self._stored(dtype.inner))  # pyright: ignore
            case _:
                return types.LongType() if dtype.is_integer() else types.StringType()


def _quoted(name: str) -> str:
    return f"`{name.replace('`', '``')}`"
