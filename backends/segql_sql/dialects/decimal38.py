"""Exact numbers for engines whose widest numbers have 38 digits, and that raise for longer ones.

Nothing may be computed that is too long, not even where a CASE would drop it: engines are free to
compute branches that they do not take. So it is an operand that is made NULL, not the result.
"""

# ruff: noqa: D102 -- `Dialect` says what the methods do

from __future__ import annotations

from abc import abstractmethod

from sqlglot import exp

from segql.meaning import EXACT_LIMIT
from segql_sql import nodes as n
from segql_sql.dialects.base import Dialect
from segql_sql.refused import Refused
from segql_sql.terms import Range, Term

_OPERATORS: dict[str, type[exp.Expr]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}
_MOST = EXACT_LIMIT - 1
_HALF = 10**19
_THIRD = 10**13
_DIVIDED = 10**32
"""A dividend below this is divided with six digits behind the point, as these engines do, in 38 digits."""
_MOST_NODES = 1_000
"""Of an operand that is written several times."""


class Decimal38(Dialect):
    """See `segql_sql.dialects.base.Dialect`."""

    @abstractmethod
    def whole(self, node: exp.Expr) -> exp.Expr:
        """A whole number of up to 38 digits."""
        ...

    @abstractmethod
    def small(self, node: exp.Expr) -> exp.Expr:
        """A 64-bit integer."""
        ...

    @abstractmethod
    def digits(self, node: exp.Expr, first: int, count: int) -> exp.Expr:
        """The number that some of the 38 digits of a whole number are, whatever its sign."""
        ...

    @abstractmethod
    def remainder(self, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        """What division of whole numbers leaves, with the sign of `left`."""
        ...

    def exact(self, op: str, left: Term, right: Term, result: Range) -> Term:
        nullable = left.nullable or right.nullable or op == "//" or not result.fits_the_limit
        if op == "//":
            node = self._divided_down(left, right)
        elif result.fits_64_bits and not left.wide and not right.wide:
            node = n.binary(_OPERATORS[op], self.small(left.node), right.node)
        elif result.fits_the_limit:
            node = n.binary(_OPERATORS[op], self.whole(left.node), right.node)
        else:
            _check_size(left.node, right.node)
            node = self._guarded(op, left, right)
        return Term(node, nullable, result.clipped())

    def typed_wide(self, node: exp.Expr) -> exp.Expr:
        return self.whole(node) if isinstance(node, exp.Placeholder) else node

    def sum(self, values: exp.Expr) -> exp.Expr:
        return n.coalesce(exp.Sum(this=self.whole(values)), n.whole(0))

    def _guarded(self, op: str, left: Term, right: Term) -> exp.Expr:
        kind = _OPERATORS[op]
        if (known := _constant(right)) is not None:
            return n.binary(kind, _between(self.whole(left.node), *_room(op, known)), right.node)
        if (known := _constant(left)) is not None:
            low, high = (known - _MOST, known + _MOST) if op == "-" else _room(op, known)
            return n.binary(kind, left.node, _between(self.whole(right.node), low, high))
        if op == "*":
            return self._product(left, right)
        return self._total(kind, self.whole(left.node), self.whole(right.node), minus=op == "-")

    def _total(self, kind: type[exp.Expr], a: exp.Expr, b: exp.Expr, *, minus: bool) -> exp.Expr:
        above, below = _part(exp.GT, b), _part(exp.LT, b)
        if minus:
            most = n.binary(exp.Add, n.whole(_MOST), below)
            least = n.binary(exp.Add, n.whole(-_MOST), above)
        else:
            most = n.binary(exp.Sub, n.whole(_MOST), above)
            least = n.binary(exp.Sub, n.whole(-_MOST), below)
        fits = n.all_of([n.binary(exp.LTE, a.copy(), most), n.binary(exp.GTE, a.copy(), least)])
        return n.binary(kind, n.case([(fits, a)]), b)

    def _product(self, left: Term, right: Term) -> exp.Expr:
        """By halves of 19 digits, of which at most one of the two upper ones may be more than zero."""
        a, b = (left, right) if left.wide else (right, left)
        upper, lower = self._half(a, 1), self._half(a, 2)
        if b.wide:
            other = self._half(b, 2)
            middle = n.case(
                [
                    (n.equal(upper, n.whole(0)), n.times(lower, self._half(b, 1))),
                    (n.equal(self._half(b, 1), n.whole(0)), n.times(upper.copy(), other)),
                ]
            )
        else:
            other = n.call("ABS", self.whole(b.node.copy()))
            middle = n.times(upper, other)
        carried = self.digits(n.times(lower.copy(), other.copy()), 1, 19)
        fits = n.binary(exp.LT, n.binary(exp.Add, middle, carried), n.whole(_HALF))
        return n.times(n.case([(fits, self.whole(a.node))]), b.node)

    def _half(self, term: Term, number: int) -> exp.Expr:
        return self.digits(term.node.copy(), 1 if number == 1 else 20, 19)

    def _divided_down(self, left: Term, right: Term) -> exp.Expr:
        _check_size(left.node, right.node)
        a, b = self.whole(left.node), self.whole(right.node)
        positive = _is_positive(left, right)
        if _size(left) < _DIVIDED and _size(right) < _DIVIDED:
            rest = self.remainder(a, _nonzero(b))
            if not positive:  # `rest` has the sign of `a`, and is to have that of `b`
                rest = self.remainder(n.binary(exp.Add, rest, b.copy()), _nonzero(b))
            return self.whole(n.divided(n.binary(exp.Sub, a.copy(), rest), _nonzero(b)))
        if right.wide:
            raise Refused("a division by numbers of more than 64 bits", "divide by smaller numbers")
        return self._long_division(left.node, b, positive=positive)

    def _long_division(self, a: exp.Expr, b: exp.Expr, *, positive: bool) -> exp.Expr:
        """By parts of 13 digits, so that no dividend has more than 32."""
        divisor = _nonzero(n.call("ABS", b))
        total: exp.Expr | None = None
        dividend: exp.Expr | None = None
        for first, count in ((1, 12), (13, 13), (26, 13)):
            part = self.digits(a.copy(), first, count)
            if dividend is not None:
                rest = self.remainder(dividend.copy(), divisor.copy())
                part = n.binary(exp.Add, n.times(rest, n.whole(_THIRD)), part)
            dividend = part
            whole = n.binary(exp.Sub, dividend, self.remainder(dividend.copy(), divisor.copy()))
            quotient = self.whole(n.divided(whole, divisor.copy()))
            total = n.binary(exp.Add, n.times(total, n.whole(_THIRD)), quotient) if total else quotient
        assert total is not None
        assert dividend is not None
        if positive:
            return total
        left_over = n.binary(exp.NEQ, self.remainder(dividend.copy(), divisor.copy()), n.whole(0))
        up = n.binary(exp.Add, total.copy(), n.case([(left_over, n.whole(1))], n.whole(0)))
        zero = n.whole(0)
        same = n.any_of(
            [
                n.all_of([n.binary(exp.GTE, a.copy(), zero), n.binary(exp.GT, b.copy(), zero.copy())]),
                n.all_of([n.binary(exp.LTE, a.copy(), zero.copy()), n.binary(exp.LT, b.copy(), zero.copy())]),
            ]
        )
        return n.case([(same, total)], exp.Neg(this=n.operand(up)))


def _constant(term: Term) -> int | None:
    return term.range.low if term.range is not None and term.range.low == term.range.high else None


def _size(term: Term) -> int:
    assert term.range is not None
    return max(abs(term.range.low), abs(term.range.high))


def _is_positive(left: Term, right: Term) -> bool:
    assert left.range is not None
    assert right.range is not None
    return left.range.low >= 0 and right.range.low >= 0


def _room(op: str, known: int) -> tuple[int, int]:
    """Between which the other operand of a constant has to lie."""
    match op:
        case "+":
            return -_MOST - known, _MOST - known
        case "-":
            return known - _MOST, known + _MOST
        case _:
            size = _MOST // max(1, abs(known))
            return -size, size


def _between(node: exp.Expr, low: int, high: int) -> exp.Expr:
    """A number, NULL where it is not within the bounds; those of more than 38 digits bound nothing."""
    tests = [
        n.binary(kind, node.copy(), n.whole(bound))
        for kind, bound in ((exp.GTE, low), (exp.LTE, high))
        if abs(bound) <= _MOST
    ]
    return n.case([(n.all_of(tests), node)])


def _part(kind: type[exp.Expr], node: exp.Expr) -> exp.Expr:
    """A number where it is above (or below) zero, else zero."""
    return n.case([(n.binary(kind, node.copy(), n.whole(0)), node.copy())], n.whole(0))


def _nonzero(node: exp.Expr) -> exp.Expr:
    return exp.Nullif(this=node.copy(), expression=n.whole(0))


def _check_size(*operands: exp.Expr) -> None:
    for operand in operands:
        if sum(1 for _ in operand.walk()) > _MOST_NODES:
            help = "nest fewer products and quotients"
            raise Refused("arithmetic past 64 bits nested this deep", help)
