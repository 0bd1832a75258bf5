"""Numbers of the checker: exact quotients, floats, and their comparison without rounding.

An average is a quotient: `avg(x) >= k` becomes `sum(x) >= k * count(x)`. So no engine divides exact
numbers. Denominators are never negative: a divisor of unknown sign is multiplied by itself.
"""

from __future__ import annotations

from segql import normal
from segql.check.terms import Term
from segql.diagnostics import Span
from segql.meaning import (
    Aggregate,
    Arithmetic,
    Condition,
    Constant,
    Function,
    Standing,
    Value,
)
from segql.normal import Operator
from segql.types import DURATION, FLOAT, INTEGER, Type

_MOST_OPERATIONS = 200


class TooLarge(Exception):
    """Arithmetic that has grown past what is sensible."""


def negative(term: Term) -> Term:
    """`-x`."""
    minus = Constant(-1.0 if term.type == FLOAT else -1, FLOAT if term.type == FLOAT else INTEGER)
    return Term(normal.arithmetic("*", term.value, minus, term.type), term.span, term.denominator)


def add(op: str, left: Term, right: Term, span: Span) -> Term:
    """`x + y` or `x - y` of two numbers or two durations."""
    sign = "+" if op == "+" else "-"
    if FLOAT in (left.type, right.type):
        return Term(_bounded(normal.arithmetic(sign, to_float(left), to_float(right), FLOAT)), span)
    a, b = normal.rescale(_times(left.value, right.denominator), _times(right.value, left.denominator))
    total = normal.arithmetic(sign, a, b, normal.scaled_type(left.type, a.type.scale))
    return Term(_bounded(total), span, _product(left.denominator, right.denominator))


def multiply(left: Term, right: Term, span: Span) -> Term:
    """`x * y` of two numbers, or of a duration and an integer."""
    if FLOAT in (left.type, right.type):
        return Term(_bounded(normal.arithmetic("*", to_float(left), to_float(right), FLOAT)), span)
    product = normal.arithmetic("*", left.value, right.value, _product_type(left.type, right.type))
    return Term(_bounded(product), span, _product(left.denominator, right.denominator))


def divide(left: Term, right: Term, span: Span) -> Term:
    """`x / y` of two numbers, or of a duration and an integer: exact, or a float where one of them is."""
    if FLOAT in (left.type, right.type):
        return Term(_bounded(normal.arithmetic("/", to_float(left), to_float(right), FLOAT)), span)
    above, below = _times(left.value, right.denominator), _times(right.value, left.denominator)
    if isinstance(below, Constant) and isinstance(below.value, int) and below.value < 0:
        above, below = negative(Term(above, span)).value, negative(Term(below, span)).value
    elif not _never_negative(below):
        above, below = _times(above, below), _times(below, below)
    if right.denominator is not None and not _vanishes(right):  # missing where the divisor is
        above, below = _times(above, right.denominator), _times(below, right.denominator)
    return Term(_bounded(above), span, _bounded(below))


def ticks(term: Term) -> Term:
    """A duration as its number of microseconds."""
    one = Constant(1, INTEGER)
    return Term(normal.arithmetic("*", term.value, one, INTEGER), term.span, term.denominator)


def to_float(term: Term) -> Value:
    """The number as a float."""
    above = normal.as_float(term.value)
    if term.denominator is None:
        return above
    return normal.arithmetic("/", above, normal.as_float(term.denominator), FLOAT)


def compare(op: Operator, left: Term, right: Term) -> Condition:
    """A comparison of two numbers or durations, decided without rounding where both are exact."""
    if op == "!=":
        return normal.negate(compare("=", left, right))
    if FLOAT in (left.type, right.type):
        return normal.compare(op, to_float(left), to_float(right))
    a, b = _times(left.value, right.denominator), _times(right.value, left.denominator)
    found = normal.compare(op, a, b)
    guards = [_positive(each) for each in (left.denominator, right.denominator) if each is not None]
    return normal.all_of([*guards, found]) if guards else found


def is_set(term: Term) -> Condition:
    """The number is there."""
    here = normal.is_set(term.value)
    return here if term.denominator is None else normal.all_of([here, _positive(term.denominator)])


def _positive(value: Value) -> Condition:
    if isinstance(value, Standing):
        return normal.TRUE  # whoever has a value is among those who have one
    return normal.compare("<", Constant(0, INTEGER), value)


def _vanishes(quotient: Term) -> bool:
    """Whether the value is zero or missing wherever the denominator is zero."""
    match quotient.value, quotient.denominator:
        case _, Constant(value=whole):
            return whole != 0
        case _, Standing():
            return True
        case Aggregate("sum", events, of), Aggregate("count", counted, each):  # an average
            return (events, of) == (counted, each)
        case _:
            return False


def _never_negative(value: Value) -> bool:
    match value:
        case Constant(value=whole):
            return isinstance(whole, int) and whole >= 0
        case Aggregate(function="count" | "distinct") | Standing() | Function(name="length"):
            return True
        case Arithmetic(op="+" | "*", left=left, right=right):
            return _never_negative(left) and _never_negative(right)
        case _:
            return False


def _times(left: Value, right: Value | None) -> Value:
    if right is None:
        return left
    return _bounded(normal.arithmetic("*", left, right, _product_type(left.type, right.type)))


def _product(left: Value | None, right: Value | None) -> Value | None:
    if left is None or right is None:
        return left or right
    return _times(left, right)


def _product_type(left: Type, right: Type) -> Type:
    if DURATION in (left, right):
        return DURATION
    return normal.scaled_type(left, left.scale + right.scale)


def _bounded(value: Value) -> Value:
    """The value, unless its arithmetic is so large that it would take long to handle."""
    left, open_ = _MOST_OPERATIONS, [value]
    while open_:
        node = open_.pop()
        if isinstance(node, Arithmetic):
            left -= 1
            open_ += [node.left, node.right]
        elif isinstance(node, Function):
            open_.append(node.operand)
        if left < 0:
            raise TooLarge
    return value
