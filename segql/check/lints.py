"""Remarks on conditions that mean less than they seem to."""

from __future__ import annotations

from collections.abc import Sequence

from segql import ast
from segql.check import messages
from segql.check.context import Context
from segql.meaning import Compare, Condition, Constant, Not, OneOf, Value


def connective(ctx: Context, node: ast.And | ast.Or, conditions: Sequence[Condition]) -> None:
    """Remarks on `and`/`or`: mixed without parentheses, repeated, opposed or exclusive operands."""
    if isinstance(node, ast.Or):
        _mixed(ctx, node)
    seen: set[Condition] = set()
    for operand, condition in zip(node.operands, conditions, strict=True):
        if condition in seen:
            ctx.report(operand.span, messages.redundant())
        seen.add(condition)
    all_ = isinstance(node, ast.And)
    if any(isinstance(each, Not) and each.operand in seen for each in seen):
        ctx.report(node.span, messages.always(not all_))
    elif _exclusive(conditions, negated=not all_):
        ctx.report(
            node.span, messages.always(not all_, "did you mean `or`?" if all_ else "did you mean `and`?")
        )


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
