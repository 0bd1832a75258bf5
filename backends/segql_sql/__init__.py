"""Dialects of SQL: segments as texts, and their members where the data are at hand."""

from segql_sql.functions import register

__all__ = ["register"]
