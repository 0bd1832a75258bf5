"""MySQL 8.0.21 or later: regular expressions are those of ICU."""

# ruff: noqa: D102 -- `Dialect` says what the methods do

from __future__ import annotations

from sqlglot import exp

from segql_sql import nodes as n
from segql_sql.dialects.mysql_family import MysqlFamily


class Mysql(MysqlFamily):
    """See `segql_sql.dialects.base.Dialect`."""

    name = "mysql"
    collation = "utf8mb4_0900_bin"

    def matches(self, value: exp.Expr, pattern: exp.Expr) -> exp.Expr:
        return n.call("REGEXP_LIKE", value, pattern, n.text("c"))

    def _found_or(self, text: exp.Expr, pattern: str, default: str) -> exp.Expr:
        return n.coalesce(n.call("REGEXP_SUBSTR", text, n.text(pattern)), n.text(default))

    def _within_limit(self, digits: exp.Expr) -> exp.Expr:
        return n.call("REGEXP_SUBSTR", digits, n.text("^-?[0-9]{1,38}$"))
