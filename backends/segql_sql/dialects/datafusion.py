"""DataFusion: whole numbers are BIGINT or DECIMAL(38, 0), instants are Timestamp(us, UTC), days are DATE.

Integers wrap and decimals are not checked against their precision, so what may pass 38 digits is
computed in DECIMAL(76, 0). Nothing depends on the session's time zone.
"""

# ruff: noqa: D102 -- `Dialect` says what the methods do

from __future__ import annotations

import json
import math
import string
from collections.abc import Sequence
from functools import partial

from sqlglot import exp

from segql.calendar import EPOCH_UNITS, Offsets, naive_offsets
from segql.regex import parse_pattern
from segql.types import Type
from segql_sql import nodes as n
from segql_sql.dialects.base import Dialect, DriverValue
from segql_sql.dialects.whole import divided_down
from segql_sql.offsets import nested
from segql_sql.refused import Refused
from segql_sql.terms import Range, Term

T = exp.DType
_OPERATORS: dict[str, type[exp.Expr]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}
_INSTANT = 'Timestamp(Microsecond, Some("UTC"))'
_OFFSET = r"(?:[Zz]|:\d\d(?:\.\d*)?[+-]\d\d:?\d\d)\z"
_MINUTES = r"^(.{10}[T ]\d\d:\d\d)([Zz+-].*)?$"
"""A time without seconds, which Arrow does not read."""
_LEVELS = (exp.Func, exp.Paren, exp.Query, exp.Unary, exp.In)
_MOST_LEVELS = 44
_DAY = 86_400_000_000


def _decimal(node: exp.Expr, digits: int) -> exp.Expr:
    return n.cast(node, n.data_type(T.DECIMAL, digits, 0))


def _try(node: exp.Expr, type_: exp.DataType) -> exp.Expr:
    # sqlglot's PostgreSQL writes TryCast as CAST, and its compiled generators take no subclass.
    return n.call("TRY_CAST", exp.Alias(this=node, alias=type_))


class Datafusion(Dialect):
    """See `segql_sql.dialects.base.Dialect`."""

    name = "datafusion"
    sqlglot = "postgres"
    style = "named"
    most_joins = 100
    most_columns = 10_000
    most_parameters = 10_000

    def finish(self, query: exp.Select) -> exp.Select:
        if _levels(query) > _MOST_LEVELS:
            raise Refused("a text nested this deep", "split the segment, or nest fewer values")
        return query

    def read_key(self, column: exp.Expr) -> exp.Expr:
        return column

    def read_text(self, column: exp.Expr) -> exp.Expr:
        return n.to(column, T.TEXT)

    def read_decimal(self, column: exp.Expr, scale: int) -> exp.Expr:
        factor = _decimal(n.whole(10**scale), 20)
        return n.to(_try(n.times(column, factor), n.data_type(T.DECIMAL, 38, 0)), T.BIGINT)

    def read_float(self, column: exp.Expr) -> exp.Expr:
        return self.finished(n.to(column, T.DOUBLE))

    def read_instant(self, column: exp.Expr, zone: str | None) -> exp.Expr:
        aware = n.call("contains", n.call("arrow_typeof", column.copy()), n.text('"'))
        return _in_zone(_instant(column), aware, zone)

    def read_list(self, column: exp.Expr, integers: bool) -> exp.Expr:
        return n.call("arrow_cast", column, n.text("List(Int64)" if integers else "List(Utf8)"))

    def read_epoch(self, column: exp.Expr, unit: str) -> exp.Expr:
        return _instant(n.times(n.to(column, T.BIGINT), n.whole(EPOCH_UNITS[unit])))

    def json_text(self, column: exp.Expr, path: Sequence[str | int]) -> exp.Expr:
        steps = json.dumps(list(path), ensure_ascii=False)
        return n.call("segql_json", n.to(column, T.TEXT), n.text(steps))

    def parsed(self, text: exp.Expr, type_: Type, zone: str | None) -> exp.Expr:
        match type_.kind:
            case "string" | "enum":
                return text
            case "integer" | "duration":
                return _try(text, n.data_type(T.BIGINT))
            case "decimal":
                return _digits(text, type_.scale)
            case "boolean":
                return n.said(text, n.true(), n.false())
            case "date":
                return _try(text, n.data_type(T.DATE))
            case "datetime":
                aware = n.call("regexp_like", text.copy(), n.text(_OFFSET))
                full = n.call("regexp_replace", text, n.text(_MINUTES), n.text(r"\1:00\2"))
                instant = n.call("arrow_try_cast", full, n.text(_INSTANT))
                return _in_zone(instant, aware, zone)
            case "list":
                integers = type_.element is not None and type_.element.kind == "integer"
                return n.call("segql_integers" if integers else "segql_strings", text)
            case _:
                return self.finished(_try(text, n.data_type(T.DOUBLE)))

    def collected(self, element: exp.Expr, integers: bool) -> exp.Expr:
        return self.read_list(n.call("array_agg", element), integers)

    def empty_list(self, integers: bool) -> exp.Expr:
        return self.read_list(n.call("make_array"), integers)

    def now(self) -> exp.Expr:
        return _instant(n.call("now"))

    def instant_at(self, microseconds: exp.Expr) -> exp.Expr:
        return _instant(n.to(microseconds, T.BIGINT))

    def day_at(self, days: exp.Expr) -> exp.Expr:
        return n.call("arrow_cast", n.to(days, T.INT), n.text("Date32"))

    def quotient(self, left: exp.Expr, right: int) -> exp.Expr:
        return exp.Div(this=n.to(left, T.BIGINT), expression=n.whole(right), typed=True, safe=False)

    def double(self, value: float) -> exp.Expr:
        return _double(value)

    def typed(self, node: exp.Expr, type_: Type) -> exp.Expr:
        match type_.kind:
            case "date":
                return n.to(node, T.DATE)
            case "datetime":
                return _instant(node)
            case "float" if isinstance(node, exp.Placeholder):
                return n.to(node, T.DOUBLE)
            case _:
                return node

    def exact(self, op: str, left: Term, right: Term, result: Range) -> Term:
        nullable = left.nullable or right.nullable or op == "//" or not result.fits_the_limit
        native = result.fits_64_bits and not left.wide and not right.wide
        digits = 0 if native else 38 if result.fits_the_limit and op != "//" else 76
        first, second = _with_digits(left, digits), _with_digits(right, digits)
        if op == "//":
            node = divided_down(first, second)
        elif op == "*":
            node = n.times(first, second)
        else:  # in a row without parentheses, of which the parser takes few
            node = _OPERATORS[op](this=_added(first), expression=n.operand(second))
        if digits == 76:
            node = _try(node, n.data_type(T.DECIMAL, 38, 0))
        if digits and result.fits_64_bits:
            node = n.to(node, T.BIGINT)
        return Term(node, nullable, result.clipped())

    def widened(self, term: Term) -> exp.Expr:
        return term.node if term.wide else _decimal(term.node, 38)

    def wide_constant(self, value: int) -> DriverValue:
        return str(value)  # as numbers such digits are doubles

    def typed_wide(self, node: exp.Expr) -> exp.Expr:
        return _decimal(node, 38)

    def sum(self, values: exp.Expr) -> exp.Expr:
        return n.coalesce(_decimal(n.call("SUM", _decimal(values, 20)), 38), _decimal(n.whole(0), 38))

    def to_float(self, term: Term) -> exp.Expr:
        return n.to(term.node, T.DOUBLE)

    def float_operation(self, op: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        if op == "/":
            divisor = exp.Nullif(this=_no_negative_zero(right), expression=_double(0.0))
            return n.divided(left, divisor)
        return n.binary(_OPERATORS[op], left, right)

    def finished(self, result: exp.Expr) -> exp.Expr:
        # NaN is compared by its bits, which differ
        return n.call("nanvl", _no_negative_zero(result), n.to(n.null(), T.DOUBLE))

    def lower(self, value: exp.Expr) -> exp.Expr:
        # `translate` is about graphemes, so that letters are set apart from marks that combine with them;
        # a mark of that kind in the string is one that no letter follows
        mark, other = n.call("chr", n.whole(1)), n.call("chr", n.whole(2))
        value = n.call("replace", value, mark, n.call("concat", mark.copy(), other))
        apart = n.call("concat", mark.copy(), n.text(r"\1"), mark.copy())
        value = n.call("regexp_replace", value, n.text("([A-Z])"), apart, n.text("g"))
        value = n.call("translate", value, n.text(string.ascii_uppercase), n.text(string.ascii_lowercase))
        joined = n.text(r"\x01([a-z])\x01")
        value = n.call("regexp_replace", value, joined, n.text(r"\1"), n.text("g"))
        return n.call("replace", value, n.call("concat", mark.copy(), other.copy()), mark.copy())

    def text_length(self, value: exp.Expr) -> exp.Expr:
        return n.call("character_length", value)

    def list_length(self, value: exp.Expr) -> exp.Expr:
        return n.to(n.call("array_length", n.call("array_compact", value)), T.BIGINT)

    def month_day(self, date: exp.Expr) -> exp.Expr:
        month = n.binary(exp.Mul, _part("month", date), n.whole(100))
        return n.binary(exp.Add, month, _part("day", date.copy()))

    def year(self, date: exp.Expr) -> exp.Expr:
        return _part("year", date)

    def local_day(self, instant: exp.Expr, pairs: Offsets) -> exp.Expr:
        time = n.to(instant, T.BIGINT)
        offset = nested(pairs, partial(_before, time), n.whole)
        return n.to(_instant(n.binary(exp.Add, time.copy(), offset)), T.DATE)

    def epoch(self, value: exp.Expr, kind: str) -> exp.Expr:
        count = n.to(value, T.BIGINT)
        return n.times(count, n.whole(_DAY)) if kind == "date" else count

    def sample_digits(self, salt: exp.Expr, key: exp.Expr) -> exp.Expr:
        salted = n.call("concat", salt, n.text(":"), n.to(key, T.TEXT))
        return n.call("substr", n.call("md5", salted), n.whole(1), n.whole(8))

    def contains(self, value: exp.Expr, text: exp.Expr) -> exp.Expr:
        return n.call("contains", value, text)

    def starts(self, value: exp.Expr, text: exp.Expr, length: int) -> exp.Expr:
        return n.call("starts_with", value, text)

    def ends(self, value: exp.Expr, text: exp.Expr, length: int) -> exp.Expr:
        return n.call("ends_with", value, text)

    def pattern(self, text: str) -> str:
        spelled = parse_pattern(text).spelling()
        # in a group: the optimizer makes LIKE of plain text, and leaves backslashes in it as they are
        return f"({spelled})" if r"\\" in spelled else spelled

    def matches(self, value: exp.Expr, pattern: exp.Expr) -> exp.Expr:
        return n.call("regexp_like", value, pattern)

    def has_any(self, value: exp.Expr, options: Sequence[exp.Expr], integers: bool) -> exp.Expr:
        return n.call("array_has_any", value, n.call("make_array", *options))

    def cell(self, column: exp.Expr, cell: bool | int | str) -> exp.Expr:
        if isinstance(cell, bool):
            return n.equal(n.to(column, T.BIGINT), n.whole(int(cell)))  # a stored 2 is neither
        if isinstance(cell, str):
            return n.equal(self.read_text(column), n.text(cell))
        return n.equal(column, n.whole(cell))


def _levels(query: exp.Expr) -> int:
    """How often the parser calls itself; past 50 it takes exponential time to give up."""
    deepest, pending = 0, [(query, 1)]
    while pending:
        node, level = pending.pop()
        deepest = max(deepest, level)
        is_level = isinstance(node, _LEVELS) and not isinstance(node, exp.Connector)
        right = node.expression if isinstance(node, exp.Binary) else None
        for child in node.iter_expressions():
            pending.append((child, level + (is_level or child is right)))
    return deepest


def _with_digits(term: Term, digits: int) -> exp.Expr:
    """An exact number as a DECIMAL, or (0) as a BIGINT."""
    if digits == 0:
        return n.to(term.node, T.BIGINT) if isinstance(term.node, exp.Column) else term.node
    return term.node if term.wide and digits == 38 else _decimal(term.node, digits)


def _added(node: exp.Expr) -> exp.Expr:
    return node if isinstance(node, exp.Add | exp.Sub) else n.operand(node)


def _instant(node: exp.Expr) -> exp.Expr:
    """From text, a date, microseconds, or a timestamp; one without a zone is read as UTC."""
    return n.call("arrow_cast", node, n.text(_INSTANT))


def _in_zone(instant: exp.Expr, aware: exp.Expr, zone: str | None) -> exp.Expr:
    """An instant that, unless `aware`, was read in UTC but is one of a zone."""
    pairs = naive_offsets(zone or "UTC")
    if pairs == ((-(2**63), 0),):
        return instant
    time = n.to(instant, T.BIGINT)
    naive = nested(pairs, partial(_before, time), n.whole)
    return _instant(n.binary(exp.Sub, time, n.case([(aware, n.whole(0))], naive)))


def _digits(text: exp.Expr, scale: int) -> exp.Expr:
    """A whole number of `10 ** -scale` from digits, which may have an exponent."""
    factor = _decimal(n.whole(10**scale), 20)
    plain = _try(text, n.data_type(T.DECIMAL, 38, scale))
    scientific = _try(
        n.times(_try(text.copy(), n.data_type(T.DOUBLE)), n.whole(10**scale)), n.data_type(T.DECIMAL, 38, 0)
    )
    return n.to(n.coalesce(_try(n.times(plain, factor), n.data_type(T.DECIMAL, 38, 0)), scientific), T.BIGINT)


def _part(part: str, date: exp.Expr) -> exp.Expr:
    return n.to(n.call("date_part", n.text(part), date), T.BIGINT)


def _before(time: exp.Expr, start: int) -> exp.Expr:
    return n.binary(exp.LT, time.copy(), n.whole(start))


def _double(value: float) -> exp.Expr:
    if math.isinf(value):
        return n.to(n.text("inf" if value > 0 else "-inf"), T.DOUBLE)
    digits = repr(abs(value))
    literal = exp.Literal.number(digits if "e" in digits else f"{digits}e0")
    return exp.Neg(this=literal) if value < 0 else literal


def _no_negative_zero(value: exp.Expr) -> exp.Expr:
    """Ranks, long lists and NULLIF tell -0.0 from 0.0."""
    return n.binary(exp.Add, value, _double(0.0))
