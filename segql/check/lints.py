"""Remarks on conditions that mean less than they seem to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from segql import ast, calendar
from segql.check import messages
from segql.check.context import Context
from segql.check.order import levels
from segql.check.terms import Term
from segql.diagnostics import Span
from segql.meaning import Compare, Condition, Constant, Moment, Not, OneOf, Shift, Start, Value
from segql.types import DATE, DATETIME, Type

_SEASONS = [dt.datetime(year, month, 1, 12, tzinfo=dt.UTC) for year in (2023, 2024) for month in range(1, 13)]


def connective(ctx: Context, node: ast.And | ast.Or, conditions: Sequence[Condition]) -> None:
    """Remarks on `and`/`or`: mixed without parentheses, repeated, opposed or exclusive operands."""
    if isinstance(node, ast.Or):
        _mixed(ctx, node)
    _joined(ctx, node.span, node.operands, conditions, all_=isinstance(node, ast.And))


def arguments(ctx: Context, node: ast.Call, conditions: Sequence[Condition]) -> None:
    """Remarks on what stands between an event's parentheses, where commas mean `and`."""
    _joined(ctx, node.span, node.arguments, conditions, all_=True)


def _joined(
    ctx: Context,
    span: Span,
    operands: Sequence[ast.Expression],
    conditions: Sequence[Condition],
    *,
    all_: bool,
) -> None:
    seen: set[Condition] = set()
    for operand, condition in zip(operands, conditions, strict=True):
        others = len(seen)
        seen.add(condition)
        if len(seen) == others:
            ctx.report(operand.span, messages.redundant())
    if any(isinstance(each, Not) and each.operand in seen for each in seen):
        ctx.report(span, messages.always(not all_))
    elif _exclusive(conditions, negated=not all_):
        ctx.report(span, messages.always(not all_, "did you mean `or`?" if all_ else "did you mean `and`?"))


def comparison(ctx: Context, node: ast.Comparison) -> None:
    """Remarks on a comparison of a value with itself."""
    written = (each for level in levels(node.left) for each in level)
    if node.left == node.right and any(isinstance(each, ast.Reference | ast.Call) for each in written):
        ctx.report(node.span, messages.self_comparison())


def window(ctx: Context, node: ast.Window, type_: Type, operands: Sequence[Term]) -> None:
    """Remarks on a window, behind a value of a type, in which nothing can fall."""
    match node:
        case ast.Within(duration=ast.Duration(count=0)) | ast.Distant("less", ast.Duration(count=0)):
            ctx.report(node.span, messages.no_window())
        case ast.Between() if type_ in (DATE, DATETIME):
            first, last = (each.value for each in operands)
            if isinstance(first, Moment) and isinstance(last, Moment) and _swapped(ctx, type_, first, last):
                ctx.report(node.span, messages.empty_range())
        case _:
            pass


def _swapped(ctx: Context, type_: Type, first: Moment, last: Moment) -> bool:
    """Whether one moment lies behind another in every season."""
    if type_ == DATE:
        low, high = replace(first, type=DATE), replace(last, type=DATE)
    else:
        low = (
            replace(first, type=DATETIME, steps=(*first.steps, Start("day"))) if first.type == DATE else first
        )
        end = (*last.steps, Start("day"), Shift(1, "day"), Shift(-1, "second"))
        high = replace(last, type=DATETIME, steps=end) if last.type == DATE else last
    return all(_behind(ctx, low, high, each) for each in _SEASONS)


def _behind(ctx: Context, one: Moment, other: Moment, as_of: dt.datetime) -> bool:
    zone, week = ctx.catalog.timezone, ctx.catalog.week_starts
    try:
        return calendar.resolve(one, as_of, zone, week) > calendar.resolve(other, as_of, zone, week)
    except (OverflowError, ValueError):  # binding refuses it
        return False


def _mixed(ctx: Context, node: ast.Or) -> None:
    if not any(isinstance(operand, ast.And) for operand in node.operands):
        return
    text, parts, last = ctx.source.text, list[str](), node.span.start
    for operand in node.operands:
        if isinstance(operand, ast.And):
            span = operand.span
            parts += [text[last : span.start], "(", text[span.start : span.end], ")"]
            last = span.end
    fix = "".join([*parts, text[last : node.span.end]])
    ctx.report(node.span, messages.mixed(fix))


def _exclusive(conditions: Sequence[Condition], negated: bool) -> bool:
    """Whether two conditions ask one value for different constants: `x = a and x = b`, or, negated,
    `x != a or x != b`."""
    found: dict[Value, set[Constant]] = {}
    for condition in conditions:
        if negated:
            if not isinstance(condition, Not):
                continue
            condition = condition.operand
        match condition:
            case Compare("=", value, Constant() as constant):
                options = {constant}
            case OneOf(value, several) if all(isinstance(each, Constant) for each in several):
                options = {each for each in several if isinstance(each, Constant)}
            case _:
                continue
        if value in found and not found[value] & options:
            return True
        found[value] = options
    return False
