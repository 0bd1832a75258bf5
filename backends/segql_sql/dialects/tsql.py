"""T-SQL of SQL Server 2019 and Azure SQL: no booleans, no regular expressions, lists as JSON text.

Strings are compared as UTF-8, byte by byte. Since `=` ignores blanks at their ends, every string ends
with a character that no text holds, `CHAR(0)`. Instants are DATETIME2(6) in UTC. Functions as the
manual has them: https://learn.microsoft.com/en-us/sql/t-sql/functions/functions
"""

# ruff: noqa: D102 -- `Dialect` says what the methods do

from __future__ import annotations

import datetime as dt
import math
import sys
from collections.abc import Sequence
from functools import partial
from typing import Never

from sqlglot import exp

from segql.calendar import EPOCH_UNITS, Offsets, naive_offsets
from segql.types import Type
from segql_sql import nodes as n
from segql_sql.dialects.base import DriverValue
from segql_sql.dialects.decimal38 import Decimal38
from segql_sql.dialects.tsql_finish import finish
from segql_sql.offsets import nested
from segql_sql.refused import Refused
from segql_sql.terms import Term

T = exp.DType
_OPERATORS: dict[str, type[exp.Expr]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}
_DAY, _SECOND = 86_400_000_000, 1_000_000
_COLLATION = "Latin1_General_100_BIN2_UTF8"
_NULL, _ARRAY, _OBJECT = 0, 4, 5
"""Types of JSON, as OPENJSON numbers them."""
_LONGEST_SEARCHED = 8_000
"""Bytes that CHARINDEX looks for."""


def _to(node: exp.Expr, kind: exp.DType, *arguments: int) -> exp.Expr:
    return n.cast(node, n.data_type(kind, *arguments))


def _tried(node: exp.Expr, kind: exp.DType, *arguments: int) -> exp.Expr:
    return exp.TryCast(this=node, to=n.data_type(kind, *arguments))


class Tsql(Decimal38):
    """See `segql_sql.dialects.base.Dialect`."""

    name = "tsql"
    sqlglot = "tsql"
    style = "qmark"
    most_joins = 60
    most_columns = 1_000
    most_nested = 8  # a CASE nests in 10 levels
    most_divisors = 6
    most_parameters = 2_000

    def finish(self, query: exp.Select) -> exp.Select:
        return finish(query)

    def create_as(self, table: exp.Table, query: exp.Select) -> exp.Expr:
        query.set("into", exp.Into(this=table))
        return query

    # --- stored columns ---

    def read_key(self, column: exp.Expr) -> exp.Expr:
        return _terminated(_utf8(column))  # what is handed out is the column itself: see `finish`

    def read_text(self, column: exp.Expr) -> exp.Expr:
        return _terminated(_utf8(column))

    def read_integer(self, column: exp.Expr) -> exp.Expr:
        return self.small(column)

    def read_decimal(self, column: exp.Expr, scale: int) -> exp.Expr:
        factor = _to(n.whole(10**scale), T.DECIMAL, 19, 0)
        return self.small(n.call("ROUND", n.times(column, factor), n.whole(0)))

    def read_float(self, column: exp.Expr) -> exp.Expr:
        return n.binary(exp.Add, _to(column, T.DOUBLE), exp.Literal.number("0e0"))  # -0.0 + 0.0 is 0.0

    def read_boolean(self, column: exp.Expr) -> exp.Expr:
        return _to(_to(column, T.BIT), T.INT)  # MAX takes no BIT

    def read_instant(self, column: exp.Expr, zone: str | None) -> exp.Expr:
        base = n.call("SQL_VARIANT_PROPERTY", column.copy(), n.text("BaseType"))
        aware = n.equal(_varchar(base, 128), n.text("datetimeoffset"))
        return self._in_utc(_to(column, T.TIMESTAMPTZ, 6), aware, zone)

    def _in_utc(self, time: exp.Expr, aware: exp.Expr, zone: str | None) -> exp.Expr:
        """A DATETIMEOFFSET, of +00:00 where no offset was given, as an instant."""
        instant = _to(n.call("SWITCHOFFSET", time, n.text("+00:00")), T.DATETIME2, 6)
        pairs = naive_offsets(zone or "UTC")
        if pairs == ((-(2**63), 0),):
            return instant
        offset = nested(pairs, partial(_before, instant), partial(_seconds, -1))
        return _part_of("DATEADD", "SECOND", n.case([(aware, n.whole(0))], offset), instant.copy())

    def read_epoch(self, column: exp.Expr, unit: str) -> exp.Expr:
        return self.instant_at(n.times(self.small(column), n.whole(EPOCH_UNITS[unit])))

    def read_list(self, column: exp.Expr, integers: bool) -> exp.Expr:
        return _nvarchar(column)

    def json_text(self, column: exp.Expr, path: Sequence[str | int]) -> exp.Expr:
        found = _valid(_glued(n.text("["), _nvarchar(column), n.text("]")))
        keys = [0, *path]  # of a list with the document alone, which tells what the document is
        for at, key in enumerate(keys):
            name = _terminated(_utf8(n.column("key", "element")))
            tests = [n.equal(name, _terminated(_utf8(self.literal(str(key)))))]
            if at + 1 < len(keys):  # what is no object, or no list, has no parts
                kind = _OBJECT if isinstance(keys[at + 1], str) else _ARRAY
                tests.append(n.equal(n.column("type", "element"), n.whole(kind)))
            select = n.select([n.column("value", "element")], _elements(found), n.all_of(tests))
            found = exp.Subquery(this=select)
        return found

    def parsed(self, text: exp.Expr, type_: Type, zone: str | None) -> exp.Expr:
        match type_.kind:
            case "integer" | "duration" | "decimal":
                size = (20 + type_.scale, type_.scale)
                plain = _tried(text, T.DECIMAL, *size)
                number = n.coalesce(plain, _tried(_tried(text.copy(), T.DOUBLE), T.DECIMAL, *size))
                return _tried(n.times(number, n.whole(10**type_.scale)), T.BIGINT)
            case "float":
                return n.binary(exp.Add, _tried(text, T.DOUBLE), exp.Literal.number("0e0"))
            case "boolean":
                return n.said(text, n.whole(1), n.whole(0))
            case "date":
                return _tried(text, T.DATE)
            case "datetime":
                ends = ("%Z", "%[+-][0-9][0-9]:[0-9][0-9]")
                aware = n.any_of([exp.Like(this=text.copy(), expression=n.text(end)) for end in ends])
                time = n.call("REPLACE", n.call("UPPER", text), n.text(" "), n.text("T"))
                return self._in_utc(_tried(time, T.TIMESTAMPTZ, 6), aware, zone)
            case "list":
                return _valid(text)
            case _:
                return _terminated(_utf8(text))

    def collected(self, element: exp.Expr, integers: bool) -> exp.Expr:
        if integers:
            text = _nvarchar(element)
        else:
            escaped = n.call("STRING_ESCAPE", _nvarchar(_bare(element)), n.text("json"))
            text = _glued(n.text('"'), escaped, n.text('"'))
        joined = n.coalesce(n.call("STRING_AGG", text, n.text(",")), n.text(""))
        return _glued(n.text("["), joined, n.text("]"))

    def empty_list(self, integers: bool) -> exp.Expr:
        return n.text("[]")

    # --- constants ---

    def stored(self, value: object, type_: Type) -> DriverValue:
        if isinstance(value, dt.datetime):
            return value.replace(tzinfo=None).isoformat("T", "microseconds")
        return super().stored(value, type_)

    def literal(self, value: DriverValue) -> exp.Expr:
        match value:
            case bool():
                return n.whole(int(value))
            case str():
                return exp.National(this=value)
            case _:
                return super().literal(value)

    def double(self, value: float) -> exp.Expr:
        if math.isinf(value) or 0 < abs(value) < sys.float_info.min:
            raise Refused("infinite numbers and those nearest to zero", "write a number in between")
        digits = repr(abs(value))
        literal = exp.Literal.number(digits if "e" in digits else f"{digits}e0")  # 0.1 alone is a DECIMAL
        return exp.Neg(this=literal) if math.copysign(1.0, value) < 0 else literal

    def typed(self, node: exp.Expr, type_: Type) -> exp.Expr:
        match type_.kind:
            case "string" | "enum":
                return _terminated(_utf8(node))
            case "date":
                return _to(node, T.DATE)
            case "datetime":
                return _to(node, T.DATETIME2, 6)
            case "float" if isinstance(node, exp.Placeholder):
                return _to(node, T.DOUBLE)
            case "boolean" if isinstance(node, exp.Placeholder):
                return _to(node, T.INT)
            case _:
                return node

    def now(self) -> exp.Expr:
        return _to(n.call("SYSUTCDATETIME"), T.DATETIME2, 6)

    # --- exact numbers ---

    def whole(self, node: exp.Expr) -> exp.Expr:
        return _to(node, T.DECIMAL, 38, 0)

    def small(self, node: exp.Expr) -> exp.Expr:
        return _to(node, T.BIGINT)

    def digits(self, node: exp.Expr, first: int, count: int) -> exp.Expr:
        text = _glued(n.text("0" * 38), _varchar(n.call("ABS", self.whole(node)), 38))
        padded = n.call("RIGHT", text, n.whole(38))
        return self.whole(n.call("SUBSTRING", padded, n.whole(first), n.whole(count)))

    def remainder(self, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        return exp.Paren(this=n.binary(exp.Mod, self.whole(left), right))

    def to_float(self, term: Term) -> exp.Expr:
        return _to(_varchar(term.node, 40), T.DOUBLE) if term.wide else _to(term.node, T.DOUBLE)

    def quotient(self, left: exp.Expr, right: int) -> exp.Expr:
        return n.divided(self.small(left), self.small(n.whole(right)))

    # --- functions ---

    def float_operation(self, op: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        if op == "/" and isinstance(right, exp.Literal) and float(right.this) >= 1:
            return n.divided(left, right)
        # a result out of range stops the query, and no guard before it is exact to the last bit
        raise Refused("arithmetic on floats", "declare the numbers as `decimal(n)`")

    def finished(self, result: exp.Expr) -> exp.Expr:
        return result

    def text_length(self, value: exp.Expr) -> exp.Expr:
        return n.binary(exp.Sub, n.call("LEN", value), n.whole(1))

    def list_length(self, value: exp.Expr) -> exp.Expr:
        there = n.binary(exp.NEQ, n.column("type", "element"), n.whole(_NULL))
        count = n.select([exp.Count(this=exp.Star())], _elements(value), there)
        return n.case([(n.is_set(value.copy()), exp.Subquery(this=count))])

    def local_day(self, instant: exp.Expr, pairs: Offsets) -> exp.Expr:
        offset = nested(pairs, partial(_before, instant), partial(_seconds, 1))
        return _to(_part_of("DATEADD", "SECOND", offset, instant.copy()), T.DATE)

    def epoch(self, value: exp.Expr, kind: str) -> exp.Expr:
        time = _to(value, T.DATETIME2, 6) if kind == "date" else value
        return _part_of("DATEDIFF_BIG", "MICROSECOND", _instant(dt.datetime(1970, 1, 1)), time)

    def instant_at(self, microseconds: exp.Expr) -> exp.Expr:
        # DATEADD takes an INT
        time = self.small(microseconds)
        rest = exp.Paren(this=n.binary(exp.Mod, time, self.small(n.whole(_DAY))))
        days = n.divided(time.copy(), self.small(n.whole(_DAY)))
        day = _part_of("DATEADD", "DAY", days, _instant(dt.datetime(1970, 1, 1)))
        second = _part_of("DATEADD", "SECOND", n.divided(rest, n.whole(_SECOND)), day)
        return _part_of("DATEADD", "MICROSECOND", n.binary(exp.Mod, rest.copy(), n.whole(_SECOND)), second)

    def day_at(self, days: exp.Expr) -> exp.Expr:
        return _part_of("DATEADD", "DAY", days, _to(n.text("1970-01-01"), T.DATE))

    def sample_digits(self, salt: exp.Expr, key: exp.Expr) -> exp.Expr:
        salted = _glued(_utf8(salt), n.text(":"), _bare(key))
        hashed = n.call("HASHBYTES", n.text("MD5"), salted)
        digits = exp.Anonymous(this="CONVERT", expressions=[_varchar_type(32), hashed, n.whole(2)])
        lower = n.call("LOWER", n.call("LEFT", digits, n.whole(8)))
        return exp.Collate(this=lower, expression=exp.Var(this=_COLLATION))

    # --- conditions ---

    def closed(self, condition: exp.Expr) -> exp.Expr:
        return n.equal(n.case([(condition, n.whole(1))], n.whole(0)), n.whole(1))

    def decided(self, branches: Sequence[tuple[exp.Expr, bool]], default: exp.Expr) -> exp.Expr:
        given = [(each, n.whole(int(result))) for each, result in branches]
        return n.equal(n.case([*given, (default, n.whole(1))], n.whole(0)), n.whole(1))

    def contains(self, value: exp.Expr, text: exp.Expr) -> exp.Expr:
        found = n.binary(exp.GT, n.call("CHARINDEX", _utf8(text), _bare(value)), n.whole(0))
        if isinstance(text, exp.National):
            if len(text.this.encode()) > _LONGEST_SEARCHED:
                feature = f"a search for more than {_LONGEST_SEARCHED:,} bytes"
                raise Refused(feature, "look for a shorter text")
            return found if text.this else n.is_set(value)
        length = n.call("DATALENGTH", _utf8(text.copy()))
        is_empty = n.all_of([n.equal(length, n.whole(0)), n.is_set(value.copy())])
        return n.operand(n.any_of([found, is_empty]))

    def starts(self, value: exp.Expr, text: exp.Expr, length: int) -> exp.Expr:
        return n.equal(_terminated(n.call("LEFT", value, n.whole(length))), _terminated(_utf8(text)))

    def ends(self, value: exp.Expr, text: exp.Expr, length: int) -> exp.Expr:
        return n.equal(n.call("RIGHT", value, n.whole(length + 1)), _terminated(_utf8(text)))

    def pattern(self, text: str) -> Never:
        raise Refused("`matches`", "use `contains`, `starts with` or `ends with`")

    def matches(self, value: exp.Expr, pattern: exp.Expr) -> Never:
        raise AssertionError("no pattern gets here")

    def has_any(self, value: exp.Expr, options: Sequence[exp.Expr], integers: bool) -> exp.Expr:
        element = n.column("value", "element")
        read = _tried(element, T.BIGINT) if integers else _terminated(_utf8(element))
        there = n.binary(exp.NEQ, n.column("type", "element"), n.whole(_NULL))
        found = n.all_of([there, n.one_of(read, options)])
        return exp.Exists(this=n.select([n.whole(1)], _elements(value), found))

    def cell(self, column: exp.Expr, cell: bool | int | str) -> exp.Expr:
        if isinstance(cell, str):
            return n.equal(self.read_text(column), _terminated(_utf8(self.literal(cell))))
        return n.equal(column, n.whole(int(cell)))


def _part_of(function: str, part: str, *operands: exp.Expr) -> exp.Expr:
    return n.call(function, exp.Var(this=part), *operands)


def _varchar_type(length: int | None) -> exp.DataType:
    return exp.DataType(this=T.USERDEFINED, kind=f"VARCHAR({length or 'MAX'})")


def _varchar(node: exp.Expr, length: int | None = None) -> exp.Expr:
    return n.cast(node, _varchar_type(length))


def _nvarchar(node: exp.Expr) -> exp.Expr:
    return n.cast(node, exp.DataType(this=T.USERDEFINED, kind="NVARCHAR(MAX)"))


def _utf8(node: exp.Expr) -> exp.Expr:
    """Anything as a string in UTF-8."""
    wide = node if isinstance(node, exp.National) else _nvarchar(node)
    return _varchar(exp.Collate(this=wide, expression=exp.Var(this=_COLLATION)))


def _terminated(node: exp.Expr) -> exp.Expr:
    return n.binary(exp.Add, node, n.call("CHAR", n.whole(0)))


def _bare(value: exp.Expr) -> exp.Expr:
    """A string without the character at its end."""
    return n.call("LEFT", value, n.binary(exp.Sub, n.call("LEN", value.copy()), n.whole(1)))


def _glued(*parts: exp.Expr) -> exp.Expr:
    row = parts[0]
    for part in parts[1:]:
        row = exp.Add(this=row, expression=n.operand(part))
    return row


def _valid(text: exp.Expr) -> exp.Expr:
    """JSON, NULL where it is none."""
    return n.case([(n.equal(n.call("ISJSON", text), n.whole(1)), text.copy())])


def _elements(value: exp.Expr) -> exp.Expr:
    return exp.Table(this=n.call("OPENJSON", value), alias=exp.TableAlias(this=n.name("element")))


def _instant(moment: dt.datetime) -> exp.Expr:
    return _to(n.text(moment.isoformat("T")), T.DATETIME2, 6)


def _before(time: exp.Expr, start: int) -> exp.Expr:
    moment = dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=start)
    return n.binary(exp.LT, time.copy(), _instant(moment))


def _seconds(sign: int, offset: int) -> exp.Expr:
    return n.whole(sign * offset // 1_000_000)
