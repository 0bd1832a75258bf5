"""Whole numbers in engines of which `%` has the sign of its dividend."""

from __future__ import annotations

from sqlglot import exp

from segql_sql import nodes as n


def divided_down(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """`left // right`, NULL by zero, where `/` is exact of numbers that divide."""
    divisor = exp.Nullif(this=right, expression=n.whole(0))
    rest = n.binary(exp.Mod, left, divisor)
    below = n.binary(exp.NEQ, n.binary(exp.LT, rest, n.whole(0)), n.binary(exp.LT, right.copy(), n.whole(0)))
    left_over = n.binary(exp.NEQ, rest.copy(), n.whole(0))
    down = n.case([(n.all_of([left_over, below]), n.whole(1))], n.whole(0))
    exactly = n.binary(exp.Sub, left.copy(), rest.copy())
    quotient = exp.Div(this=n.operand(exactly), expression=divisor.copy(), typed=True, safe=False)
    return n.binary(exp.Sub, quotient, down)
