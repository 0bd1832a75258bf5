"""Names and calls: attributes, events, lets and functions."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from segql import ast, normal
from segql.check import events, functions, messages, predicates
from segql.check.context import LimitReached, Scope
from segql.check.describe import what
from segql.check.evaluator import Evaluator
from segql.check.terms import EventSet, Result, Term, Truth, relocated
from segql.diagnostics import Span
from segql.meaning import Attribute, Property

_DAYS = ("today", "yesterday", "tomorrow")
"""Keywords that stand where a name may."""


def reference(e: Evaluator, node: ast.Reference, scope: Scope) -> Result | None:
    """`country`, `customer.country`, `placed_order.total`, a let."""
    if len(node.path) == 2:
        return _dotted(e, node, scope)
    (name,) = node.path
    if name.text in scope.bindings:
        return scope.bindings[name.text]
    catalog = e.ctx.catalog
    if scope.event is not None:
        type_ = catalog.property(scope.event, name.text)
        if type_ is not None:
            return Term(Property(name.text, type_, span=node.span), node.span)
    if e.names.is_let(name.text):
        return e.names.let(e.ctx, name.text, node.span)
    if scope.event is not None and name.text not in catalog.events:
        known = catalog.events[scope.event].properties
        finding = messages.unknown_property(scope.event, name.text, known, catalog.customers.attributes)
        e.ctx.report(node.span, finding)
        return None
    return _global(e, name, node.span)


def _global(e: Evaluator, name: ast.Name, span: Span) -> Result | None:
    catalog = e.ctx.catalog
    type_ = catalog.attribute(name.text)
    if type_ is not None:
        return Term(Attribute(name.text, type_, span=span), span)
    if name.text in catalog.events:
        return EventSet(name.text, normal.TRUE, span)
    if name.text in functions.NAMES and not name.quoted:
        e.ctx.report(span, messages.call_needed(name.text, ["..."]))
        return None
    known = [*catalog.customers.attributes, *catalog.events, *e.names.lets, *_DAYS]
    e.ctx.report(span, messages.unknown_name(name.text, known))
    return None


def _dotted(e: Evaluator, node: ast.Reference, scope: Scope) -> Result | None:
    first, second = node.path
    catalog = e.ctx.catalog
    if first.text == "customer" and not (first.quoted and first.text in catalog.events):
        type_ = catalog.attribute(second.text)
        if type_ is None:
            known = catalog.customers.attributes
            e.ctx.report(second.span, messages.unknown_attribute(second.text, known))
            return None
        return Term(Attribute(second.text, type_, span=node.span), node.span)
    if first.text in catalog.events and scope.event is None:
        return events.field(e, EventSet(first.text, normal.TRUE, node.span), second, node.span)
    base = reference(e, ast.Reference((first,), span=first.span), scope)
    if isinstance(base, EventSet):
        return events.field(e, base, second, node.span)
    if base is not None:
        e.ctx.report(node.span, messages.type_operator(".", what(base), "only events have properties"))
    return None


def call(e: Evaluator, node: ast.Call, scope: Scope) -> Result | None:
    """A name with parentheses: of an event, a let or a function."""
    name = node.name.text
    if name in e.ctx.catalog.events and (node.name.quoted or name not in functions.NAMES):
        return events.event_call(e, node, scope)
    if e.names.parameters(name) is not None and (node.name.quoted or name not in functions.NAMES):
        found = _let_call(e, node, scope)
        if node.member is None or found is None:
            return found
        if isinstance(found, EventSet):
            return events.field(e, found, node.member, node.span)
        e.ctx.report(node.span, messages.type_operator(".", what(found), "only events have properties"))
        return None
    if name in functions.NAMES and not node.name.quoted:
        if node.member is not None:
            hint = f"the property stands inside: `{name}(placed_order.total)`"
            e.ctx.report(node.member.span, messages.type_operator(".", f"`{name}(...)`", hint))
            return None
        return _function_call(e, node, scope)
    catalog = e.ctx.catalog
    if e.names.is_let(name) or catalog.attribute(name) is not None or name in scope.bindings:
        e.ctx.report(node.span, messages.not_callable(name))
        return None
    known = [*catalog.events, *functions.NAMES, *e.names.lets]
    e.ctx.report(node.name.span, messages.unknown_function(name, known))
    return None


def _let_call(e: Evaluator, node: ast.Call, scope: Scope) -> Result | None:
    name = node.name.text
    parameters = cast("tuple[str, ...]", e.names.parameters(name))
    given = [e.check(each, scope) for each in node.arguments]
    if len(given) != len(parameters):
        wanted = f"{len(parameters)} value{'' if len(parameters) == 1 else 's'} ({', '.join(parameters)})"
        e.ctx.report(node.span, messages.arguments(name, wanted, len(given)))
        return None
    if any(each is None for each in given):
        return None
    return _called(e, name, dict(zip(parameters, given, strict=True)), node.span)


def _called(e: Evaluator, name: str, bindings: dict[str, Result | None], span: Span) -> Result | None:
    ctx, definition = e.ctx, e.names.lets[name]
    e.names.used.add(name)
    if ("let", name) in e.names.cyclic:
        return None
    if len(ctx.calls) >= ctx.limits.nesting // 2:
        ctx.report(span, messages.limit_nesting(ctx.limits.nesting))
        raise LimitReached
    with ctx.call(name, span):
        found = e.check(definition.expression, Scope(None, bindings))
    if found is None:
        return None
    return replace(found, span=span) if definition.source == ctx.source else relocated(found, span)


def _function_call(e: Evaluator, node: ast.Call, scope: Scope) -> Result | None:
    name = node.name.text
    if name == "sample":
        return _sample(e, node)
    if len(node.arguments) != 1:
        e.ctx.report(node.span, messages.arguments(name, "one value", len(node.arguments)))
        return None
    argument = e.check(
        node.arguments[0], Scope(None, scope.bindings) if name in functions.AGGREGATES else scope
    )
    if argument is None:
        return None
    if name in functions.AGGREGATES:
        return functions.aggregate(e.ctx, name, argument, node.span)
    return functions.value_function(e.ctx, name, argument, node.span)


def _sample(e: Evaluator, node: ast.Call) -> Truth | None:
    match node.arguments:
        case (ast.Percent(number), ast.String(salt)):
            e.ctx.count(node.span, conditions=1)
            share = predicates.share(e, number)
            return None if share is None else Truth(functions.sample(share, salt, node.span), node.span)
        case _:
            wanted = 'a percentage and a name, such as `sample(10%, "holdout")`'
            e.ctx.report(node.span, messages.arguments("sample", wanted, len(node.arguments)))
            return None
