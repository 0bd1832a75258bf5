"""What stands for the backends where sqlglot is not installed."""

from __future__ import annotations

from segql.diagnostics import missing_extra


class DuckdbBackend:
    """Says what to install."""

    def __init__(self) -> None:
        raise missing_extra("sqlglot", "duckdb")


class SqliteBackend:
    """Says what to install."""

    def __init__(self) -> None:
        raise missing_extra("sqlglot", "sqlite")
