"""Names as BigQuery takes them: points part them, even in backticks."""

from __future__ import annotations

import re

from sqlglot import exp

from segql_sql.names import Names


def plain_relations(query: exp.Select) -> exp.Select:
    """The relations of a query under names of letters, digits and `_`: others may be taken for paths."""
    made = [cte.args["alias"].this for cte in query.find_all(exp.CTE)]
    own = {name.this for name in made}
    taken = Names(table.name for table in query.find_all(exp.Table) if not _is_of(table, own))
    plain = {name.this: taken.new(re.sub(r"\W", "_", name.this)) for name in made}
    for table in query.find_all(exp.Table):
        if _is_of(table, own):
            _rename(table.this, plain)
    for alias in query.find_all(exp.TableAlias):
        _rename(alias.this, plain)
    for column in query.find_all(exp.Column):
        _rename(column.args.get("table"), plain)
    return query


def whole_paths(query: exp.Select) -> exp.Select:
    """The names of tables with those of their datasets and projects, in one pair of backticks."""
    for table in query.find_all(exp.Table):
        if table.db:
            path = ".".join(part.name for part in table.parts)
            table.replace(
                exp.Table(this=exp.Identifier(this=path, quoted=True), alias=table.args.get("alias"))
            )
    return query


def without_dollars(query: exp.Select) -> exp.Select:
    """Names that begin with `$`, which no column may, with `_$`."""
    for name in query.find_all(exp.Identifier):
        if name.this.startswith("$"):
            name.set("this", f"_{name.this}")
    return query


def _is_of(table: exp.Table, own: set[str]) -> bool:
    return not table.db and table.name in own


def _rename(name: object, plain: dict[str, str]) -> None:
    if isinstance(name, exp.Identifier) and name.this in plain:
        name.set("this", plain[name.this])
