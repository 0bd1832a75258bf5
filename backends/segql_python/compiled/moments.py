"""What a live condition holds in place of constants: values that are found anew for each instant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import cast

from segql import meaning as m
from segql.bind import resolved
from segql.calendar import month_days, year_mark
from segql.catalog import Catalog
from segql.diagnostics import Source
from segql.types import DATETIME
from segql_python.customers import Customer
from segql_python.evaluate import Population, value_of

Clock = Callable[[dt.datetime], object]
"""From an instant to a value, None where that is missing. Raises ParameterError."""
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_BEFORE_ALL = dt.datetime.min.replace(tzinfo=dt.timezone(dt.timedelta(hours=1)))
"""An instant before any in UTC."""
_NOBODY, _ALONE = Customer(""), Population()


def is_closed(value: m.Value) -> bool:
    """Whether the value is the same for all customers and events."""
    match value:
        case m.Constant() | m.Moment():
            return True
        case m.Arithmetic(_, left, right):
            return is_closed(left) and is_closed(right)
        case m.Function(_, operand):
            return is_closed(operand)
        case _:
            return False


def clock(value: m.Value, catalog: Catalog, source: Source | None) -> Clock:
    """A closed value at any instant."""
    if value == m.Moment(DATETIME):
        return lambda now: now
    return lambda now: value_of(_at(value, catalog, now, source), _NOBODY, _ALONE)


def instant_clock(value: m.Value, catalog: Catalog, source: Source | None) -> Clock:
    """The instant of a closed number of microseconds since 1970 that is no later than year 9999."""
    microseconds = clock(value, catalog, source)

    def at(now: dt.datetime) -> object:
        try:
            return _EPOCH + dt.timedelta(microseconds=cast("int", microseconds(now)))
        except OverflowError:
            return _BEFORE_ALL

    return at


def celebrated(node: m.Anniversary, catalog: Catalog, source: Source | None) -> Clock:
    """The `month_day` of all dates that are celebrated in the days of an Anniversary."""

    def at(now: dt.datetime) -> object:
        start, end = (_at(each, catalog, now, source) for each in (node.start, node.end))
        return month_days(cast("dt.date", _known(start)), cast("dt.date", _known(end)))

    return at


def marked(on: m.Constant | m.Moment, catalog: Catalog, source: Source | None) -> tuple[Clock, Clock]:
    """The year of the day of WholeYears, and its `today`."""

    def day(now: dt.datetime) -> dt.date:
        return cast("dt.date", _known(_at(on, catalog, now, source)))

    return (lambda now: day(now).year), (lambda now: year_mark(day(now)))


def _known(value: m.Value) -> m.Scalar:
    return cast("m.Constant", value).value


def _at(value: m.Value, catalog: Catalog, now: dt.datetime, source: Source | None) -> m.Value:
    match value:
        case m.Moment():
            return resolved(value, catalog, now, source)
        case m.Arithmetic(op, left, right, type_):
            first, second = (_at(each, catalog, now, source) for each in (left, right))
            return m.Arithmetic(op, first, second, type_)
        case m.Function(name, operand, type_):
            return m.Function(name, _at(operand, catalog, now, source), type_)
        case _:
            return value
