"""Values as expressions over a frame's columns: the customers', or an event's rows."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never, cast

import polars as pl

from segql import meaning as m
from segql.calendar import day_offsets, to_microseconds, year_mark
from segql.data.convert import EARLIEST, INSTANT, LATEST, offset_at
from segql.types import Type
from segql_polars import exact
from segql_polars.exact import Exact

_LOWER = {chr(code): chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
_DAY = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Scope:
    """The names of columns: `attribute` is written before an attribute's name, `columns` holds what
    was computed beforehand, conditions as well as values."""

    attribute: str = "."
    columns: Mapping[m.Value | m.Condition, str] = field(default_factory=dict["m.Value | m.Condition", str])


CUSTOMERS = Scope()
EVENTS = Scope(attribute="@")
"""The rows of an event, with the attributes of the customer beside."""


def expression(value: m.Value, scope: Scope) -> pl.Expr:
    """The value, null where it is missing; exact numbers as Int64 or Int128."""
    if value.type.is_exact:
        return exact_value(value, scope).value
    match value:
        case m.Constant(known):
            return literal(known)
        case m.Arithmetic():
            return _float_arithmetic(value, scope)
        case m.Function(name, operand):
            if name == "lower":
                return expression(operand, scope).str.replace_many(_LOWER)
            scale = operand.type.scale
            return _clean(expression(operand, scope).cast(pl.Float64) / float(10**scale))
        case m.Attribute() | m.Property() | m.EventTime() | m.Aggregate() | m.Standing():
            return _column(value, scope)
        case m.LocalDay(operand, zone):
            time = expression(operand, scope).to_physical()
            local = (time + offset_at(time, day_offsets(zone))).clip(EARLIEST, LATEST)
            return local.cast(pl.Datetime("us")).dt.date()
        case m.WholeYears() | m.Parameter() | m.Moment():
            raise TypeError("a segment is bound before it is compiled")
        case _:
            assert_never(value)


def exact_value(value: m.Value, scope: Scope) -> Exact:
    """An exact value, with its bound."""
    match value:
        case m.Constant(known):
            return exact.constant(cast("int", known))
        case m.Attribute() | m.Property():
            return Exact(_column(value, scope), exact.STORED)
        case m.Aggregate(function):
            bound = {"sum": exact.STORED * exact.COUNTED, "count": exact.COUNTED, "distinct": exact.COUNTED}
            return Exact(_column(value, scope), bound.get(function, exact.STORED))
        case m.Standing():
            return Exact(_column(value, scope), exact.POPULATION)
        case m.Arithmetic(op, left, right) if op != "/":
            return exact.arithmetic(op, exact_value(left, scope), exact_value(right, scope))
        case m.Function(name, operand):
            return _exact_function(name, operand, scope)
        case m.WholeYears(of, on):
            return _whole_years(expression(of, scope), cast("dt.date", cast("m.Constant", on).value))
        case _:
            raise TypeError("no exact value")


def literal(value: m.Scalar) -> pl.Expr:
    """A constant that is no exact number."""
    match value:
        case dt.datetime():
            return pl.lit(to_microseconds(value), dtype=pl.Int64).cast(INSTANT)
        case float():
            return pl.lit(None if value != value else value, dtype=pl.Float64)
        case _:
            return pl.lit(value)


def options(constants: tuple[m.Constant | m.Parameter, ...], of: Type, *, wide: bool = False) -> pl.Series:
    """Constants as a column; those that no value of the type can equal are left out."""
    found = [cast("m.Constant", each).value for each in constants]
    if of.is_exact:
        limit = m.EXACT_LIMIT if wide else exact.STORED
        numbers = [each for each in cast("list[int]", found) if -limit <= each < limit]
        return pl.Series(numbers, dtype=pl.Int128 if wide else pl.Int64)
    if of.kind == "datetime":
        ticks = [to_microseconds(each) for each in cast("list[dt.datetime]", found)]
        return pl.Series(ticks, dtype=pl.Int64).cast(INSTANT)
    dtype = {"date": pl.Date, "float": pl.Float64, "boolean": pl.Boolean}.get(of.kind, pl.String)
    return pl.Series(found, dtype=dtype)


def month_day(date: pl.Expr) -> pl.Expr:
    """`100 * month + day`."""
    return date.dt.month().cast(pl.Int64) * 100 + date.dt.day().cast(pl.Int64)


def _column(
    value: m.Attribute | m.Property | m.EventTime | m.Aggregate | m.Standing, scope: Scope
) -> pl.Expr:
    match value:
        case m.Attribute(name):
            return pl.col(scope.attribute + name)
        case m.Property(name):
            return pl.col("." + name)
        case m.EventTime():
            return pl.col("time")
        case m.Aggregate() | m.Standing():
            return pl.col(scope.columns[value])
        case _:
            assert_never(value)


def _clean(value: pl.Expr) -> pl.Expr:
    # `fill_nan` holds its operand twice once it is planned, so that deep trees would double at every level.
    return value.replace(math.nan, None)


def _float_arithmetic(value: m.Arithmetic, scope: Scope) -> pl.Expr:
    left, right = expression(value.left, scope), expression(value.right, scope)
    match value.op:
        case "+":
            return _clean(left + right)
        case "-":
            return _clean(left - right)
        case "*":
            return _clean(left * right)
        case "/" | "//":
            return _clean(left / right.replace(0.0, None))  # -0.0 as well
        case _:
            assert_never(value.op)


def _exact_function(name: str, operand: m.Value, scope: Scope) -> Exact:
    found = expression(operand, scope)
    match name:
        case "length":
            size = found.list.len() if operand.type.kind == "list" else found.str.len_chars()
            return Exact(size.cast(pl.Int64), 2**32)
        case "month_day":
            return Exact(month_day(found), 1231)
        case _:
            ticks = found.to_physical().cast(pl.Int64)
            return Exact(ticks if operand.type.kind == "datetime" else ticks * _DAY, 2**58)


def _whole_years(date: pl.Expr, on: dt.date) -> Exact:
    later = (month_day(date) > year_mark(on)).cast(pl.Int64)
    return Exact(on.year - date.dt.year().cast(pl.Int64) - later, 10_000)
