"""Names as BigQuery takes them: points part them, even in backticks, and each may be a row or a result."""

from __future__ import annotations

import re

from sqlglot import exp

from segql_sql import nodes as n
from segql_sql.names import Names


def adapted(query: exp.Select) -> exp.Select:
    """A query whose names mean in BigQuery what they mean elsewhere."""
    return _without_dollars(_told_apart(_whole_paths(_plain_relations(_by_place(query)))))


def _plain_relations(query: exp.Select) -> exp.Select:
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


def _whole_paths(query: exp.Select) -> exp.Select:
    """The names of tables with those of their datasets and projects, in one pair of backticks."""
    for table in query.find_all(exp.Table):
        if table.db:
            path = ".".join(part.name for part in table.parts)
            table.replace(
                exp.Table(this=exp.Identifier(this=path, quoted=True), alias=table.args.get("alias"))
            )
    return query


def _without_dollars(query: exp.Select) -> exp.Select:
    """Names that begin with `$`, which no column may, with `_$`."""
    for name in query.find_all(exp.Identifier):
        if name.this.startswith("$"):
            name.set("this", f"_{name.this}")
    return query


def _told_apart(query: exp.Select) -> exp.Select:
    """Tables under another name where a column is called as they are: that would be the whole row."""
    own = {cte.alias for cte in query.find_all(exp.CTE)}
    for select in query.find_all(exp.Select):
        table = source.this if (source := select.args.get("from_")) else None
        if isinstance(table, exp.Table) and not table.alias and table.name not in own:
            columns = [column.name for column in select.find_all(exp.Column) if not column.table]
            if table.name.rpartition(".")[2].casefold() in map(str.casefold, columns):
                table.set("alias", exp.TableAlias(this=n.name(Names(columns).new("stored"))))
    return query


def _by_place(query: exp.Select) -> exp.Select:
    """GROUP BY and ORDER BY of columns by their places: there a name is first of all one of the result's."""
    for select in query.find_all(exp.Select):
        places = {each.unalias(): place for place, each in enumerate(select.expressions, 1)}
        for clause in (select.args.get("group"), select.args.get("order")):
            for each in clause.expressions if clause is not None else ():
                if each in places:
                    each.replace(n.whole(places[each]))
    return query


def _is_of(table: exp.Table, own: set[str]) -> bool:
    return not table.db and table.name in own


def _rename(name: object, plain: dict[str, str]) -> None:
    if isinstance(name, exp.Identifier) and name.this in plain:
        name.set("this", plain[name.this])
