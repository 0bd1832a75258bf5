"""Aggregates: for each event one relation with a row per customer and a column per aggregate."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from segql import meaning as m
from segql_sql import nodes as n
from segql_sql.conditions import condition
from segql_sql.query import Query, Scope, Totals
from segql_sql.sources import EventSource
from segql_sql.values import value


def totals(query: Query, event: str, relation: Totals) -> exp.Select:
    """The query of an event's aggregates. What all of them ask of the rows stands in its WHERE."""
    source, scope = query.event(event), Scope(event)
    aggregates = list(relation.columns)
    parts = {each: _parts(each.events.where) for each in aggregates}
    common = [part for part in parts[aggregates[0]] if all(part in parts[each] for each in aggregates)]
    own = {each: m.All(tuple(part for part in parts[each] if part not in common)) for each in aggregates}
    where = condition(query, m.All(tuple(common)), scope)
    ends, distinct = _Ends(source), sum(map(query.is_distinct, aggregates))
    columns = [n.named(n.column(source.customer, source.name), "customer")]
    for each, name in relation.columns.items():
        columns.append(n.named(_aggregate(query, each, own[each], scope, ends, distinct), name))
    found: exp.Expr = n.table(source.name)
    if ends.columns:
        found = exp.Subquery(
            this=n.select([_everything(source), *ends.columns], found, where, beside(query, source, scope)),
            alias=exp.TableAlias(this=n.name(source.name)),
        )
        where = None
    select = n.select(columns, found, where, beside(query, source, scope))
    select.set("group", exp.Group(expressions=[n.column(source.customer, source.name)]))
    return select


def beside(query: Query, source: EventSource, scope: Scope) -> list[exp.Join]:
    """The joins of an event's rows with their customers and with the moments, where the scope looks at
    those."""
    moments = query.across(scope)
    if not scope.looks_at_customer:
        return moments
    people = query.customers
    on = n.equal(n.column(people.key, people.name), n.column(source.customer, source.name))
    return [n.join(n.table(people.name), on), *moments]


def _parts(where: m.Condition) -> Sequence[m.Condition]:
    return where.operands if isinstance(where, m.All) else (where,)


def _everything(source: EventSource) -> exp.Expr:
    return exp.Column(this=exp.Star(), table=n.name(source.name))


class _Ends:
    """Columns beside an event's rows: the time of the customer's first or last row of some."""

    def __init__(self, source: EventSource) -> None:
        self.columns: list[exp.Expr] = []
        self._source = source

    def time(self, function: str, counts: exp.Expr) -> exp.Expr:
        """The time of the first or last row that counts."""
        source = self._source
        time = n.case([(counts, n.column(source.time, source.name))])
        ends = exp.Window(
            this=exp.Min(this=time) if function == "first" else exp.Max(this=time),
            partition_by=[n.column(source.customer, source.name)],
        )
        name = f"{function} time {len(self.columns) + 1}"
        self.columns.append(n.named(ends, name))
        return n.column(name, source.name)


def _aggregate(query: Query, node: m.Aggregate, own: m.All, scope: Scope, ends: _Ends, of: int) -> exp.Expr:
    source = query.event(node.events.event)

    def test() -> exp.Expr:
        return condition(query, own, scope)

    def where(found: exp.Expr) -> exp.Expr:
        return n.case([(test(), found)]) if own.operands else found

    if node.of is None:
        if source.id is None:
            return exp.Count(this=where(n.whole(1)) if own.operands else exp.Star())
        number = n.column(source.id, source.name)
        alone = n.case([(n.all_of([test(), n.is_null(number.copy())]), n.whole(1))])
        distinct = query.dialect.count_distinct(where(number), of)
        return exp.Add(this=distinct, expression=exp.Count(this=alone))
    found = value(query, node.of, scope).node
    match node.function:
        case "count":
            return exp.Count(this=where(found))
        case "sum":
            return query.dialect.sum(where(found))
        case "min":
            return exp.Min(this=where(found))
        case "max":
            return exp.Max(this=where(found))
        case "distinct":
            return query.dialect.count_distinct(where(found), of)
        case "first" | "last":
            counts = n.all_of([test(), n.is_set(found)])
            same = n.equal(n.column(source.time, source.name), ends.time(node.function, counts))
            return exp.Max(this=n.case([(n.all_of([same, counts.copy()]), found.copy())]))
