"""SQLite: dates and instants are text of one width, lists are JSON text, booleans are 0 and 1.

Whole numbers are 64-bit as far as that is proven to be enough. Beyond, and for what SQLite has no
function for, the text calls the functions of `segql_sql.functions`.
"""

# ruff: noqa: D102 -- `Dialect` says what the methods do

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import reduce

from sqlglot import exp

from segql.calendar import EPOCH_UNITS, Offsets, naive_offsets
from segql.types import Type
from segql_sql import nodes as n
from segql_sql.dialects.base import Dialect, DriverValue
from segql_sql.offsets import nested
from segql_sql.terms import INT64, Range, Term
from segql_sql.wide import encode

T = exp.DType
_OPERATORS: dict[str, type[exp.Expr]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}
_SECOND = 1_000_000
_SECONDS = "%Y-%m-%d %H:%M:%S"
_MOST_OPERANDS = 60


class Sqlite(Dialect):
    """See `segql_sql.dialects.base.Dialect`."""

    name = "sqlite"
    sqlglot = "sqlite"
    most_joins = 60
    most_nested = 12
    products_nest = False
    most_divisors = 12
    materializes = True
    one_by_one = "materialized"
    most_columns = 1_900
    most_distinct = 900  # where an event has ids, a count is two of its 2,000 aggregates
    most_parameters = 32_766

    def read_key(self, column: exp.Expr) -> exp.Expr:
        return _binary(column)

    def read_text(self, column: exp.Expr) -> exp.Expr:
        return _binary(n.to(column, T.TEXT))

    def read_decimal(self, column: exp.Expr, scale: int) -> exp.Expr:
        factor = 10**scale
        point = n.call("INSTR", _glued(column.copy(), n.text(".")), n.text("."))
        whole = n.call("SUBSTR", column.copy(), n.whole(1), n.binary(exp.Sub, point, n.whole(1)))
        rest = n.call("SUBSTR", column.copy(), n.binary(exp.Add, point.copy(), n.whole(1)))
        padded = n.call("SUBSTR", _glued(rest, n.text("0" * scale)), n.whole(1), n.whole(scale))
        rounded = n.call("ROUND", n.binary(exp.Mul, column.copy(), _double(float(factor))))
        kind = n.call("TYPEOF", column.copy())
        return n.case(
            [
                (n.equal(kind, n.text("integer")), n.binary(exp.Mul, column, n.whole(factor))),
                (n.equal(kind.copy(), n.text("text")), n.to(_glued(whole, padded), T.BIGINT)),
            ],
            n.to(rounded, T.BIGINT),
        )

    def read_float(self, column: exp.Expr) -> exp.Expr:
        return n.to(column, T.DOUBLE)

    def read_boolean(self, column: exp.Expr) -> exp.Expr:
        return n.to(column, T.BIGINT)

    def read_date(self, column: exp.Expr) -> exp.Expr:
        return n.call("SUBSTR", column, n.whole(1), n.whole(10))

    def read_instant(self, column: exp.Expr, zone: str | None) -> exp.Expr:
        has_seconds = n.equal(n.call("SUBSTR", column.copy(), n.whole(17), n.whole(1)), n.text(":"))
        length = n.case([(has_seconds, n.whole(19))], n.whole(16))
        seconds = n.call("SUBSTR", column, n.whole(1), length)
        rest = n.call("SUBSTR", column.copy(), n.whole(17))  # the seconds and the offset
        tail = n.call("SUBSTR", rest, n.whole(-6))
        sign = n.call("SUBSTR", tail, n.whole(1), n.whole(1))
        has_offset = n.one_of(sign, [n.text("+"), n.text("-")])
        shifted = _glued(seconds, n.case([(has_offset, tail.copy())], n.text("")))
        time = n.call("STRFTIME", n.text(_SECONDS), shifted)
        pairs = naive_offsets(zone or "UTC")
        if pairs != ((-(2**63), 0),):
            local = n.call("REPLACE", column.copy(), n.text("T"), n.text(" "))
            offset = nested(pairs, lambda start: n.binary(exp.LT, local.copy(), _local(start)), _back)
            naive = n.call("STRFTIME", n.text(_SECONDS), seconds.copy(), offset)
            in_utc = n.one_of(n.call("SUBSTR", rest.copy(), n.whole(-1)), [n.text("Z"), n.text("z")])
            time = n.case([(n.any_of([has_offset.copy(), in_utc]), time)], naive)
        below = n.call("SUBSTR", column.copy(), n.whole(20))
        fraction = n.to(_glued(n.text("0"), below), T.DOUBLE)  # as far as it is a number
        digits = n.call("SUBSTR", n.call("PRINTF", n.text("%.6f"), fraction), n.whole(2))
        return _glued(time, digits)

    def read_list(self, column: exp.Expr, integers: bool) -> exp.Expr:
        return column

    def read_epoch(self, column: exp.Expr, unit: str) -> exp.Expr:
        return self.instant_at(n.times(n.to(column, T.BIGINT), n.whole(EPOCH_UNITS[unit])))

    def instant_at(self, microseconds: exp.Expr) -> exp.Expr:
        past = n.binary(exp.Mod, microseconds, n.whole(_SECOND))  # has the sign of the whole
        up = n.binary(exp.Add, past, n.whole(_SECOND))
        fraction = n.binary(exp.Mod, up, n.whole(_SECOND))
        start = n.binary(exp.Sub, microseconds.copy(), fraction)
        seconds = exp.Div(this=n.operand(start), expression=n.whole(_SECOND), typed=True, safe=False)
        day = n.call("STRFTIME", n.text(_SECONDS), seconds, n.text("unixepoch"))
        return _glued(day, n.call("PRINTF", n.text(".%06d"), fraction.copy()))

    def json_text(self, column: exp.Expr, path: Sequence[str | int]) -> exp.Expr:
        steps = [f"[{step}]" if isinstance(step, int) else f'."{step}"' for step in path]
        if not all(isinstance(step, int) or _is_plain(step) for step in path):
            return n.call("segql_json", column, n.text(json.dumps(list(path))))
        place = n.text("$" + "".join(steps))
        is_text = n.equal(n.call("JSON_TYPE", column, place), n.text("text"))
        written = exp.JSONExtract(this=n.operand(column.copy()), expression=place.copy())
        found = n.call("JSON_EXTRACT", column.copy(), place.copy())
        is_null = n.equal(n.call("JSON_TYPE", column.copy(), place.copy()), n.text("null"))
        return n.case([(is_text, found), (is_null, n.null())], written)

    def parsed(self, text: exp.Expr, type_: Type, zone: str | None) -> exp.Expr:
        match type_.kind:
            case "integer":
                return self.read_integer(text)
            case "decimal":
                return self.read_decimal(text, type_.scale)
            case "float":
                return self.read_float(text)
            case "boolean":
                return n.one_of(n.call("LOWER", text), [n.text("true"), n.text("1")])
            case "date":
                return self.read_date(text)
            case "datetime":
                return self.read_instant(text, zone)
            case "list":
                is_list = n.equal(n.call("JSON_TYPE", text), n.text("array"))
                return n.case([(n.call("JSON_VALID", text.copy()), n.case([(is_list, text.copy())]))])
            case _:
                return self.read_text(text)

    def collected(self, element: exp.Expr, integers: bool) -> exp.Expr:
        return n.call("JSON_GROUP_ARRAY", element)

    def empty_list(self, integers: bool) -> exp.Expr:
        return n.text("[]")

    def stored(self, value: object, type_: Type) -> DriverValue:
        if isinstance(value, dt.datetime):
            return value.replace(tzinfo=None).isoformat(" ", "microseconds")
        return super().stored(value, type_)

    def double(self, value: float) -> exp.Expr:
        return _double(value)

    def typed(self, node: exp.Expr, type_: Type) -> exp.Expr:
        return node

    def exact(self, op: str, left: Term, right: Term, result: Range) -> Term:
        nullable = left.nullable or right.nullable or not result.fits_the_limit
        nullable = nullable or op == "//"
        if op != "//" and result.fits_64_bits and not left.wide and not right.wide:
            return Term(n.binary(_OPERATORS[op], left.node, right.node), nullable, result)
        before = [left.node]
        if _is_exact(left.node) and len(left.node.expressions) < _MOST_OPERANDS:
            before = left.node.expressions
        node = n.call("segql_exact", *before, n.text(op), right.node)
        return Term(node, nullable, result.clipped().hull(Range(0, INT64)))  # the text of a wide number

    def widened(self, term: Term) -> exp.Expr:
        return term.node if term.wide else n.call("segql_wide", term.node)

    def wide_constant(self, value: int) -> DriverValue:
        return encode(value)

    def sum(self, values: exp.Expr) -> exp.Expr:
        return n.call("segql_sum", values)

    def to_float(self, term: Term) -> exp.Expr:
        return n.call("segql_float", term.node) if term.wide else n.to(term.node, T.DOUBLE)

    def float_operation(self, op: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        # NaN and a division by zero are NULL here
        return n.divided(left, right) if op == "/" else n.binary(_OPERATORS[op], left, right)

    def finished(self, result: exp.Expr) -> exp.Expr:
        return result

    def lower(self, value: exp.Expr) -> exp.Expr:
        return n.call("LOWER", value)

    def concatenated(self, texts: Sequence[exp.Expr]) -> exp.Expr:
        return n.grouped(lambda few: reduce(_glued, few), texts)

    def list_length(self, value: exp.Expr) -> exp.Expr:
        there = n.binary(exp.NEQ, n.column("type", "element"), n.text("null"))
        count = n.select([exp.Count(this=exp.Star())], _elements(value), there)
        return n.case([(n.is_set(value.copy()), exp.Subquery(this=count))])

    def month_day(self, date: exp.Expr) -> exp.Expr:
        return n.to(n.call("STRFTIME", n.text("%m%d"), date), T.BIGINT)

    def year(self, date: exp.Expr) -> exp.Expr:
        return n.to(n.call("STRFTIME", n.text("%Y"), date), T.BIGINT)

    def local_day(self, instant: exp.Expr, pairs: Offsets) -> exp.Expr:
        offset = nested(pairs, lambda start: n.binary(exp.LT, instant.copy(), _local(start)), _forth)
        second = n.call("SUBSTR", instant.copy(), n.whole(1), n.whole(19))  # STRFTIME would round up
        return n.call("STRFTIME", n.text("%Y-%m-%d"), second, offset)

    def epoch(self, value: exp.Expr, kind: str) -> exp.Expr:
        second = n.call("SUBSTR", value, n.whole(1), n.whole(19))
        seconds = n.to(n.call("STRFTIME", n.text("%s"), second), T.BIGINT)
        whole = n.binary(exp.Mul, seconds, n.whole(1_000_000))
        if kind == "date":
            return whole
        micros = n.to(n.call("SUBSTR", value.copy(), n.whole(21)), T.BIGINT)
        return n.binary(exp.Add, whole, micros)

    def sample_digits(self, salt: exp.Expr, key: exp.Expr) -> exp.Expr:
        salted = _glued(_glued(salt, n.text(":")), n.to(key, T.TEXT))
        return n.call("SUBSTR", n.call("segql_md5", salted), n.whole(1), n.whole(8))

    def now(self) -> exp.Expr:
        return _glued(n.call("STRFTIME", n.text("%Y-%m-%d %H:%M:%f"), n.text("now")), n.text("000"))

    def day_at(self, days: exp.Expr) -> exp.Expr:
        seconds = n.binary(exp.Mul, days, n.whole(86_400))
        return n.call("STRFTIME", n.text("%Y-%m-%d"), seconds, n.text("unixepoch"))

    def quotient(self, left: exp.Expr, right: int) -> exp.Expr:
        return exp.Div(this=n.operand(left), expression=n.whole(right), typed=True)

    def contains(self, value: exp.Expr, text: exp.Expr) -> exp.Expr:
        return n.binary(exp.GT, n.call("INSTR", value, text), n.whole(0))

    def starts(self, value: exp.Expr, text: exp.Expr, length: int) -> exp.Expr:
        return n.equal(n.call("SUBSTR", value, n.whole(1), n.whole(length)), text)

    def ends(self, value: exp.Expr, text: exp.Expr, length: int) -> exp.Expr:
        end = n.whole(-length) if length else n.binary(exp.Add, n.call("LENGTH", value), n.whole(1))
        return n.equal(n.call("SUBSTR", value.copy(), end), text)

    def pattern(self, text: str) -> str:
        return text

    def matches(self, value: exp.Expr, pattern: exp.Expr) -> exp.Expr:
        return n.equal(n.call("segql_matches", pattern, value), n.whole(1))

    def has_any(self, value: exp.Expr, options: Sequence[exp.Expr], integers: bool) -> exp.Expr:
        found = n.one_of(n.column("value", "element"), options)
        return exp.Exists(this=n.select([n.whole(1)], _elements(value), found))

    def cell(self, column: exp.Expr, cell: bool | int | str) -> exp.Expr:
        if isinstance(cell, str):
            return n.equal(self.read_text(column), n.text(cell))
        return n.equal(column, n.whole(int(cell)))


def _is_plain(step: str) -> bool:
    """Whether a key is found as it is written: in documents, others may be written with escapes."""
    return step.isascii() and step.isprintable() and not set(step) & set('"\\')


def _binary(node: exp.Expr) -> exp.Expr:
    return exp.Collate(this=node, expression=exp.Var(this="BINARY"))


def _glued(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    parts = [n.operand(part) if not isinstance(part, exp.DPipe) else part for part in (left, right)]
    return exp.DPipe(this=parts[0], expression=parts[1], safe=True)


def _elements(value: exp.Expr) -> exp.Expr:
    return exp.Table(this=n.call("JSON_EACH", value), alias=exp.TableAlias(this=n.name("element")))


def _is_exact(node: exp.Expr) -> bool:
    return isinstance(node, exp.Anonymous) and node.this == "segql_exact"


def _local(microseconds: int) -> exp.Expr:
    """A local time as the shortest text that no way to write that time sorts before."""
    moment = dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=microseconds)
    return n.text(moment.isoformat(" ").removesuffix(":00").removesuffix(" 00:00"))


def _back(offset: int) -> exp.Expr:
    return n.text(f"{-offset // 1_000_000:+d} seconds")


def _forth(offset: int) -> exp.Expr:
    return n.text(f"{offset // 1_000_000:+d} seconds")


def _double(value: float) -> exp.Expr:
    if math.isinf(value):
        return (
            n.operand(exp.Literal.number("9e999")) if value > 0 else exp.Neg(this=exp.Literal.number("9e999"))
        )
    size = abs(value)
    if _is_read_right(size):
        node = exp.Literal.number(repr(size) if "e" not in repr(size) else _with_point(repr(size)))
    else:
        node = _quotient(size)
    return exp.Neg(this=n.operand(node)) if math.copysign(1.0, value) < 0 else node


def _with_point(digits: str) -> str:
    mantissa, exponent = digits.split("e")
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}e{exponent}"


def _is_read_right(size: float) -> bool:
    """Whether SQLite surely reads the shortest digits of a double as that double.

    It multiplies or divides the digits by a power of ten, in a precision that depends on the build,
    and rounds that to a double: right unless the result is close to halfway between two doubles.
    """
    _, digits, exponent = Decimal(repr(size)).normalize().as_tuple()
    assert isinstance(exponent, int)
    whole = int("".join(map(str, digits)))
    if whole >= 2**53 or abs(exponent) > 22:
        return size == 0.0
    exact = Fraction(whole) * Fraction(10) ** exponent
    halfways = [(Fraction(size) + Fraction(math.nextafter(size, to))) / 2 for to in (0.0, math.inf)]
    return all(abs(exact - halfway) * 2**60 > exact for halfway in halfways)


def _quotient(size: float) -> exp.Expr:
    """A double from whole numbers and powers of two, which are read and computed without rounding."""
    mantissa, exponent = math.frexp(size)
    node = n.cast(n.whole(int(mantissa * 2**53)), n.data_type(T.DOUBLE))
    exponent -= 53
    while exponent:
        step = max(-52, min(52, exponent))
        power = exp.Literal.number(f"{2 ** abs(step)}.0")
        node = n.binary(exp.Mul, node, power) if step > 0 else n.divided(node, power)
        exponent -= step
    return node
