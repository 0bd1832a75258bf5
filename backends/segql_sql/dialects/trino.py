"""Trino: whole numbers are BIGINT or DECIMAL(38, 0), instants are TIMESTAMP(6) in UTC, days are DATE.

Numbers that are too long raise: TRY makes them NULL. Nothing depends on the session's time zone.
Functions as the manual has them: https://trino.io/docs/current/functions/list.html
"""

# ruff: noqa: D102 -- `Dialect` says what the methods do

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

from sqlglot import exp

from segql.calendar import EPOCH_UNITS, Offsets, naive_offsets
from segql.regex import parse_pattern
from segql.types import Type
from segql_sql import nodes as n
from segql_sql.dialects.base import Dialect, DriverValue
from segql_sql.dialects.whole import divided_down
from segql_sql.offsets import nested
from segql_sql.terms import INT64, Range, Term

T = exp.DType
_OPERATORS: dict[str, type[exp.Expr]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}
_INSTANT, _AWARE = "TIMESTAMP(6)", "TIMESTAMP(6) WITH TIME ZONE"
_OFFSET = r"([Zz]|:\d\d(\.\d*)?[+-]\d\d:?\d\d)$"
_SECOND, _DAY = 1_000_000, 86_400_000_000


def _as(node: exp.Expr, kind: str) -> exp.Expr:
    return n.cast(node, exp.DataType(this=T.USERDEFINED, kind=kind))


def _decimal(node: exp.Expr) -> exp.Expr:
    return n.cast(node, n.data_type(T.DECIMAL, 38, 0))


class Trino(Dialect):
    """See `segql_sql.dialects.base.Dialect`."""

    name = "trino"
    sqlglot = "trino"
    most_nested = 12
    most_divisors = 6

    # --- stored columns ---

    def read_key(self, column: exp.Expr) -> exp.Expr:
        return column

    def read_text(self, column: exp.Expr) -> exp.Expr:
        return n.to(column, T.TEXT)

    def read_decimal(self, column: exp.Expr, scale: int) -> exp.Expr:
        factor = n.to(n.whole(10**scale), T.BIGINT)
        return _try_cast(n.call("ROUND", n.times(column, factor)), n.data_type(T.BIGINT))  # of NaN, NULL

    def read_float(self, column: exp.Expr) -> exp.Expr:
        return self.finished(n.to(column, T.DOUBLE))

    def read_instant(self, column: exp.Expr, zone: str | None) -> exp.Expr:
        in_utc = _in_utc(_as(column, _AWARE))
        local = _in_zone(_as(column.copy(), _INSTANT), zone)
        aware = exp.Like(this=n.call("TYPEOF", column.copy()), expression=n.text("%with time zone"))
        return n.case([(aware, in_utc)], local)  # both branches are right of types of either kind

    def read_epoch(self, column: exp.Expr, unit: str) -> exp.Expr:
        return self.instant_at(n.times(n.to(column, T.BIGINT), n.whole(EPOCH_UNITS[unit])))

    def read_list(self, column: exp.Expr, integers: bool) -> exp.Expr:
        return _as(column, "ARRAY(BIGINT)" if integers else "ARRAY(VARCHAR)")

    def json_text(self, column: exp.Expr, path: Sequence[str | int]) -> exp.Expr:
        steps = n.text("$" + "".join(map(_step, path)))
        scalar = n.call("JSON_EXTRACT_SCALAR", column, steps)
        found = n.call("JSON_FORMAT", n.call("JSON_EXTRACT", column.copy(), steps.copy()))
        return n.coalesce(scalar, exp.Nullif(this=found, expression=n.text("null")))

    def parsed(self, text: exp.Expr, type_: Type, zone: str | None) -> exp.Expr:
        match type_.kind:
            case "string" | "enum":
                return text
            case "integer" | "duration":
                return _try_cast(text, n.data_type(T.BIGINT))
            case "decimal":
                return self._digits(text, type_.scale)
            case "boolean":
                return n.said(text, n.true(), n.false())
            case "date":
                return _try_cast(text, n.data_type(T.DATE))
            case "datetime":
                return _written_instant(text, zone)
            case "list":
                integers = type_.element is not None and type_.element.kind == "integer"
                return self.read_list(n.call("JSON_PARSE", text), integers)
            case _:
                return self.finished(_try_cast(text, n.data_type(T.DOUBLE)))

    def _digits(self, text: exp.Expr, scale: int) -> exp.Expr:
        plain = _try_cast(text, n.data_type(T.DECIMAL, 38, scale))
        scientific = _try_cast(text.copy(), n.data_type(T.DOUBLE))  # digits with an exponent
        return n.coalesce(self.read_decimal(plain, scale), self.read_decimal(scientific, scale))

    def collected(self, element: exp.Expr, integers: bool) -> exp.Expr:
        return n.call("ARRAY_AGG", element)

    def empty_list(self, integers: bool) -> exp.Expr:
        return self.read_list(exp.Array(expressions=[]), integers)

    # --- constants ---

    def literal(self, value: DriverValue) -> exp.Expr:
        if value == -INT64 and isinstance(value, int):
            return n.to(n.text(str(value)), T.BIGINT)  # its digits alone are too many
        return super().literal(value)

    def double(self, value: float) -> exp.Expr:
        return _double(value)

    def typed(self, node: exp.Expr, type_: Type) -> exp.Expr:
        match type_.kind:
            case "date":
                return n.to(node, T.DATE)
            case "datetime":
                return _as(node, _INSTANT)
            case "float" if isinstance(node, exp.Placeholder):
                return n.to(node, T.DOUBLE)
            case _:
                return node

    def now(self) -> exp.Expr:
        return _in_utc(n.call("CURRENT_TIMESTAMP", n.whole(6)))

    # --- exact numbers ---

    def exact(self, op: str, left: Term, right: Term, result: Range) -> Term:
        nullable = left.nullable or right.nullable or op == "//" or not result.fits_the_limit
        native = result.fits_64_bits and not left.wide and not right.wide
        first, second = (
            n.to(each.node, T.BIGINT) if native else _decimal(each.node) for each in (left, right)
        )
        node = divided_down(first, second) if op == "//" else n.binary(_OPERATORS[op], first, second)
        if not result.fits_the_limit:
            node = n.call("TRY", node)
        if result.fits_64_bits and not native:
            node = n.to(node, T.BIGINT)
        return Term(node, nullable, result.clipped())

    def widened(self, term: Term) -> exp.Expr:
        return term.node if term.wide else _decimal(term.node)

    def wide_constant(self, value: int) -> DriverValue:
        return str(value)

    def typed_wide(self, node: exp.Expr) -> exp.Expr:
        return _decimal(node)

    def sum(self, values: exp.Expr) -> exp.Expr:
        return n.coalesce(n.call("SUM", _decimal(values)), _decimal(n.whole(0)))

    def to_float(self, term: Term) -> exp.Expr:
        return n.to(n.to(term.node, T.TEXT) if term.wide else term.node, T.DOUBLE)

    def quotient(self, left: exp.Expr, right: int) -> exp.Expr:
        return exp.Div(this=n.to(left, T.BIGINT), expression=n.whole(right), typed=True, safe=False)

    # --- functions ---

    def float_operation(self, op: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        if op == "/":
            return n.divided(left, exp.Nullif(this=right, expression=_double(0.0)))
        return n.binary(_OPERATORS[op], left, right)

    def finished(self, result: exp.Expr) -> exp.Expr:
        is_nan = n.call("IS_NAN", result)
        return n.case([(is_nan, n.null())], n.binary(exp.Add, result.copy(), _double(0.0)))  # no -0.0

    def list_length(self, value: exp.Expr) -> exp.Expr:
        element = n.name("element")
        there = exp.Lambda(this=n.is_set(exp.Column(this=element)), expressions=[element.copy()])
        return n.call("CARDINALITY", n.call("FILTER", value, there))

    def month_day(self, date: exp.Expr) -> exp.Expr:
        month = n.times(n.call("MONTH", date), n.whole(100))
        return n.binary(exp.Add, month, n.call("DAY", date.copy()))

    def local_day(self, instant: exp.Expr, pairs: Offsets) -> exp.Expr:
        return n.to(_shifted(instant, pairs, 1), T.DATE)

    def epoch(self, value: exp.Expr, kind: str) -> exp.Expr:
        if kind == "date":
            days = n.call("DATE_DIFF", n.text("day"), n.to(n.text("1970-01-01"), T.DATE), value)
            return n.times(days, n.whole(_DAY))
        second = n.call("DATE_TRUNC", n.text("second"), value)
        seconds = n.call("DATE_DIFF", n.text("second"), _local(0), second)
        micros = n.to(n.call("SUBSTR", n.to(value.copy(), T.TEXT), n.whole(-6)), T.BIGINT)
        return n.binary(exp.Add, n.times(seconds, n.whole(_SECOND)), micros)

    def instant_at(self, microseconds: exp.Expr) -> exp.Expr:
        nanoseconds = n.times(_decimal(microseconds), n.whole(1_000))
        return _in_utc(n.call("FROM_UNIXTIME_NANOS", nanoseconds))

    def day_at(self, days: exp.Expr) -> exp.Expr:
        return n.call("DATE_ADD", n.text("day"), n.to(days, T.BIGINT), n.to(n.text("1970-01-01"), T.DATE))

    def sample_digits(self, salt: exp.Expr, key: exp.Expr) -> exp.Expr:
        salted = n.call("CONCAT", salt, n.text(":"), n.to(key, T.TEXT))
        digest = n.call("LOWER", n.call("TO_HEX", n.call("MD5", n.call("TO_UTF8", salted))))
        return n.call("SUBSTR", digest, n.whole(1), n.whole(8))

    # --- conditions ---

    def contains(self, value: exp.Expr, text: exp.Expr) -> exp.Expr:
        return n.binary(exp.GT, n.call("STRPOS", value, text), n.whole(0))

    def starts(self, value: exp.Expr, text: exp.Expr, length: int) -> exp.Expr:
        return n.call("STARTS_WITH", value, text)

    def ends(self, value: exp.Expr, text: exp.Expr, length: int) -> exp.Expr:
        return n.equal(n.call("SUBSTR", value, n.whole(-length)), text)  # from 0 on there is nothing

    def pattern(self, text: str) -> str:
        return parse_pattern(text).spelling()

    def matches(self, value: exp.Expr, pattern: exp.Expr) -> exp.Expr:
        return n.call("REGEXP_LIKE", value, pattern)

    def has_any(self, value: exp.Expr, options: Sequence[exp.Expr], integers: bool) -> exp.Expr:
        return n.call("ARRAYS_OVERLAP", value, exp.Array(expressions=list(options)))

    def cell(self, column: exp.Expr, cell: bool | int | str) -> exp.Expr:
        if isinstance(cell, bool):
            return n.equal(n.to(column, T.BIGINT), n.whole(int(cell)))  # a stored 2 is neither
        if isinstance(cell, str):
            return n.equal(self.read_text(column), n.text(cell))
        return n.equal(column, self.literal(cell))


def _try_cast(node: exp.Expr, type_: exp.DataType) -> exp.Expr:
    return exp.TryCast(this=node, to=type_)


def _in_utc(aware: exp.Expr) -> exp.Expr:
    """The time of an instant on the clock of UTC."""
    return _as(exp.AtTimeZone(this=n.operand(aware), zone=n.text("UTC")), _INSTANT)


def _in_zone(naive: exp.Expr, zone: str | None) -> exp.Expr:
    """The instant of a time on the clock of a zone."""
    pairs = naive_offsets(zone or "UTC")
    return naive if pairs == ((-(2**63), 0),) else _shifted(naive, pairs, -1)


def _shifted(time: exp.Expr, pairs: Offsets, sign: int) -> exp.Expr:
    def is_before(start: int) -> exp.Expr:
        return n.binary(exp.LT, time.copy(), _local(start))

    seconds = nested(pairs, is_before, lambda offset: n.whole(sign * offset // _SECOND))
    return n.call("DATE_ADD", n.text("second"), seconds, time.copy())


def _local(microseconds: int) -> exp.Expr:
    moment = dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=microseconds)
    return _as(n.text(moment.isoformat(" ")), _INSTANT)


def _written_instant(text: exp.Expr, zone: str | None) -> exp.Expr:
    aware = n.call("REGEXP_LIKE", text, n.text(_OFFSET))
    written = n.call("REPLACE", text.copy(), n.text(" "), n.text("T"))
    for short, full in ((r"^(.{10})$", "$1T00:00"), (r"^(.{10}T\d\d:\d\d)([Zz+-].*)?$", "$1:00$2")):
        written = n.call("REGEXP_REPLACE", written, n.text(short), n.text(full))
    as_utc = n.case([(aware, written)], n.call("CONCAT", written.copy(), n.text("Z")))
    time = _in_utc(n.call("FROM_ISO8601_TIMESTAMP_NANOS", as_utc))
    if naive_offsets(zone or "UTC") == ((-(2**63), 0),):
        return time
    return n.case([(aware.copy(), time)], _in_zone(time.copy(), zone))


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return '["' + step.replace("\\", "\\\\").replace('"', '\\"') + '"]'


def _double(value: float) -> exp.Expr:
    if math.isinf(value):
        infinity = n.call("INFINITY")
        return infinity if value > 0 else exp.Neg(this=infinity)
    digits = repr(abs(value))
    literal = exp.Literal.number(digits if "e" in digits else f"{digits}e0")  # 0.1 alone is a DECIMAL
    return exp.Neg(this=literal) if value < 0 else literal
