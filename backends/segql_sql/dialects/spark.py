"""Spark: whole numbers are BIGINT or DECIMAL(38, 0), instants are TIMESTAMP with the zone of the session.

Nothing depends on the session's zone or on ANSI mode: instants are taken from their microseconds, and
what can fail is asked with `TRY_`.
"""

# ruff: noqa: D102 -- `Dialect` says what the methods do

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import ClassVar

from sqlglot import exp

from segql.calendar import Offsets, naive_offsets
from segql.regex import parse_pattern
from segql.types import Type
from segql_sql import nodes as n
from segql_sql.dialects.backtracking import may_explode
from segql_sql.dialects.base import Dialect, DriverValue
from segql_sql.offsets import nested
from segql_sql.refused import Refused
from segql_sql.terms import Range, Term

T = exp.DType
_OPERATORS: dict[str, type[exp.Expr]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}
_TRIED = {"+": "TRY_ADD", "-": "TRY_SUBTRACT", "*": "TRY_MULTIPLY"}
_WIDE = n.data_type(T.DECIMAL, 38, 0)
_ROOMY = n.data_type(T.DECIMAL, 38, 18)
"""Holds every 64-bit integer, and every decimal that can be declared."""
_HALF = 10**20
"""Of 38 digits, those before the last 20 are a 64-bit integer."""
_DAY = 86_400_000_000
_DAYS_BEFORE = 1_000_000
"""Added to days since 1970, no day of the calendar is below zero: DIV rounds towards it."""


def _tried(node: exp.Expr, type_: exp.DataType) -> exp.Expr:
    return exp.TryCast(this=node, to=type_.copy())


class Spark(Dialect):
    """See `segql_sql.dialects.base.Dialect`."""

    name = "spark"
    sqlglot = "databricks"  # which writes TRY_CAST; the `spark` of sqlglot writes CAST for it
    style = "named"
    most_joins = 100
    most_nested = 30
    most_divisors = 20
    most_columns = 100  # of more it makes methods that Java does not compile
    most_parameters = 1_000
    makes_rows = True
    at_once = 1_000
    aggregates_at_once = 300  # what a statement costs it is mostly the Java that it makes for each anew
    nodes_at_once = 10_000
    instant: ClassVar[exp.DType] = T.TIMESTAMPLTZ
    """The type of instants: TIMESTAMP alone can be configured to be one without a zone."""

    def finish(self, query: exp.Select) -> exp.Select:
        for each in query.find_all(exp.Identifier):
            if "${" in each.name:
                # the text is searched for such before it is parsed
                raise Refused(f"names with `${{`, such as `{each.name}`,", "rename what is called so")
        return query

    def read_key(self, column: exp.Expr) -> exp.Expr:
        return column  # a key column must not have a collation of its own

    def read_text(self, column: exp.Expr) -> exp.Expr:
        return n.to(column, T.TEXT)  # without a collation

    def read_integer(self, column: exp.Expr) -> exp.Expr:
        return _tried(column, n.data_type(T.BIGINT))

    def read_decimal(self, column: exp.Expr, scale: int) -> exp.Expr:
        is_float = n.one_of(n.call("TYPEOF", column), [n.text("double"), n.text("float")])
        rounded = n.call("ROUND", n.times(n.to(column.copy(), T.DOUBLE), self.double(float(10**scale))))
        return n.case([(is_float, _tried(rounded, n.data_type(T.BIGINT)))], _scaled(column.copy(), scale))

    def read_float(self, column: exp.Expr) -> exp.Expr:
        return _no_nan(n.to(column, T.DOUBLE))  # -0.0 equals 0.0 here

    def read_date(self, column: exp.Expr) -> exp.Expr:
        time = n.call("UNIX_MICROS", n.to(column.copy(), self.instant))
        return n.case([(_is_naive(column), n.to(column.copy(), T.DATE))], _day_of(time))

    def read_instant(self, column: exp.Expr, zone: str | None) -> exp.Expr:
        naive = self._in_zone(n.to(column, T.TIMESTAMPNTZ), zone)
        return n.case([(_is_naive(column.copy()), naive)], n.to(column.copy(), self.instant))

    def _in_zone(self, naive: exp.Expr, zone: str | None) -> exp.Expr:
        """The instant of a time without a zone."""
        written = n.call("CONCAT", n.to(naive, T.TEXT), n.text("Z"))
        in_utc = _tried(written, n.data_type(self.instant))
        pairs = naive_offsets(zone or "UTC")
        if pairs == ((-(2**63), 0),):
            return in_utc

        def is_before(start: int) -> exp.Expr:
            moment = dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=start)
            return n.binary(exp.LT, naive.copy(), n.to(n.text(moment.isoformat(" ")), T.TIMESTAMPNTZ))

        offset = nested(pairs, is_before, n.whole)
        return n.call("TIMESTAMP_MICROS", n.binary(exp.Sub, n.call("UNIX_MICROS", in_utc), offset))

    def read_list(self, column: exp.Expr, integers: bool) -> exp.Expr:
        return n.cast(column, _list_of(integers))

    def read_epoch(self, column: exp.Expr, unit: str) -> exp.Expr:
        count = self.read_integer(column)
        factor = {"seconds": 1_000_000, "milliseconds": 1_000}.get(unit)
        return self.instant_at(n.call("TRY_MULTIPLY", count, n.whole(factor)) if factor else count)

    def json_text(self, column: exp.Expr, path: Sequence[str | int]) -> exp.Expr:
        found = n.call("TRY_PARSE_JSON", n.to(column, T.TEXT))
        for step in path:
            if isinstance(step, str):
                found = n.call("TRY_ELEMENT_AT", _tried(found, _VARIANTS_BY_NAME), self.literal(step))
            else:
                found = n.call("TRY_ELEMENT_AT", _tried(found, _VARIANTS), n.whole(step + 1))
        return _tried(found, n.data_type(T.TEXT))

    def parsed(self, text: exp.Expr, type_: Type, zone: str | None) -> exp.Expr:
        match type_.kind:
            case "integer" | "duration":
                return _scaled(text, 0)
            case "decimal":
                return _scaled(text, type_.scale)
            case "float":
                return _no_nan(_tried(text, n.data_type(T.DOUBLE)))
            case "boolean":
                return _tried(text, n.data_type(T.BOOLEAN))
            case "date":
                return _tried(text, n.data_type(T.DATE))
            case "datetime":
                naive = self._in_zone(_tried(text, n.data_type(T.TIMESTAMPNTZ)), zone)
                aware = n.call("REGEXP_LIKE", text.copy(), n.text("[T ].*([Zz]|[+-][0-9]{2}(:?[0-9]{2})?)$"))
                return n.case([(aware, _tried(text.copy(), n.data_type(self.instant)))], naive)
            case "list":
                integers = type_.element is not None and type_.element.kind == "integer"
                elements = n.call("FROM_JSON", text, n.text("ARRAY<STRING>"))
                return _tried(elements, _list_of(integers)) if integers else elements
            case _:
                return text

    def collected(self, element: exp.Expr, integers: bool) -> exp.Expr:
        return n.call("COLLECT_LIST", element)

    def empty_list(self, integers: bool) -> exp.Expr:
        return n.cast(n.call("ARRAY"), _list_of(integers))

    def now(self) -> exp.Expr:
        return n.call("CURRENT_TIMESTAMP")

    def instant_at(self, microseconds: exp.Expr) -> exp.Expr:
        return n.call("TIMESTAMP_MICROS", microseconds)

    def day_at(self, days: exp.Expr) -> exp.Expr:
        return n.call("DATE_FROM_UNIX_DATE", n.to(days, T.INT))

    def quotient(self, left: exp.Expr, right: int) -> exp.Expr:
        return n.binary(exp.IntDiv, left, n.whole(right))

    def stored(self, value: object, type_: Type) -> DriverValue:
        if isinstance(value, dt.datetime):
            return f"{value.replace(tzinfo=None).isoformat(' ')}Z"
        return super().stored(value, type_)

    def literal(self, value: DriverValue) -> exp.Expr:
        if isinstance(value, str) and "${" in value:  # replaced before the text is parsed, even in strings
            return n.to(exp.HexString(this=value.encode().hex()), T.TEXT)
        return super().literal(value)

    def double(self, value: float) -> exp.Expr:
        if math.isinf(value):
            return n.to(n.text("Infinity" if value > 0 else "-Infinity"), T.DOUBLE)
        literal = exp.Literal.number(f"{abs(value)!r}D")  # 0.1 alone is a DECIMAL
        return exp.Neg(this=literal) if math.copysign(1.0, value) < 0 else literal

    def typed(self, node: exp.Expr, type_: Type) -> exp.Expr:
        match type_.kind:
            case "date":
                return n.to(node, T.DATE)
            case "datetime":
                return n.to(node, self.instant)
            case _:
                return node

    def exact(self, op: str, left: Term, right: Term, result: Range) -> Term:
        nullable = left.nullable or right.nullable or not result.fits_the_limit or op == "//"
        if op == "//":
            node = _divided_down(_wide(left), n.to(right.node, T.BIGINT))
            return Term(n.to(node, T.BIGINT) if result.fits_64_bits else node, nullable, result)
        if result.fits_64_bits and not left.wide and not right.wide:
            first = n.to(left.node, T.BIGINT)
            return Term(n.binary(_OPERATORS[op], first, right.node), nullable, result)
        return Term(n.call(_TRIED[op], _wide(left), _wide(right)), nullable, result.clipped())

    def widened(self, term: Term) -> exp.Expr:
        return _wide(term)

    def wide_constant(self, value: int) -> DriverValue:
        return str(value)  # the driver binds no integer beyond 64 bits

    def typed_wide(self, node: exp.Expr) -> exp.Expr:
        return n.cast(node, _WIDE.copy())

    def sum(self, values: exp.Expr) -> exp.Expr:
        return n.coalesce(n.call("SUM", n.cast(values, _WIDE.copy())), self.typed_wide(n.whole(0)))

    def to_float(self, term: Term) -> exp.Expr:
        return n.to(term.node, T.DOUBLE)

    def float_operation(self, op: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        return n.call("TRY_DIVIDE", left, right) if op == "/" else n.binary(_OPERATORS[op], left, right)

    def finished(self, result: exp.Expr) -> exp.Expr:
        return _no_nan(result)

    def without_zeros(self, numbers: Sequence[exp.Expr]) -> exp.Expr:
        # a function that Java is written for: others, and EXPLODE, have what stands in them interpreted
        return n.call("ARRAY_REMOVE", n.call("ARRAY", *numbers), n.whole(0))

    def computed_once(self, query: exp.Select, key: str) -> exp.Select:
        # to sort rows, it first looks how they are spread: what is between two exchanges runs twice
        query.set("distribute", exp.Distribute(expressions=[n.column(key)]))
        return query

    def row_each(self, value: exp.Expr) -> exp.Expr:
        return n.call("EXPLODE_OUTER", value)  # of EXPLODE it would ask first whether there are any

    def element(self, texts: Sequence[exp.Expr], number: exp.Expr) -> exp.Expr:
        return n.call("ELEMENT_AT", n.call("ARRAY", *texts), number)

    def list_length(self, value: exp.Expr) -> exp.Expr:
        return n.call("ARRAY_SIZE", n.call("ARRAY_COMPACT", value))

    def local_day(self, instant: exp.Expr, pairs: Offsets) -> exp.Expr:
        def is_before(start: int) -> exp.Expr:
            moment = dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=start)
            return n.binary(exp.LT, instant.copy(), n.to(n.text(f"{moment.isoformat(' ')}Z"), self.instant))

        offset = nested(pairs, is_before, n.whole)
        return _day_of(n.binary(exp.Add, n.call("UNIX_MICROS", instant), offset))

    def epoch(self, value: exp.Expr, kind: str) -> exp.Expr:
        if kind == "date":
            return n.times(n.to(n.call("UNIX_DATE", value), T.BIGINT), n.whole(_DAY))
        return n.call("UNIX_MICROS", value)

    def sample_digits(self, salt: exp.Expr, key: exp.Expr) -> exp.Expr:
        salted = n.call("CONCAT", salt, n.text(":"), n.to(key, T.TEXT))
        return n.call("SUBSTRING", n.call("MD5", salted), n.whole(1), n.whole(8))

    def contains(self, value: exp.Expr, text: exp.Expr) -> exp.Expr:
        return n.call("CONTAINS", value, text)

    def starts(self, value: exp.Expr, text: exp.Expr, length: int) -> exp.Expr:
        return n.call("STARTSWITH", value, text)

    def ends(self, value: exp.Expr, text: exp.Expr, length: int) -> exp.Expr:
        return n.call("ENDSWITH", value, text)

    def pattern(self, text: str) -> str:
        parsed = parse_pattern(text)
        if may_explode(parsed.tree):  # Java would go through all of them
            help = "write repetitions that read a text in one way only: `a+` for `(a+)+`"
            raise Refused("repetitions that read one text in many ways", help)
        return parsed.spelling()

    def matches(self, value: exp.Expr, pattern: exp.Expr) -> exp.Expr:
        return n.call("REGEXP_LIKE", value, pattern)

    def has_any(self, value: exp.Expr, options: Sequence[exp.Expr], integers: bool) -> exp.Expr:
        wanted = n.call("ARRAY", *options)
        return n.call("ARRAYS_OVERLAP", value, wanted)

    def cell(self, column: exp.Expr, cell: bool | int | str) -> exp.Expr:
        if isinstance(cell, bool):
            return n.equal(_tried(column, n.data_type(T.BIGINT)), n.whole(int(cell)))  # a stored 2 is neither
        if isinstance(cell, str):
            return n.equal(self.read_text(column), self.literal(cell))
        return n.equal(column, n.whole(cell))


_VARIANTS = exp.DataType(this=T.ARRAY, expressions=[n.data_type(T.VARIANT)], nested=True)
_VARIANTS_BY_NAME = exp.DataType(
    this=T.MAP, expressions=[n.data_type(T.TEXT), n.data_type(T.VARIANT)], nested=True
)


def _list_of(integers: bool) -> exp.DataType:
    element = n.data_type(T.BIGINT if integers else T.TEXT)
    return exp.DataType(this=T.ARRAY, expressions=[element], nested=True)


def _wide(term: Term) -> exp.Expr:
    """All wide terms are DECIMAL(38, 0)."""
    return term.node if term.wide else n.cast(term.node, _WIDE.copy())


def _scaled(number: exp.Expr, scale: int) -> exp.Expr:
    """A number, or the text of one, in steps of `10 ** -scale`."""
    number = _tried(number, _ROOMY)
    steps = n.call("TRY_MULTIPLY", number, n.whole(10**scale)) if scale else number
    return _tried(steps, n.data_type(T.BIGINT))


def _is_naive(column: exp.Expr) -> exp.Expr:
    """Whether a column has no zone: known when the query is planned."""
    return n.call("REGEXP_LIKE", n.call("TYPEOF", column), n.text("^(date|timestamp_ntz)"))


def _day_of(microseconds: exp.Expr) -> exp.Expr:
    """The date that holds a time since 1970."""
    positive = n.binary(exp.Add, microseconds, n.whole(_DAYS_BEFORE * _DAY))
    days = n.binary(exp.Sub, n.binary(exp.IntDiv, positive, n.whole(_DAY)), n.whole(_DAYS_BEFORE))
    return n.call("DATE_FROM_UNIX_DATE", n.to(days, T.INT))


def _no_nan(value: exp.Expr) -> exp.Expr:
    return n.call("NANVL", value, n.to(n.null(), T.DOUBLE))


def _divided_down(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """A DECIMAL(38, 0) by a BIGINT from 0 on, rounded down.

    In two halves, by hand: DIV gives 64 bits, and `/` at most 32 digits before the point.
    """
    divisor = exp.Nullif(this=right, expression=n.whole(0))
    even = n.call("TRY_SUBTRACT", left, n.call("PMOD", left.copy(), n.cast(divisor, _WIDE.copy())))
    first, last = (
        exp.IntDiv(this=even, expression=n.whole(_HALF)),
        n.binary(exp.Mod, even.copy(), n.whole(_HALF)),
    )
    carried = n.cast(n.binary(exp.Mod, first.copy(), divisor.copy()), _WIDE.copy())
    rest = n.call("TRY_ADD", n.call("TRY_MULTIPLY", carried, n.whole(_HALF)), last)
    low = n.cast(n.call("TRY_DIVIDE", rest, n.cast(divisor.copy(), _WIDE.copy())), _WIDE.copy())
    high = n.cast(n.binary(exp.IntDiv, first, divisor.copy()), _WIDE.copy())
    return n.call("TRY_ADD", n.call("TRY_MULTIPLY", high, n.whole(_HALF)), low)
