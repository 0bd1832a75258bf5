"""What differs between SQL engines: one module for each, and nowhere else."""

from segql_sql.dialects.base import Dialect
from segql_sql.dialects.duckdb import Duckdb
from segql_sql.dialects.sqlite import Sqlite

__all__ = ["Dialect", "Duckdb", "Sqlite"]
