"""What MariaDB and MySQL share: instants are DATETIME(6) in UTC, whole numbers BIGINT or DECIMAL(65, 0).

Nothing depends on the session's time zone, collation or sql_mode. Whether a column is text is asked of
the engine itself: the coercibility of numbers and times is 5, that of text is less.
"""

# ruff: noqa: D102 -- `Dialect` says what the methods do

from __future__ import annotations

import datetime as dt
import json
import math
import string
from abc import abstractmethod
from collections.abc import Callable, Sequence
from functools import partial, reduce
from typing import ClassVar

from sqlglot import exp

from segql.calendar import EPOCH_UNITS, Offsets, naive_offsets
from segql.regex import parse_pattern
from segql.types import Type
from segql_sql import nodes as n
from segql_sql.dialects.base import Dialect, DriverValue
from segql_sql.dialects.mysql_finish import finished
from segql_sql.offsets import nested
from segql_sql.refused import Refused
from segql_sql.terms import Range, Term

T = exp.DType
_OPERATORS: dict[str, type[exp.Expr]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}
_EPOCH = "1970-01-01 00:00:00"
_SECOND = 1_000_000
_MOST_DIGITS = 10**65
"""Of a DECIMAL; past them the engine gives an error."""
_OFFSET = "[+-][0-9]{2}:[0-9]{2}"
_ENDS_IN_ZONE = f":[0-9.]+([Zz]|{_OFFSET})$"


def to(node: exp.Expr, kind: exp.DType, *arguments: int) -> exp.Expr:
    """CAST(node AS type)."""
    return n.cast(node, n.data_type(kind, *arguments))


def instant(node: exp.Expr) -> exp.Expr:
    """CAST(node AS DATETIME(6))."""
    return to(node, T.DATETIME, 6)


class MysqlFamily(Dialect):
    """See `segql_sql.dialects.base.Dialect`."""

    sqlglot = "mysql"
    one_by_one = "distinct"
    style = "format"
    most_joins = 60
    most_columns = 1_000
    most_nested = 12
    products_nest = True
    most_divisors = 6  # NULLIF computes the divisor twice
    most_parameters = 65_535
    collation: ClassVar[str]
    """Of utf8mb4, by code point, in which trailing blanks count."""

    def finish(self, query: exp.Select) -> exp.Select:
        return finished(query)

    # --- stored columns ---

    def read_key(self, column: exp.Expr) -> exp.Expr:
        return self.read_text(column)  # of integers, their digits: `finish` gives the key as it is stored

    def read_text(self, column: exp.Expr) -> exp.Expr:
        characters = exp.DataType(this=T.CHARACTER_SET, kind=exp.Var(this="utf8mb4"))
        return self._binary(n.cast(column, characters))

    def read_integer(self, column: exp.Expr) -> exp.Expr:
        return to(column, T.BIGINT)

    def read_decimal(self, column: exp.Expr, scale: int) -> exp.Expr:
        number = to(n.call("ROUND", n.times(column, n.whole(10**scale))), T.BIGINT)
        exactly = n.times(to(column.copy(), T.DECIMAL, 38, 18), n.whole(10**scale))  # of text, not the double
        return n.case([(is_text(column), to(n.call("ROUND", exactly), T.BIGINT))], number)

    def read_float(self, column: exp.Expr) -> exp.Expr:
        zero = exp.Literal.number("0e0")  # -0.0 + 0.0 is 0.0
        return n.binary(exp.Add, to(column, T.DOUBLE), zero)

    def read_coordinate(self, column: exp.Expr) -> exp.Expr:
        return to(column, T.DOUBLE)

    def read_boolean(self, column: exp.Expr) -> exp.Expr:
        return n.binary(exp.NEQ, column, n.whole(0))

    def read_date(self, column: exp.Expr) -> exp.Expr:
        return to(column, T.DATE)

    def read_instant(self, column: exp.Expr, zone: str | None) -> exp.Expr:
        return self._instant(column, zone, may_be_text=is_text(column))

    def _instant(self, column: exp.Expr, zone: str | None, *, may_be_text: exp.Expr) -> exp.Expr:
        """Of a DATETIME or DATE, or (where `may_be_text` holds) of ISO 8601."""
        text = self.read_text(column)
        ends_in_zone = n.all_of([may_be_text, self._finds(text, n.text(_ENDS_IN_ZONE))])
        without = n.call("REGEXP_REPLACE", text.copy(), n.text(f"([Zz]|{_OFFSET})$"), n.text(""))
        aware = shifted_back(instant(without), self._found_or(text.copy(), f"{_OFFSET}$", "+00:00"))
        naive: exp.Expr = instant(column.copy())
        pairs = naive_offsets(zone or "UTC")
        if pairs != ((-(2**63), 0),):
            naive = moved(naive, nested(pairs, lambda start: _before(naive, start), _seconds_back))
        return n.case([(ends_in_zone, aware)], naive)

    def _finds(self, value: exp.Expr, pattern: exp.Expr) -> exp.Expr:
        """Whether a pattern of our own, which takes few steps, matches."""
        return self.matches(value, pattern)

    @abstractmethod
    def _found_or(self, text: exp.Expr, pattern: str, default: str) -> exp.Expr:
        """The part of a text that a pattern finds, or the default."""
        ...

    def read_list(self, column: exp.Expr, integers: bool) -> exp.Expr:
        return column

    def read_epoch(self, column: exp.Expr, unit: str) -> exp.Expr:
        """The canonical instant from a number of seconds, milliseconds or microseconds since 1970."""
        ticks = to(column, T.BIGINT)
        factor = EPOCH_UNITS[unit]
        return self.instant_at(n.times(ticks, n.whole(factor)) if factor > 1 else ticks)

    def json_text(self, column: exp.Expr, path: Sequence[str | int]) -> exp.Expr:
        """What stands at a path of a column of JSON, as text."""
        place = self._extracted(column, path)
        there = [n.binary(exp.NEQ, n.call("JSON_TYPE", place), n.text("NULL"))]
        for at, step in enumerate(path):
            if step == 0:  # `[0]` of what is no list would be that itself
                kind = n.call("JSON_TYPE", self._extracted(column.copy(), path[:at]))
                there.append(n.equal(kind, n.text("ARRAY")))
        return n.case([(n.all_of(there), self.read_text(n.call("JSON_UNQUOTE", place.copy())))])

    def _extracted(self, column: exp.Expr, path: Sequence[str | int]) -> exp.Expr:
        places = [n.call("JSON_EXTRACT", column.copy(), self.literal(each)) for each in self._paths(path)]
        return exp.Coalesce(this=places[0], expressions=places[1:]) if len(places) > 1 else places[0]

    def _paths(self, path: Sequence[str | int]) -> Sequence[str]:
        """The path, in each way in which the engine may have to be told its keys."""
        return [json_path(path, partial(json.dumps, ensure_ascii=False))]

    def parsed(self, text: exp.Expr, type_: Type, zone: str | None) -> exp.Expr:
        """A canonical value from such text."""
        match type_.kind:
            case "integer" | "duration":
                return to(text, T.BIGINT)
            case "decimal":
                return self.read_decimal(self.read_text(text), type_.scale)
            case "float":
                return self.read_float(text)
            case "boolean":
                return n.said(text, n.true(), n.false())
            case "date":
                return self.read_date(text)
            case "datetime":
                return self._instant(text, zone, may_be_text=n.true())
            case "list":
                is_list = n.equal(n.call("JSON_TYPE", text), n.text("ARRAY"))
                return n.case([(n.call("JSON_VALID", text.copy()), n.case([(is_list, text.copy())]))])
            case _:
                return text

    def collected(self, element: exp.Expr, integers: bool) -> exp.Expr:
        """The list of an expression over the rows of a group, an aggregate."""
        return n.call("JSON_ARRAYAGG", element)

    def empty_list(self, integers: bool) -> exp.Expr:
        """An empty list."""
        return n.text("[]")

    # --- constants ---

    def literal(self, value: DriverValue) -> exp.Expr:
        if isinstance(value, str) and ("\\" in value or not value.isprintable()):
            bytes_ = exp.HexString(this=value.encode().hex())  # sql_mode says what a backslash means
            return exp.Introducer(this=exp.Var(this="_utf8mb4"), expression=bytes_)
        return super().literal(value)

    def double(self, value: float) -> exp.Expr:
        if math.isinf(value):
            raise Refused("infinite numbers", "write a number in between")
        digits = repr(abs(value))
        literal = exp.Literal.number(digits if "e" in digits else f"{digits}e0")  # 0.1 alone is a DECIMAL
        return exp.Neg(this=literal) if math.copysign(1.0, value) < 0 else literal

    def typed(self, node: exp.Expr, type_: Type) -> exp.Expr:
        match type_.kind:
            case "string" | "enum":
                return self._binary(node)
            case "date":
                return to(node, T.DATE)
            case "datetime":
                return instant(node)
            case "float" if isinstance(node, exp.Placeholder):
                return to(node, T.DOUBLE)
            case _:
                return node

    def _binary(self, node: exp.Expr) -> exp.Expr:
        return exp.Collate(this=node, expression=exp.Var(this=self.collation))

    # --- exact numbers ---

    def exact(self, op: str, left: Term, right: Term, result: Range) -> Term:
        if op == "//":
            return Term(_divided_down(left.node, right.node), range=result)
        native = result.fits_64_bits and not left.wide and not right.wide
        first = left.node if native or left.wide else to(left.node, T.DECIMAL, 65, 0)
        node = n.binary(_OPERATORS[op], first, right.node)
        if max(abs(result.low), result.high) >= _MOST_DIGITS:
            sizes = [n.call("ABS", to(each.node.copy(), T.DOUBLE)) for each in (left, right)]
            small = n.binary(exp.LT, n.times(*sizes), exp.Literal.number("1e60"))
            node = n.case([(small, node)])
        if not result.fits_the_limit:
            node = to(self._within_limit(to(node, T.CHAR)), T.DECIMAL, 65, 0)
        nullable = left.nullable or right.nullable or not result.fits_the_limit
        return Term(node, nullable, result.clipped())

    @abstractmethod
    def _within_limit(self, digits: exp.Expr) -> exp.Expr:
        """The digits of a number, NULL where there are more than 38.

        Names its operand once, since a CASE over the number itself would double the text at every level.
        """
        ...

    def sum(self, values: exp.Expr) -> exp.Expr:
        return n.coalesce(n.call("SUM", values), n.whole(0))

    def to_float(self, term: Term) -> exp.Expr:
        return to(term.node, T.DOUBLE)

    def quotient(self, left: exp.Expr, right: int) -> exp.Expr:
        """`left // right` of whole numbers, `left >= 0`, `right > 0`."""
        return n.binary(exp.IntDiv, left, n.whole(right))

    # --- functions ---

    def float_operation(self, op: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        if op == "/":
            return n.divided(left, exp.Nullif(this=right, expression=self.double(0.0)))
        return n.binary(_OPERATORS[op], left, right)

    def finished(self, result: exp.Expr) -> exp.Expr:
        return result

    def lower(self, value: exp.Expr) -> exp.Expr:
        pairs = zip(string.ascii_uppercase, string.ascii_lowercase, strict=True)
        return reduce(lambda node, pair: n.call("REPLACE", node, *map(n.text, pair)), pairs, value)

    def text_length(self, value: exp.Expr) -> exp.Expr:
        return n.call("CHAR_LENGTH", value)

    def list_length(self, value: exp.Expr) -> exp.Expr:
        count = n.select([exp.Count(this=n.column("value", "element"))], _elements(value, "LONGTEXT"))
        return n.case([(n.is_set(value.copy()), exp.Subquery(this=count))])

    def local_day(self, instant: exp.Expr, pairs: Offsets) -> exp.Expr:
        seconds = nested(pairs, lambda start: _before(instant, start), _seconds_on)
        if pairs[0][1] < 0:  # at the ends of the calendar, the last day there
            instant = n.call("GREATEST", instant.copy(), _moment(dt.datetime.min, -pairs[0][1]))
        if pairs[-1][1] > 0:
            instant = n.call("LEAST", instant.copy(), _moment(dt.datetime.max, -pairs[-1][1]))
        return to(moved(instant.copy(), seconds), T.DATE)

    def epoch(self, value: exp.Expr, kind: str) -> exp.Expr:
        return n.call("TIMESTAMPDIFF", exp.Var(this="MICROSECOND"), instant(n.text(_EPOCH)), value)

    def instant_at(self, microseconds: exp.Expr) -> exp.Expr:
        """The canonical instant from whole microseconds since 1970."""
        return exp.DateAdd(
            this=instant(n.text(_EPOCH)), expression=microseconds, unit=exp.Var(this="MICROSECOND")
        )

    def day_at(self, days: exp.Expr) -> exp.Expr:
        """The canonical date from whole days since 1970-01-01."""
        return exp.DateAdd(this=to(n.text(_EPOCH[:10]), T.DATE), expression=days, unit=exp.Var(this="DAY"))

    def now(self) -> exp.Expr:
        """The statement's current time, a canonical instant."""
        return n.call("UTC_TIMESTAMP", n.whole(6))

    def sample_digits(self, salt: exp.Expr, key: exp.Expr) -> exp.Expr:
        return n.call("LEFT", n.call("MD5", n.call("CONCAT", salt, n.text(":"), key)), n.whole(8))

    # --- conditions ---

    def contains(self, value: exp.Expr, text: exp.Expr) -> exp.Expr:
        return n.binary(exp.GT, n.call("LOCATE", text, value), n.whole(0))

    def starts(self, value: exp.Expr, text: exp.Expr, length: int) -> exp.Expr:
        return n.equal(n.call("LEFT", value, n.whole(length)), text)

    def ends(self, value: exp.Expr, text: exp.Expr, length: int) -> exp.Expr:
        return n.equal(n.call("RIGHT", value, n.whole(length)), text)

    def pattern(self, text: str) -> str:
        return f"(?-imsx){parse_pattern(text).spelling()}"  # some can be set by a variable

    def has_any(self, value: exp.Expr, options: Sequence[exp.Expr], integers: bool) -> exp.Expr:
        element: exp.Expr = n.column("value", "element")
        if not integers:
            element = self.read_text(element)
        found = n.one_of(element, options)
        kind = "BIGINT" if integers else "LONGTEXT"
        return exp.Exists(this=n.select([n.whole(1)], _elements(value, kind), found))

    def cell(self, column: exp.Expr, cell: bool | int | str) -> exp.Expr:
        if isinstance(cell, str):
            return n.equal(self.read_text(column), self._binary(self.literal(cell)))
        number = n.equal(column, n.whole(int(cell)))
        return n.all_of([n.negated(is_text(column)), number])  # text would be read as far as it is a number


def is_text(column: exp.Expr) -> exp.Expr:
    """Whether a column holds text: known before any row is read."""
    return n.binary(exp.LT, n.call("COERCIBILITY", column.copy()), n.whole(5))


def moved(time: exp.Expr, seconds: exp.Expr) -> exp.Expr:
    """An instant so many seconds on."""
    return exp.DateAdd(this=time, expression=seconds, unit=exp.Var(this="SECOND"))


def shifted_back(time: exp.Expr, offset: exp.Expr) -> exp.Expr:
    """The instant of a time that is ahead of UTC by an offset such as `+09:00`."""
    return exp.DateSub(this=time, expression=offset, unit=exp.Var(this="HOUR_MINUTE"))


def _elements(value: exp.Expr, kind: str) -> exp.Expr:
    """The elements of a JSON array, as the column `value` of `element`."""
    column = exp.JSONColumnDef(this=n.name("value"), kind=kind, path=n.text("$"))
    table = exp.JSONTable(this=value, path=n.text("$[*]"), schema=exp.JSONSchema(expressions=[column]))
    return exp.Table(this=table, alias=exp.TableAlias(this=n.name("element")))


def _before(time: exp.Expr, microseconds: int) -> exp.Expr:
    moment = dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=microseconds)
    return n.binary(exp.LT, time.copy(), n.text(moment.isoformat(" ")))


def _moment(edge: dt.datetime, offset: int) -> exp.Expr:
    return instant(n.text((edge + dt.timedelta(microseconds=offset)).isoformat(" ")))


def _seconds_on(offset: int) -> exp.Expr:
    return n.whole(offset // _SECOND)


def _seconds_back(offset: int) -> exp.Expr:
    return n.whole(-offset // _SECOND)


def _divided_down(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    divisor = exp.Nullif(this=to(right, T.DECIMAL, 65, 0), expression=n.whole(0))
    rest = n.call("MOD", n.binary(exp.Add, n.call("MOD", left, divisor), divisor.copy()), divisor.copy())
    exactly = n.divided(n.binary(exp.Sub, left.copy(), rest), divisor.copy())
    return to(exactly, T.DECIMAL, 65, 0)


def json_path(path: Sequence[str | int], quoted: Callable[[str], str]) -> str:
    """The path as the engine reads it; `quoted` writes a key."""
    steps = [f"[{each}]" if isinstance(each, int) else f".{quoted(each)}" for each in path]
    return "$" + "".join(steps)
