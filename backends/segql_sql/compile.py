"""From a bound segment to the query for its members' keys, and on to its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from segql.backend import BoundSegment
from segql_sql import nodes as n
from segql_sql.conditions import condition
from segql_sql.constants import PREFIX
from segql_sql.dialects import Dialect
from segql_sql.dialects.base import DriverValue
from segql_sql.query import Query, Scope
from segql_sql.sequences import sequence
from segql_sql.standings import standings, values_of
from segql_sql.totals import totals
from segql_sql.twins import twins


@dataclass(frozen=True, slots=True)
class Compiled:
    """The query for the keys of a segment's members, ascending, as a sqlglot tree.

    `values` are those of its placeholders `segql0`, `segql1`, ... by number.
    """

    tree: exp.Select
    dialect: Dialect
    values: tuple[DriverValue, ...] = ()

    def text(self) -> tuple[str, tuple[DriverValue, ...]]:
        """The text, and the values to bind in the order in which it asks for them."""
        text = self.tree.sql(self.dialect.name, pretty=True, normalize_functions=False, comments=False)
        if not self.values:
            return text, ()
        order: list[int] = []

        def positional(found: re.Match[str]) -> str:
            if found[1] is None:
                return found[0]
            order.append(int(found[1]))
            return "?"

        text = _PLACEHOLDER.sub(positional, text)
        return text, tuple(self.values[number] for number in order)


_PLACEHOLDER = re.compile(rf"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[$:]{PREFIX}([0-9]+)""")
"""Placeholders outside of strings and names (groups without number are inside)."""


def compile_segment(segment: BoundSegment, dialect: Dialect, *, parameters: bool = False) -> Compiled:
    """The query of a segment. Raises UnsupportedError."""
    query = Query(segment, dialect, parameters)
    if same := twins(segment.catalog):
        help = "rename one of the two"
        raise query.unsupported(f"{same}, whose names differ only in case,", segment.condition.span, help)
    scope = Scope()
    where = condition(query, segment.condition, scope)
    key = n.column(query.customers.key, query.customers.name)
    relations = list(_relations(query))
    select = n.select([key], n.table(query.customers.name), where, _joins(query, scope))
    select.set("order", exp.Order(expressions=[key.copy()]))
    relations = [*_sources(query), *(_relation(name, each) for name, each in relations)]
    select.set("with_", exp.With(expressions=relations))
    if len(query.constants.values) > dialect.most_parameters:
        help = "take the text without parameters"
        raise query.unsupported(
            f"more than {dialect.most_parameters} parameters", segment.condition.span, help
        )
    return Compiled(select, dialect, tuple(query.constants.values))


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
    joins: list[exp.Join] = []
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


def _sources(query: Query) -> Iterator[exp.CTE]:
    yield _relation(query.customers.name, query.customers.select())
    for event in query.events.values():
        yield _relation(event.name, event.select(), materialized=query.dialect.materializes)
    for listed in query.lists.values():
        yield _relation(listed.name, listed.select())


def _relation(name: str, query: exp.Select, *, materialized: bool = False) -> exp.CTE:
    alias = exp.TableAlias(this=n.name(name))
    return exp.CTE(this=query, alias=alias, materialized=True if materialized else None)
