"""Values as SQL."""

from __future__ import annotations

import datetime as dt
from typing import assert_never, cast

from sqlglot import exp

from segql import meaning as m
from segql.calendar import day_offsets, year_mark
from segql.types import DATE, Type
from segql_sql import nodes as n
from segql_sql.query import Query, Scope
from segql_sql.terms import (
    EVENTS,
    MICROSECONDS,
    POPULATION,
    STORED,
    STORED_DECIMAL,
    SUM,
    Range,
    Term,
    combined,
)


def value(query: Query, node: m.Value, scope: Scope) -> Term:
    """A value where `scope` says. Raises UnsupportedError."""
    _check_depth(query, node)
    term = _value(query, node, scope)
    if isinstance(node, m.Arithmetic) and term.range is None:
        return Term(query.dialect.finished(term.node))
    return term


def _value(query: Query, node: m.Value, scope: Scope) -> Term:
    match node:
        case m.Constant():
            return _constant(query, node)
        case m.Attribute(name, type_):
            return Term(attribute(query, name, scope)[0], range=_stored_range(type_))
        case m.Property(name, type_):
            return Term(property_(query, name, scope)[0], range=_stored_range(type_))
        case m.EventTime():
            source = query.event(_event(scope))
            return Term(n.column(source.time, source.name), nullable=False)
        case m.Arithmetic(op, left, right, type_):
            return _arithmetic(query, op, _value(query, left, scope), _value(query, right, scope), type_)
        case m.Function(name, operand):
            return _function(query, name, operand, _value(query, operand, scope))
        case m.LocalDay(operand, zone):
            term = _value(query, operand, scope)
            return Term(query.dialect.local_day(term.node, day_offsets(zone)), term.nullable)
        case m.WholeYears(of, on):
            return _whole_years(query, _value(query, of, scope).node, on, scope)
        case m.Aggregate():
            return _aggregate(query, node, scope)
        case m.Standing():
            relation, column = query.standing(node)
            scope.joined[relation] = None
            return Term(n.column(column, relation), range=POPULATION)
        case m.Moment():
            return Term(query.moment(node, "date" if node.type == DATE else "instant", scope), nullable=False)
        case m.Parameter():
            raise TypeError("a segment is bound before it is compiled")
        case _:
            assert_never(node)


def attribute(query: Query, name: str, scope: Scope) -> list[exp.Expr]:
    """The columns of an attribute: latitude and longitude of a point, else one."""
    scope.looks_at_customer = True
    source = query.customers
    return [n.column(column, source.name) for column in source.field(name)]


def property_(query: Query, name: str, scope: Scope) -> list[exp.Expr]:
    """The columns of a property of the event at hand."""
    source = query.event(_event(scope))
    return [n.column(column, source.name) for column in source.field(name)]


def wide(query: Query, node: m.Value, term: Term) -> exp.Expr:
    """An exact value so that it compares with wide ones."""
    if isinstance(node, m.Constant) and not isinstance(term.node, exp.Null):
        return query.constants.wide(cast("int", node.value))
    return query.dialect.widened(term)


def _event(scope: Scope) -> str:
    if scope.event is None:
        raise TypeError("a property outside of an event")
    return scope.event


def _stored_range(type_: Type) -> Range | None:
    if not type_.is_exact:
        return None
    return STORED_DECIMAL if type_.kind == "decimal" else STORED


def _constant(query: Query, node: m.Constant) -> Term:
    if not node.type.is_exact:
        return Term(query.constants.node(node), nullable=False)
    known = cast("int", node.value)
    range_ = Range(known, known)
    if not range_.fits_the_limit:
        return Term(n.null(), range=Range(0, 0))
    if not range_.fits_64_bits:
        return Term(query.constants.wide(known), nullable=False, range=range_)
    return Term(query.constants.node(node), nullable=False, range=range_)


def _arithmetic(query: Query, op: str, left: Term, right: Term, type_: Type) -> Term:
    if left.range is not None and right.range is not None:
        return query.dialect.exact(op, left, right, combined(op, left.range, right.range))
    return Term(query.dialect.float_operation(op, left.node, right.node))


def _function(query: Query, name: str, operand: m.Value, term: Term) -> Term:
    dialect, node, type_ = query.dialect, term.node, operand.type
    match name:
        case "float":
            scale = dialect.literal(float(10**type_.scale))
            whole = dialect.to_float(term)
            result = dialect.float_operation("/", whole, scale) if type_.scale else whole
            return Term(result, term.nullable)
        case "lower":
            return Term(dialect.lower(node), term.nullable)
        case "length":
            length = dialect.list_length(node) if type_.kind == "list" else dialect.text_length(node)
            return Term(length, term.nullable, EVENTS)
        case "month_day":
            return Term(dialect.month_day(node), term.nullable, Range(101, 1231))
        case _:
            return Term(dialect.epoch(node, type_.kind), term.nullable, MICROSECONDS)


def _whole_years(query: Query, born: exp.Expr, on: m.Constant | m.Moment, scope: Scope) -> Term:
    dialect = query.dialect
    if isinstance(on, m.Moment):
        year, mark = (query.moment(on, part, scope) for part in ("year", "mark"))
    else:
        day = cast("dt.date", on.value)
        year, mark = n.whole(day.year), n.whole(year_mark(day))
    birthday_to_come = n.binary(exp.GT, dialect.month_day(born.copy()), mark)
    years = n.binary(exp.Sub, year, dialect.year(born))
    one = n.case([(birthday_to_come, n.whole(1))], n.whole(0))
    return Term(n.binary(exp.Sub, years, one), range=Range(-10_000, 10_000))


def _aggregate(query: Query, node: m.Aggregate, scope: Scope) -> Term:
    relation, column = query.aggregate(node)
    scope.joined[relation] = None
    found = n.column(column, relation)
    match node.function:
        case "count" | "distinct":
            return Term(n.coalesce(found, n.whole(0)), nullable=False, range=EVENTS)
        case "sum":
            dialect = query.dialect
            zero = dialect.typed_wide(dialect.literal(dialect.wide_constant(0)))
            return Term(n.coalesce(found, zero), nullable=False, range=SUM)
        case "min" | "max" | "first" | "last":
            return Term(found, range=_stored_range(node.type))
        case _:
            assert_never(node.function)


_MOST_TERMS = 100


def _in_row(query: Query, first: str, second: str) -> bool:
    """Whether operators side by side are written without nesting."""
    return {first, second} <= {"+", "-"} or (first == second and not query.dialect.products_nest)


def _check_depth(query: Query, node: m.Value) -> None:
    deepest, divisors, pending = 0, 0, [(node, 1, 1, 0)]
    while pending:
        each, depth, terms, within = pending.pop()
        deepest = max(deepest, depth + terms // _MOST_TERMS * 1_000)
        divisors = max(divisors, within)
        match each:
            case m.Arithmetic(op, left, right):
                in_row = isinstance(left, m.Arithmetic) and _in_row(query, left.op, op)
                pending.append((left, depth if in_row else depth + 1, terms + 1 if in_row else 1, within))
                pending.append((right, depth + 1, 1, within + (op == "/")))
            case m.Function(_, of) | m.LocalDay(of) | m.WholeYears(of):
                pending.append((of, depth + 1, 1, within))
            case _:
                pass
    if divisors > query.dialect.most_divisors:
        help = f"nest divisions in divisors at most {query.dialect.most_divisors} deep"
        raise query.unsupported("divisors nested this deep", node.span, help)
    if deepest > query.dialect.most_nested:
        help = f"nest values at most {query.dialect.most_nested} deep, with at most {_MOST_TERMS} in a row"
        raise query.unsupported("values nested this deep", node.span, help)
