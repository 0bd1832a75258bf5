"""Databricks SQL, as far as Spark is it."""

from __future__ import annotations

from segql_sql.engines.spark import opened

__all__ = ["opened"]
