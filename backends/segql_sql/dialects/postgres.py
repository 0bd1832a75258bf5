"""PostgreSQL 14 and newer: whole numbers are BIGINT or NUMERIC, instants are TIMESTAMP in UTC.

Booleans are 0 and 1, since PostgreSQL has no greatest boolean. Nothing depends on the session's
TimeZone or DateStyle, or on the collation of the database.
"""

# ruff: noqa: D102 -- `Dialect` says what the methods do

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlglot import exp

from segql.calendar import EPOCH_UNITS, Offsets, naive_offsets
from segql.json_values import STRINGS
from segql.meaning import EXACT_LIMIT
from segql.regex import parse_pattern
from segql.regex.spelling import POSTGRES
from segql.types import INTEGER, Type
from segql_sql import nodes as n
from segql_sql.dialects import guarded
from segql_sql.dialects.base import Dialect, DriverValue
from segql_sql.dialects.long_names import shorten_names
from segql_sql.offsets import nested
from segql_sql.terms import Range, Term

T = exp.DType
_OPERATORS: dict[str, type[exp.Expr]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}
_NUMBERS = ("smallint", "integer", "bigint", "numeric")
_SHORT = (exp.Literal, exp.Neg, exp.Placeholder, exp.Column)
_LONGEST_NAME = 63
_NO_OFFSET = ((-(2**63), 0),)
_DAY = 86_400_000_000
_DATE = "(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_FORMS = STRINGS | {
    "date": _DATE,
    "datetime": f"(?={_DATE}){STRINGS['datetime']}",
    "list": r"\s*\[\s*(?:(?:\"(?:[^\"\\]|\\.)*\"|null)\s*(?:,(?=\s*[\"n])\s*|(?=\])))*\]\s*",
}
_INTEGERS = r"\s*\[\s*(?:(?:-?(?:0|[1-9][0-9]{0,18})|null)\s*(?:,(?=\s*[-n0-9])\s*|(?=\])))*\]\s*"
"""What can be cast, but for days that a month does not have, and numbers past 64 bits."""


def _binary_text(node: exp.Expr) -> exp.Expr:
    """A string, compared by code point."""
    return exp.Collate(this=n.to(node, T.TEXT), expression=n.name("C"))


class Postgres(Dialect):
    """See `segql_sql.dialects.base.Dialect`."""

    name = "postgres"
    one_by_one = "materialized"
    sqlglot = "postgres"
    style = "format"
    most_joins = 200
    most_columns = 1_600
    most_nested = 20
    most_divisors = 20
    most_parameters = 65_000

    def finish(self, query: exp.Select) -> exp.Select:
        """Orders the keys by code point: as numbers where they are such."""
        order = query.args.get("order")
        for key in order.expressions if order is not None else ():
            number = n.case([(_is_stored_as(key, *_NUMBERS), n.to(n.to(key.copy(), T.TEXT), T.DECIMAL))])
            query.set("order", exp.Order(expressions=[number, _binary_text(key.copy())]))
        shorten_names(query, _LONGEST_NAME)
        return query

    def read_key(self, column: exp.Expr) -> exp.Expr:
        return column

    def read_text(self, column: exp.Expr) -> exp.Expr:
        return _binary_text(column)

    def read_decimal(self, column: exp.Expr, scale: int) -> exp.Expr:
        factor = n.whole(10**scale)
        exact = n.call("ROUND", n.times(n.to(column.copy(), T.DECIMAL), factor))
        double = n.times(n.to(column.copy(), T.DOUBLE), factor.copy())  # to NUMERIC it would lose digits
        cut = n.call("TRUNC", double)
        is_half = n.equal(n.call("ABS", n.binary(exp.Sub, double.copy(), cut)), guarded.double(0.5))
        away = n.binary(exp.Add, cut.copy(), n.call("SIGN", double.copy()))
        rounded = n.case([(is_half, away)], n.call("ROUND", double.copy()))
        return n.case(
            [
                (n.equal(n.to(column.copy(), T.DOUBLE), n.text("NaN")), n.null()),
                (_is_stored_as(column, "double precision", "real"), n.to(rounded, T.BIGINT)),
            ],
            n.to(exact, T.BIGINT),
        )

    def read_float(self, column: exp.Expr) -> exp.Expr:
        return _no_nan(n.to(column, T.DOUBLE))

    def read_coordinate(self, column: exp.Expr) -> exp.Expr:
        degrees = n.to(column, T.DOUBLE)  # NaN is greater than all numbers here
        return guarded.not_tiny(degrees)

    def read_boolean(self, column: exp.Expr) -> exp.Expr:
        return n.to(column, T.INT)

    def read_date(self, column: exp.Expr) -> exp.Expr:
        return n.to(column, T.DATE)

    def read_instant(self, column: exp.Expr, zone: str | None) -> exp.Expr:
        nothing = n.to(n.text("0"), T.INTERVAL)
        local = exp.Add(this=column, expression=nothing)  # a date becomes its midnight
        since = exp.Paren(this=exp.Sub(this=local, expression=n.text("epoch")))  # the epoch of its own type
        time = n.binary(exp.Add, _timestamp("epoch"), since)
        pairs = naive_offsets(zone or "UTC")
        if pairs != _NO_OFFSET:
            aware = _is_stored_as(column, "timestamp with time zone")
            seconds = n.case([(aware, n.whole(0))], _offset(column, pairs))
            time = exp.Sub(this=time, expression=n.times(seconds, _interval("1 second")))
        return time

    def read_list(self, column: exp.Expr, integers: bool) -> exp.Expr:
        found = n.cast(column, _list_of(integers))
        return found if integers else exp.Collate(this=found, expression=n.name("C"))

    def read_epoch(self, column: exp.Expr, unit: str) -> exp.Expr:
        return self.instant_at(n.times(n.to(column, T.BIGINT), n.whole(EPOCH_UNITS[unit])))

    def json_text(self, column: exp.Expr, path: Sequence[str | int]) -> exp.Expr:
        if not path:  # JSON would keep the white space around it
            return exp.JSONBExtractScalar(this=n.to(column, T.JSONB), expression=n.text("{}"))
        found = n.to(column, T.JSON)
        *above, last = [n.text(step) if isinstance(step, str) else n.whole(step) for step in path]
        for step in above:
            found = exp.JSONExtract(this=found, expression=step)
        return exp.JSONExtractScalar(this=found, expression=last)

    def parsed(self, text: exp.Expr, type_: Type, zone: str | None) -> exp.Expr:
        if type_.is_text:
            return self._parsed(text, type_, zone)
        form = _INTEGERS if type_.element == INTEGER else _FORMS[type_.kind]
        is_written = n.binary(exp.RegexpLike, text.copy(), n.text(f"^(?:{form})$"))
        return n.case([(is_written, self._parsed(text, type_, zone))])  # other rows may hold anything

    def _parsed(self, text: exp.Expr, type_: Type, zone: str | None) -> exp.Expr:
        text = n.operand(text)
        match type_.kind:
            case "integer" | "duration":
                return n.to(n.to(text, T.DECIMAL), T.BIGINT)
            case "decimal":
                scaled = n.times(n.to(text, T.DECIMAL), n.whole(10**type_.scale))
                return n.to(n.call("ROUND", scaled), T.BIGINT)
            case "float":
                return _no_nan(n.to(text, T.DOUBLE))
            case "boolean":
                return n.to(n.to(text, T.BOOLEAN), T.INT)
            case "date":
                return n.to(n.to(text, T.TIMESTAMP), T.DATE)
            case "datetime":
                return _parsed_instant(text, zone)
            case "list":
                return _parsed_list(text, type_.element is not None and type_.element.kind == "integer")
            case _:
                return _binary_text(text)

    def collected(self, element: exp.Expr, integers: bool) -> exp.Expr:
        kind = T.BIGINT if integers else T.TEXT
        return n.call("ARRAY_AGG", n.to(element, kind))

    def empty_list(self, integers: bool) -> exp.Expr:
        return n.cast(n.text("{}"), _list_of(integers))

    def now(self) -> exp.Expr:
        return exp.AtTimeZone(this=n.call("STATEMENT_TIMESTAMP"), zone=n.text("UTC"))

    def instant_at(self, microseconds: exp.Expr) -> exp.Expr:
        million = n.whole(1_000_000)
        seconds = n.times(n.divided(microseconds, million), _interval("1 second"))
        rest = n.times(n.binary(exp.Mod, microseconds.copy(), million.copy()), _interval("1 microsecond"))
        time = n.binary(exp.Add, _timestamp("epoch"), seconds)
        return exp.Add(this=time, expression=rest)

    def day_at(self, days: exp.Expr) -> exp.Expr:
        return n.binary(exp.Add, _epoch_day(), n.to(days, T.INT))

    def quotient(self, left: exp.Expr, right: int) -> exp.Expr:
        return n.divided(n.to(left, T.BIGINT), n.whole(right))

    def stored(self, value: object, type_: Type) -> DriverValue:
        return int(value) if isinstance(value, bool) else super().stored(value, type_)

    def double(self, value: float) -> exp.Expr:
        return guarded.double(value)

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
        nullable = left.nullable or right.nullable or op == "//" or not result.fits_the_limit
        if op == "//":
            return Term(_divided_down(left.node, right.node), nullable, result)
        native = result.fits_64_bits and not left.wide and not right.wide
        first = n.to(left.node, T.BIGINT if native else T.DECIMAL)
        node = n.binary(_OPERATORS[op], first, right.node)
        return Term(node if result.fits_the_limit else _within_limit(node), nullable, result.clipped())

    def typed_wide(self, node: exp.Expr) -> exp.Expr:
        short = isinstance(node, exp.Literal) and len(node.this) < 19
        return node if short else n.to(node, T.DECIMAL)

    def sum(self, values: exp.Expr) -> exp.Expr:
        return n.coalesce(n.call("SUM", values), n.whole(0))

    def to_float(self, term: Term) -> exp.Expr:
        return guarded.whole_as_double(term.node)

    def float_operation(self, op: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        return guarded.operation(op, left, right)

    def finished(self, result: exp.Expr) -> exp.Expr:
        return _no_nan(result)

    def list_length(self, value: exp.Expr) -> exp.Expr:
        return n.call("CARDINALITY", n.call("ARRAY_REMOVE", value, n.null()))

    def month_day(self, date: exp.Expr) -> exp.Expr:
        month = n.times(_part("MONTH", date), n.whole(100))
        return exp.Add(this=month, expression=_part("DAY", date.copy()))

    def year(self, date: exp.Expr) -> exp.Expr:
        return _part("YEAR", date)

    def local_day(self, instant: exp.Expr, pairs: Offsets) -> exp.Expr:
        seconds = n.times(_offset(instant, pairs), _interval("1 second"))
        return n.to(n.binary(exp.Add, instant, seconds), T.DATE)

    def epoch(self, value: exp.Expr, kind: str) -> exp.Expr:
        if kind == "date":
            days = n.binary(exp.Sub, value, _epoch_day())
            return n.times(days, n.whole(_DAY))
        seconds = exp.Extract(this=exp.Var(this="EPOCH"), expression=value)  # NUMERIC, to the microsecond
        return n.to(n.times(seconds, n.whole(1_000_000)), T.BIGINT)

    def sample_digits(self, salt: exp.Expr, key: exp.Expr) -> exp.Expr:
        salted = _glued(_glued(n.to(salt, T.TEXT), n.text(":")), n.to(key, T.TEXT))
        digits = n.call("SUBSTR", n.call("MD5", salted), n.whole(1), n.whole(8))
        return exp.Collate(this=digits, expression=n.name("C"))

    def contains(self, value: exp.Expr, text: exp.Expr) -> exp.Expr:
        return n.binary(exp.GT, n.call("STRPOS", value, text), n.whole(0))

    def starts(self, value: exp.Expr, text: exp.Expr, length: int) -> exp.Expr:
        return n.call("STARTS_WITH", value, text)

    def ends(self, value: exp.Expr, text: exp.Expr, length: int) -> exp.Expr:
        return n.equal(n.call("RIGHT", value, n.whole(length)), text)

    def pattern(self, text: str) -> str:
        return parse_pattern(text).spelling(POSTGRES)

    def matches(self, value: exp.Expr, pattern: exp.Expr) -> exp.Expr:
        return n.binary(exp.RegexpLike, value, pattern)

    def has_any(self, value: exp.Expr, options: Sequence[exp.Expr], integers: bool) -> exp.Expr:
        kind = _list_of(integers)
        if integers and not all(isinstance(each, _SHORT) for each in options):  # perhaps beyond 64 bits
            kind = exp.DataType(this=T.ARRAY, expressions=[exp.DataType(this=T.DECIMAL)], nested=True)
            value = n.cast(value, kind)
        return n.binary(exp.ArrayOverlaps, value, n.cast(exp.Array(expressions=list(options)), kind.copy()))

    def cell(self, column: exp.Expr, cell: bool | int | str) -> exp.Expr:
        if isinstance(cell, bool):  # stored as a boolean or as an integer
            written = [n.text("true"), n.text("1")] if cell else [n.text("false"), n.text("0")]
            return n.one_of(n.to(column, T.TEXT), written)
        if isinstance(cell, str):
            return n.equal(self.read_text(column), n.text(cell))
        return n.equal(column, n.whole(cell))


def _glued(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """`left || right`."""
    return exp.DPipe(this=left, expression=right, safe=True)


def _is_stored_as(column: exp.Expr, *types: str) -> exp.Expr:
    base = n.coalesce(column.copy(), n.null())  # of a domain, this has the type that it is made of
    return n.one_of(n.to(n.call("PG_TYPEOF", base), T.TEXT), [n.text(each) for each in types])


def _timestamp(written: str) -> exp.Expr:
    return n.to(n.text(written), T.TIMESTAMP)


def _interval(written: str) -> exp.Expr:
    return n.to(n.text(written), T.INTERVAL)


def _epoch_day() -> exp.Expr:
    return n.to(n.text("1970-01-01"), T.DATE)


def _offset(time: exp.Expr, pairs: Offsets) -> exp.Expr:
    """The seconds that a clock is ahead of UTC."""

    def is_before(start: int) -> exp.Expr:
        moment = dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=start)
        return n.binary(exp.LT, time.copy(), _timestamp(moment.isoformat(" ")))

    return nested(pairs, is_before, lambda offset: n.whole(offset // 1_000_000))


def _parsed_instant(text: exp.Expr, zone: str | None) -> exp.Expr:
    has_zone = n.binary(exp.RegexpLike, n.call("SUBSTR", text.copy(), n.whole(11)), n.text("[Zz+-]"))
    aware = exp.AtTimeZone(this=n.to(text.copy(), T.TIMESTAMPTZ), zone=n.text("UTC"))
    naive = n.to(text, T.TIMESTAMP)
    pairs = naive_offsets(zone or "UTC")
    if pairs != _NO_OFFSET:
        seconds = _offset(naive, pairs)
        naive = n.binary(exp.Sub, naive.copy(), n.times(seconds, _interval("1 second")))
    return n.case([(has_zone, aware)], naive)


def _parsed_list(text: exp.Expr, integers: bool) -> exp.Expr:
    elements = exp.Table(
        this=n.call("JSON_ARRAY_ELEMENTS_TEXT", n.to(text, T.JSON)),
        alias=exp.TableAlias(this=n.name("element"), columns=[n.name("value")]),
    )
    made = exp.Array(expressions=[n.select([n.column("value", "element")], elements)])
    return n.case([(n.is_set(text.copy()), n.cast(made, _list_of(integers)))])


def _list_of(integers: bool) -> exp.DataType:
    element = n.data_type(T.BIGINT if integers else T.TEXT)
    return exp.DataType(this=T.ARRAY, expressions=[element], nested=True)


def _part(unit: str, date: exp.Expr) -> exp.Expr:
    return n.to(exp.Extract(this=exp.Var(this=unit), expression=date), T.BIGINT)


def _no_nan(value: exp.Expr) -> exp.Expr:
    return exp.Nullif(this=value, expression=n.text("NaN"))


def _within_limit(value: exp.Expr) -> exp.Expr:
    """NULL past 38 digits; mentions the value once, so that nested ones do not double."""
    limit, below = n.whole(EXACT_LIMIT), n.whole(-EXACT_LIMIT)
    clamped = n.call("GREATEST", n.call("LEAST", value, limit), below)  # of NULL, the limit
    return exp.Nullif(this=exp.Nullif(this=clamped, expression=limit.copy()), expression=below.copy())


def _divided_down(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """Rounded down: DIV cuts, so the quotient is first lifted above 0; NULL by zero."""
    lift = n.whole(10 * EXACT_LIMIT)
    divisor = exp.Nullif(this=n.to(right, T.DECIMAL), expression=n.whole(0))
    lifted = n.binary(exp.Add, n.to(left, T.DECIMAL), n.times(lift, divisor))
    return n.binary(exp.Sub, n.call("DIV", lifted, divisor.copy()), lift.copy())
