"""Conditions as SQL.

Every condition of the language is true or false, those of SQL are NULL as well. In a WHERE, a CASE
and within AND and OR there, NULL is as good as false; only what stands under a NOT has to be one of
the two: `closed` asks for that.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import assert_never, cast

from sqlglot import exp

from segql import meaning as m
from segql.types import FLOAT
from segql_sql import nodes as n
from segql_sql.anniversaries import anniversary
from segql_sql.chains import MOST_NESTED, depth, linked
from segql_sql.query import Query, Scope
from segql_sql.terms import Term
from segql_sql.values import attribute, property_, value, wide

_OPERATORS: dict[str, type[exp.Expr]] = {"=": exp.EQ, "<": exp.LT, "<=": exp.LTE}


_LONG = 200
"""Parts of an AND beyond which it is written as an OR: planners take the first apart, in quadratic time."""


def condition(query: Query, node: m.Condition, scope: Scope, *, closed: bool = False) -> exp.Expr:
    """A condition where `scope` says; never NULL where `closed`. Raises UnsupportedError."""
    if depth(node) > MOST_NESTED:
        return _chain(query, node, scope)
    return _condition(query, node, scope, closed)


def _condition(query: Query, node: m.Condition, scope: Scope, closed: bool) -> exp.Expr:
    match node:
        case m.Not(operand):
            return n.negated(_condition(query, operand, scope, True))
        case m.All() | m.Any() | m.AtLeast() if len(split := query.in_parts(node.operands, scope)) > 1:
            return _of_parts(query, node, split, scope)
        case m.All(operands) if len(operands) > _LONG:
            return _condition(query, m.Not(m.Any(tuple(map(_negation, operands)))), scope, True)
        case m.All(operands):
            return n.all_of([_condition(query, each, scope, closed) for each in operands])
        case m.Any(operands):
            return n.any_of([_condition(query, each, scope, closed) for each in operands])
        case m.AtLeast(count, operands):
            return _at_least(count, [_condition(query, each, scope, False) for each in operands])
        case m.InList(name):
            source = query.list(name)
            return _is_member(query, source.customer, source.name, scope)
        case m.Sequence():
            return _is_member(query, "customer", query.sequence(node), scope)
        case m.Sample():
            return _sample(query, node)
        case _:
            found = _atom(query, node, scope)
            return query.dialect.closed(found.node) if closed and found.nullable else found.node


def _negation(node: m.Condition) -> m.Condition:
    return node.operand if isinstance(node, m.Not) else m.Not(node)


_Atom = m.Compare | m.OneOf | m.AnyOf | m.TextTest | m.IsSet | m.Near | m.Anniversary


def _atom(query: Query, node: _Atom, scope: Scope) -> Term:
    match node:
        case m.Compare():
            return _compare(query, node, scope)
        case m.OneOf():
            return _one_of(query, node, scope)
        case m.AnyOf(of, options):
            if not options:
                return Term(n.false(), nullable=False)
            integers = of.type.element is not None and of.type.element.kind == "integer"
            wanted = [value(query, option, scope).node for option in options]
            return Term(query.dialect.has_any(value(query, of, scope).node, wanted, integers))
        case m.TextTest():
            return _text_test(query, node, scope)
        case m.IsSet(of):
            found = value(query, of, scope)
            return Term(n.is_set(found.node) if found.nullable else n.true(), nullable=False)
        case m.Near():
            return Term(_near(query, node, scope))
        case m.Anniversary():
            return Term(anniversary(query, node, scope))
        case _:
            assert_never(node)


def _compare(query: Query, node: m.Compare, scope: Scope) -> Term:
    left, right = value(query, node.left, scope), value(query, node.right, scope)
    first, second = left.node, right.node
    if left.wide or right.wide:
        first = first if left.wide else wide(query, node.left, left)
        second = second if right.wide else wide(query, node.right, right)
    return Term(n.binary(_OPERATORS[node.op], first, second), left.nullable or right.nullable)


def _one_of(query: Query, node: m.OneOf, scope: Scope) -> Term:
    found = value(query, node.value, scope)
    options: list[exp.Expr] = []
    for option in node.options:
        term = value(query, option, scope)
        if found.range is None or term.range is None:
            options.append(term.node)
        elif found.range.low <= term.range.low and term.range.high <= found.range.high:
            options.append(wide(query, option, term) if found.wide else term.node)
    if not options:
        return Term(n.false(), nullable=False)
    return Term(n.one_of(found.node, options), found.nullable)


def _text_test(query: Query, node: m.TextTest, scope: Scope) -> Term:
    dialect, found = query.dialect, value(query, node.value, scope)
    text = cast("str", cast("m.Constant", node.text).value)
    if node.op == "matches":
        pattern = query.constants.of(dialect.pattern(text))
        return Term(dialect.matches(found.node, pattern), found.nullable)
    wanted = query.constants.of(text)
    match node.op:
        case "contains":
            tested = dialect.contains(found.node, wanted)
        case "starts":
            tested = dialect.starts(found.node, wanted, len(text))
        case "ends":
            tested = dialect.ends(found.node, wanted, len(text))
        case _:
            assert_never(node.op)
    return Term(tested, found.nullable)


def _is_member(query: Query, column: str, relation: str, scope: Scope) -> exp.Expr:
    if scope.joins_members:
        members = query.once(relation, column)
        scope.joined[members] = None
        return n.is_set(n.column("customer", members))
    key = n.column(query.customers.key, query.customers.name)
    return n.among(key, n.select([n.column(column, relation)], n.table(relation)))


def _sample(query: Query, node: m.Sample) -> exp.Expr:
    if not 0 < node.below < 2**32:
        return n.true() if node.below > 0 else n.false()
    key = n.column(query.customers.key, query.customers.name)
    digits = query.dialect.sample_digits(query.constants.of(node.salt), key)
    return n.binary(exp.LT, digits, query.constants.of(f"{node.below:08x}"))


def _near(query: Query, node: m.Near, scope: Scope) -> exp.Expr:
    place = node.value
    read = attribute if isinstance(place, m.Attribute) else property_
    latitude, longitude = read(query, place.name, scope)

    def constant(known: float) -> exp.Expr:
        return query.constants.node(m.Constant(known, FLOAT))

    def half_sine(here: exp.Expr, there: float) -> exp.Expr:
        apart = n.times(n.binary(exp.Sub, here, constant(there)), constant(math.pi / 180))
        return n.call("SIN", n.divided(apart, constant(2.0)))

    north = half_sine(latitude, node.latitude)
    east = half_sine(longitude, node.longitude)
    across = n.call("COS", n.times(latitude.copy(), constant(math.pi / 180)))
    shrunk = n.times(n.times(across, constant(node.cos_latitude)), n.times(east, east.copy()))
    h = n.binary(exp.Add, n.times(north, north.copy()), shrunk)
    return n.binary(exp.LTE, h, constant(node.limit))


def _at_least(count: int, operands: list[exp.Expr]) -> exp.Expr:
    if count <= 0:
        return n.true()
    if count > len(operands):
        return n.false()
    return n.binary(exp.GTE, _how_many(operands), n.whole(count))


def _how_many(operands: Iterable[exp.Expr]) -> exp.Expr:
    return n.total([n.case([(each, n.whole(1))], n.whole(0)) for each in operands])


def _of_parts(
    query: Query,
    node: m.All | m.Any | m.AtLeast,
    split: Iterable[tuple[m.Condition, ...]],
    scope: Scope,
) -> exp.Expr:
    """What parts find together: each whether it holds, or how many of its operands do."""
    found: list[exp.Expr] = []
    for operands in split:
        within = Scope(joins_members=True)
        if isinstance(node, m.AtLeast):
            number = _how_many([_condition(query, each, within, False) for each in operands])
        else:
            part = m.All(operands) if isinstance(node, m.All) else m.Any(operands)
            number = _how_many([_condition(query, part, within, False)])
        found.append(query.part(number, within, scope))
    match node:
        case m.All():
            return n.all_of([n.equal(each, n.whole(1)) for each in found])
        case m.Any():
            return n.any_of([n.equal(each, n.whole(1)) for each in found])
        case m.AtLeast(count):
            return n.binary(exp.GTE, n.total(found), n.whole(count))


def _chain(query: Query, node: m.Condition, scope: Scope) -> exp.Expr:
    """A deep condition as one flat CASE: the first test that holds decides."""
    tests, last, positive = linked(node)
    branches = [(condition(query, test, scope), result) for test, result in tests]
    return query.dialect.decided(branches, _condition(query, last if positive else m.Not(last), scope, True))
