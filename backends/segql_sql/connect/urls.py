"""The kinds of warehouses that a URL can name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of warehouse: the backend that writes its texts, the module that connects, the extra that
    brings its driver, and for SQLAlchemy the driver's name."""

    backend: str
    module: str
    extra: str
    driver: str = ""
    reads_files: bool = False


def _alchemy(backend: str, extra: str, driver: str) -> Kind:
    return Kind(backend, "alchemy", extra, driver)


KINDS: dict[str, Kind] = {
    "duckdb": Kind("duckdb", "duckdb", "duckdb", reads_files=True),
    "sqlite": Kind("sqlite", "sqlite", "sqlite"),
    "postgresql": _alchemy("postgres", "postgres", "postgresql+psycopg"),
    "postgres": _alchemy("postgres", "postgres", "postgresql+psycopg"),
    "mysql": _alchemy("mysql", "mysql", "mysql+pymysql"),
    "mariadb": _alchemy("mariadb", "mysql", "mariadb+pymysql"),
    "clickhouse": _alchemy("clickhouse", "clickhouse", "clickhousedb"),
    "bigquery": _alchemy("bigquery", "bigquery", "bigquery"),
    "snowflake": _alchemy("snowflake", "snowflake", "snowflake"),
    "trino": _alchemy("trino", "trino", "trino"),
    "databricks": _alchemy("databricks", "databricks", "databricks"),
    "redshift": _alchemy("redshift", "postgres", "postgresql+psycopg"),
    "spark": Kind("spark", "spark", "spark", reads_files=True),
    "sc": Kind("spark", "spark", "spark", reads_files=True),
    "local": Kind("spark", "spark", "spark", reads_files=True),
}
"""By what a URL starts with; `local`, as in `local[4]`, is Spark in this process."""


def scheme_of(url: str) -> str:
    """What a URL starts with."""
    head = url.partition(":")[0]
    return head.partition("[")[0].partition("+")[0].lower()
