"""ClickHouse: whole numbers are Int64 or Int256, instants are DateTime64(6, 'UTC'), days are Date32.

Functions of its own names convert, not CAST, so that no type says whether a value may be missing.
Columns of arrays are never missing: a list is its JSON text.
"""

# ruff: noqa: D102 -- `Dialect` says what the methods do

from __future__ import annotations

import math
from collections.abc import Sequence

from sqlglot import exp

from segql.calendar import EPOCH_UNITS, Offsets, naive_offsets
from segql.meaning import EXACT_LIMIT
from segql.regex import parse_pattern
from segql.types import Type
from segql_sql import nodes as n
from segql_sql.dialects.base import Dialect, DriverValue
from segql_sql.refused import Refused
from segql_sql.terms import INT64, Range, Term

_OPERATORS: dict[str, type[exp.Expr]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}
_DAY = 86_400_000_000
_DAYS = (-719_162 * _DAY, 2_932_897 * _DAY - 1)  # the first and the last microsecond of years 1 to 9999
_HAS_OFFSET = "(Z|[+-][0-9]{2}:?[0-9]{2})$"
_MOST_SUBQUERIES = 90  # `max_subquery_depth` is 100 unless a server says otherwise
_NUMBER = r'((?:"(?:[^"\\]|\\.)*"|[^"0-9-])*)(-?[0-9][0-9.eE+-]*)'
"""A number of JSON, and what stands before it."""
_SETTINGS: dict[str, int | str] = {
    "join_use_nulls": 1,
    "prefer_column_name_to_alias": 1,
    "transform_null_in": 0,
    "count_distinct_implementation": "uniqExact",
}


class Clickhouse(Dialect):
    """See `segql_sql.dialects.base.Dialect`."""

    name = "clickhouse"
    sqlglot = "clickhouse"
    style = "braces"
    folds_case = False
    most_joins = 1_000
    most_columns = 100  # it plans more in the square of their number
    most_nested = 30
    most_divisors = 30
    most_parameters = 65_535

    def create_as(self, table: exp.Table, query: exp.Select) -> exp.Expr:
        engine = exp.EngineProperty(this=exp.Var(this="MergeTree"))
        unsorted = exp.Order(expressions=[n.call("tuple")])
        properties = exp.Properties(expressions=[engine, unsorted])
        return exp.Create(this=table, kind="TABLE", properties=properties, expression=query)

    def renamed(self, table: exp.Table, to: exp.Table) -> exp.Expr:
        names = " TO ".join(each.sql(self.sqlglot) for each in (table, to))
        return exp.Command(this="RENAME TABLE", expression=names)

    def finish(self, query: exp.Select) -> exp.Select:
        for table in query.find_all(exp.Table):
            if table.catalog:
                raise Refused("tables in a catalog of schemas", "name tables as `table` or `database.table`")
        if _depth(query) > _MOST_SUBQUERIES:
            raise Refused("a sequence of this many steps", "split the sequence")
        for select in query.find_all(exp.Select):
            select.set("expressions", [_alone(column) for column in select.expressions])
        known = [(name, n.text(to) if isinstance(to, str) else n.whole(to)) for name, to in _SETTINGS.items()]
        query.set("settings", [exp.EQ(this=exp.Var(this=name), expression=to) for name, to in known])
        return query

    def read_key(self, column: exp.Expr) -> exp.Expr:
        return column

    def read_text(self, column: exp.Expr) -> exp.Expr:
        return n.call("toString", column)

    def read_integer(self, column: exp.Expr) -> exp.Expr:
        return n.call("toInt64", column)

    def read_decimal(self, column: exp.Expr, scale: int) -> exp.Expr:
        scaled = n.times(n.call("toFloat64", column.copy()), self.double(float(10**scale)))
        cut = n.call("trunc", scaled)
        rest = n.binary(exp.Sub, scaled.copy(), cut)
        rounded = n.binary(exp.Add, cut.copy(), n.call("trunc", n.times(rest, n.whole(2))))
        whole = _scaled(n.call("toDecimal256", column, n.whole(scale)), scale)
        return n.call("if", _is_stored_as(column, "%Float%"), n.call("toInt64OrNull", _text(rounded)), whole)

    def read_float(self, column: exp.Expr) -> exp.Expr:
        zero = n.binary(exp.Add, n.call("toFloat64", column), self.double(0.0))  # -0.0 + 0.0 is 0.0
        return self.finished(zero)

    def read_coordinate(self, column: exp.Expr) -> exp.Expr:
        return n.call("toFloat64", column)

    def read_boolean(self, column: exp.Expr) -> exp.Expr:
        return n.call("toBool", column)

    def read_date(self, column: exp.Expr) -> exp.Expr:
        native = n.call("toDate32", _instant(column))
        return n.call("if", _is_stored_as(column, "%String%"), _parsed_day(_text(column.copy())), native)

    def read_instant(self, column: exp.Expr, zone: str | None) -> exp.Expr:
        written = _parsed_instant(_text(column.copy()))
        instant = n.call("if", _is_stored_as(column, "%String%"), written, _instant(column))
        has_zone = n.call("position", n.call("toTypeName", column.copy()), n.text("'"))
        return _in_zone(instant, zone, [n.binary(exp.GT, has_zone, n.whole(0)), _has_offset(_text(column))])

    def read_epoch(self, column: exp.Expr, unit: str) -> exp.Expr:
        whole = n.call("toInt64", column)
        return self.instant_at(
            whole if unit == "microseconds" else n.times(whole, n.whole(EPOCH_UNITS[unit]))
        )

    def read_list(self, column: exp.Expr, integers: bool) -> exp.Expr:
        array = n.call("toJSONString", column)
        return n.call("if", _is_stored_as(column, "Array(%"), array, _text(column.copy()))

    def json_text(self, column: exp.Expr, path: Sequence[str | int]) -> exp.Expr:
        is_other = n.any_of([_is_stored_as(column, each) for each in ("Map(%", "Tuple(%")])
        document = n.call("if", is_other, n.call("toJSONString", column.copy()), _text(column))
        steps = [n.text(step) if isinstance(step, str) else n.whole(step + 1) for step in path]
        is_fraction = n.equal(n.call("JSONType", document, *steps), n.text("Double"))
        found, written = (
            n.call("JSONExtract", each, *(step.copy() for step in steps), n.text("Nullable(String)"))
            for each in (document.copy(), _with_numbers_as_strings(document.copy()))
        )
        return n.call("if", is_fraction, written, found)

    def parsed(self, text: exp.Expr, type_: Type, zone: str | None) -> exp.Expr:
        match type_.kind:
            case "integer" | "duration":
                return n.call("toInt64OrNull", text)
            case "decimal":
                number = n.call("toDecimal256OrNull", text, n.whole(type_.scale))
                whole = n.call("toInt256", n.times(number, n.whole(10**type_.scale)))
                return n.call("toInt64OrNull", n.call("toString", whole))  # NULL past 64 bits
            case "float":
                return self.read_float(n.call("toFloat64OrNull", text))
            case "boolean":
                return n.said(text, n.true(), n.false())
            case "date":
                return _parsed_day(text)
            case "datetime":
                return _in_zone(_parsed_instant(text), zone, [_has_offset(text)])
            case _:
                return text

    def collected(self, element: exp.Expr, integers: bool) -> exp.Expr:
        return n.call("toJSONString", n.call("groupArray", element))

    def empty_list(self, integers: bool) -> exp.Expr:
        return n.text("[]")

    def now(self) -> exp.Expr:
        time = n.call("now64", n.whole(6), n.text("UTC"))
        return exp.Subquery(this=exp.Select(expressions=[time]))  # a scalar: computed once for all places

    def instant_at(self, microseconds: exp.Expr) -> exp.Expr:
        return n.call("fromUnixTimestamp64Micro", microseconds, n.text("UTC"))

    def day_at(self, days: exp.Expr) -> exp.Expr:
        return n.call("addDays", n.call("toDate32", n.text("1970-01-01")), days)

    def quotient(self, left: exp.Expr, right: int) -> exp.Expr:
        return n.call("toInt64", n.call("intDiv", left, n.whole(right)))

    def literal(self, value: DriverValue) -> exp.Expr:
        if isinstance(value, int) and not -INT64 <= value < INT64:
            return n.call("toInt256", n.text(str(value)))  # as a number it would be a double
        return super().literal(value)

    def double(self, value: float) -> exp.Expr:
        if math.isinf(value):
            return n.call("toFloat64", n.text("inf" if value > 0 else "-inf"))
        literal = exp.Literal.number(repr(abs(value)))
        return exp.Neg(this=literal) if math.copysign(1.0, value) < 0 else literal

    def typed(self, node: exp.Expr, type_: Type) -> exp.Expr:
        match type_.kind:
            case "date":
                return n.call("toDate32", node)
            case "datetime":
                return _instant(node)
            case _:
                return node

    def exact(self, op: str, left: Term, right: Term, result: Range) -> Term:
        if op == "//":
            return Term(_divided_down(n.call("toInt256", left.node), right.node), range=result)
        native = result.fits_64_bits and not left.wide and not right.wide
        first = n.call("toInt64" if native else "toInt256", left.node)
        node = n.binary(_OPERATORS[op], first, right.node)
        if not result.fits_the_limit:
            node = _within_the_limit(node)
        nullable = left.nullable or right.nullable or not result.fits_the_limit
        return Term(node, nullable, result.clipped())

    def sum(self, values: exp.Expr) -> exp.Expr:
        return n.coalesce(n.call("sum", n.call("toInt128", values)), n.whole(0))

    def to_float(self, term: Term) -> exp.Expr:
        exact = _text(term.node) if term.wide else term.node  # from Int256 it would not be the nearest
        return n.call("toFloat64", exact)

    def float_operation(self, op: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        if op == "/":
            return n.divided(left, n.call("nullIf", right, self.double(0.0)))
        return n.binary(_OPERATORS[op], left, right)

    def finished(self, result: exp.Expr) -> exp.Expr:
        return n.call("if", n.call("isNaN", result), n.null(), result.copy())

    def lower(self, value: exp.Expr) -> exp.Expr:
        return n.call("lower", value)

    def text_length(self, value: exp.Expr) -> exp.Expr:
        return n.call("lengthUTF8", value)

    def list_length(self, value: exp.Expr) -> exp.Expr:
        length = n.call("length", _elements(value, "String"))
        return n.case([(n.is_set(value.copy()), length)])

    def month_day(self, date: exp.Expr) -> exp.Expr:
        month = n.times(n.call("toMonth", date), n.whole(100))
        return exp.Add(this=month, expression=n.call("toDayOfMonth", date.copy()))

    def year(self, date: exp.Expr) -> exp.Expr:
        return n.call("toYear", date)

    def local_day(self, instant: exp.Expr, pairs: Offsets) -> exp.Expr:
        time = _microseconds(instant)
        local = n.binary(exp.Add, time, _offset(time, pairs))
        inside = n.call("clamp", local, *map(n.whole, _DAYS))
        return n.call("toDate32", self.instant_at(inside))

    def epoch(self, value: exp.Expr, kind: str) -> exp.Expr:
        if kind == "date":
            return n.times(n.call("toInt64", value), n.whole(_DAY))
        return _microseconds(value)

    def sample_digits(self, salt: exp.Expr, key: exp.Expr) -> exp.Expr:
        salted = n.call("concat", salt, n.text(":"), _text(key))
        return n.call(
            "lower", n.call("hex", n.call("substring", n.call("MD5", salted), n.whole(1), n.whole(4)))
        )

    def contains(self, value: exp.Expr, text: exp.Expr) -> exp.Expr:
        return n.binary(exp.GT, n.call("position", value, text), n.whole(0))

    def starts(self, value: exp.Expr, text: exp.Expr, length: int) -> exp.Expr:
        return n.call("startsWith", value, text)

    def ends(self, value: exp.Expr, text: exp.Expr, length: int) -> exp.Expr:
        return n.call("endsWith", value, text)

    def pattern(self, text: str) -> str:
        return f"(?-s){parse_pattern(text).spelling()}"  # here `.` is any character unless told

    def matches(self, value: exp.Expr, pattern: exp.Expr) -> exp.Expr:
        return n.call("match", value, pattern)

    def has_any(self, value: exp.Expr, options: Sequence[exp.Expr], integers: bool) -> exp.Expr:
        elements = _elements(value, "Int64" if integers else "String")
        wanted = [n.call("toInt64", option) if integers else option for option in options]
        return n.call("hasAny", elements, n.call("array", *wanted))

    def cell(self, column: exp.Expr, cell: bool | int | str) -> exp.Expr:
        if isinstance(cell, str):
            return n.equal(self.read_text(column), n.text(cell))
        return n.equal(n.call("toInt64", column), n.whole(int(cell)))  # a stored 2 is neither


def _depth(query: exp.Select) -> int:
    """How deep the relations of a query nest, once each stands where it is looked at."""
    depths: dict[str, int] = {}
    for relation in query.ctes:
        looked_at = [depths.get(table.name, 0) for table in relation.find_all(exp.Table)]
        depths[relation.alias] = 1 + max(looked_at, default=0)
    return max(depths.values(), default=0)


def _alone(column: exp.Expr) -> exp.Expr:
    """A column under its own name: where the relations joined share it, it would be `relation.column`."""
    if not isinstance(column, exp.Column) or not column.table or isinstance(column.this, exp.Star):
        return column
    return n.named(column, column.name)


def _text(node: exp.Expr) -> exp.Expr:
    return n.call("toString", node)


def _is_stored_as(column: exp.Expr, types: str) -> exp.Expr:
    """Whether a column's type is like that: known before the query starts."""
    return exp.Like(this=n.call("toTypeName", column.copy()), expression=n.text(types))


def _instant(node: exp.Expr) -> exp.Expr:
    return n.call("toDateTime64", node, n.whole(6), n.text("UTC"))


def _parsed_instant(text: exp.Expr) -> exp.Expr:
    return n.call("parseDateTime64BestEffortOrNull", text, n.whole(6), n.text("UTC"))


def _parsed_day(text: exp.Expr) -> exp.Expr:
    written = n.call("substring", text, n.whole(1), n.whole(10))
    return n.call("toDate32", _parsed_instant(written))  # to which February has no 30th day


def _with_numbers_as_strings(document: exp.Expr) -> exp.Expr:
    """JSON with quotes about each number, whose digits would else be those of a double."""
    closed = n.call("concat", document, n.text(" 0"))  # a last number, up to which all is read
    quoted = n.call("replaceRegexpAll", closed, n.text(_NUMBER), n.text('\\1"\\2"'))
    length = n.binary(exp.Sub, n.call("length", quoted.copy()), n.whole(4))
    return n.call("substring", quoted, n.whole(1), length)


def _has_offset(text: exp.Expr) -> exp.Expr:
    return n.call("match", text.copy(), n.text(_HAS_OFFSET))


def _in_zone(instant: exp.Expr, zone: str | None, aware: Sequence[exp.Expr]) -> exp.Expr:
    """An instant, of what was read in UTC: in `zone` unless any of `aware` holds."""
    pairs = naive_offsets(zone or "UTC")
    if pairs == ((-(2**63), 0),):
        return instant
    time = _microseconds(instant)
    offset = n.case([(n.any_of(aware), n.whole(0))], _offset(time, pairs))
    return n.call("fromUnixTimestamp64Micro", n.binary(exp.Sub, time, offset), n.text("UTC"))


def _microseconds(instant: exp.Expr) -> exp.Expr:
    return n.call("toUnixTimestamp64Micro", instant)


def _offset(time: exp.Expr, pairs: Offsets) -> exp.Expr:
    """The offset at a time, by a search for the last pair that starts before."""
    if len(pairs) == 1:
        return n.whole(pairs[0][1])
    starts, offsets = (n.call("array", *map(n.whole, each)) for each in zip(*pairs, strict=True))
    start = n.call("roundDown", time.copy(), starts)
    return n.call("transform", start, starts.copy(), offsets, n.whole(0))


def _scaled(decimal: exp.Expr, scale: int) -> exp.Expr:
    return n.call("toInt64", n.times(decimal, n.whole(10**scale)))


def _within_the_limit(node: exp.Expr) -> exp.Expr:
    """A number, NULL if it has 39 digits or more: written so that it stands in the text only once."""
    low, high = (n.call("toInt256", n.text(str(end))) for end in (-EXACT_LIMIT, EXACT_LIMIT))
    inside = n.call("greatest", n.call("least", node, high), low)
    return n.call("nullIf", n.call("nullIf", inside, high.copy()), low.copy())


def _divided_down(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    divisor = n.call("toInt256", n.call("nullIf", right, n.whole(0)))
    rest = n.call("positiveModulo", left, divisor)
    return n.call("intDiv", n.binary(exp.Sub, left.copy(), rest), divisor.copy())


def _elements(value: exp.Expr, kind: str) -> exp.Expr:
    """The elements of a list that are not missing: to `hasAny`, those are like 0 and the empty string."""
    every = n.call("ifNull", value, n.text("[]"))
    parsed = n.call("JSONExtract", every, n.text(f"Array(Nullable({kind}))"))
    each = n.name("element")
    is_there = exp.Lambda(this=n.call("isNotNull", each), expressions=[each.copy()])
    return n.call("arrayFilter", is_there, parsed)
