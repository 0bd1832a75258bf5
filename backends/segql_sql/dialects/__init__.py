"""What differs between SQL engines: one module for each, and nowhere else."""

from segql_sql.dialects.base import Dialect

__all__ = ["Dialect"]
