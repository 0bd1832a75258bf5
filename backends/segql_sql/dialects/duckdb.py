"""DuckDB: whole numbers are BIGINT or HUGEINT, instants are TIMESTAMP in UTC, days are DATE.

Nothing depends on the session's TimeZone: instants are taken from their microseconds.
"""

# ruff: noqa: D102 -- `Dialect` says what the methods do

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from sqlglot import exp

from segql.calendar import EPOCH_UNITS, Offsets, naive_offsets
from segql.regex import parse_pattern
from segql.types import Type
from segql_sql import nodes as n
from segql_sql.dialects.base import Dialect
from segql_sql.offsets import nested
from segql_sql.terms import Range, Term

T = exp.DType
_OPERATORS: dict[str, type[exp.Expr]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}

_MOST_JOINED = 100
"""Counts of different values: each is planned as a join, in the cube of their number."""


class Duckdb(Dialect):
    """See `segql_sql.dialects.base.Dialect`."""

    name = "duckdb"
    sqlglot = "duckdb"
    most_joins = 1_000
    most_nested = 30  # each level is some fifteen calls deep while the text is written
    products_nest = True
    most_divisors = 6  # NULLIF is computed as a CASE that holds the divisor twice
    materializes = False
    one_by_one = "materialized"
    most_columns = 100_000
    most_distinct = 500
    most_parameters = 65_535

    def read_key(self, column: exp.Expr) -> exp.Expr:
        return column  # a key column must not have a collation of its own

    def read_text(self, column: exp.Expr) -> exp.Expr:
        return exp.Collate(this=n.to(column, T.TEXT), expression=n.name("C"))

    def read_decimal(self, column: exp.Expr, scale: int) -> exp.Expr:
        factor = n.to(n.whole(10**scale), T.INT128)  # leaves DECIMAL room for 38 digits
        whole = n.to(n.call("ROUND", n.binary(exp.Mul, column, factor)), T.BIGINT)
        return n.case([(n.equal(n.to(column.copy(), T.DOUBLE), _nan()), n.null())], whole)

    def read_float(self, column: exp.Expr) -> exp.Expr:
        zero = n.binary(exp.Add, n.to(column, T.DOUBLE), exp.Literal.number("0e0"))  # -0.0 + 0.0 is 0.0
        return _no_nan(zero)

    def read_instant(self, column: exp.Expr, zone: str | None) -> exp.Expr:
        time = n.call("EPOCH_US", column)
        pairs = naive_offsets(zone or "UTC")
        if pairs != ((-(2**63), 0),):
            naive = nested(pairs, partial(_before, time), n.whole)
            aware = n.equal(n.call("TYPEOF", column.copy()), n.text("TIMESTAMP WITH TIME ZONE"))
            time = n.binary(exp.Sub, time, n.case([(aware, n.whole(0))], naive))
        return n.call("MAKE_TIMESTAMP", time)

    def read_list(self, column: exp.Expr, integers: bool) -> exp.Expr:
        element = n.data_type(T.BIGINT if integers else T.TEXT)
        return n.cast(column, exp.DataType(this=T.ARRAY, expressions=[element], nested=True))

    def read_epoch(self, column: exp.Expr, unit: str) -> exp.Expr:
        return n.call("MAKE_TIMESTAMP", n.times(n.to(column, T.BIGINT), n.whole(EPOCH_UNITS[unit])))

    def json_text(self, column: exp.Expr, path: Sequence[str | int]) -> exp.Expr:
        if not path:
            return n.call("JSON_EXTRACT_STRING", column, n.text("$"))
        for step in path[:-1]:
            column = n.call("JSON_EXTRACT", column, _step(step))
        return n.call("JSON_EXTRACT_STRING", column, _step(path[-1]))

    def parsed(self, text: exp.Expr, type_: Type, zone: str | None) -> exp.Expr:
        return n.call("TRY", self._parsed(text, type_, zone))  # rows that do not count may hold anything

    def _parsed(self, text: exp.Expr, type_: Type, zone: str | None) -> exp.Expr:
        match type_.kind:
            case "integer":
                return self.read_integer(text)
            case "decimal":
                return self.read_decimal(n.cast(text, n.data_type(T.DECIMAL, 38, type_.scale)), type_.scale)
            case "float":
                return self.read_float(text)
            case "boolean":
                return self.read_boolean(text)
            case "date":
                return n.to(n.to(text, T.TIMESTAMP), T.DATE)
            case "datetime":
                has_zone = n.call("REGEXP_MATCHES", text, n.text("[Tt ].*([Zz]|[+-][0-9]{2}(:?[0-9]{2})?)$"))
                aware = n.call("MAKE_TIMESTAMP", n.call("EPOCH_US", n.to(text.copy(), T.TIMESTAMPTZ)))
                return n.case([(has_zone, aware)], self.read_instant(n.to(text.copy(), T.TIMESTAMP), zone))
            case "list":
                integers = type_.element is not None and type_.element.kind == "integer"
                return self.read_list(n.to(text, T.JSON), integers)
            case _:
                return self.read_text(text)

    def collected(self, element: exp.Expr, integers: bool) -> exp.Expr:
        return n.call("LIST", element)

    def empty_list(self, integers: bool) -> exp.Expr:
        return self.read_list(n.call("LIST_VALUE"), integers)

    def double(self, value: float) -> exp.Expr:
        return _double(value)

    def typed(self, node: exp.Expr, type_: Type) -> exp.Expr:
        match type_.kind:
            case "date":
                return n.to(node, T.DATE)
            case "datetime":
                return n.to(node, T.TIMESTAMP)
            case "float" if isinstance(node, exp.Placeholder):
                return n.to(node, T.DOUBLE)
            case _:
                return node

    def exact(self, op: str, left: Term, right: Term, result: Range) -> Term:
        if op == "//":
            return Term(_divided_down(n.to(left.node, T.INT128), right.node), range=result)
        native = result.fits_64_bits and not left.wide and not right.wide
        first = n.to(left.node, T.BIGINT if native else T.INT128)
        node = n.binary(_OPERATORS[op], first, right.node)
        if not result.fits_the_limit:  # DECIMAL(38, 0) holds just the numbers of up to 38 digits
            node = n.to(n.call("TRY", n.cast(node, n.data_type(T.DECIMAL, 38, 0))), T.INT128)
        nullable = left.nullable or right.nullable or not result.fits_the_limit
        return Term(node, nullable, result.clipped())

    def sum(self, values: exp.Expr) -> exp.Expr:
        return n.coalesce(n.call("SUM", values), n.whole(0))

    def count_distinct(self, values: exp.Expr, of: int) -> exp.Expr:
        if of <= _MOST_JOINED:
            return super().count_distinct(values, of)
        known = exp.Filter(this=n.call("LIST", values), expression=exp.Where(this=n.is_set(values.copy())))
        return n.coalesce(n.call("LIST_UNIQUE", known), n.whole(0))

    def to_float(self, term: Term) -> exp.Expr:
        if not term.wide:
            return n.to(term.node, T.DOUBLE)
        return n.to(n.to(term.node, T.TEXT), T.DOUBLE)  # from HUGEINT the cast itself may round twice

    def float_operation(self, op: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        if op == "/":
            divisor = right if _is_nonzero(right) else exp.Nullif(this=right, expression=_double(0.0))
            return n.divided(left, divisor)
        return n.binary(_OPERATORS[op], left, right)

    def finished(self, result: exp.Expr) -> exp.Expr:
        return _no_nan(result)

    def list_length(self, value: exp.Expr) -> exp.Expr:
        return n.call("LIST_COUNT", value)

    def month_day(self, date: exp.Expr) -> exp.Expr:
        month = n.binary(exp.Mul, n.call("MONTH", date), n.whole(100))
        return exp.Add(this=month, expression=n.call("DAY", date.copy()))

    def local_day(self, instant: exp.Expr, pairs: Offsets) -> exp.Expr:
        time = n.call("EPOCH_US", instant)
        offset = nested(pairs, partial(_before, time), n.whole)
        return n.to(n.call("MAKE_TIMESTAMP", n.binary(exp.Add, time.copy(), offset)), T.DATE)

    def epoch(self, value: exp.Expr, kind: str) -> exp.Expr:
        return n.call("EPOCH_US", value)

    def sample_digits(self, salt: exp.Expr, key: exp.Expr) -> exp.Expr:
        salted = n.call("CONCAT", salt, n.text(":"), n.to(key, T.TEXT))
        return n.call("SUBSTR", n.call("MD5", salted), n.whole(1), n.whole(8))

    def now(self) -> exp.Expr:
        return n.call("MAKE_TIMESTAMP", n.call("EPOCH_US", n.call("NOW")))

    def instant_at(self, microseconds: exp.Expr) -> exp.Expr:
        return n.call("MAKE_TIMESTAMP", microseconds)

    def day_at(self, days: exp.Expr) -> exp.Expr:
        return n.binary(exp.Add, n.to(n.text("1970-01-01"), T.DATE), n.to(days, T.INT))

    def quotient(self, left: exp.Expr, right: int) -> exp.Expr:
        return n.binary(exp.IntDiv, left, n.whole(right))

    def contains(self, value: exp.Expr, text: exp.Expr) -> exp.Expr:
        return n.call("CONTAINS", value, text)

    def starts(self, value: exp.Expr, text: exp.Expr, length: int) -> exp.Expr:
        return n.call("STARTS_WITH", value, text)

    def ends(self, value: exp.Expr, text: exp.Expr, length: int) -> exp.Expr:
        return n.call("ENDS_WITH", value, text)

    def pattern(self, text: str) -> str:
        return parse_pattern(text).spelling()

    def matches(self, value: exp.Expr, pattern: exp.Expr) -> exp.Expr:
        return n.call("REGEXP_MATCHES", value, pattern)

    def has_any(self, value: exp.Expr, options: Sequence[exp.Expr], integers: bool) -> exp.Expr:
        return n.call("LIST_HAS_ANY", value, n.call("LIST_VALUE", *options))

    def cell(self, column: exp.Expr, cell: bool | int | str) -> exp.Expr:
        if isinstance(cell, bool):
            return n.equal(n.to(column, T.BIGINT), n.whole(int(cell)))  # a stored 2 is neither
        if isinstance(cell, str):
            return n.equal(self.read_text(column), n.text(cell))
        return n.equal(column, n.whole(cell))


def _step(step: str | int) -> exp.Expr:
    """One step into JSON: by a path for an index, by a pointer (RFC 6901) for a key of any characters."""
    if isinstance(step, int):
        return n.text(f"$[{step}]")
    return n.text("/" + step.replace("~", "~0").replace("/", "~1"))


def _before(time: exp.Expr, start: int) -> exp.Expr:
    return n.binary(exp.LT, time.copy(), n.whole(start))


def _double(value: float) -> exp.Expr:
    if math.isinf(value):
        return n.to(n.text("inf" if value > 0 else "-inf"), T.DOUBLE)
    digits = repr(abs(value))
    literal = exp.Literal.number(digits if "e" in digits else f"{digits}e0")  # 0.1 alone is a DECIMAL
    return exp.Neg(this=literal) if math.copysign(1.0, value) < 0 else literal


def _is_nonzero(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and float(node.this) != 0


def _no_nan(value: exp.Expr) -> exp.Expr:
    return exp.Nullif(this=value, expression=_nan())


def _divided_down(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    divisor = n.to(exp.Nullif(this=right, expression=n.whole(0)), T.INT128)
    cut = n.binary(exp.Mod, left, divisor)  # has the sign of `left`: `//` alone rounds towards zero
    rest = n.binary(exp.Mod, n.binary(exp.Add, cut, divisor.copy()), divisor.copy())
    return n.binary(exp.IntDiv, n.binary(exp.Sub, left.copy(), rest), divisor.copy())


def _nan() -> exp.Expr:
    return n.to(n.text("nan"), T.DOUBLE)  # here NaN equals itself
