"""Athena, version 3 of its engine: Trino's functions, and a limit of its own for texts.

https://docs.aws.amazon.com/athena/latest/ug/functions-env3.html
"""

# ruff: noqa: D102 -- `Dialect` says what the methods do

from __future__ import annotations

from sqlglot import exp

from segql_sql.dialects.trino import Trino
from segql_sql.refused import Refused

_LONGEST = 262_144
"""Bytes of a text: https://docs.aws.amazon.com/athena/latest/ug/service-limits.html"""


class Athena(Trino):
    """See `segql_sql.dialects.base.Dialect`."""

    name = "athena"
    sqlglot = "athena"
    style = "pyformat"

    def finish(self, query: exp.Select) -> exp.Select:
        if len(query.sql(self.sqlglot, pretty=True).encode()) > _LONGEST:
            raise Refused(f"a text of more than {_LONGEST:,} bytes", "split the segment")
        return query
