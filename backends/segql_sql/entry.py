"""The backends by name, each made when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from segql.diagnostics import missing_extra

if TYPE_CHECKING:
    from segql_sql.backend import SqlTexts


def _backend(name: str, engine: str | None = None) -> SqlTexts:
    try:
        backend, dialects = import_module("segql_sql.backend"), import_module("segql_sql.dialects")
    except ModuleNotFoundError as missing:
        if missing.name != "sqlglot":
            raise
        raise missing_extra("sqlglot", name) from None
    return cast("SqlTexts", backend.SqlTexts(dialects.DIALECTS[name](), engine))


def duckdb() -> SqlTexts:
    """DuckDB."""
    return _backend("duckdb", "duckdb")


def sqlite() -> SqlTexts:
    """SQLite."""
    return _backend("sqlite", "sqlite")
