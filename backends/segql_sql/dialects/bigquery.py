"""BigQuery: whole numbers are INT64 or BIGNUMERIC, instants are TIMESTAMP, days are DATE.

BigQuery raises where others give infinity: `SAFE_` functions and IEEE_DIVIDE stand in for operators.
"""

# ruff: noqa: D102 -- `Dialect` says what the methods do

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from functools import partial

from sqlglot import exp

from segql.calendar import Offsets, naive_offsets
from segql.regex import parse_pattern
from segql.types import Type
from segql_sql import nodes as n
from segql_sql.dialects.base import Dialect, DriverValue
from segql_sql.dialects.bigquery_json import text_at, whole
from segql_sql.dialects.bigquery_names import adapted
from segql_sql.offsets import nested
from segql_sql.terms import INT64, Range, Term

T = exp.DType
_OPERATORS: dict[str, type[exp.Expr]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}
_SAFE = {"+": "SAFE_ADD", "-": "SAFE_SUBTRACT", "*": "SAFE_MULTIPLY"}
_UNITS = {"seconds": "SECONDS", "milliseconds": "MILLIS", "microseconds": "MICROS"}
_TO_THE_BRIM = "5.78960446186580977117854925043439539267"
"""What takes 10**38, and nothing smaller, past the greatest BIGNUMERIC."""


class Bigquery(Dialect):
    """See `segql_sql.dialects.base.Dialect`."""

    name = "bigquery"
    sqlglot = "bigquery"
    style = "at"
    most_joins = 100
    most_nested = 20
    most_divisors = 20
    most_parameters = 10_000
    most_columns = 250

    def finish(self, query: exp.Select) -> exp.Select:
        return adapted(query)

    # --- stored columns ---

    def read_key(self, column: exp.Expr) -> exp.Expr:
        return column  # a key column must not have a collation of its own

    def read_text(self, column: exp.Expr) -> exp.Expr:
        return n.call("COLLATE", n.to(column, T.TEXT), n.text(""))

    def read_integer(self, column: exp.Expr) -> exp.Expr:
        return _tried(column, T.BIGINT)

    def read_decimal(self, column: exp.Expr, scale: int) -> exp.Expr:
        # beside a FLOAT64 the factor is one too, beside a BIGNUMERIC likewise
        scaled = n.call("SAFE_MULTIPLY", column, n.to(n.text(str(10**scale)), T.DECIMAL))
        return _tried(n.call("ROUND", scaled), T.BIGINT)

    def read_float(self, column: exp.Expr) -> exp.Expr:
        return _no_nan(n.to(column, T.DOUBLE))

    def read_boolean(self, column: exp.Expr) -> exp.Expr:
        return _tried(column, T.BOOLEAN)

    def read_date(self, column: exp.Expr) -> exp.Expr:
        return n.to(column, T.DATE)

    def read_instant(self, column: exp.Expr, zone: str | None) -> exp.Expr:
        instant = n.to(column, T.TIMESTAMPTZ)
        if zone is None:  # as it is, so that partitions are pruned
            return instant
        written = n.call("FORMAT", n.text("%T"), column.copy())  # TIMESTAMP "..." or DATETIME "..."
        aware = n.call("STARTS_WITH", written, n.text("TIMESTAMP"))
        return n.case([(aware, instant)], _zoned(n.to(column.copy(), T.DATETIME), zone))

    def read_list(self, column: exp.Expr, integers: bool) -> exp.Expr:
        return column

    def read_epoch(self, column: exp.Expr, unit: str) -> exp.Expr:
        return n.call(f"SAFE.TIMESTAMP_{_UNITS[unit]}", _tried(column, T.BIGINT))

    def json_text(self, column: exp.Expr, path: Sequence[str | int]) -> exp.Expr:
        inner = n.call("JSON_VALUE", n.call("TO_JSON", column))  # of text, that text
        return text_at(whole(n.coalesce(inner, n.call("TO_JSON_STRING", column.copy()))), path)

    def parsed(self, text: exp.Expr, type_: Type, zone: str | None) -> exp.Expr:
        match type_.kind:
            case "integer" | "duration":
                return _tried(text, T.BIGINT)
            case "decimal":
                return self.read_decimal(_tried(text, T.BIGDECIMAL), type_.scale)
            case "float":
                return _no_nan(_tried(text, T.DOUBLE))
            case "boolean":
                return n.said(text, n.true(), n.false())
            case "date":
                return _tried(text, T.DATE)
            case "datetime":
                aware = n.call("REGEXP_CONTAINS", text, n.text("(Z|[+-][0-9]{2}:[0-9]{2})$"))
                minutes = n.text("^(.{10}[ T][0-9]{2}:[0-9]{2})($|Z|[+-])")
                second = n.call("REGEXP_REPLACE", text.copy(), minutes, n.text("\\1:00\\2"))
                instant = _tried(second, T.TIMESTAMPTZ)
                naive = _zoned(_tried(second.copy(), T.DATETIME), zone or "UTC")
                return n.case([(aware, instant)], naive)
            case "list":
                return _elements(text, type_.element is not None and type_.element.kind == "integer")
            case _:
                return text

    # --- constants ---

    def stored(self, value: object, type_: Type) -> DriverValue:
        if isinstance(value, dt.datetime):
            return f"{super().stored(value, type_)}+00:00"
        return super().stored(value, type_)

    def double(self, value: float) -> exp.Expr:
        return _double(value)

    def typed(self, node: exp.Expr, type_: Type) -> exp.Expr:
        match type_.kind:
            case "date":
                return n.to(node, T.DATE)
            case "datetime":
                return n.to(node, T.TIMESTAMPTZ)
            case _:
                return node

    # --- exact numbers ---

    def exact(self, op: str, left: Term, right: Term, result: Range) -> Term:
        first = n.to(left.node, T.BIGDECIMAL)
        nullable = left.nullable or right.nullable
        if op == "//":
            quotient = n.call("FLOOR", n.call("SAFE_DIVIDE", first, right.node))
            return Term(quotient, range=result.hull(Range(0, INT64)))  # stays a BIGNUMERIC
        if result.fits_64_bits and not left.wide and not right.wide:
            return Term(n.binary(_OPERATORS[op], left.node, right.node), nullable, result)
        if result.fits_the_limit:
            wide = result.hull(Range(0, INT64))
            return Term(n.binary(_OPERATORS[op], first, right.node), nullable, wide)
        brim = n.to(n.text(_TO_THE_BRIM), T.BIGDECIMAL)
        over = n.call("SAFE_MULTIPLY", n.call(_SAFE[op], first, right.node), brim)
        return Term(n.call("SAFE_DIVIDE", over, brim.copy()), range=result.clipped())

    def wide_constant(self, value: int) -> DriverValue:
        return value if -INT64 <= value < INT64 else str(value)

    def typed_wide(self, node: exp.Expr) -> exp.Expr:
        is_plain = isinstance(node, exp.Neg) or (isinstance(node, exp.Literal) and not node.is_string)
        return node if is_plain else n.to(node, T.BIGDECIMAL)

    def sum(self, values: exp.Expr) -> exp.Expr:
        return n.coalesce(n.call("SUM", n.to(values, T.BIGDECIMAL)), n.whole(0))

    def to_float(self, term: Term) -> exp.Expr:
        return n.to(term.node, T.DOUBLE)

    def quotient(self, left: exp.Expr, right: int) -> exp.Expr:
        return n.to(n.call("DIV", left, n.whole(right)), T.BIGINT)

    # --- functions ---

    def float_operation(self, op: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        if op == "/":
            divisor = right if _is_nonzero(right) else exp.Nullif(this=right, expression=_double(0.0))
            return n.call("IEEE_DIVIDE", left, divisor)
        if all(isinstance(node, (exp.Column, exp.Literal, exp.Neg)) for node in (left, right)):
            return _unbounded(op, left, right)
        pair = [exp.Alias(this=left, alias=n.name("l")), exp.Alias(this=right, alias=n.name("r"))]
        rows = exp.Unnest(
            expressions=[exp.Array(expressions=[n.call("STRUCT", *pair)])],
            alias=exp.TableAlias(columns=[n.name("o")]),
        )
        return exp.Subquery(this=n.select([_unbounded(op, n.column("l", "o"), n.column("r", "o"))], rows))

    def finished(self, result: exp.Expr) -> exp.Expr:
        return _no_nan(result)

    def text_length(self, value: exp.Expr) -> exp.Expr:
        return n.call("CHAR_LENGTH", value)

    def list_length(self, value: exp.Expr) -> exp.Expr:
        count = n.select([exp.Count(this=_element())], _rows_of(value))
        return n.case([(n.is_set(value.copy()), exp.Subquery(this=count))])

    def month_day(self, date: exp.Expr) -> exp.Expr:
        return exp.Add(this=n.times(_part("MONTH", date), n.whole(100)), expression=_part("DAY", date.copy()))

    def year(self, date: exp.Expr) -> exp.Expr:
        return _part("YEAR", date)

    def local_day(self, instant: exp.Expr, pairs: Offsets) -> exp.Expr:
        offset = nested(pairs, partial(_before, instant, T.TIMESTAMPTZ), _seconds)
        return n.call("DATE", n.call("SAFE.TIMESTAMP_ADD", instant.copy(), _span(offset)), n.text("UTC"))

    def epoch(self, value: exp.Expr, kind: str) -> exp.Expr:
        if kind == "date":
            return n.times(n.call("UNIX_DATE", value), n.whole(86_400_000_000))
        return n.call("UNIX_MICROS", value)

    def instant_at(self, microseconds: exp.Expr) -> exp.Expr:
        return n.call("SAFE.TIMESTAMP_MICROS", microseconds)

    def day_at(self, days: exp.Expr) -> exp.Expr:
        return n.call("SAFE.DATE_FROM_UNIX_DATE", days)

    def now(self) -> exp.Expr:
        return n.call("CURRENT_TIMESTAMP")

    def sample_digits(self, salt: exp.Expr, key: exp.Expr) -> exp.Expr:
        salted = n.call("CONCAT", salt, n.text(":"), n.to(key, T.TEXT))
        return n.call("SUBSTR", n.call("TO_HEX", n.call("MD5", salted)), n.whole(1), n.whole(8))

    # --- lists ---

    def collected(self, element: exp.Expr, integers: bool) -> exp.Expr:
        return n.call("ARRAY_AGG", element)

    def empty_list(self, integers: bool) -> exp.Expr:
        element = n.data_type(T.BIGINT if integers else T.TEXT)
        kind = exp.DataType(this=T.ARRAY, expressions=[element], nested=True)
        return n.cast(exp.Array(expressions=[]), kind)

    def has_any(self, value: exp.Expr, options: Sequence[exp.Expr], integers: bool) -> exp.Expr:
        found = exp.In(this=_element(), expressions=list(options))
        return exp.Exists(this=n.select([n.whole(1)], _rows_of(value), found))

    # --- conditions ---

    def contains(self, value: exp.Expr, text: exp.Expr) -> exp.Expr:
        return n.binary(exp.GT, n.call("STRPOS", value, text), n.whole(0))

    def starts(self, value: exp.Expr, text: exp.Expr, length: int) -> exp.Expr:
        return n.call("STARTS_WITH", value, text)

    def ends(self, value: exp.Expr, text: exp.Expr, length: int) -> exp.Expr:
        return n.call("ENDS_WITH", value, text)

    def pattern(self, text: str) -> str:
        return parse_pattern(text).spelling()

    def matches(self, value: exp.Expr, pattern: exp.Expr) -> exp.Expr:
        return n.call("REGEXP_CONTAINS", value, pattern)

    def cell(self, column: exp.Expr, cell: bool | int | str) -> exp.Expr:
        if isinstance(cell, bool):
            return n.equal(_tried(column, T.BIGINT), n.whole(int(cell)))  # a stored 2 is neither
        if isinstance(cell, str):
            return n.equal(self.read_text(column), n.text(cell))
        return n.equal(column, n.whole(cell))


def _tried(node: exp.Expr, kind: exp.DType) -> exp.Expr:
    return exp.TryCast(this=node, to=n.data_type(kind))


def _part(part: str, date: exp.Expr) -> exp.Expr:
    return exp.Extract(this=exp.Var(this=part), expression=date)


def _span(seconds: exp.Expr) -> exp.Expr:
    return exp.Interval(this=n.operand(seconds), unit=exp.Var(this="SECOND"))


def _seconds(microseconds: int) -> exp.Expr:
    return n.whole(microseconds // 1_000_000)


def _before(time: exp.Expr, kind: exp.DType, start: int) -> exp.Expr:
    moment = dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=start)
    zone = "+00:00" if kind == T.TIMESTAMPTZ else ""
    return n.binary(exp.LT, time.copy(), n.to(n.text(f"{moment.isoformat(' ')}{zone}"), kind))


def _zoned(naive: exp.Expr, zone: str) -> exp.Expr:
    """The instant of a DATETIME on a zone's clock."""
    instant, pairs = n.call("TIMESTAMP", naive, n.text("UTC")), naive_offsets(zone)
    if len(pairs) == 1 and pairs[0][1] == 0:
        return instant
    offset = nested(pairs, partial(_before, naive, T.DATETIME), _seconds)
    return n.call("SAFE.TIMESTAMP_SUB", instant, _span(offset))


def _double(value: float) -> exp.Expr:
    if math.isinf(value):
        return n.to(n.text("inf" if value > 0 else "-inf"), T.DOUBLE)
    literal = exp.Literal.number(repr(abs(value)))
    return exp.Neg(this=literal) if math.copysign(1.0, value) < 0 else literal


def _is_nonzero(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and float(node.this) != 0


def _no_nan(value: exp.Expr) -> exp.Expr:
    return n.case([(n.call("IS_NAN", value), n.null())], value.copy())


def _unbounded(op: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """`left op right` of doubles, infinite where BigQuery says that it overflows."""
    signs = n.binary(_OPERATORS[op], n.call("SIGN", left.copy()), n.call("SIGN", right.copy()))
    infinite = n.call("IEEE_DIVIDE", signs, _double(0.0))
    return n.coalesce(n.call(_SAFE[op], left, right), infinite)


def _element() -> exp.Expr:
    return n.name("element")  # no column, which would be given a table


def _rows_of(value: exp.Expr) -> exp.Expr:
    return exp.Unnest(expressions=[value], alias=exp.TableAlias(columns=[n.name("element")]))


def _elements(text: exp.Expr, integers: bool) -> exp.Expr:
    found = n.call("JSON_VALUE_ARRAY", text)
    if not integers:
        return found
    select = n.select([_tried(_element(), T.BIGINT)], _rows_of(found))
    return n.case([(n.is_set(found.copy()), n.call("ARRAY", select))])
