"""The backends by name, each made when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from segql.diagnostics import missing_extra

if TYPE_CHECKING:
    from segql_sql.backend import SqlTexts


def _backend(
    dialect: str, engine: str | None = None, extra: str = "sql", server: str | None = None
) -> SqlTexts:
    """The backend of the dialect `module:Class`, with its engine in this process, if there is one, the
    extra that brings it, and the engine that is a server."""
    module, _, name = dialect.partition(":")
    try:
        backend, dialects = import_module("segql_sql.backend"), import_module(f"segql_sql.dialects.{module}")
    except ModuleNotFoundError as missing:
        if missing.name != "sqlglot":
            raise
        raise missing_extra("sqlglot", extra) from None
    return cast("SqlTexts", backend.SqlTexts(getattr(dialects, name)(), engine, server))


def duckdb() -> SqlTexts:
    """DuckDB."""
    return _backend("duckdb:Duckdb", "duckdb", "duckdb")


def sqlite() -> SqlTexts:
    """SQLite."""
    return _backend("sqlite:Sqlite", "sqlite", "sqlite")


def postgres() -> SqlTexts:
    """PostgreSQL."""
    return _backend("postgres:Postgres", server="postgres")


def redshift() -> SqlTexts:
    """Amazon Redshift."""
    return _backend("redshift:Redshift")


def mariadb() -> SqlTexts:
    """MariaDB."""
    return _backend("mariadb:Mariadb", server="mariadb")


def mysql() -> SqlTexts:
    """MySQL 8."""
    return _backend("mysql:Mysql", server="mariadb")


def clickhouse() -> SqlTexts:
    """ClickHouse."""
    return _backend("clickhouse:Clickhouse", "clickhouse", "chdb")


def bigquery() -> SqlTexts:
    """BigQuery (GoogleSQL)."""
    return _backend("bigquery:Bigquery", "bigquery", "zetasql")


def spark() -> SqlTexts:
    """Spark SQL."""
    return _backend("spark:Spark", "spark", "spark")


def databricks() -> SqlTexts:
    """Databricks SQL."""
    return _backend("databricks:Databricks", "databricks", "spark")


def datafusion() -> SqlTexts:
    """DataFusion."""
    return _backend("datafusion:Datafusion", "datafusion", "datafusion")


def snowflake() -> SqlTexts:
    """Snowflake."""
    return _backend("snowflake:Snowflake")


def trino() -> SqlTexts:
    """Trino."""
    return _backend("trino:Trino")


def athena() -> SqlTexts:
    """Amazon Athena."""
    return _backend("athena:Athena")


def tsql() -> SqlTexts:
    """T-SQL: SQL Server, Azure SQL and Fabric."""
    return _backend("tsql:Tsql")
