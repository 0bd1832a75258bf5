"""From a bound segment to the query for its members' keys, and on to its text."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from typing import Literal

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

Found = Literal["numbers", "names", "counts"]
"""What a query for many segments finds: see `compile_together`."""


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
        select = n.select([key], n.table(query.customers.name), where, query.joins(scope))
        return _finished(query, select)


def compile_together(
    segments: Mapping[str, BoundSegment], dialect: Dialect, find: Found = "numbers"
) -> Compiled:
    """One query for segments of one catalog and instant, numbered from 1 in their order.

    Its rows hold a number and, ascending beneath each, the keys of the members. `names`: the name of the
    segment in place of its number. `counts`: how many members, in place of their keys, for each
    that has any. Raises UnsupportedError.
    """
    if len(segments) == 1:
        return _alone(*next(iter(segments.items())), dialect, find)
    query = _query(next(iter(segments.values())), dialect, False)
    with _named(query):
        scope = Scope(joins_members=True)
        holds: list[exp.Expr] = []
        for segment in segments.values():
            query.segment = segment
            holds.append(condition(query, segment.condition, scope))
        names = [dialect.literal(name) for name in segments] if find == "names" else []
        form = _in_rows if dialect.makes_rows else _in_texts
        select, beside = form(query, holds, query.joins(scope), names)
        compiled = _finished(query, select, beside)
    return Compiled(_shown(compiled.tree, find), dialect)


_Form = tuple[exp.Select, Mapping[str, exp.Query]]
"""The query of keys, numbers and, if any are given, names; and the relations that are only its own."""


def _in_rows(
    query: Query, holds: Sequence[exp.Expr], joins: list[exp.Join], names: Sequence[exp.Expr]
) -> _Form:
    """Over a relation with a list for each customer, of the numbers of the segments where she is a member,
    and one with a row for each of them."""
    people, dialect = query.customers, query.dialect
    lists, flags = query.names.new("lists"), query.names.new("flags")
    numbers = [n.case([(each, n.whole(at + 1))], n.whole(0)) for at, each in enumerate(holds)]
    key, listed = n.column(people.key, people.name), dialect.without_zeros(numbers)
    columns = [n.named(key, "customer"), n.named(listed, "numbers")]
    marked = dialect.computed_once(n.select(columns, n.table(people.name), None, joins), "customer")
    rows = n.named(dialect.row_each(n.column("numbers", lists)), "number")
    flagged = n.select([n.column("customer", lists), rows], n.table(lists))
    number = n.column("number", flags)
    columns = [n.named(n.column("customer", flags), people.key), n.named(number, "number")]
    if names:
        columns.append(n.named(dialect.element(names, number.copy()), "segment"))
    select = n.select(columns, n.table(flags), n.is_set(number.copy()))
    return select, {lists: marked, flags: flagged}


def _in_texts(
    query: Query, holds: Sequence[exp.Expr], joins: list[exp.Join], names: Sequence[exp.Expr]
) -> _Form:
    """Over a relation with a text for each customer, which holds a 1 in the place of each segment where
    she is a member, and one with the places."""
    people, flags, numbers = query.customers, query.names.new("flags"), query.names.new("segments")
    key = n.column(people.key, people.name)
    marks = query.dialect.concatenated([n.case([(each, n.text("1"))], n.text("0")) for each in holds])
    columns = [n.named(key, "customer"), n.named(marks, "marks")]
    marked = n.select(columns, n.table(people.name), None, joins)
    own = n.join(n.table(flags), n.equal(n.column("customer", flags), key.copy()))
    each = exp.Join(this=n.table(numbers), kind="CROSS")
    number = n.column("number", numbers)
    mark = n.call("SUBSTRING", n.column("marks", flags), number, n.whole(1))
    columns = [key.copy(), n.named(number.copy(), "number")]
    if names:
        columns.append(n.named(n.column("segment", numbers), "segment"))
    select = n.select(columns, n.table(people.name), n.equal(mark, n.text("1")), [own, each])
    return select, {flags: marked, numbers: _numbers(len(holds), names)}


def _alone(name: str, segment: BoundSegment, dialect: Dialect, find: Found) -> Compiled:
    """What `compile_together` gives for one segment: that one's own query, with a column in front."""
    tree = compile_segment(segment, dialect).tree
    (key,) = tree.expressions
    if find == "counts":
        tree.set("order", None)
        key = n.named(exp.Count(this=exp.Star(), big_int=True), "members")
    first = n.named(dialect.literal(name), "segment") if find == "names" else n.named(n.whole(1), "number")
    _order_by_second(tree)
    tree.set("expressions", [first, key])
    return Compiled(tree, dialect)


def _numbers(segments: int, names: Sequence[exp.Expr]) -> exp.Query:
    """The numbers of segments, with their names where those are given."""
    rows: list[exp.Query] = []
    for at in range(segments):
        columns = [n.named(n.whole(at + 1), "number")]
        if names:
            columns.append(n.named(names[at], "segment"))
        rows.append(exp.Select(expressions=columns))
    return reduce(_above, rows)


def _above(first: exp.Query, then: exp.Query) -> exp.Query:
    return exp.Union(this=first, expression=then, distinct=False)


def _shown(tree: exp.Select, find: Found) -> exp.Select:
    """The finished query with its columns as they are asked for: dialects look for the key in front."""
    key, number, *name = tree.expressions
    if find == "counts":
        tree.set("expressions", [number, n.named(exp.Count(this=exp.Star(), big_int=True), "members")])
        tree.set("group", exp.Group(expressions=[number.this.copy()]))
        tree.set("order", None)
        return tree
    _order_by_second(tree)
    tree.set("expressions", [*(name or [number]), key])
    order: exp.Order = tree.args["order"]
    order.set("expressions", [number.this.copy(), *order.expressions])
    return tree


def _order_by_second(tree: exp.Select) -> None:
    """Where the order is by the place of the key: it no longer stands in front."""
    order: exp.Order | None = tree.args.get("order")
    for each in order.expressions if order is not None else ():
        if isinstance(each, exp.Literal):
            each.replace(n.whole(2))


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


def _finished(query: Query, select: exp.Select, beside: Mapping[str, exp.Query] | None = None) -> Compiled:
    """The query with the relations that it looks at, and those beside them, which come last."""
    relations = [*_relations(query), *(beside or {}).items()]
    select.set("order", exp.Order(expressions=[select.expressions[0].unalias().copy()]))
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


def _relations(query: Query) -> Iterator[tuple[str, exp.Query]]:
    """All relations but those that read tables, each after those it looks at."""
    ranked: list[tuple[str, exp.Select]] = []
    if query.has_standings:
        relation = query.standings()
        select, scope, names = values_of(query, relation)
        select.set("from_", exp.From(this=n.table(query.customers.name)))
        select.set("joins", query.joins(scope))
        values = query.names.new(f"{relation.name} values")
        ranked = [(values, select), (relation.name, standings(query, relation, values, names))]
    for event, parts in query.totals.items():
        yield from ((relation.name, totals(query, event, relation)) for relation in parts)
    for node, name in query.sequences.items():
        yield from sequence(query, node, name)
    for (relation, column), name in query.members.items():
        select = n.select([n.named(n.column(column, relation), "customer")], n.table(relation))
        select.set("distinct", exp.Distinct())
        yield name, select
    yield from ranked
    yield from query.parts.items()


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
