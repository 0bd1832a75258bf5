"""Building nodes of `segql.meaning` so that there is one way to say each thing.

Nested and/or are flattened, repeated operands dropped, double negations undone, comparisons of
constants decided, and exact numbers brought to one scale. The checker builds with these functions,
and `segql.bind` builds again with them once parameters and bounds are known.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal, cast

from segql.calendar import local_day, to_microseconds
from segql.meaning import (
    EXACT_LIMIT,
    FALSE,
    TRUE,
    Aggregate,
    All,
    Any,
    AnyOf,
    Arithmetic,
    AtLeast,
    Compare,
    Condition,
    Constant,
    Function,
    IsSet,
    LocalDay,
    Moment,
    Not,
    OneOf,
    Operation,
    Parameter,
    Standing,
    Value,
)
from segql.types import DATE, DURATION, FLOAT, INTEGER, Type, decimal

Operator = Literal["=", "!=", "<", "<=", ">", ">="]


def negate(condition: Condition) -> Condition:
    """The complement."""
    match condition:
        case Not(operand):
            return operand
        case All(()):
            return FALSE
        case Any(()):
            return TRUE
        case _:
            return Not(condition, span=condition.span)


def all_of(conditions: Iterable[Condition]) -> Condition:
    """Every condition holds."""
    operands = _flat(conditions, All)
    if FALSE in operands or _opposed(operands):
        return FALSE
    operands.pop(TRUE, None)
    return next(iter(operands)) if len(operands) == 1 else All(tuple(operands))


def any_of(conditions: Iterable[Condition]) -> Condition:
    """At least one condition holds."""
    operands = _flat(conditions, Any)
    if TRUE in operands or _opposed(operands):
        return TRUE
    operands.pop(FALSE, None)
    return next(iter(operands)) if len(operands) == 1 else Any(tuple(operands))


def _flat(conditions: Iterable[Condition], kind: type[All] | type[Any]) -> dict[Condition, None]:
    found: dict[Condition, None] = {}
    for condition in conditions:
        if isinstance(condition, kind) and condition.operands:
            found.update(dict.fromkeys(condition.operands))
        else:
            found[condition] = None
    return found


def _opposed(operands: dict[Condition, None]) -> bool:
    return any(isinstance(each, Not) and each.operand in operands for each in operands)


def at_least(count: int, conditions: Sequence[Condition]) -> Condition:
    """At least `count` of the conditions hold; equal ones count each."""
    rest = [each for each in conditions if each not in (TRUE, FALSE)]
    count -= sum(each == TRUE for each in conditions)
    if count <= 0:
        return TRUE
    if count > len(rest):
        return FALSE
    if count == 1:
        return any_of(rest)
    return all_of(rest) if count == len(rest) else AtLeast(count, tuple(rest))


def one_of(value: Value, options: Iterable[Constant | Parameter]) -> Condition:
    """The value equals an option."""
    unique = _unique(options)
    match unique:
        case []:
            return FALSE
        case [Constant() as only]:
            return compare("=", value, only)
        case _:
            return OneOf(value, tuple(unique), span=value.span)


def any_element(value: Value, options: Iterable[Constant | Parameter]) -> Condition:
    """The list has an element among the options."""
    unique = _unique(options)
    return AnyOf(value, tuple(unique), span=value.span) if unique else FALSE  # type: ignore[arg-type]


def _unique(options: Iterable[Constant | Parameter]) -> list[Constant | Parameter]:
    found = dict.fromkeys(options)
    constants = sorted((o for o in found if isinstance(o, Constant)), key=lambda o: cast("int", o.value))
    return [*constants, *(o for o in found if isinstance(o, Parameter))]


def compare(op: Operator, left: Value, right: Value) -> Condition:
    """A comparison of two values of one family of types; exact numbers may differ in scale."""
    match op:
        case "!=":
            return negate(compare("=", left, right))
        case ">":
            return compare("<", right, left)
        case ">=":
            return compare("<=", right, left)
        case _:
            pass
    if left.type.is_exact and right.type.is_exact:
        return _compare_exact(op, left, right)
    if isinstance(left, Constant) and isinstance(right, Constant):
        return TRUE if _holds(op, left.value, right.value) else FALSE
    return _ordered(op, left, right)


def _ordered(op: Literal["=", "<", "<="], left: Value, right: Value) -> Condition:
    if op == "=" and isinstance(left, Constant | Parameter):
        left, right = right, left
    return Compare(op, left, right, span=left.span or right.span)


def _compare_exact(op: Literal["=", "<", "<="], left: Value, right: Value) -> Condition:
    match left, right:
        case Constant(), Constant():
            scale = max(left.type.scale, right.type.scale)
            return TRUE if _holds(op, _whole(left, scale), _whole(right, scale)) else FALSE
        case Constant(), Parameter():
            left, right = rescale(left, right)
            return _ordered(op, left, right)
        case Constant(), _:
            if op == "=":
                return _compare_exact(op, right, left)
            step, floor = _steps(left, right.type.scale)
            if op == "<=":  # a constant between two steps is below the next one
                floor += step
            else:
                floor += 1
            return _at_least(floor, right)
        case _, Constant():
            step, floor = _steps(right, left.type.scale)
            if op == "=":
                return FALSE if step else _equal(left, floor)
            return _at_most(left, floor if step or op == "<=" else floor - 1)
        case _:
            left, right = rescale(left, right)
            return _ordered(op, left, right)


def _steps(constant: Constant, scale: int) -> tuple[int, int]:
    """(1 where the constant falls between two steps of the scale, else 0; the step at or below it)."""
    value = cast("int", constant.value)
    floor, rest = divmod(value * 10**scale, 10**constant.type.scale)
    return (1 if rest else 0, floor)


def _equal(value: Value, whole: int) -> Condition:
    if whole == 0 and _counts(value):
        return negate(_at_least(1, value))
    return Compare("=", value, Constant(whole, value.type), span=value.span)


def _at_least(whole: int, value: Value) -> Condition:
    if whole <= 0 and _counts(value):
        return TRUE
    return Compare("<=", Constant(whole, value.type), value, span=value.span)


def _at_most(value: Value, whole: int) -> Condition:
    if _counts(value):  # never missing: the complement of more
        return negate(_at_least(whole + 1, value))
    return Compare("<=", value, Constant(whole, value.type), span=value.span)


def _counts(value: Value) -> bool:
    return isinstance(value, Aggregate) and value.function in ("count", "distinct")


def _holds(op: str, left: object, right: object) -> bool:
    a, b = cast("int", left), cast("int", right)
    return a == b if op == "=" else a < b if op == "<" else a <= b


def _whole(value: Constant, scale: int) -> int:
    return cast("int", value.value) * 10 ** (scale - value.type.scale)


def scaled_type(type_: Type, scale: int) -> Type:
    """The exact type like `type_` with another scale."""
    if type_.kind == "duration":
        return type_
    return INTEGER if scale == 0 else decimal(scale)


def rescale(left: Value, right: Value) -> tuple[Value, Value]:
    """Two exact values brought to the larger of their scales."""
    scale = max(left.type.scale, right.type.scale)
    return to_scale(left, scale), to_scale(right, scale)


def to_scale(value: Value, scale: int) -> Value:
    """An exact value in steps of `10 ** -scale`, no coarser than its own."""
    factor = 10 ** (scale - value.type.scale)
    if factor == 1:
        return value
    return arithmetic("*", value, Constant(factor, INTEGER), scaled_type(value.type, scale))


def arithmetic(op: Operation, left: Value, right: Value, type_: Type) -> Value:
    """An operation, computed now where both sides are known and the result is not missing."""
    span = left.span.join(right.span) if left.span and right.span else left.span or right.span
    if isinstance(left, Constant) and isinstance(right, Constant):
        known = _computed(op, cast("float", left.value), cast("float", right.value))
        if known is not None:
            return Constant(known, type_, span=span)
    if op == "*" and type_.is_exact:
        if isinstance(left, Constant):
            left, right = right, left
        if isinstance(right, Constant) and right.value == 1 and left.type == type_:
            return left
    return Arithmetic(op, left, right, type_, span=span)


def _computed(op: str, left: float, right: float) -> float | None:
    try:
        match op:
            case "+":
                result = left + right
            case "-":
                result = left - right
            case "*":
                result = left * right
            case "//":
                result = left // right
            case _:
                result = left / right
    except (ZeroDivisionError, OverflowError):
        return None
    if isinstance(result, int):
        return result if abs(result) < EXACT_LIMIT else None
    return None if math.isnan(result) else result


def as_float(value: Value) -> Value:
    """An exact value as a double, by the rule of `Function("float")`."""
    if value.type == FLOAT:
        return value
    if isinstance(value, Constant):
        return Constant(exact_to_float(cast("int", value.value), value.type.scale), FLOAT, span=value.span)
    return Function("float", value, FLOAT, span=value.span)


def exact_to_float(whole: int, scale: int) -> float:
    """The double nearest `whole`, divided by the double `10 ** scale`."""
    return float(whole) / float(10**scale)


def epoch(value: Value) -> Value:
    """A date or an instant as microseconds since 1970, by the rule of `Function("epoch")`."""
    if isinstance(value, Constant) and isinstance(value.value, dt.datetime):
        return Constant(to_microseconds(value.value), DURATION, span=value.span)
    if isinstance(value, Constant) and isinstance(value.value, dt.date):
        midnight = dt.datetime.combine(value.value, dt.time())
        return Constant(to_microseconds(midnight), DURATION, span=value.span)
    return Function("epoch", value, DURATION, span=value.span)


def day(value: Value, zone: str) -> Value:
    """The calendar day of an instant in the catalog's zone; a date stays what it is."""
    match value:
        case Constant(value=dt.datetime() as instant):
            return Constant(local_day(instant, zone), DATE, span=value.span)
        case Moment():
            return replace(value, type=DATE)
        case _ if value.type == DATE:
            return value
        case _:
            return LocalDay(value, zone, span=value.span)


def is_set(value: Value) -> Condition:
    """The value is there."""
    match value:
        case Constant():
            return TRUE
        case Aggregate(function="count" | "distinct" | "sum"):
            return TRUE
        case Standing(_, inner):
            return is_set(inner)
        case _:
            return IsSet(value, span=value.span)
