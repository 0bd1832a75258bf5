"""The definition of the language: what every node of `segql.meaning` means for one customer.

Plain and total, without a thought for speed. Every other backend agrees with these functions, or
refuses. A missing value is None; a condition about it is false.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, assert_never, cast

from segql import meaning as m
from segql.backend import Key
from segql.calendar import local_day, to_microseconds, year_mark
from segql.regex import parse_pattern
from segql_python.customers import Canonical, Customer, Event

_RAD = math.pi / 180
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


@dataclass(frozen=True, slots=True)
class Population:
    """What segments may ask of beside the customer herself."""

    customers: Sequence[Customer] = ()
    """Everyone in the customers table."""
    counted_by_id: frozenset[str] = frozenset()
    """The events for which the catalog declares an `id`."""
    _ascending: dict[m.Value, list[Any]] = field(default_factory=dict["m.Value", "list[Any]"], compare=False)

    def ascending(self, value: m.Value) -> list[Any]:
        """The value of every customer who has one, ascending."""
        if value not in self._ascending:
            values = [value_of(value, customer, self) for customer in self.customers]
            self._ascending[value] = sorted([cast("Any", each) for each in values if each is not None])
        return self._ascending[value]


def holds(
    condition: m.Condition, customer: Customer, population: Population, event: Event | None = None
) -> bool:
    """Whether the condition is true of the customer (and, within `Events.where`, of the event)."""

    def value(of: m.Value) -> Any:
        return value_of(of, customer, population, event)

    match condition:
        case m.Compare(op, left, right):
            return _compare(op, value(left), value(right))
        case m.OneOf(of, options):
            found = value(of)
            return found is not None and found in [value(option) for option in options]
        case m.AnyOf(of, options):
            wanted = [value(option) for option in options]
            return any(element in wanted for element in value(of) or ())
        case m.TextTest(op, of, text):
            found = value(of)
            return found is not None and _text_test(op, found, value(text))
        case m.IsSet(of):
            return value(of) is not None
        case m.InList(name):
            return name in customer.lists
        case m.Sample(salt, below):
            return sampled(salt, customer.key) < below
        case m.Near(of):
            found = value(of)
            return found is not None and near(condition, *found)
        case m.Sequence(first, steps):
            return _sequence(first, steps, customer, population)
        case m.Not(operand):
            return not holds(operand, customer, population, event)
        case m.All(operands):
            return all(holds(each, customer, population, event) for each in operands)
        case m.Any(operands):
            return any(holds(each, customer, population, event) for each in operands)
        case m.AtLeast(count, operands):
            return sum(holds(each, customer, population, event) for each in operands) >= count
        case m.Anniversary():
            raise TypeError("a segment is bound before it is evaluated")
        case _:
            assert_never(condition)


def value_of(
    value: m.Value, customer: Customer, population: Population, event: Event | None = None
) -> Canonical | None:
    """The value for the customer (and, where a Property may stand, for the event); None if missing."""
    match value:
        case m.Constant(known):
            return known
        case m.Attribute(name):
            return customer.attributes.get(name)
        case m.Property(name):
            return None if event is None else event.properties.get(name)
        case m.EventTime():
            return None if event is None else event.time
        case m.Arithmetic(op, left, right):
            first = value_of(left, customer, population, event)
            second = value_of(right, customer, population, event)
            return None if first is None or second is None else _arithmetic(op, first, second)
        case m.Function(name, operand):
            found = value_of(operand, customer, population, event)
            return None if found is None else _function(name, found, operand.type.scale)
        case m.LocalDay(of, zone):
            found = value_of(of, customer, population, event)
            return None if found is None else local_day(cast("dt.datetime", found), zone)
        case m.WholeYears(of, on):
            born = value_of(of, customer, population, event)
            day = value_of(on, customer, population)
            return None if born is None else _whole_years(cast("dt.date", born), cast("dt.date", day))
        case m.Aggregate():
            return _aggregate(value, customer, population)
        case m.Standing(side, of):
            own = value_of(of, customer, population)
            return None if own is None else _standing(side, own, population.ascending(of))
        case m.Parameter() | m.Moment():
            raise TypeError("a segment is bound before it is evaluated")
        case _:
            assert_never(value)


def _compare(op: str, left: Any, right: Any) -> bool:
    if left is None or right is None:
        return False
    match op:
        case "=":
            return left == right
        case "<":
            return left < right
        case _:
            return left <= right


def _text_test(op: str, value: str, text: str) -> bool:
    match op:
        case "contains":
            return text in value
        case "starts":
            return value.startswith(text)
        case "ends":
            return value.endswith(text)
        case _:
            return parse_pattern(text).search(value)


def sampled(salt: str, key: Key) -> int:
    """The number from 0 to 2**32 - 1 that chance gives a customer."""
    digest = hashlib.md5(f"{salt}:{key}".encode(), usedforsecurity=False).hexdigest()
    return int(digest[:8], 16)


def near(place: m.Near, lat: float, lon: float) -> bool:
    """Whether a point is within the distance."""
    half_lat = math.sin((lat - place.latitude) * _RAD / 2)
    half_lon = math.sin((lon - place.longitude) * _RAD / 2)
    h = half_lat * half_lat + math.cos(lat * _RAD) * place.cos_latitude * (half_lon * half_lon)
    return h <= place.limit


def _arithmetic(op: str, left: Any, right: Any) -> int | float | None:
    match op:
        case "+":
            result = left + right
        case "-":
            result = left - right
        case "*":
            result = left * right
        case _:
            if right == 0:
                return None
            result = left // right if op == "//" else left / right
    return _exact(result) if isinstance(result, int) else _float(result)


def _exact(result: int) -> int | None:
    return result if abs(result) < m.EXACT_LIMIT else None


def _float(result: float) -> float | None:
    return None if math.isnan(result) else result


def _function(name: str, value: Any, scale: int) -> int | float | str:
    match name:
        case "float":
            return float(value) / float(10**scale)
        case "lower":
            return lower(value)
        case "length":
            return len(value)
        case "month_day":
            return 100 * value.month + value.day
        case _:
            is_instant = isinstance(value, dt.datetime)
            return to_microseconds(value if is_instant else dt.datetime.combine(value, dt.time()))


def lower(text: str) -> str:
    """The text with the letters A to Z in lower case."""
    return text.translate(_LOWER)


def _whole_years(born: dt.date, on: dt.date) -> int:
    return on.year - born.year - (1 if 100 * born.month + born.day > year_mark(on) else 0)


def _events(events: m.Events, customer: Customer, population: Population) -> list[Event]:
    mine = customer.events.get(events.event, ())
    return [event for event in mine if holds(events.where, customer, population, event)]


def _aggregate(aggregate: m.Aggregate, customer: Customer, population: Population) -> Canonical | None:
    events = _events(aggregate.events, customer, population)
    if aggregate.of is None:
        return _count(events, aggregate.events.event in population.counted_by_id)
    rows: list[tuple[dt.datetime, Any]] = []
    for event in events:
        value = value_of(aggregate.of, customer, population, event)
        if value is not None:
            rows.append((event.time, value))
    values = [value for _, value in rows]
    match aggregate.function:
        case "count":
            return len(values)
        case "sum":
            return _exact(sum(values))
        case "distinct":
            return len(set(values))
        case "min":
            return min(values, default=None)
        case "max":
            return max(values, default=None)
        case "first":
            earliest = min([time for time, _ in rows], default=None)
            return max([value for time, value in rows if time == earliest], default=None)
        case "last":
            latest = max([time for time, _ in rows], default=None)
            return max([value for time, value in rows if time == latest], default=None)
        case _:
            assert_never(aggregate.function)


def _count(events: list[Event], by_id: bool) -> int:
    if not by_id:
        return len(events)
    ids = [event.id for event in events]
    return len(set(ids) - {None}) + ids.count(None)


def _standing(side: str, own: Any, ascending: list[Any]) -> int:
    match side:
        case "smaller":
            return bisect_left(ascending, own)
        case "greater":
            return len(ascending) - bisect_right(ascending, own)
        case _:
            return len(ascending)


def _sequence(first: m.Events, steps: tuple[m.Step, ...], customer: Customer, population: Population) -> bool:
    """Whether one choice of events satisfies every step.

    A step looks at no event but the last one chosen, so it is enough to know, step by step, which
    events can be that one.
    """
    last = _events(first, customer, population)
    for step in steps:
        events = _events(step.events, customer, population)
        if step.absent:
            later = _times(step, 1, events)
            last = [before for before in last if not _is_followed(step, before, later)]
        else:
            earlier = _times(step, 0, last)
            last = [after for after in events if _follows(step, after, earlier)]
    return last != []


def _same(step: m.Step, side: int, event: Event) -> Canonical | None:
    """What two events must share: the property that `same` names, or nothing in particular."""
    return "" if step.same is None else event.properties.get(step.same[side].name)


def _times(step: m.Step, side: int, events: list[Event]) -> dict[Canonical | None, list[dt.datetime]]:
    """The times of the events, ascending, by what they must share."""
    found: dict[Canonical | None, list[dt.datetime]] = {}
    for event in sorted(events, key=lambda each: each.time):
        found.setdefault(_same(step, side, event), []).append(event.time)
    return found


def _is_followed(step: m.Step, before: Event, later: dict[Canonical | None, list[dt.datetime]]) -> bool:
    """Whether the next event after this one comes in time."""
    same = _same(step, 0, before)
    times = later.get(same, [])
    next_ = bisect_right(times, before.time)
    return same is not None and next_ < len(times) and _in_time(step, before.time, times[next_])


def _follows(step: m.Step, after: Event, earlier: dict[Canonical | None, list[dt.datetime]]) -> bool:
    """Whether this event comes in time after the one before it."""
    same = _same(step, 1, after)
    times = earlier.get(same, [])
    before = bisect_left(times, after.time) - 1
    return same is not None and before >= 0 and _in_time(step, times[before], after.time)


def _in_time(step: m.Step, before: dt.datetime, after: dt.datetime) -> bool:
    return (after - before) // dt.timedelta(microseconds=1) <= step.within
