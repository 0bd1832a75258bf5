"""Databricks SQL: Spark, where instants are TIMESTAMP whatever is configured."""

from __future__ import annotations

from sqlglot import exp

from segql_sql.dialects.spark import Spark


class Databricks(Spark):
    """See `segql_sql.dialects.base.Dialect`."""

    name = "databricks"
    instant = exp.DType.TIMESTAMP
