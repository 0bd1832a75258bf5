"""DuckDB and SQLite: segments as SQL text, and their members where the data are at hand."""

from segql_sql.functions import register

try:
    from segql_sql.backend import DuckdbBackend, SqliteBackend
except ModuleNotFoundError as missing:
    if missing.name != "sqlglot":
        raise
    from segql_sql.absent import DuckdbBackend, SqliteBackend

__all__ = ["DuckdbBackend", "SqliteBackend", "register"]
