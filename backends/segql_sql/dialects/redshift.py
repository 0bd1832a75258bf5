"""Amazon Redshift: whole numbers are BIGINT or DECIMAL(38, 0), instants are TIMESTAMP in UTC.

Blanks at the end of a VARCHAR do not count in comparisons there, so strings have a character behind
them that no character comes before. Booleans are 0 and 1. Functions as the manual has them:
https://docs.aws.amazon.com/redshift/latest/dg/c_SQL_functions.html
"""

# ruff: noqa: D102 -- `Dialect` says what the methods do

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import reduce
from typing import NoReturn

from sqlglot import exp

from segql.calendar import EPOCH_UNITS, Offsets, naive_offsets
from segql.types import Type
from segql_sql import nodes as n
from segql_sql.dialects import guarded
from segql_sql.dialects.base import DriverValue
from segql_sql.dialects.decimal38 import Decimal38
from segql_sql.dialects.long_names import shorten_names
from segql_sql.offsets import nested
from segql_sql.refused import Refused
from segql_sql.terms import Term

T = exp.DType
_LONGEST_NAME = 127
_NO_OFFSET = ((-(2**63), 0),)
_SECOND, _DAY = 1_000_000, 86_400_000_000
_END = "\x01"
_ODD = re.compile(r"([\\'\x00-\x1f\x7f])")
"""What a string may not hold as it is: whether a backslash escapes depends on the session."""


def _varchar(node: exp.Expr) -> exp.Expr:
    return n.cast(node, n.data_type(T.VARCHAR, 65_535))  # the longest that there are


class Redshift(Decimal38):
    """See `segql_sql.dialects.base.Dialect`."""

    name = "redshift"
    sqlglot = "redshift"
    style = "format"
    most_joins = 60
    most_columns = 1_600
    most_nested = 12
    most_divisors = 6
    most_parameters = 32_000

    def finish(self, query: exp.Select) -> exp.Select:
        shorten_names(query, _LONGEST_NAME)
        for literal in list(query.find_all(exp.Literal)):
            if literal.is_string and _ODD.search(literal.this):
                literal.replace(exp.Paren(this=_spelled(literal.this)))
        return query

    # --- stored columns ---

    def read_key(self, column: exp.Expr) -> exp.Expr:
        return column

    def read_text(self, column: exp.Expr) -> exp.Expr:
        return n.call("COLLATE", _ended(_varchar(column)), n.text("case_sensitive"))

    def read_decimal(self, column: exp.Expr, scale: int) -> exp.Expr:
        whole = n.call("ROUND", n.times(column, n.whole(10**scale)))
        return n.case([(_is_number(n.to(column.copy(), T.DOUBLE)), n.to(whole, T.BIGINT))])

    def read_float(self, column: exp.Expr) -> exp.Expr:
        return self.finished(n.to(column, T.DOUBLE))

    def read_coordinate(self, column: exp.Expr) -> exp.Expr:
        return guarded.not_tiny(n.to(column, T.DOUBLE))

    def read_boolean(self, column: exp.Expr) -> exp.Expr:
        return n.to(column, T.INT)

    def read_date(self, column: exp.Expr) -> exp.Expr:
        return n.to(column, T.DATE)

    def read_instant(self, column: exp.Expr, zone: str | None) -> exp.Expr:
        if naive_offsets(zone or "UTC") != _NO_OFFSET:  # no function tells whether a column has a zone
            raise Refused(f"stored times on the clock of `{zone}`", "store them as TIMESTAMPTZ, or in UTC")
        failed = _glued(n.text("the time zone of the session is not UTC: "), _varchar(column.copy()))
        return n.case([(_is_in_utc(), n.to(column, T.TIMESTAMP))], n.to(failed, T.TIMESTAMP))

    def read_epoch(self, column: exp.Expr, unit: str) -> exp.Expr:
        micros = n.times(n.to(column, T.BIGINT), n.whole(EPOCH_UNITS[unit]))
        rest = n.binary(exp.Mod, micros, n.whole(_DAY))
        time: exp.Expr = _epoch()
        for part, number in (
            ("day", n.divided(micros.copy(), n.whole(_DAY))),
            ("second", n.divided(rest, n.whole(_SECOND))),
            ("microsecond", n.binary(exp.Mod, micros.copy(), n.whole(_SECOND))),
        ):
            time = n.call("DATEADD", exp.Var(this=part), n.to(number, T.INT), time)
        return time

    def read_list(self, column: exp.Expr, integers: bool) -> exp.Expr:
        _refuse_lists()

    def json_text(self, column: exp.Expr, path: Sequence[str | int]) -> exp.Expr:
        raise Refused("values within JSON", "store them in columns of their own")

    def parsed(self, text: exp.Expr, type_: Type, zone: str | None) -> exp.Expr:
        raise Refused("values within JSON", "store them in columns of their own")

    def collected(self, element: exp.Expr, integers: bool) -> exp.Expr:
        _refuse_lists()

    def empty_list(self, integers: bool) -> exp.Expr:
        _refuse_lists()

    # --- constants ---

    def stored(self, value: object, type_: Type) -> DriverValue:
        return int(value) if isinstance(value, bool) else super().stored(value, type_)

    def double(self, value: float) -> exp.Expr:
        return guarded.double(value)

    def typed(self, node: exp.Expr, type_: Type) -> exp.Expr:
        match type_.kind:
            case "string" | "enum":
                return _ended(node)
            case "date":
                return n.to(node, T.DATE)
            case "datetime":
                return n.to(node, T.TIMESTAMP)
            case "float" if isinstance(node, exp.Placeholder):
                return n.to(node, T.DOUBLE)
            case _:
                return node

    # --- exact numbers ---

    def whole(self, node: exp.Expr) -> exp.Expr:
        return n.cast(node, n.data_type(T.DECIMAL, 38, 0))

    def small(self, node: exp.Expr) -> exp.Expr:
        return n.to(node, T.BIGINT)

    def digits(self, node: exp.Expr, first: int, count: int) -> exp.Expr:
        text = _varchar(n.call("ABS", self.whole(node)))
        padded = n.call("LPAD", text, n.whole(38), n.text("0"))
        return self.whole(n.call("SUBSTRING", padded, n.whole(first), n.whole(count)))

    def remainder(self, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        return n.call("MOD", left, right)

    def to_float(self, term: Term) -> exp.Expr:
        return guarded.whole_as_double(_varchar(term.node) if term.wide else term.node)

    # --- functions ---

    def float_operation(self, op: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        return guarded.operation(op, left, right, nests=False)

    def finished(self, result: exp.Expr) -> exp.Expr:
        return n.case([(_is_number(result), result.copy())])

    def concatenated(self, texts: Sequence[exp.Expr]) -> exp.Expr:
        return n.grouped(lambda few: reduce(_glued, few), texts)

    def text_length(self, value: exp.Expr) -> exp.Expr:
        return n.binary(exp.Sub, n.call("LEN", value), n.whole(1))

    def list_length(self, value: exp.Expr) -> exp.Expr:
        _refuse_lists()

    def month_day(self, date: exp.Expr) -> exp.Expr:
        month = n.times(_part("MONTH", date), n.whole(100))
        return exp.Add(this=month, expression=_part("DAY", date.copy()))

    def year(self, date: exp.Expr) -> exp.Expr:
        return _part("YEAR", date)

    def local_day(self, instant: exp.Expr, pairs: Offsets) -> exp.Expr:
        since = self.epoch(instant, "datetime")
        seconds = nested(
            pairs,
            lambda start: n.binary(exp.LT, since.copy(), n.whole(start)),
            lambda offset: n.whole(offset // _SECOND),
        )
        return n.to(n.call("DATEADD", exp.Var(this="second"), seconds, instant.copy()), T.DATE)

    def epoch(self, value: exp.Expr, kind: str) -> exp.Expr:
        if kind == "date":
            days = n.call("DATEDIFF", exp.Var(this="day"), n.to(n.text("1970-01-01"), T.DATE), value)
            return n.times(n.to(days, T.BIGINT), n.whole(_DAY))
        return n.call("DATEDIFF", exp.Var(this="microsecond"), _epoch(), value)

    def sample_digits(self, salt: exp.Expr, key: exp.Expr) -> exp.Expr:
        salted = _glued(_glued(_varchar(salt), n.text(":")), _varchar(key))
        return n.call("SUBSTRING", n.call("MD5", salted), n.whole(1), n.whole(8))

    # --- conditions ---

    def contains(self, value: exp.Expr, text: exp.Expr) -> exp.Expr:
        found = n.binary(exp.GT, _place(value, text), n.whole(0))
        nothing = n.equal(n.call("LEN", text.copy()), n.whole(0))
        if isinstance(text, exp.Literal):
            return found if text.this else n.is_set(value)
        return n.all_of([n.is_set(value.copy()), n.any_of([nothing, found])])

    def starts(self, value: exp.Expr, text: exp.Expr, length: int) -> exp.Expr:
        return n.equal(_place(value, text), n.whole(1)) if length else n.is_set(value)

    def ends(self, value: exp.Expr, text: exp.Expr, length: int) -> exp.Expr:
        return n.equal(n.call("RIGHT", value, n.whole(length + 1)), _ended(text))

    def pattern(self, text: str) -> str:
        raise Refused("regular expressions", "use `contains`, `starts with` and `ends with`")

    def matches(self, value: exp.Expr, pattern: exp.Expr) -> exp.Expr:
        raise Refused("regular expressions", "use `contains`, `starts with` and `ends with`")

    def has_any(self, value: exp.Expr, options: Sequence[exp.Expr], integers: bool) -> exp.Expr:
        _refuse_lists()

    def cell(self, column: exp.Expr, cell: bool | int | str) -> exp.Expr:
        if isinstance(cell, str):
            return n.equal(self.read_text(column), _ended(n.text(cell)))
        return n.equal(n.to(column, T.INT) if isinstance(cell, bool) else column, n.whole(int(cell)))


def _refuse_lists() -> NoReturn:
    raise Refused("lists", "store their elements in a table of events")


def _glued(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    return exp.DPipe(this=left, expression=right, safe=True)


def _character(code: int) -> exp.Expr:
    return n.call("CHR", n.whole(code))


def _ended(text: exp.Expr) -> exp.Expr:
    return _glued(text, _character(ord(_END)))


def _plain(value: exp.Expr) -> exp.Expr:
    """A string without the character behind it."""
    return n.call("LEFT", value, n.binary(exp.Sub, n.call("LEN", value.copy()), n.whole(1)))


def _place(value: exp.Expr, text: exp.Expr) -> exp.Expr:
    """Where a text is in a string, from 1 on; 0 where it is not."""
    apart = isinstance(text, exp.Literal) and _END not in text.this
    return n.call("STRPOS", value if apart else _plain(value), text)


def _spelled(text: str) -> exp.Expr:
    """A string of parts without a character that any session reads as more than itself."""
    parts = [part for part in _ODD.split(text) if part]
    made = [_character(ord(part)) if _ODD.fullmatch(part) else n.text(part) for part in parts]
    whole = made[0]
    for part in made[1:]:
        whole = _glued(whole, part)
    return whole


def _is_number(value: exp.Expr) -> exp.Expr:
    """That a double is not NaN, whether NaN is greater than all numbers or compares to none."""
    return n.binary(exp.LTE, value, guarded.double(math.inf))


def _is_in_utc() -> exp.Expr:
    """Whether the session reads and shows a TIMESTAMPTZ in UTC: in winter, in summer, and long ago."""
    same = [
        n.equal(n.to(n.to(n.text(f"{time}+00"), T.TIMESTAMPTZ), T.TIMESTAMP), n.to(n.text(time), T.TIMESTAMP))
        for time in ("1900-01-01 00:00:00", "2024-01-01 00:00:00", "2024-07-01 00:00:00")
    ]
    return n.all_of(same)


def _epoch() -> exp.Expr:
    return n.to(n.text("1970-01-01 00:00:00"), T.TIMESTAMP)


def _part(unit: str, date: exp.Expr) -> exp.Expr:
    return n.to(exp.Extract(this=exp.Var(this=unit), expression=date), T.BIGINT)
