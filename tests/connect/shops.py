"""The demo's shop in warehouses, in types in which users have such tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import polars as pl
from connect import clickhouse_server
from engines import mariadb_server, postgres_server
from segql_sql import nodes as n
from segql_sql.engines import spark as engine
from segql_sql.engines.sqlite import fill
from sqlglot import exp

_TYPES: Mapping[str, Mapping[str, str]] = {
    "postgres": {
        "String": "TEXT", "Int64": "BIGINT", "Float64": "DOUBLE PRECISION", "Boolean": "BOOLEAN",
        "Date": "DATE", "Decimal": "NUMERIC(18, 2)", "aware": "TIMESTAMPTZ",
        "naive": "TIMESTAMP", "List": "TEXT[]",
    },
    "mysql": {
        "String": "VARCHAR(255)", "Int64": "BIGINT", "Float64": "DOUBLE", "Boolean": "BOOLEAN",
        "Date": "DATE", "Decimal": "DECIMAL(18, 2)", "aware": "DATETIME(6)",
        "naive": "DATETIME(6)", "List": "JSON",
    },
    "clickhouse": {
        "String": "Nullable(String)", "Int64": "Nullable(Int64)", "Float64": "Nullable(Float64)",
        "Boolean": "Nullable(Bool)", "Date": "Nullable(Date32)", "Decimal": "Nullable(Decimal(18, 2))",
        "aware": "Nullable(DateTime64(6, 'UTC'))",
        "naive": "Nullable(DateTime64(6))", "List": "Array(String)",
    },
}  # fmt: skip


def fill_duckdb(path: Path, frames: Mapping[str, pl.DataFrame]) -> str:
    """A DuckDB file."""
    import duckdb

    with duckdb.connect(str(path)) as connection:
        for name, frame in frames.items():
            connection.register("given", cast("Any", frame.to_arrow()))  # pyright: ignore
            table = n.table(name).sql("duckdb")
            connection.execute(f"CREATE TABLE {table} AS SELECT * FROM given")  # noqa: S608 -- quoted
    return f"duckdb:///{path}"


def fill_sqlite(path: Path, frames: Mapping[str, pl.DataFrame]) -> str:
    """A SQLite file."""
    import sqlite3

    connection = sqlite3.connect(path)
    for name, frame in frames.items():
        fill(connection, name, frame)
    connection.commit()
    connection.close()
    return f"sqlite:///{path}"


def fill_server(path: Path, frames: Mapping[str, pl.DataFrame], url: str, driver: str, dialect: str) -> str:
    """Tables on a server, through SQLAlchemy."""
    import sqlalchemy

    engine = sqlalchemy.create_engine(sqlalchemy.make_url(url).set(drivername=driver))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT", no_parameters=True) as connection:
        for name, frame in frames.items():
            columns = [
                exp.ColumnDef(this=n.name(column), kind=_type(_TYPES[dialect], dtype))
                for column, dtype in frame.schema.items()
            ]
            create = exp.Create(this=exp.Schema(this=n.table(name), expressions=columns), kind="TABLE")
            text = create.sql(dialect)
            if dialect == "clickhouse":
                text += " ENGINE = MergeTree ORDER BY tuple()"
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {n.table(name).sql(dialect)}")
            connection.exec_driver_sql(text)
            rows = [
                exp.Tuple(expressions=[_literal(each, dialect) for each in row]) for row in frame.iter_rows()
            ]
            for at in range(0, len(rows), 500):
                values = exp.Values(expressions=rows[at : at + 500])
                connection.exec_driver_sql(exp.Insert(this=n.table(name), expression=values).sql(dialect))
    engine.dispose()
    return url


def _type(types: Mapping[str, str], dtype: pl.DataType) -> exp.DataType:
    name = type(dtype).__name__
    if isinstance(dtype, pl.Datetime):
        name = "naive" if dtype.time_zone is None else "aware"
    return exp.DataType(this=exp.DType.USERDEFINED, kind=types.get(name) or types["Int64"], nullable=False)


def _literal(value: Any, dialect: str) -> exp.Expr:
    match value:
        case None:
            return n.null()
        case bool():
            return exp.Boolean(this=value)
        case int() | float():
            return (
                exp.Literal.number(repr(value))
                if value >= 0
                else exp.Neg(this=exp.Literal.number(repr(-value)))
            )
        case str():
            return n.text(value)
        case list() if dialect == "mysql":
            return n.text(json.dumps(value, ensure_ascii=False))
        case list():
            made = exp.Array(expressions=[_literal(each, dialect) for each in cast("list[object]", value)])
            return n.cast(made, exp.DataType.build("text[]")) if dialect == "postgres" else made
        case _:
            written = str(value)
            return n.text(written.removesuffix("+00:00") if dialect != "postgres" else written)


def postgres(path: Path, frames: Mapping[str, pl.DataFrame]) -> str:
    """PostgreSQL."""
    return fill_server(path, frames, postgres_server.url(), "postgresql+psycopg", "postgres")


def mariadb(path: Path, frames: Mapping[str, pl.DataFrame]) -> str:
    """MariaDB."""
    url = mariadb_server.url().replace("mysql://", "mariadb://", 1)
    return fill_server(path, frames, url, "mariadb+pymysql", "mysql")


def clickhouse(path: Path, frames: Mapping[str, pl.DataFrame]) -> str:
    """ClickHouse."""
    return fill_server(path, frames, clickhouse_server.url(), "clickhousedb", "clickhouse")


def spark(path: Path, frames: Mapping[str, pl.DataFrame]) -> str:
    """Spark in this process."""
    made = engine.session()  # its tables are those of the runs, its Java process too
    for name, frame in frames.items():
        file = path / f"{name}.spark.parquet"
        frame.write_parquet(file)
        made.sql(f"DROP TABLE IF EXISTS {n.table(name).sql('spark')}")
        made.read.parquet(str(file)).write.saveAsTable(name)
    return "local[2]"


Filled = Callable[[Path, Mapping[str, pl.DataFrame]], str]
WAREHOUSES: Mapping[str, Filled] = {
    "duckdb": lambda path, frames: fill_duckdb(path / "shop.duckdb", frames),
    "sqlite": lambda path, frames: fill_sqlite(path / "shop.sqlite", frames),
    "postgres": postgres,
    "mariadb": mariadb,
    "clickhouse": clickhouse,
    "spark": spark,
}
"""Fills a warehouse with tables, and says its URL."""
