"""Snowflake: whole numbers are NUMBER(38, 0), instants are TIMESTAMP_NTZ in UTC, lists are ARRAY.

Nothing depends on TIMEZONE or on the formats of the session: instants are taken from their
microseconds, and dates are written with their format. Functions as the manual has them:
https://docs.snowflake.com/en/sql-reference/functions-all
"""

# ruff: noqa: D102 -- `Dialect` says what the methods do

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial

from sqlglot import exp

from segql.calendar import EPOCH_UNITS, Offsets, naive_offsets
from segql.regex import parse_pattern
from segql.types import Type
from segql_sql import nodes as n
from segql_sql.dialects.base import DriverValue
from segql_sql.dialects.decimal38 import Decimal38
from segql_sql.dialects.long_names import shorten_names
from segql_sql.dialects.posix import spelled
from segql_sql.offsets import nested
from segql_sql.terms import Term

T = exp.DType
_OPERATORS: dict[str, type[exp.Expr]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}
_DATE, _INSTANT = "YYYY-MM-DD", "YYYY-MM-DD HH24:MI:SS.FF6"
_LONGEST_NAME = 255


def _tried(node: exp.Expr, kind: exp.DType, *arguments: int) -> exp.Expr:
    return exp.TryCast(this=node, to=n.data_type(kind, *arguments), requires_string=True)


class Snowflake(Decimal38):
    """See `segql_sql.dialects.base.Dialect`."""

    name = "snowflake"
    sqlglot = "snowflake"
    style = "pyformat"
    most_joins = 60
    most_columns = 1_000
    most_nested = 12
    most_divisors = 6
    most_parameters = 10_000

    def finish(self, query: exp.Select) -> exp.Select:
        shorten_names(query, _LONGEST_NAME)
        return query

    # --- stored columns ---

    def read_key(self, column: exp.Expr) -> exp.Expr:
        return column  # a key column must not have a collation of its own

    def read_text(self, column: exp.Expr) -> exp.Expr:
        return n.call("COLLATE", n.to(column, T.TEXT), n.text(""))

    def read_integer(self, column: exp.Expr) -> exp.Expr:
        return self.whole(column)

    def read_decimal(self, column: exp.Expr, scale: int) -> exp.Expr:
        is_nan = n.equal(n.to(column, T.DOUBLE), _nan())
        number = n.case([(is_nan, n.null())], column.copy())
        return self.whole(n.call("ROUND", n.times(number, n.whole(10**scale))))

    def read_float(self, column: exp.Expr) -> exp.Expr:
        return _no_nan(n.binary(exp.Add, n.to(column, T.DOUBLE), self.double(0.0)))  # -0.0 + 0.0 is 0.0

    def read_instant(self, column: exp.Expr, zone: str | None) -> exp.Expr:
        time = _microseconds(_part_of("DATEADD", "MICROSECOND", n.whole(0), column))  # of a DATE, a time
        pairs = naive_offsets(zone or "UTC")
        if pairs != ((-(2**63), 0),):
            naive = nested(pairs, partial(_before, time), n.whole)
            kind = n.call("TYPEOF", n.call("TO_VARIANT", column.copy()))
            aware = n.one_of(kind, [n.text("TIMESTAMP_LTZ"), n.text("TIMESTAMP_TZ")])
            time = n.binary(exp.Sub, time, n.case([(aware, n.whole(0))], naive))
        return self.instant_at(time)

    def read_epoch(self, column: exp.Expr, unit: str) -> exp.Expr:
        return self.instant_at(n.times(self.whole(column), n.whole(EPOCH_UNITS[unit])))

    def read_list(self, column: exp.Expr, integers: bool) -> exp.Expr:
        return n.to(column, T.ARRAY)

    def json_text(self, column: exp.Expr, path: Sequence[str | int]) -> exp.Expr:
        found = n.call("TRY_PARSE_JSON", n.to(column, T.TEXT))
        for key in path:
            found = n.call("GET", found, n.text(key) if isinstance(key, str) else n.whole(key))
        return n.to(found, T.TEXT)

    def parsed(self, text: exp.Expr, type_: Type, zone: str | None) -> exp.Expr:
        match type_.kind:
            case "integer" | "duration":
                return _tried(text, T.DECIMAL, 38, 0)
            case "decimal":
                number = _tried(text, T.DECIMAL, 20 + type_.scale, type_.scale)
                return self.whole(n.times(number, n.whole(10**type_.scale)))
            case "float":
                return _no_nan(n.binary(exp.Add, _tried(text, T.DOUBLE), self.double(0.0)))
            case "boolean":
                return n.said(text, n.true(), n.false())
            case "date":
                return n.call("TRY_TO_DATE", text, n.text(_DATE))
            case "datetime":
                return self._parsed_instant(text, zone)
            case "list":
                return n.call("AS_ARRAY", n.call("TRY_PARSE_JSON", text))
            case _:
                return text

    def _parsed_instant(self, text: exp.Expr, zone: str | None) -> exp.Expr:
        time = _microseconds(n.call("TRY_TO_TIMESTAMP_NTZ", text, n.text("AUTO")))
        naive = nested(naive_offsets(zone or "UTC"), partial(_before, time), n.whole)
        aware = n.call("REGEXP_LIKE", text.copy(), n.text(".*([Zz]|[+-][0-9]{2}:[0-9]{2})"))
        instant = _microseconds(n.call("TRY_TO_TIMESTAMP_TZ", text.copy(), n.text("AUTO")))
        return self.instant_at(n.case([(aware, instant)], n.binary(exp.Sub, time, naive)))

    def collected(self, element: exp.Expr, integers: bool) -> exp.Expr:
        return n.call("ARRAY_AGG", element)

    def empty_list(self, integers: bool) -> exp.Expr:
        return n.call("ARRAY_CONSTRUCT")

    # --- constants ---

    def stored(self, value: object, type_: Type) -> DriverValue:
        if isinstance(value, dt.datetime):
            return value.replace(tzinfo=None).isoformat(" ", "microseconds")
        return super().stored(value, type_)

    def double(self, value: float) -> exp.Expr:
        return n.to(n.text(repr(value)), T.DOUBLE)  # a literal with a point is a NUMBER

    def typed(self, node: exp.Expr, type_: Type) -> exp.Expr:
        match type_.kind:
            case "date":
                return n.call("TO_DATE", node, n.text(_DATE))
            case "datetime":
                return n.call("TO_TIMESTAMP_NTZ", node, n.text(_INSTANT))
            case "float" if isinstance(node, exp.Placeholder):
                return n.to(node, T.DOUBLE)
            case _:
                return node

    def now(self) -> exp.Expr:
        return self.instant_at(_microseconds(n.call("CURRENT_TIMESTAMP")))

    # --- exact numbers ---

    def whole(self, node: exp.Expr) -> exp.Expr:
        return n.cast(node, n.data_type(T.DECIMAL, 38, 0))

    def small(self, node: exp.Expr) -> exp.Expr:
        return self.whole(node)  # there is but one type of whole numbers

    def digits(self, node: exp.Expr, first: int, count: int) -> exp.Expr:
        text = n.call("LPAD", n.call("TO_VARCHAR", n.call("ABS", node)), n.whole(38), n.text("0"))
        return self.whole(n.call("SUBSTR", text, n.whole(first), n.whole(count)))

    def remainder(self, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        return n.call("MOD", left, right)

    def to_float(self, term: Term) -> exp.Expr:
        return n.to(n.call("TO_VARCHAR", term.node), T.DOUBLE) if term.wide else n.to(term.node, T.DOUBLE)

    def quotient(self, left: exp.Expr, right: int) -> exp.Expr:
        rest = n.call("MOD", left.copy(), n.whole(right))
        return self.whole(n.divided(n.binary(exp.Sub, left, rest), n.whole(right)))

    # --- functions ---

    def float_operation(self, op: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        if op == "/":
            return n.divided(left, exp.Nullif(this=right, expression=self.double(0.0)))
        return n.binary(_OPERATORS[op], left, right)

    def finished(self, result: exp.Expr) -> exp.Expr:
        return _no_nan(result)

    def list_length(self, value: exp.Expr) -> exp.Expr:
        return n.call("ARRAY_SIZE", n.call("ARRAY_COMPACT", value))

    def local_day(self, instant: exp.Expr, pairs: Offsets) -> exp.Expr:
        time = _microseconds(instant)
        offset = nested(pairs, partial(_before, time), n.whole)
        return n.to(self.instant_at(n.binary(exp.Add, time.copy(), offset)), T.DATE)

    def epoch(self, value: exp.Expr, kind: str) -> exp.Expr:
        return _microseconds(n.to(value, T.TIMESTAMPNTZ) if kind == "date" else value)

    def instant_at(self, microseconds: exp.Expr) -> exp.Expr:
        return n.call("TO_TIMESTAMP_NTZ", microseconds, n.whole(6))

    def day_at(self, days: exp.Expr) -> exp.Expr:
        return _part_of("DATEADD", "DAY", days, n.call("TO_DATE", n.text("1970-01-01"), n.text(_DATE)))

    def sample_digits(self, salt: exp.Expr, key: exp.Expr) -> exp.Expr:
        salted = n.call("CONCAT", salt, n.text(":"), n.call("TO_VARCHAR", key))
        return n.call("SUBSTR", n.call("MD5", salted), n.whole(1), n.whole(8))

    # --- conditions ---

    def contains(self, value: exp.Expr, text: exp.Expr) -> exp.Expr:
        found = n.call("CONTAINS", value, text)
        if isinstance(text, exp.Literal):
            return found if text.this else n.is_set(value)
        is_empty = n.all_of([n.equal(text.copy(), n.text("")), n.is_set(value.copy())])
        return n.operand(n.any_of([found, is_empty]))

    def starts(self, value: exp.Expr, text: exp.Expr, length: int) -> exp.Expr:
        return n.equal(n.call("LEFT", value, n.whole(length)), text)

    def ends(self, value: exp.Expr, text: exp.Expr, length: int) -> exp.Expr:
        return n.equal(n.call("RIGHT", value, n.whole(length)), text)

    def pattern(self, text: str) -> str:
        found = spelled(parse_pattern(text).tree)
        return f".*({found}).*" if found else ".*"

    def matches(self, value: exp.Expr, pattern: exp.Expr) -> exp.Expr:
        return n.call("REGEXP_LIKE", value, pattern, n.text("s"))  # it is about the whole string

    def has_any(self, value: exp.Expr, options: Sequence[exp.Expr], integers: bool) -> exp.Expr:
        return n.call("ARRAYS_OVERLAP", value, n.call("ARRAY_CONSTRUCT", *options))

    def cell(self, column: exp.Expr, cell: bool | int | str) -> exp.Expr:
        if isinstance(cell, str):
            return n.equal(self.read_text(column), n.text(cell))
        if isinstance(cell, bool):
            return n.equal(n.to(column, T.BIGINT), n.whole(int(cell)))  # a stored 2 is neither
        return n.equal(column, n.whole(cell))


def _part_of(function: str, part: str, *operands: exp.Expr) -> exp.Expr:
    return n.call(function, exp.Var(this=part), *operands)


def _microseconds(time: exp.Expr) -> exp.Expr:
    """Since 1970 in UTC; a time without a zone is one in UTC."""
    return _part_of("DATE_PART", "EPOCH_MICROSECOND", time)


def _before(time: exp.Expr, start: int) -> exp.Expr:
    return n.binary(exp.LT, time.copy(), n.whole(start))


def _nan() -> exp.Expr:
    return n.to(n.text("NaN"), T.DOUBLE)  # here NaN equals itself


def _no_nan(value: exp.Expr) -> exp.Expr:
    return exp.Nullif(this=value, expression=_nan())
