"""The functions of the language, on checked arguments."""

from __future__ import annotations

from fractions import Fraction

from segql import normal
from segql.check import comparing, messages
from segql.check.context import Context
from segql.check.describe import what
from segql.check.terms import Celebration, EventField, EventSet, Result, Term, Truth, Untyped
from segql.diagnostics import Span
from segql.meaning import (
    DATETIME,
    Aggregate,
    Arithmetic,
    Condition,
    Constant,
    Events,
    EventTime,
    Function,
    InList,
    Moment,
    Sample,
    Sequence,
    Standing,
    Value,
    WholeYears,
    yes,
)
from segql.normal import Operator
from segql.types import DATE, DURATION, INTEGER, STRING, decimal
from segql.walk import walk

AGGREGATES = ("count", "sum", "avg", "min", "max", "distinct", "first", "last")
VALUES = ("lower", "length", "age", "anniversary", "percentile")
NAMES = (*AGGREGATES, *VALUES, "sample")
"""The names of all functions; an event or a let of such a name is written in backticks."""


# --- events ---------------------------------------------------------------------------------


def events_of(found: EventSet) -> Events:
    """The node of a set of events."""
    return Events(found.event, found.where, span=found.span)


def happened(found: EventSet, op: Operator = ">=", count: int = 1) -> Condition:
    """The number of such events, compared; without more: at least one."""
    number = Aggregate("count", events_of(found), None, INTEGER, span=found.span)
    return normal.compare(op, number, Constant(count, INTEGER))


def narrowed(found: EventSet, condition: Condition, span: Span) -> EventSet:
    """Those of the events for which a condition holds as well."""
    return EventSet(found.event, normal.all_of([found.where, condition]), found.span.join(span))


def stays_inside(condition: Condition | Value) -> str | None:
    """What looks beyond the event in a condition between its parentheses, or None."""
    for node, _ in walk([condition]):
        match node:
            case Aggregate():
                return "an event, or an aggregate of events,"
            case Standing():
                return "a rank among the customers"
            case Sample():
                return "`sample`"
            case Sequence():
                return "a sequence"
            case InList():
                return "`in list`"
            case _:
                pass
    return None


def aggregate(ctx: Context, name: str, argument: Result, span: Span) -> Term | None:
    """`count(...)`, `sum(...)`, `avg(...)`, `min`, `max`, `distinct`, `first`, `last`."""
    match argument:
        case EventSet():
            return _of_events(ctx, name, argument, span)
        case EventField():
            return _of_field(ctx, name, argument, span)
        case _:
            wanted = "events, such as `count(placed_order)`" if name == "count" else _EXAMPLES[name]
            ctx.report(argument.span, messages.type_argument(name, wanted, what(argument)))
            return None


_EXAMPLES = {
    "sum": "a property of events, such as `sum(placed_order.total)`",
    "avg": "a property of events, such as `avg(placed_order.total)`",
    "min": "a property of events, such as `min(placed_order.total)`",
    "max": "a property of events, such as `max(placed_order.total)`",
    "distinct": "a property of events, such as `distinct(placed_order.category)`",
    "first": "an event or a property of it, such as `first(placed_order)`",
    "last": "an event or a property of it, such as `last(placed_order)`",
}


def _of_events(ctx: Context, name: str, found: EventSet, span: Span) -> Term | None:
    events = events_of(found)
    match name:
        case "count":
            return Term(Aggregate("count", events, None, INTEGER, span=span), span)
        case "first" | "last":
            function = "min" if name == "first" else "max"
            return Term(Aggregate(function, events, EventTime(), DATETIME, span=span), span)
        case _:
            hint = f"name a property: `{name}({messages.quoted(found.event)}.PROPERTY)`"
            ctx.report(found.span, messages.type_argument(name, "a property of events", what(found), hint))
            return None


def _of_field(ctx: Context, name: str, found: EventField, span: Span) -> Term | None:
    events, field, type_ = events_of(found.events), found.field, found.field.type
    refusal = _refusal(name, found)
    if refusal is not None:
        ctx.report(found.span, refusal)
        return None
    match name:
        case "sum":
            return Term(Aggregate("sum", events, field, type_, span=span), span)
        case "avg":
            total = Aggregate("sum", events, field, type_, span=span)
            return Term(total, span, Aggregate("count", events, field, INTEGER, span=span))
        case "distinct":
            return Term(Aggregate("distinct", events, field, INTEGER, span=span), span)
        case "min" | "max" | "first" | "last":
            return Term(Aggregate(name, events, field, type_, span=span), span)
        case _:
            return None


def _refusal(name: str, found: EventField) -> messages.Finding | None:
    kind, field = found.field.type.kind, found.field.name
    if name == "count":
        text = f"count({messages.quoted(found.events.event)}({messages.quoted(field)} is set))"
        hint = f"count the events that have it: `{text}`"
        return messages.type_argument("count", "events", f"the property `{field}`", hint)
    if name in ("sum", "avg"):
        if kind == "float":
            return messages.float_sum(field, name)
        if kind not in ("integer", "decimal"):
            return messages.type_argument(name, "a property that is a number", what(found))
    if kind in ("list", "point"):
        hint = "ask about it between the parentheses of the event"
        return messages.type_argument(name, "single values", f"the {kind} `{field}`", hint)
    if name in ("min", "max") and kind in ("enum", "boolean"):
        hint = "ask `distinct`, `first` or `last` of it"
        return messages.type_argument(name, "values with an order", f"the {kind} `{field}`", hint)
    return None


# --- values ---------------------------------------------------------------------------------


def value_function(ctx: Context, name: str, argument: Result, span: Span) -> Result | None:
    """`lower`, `length`, `age`, `anniversary`, `percentile`."""
    if isinstance(argument, Untyped):
        ctx.report(argument.span, messages.parameter_untyped(argument.name))
        return None
    if not isinstance(argument, Term):
        ctx.report(argument.span, messages.type_argument(name, "a value", what(argument)))
        return None
    type_ = argument.type
    match name:
        case "lower" if type_.is_text:
            return Term(Function("lower", argument.value, STRING, span=span), span)
        case "length" if type_.is_text or type_.kind == "list":
            return Term(Function("length", argument.value, INTEGER, span=span), span)
        case "age" if type_ == DATE:
            return Term(WholeYears(argument.value, Moment(DATE), span=span), span)
        case "anniversary" if type_ == DATE:
            return Celebration(argument, span)
        case "percentile":
            return _percentile(ctx, argument, span)
        case _:
            hint = "declare it as a date in the catalog" if type_ == DATETIME else None
            ctx.report(argument.span, messages.type_argument(name, _WANTED[name], what(argument), hint))
            return None


_WANTED = {
    "lower": "a string",
    "length": "a list or a string",
    "age": "a date",
    "anniversary": "a date",
}


def _percentile(ctx: Context, argument: Term, span: Span) -> Term | None:
    value = rankable(ctx, argument)
    if value is None:
        return None
    smaller, anyone = Standing("smaller", value, span=span), Standing("any", value, span=span)
    hundred = Arithmetic("*", smaller, Constant(100, INTEGER), INTEGER, span=span)
    return Term(hundred, span, anyone)


def rankable(ctx: Context, value: Term) -> Value | None:
    """What customers can be ranked by: the value, or whole numbers in the order of a quotient.

    Reports a value that has no such numbers.
    """
    found = value.value if value.denominator is None else _ladder(value.value, value.denominator)
    if found is None:
        hint = "rank by a sum or a count, or by one divided by a count"
        ctx.report(value.span, messages.not_ranked("a quotient by other than a count", hint))
        return None
    if not (value.type.is_number or value.type.is_time or value.type == DURATION):
        ctx.report(value.span, messages.not_ranked(what(value), "rank by a number or a time"))
        return None
    if any(isinstance(node, Standing) for node, _ in walk([value.value])):
        ctx.report(value.span, messages.not_ranked("a rank", "rank by the value itself"))
        return None
    return found


_STEPS = 10**19


def _ladder(above: Value, below: Value) -> Value | None:
    """Whole numbers that stand to each other as the quotients do, if `below` is a number of events.

    Two different quotients by counts below 2**31 lie more than 2**-62 apart, so that more than one of
    the `_STEPS` lies between them: rounding them down to a step keeps their order and their ties.
    """
    match below:
        case Constant():
            return above
        case Aggregate(function="count" | "distinct") | Function(name="length"):
            pass
        case _:
            return None
    steps, whole = Constant(_STEPS, INTEGER), above.type
    fine = normal.scaled_type(whole, whole.scale + 19)
    units = normal.arithmetic("//", above, below, whole)
    rest = normal.arithmetic("-", above, normal.arithmetic("*", units, below, whole), whole)
    part = normal.arithmetic("//", normal.arithmetic("*", rest, steps, fine), below, fine)
    return normal.arithmetic("+", normal.arithmetic("*", units, steps, fine), part, fine)


def ranked(ctx: Context, value: Term, side: str, percent: Fraction, span: Span) -> Condition | None:
    """`value in top 10%`: 100 * (customers with a greater value) < 10 * (customers with a value)."""
    measure = rankable(ctx, value)
    if measure is None:
        return None
    beyond = Standing("greater" if side == "top" else "smaller", measure, span=span)
    anyone = Standing("any", measure, span=span)
    scale = 0
    while (percent * 10**scale).denominator != 1:
        scale += 1
    share = Constant(int(percent * 10**scale), decimal(scale) if scale else INTEGER)
    left = normal.arithmetic("*", beyond, Constant(100, INTEGER), INTEGER)
    right = normal.arithmetic("*", anyone, share, share.type)
    return normal.compare("<", left, right)


def sample(percent: Fraction, salt: str, span: Span) -> Condition:
    """`sample(10%, "holdout")`: the hash is below this share of 2**32, rounded down."""
    below = int(percent * 2**32 / 100)
    return Sample(salt, below, span=span)


def difference(ctx: Context, left: Term, right: Term, span: Span) -> Term:
    """Elapsed time between two instants or two dates; an instant beside a date is its day."""
    a, b = left.value, right.value
    if left.type != right.type:
        a, b = (normal.day(each, ctx.catalog.timezone) for each in (a, b))
    return Term(normal.arithmetic("-", normal.epoch(a), normal.epoch(b), DURATION), span)


def as_condition(ctx: Context, result: Result) -> Condition | None:
    """A checked expression as a condition; reports it where it is none."""
    match result:
        case Truth(condition):
            return condition
        case EventSet():
            return happened(result)
        case Term(value=value) if value.type.kind == "boolean":
            return normal.TRUE if value == Constant(True, value.type) else yes(value)
        case Untyped():
            return comparing.as_boolean(ctx, result)
        case EventField(events, field):
            event, name = messages.quoted(events.event), messages.quoted(field.name)
            hint = f"ask about one event, `{event}({name} ...)`, or about all, `sum({event}.{name}) ...`"
        case Celebration():
            ctx.report(result.span, messages.anniversary_window())
            return None
        case Term() if result.type.is_text:
            hint = 'compare it: `... = "..."`, or ask `... is set`'
        case _:
            hint = "compare it with a value"
    ctx.report(result.span, messages.type_condition(what(result), hint))
    return None
