"""Standings: how many customers have a smaller or greater value, by windows over all of them."""

from __future__ import annotations

from sqlglot import exp

from segql import meaning as m
from segql_sql import nodes as n
from segql_sql.names import Names
from segql_sql.query import Query, Scope, Standings
from segql_sql.values import value


def values_of(query: Query, relation: Standings) -> tuple[exp.Select, Scope, dict[m.Value, str]]:
    """The columns with the values that customers are ranked by, as yet without a FROM."""
    scope = Scope()
    names: dict[m.Value, str] = {}
    taken = Names([query.customers.key])
    columns: list[exp.Expr] = [n.column(query.customers.key, query.customers.name)]
    for each in relation.columns:
        if each.value not in names:
            names[each.value] = taken.new(f"value_{len(names) + 1}")
            columns.append(n.named(value(query, each.value, scope).node, names[each.value]))
    return exp.Select(expressions=columns), scope, names


def standings(query: Query, relation: Standings, ranked: str, names: dict[m.Value, str]) -> exp.Select:
    """The query of all standings, over the relation `ranked` of the values."""
    columns: list[exp.Expr] = [n.column(query.customers.key, ranked)]
    for each, name in relation.columns.items():
        own = n.column(names[each.value], ranked)
        columns.append(n.named(n.case([(n.is_set(own), _place(each.side, own.copy()))]), name))
    return n.select(columns, n.table(ranked))


def _place(side: str, own: exp.Expr) -> exp.Expr:
    if side == "any":
        return exp.Window(this=exp.Count(this=own))
    last = exp.Ordered(this=own, desc=side == "greater", nulls_first=False)
    rank = exp.Window(this=n.call("RANK"), order=exp.Order(expressions=[last]))
    return exp.Sub(this=rank, expression=n.whole(1))
