"""Arithmetic: which operations the types have."""

from __future__ import annotations

from segql import ast
from segql.check import comparing, functions, messages, numbers
from segql.check.context import Scope
from segql.check.describe import what
from segql.check.evaluator import Evaluator
from segql.check.terms import Term
from segql.types import DURATION


def arithmetic(e: Evaluator, node: ast.Negative | ast.Binary, scope: Scope) -> Term | None:
    """`-x`, `x + y`, `x - y`, `x * y`, `x / y`."""
    if isinstance(node, ast.Negative):
        term = e.term(node.operand, scope)
        if term is None or not _computes(e, "-", term):
            return None
        return numbers.negative(Term(term.value, node.span, term.denominator))
    left, right = e.scalar(node.left, scope), e.scalar(node.right, scope)
    if left is None or right is None:
        return None
    sides = comparing.both_typed(e.ctx, left, right, finer=node.op in "*/")
    if sides is None:
        return None
    try:
        return _operation(e, node, *sides)
    except numbers.TooLarge:
        e.ctx.report(node.span, messages.limit_arithmetic())
        return None


def _operation(e: Evaluator, node: ast.Binary, left: Term, right: Term) -> Term | None:
    kinds = (left.type.kind, right.type.kind)
    if node.op == "-" and left.type.is_time and right.type.is_time:
        return functions.difference(e.ctx, left, right, node.span)
    if "duration" in kinds:
        if node.op in "+-" and kinds == ("duration", "duration"):
            return numbers.add(node.op, left, right, node.span)
        if node.op == "*" and sorted(kinds) == ["duration", "integer"]:
            return numbers.multiply(left, right, node.span)
        if node.op == "/" and kinds == ("duration", "integer"):
            return numbers.divide(left, right, node.span)
        if node.op == "/" and kinds == ("duration", "duration"):
            return numbers.divide(numbers.ticks(left), numbers.ticks(right), node.span)
    if not _computes(e, node.op, left) or not _computes(e, node.op, right):
        return None
    match node.op:
        case "+" | "-":
            return numbers.add(node.op, left, right, node.span)
        case "*":
            return numbers.multiply(left, right, node.span)
        case "/":
            return numbers.divide(left, right, node.span)


def _computes(e: Evaluator, op: str, term: Term) -> bool:
    if term.type.is_number:
        return True
    if op == "-" and term.type == DURATION:
        return True
    hint = "arithmetic is for numbers; moments are written `30 days ago`"
    e.ctx.report(term.span, messages.type_operator(op, what(term), hint))
    return False
