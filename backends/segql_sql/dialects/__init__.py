"""What differs between SQL engines: one module for each, and nowhere else."""

from segql_sql.dialects.base import Dialect
from segql_sql.dialects.duckdb import Duckdb
from segql_sql.dialects.sqlite import Sqlite

__all__ = ["DIALECTS", "Dialect", "Duckdb", "Sqlite"]

DIALECTS: dict[str, type[Dialect]] = {each.name: each for each in (Duckdb, Sqlite)}
"""The dialects by the names of their backends."""
