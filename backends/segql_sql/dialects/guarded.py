"""Arithmetic of doubles on engines that fail where IEEE 754 has an infinity or a zero.

What the result would be is known before it is computed: by the size of the operand beside a constant,
else from operands scaled by powers of two, which loses nothing.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable

from sqlglot import exp

from segql_sql import nodes as n
from segql_sql.nodes import divided, times
from segql_sql.refused import Refused

_OPERATORS: dict[str, Callable[[exp.Expr, exp.Expr], exp.Expr]] = {
    "+": lambda left, right: n.binary(exp.Add, left, right),
    "-": lambda left, right: n.binary(exp.Sub, left, right),
    "*": times,
    "/": divided,
}
_NEVER_TOO_LARGE = 2.0**969  # added to any double, it changes no largest one
_BOUND = "operands"
_FEW = 12


def operation(op: str, left: exp.Expr, right: exp.Expr, *, nests: bool = True) -> exp.Expr:
    """`left op right` of doubles: infinite or 0 where it is too large or too small, NULL by zero.

    Raises Refused for computed operands where the engine has no subquery to name them (`nests`).
    """
    if _is_safe(op, left, right):
        return _OPERATORS[op](left, right)
    columns: list[exp.Expr] = []
    first, second = _once(left, "left", columns), _once(right, "right", columns)
    result = _guarded(op, first, second)
    if not columns:
        return result
    if not nests:
        raise Refused("floats computed from computed ones", "store one of the two in a column")
    fenced = exp.Select(expressions=columns, offset=exp.Offset(expression=n.whole(0)))  # else it is inlined
    source = exp.Subquery(this=fenced, alias=exp.TableAlias(this=n.name(_BOUND)))
    return exp.Subquery(this=n.select([result], source))


def not_tiny(degrees: exp.Expr) -> exp.Expr:
    """A coordinate whose products have a size that doubles have: less than 1e-100 degrees are none."""
    return n.case([(n.binary(exp.LT, _size(degrees), double(1e-100)), n.whole(0))], degrees)


def double(value: float) -> exp.Expr:
    """A double, to the last bit."""
    digits = ("Infinity" if value > 0 else "-Infinity") if math.isinf(value) else repr(value)
    return _to_double(n.text(digits))


def whole_as_double(node: exp.Expr) -> exp.Expr:
    """A whole number of up to 38 digits as a double."""
    return _to_double(exp.Paren(this=node))


def _to_double(node: exp.Expr) -> exp.Expr:
    return n.cast(node, n.data_type(exp.DType.DOUBLE))


def _known(node: exp.Expr) -> float | None:
    """The value of a literal."""
    literal = node.this if isinstance(node, exp.Cast) else None
    return float(literal.this) if isinstance(literal, exp.Literal) else None


def _is_whole(node: exp.Expr) -> bool:
    return isinstance(node, exp.Cast) and isinstance(node.this, exp.Paren)


def _is_safe(op: str, left: exp.Expr, right: exp.Expr) -> bool:
    """Whether the result is of a size that doubles have, whatever the operands."""
    known = [each for each in (_known(left), _known(right)) if each is not None]
    if _is_whole(left) and (_is_whole(right) or known):
        divisor = _known(right)
        return all(each == 0 or 1e-200 < abs(each) < 1e200 for each in known) and (
            op != "/" or (divisor is not None and divisor != 0)
        )
    if op in ("+", "-"):
        return any(abs(each) < _NEVER_TOO_LARGE or math.isinf(each) for each in known)
    return op == "*" and any(each == 0 or math.isinf(each) for each in known)


def _once(node: exp.Expr, name: str, columns: list[exp.Expr]) -> exp.Expr:
    """An operand to mention often: a column of a subquery, unless it is short."""
    if len(list(node.walk())) <= _FEW and node.find(exp.Select, exp.Case) is None:
        return node
    columns.append(n.named(node, name))
    return n.column(name, _BOUND)


def _guarded(op: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
    first, second = _known(left), _known(right)
    match op:
        case "*":
            if first is not None:
                left, right, second = right, left, first
            return _product(left, right) if second is None else _multiple(left, right, second)
        case "/":
            if second is not None:
                return _part(left, right, second)
            return _quotient(left, right) if first is None else _reciprocal(left, right, first)
        case _:
            return _sum(op, left, right)


def _multiple(value: exp.Expr, constant: exp.Expr, known: float) -> exp.Expr:
    plain = times(value, constant)
    size = abs(known)
    if size > 1:
        return _infinite_from(_least(lambda each: math.isinf(each * size)), value, known, plain)
    return _zero_below(_least(lambda each: each * size > 0), value, plain)


def _part(value: exp.Expr, divisor: exp.Expr, known: float) -> exp.Expr:
    if known == 0:
        return n.cast(n.null(), n.data_type(exp.DType.DOUBLE))
    plain = divided(value, divisor)
    size = abs(known)
    if math.isinf(size):
        return plain
    if size < 1:
        return _infinite_from(_least(lambda each: math.isinf(each / size)), value, known, plain)
    return _zero_below(_least(lambda each: each / size > 0), value, plain)


def _reciprocal(constant: exp.Expr, divisor: exp.Expr, known: float) -> exp.Expr:
    plain = divided(constant, divisor)
    size = abs(known)
    branches = [(n.equal(divisor.copy(), n.whole(0)), n.null())]
    if 0 < size < math.inf:
        least = _least(lambda each: size / each < math.inf)
        infinite = times(_sign(divisor), double(math.copysign(math.inf, known)))
        branches.append((n.binary(exp.LT, _size(divisor), double(least)), infinite))
        largest = math.nextafter(math.inf, 0)
        if size / largest == 0:
            most = _least(lambda each: size / each == 0)
            branches.append((n.binary(exp.GTE, _size(divisor), double(most)), n.whole(0)))
    return n.case(branches, plain)


def _infinite_from(limit: float, value: exp.Expr, known: float, plain: exp.Expr) -> exp.Expr:
    infinite = times(_sign(value), double(math.copysign(math.inf, known)))
    return n.case([(n.binary(exp.GTE, _size(value), double(limit)), infinite)], plain)


def _zero_below(limit: float, value: exp.Expr, plain: exp.Expr) -> exp.Expr:
    if limit <= math.ulp(0.0):
        return plain
    return n.case([(n.binary(exp.LT, _size(value), double(limit)), n.whole(0))], plain)


def _least(holds: Callable[[float], bool]) -> float:
    """The least positive double of which something holds that holds of all greater ones, infinity too."""
    low, high = 0, 0x7FF0 << 48  # positive doubles are in the order of their bits
    while high - low > 1:
        middle = (low + high) // 2
        if holds(struct.unpack("<d", struct.pack("<q", middle))[0]):
            high = middle
        else:
            low = middle
    return struct.unpack("<d", struct.pack("<q", high))[0]


def _sum(op: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
    kind = exp.Add if op == "+" else exp.Sub
    plain = n.binary(kind, left, right)
    half = double(0.5)
    halves = n.binary(kind, times(left.copy(), half), times(right.copy(), half.copy()))
    signs = n.binary(kind, _sign(left), _sign(right))
    small, large = _sizes(left, right)
    harmless = n.any_of(
        [
            n.binary(exp.LT, large, double(2.0**1022)),
            n.binary(exp.GTE, large.copy(), double(math.inf)),
            n.binary(exp.LT, small, n.whole(1)),
        ]
    )
    fits = n.binary(exp.LT, n.call("ABS", halves), double(2.0**1023))
    return n.case([(harmless, plain), (fits, plain.copy())], times(signs, double(math.inf)))


def _product(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    plain = times(left, right)
    small, large = _sizes(left, right)
    signs = times(_sign(left), _sign(right))
    moderate = [n.binary(exp.GTE, small, double(2.0**-500)), n.binary(exp.LTE, large, double(2.0**500))]
    harmless = n.any_of(
        [
            n.all_of(moderate),
            n.equal(small.copy(), n.whole(0)),
            n.binary(exp.GTE, large.copy(), double(math.inf)),
        ]
    )

    def scaled(power: int) -> exp.Expr:
        return times(times(large.copy(), double(2.0**power)), times(small.copy(), double(2.0**power)))

    infinite = n.case(
        [(n.binary(exp.GTE, scaled(-600), double(2.0 ** (1024 - 1200))), times(signs, double(math.inf)))],
        plain.copy(),
    )
    nothing = n.case(
        [(n.binary(exp.LTE, scaled(600), double(2.0 ** (1200 - 1075))), times(signs.copy(), n.whole(0)))],
        plain.copy(),
    )
    tiny = [n.binary(exp.LTE, large.copy(), n.whole(1)), n.binary(exp.LT, small.copy(), double(2.0**-500))]
    greater = n.binary(exp.GTE, small.copy(), n.whole(1))
    return n.case([(harmless, plain), (greater, infinite), (n.all_of(tiny), nothing)], plain.copy())


def _quotient(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    plain = divided(left, right)
    small, large = _sizes(left, right)
    infinity = times(times(_sign(left), _sign(right)), double(math.inf))
    limit = times(times(_size(right), double(2.0**512)), double(2.0**512))
    infinite = n.case([(n.binary(exp.GTE, _size(left), limit), infinity)], plain.copy())
    lifted = times(times(_size(left), double(2.0**600)), double(2.0**475))
    nothing = n.case([(n.binary(exp.LTE, lifted, _size(right)), n.whole(0))], plain.copy())
    moderate = [n.binary(exp.GTE, small, double(2.0**-500)), n.binary(exp.LTE, large, double(2.0**500))]
    harmless = n.any_of([n.all_of(moderate), n.binary(exp.GTE, large.copy(), double(math.inf))])
    return n.case(
        [
            (n.equal(right.copy(), n.whole(0)), n.null()),
            (harmless, plain),
            (n.binary(exp.LT, _size(right), n.whole(1)), infinite),
            (n.binary(exp.LT, _size(left), double(2.0**-51)), nothing),
        ],
        plain.copy(),
    )


def _size(node: exp.Expr) -> exp.Expr:
    return n.call("ABS", node.copy())


def _sign(node: exp.Expr) -> exp.Expr:
    return n.call("SIGN", node.copy())


def _sizes(left: exp.Expr, right: exp.Expr) -> tuple[exp.Expr, exp.Expr]:
    return n.call("LEAST", _size(left), _size(right)), n.call("GREATEST", _size(left), _size(right))
