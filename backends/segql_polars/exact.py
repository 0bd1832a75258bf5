"""Exact numbers as Int64 or Int128 expressions that never wrap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, assert_never

import polars as pl

from segql.meaning import EXACT_LIMIT

STORED = 2**63
"""No stored value is larger than this in size."""
COUNTED = 2**31
"""No customer has more rows than this."""
POPULATION = 2**40
"""There are no more customers than this."""

Exactly = Literal["+", "-", "*", "//"]
"""The arithmetic of exact numbers."""

_WRAPS = 2**127
_SAFE = 1.5e38  # between the limit and where Int128 wraps, with room for an estimate's error


@dataclass(frozen=True, slots=True)
class Exact:
    """A whole number whose size is at most `bound`: Int64 where that fits, else Int128."""

    value: pl.Expr
    bound: int

    @property
    def wide(self) -> pl.Expr:
        """The number as Int128."""
        return self.value.cast(pl.Int128)

    @property
    def is_narrow(self) -> bool:
        """Whether it is an Int64."""
        return self.bound <= STORED


def constant(value: int) -> Exact:
    """A known number; one past the limit is larger than all others, whatever it is."""
    value = max(-EXACT_LIMIT, min(value, EXACT_LIMIT))
    narrow = -STORED <= value < STORED
    bound = abs(value) if narrow else max(abs(value), STORED + 1)
    return Exact(pl.lit(value, dtype=pl.Int64 if narrow else pl.Int128), bound)


def aligned(left: Exact, right: Exact) -> tuple[pl.Expr, pl.Expr]:
    """Both as the narrowest type that holds both."""
    if left.is_narrow and right.is_narrow:
        return left.value, right.value
    return left.wide, right.wide


def arithmetic(op: Exactly, left: Exact, right: Exact) -> Exact:
    """The result, missing where it has more than 38 digits.

    Int128 wraps without a word, so results that might are first estimated as floats.
    """
    if op == "//":  # missing for a divisor of zero
        return Exact(left.wide // right.wide, max(left.bound, STORED + 1))
    bound = left.bound * right.bound if op == "*" else left.bound + right.bound
    if bound < STORED:
        return Exact(_apply(op, left.value, right.value), bound)
    bound = max(bound, STORED + 1)
    if bound < EXACT_LIMIT:
        return Exact(_apply(op, left.wide, right.wide), bound)

    def guarded(a: pl.Expr, b: pl.Expr) -> pl.Expr:
        result = _apply(op, a, b)
        fits = result.is_between(1 - EXACT_LIMIT, EXACT_LIMIT - 1)
        if bound >= _WRAPS:
            fits = fits & (_apply(op, a.cast(pl.Float64), b.cast(pl.Float64)).abs() < _SAFE)
        return pl.when(fits).then(result)

    return Exact(_once(left.wide, right.wide, guarded), EXACT_LIMIT - 1)


def _once(left: pl.Expr, right: pl.Expr, made: Callable[[pl.Expr, pl.Expr], pl.Expr]) -> pl.Expr:
    """An expression that looks at its operands several times but holds each once: deep trees of
    such would otherwise double at every level."""
    operands = pl.struct(left.alias("left"), right.alias("right"))
    result = made(pl.field("left"), pl.field("right")).alias("result")
    return operands.struct.with_fields(result).struct.field("result")


def _apply(op: Literal["+", "-", "*"], left: pl.Expr, right: pl.Expr) -> pl.Expr:
    match op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            assert_never(op)
