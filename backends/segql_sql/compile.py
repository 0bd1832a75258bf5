"""From a bound segment to the query for its members' keys, and on to its text."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sqlglot import exp

from segql.backend import BoundSegment
from segql_sql import nodes as n
from segql_sql.conditions import condition
from segql_sql.dialects import Dialect
from segql_sql.dialects.base import DriverValue
from segql_sql.placeholders import Bound, Style, written
from segql_sql.query import Query, Scope
from segql_sql.refused import Refused
from segql_sql.sequences import sequence
from segql_sql.standings import standings, values_of
from segql_sql.totals import totals
from segql_sql.twins import twins


@dataclass(frozen=True, slots=True)
class Compiled:
    """The query for the keys of a segment's members, ascending, as a sqlglot tree.

    `values` are those of its placeholders by number.
    """

    tree: exp.Select
    dialect: Dialect
    values: tuple[DriverValue, ...] = ()

    def text(self, style: Style = "inline") -> tuple[str, Bound]:
        """The text, and the values to bind as a driver of the style takes them."""
        return written(self.tree, self.dialect, self.values, style)


def compile_segment(segment: BoundSegment, dialect: Dialect, *, parameters: bool = False) -> Compiled:
    """The query of a segment: one column with the members' keys. Raises UnsupportedError."""
    query = _query(segment, dialect, parameters)
    with _named(query):
        scope = Scope()
        where = condition(query, segment.condition, scope)
        key = n.column(query.customers.key, query.customers.name)
        select = n.select([key], n.table(query.customers.name), where, _joins(query, scope))
        return _finished(query, select)


def compile_together(segments: Mapping[str, BoundSegment], dialect: Dialect) -> Compiled:
    """One query for segments of one catalog and instant: a row for each customer, with the key and
    for each segment 1 or 0, in their order. Raises UnsupportedError."""
    query = _query(next(iter(segments.values())), dialect, False)
    with _named(query):
        scope = Scope()
        columns: list[exp.Expr] = [n.column(query.customers.key, query.customers.name)]
        for number, segment in enumerate(segments.values()):
            query.segment = segment
            is_member = [(condition(query, segment.condition, scope), n.whole(1))]
            columns.append(n.named(n.case(is_member, n.whole(0)), f"segment {number}"))
        select = n.select(columns, n.table(query.customers.name), None, _joins(query, scope))
        return _finished(query, select)


@contextmanager
def _named(query: Query) -> Generator[None]:
    """What a dialect refuses is an error of the segment."""
    try:
        yield
    except Refused as refused:
        span = query.segment.condition.span
        raise query.unsupported(refused.feature, span, refused.help) from None


def _query(segment: BoundSegment, dialect: Dialect, parameters: bool) -> Query:
    query = Query(segment, dialect, parameters)
    if dialect.folds_case and (same := twins(segment.catalog)):
        help = "rename one of the two"
        raise query.unsupported(f"{same}, whose names differ only in case,", segment.condition.span, help)
    return query


def _finished(query: Query, select: exp.Select) -> Compiled:
    """The query with the relations that it looks at."""
    relations = list(_relations(query))
    key = n.column(query.customers.key, query.customers.name)
    select.set("order", exp.Order(expressions=[key]))
    relations = [*_sources(query), *_moments(query), *(_relation(name, each) for name, each in relations)]
    select.set("with_", exp.With(expressions=relations))
    dialect, values = query.dialect, tuple(query.constants.values)
    if len(relations) > dialect.most_relations:
        feature = f"more than {dialect.most_relations} relations"
        raise query.unsupported(feature, query.segment.condition.span, "split the segment")
    if len(values) > dialect.most_parameters:
        help = "take the text without parameters"
        feature = f"more than {dialect.most_parameters} parameters"
        raise query.unsupported(feature, query.segment.condition.span, help)
    return Compiled(dialect.finish(select), dialect, values)


def _relations(query: Query) -> Iterator[tuple[str, exp.Select]]:
    """All relations but those that read tables, each after those it looks at."""
    ranked: list[tuple[str, exp.Select]] = []
    if query.has_standings:
        relation = query.standings()
        select, scope, names = values_of(query, relation)
        select.set("from_", exp.From(this=n.table(query.customers.name)))
        select.set("joins", _joins(query, scope))
        values = query.names.new(f"{relation.name} values")
        ranked = [(values, select), (relation.name, standings(query, relation, values, names))]
    for event, relation in query.totals.items():
        yield relation.name, totals(query, event, relation)
    for node, name in query.sequences.items():
        yield from sequence(query, node, name)
    yield from ranked


def _joins(query: Query, scope: Scope) -> list[exp.Join]:
    people = query.customers
    joins = query.across(scope)
    if len(scope.joined) >= query.dialect.most_joins:
        help = "split the segment"
        feature = f"{query.dialect.most_joins} kinds of events in one segment"
        raise query.unsupported(feature, query.segment.condition.span, help)
    standing = query.standings().name if query.has_standings else None
    for relation in scope.joined:
        column = people.key if relation == standing else "customer"
        on = n.equal(n.column(column, relation), n.column(people.key, people.name))
        joins.append(n.join(n.table(relation), on, left=True))
    return joins


def _moments(query: Query) -> Iterator[exp.CTE]:
    if query.moments is None:
        return
    catalog = query.segment.catalog
    for name, relation in query.moments.relations(query.dialect, catalog, query.names):
        if query.dialect.one_by_one == "distinct" and isinstance(relation, exp.Select):
            relation.set("distinct", exp.Distinct())
        yield _relation(name, relation, materialized=query.dialect.one_by_one == "materialized")


def _sources(query: Query) -> Iterator[exp.CTE]:
    yield _relation(query.customers.name, query.customers.select())
    for event in query.events.values():
        yield _relation(event.name, event.select(), materialized=query.dialect.materializes)
    for listed in query.lists.values():
        yield _relation(listed.name, listed.select())


def _relation(name: str, query: exp.Query, *, materialized: bool = False) -> exp.CTE:
    alias = exp.TableAlias(this=n.name(name))
    return exp.CTE(this=query, alias=alias, materialized=True if materialized else None)
