"""The kinds of warehouses that a URL can name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of warehouse: the backend that writes its texts, the module that connects, and the extra that
    brings its driver; for SQLAlchemy, the driver's name and what it is given beside the URL."""

    backend: str
    module: str
    extra: str
    driver: str = ""
    arguments: Mapping[str, object] = field(default_factory=dict[str, object])
    port: int | None = None
    """Where something has to listen, for drivers that try for minutes."""
    reads_files: bool = False
    inspected: bool = True
    """Whether SQLAlchemy can tell the types of its columns."""


_TIMEOUT = 10
"""Seconds to wait for a server that does not answer, where the URL does not say."""


def _alchemy(
    backend: str,
    extra: str,
    driver: str,
    *,
    port: int | None = None,
    inspected: bool = True,
    **arguments: object,
) -> Kind:
    return Kind(backend, "alchemy", extra, driver, arguments, port, inspected=inspected)


_POSTGRES = _alchemy("postgres", "postgres", "postgresql+psycopg", connect_timeout=_TIMEOUT)
_SPARK = Kind("spark", "spark", "spark", reads_files=True)
_SPARK_CONNECT = Kind("spark", "spark", "spark-connect", reads_files=True)
KINDS: dict[str, Kind] = {
    "duckdb": Kind("duckdb", "duckdb", "duckdb", reads_files=True),
    "sqlite": Kind("sqlite", "sqlite", "sqlite"),
    "postgresql": _POSTGRES,
    "postgres": _POSTGRES,
    "mysql": _alchemy("mysql", "mysql", "mysql+pymysql", connect_timeout=_TIMEOUT),
    "mariadb": _alchemy("mariadb", "mysql", "mariadb+pymysql", connect_timeout=_TIMEOUT),
    "clickhouse": _alchemy("clickhouse", "clickhouse", "clickhousedb", connect_timeout=_TIMEOUT),
    "bigquery": _alchemy("bigquery", "bigquery", "bigquery"),
    "snowflake": _alchemy("snowflake", "snowflake", "snowflake", login_timeout=3 * _TIMEOUT),
    "trino": _alchemy("trino", "trino", "trino"),
    "databricks": _alchemy("databricks", "databricks", "databricks", port=443),
    "redshift": _alchemy(
        "redshift",
        "postgres",
        "postgresql+psycopg",
        inspected=False,  # it lacks tables that are read for it
        connect_timeout=_TIMEOUT,
        client_encoding="utf8",  # its own name of it is none of Python's
    ),
    "spark": _SPARK,
    "sc": _SPARK_CONNECT,
    "local": _SPARK,
}
"""By what a URL starts with; `local`, as in `local[4]`, is Spark in this process."""


def scheme_of(url: str) -> str:
    """What a URL starts with."""
    head = url.partition(":")[0]
    return head.partition("[")[0].partition("+")[0].lower()
