"""Moments, windows, and comparisons of dates and instants.

A date beside an instant is the whole day in the catalog's zone; a moment such as `60 days ago` beside a
stored date is that calendar day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import cast

from segql import ast, calendar, normal
from segql.check import messages
from segql.check.context import Context
from segql.check.describe import what
from segql.check.terms import Celebration, Term
from segql.diagnostics import Span
from segql.meaning import (
    Anniversary,
    Condition,
    Constant,
    EventTime,
    Moment,
    Shift,
    Start,
    Unit,
    Value,
)
from segql.normal import Operator
from segql.types import DATE, DATETIME, DURATION

SHORT = ("second", "minute", "hour")

_NOW = Moment(DATETIME)
_DAY = Start("day")
_WORDS = {
    "today": (_DAY,),
    "yesterday": (_DAY, Shift(-1, "day")),
    "tomorrow": (_DAY, Shift(1, "day")),
}


# --- literals -------------------------------------------------------------------------------


def word(node: ast.Word) -> Term:
    """`now`, `today`, `yesterday`, `tomorrow`."""
    if node.word == "now":
        return Term(replace(_NOW, span=node.span), node.span)
    return Term(Moment(DATE, _WORDS[node.word], span=node.span), node.span)


def relative(node: ast.Relative) -> Term:
    """`30 days ago`, `30 days from now`."""
    sign = -1 if node.direction == "ago" else 1
    steps = (Shift(sign * node.duration.count, node.duration.unit),)
    return Term(Moment(DATETIME, steps, span=node.span), node.span)


def instant(ctx: Context, node: ast.Instant) -> Term:
    """`2024-01-31T10:00:00`, in the catalog's zone unless it names an offset."""
    value = node.value
    try:
        known = calendar.instant_of(value, ctx.catalog.timezone) if value.tzinfo is None else value
        return Term(Constant(known.astimezone(dt.UTC), DATETIME, span=node.span), node.span)
    except OverflowError:  # a moment of the first or the last day of all years
        edge = dt.datetime.min if value.year == 1 else dt.datetime.max
        return Term(Constant(edge.replace(tzinfo=dt.UTC), DATETIME, span=node.span), node.span)


def microseconds(ctx: Context, node: ast.Duration) -> int | None:
    """Elapsed time; months and longer are refused."""
    if node.unit not in calendar.MICROSECONDS:
        ctx.report(node.span, messages.elapsed_unit(node.unit))
        return None
    return node.count * calendar.MICROSECONDS[node.unit]


def duration(ctx: Context, node: ast.Duration) -> Term | None:
    """`30 days` as a value."""
    length = microseconds(ctx, node)
    return None if length is None else Term(Constant(length, DURATION, span=node.span), node.span)


# --- comparisons ----------------------------------------------------------------------------


def compare(ctx: Context, op: Operator, left: Term, right: Term) -> Condition | None:
    """A comparison of two values in time."""
    if left.type == right.type:
        return normal.compare(op, left.value, right.value)
    if left.type == DATE:
        return compare(ctx, _MIRRORED[op], right, left)
    value, day = left.value, right.value
    edges = None if left.is_known else _edges(day, ctx.catalog.timezone)
    if edges is None:
        return normal.compare(op, normal.day(value, ctx.catalog.timezone), day)
    return _on_day(op, value, *edges)


_MIRRORED: dict[Operator, Operator] = {
    "=": "=",
    "!=": "!=",
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
}


def _on_day(op: Operator, value: Value, start: Value, end: Value | None) -> Condition:
    """An instant beside a day whose bounds are known, so that engines need no calendar."""
    inside = normal.is_set(value) if end is None else normal.compare("<", value, end)
    match op:
        case "=" | "!=":
            on = normal.all_of([normal.compare("<=", start, value), inside])
            return on if op == "=" else normal.negate(on)
        case "<" | ">=":
            return normal.compare(op, value, start)
        case "<=":
            return inside
        case ">":
            return normal.FALSE if end is None else normal.compare("<=", end, value)


def _edges(day: Value, zone: str) -> tuple[Value, Value | None] | None:
    """The instants at which a known day starts and ends; no end where no instant lies behind it."""
    match day:
        case Moment():
            start = replace(day, type=DATETIME, steps=(*day.steps, _DAY))
            return start, replace(start, steps=(*start.steps, Shift(1, "day")))
        case Constant(value=dt.date() as date):
            first, end = _first_instant(date, zone), _first_instant_after(date, zone)
            start = Constant(first, DATETIME, span=day.span)
            return start, None if end is None else Constant(end, DATETIME, span=day.span)
        case _:
            return None


def _first_instant(day: dt.date, zone: str) -> dt.datetime:
    try:
        return calendar.start_of_day(day, zone)
    except OverflowError:  # in the east, the first day of all begins before all instants
        return dt.datetime.min.replace(tzinfo=dt.UTC)


def _first_instant_after(day: dt.date, zone: str) -> dt.datetime | None:
    try:
        if day == dt.date.max:
            return calendar.start_of_day(day, zone) + dt.timedelta(days=1)
        return calendar.start_of_day(calendar.shift(day, 1, "day"), zone)
    except OverflowError:
        return None


def between(ctx: Context, value: Term, low: Term, high: Term, span: Span) -> Condition | None:
    """Both ends in; of moments."""
    above, below = compare(ctx, ">=", value, low), compare(ctx, "<=", value, high)
    if above is None or below is None:
        return None
    if out_of_order(low, high):
        ctx.report(span, messages.empty_range())
    return normal.all_of([above, below])


def out_of_order(low: Term, high: Term) -> bool:
    """Whether two constants, of one type or both exact, stand in the wrong order."""
    one, other = low.value, high.value
    if not isinstance(one, Constant) or not isinstance(other, Constant):
        return False
    alike = one.type == other.type or (one.type.is_exact and other.type.is_exact)
    return alike and normal.compare("<", other, one) == normal.TRUE


# --- windows --------------------------------------------------------------------------------


def window(ctx: Context, value: Term, node: ast.Window, operands: list[Term]) -> Condition | None:
    """A window behind a date or an instant; `operands` are the checked values that stand in it."""
    if not value.type.is_time:
        ctx.report(value.span, messages.window_on(what(Term(value.value, value.span)), _window_hint(node)))
        return None
    for operand in operands:
        if not operand.type.is_time:
            ctx.report(
                operand.span,
                messages.type_argument(_window_word(node), "a date or an instant", what(operand)),
            )
            return None
    bounds = _bounds(ctx, value, node)
    if bounds == "refused":
        return None
    if isinstance(bounds, list):
        return normal.all_of(bounds)
    match node:
        case ast.Between():
            return between(ctx, value, operands[0], operands[1], node.span)
        case ast.Relation(relation="on"):
            return compare(ctx, "=", value, _day_of(ctx, operands[0]))
        case ast.Relation(relation=relation):
            return compare(ctx, _RELATIONS[relation], value, operands[0])
        case _:
            return None


_RELATIONS: dict[str, Operator] = {"before": "<", "after": ">", "since": ">="}


def _bounds(ctx: Context, value: Term, node: ast.Window) -> list[Condition] | str | None:
    """The bounds of a window that is written with units; None for the other windows."""
    match node:
        case ast.Within(direction, ast.Duration(count, unit)):
            if _too_short(ctx, value, unit, node.span):
                return "refused"
            return _within(value, direction, count, unit, node.span)
        case ast.Distant(relation, ast.Duration(count, unit)):
            ago = Term(Moment(DATETIME, (Shift(-count, unit),), span=node.span), node.span)
            if _too_short(ctx, value, unit, node.span):
                return "refused"
            op: Operator = "<" if relation == "more" else ">"
            now = [] if relation == "more" else [_at(ctx, "<=", value, Term(_NOW, node.span))]
            return [_at(ctx, op, value, ago), *now]
        case ast.Calendar(which, unit):
            if _too_short(ctx, value, unit, node.span):
                return "refused"
            start, end = (replace(each, type=value.type) for each in _calendar(which, unit, node.span))
            return [normal.compare("<=", start, value.value), normal.compare("<", value.value, end)]
        case _:
            return None


def _at(ctx: Context, op: Operator, value: Term, moment: Term) -> Condition:
    return cast("Condition", compare(ctx, op, value, moment))


def _too_short(ctx: Context, value: Term, unit: Unit, span: Span) -> bool:
    if value.type == DATE and unit in SHORT:
        ctx.report(span, messages.short_unit(unit))
        return True
    return False


def _within(value: Term, direction: str, count: int, unit: Unit, span: Span) -> list[Condition]:
    sign = -1 if direction == "last" else 1
    edge = Moment(value.type, (Shift(sign * count, unit),), span=span)
    now = Moment(value.type, span=span)
    if direction == "last":
        return [normal.compare("<", edge, value.value), normal.compare("<=", value.value, now)]
    if value.type == DATE:  # the days from today on
        return [normal.compare("<=", now, value.value), normal.compare("<", value.value, edge)]
    return [normal.compare("<", now, value.value), normal.compare("<=", value.value, edge)]


def _calendar(which: str, unit: Unit, span: Span) -> tuple[Moment, Moment]:
    offset = {"last": -1, "this": 0, "next": 1}[which]
    steps = [Start(unit), Shift(offset, unit)] if offset else [Start(unit)]
    after = [Start(unit), Shift(offset + 1, unit)] if offset + 1 else [Start(unit)]
    return Moment(DATETIME, tuple(steps), span=span), Moment(DATETIME, tuple(after), span=span)


def _day_of(ctx: Context, moment: Term) -> Term:
    """The calendar day that holds a moment."""
    match moment.value:
        case Moment(type=kind) as known if kind == DATETIME:
            return Term(replace(known, type=DATE), moment.span)
        case Constant(value=dt.datetime() as instant_):
            zone = ctx.catalog.timezone
            return Term(Constant(_local_date(instant_, zone), DATE, span=moment.span), moment.span)
        case _:
            return moment


def _local_date(instant_: dt.datetime, zone: str) -> dt.date:
    return cast("dt.date", calendar.resolve(Moment(DATE), instant_, zone, "monday"))


def recurring(count: int, unit: Unit, span: Span) -> list[Condition]:
    """The `count` windows of one unit each that end at `as_of`, of an event's time."""
    edges = [Moment(DATETIME, (Shift(-i, unit),) if i else (), span=span) for i in range(count + 1)]
    return [
        normal.all_of(
            [normal.compare("<", edges[i + 1], EventTime()), normal.compare("<=", EventTime(), edges[i])]
        )
        for i in range(count)
    ]


# --- anniversaries --------------------------------------------------------------------------


def anniversary(
    ctx: Context, value: Celebration, node: ast.Window, operands: list[Term], span: Span
) -> Condition | None:
    """`anniversary(d)` with a window of days."""
    days = _days(ctx, node, operands)
    if days is None:
        ctx.report(span, messages.anniversary_window())
        return None
    if isinstance(node, ast.Between) and out_of_order(*operands):
        ctx.report(node.span, messages.empty_range())
    start, end = days
    return Anniversary(value.value.value, start, end, span=span)


Days = tuple[Constant | Moment, Constant | Moment]


def _days(ctx: Context, node: ast.Window, operands: list[Term]) -> Days | None:
    """The dates [start, end) of a window."""
    match node:
        case ast.Within(direction, ast.Duration(count, unit)) if unit not in SHORT:
            today, tomorrow = Moment(DATE), Moment(DATE, (Shift(1, "day"),))
            if direction == "next":
                return today, Moment(DATE, (Shift(count, unit),))
            return Moment(DATE, (Shift(-count, unit), Shift(1, "day"))), tomorrow
        case ast.Calendar(which, unit) if unit not in SHORT:
            start, end = _calendar(which, unit, node.span)
            return replace(start, type=DATE), replace(end, type=DATE)
        case ast.Relation(relation="on"):
            day = _known_day(_day_of(ctx, operands[0]))
            return (day, _next_day(day)) if day else None
        case ast.Between():
            first, last = (_known_day(_day_of(ctx, each)) for each in operands)
            return (first, _next_day(last)) if first and last else None
        case _:
            return None


def _known_day(term: Term) -> Constant | Moment | None:
    if term.type == DATE and isinstance(term.value, Constant | Moment):
        return term.value
    return None


def _next_day(day: Constant | Moment) -> Constant | Moment:
    if isinstance(day, Moment):
        return replace(day, steps=(*day.steps, Shift(1, "day")))
    return Moment(DATE, (Shift(1, "day"),), cast("dt.date", day.value), span=day.span)


def in_future(node: ast.Window, operands: list[Term]) -> bool:
    """Whether a window plainly begins after the present."""
    match node:
        case ast.Within(direction="next") | ast.Calendar(which="next"):
            return True
        case ast.Relation(relation="after") if operands and _is_not_past(operands[0].value):
            return True
        case ast.Relation(relation="after" | "since" | "on") | ast.Between():
            return bool(operands) and _is_future(operands[0].value)
        case _:
            return False


def _is_future(value: Value) -> bool:
    if not isinstance(value, Moment) or value.date is not None:
        return False
    shifts = [step for step in value.steps if isinstance(step, Shift)]
    return bool(shifts) and all(step.count > 0 for step in shifts)


def _is_not_past(value: Value) -> bool:
    """Whether nothing up to the present lies after a moment: `now`, `today`."""
    if not isinstance(value, Moment) or value.date is not None:
        return False
    return all(step.count >= 0 if isinstance(step, Shift) else value.type == DATE for step in value.steps)


def _window_word(node: ast.Window) -> str:
    return node.relation if isinstance(node, ast.Relation) else "between"


def _window_hint(node: ast.Window) -> str:
    if isinstance(node, ast.Distant):
        return "compare numbers with `>` and `<`"
    return "windows stand behind events, dates and datetimes"
