"""Bind: parameters and everything that depends on `as_of` become constants.

Without an `as_of`, what depends on it becomes a Moment: that is the live form, for SQL that computes
its bounds from the time at which it is run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never, cast

from segql import calendar, normal
from segql.catalog import Catalog
from segql.diagnostics import Diagnostic, ParameterError, Source
from segql.meaning import (
    Aggregate,
    All,
    Anniversary,
    Any,
    AnyOf,
    Arithmetic,
    AtLeast,
    Attribute,
    Compare,
    Condition,
    Constant,
    Events,
    EventTime,
    Function,
    InList,
    IsSet,
    LocalDay,
    Moment,
    Near,
    Not,
    OneOf,
    Parameter,
    Property,
    Sample,
    Sequence,
    Standing,
    Step,
    TextTest,
    Value,
    WholeYears,
)
from segql.parameters import ParameterValue, constants
from segql.types import DATE, DATETIME, DURATION, INTEGER


def bind(
    condition: Condition,
    catalog: Catalog,
    as_of: dt.datetime | None,
    values: Mapping[str, ParameterValue],
    source: Source | None = None,
) -> Condition:
    """The condition at one instant (aware), or live, with values for all its parameters.

    Raises ParameterError for a value that is absent or not of its parameter's type, and for a
    moment outside of the years 1 to 9999 (of a live one, at any time from 2000 to 2100).
    """
    instant = None if as_of is None else as_of.astimezone(dt.UTC)
    return _Binder(catalog, instant, values, source).condition(condition)


def resolved(moment: Moment, catalog: Catalog, as_of: dt.datetime, source: Source | None = None) -> Constant:
    """The moment at an instant (aware). Raises ParameterError outside of the years 1 to 9999."""
    try:
        known = calendar.resolve(moment, as_of, catalog.timezone, catalog.week_starts)
    except (OverflowError, ValueError):
        message = "this moment lies outside of the years 1 to 9999"
        help = "write a shorter time"
        raise ParameterError([Diagnostic("time-range", message, moment.span, source, help)]) from None
    return Constant(known, DATE if moment.type == DATE else DATETIME, span=moment.span)


_LONGEST = 10**18  # microseconds: more than any two instants are apart


class _Binder:
    def __init__(
        self,
        catalog: Catalog,
        as_of: dt.datetime | None,
        values: Mapping[str, ParameterValue],
        source: Source | None,
    ) -> None:
        self._catalog = catalog
        self._as_of = as_of
        self._values = values
        self._source = source
        self._events: dict[Events, Events] = {}

    def condition(self, node: Condition) -> Condition:
        match node:
            case Compare(op, left, right):
                bound = normal.compare(op, self.value(left), self.value(right))
            case OneOf(value, options):
                bound = normal.one_of(self.value(value), self._options(options))
            case AnyOf(value, options):
                bound = normal.any_element(value, self._options(options))
            case TextTest(_, value, text):
                bound = replace(node, value=self.value(value), text=self._one(text))
            case IsSet(value):
                bound = normal.is_set(self.value(value))
            case InList() | Sample() | Near():
                return node
            case Sequence():
                bound = self._sequence(node)
            case Anniversary():
                bound = self._anniversary(node)
            case Not(operand):
                bound = normal.negate(self.condition(operand))
            case All(operands):
                bound = normal.all_of(map(self.condition, operands))
            case Any(operands):
                bound = normal.any_of(map(self.condition, operands))
            case AtLeast(count, operands):
                bound = normal.at_least(count, [self.condition(each) for each in operands])
            case _:
                assert_never(node)
        return bound if bound.span else replace(bound, span=node.span)

    def value(self, node: Value) -> Value:
        match node:
            case Constant() | Attribute() | Property() | EventTime():
                return node
            case Arithmetic(op, left, right, type_):
                return normal.arithmetic(op, self.value(left), self.value(right), type_)
            case Function(name, operand):
                bound = self.value(operand)
                if name == "float":
                    return normal.as_float(bound)
                if name == "epoch":
                    return normal.epoch(bound)
                return replace(node, operand=bound)
            case LocalDay(value, zone):
                return normal.day(self.value(value), zone)
            case WholeYears(value, on):
                return replace(node, value=self.value(value), on=self._moment(on))
            case Aggregate(_, events):
                return replace(node, events=self._bound_events(events))
            case Standing(_, value):
                return replace(node, value=self.value(value))
            case Parameter():
                return self._one(node)
            case Moment():
                return self._moment(node)
            case _:
                assert_never(node)

    def _bound_events(self, events: Events) -> Events:
        if events not in self._events:
            exists = normal.compare("<=", EventTime(), self._now())
            self._events[events] = replace(
                events, where=normal.all_of([self.condition(events.where), exists])
            )
        return self._events[events]

    def _sequence(self, node: Sequence) -> Condition:
        chosen = [self._bound_events(node.first)]
        anchors = [0]  # for each step, the index in `chosen` of the event before it
        for step in node.steps:
            anchors.append(anchors[-1] if step.absent else len(chosen))
            chosen.append(self._bound_events(step.events))
        for step, anchor in zip(node.steps, anchors, strict=False):
            if step.absent:  # nobody has abandoned anything before the time is up
                passed = self._before(step)
                chosen[anchor] = replace(chosen[anchor], where=normal.all_of([chosen[anchor].where, passed]))
        steps = tuple(
            replace(step, events=events) for step, events in zip(node.steps, chosen[1:], strict=True)
        )
        return replace(node, first=chosen[0], steps=steps)

    def _before(self, step: Step) -> Condition:
        if self._as_of is None:
            within = Constant(min(step.within, _LONGEST), DURATION)
            latest = normal.arithmetic("-", normal.epoch(self._now()), within, DURATION)
            return normal.compare("<=", normal.epoch(EventTime()), latest)
        try:
            instant = self._as_of - dt.timedelta(microseconds=step.within)
        except OverflowError:
            return normal.FALSE
        return normal.compare("<=", EventTime(), Constant(instant, DATETIME))

    def _anniversary(self, node: Anniversary) -> Condition:
        start, end, value = self._moment(node.start), self._moment(node.end), self.value(node.value)
        if isinstance(start, Moment) or isinstance(end, Moment):
            return replace(node, value=value, start=start, end=end)
        days = calendar.month_days(cast("dt.date", start.value), cast("dt.date", end.value))
        if len(days) == 366:
            return normal.is_set(value)
        month_day = Function("month_day", value, INTEGER, span=node.span)
        return normal.one_of(month_day, [Constant(day, INTEGER) for day in days])

    def _options(self, options: tuple[Constant | Parameter, ...]) -> list[Constant | Parameter]:
        found: list[Constant | Parameter] = []
        for option in options:
            if isinstance(option, Parameter):
                found.extend(constants(option, self._values, self._source))
            else:
                found.append(option)
        return found

    def _one(self, node: Constant | Parameter) -> Constant:
        if isinstance(node, Constant):
            return node
        return constants(node, self._values, self._source)[0]

    def _moment(self, node: Constant | Moment) -> Constant | Moment:
        if isinstance(node, Constant):
            return node
        instants = calendar.CLOCKS if self._as_of is None else (self._as_of,)
        known = [resolved(node, self._catalog, each, self._source) for each in instants]
        return node if self._as_of is None and node.date is None else known[0]

    def _now(self) -> Constant | Moment:
        return Moment(DATETIME) if self._as_of is None else Constant(self._as_of, DATETIME)
