"""Events: their filters, windows, counts and sequences."""

from __future__ import annotations

from typing import cast

from segql import ast, normal
from segql.check import comparing, functions, lints, messages, times
from segql.check.context import Scope
from segql.check.describe import what
from segql.check.evaluator import Evaluator
from segql.check.terms import Celebration, Choice, EventField, EventSet, Result, Term, Truth, Untyped
from segql.diagnostics import Span
from segql.meaning import Condition, EventTime, Property, Sequence, Step
from segql.types import BOOLEAN, DATETIME, Type


def _events(e: Evaluator, node: ast.Expression, scope: Scope) -> EventSet | None:
    """Events, reported where the expression is something else."""
    result = e.check(node, scope)
    if result is None or isinstance(result, EventSet):
        return result
    e.ctx.report(result.span, messages.type_event(what(result)))
    return None


def _narrowed(e: Evaluator, found: EventSet, window: ast.Window, scope: Scope) -> EventSet | None:
    operands = _window_operands(e, window, scope, Term(EventTime(), found.span))
    if operands is None:
        return None
    condition = times.window(e.ctx, Term(EventTime(), found.span), window, operands)
    if condition is None:
        return None
    if times.in_future(window, operands):
        e.ctx.report(window.span, messages.future_window())
    lints.window(e.ctx, window, DATETIME, operands)
    if (beyond := functions.stays_inside(condition)) is not None:
        e.ctx.report(window.span, messages.in_event(beyond))
        return None
    return functions.narrowed(found, condition, window.span)


def _window_operands(e: Evaluator, window: ast.Window, scope: Scope, beside: Term) -> list[Term] | None:
    match window:
        case ast.Relation(_, operand):
            nodes = [operand]
        case ast.Between(low, high):
            nodes = [low, high]
        case _:
            nodes = []
    found: list[Term] = []
    for node in nodes:
        result = e.scalar(node, scope)
        if isinstance(result, Untyped):
            result = comparing.typed(e.ctx, result, beside)
        if result is None:
            return None
        found.append(result)
    return found


def timed(e: Evaluator, node: ast.Timed, scope: Scope) -> Result | None:
    """A window behind events, behind their property, or behind a value."""
    result = e.check(node.value, scope)
    match result:
        case None:
            return None
        case EventSet():
            found = _narrowed(e, result, node.window, scope)
            if found is None or not node.negated:
                return found
            return Truth(normal.negate(functions.happened(found)), node.span)
        case EventField(events, field) if not node.negated:
            found = _narrowed(e, events, node.window, scope)
            return None if found is None else EventField(found, field, node.span)
        case _:
            e.ctx.count(node.span, conditions=1)
            condition = negated(_windowed(e, result, node, scope), node.negated)
            return None if condition is None else Truth(condition, node.span)


def _windowed(e: Evaluator, result: Result, node: ast.Timed, scope: Scope) -> Condition | None:
    if isinstance(result, Celebration):
        operands = _window_operands(e, node.window, scope, result.value)
        if operands is None:
            return None
        return times.anniversary(e.ctx, result, node.window, operands, node.span)
    value = e.as_scalar(result)
    if value is None:
        return None
    if isinstance(value, Untyped):
        e.ctx.report(value.span, messages.parameter_untyped(value.name))
        return None
    operands = _window_operands(e, node.window, scope, value)
    if operands is None:
        return None
    if isinstance(node.window, ast.Between) and not value.type.is_time:
        low, high = operands
        above, below = (
            comparing.compare(e.ctx, ">=", value, low),
            comparing.compare(e.ctx, "<=", value, high),
        )
        if above is None or below is None:
            return None
        if times.out_of_order(low, high):
            e.ctx.report(node.window.span, messages.empty_range())
        return normal.all_of([above, below])
    lints.window(e.ctx, node.window, value.type, operands)
    return times.window(e.ctx, value, node.window, operands)


def sequence(e: Evaluator, node: ast.Sequence, scope: Scope) -> Condition | None:
    """`A then B within 3 days then no C within 1 day`."""
    first = _events(e, node.first, scope)
    found = [_step(e, step, scope) for step in node.steps]
    e.ctx.count(node.span, conditions=1 + len(found))
    if first is None or any(step is None for step in found):
        return None
    before, steps = first.event, list[Step]()
    for step, written in zip(cast("list[Step]", found), node.steps, strict=True):
        same = None
        if written.same is not None:
            same = _same(e, before, step.events.event, written.same)
            if same is None:
                return None
        steps.append(Step(step.events, step.within, step.absent, same))
        before = before if step.absent else step.events.event
    return Sequence(functions.events_of(first), tuple(steps), span=node.span)


def _step(e: Evaluator, step: ast.Step, scope: Scope) -> Step | None:
    events = _events(e, step.event, scope)
    within = times.microseconds(e.ctx, step.within)
    if events is None or within is None:
        return None
    if within == 0:
        e.ctx.report(step.within.span, messages.no_window())
    return Step(functions.events_of(events), within, step.absent)


def _same(e: Evaluator, before: str, event: str, name: ast.Name) -> tuple[Property, Property] | None:
    found: list[Property] = []
    for each in (before, event):
        type_ = e.ctx.catalog.property(each, name.text)
        if type_ is None:
            known = e.ctx.catalog.events[each].properties
            e.ctx.report(name.span, messages.unknown_property(each, name.text, known, ()))
            return None
        found.append(Property(name.text, type_, span=name.span))
    one, other = found
    if one.type.kind in ("list", "point"):
        hint = "only single values can be the same"
        e.ctx.report(name.span, messages.type_operator("with same", f"`{name.text}`, a {one.type}", hint))
        return None
    if one.type != other.type and not (one.type.is_text and other.type.is_text):
        text = f"`{before}.{name.text}`", f"`{event}.{name.text}`"
        e.ctx.report(name.span, messages.type_mismatch(*text, "give them one type in the catalog"))
        return None
    return one, other


def repeated(
    e: Evaluator,
    node: ast.Times,
    value: ast.Expression,
    bound: str,
    count: int,
    window: ast.Window | None,
    scope: Scope,
) -> Condition | None:
    """`placed_order at least 3 times in last 90 days`."""
    found = _events(e, value, scope)
    if found is not None and window is not None:
        found = _narrowed(e, found, window, scope)
    if found is None:
        return None
    op: normal.Operator
    match bound:
        case "at least":
            op = ">="
        case "at most":
            op = "<="
        case "more than":
            op = ">"
        case "fewer than":
            op = "<"
        case _:
            op = "="
    return functions.happened(EventSet(found.event, found.where, node.span), op, count)


def recurring(e: Evaluator, node: ast.Recurring, scope: Scope) -> Condition | None:
    """`placed_order in at least 3 of last 6 months`."""
    found = _events(e, node.value, scope)
    if found is None:
        return None
    windows = node.duration.count
    e.ctx.count(node.span, conditions=windows)
    each = [
        functions.happened(functions.narrowed(found, window, node.span))
        for window in times.recurring(windows, node.duration.unit, node.span)
    ]
    return normal.at_least(node.count, each)


def event_call(e: Evaluator, node: ast.Call, scope: Scope) -> Result | None:
    """`placed_order("shorts", total >= 50)`, perhaps with a property behind it."""
    event = node.name.text
    inner = Scope(event, scope.bindings)
    found: list[Condition] = []
    good = True
    for index, argument in enumerate(node.arguments):
        condition = _argument(e, event, index, argument, inner)
        if condition is None:
            good = False
        elif (beyond := functions.stays_inside(condition)) is not None:
            e.ctx.report(argument.span, messages.in_event(beyond))
            good = False
        else:
            found.append(condition)
    if not good:
        return None
    lints.arguments(e.ctx, node, found)
    events = EventSet(event, normal.all_of(found), node.span)
    return events if node.member is None else field(e, events, node.member, node.span)


def _argument(e: Evaluator, event: str, index: int, node: ast.Expression, scope: Scope) -> Condition | None:
    result = e.check(node, scope)
    match result:
        case None:
            return None
        case Term() | Untyped() | Choice() if not _is_boolean(result):
            if index:
                hint = f"name the property: `{messages.quoted(event)}(..., PROPERTY = ...)`"
                e.ctx.report(result.span, messages.type_condition(what(result), hint))
                return None
            return _subject(e, event, result)
        case Truth(literal=True) if not index and _subject_type(e, event) == BOOLEAN:
            return _subject(e, event, cast("Term", e.as_scalar(result)))
        case _:
            return functions.as_condition(e.ctx, result)


def _subject(e: Evaluator, event: str, result: Term | Untyped | Choice) -> Condition | None:
    name, type_ = e.ctx.catalog.events[event].subject, _subject_type(e, event)
    if name is None or type_ is None:
        e.ctx.report(result.span, messages.no_subject(event))
        return None
    value = Term(Property(name, type_, span=result.span), result.span)
    match result:
        case Choice() if type_.kind == "list":
            found = comparing.contains_of(e.ctx, "any", value, result, result.span)
        case Choice():
            found = comparing.one_of(e.ctx, value, result)
        case _ if type_.kind == "list":
            found = comparing.contains(e.ctx, value, result, result.span)
        case _:
            found = comparing.compare(e.ctx, "=", value, result)
    if found == normal.FALSE:
        e.ctx.report(result.span, messages.always(False))
    elif isinstance(result, Term) and result.value == value.value:
        e.ctx.report(result.span, messages.self_comparison())
    return found


def _subject_type(e: Evaluator, event: str) -> Type | None:
    name = e.ctx.catalog.events[event].subject
    return None if name is None else e.ctx.catalog.property(event, name)


def field(e: Evaluator, events: EventSet, name: ast.Name, span: Span) -> EventField | None:
    """`placed_order.total`."""
    type_ = e.ctx.catalog.property(events.event, name.text)
    if type_ is None:
        known = e.ctx.catalog.events[events.event].properties
        e.ctx.report(name.span, messages.unknown_property(events.event, name.text, known, ()))
        return None
    return EventField(events, Property(name.text, type_, span=name.span), span)


def _is_boolean(result: Term | Untyped | Choice) -> bool:
    return isinstance(result, Term) and result.type == BOOLEAN


def negated(condition: Condition | None, negative: bool) -> Condition | None:
    """The complement, where the form is negative."""
    return normal.negate(condition) if condition is not None and negative else condition
