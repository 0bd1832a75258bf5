"""Tests of values: comparisons, membership, text, ranks and places."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import assert_never, cast

from segql import ast
from segql.check import comparing, events, functions, lints, messages, numbers
from segql.check.context import Scope
from segql.check.describe import what
from segql.check.evaluator import Evaluator
from segql.meaning import Attribute, Condition, InList, Near, Property
from segql.types import POINT

_EARTH_RADIUS_KM = 6371.0088
_KM_PER_MILE = 1.609344
_TESTS = {"contains": "contains", "starts with": "starts", "ends with": "ends", "matches": "matches"}

Test = (
    ast.Comparison
    | ast.Membership
    | ast.TextTest
    | ast.ContainsOf
    | ast.State
    | ast.Times
    | ast.Recurring
    | ast.Ranked
    | ast.Near
)
"""The conditions that hold no other condition."""


def named(e: Evaluator, node: ast.InNamed) -> Condition | None:
    """`in segment vip`, `in list newsletter`."""
    name = node.name.text
    if node.kind == "segment":
        return e.names.segment(e.ctx, name, node.name.span)
    if name not in e.ctx.catalog.lists:
        e.ctx.report(node.name.span, messages.unknown_list(name, e.ctx.catalog.lists))
        return None
    return InList(name, span=node.span)


def test(e: Evaluator, node: Test, scope: Scope) -> Condition | None:
    """A condition that holds no other."""
    ctx = e.ctx
    match node:
        case ast.Comparison(op, left, right):
            before = len(ctx.findings)
            one, other = e.scalar(left, scope), e.scalar(right, scope)
            found = None if one is None or other is None else comparing.compare(ctx, op, one, other)
            if len(ctx.findings) == before:
                lints.comparison(ctx, node)
            return found
        case ast.Membership(value, options):
            one, choice = e.scalar(value, scope), e.options(options, scope)
            if one is None or choice is None:
                return None
            return events.negated(comparing.one_of(ctx, one, choice), node.negated)
        case ast.TextTest(op, value, text):
            one, other = e.term(value, scope), e.scalar(text, scope)
            if one is None or other is None:
                return None
            if op == "contains":
                return events.negated(comparing.contains(ctx, one, other, node.span), node.negated)
            return events.negated(comparing.text_test(ctx, _TESTS[op], one, other, node.span), node.negated)
        case ast.ContainsOf(quantifier, value, options):
            one, choice = e.term(value, scope), e.options(options, scope)
            if one is None or choice is None:
                return None
            found = comparing.contains_of(ctx, quantifier, one, choice, node.span)
            return events.negated(found, node.negated)
        case ast.State(state, value):
            one = e.term(value, scope)
            found = None if one is None else numbers.is_set(one)
            return events.negated(found, (state == "missing") != node.negated)
        case ast.Times(value, bound, count, window):
            return events.repeated(e, node, value, bound, count, window, scope)
        case ast.Recurring():
            return events.recurring(e, node, scope)
        case ast.Ranked(value, side, percent):
            one, part = e.term(value, scope), share(e, percent)
            if one is None or part is None:
                return None
            return events.negated(functions.ranked(ctx, one, side, part, node.span), node.negated)
        case ast.Near():
            return events.negated(_near(e, node, scope), node.negated)
        case _:
            assert_never(node)


def _near(e: Evaluator, node: ast.Near, scope: Scope) -> Condition | None:
    value = e.term(node.value, scope)
    good = value is not None
    for name, degrees, limit in (("latitude", node.latitude, 90), ("longitude", node.longitude, 180)):
        if abs(degrees) > limit:
            e.ctx.report(node.span, messages.globe(name, limit))
            good = False
    if value is None or not good:
        return None
    if value.type != POINT:
        hint = "it is about points; windows of time are written `in last 3 days`"
        e.ctx.report(value.span, messages.type_operator("within ... of", what(value), hint))
        return None
    distance = float(node.distance.value) * (_KM_PER_MILE if node.unit == "mi" else 1.0)
    half = min(distance / (2 * _EARTH_RADIUS_KM), math.pi / 2)
    latitude, longitude = float(node.latitude), float(node.longitude)
    return Near(
        cast("Attribute | Property", value.value),
        latitude,
        longitude,
        math.cos(latitude * (math.pi / 180)),
        math.sin(half) * math.sin(half),
        span=node.span,
    )


def share(e: Evaluator, number: ast.Number) -> Fraction | None:
    """A percentage from 0 to 100."""
    share = Fraction(number.value)
    if not 0 <= share <= 100:
        e.ctx.report(number.span, messages.percent_range(number.text))
        return None
    return share
