"""Names as BigQuery takes them."""

from __future__ import annotations

import re

from sqlglot import exp

from segql_sql.names import Names


def plain_relations(query: exp.Select) -> exp.Select:
    """The relations of a query under plain names: BigQuery splits others at their dots."""
    made = [cte.args["alias"].this for cte in query.find_all(exp.CTE)]
    own = {name.this for name in made}
    taken = Names(table.name for table in query.find_all(exp.Table) if table.name not in own)
    plain = {name.this: taken.new(re.sub(r"\W", "_", name.this)) for name in made}
    for table in query.find_all(exp.Table, exp.CTE, exp.TableAlias):
        _rename(table.this, plain)
    for column in query.find_all(exp.Column):
        _rename(column.args.get("table"), plain)
    return query


def _rename(name: object, plain: dict[str, str]) -> None:
    if isinstance(name, exp.Identifier) and name.this in plain:
        name.set("this", plain[name.this])


def written_names(query: exp.Select) -> exp.Select:
    """Names with the escapes of strings, which they have in backticks."""
    for name in query.find_all(exp.Identifier):
        name.set("this", name.this.replace("\\", "\\\\"))
    return query
