"""Time in a zone's calendar: stepping, starts of units, and offsets as plain tables.

Local times that a change of the clock skips are read with the offset before the change, those that
occur twice as the first (PEP 495, fold=0).
"""

from __future__ import annotations

import calendar
import datetime as dt
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache
from zoneinfo import ZoneInfo

from segql.meaning import Moment, Shift, Start, Unit

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MICROSECONDS = {
    "second": 1_000_000,
    "minute": 60_000_000,
    "hour": 3_600_000_000,
    "day": 86_400_000_000,
    "week": 604_800_000_000,
}
"""Elapsed length of the units that have one."""

EPOCH_UNITS = {"seconds": 1_000_000, "milliseconds": 1_000, "microseconds": 1}
"""Microseconds of what a number counts that stands for an instant."""

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_NAIVE_EPOCH = dt.datetime(1970, 1, 1)
_OFFSETS_FROM, _OFFSETS_UNTIL = dt.datetime(1900, 1, 1), dt.datetime(2101, 1, 1)
CLOCKS = (dt.datetime(2000, 1, 1, tzinfo=dt.UTC), dt.datetime(2101, 1, 1, tzinfo=dt.UTC))
"""The first and the last time at which live SQL may be run."""
MONTHS = {"month": 1, "quarter": 3, "year": 12}
"""Months of the units that are counted in months."""
DAYS = {"day": 1, "week": 7}
"""Days of the units that are counted in days."""


def to_microseconds(instant: dt.datetime) -> int:
    """Whole microseconds since 1970-01-01T00:00:00Z of an aware datetime (or of a naive one, as UTC)."""
    epoch = _NAIVE_EPOCH if instant.tzinfo is None else _EPOCH
    return (instant - epoch) // dt.timedelta(microseconds=1)


def instant_of(naive: dt.datetime, zone: str) -> dt.datetime:
    """The instant, in UTC, of a local time, as `naive_offsets` has it. Raises OverflowError outside of
    years 1 to 9999."""
    near = min(max(naive, _OFFSETS_FROM), _OFFSETS_UNTIL)
    offset = near.replace(tzinfo=ZoneInfo(zone), fold=0).utcoffset()
    return (naive - (offset or dt.timedelta())).replace(tzinfo=dt.UTC)


def local_time(instant: dt.datetime, zone: str) -> dt.datetime:
    """What the zone's clock shows at an instant, as `day_offsets` has it. Raises OverflowError outside
    of years 1 to 9999."""
    naive = instant.astimezone(dt.UTC).replace(tzinfo=None)
    near = min(max(naive, _OFFSETS_FROM), _OFFSETS_UNTIL)
    offset = near.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(zone)).utcoffset()
    return naive + (offset or dt.timedelta())


def start_of_day(day: dt.date, zone: str) -> dt.datetime:
    """The instant at which a local day starts."""
    return instant_of(dt.datetime.combine(day, dt.time()), zone)


def shift(day: dt.date, count: int, unit: Unit) -> dt.date:
    """`count` calendar units on; a month that is too short clamps to its last day.

    Raises OverflowError or ValueError outside of years 1 to 9999.
    """
    if unit in DAYS:
        return day + dt.timedelta(days=count * DAYS[unit])
    months = day.year * 12 + day.month - 1 + count * MONTHS[unit]
    year, month = divmod(months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError("year out of range")
    last = calendar.monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last))


def start_of(local: dt.datetime, unit: Unit, week_starts: str) -> dt.datetime:
    """The start of the calendar unit that holds a naive local time."""
    day = local.replace(hour=0, minute=0, second=0, microsecond=0)
    match unit:
        case "second":
            return local.replace(microsecond=0)
        case "minute":
            return local.replace(second=0, microsecond=0)
        case "hour":
            return local.replace(minute=0, second=0, microsecond=0)
        case "day":
            return day
        case "week":
            return day - dt.timedelta(days=(day.weekday() - WEEKDAYS.index(week_starts)) % 7)
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case "year":
            return day.replace(month=1, day=1)


def resolve(moment: Moment, as_of: dt.datetime, zone: str, week_starts: str) -> dt.date | dt.datetime:
    """The date, or the instant in UTC, that a moment is at `as_of`.

    Raises OverflowError or ValueError outside of years 1 to 9999.
    """
    if moment.date:
        instant, local = start_of_day(moment.date, zone), dt.datetime.combine(moment.date, dt.time())
    else:
        instant, local = as_of, local_time(as_of, zone)
    for step in moment.steps:
        match step:
            case Start(unit):
                local = start_of(local, unit, week_starts)
                instant = instant_of(local, zone)
            case Shift(count, unit) if unit in ("second", "minute", "hour"):
                instant += dt.timedelta(microseconds=count * MICROSECONDS[unit])
                local = local_time(instant, zone)
            case Shift(0, _):
                pass
            case Shift(count, unit):
                local = dt.datetime.combine(shift(local.date(), count, unit), local.time())
                instant = instant_of(local, zone)
    return local.date() if moment.type.kind == "date" else instant.astimezone(dt.UTC)


def month_days(start: dt.date, end: dt.date) -> frozenset[int]:
    """`100 * month + day` of the dates whose anniversary is celebrated on a day in [start, end)."""
    days = (end - start).days
    if days >= 366:
        end = start + dt.timedelta(days=366)  # by then every day of the year has come
    found: set[int] = {229} if days >= 366 else set()
    for offset in range(max(0, (end - start).days)):
        day = start + dt.timedelta(days=offset)
        found.add(100 * day.month + day.day)
        if (day.month, day.day) == (2, 28) and not calendar.isleap(day.year):
            found.add(229)
    return frozenset(found)


def year_mark(day: dt.date) -> int:
    """The `today` of `meaning.WholeYears`: month_day, but 229 on 28 February of a common year."""
    if (day.month, day.day) == (2, 28) and not calendar.isleap(day.year):
        return 229
    return 100 * day.month + day.day


def born_by(on: dt.date, years: int) -> dt.date | None:
    """The last birthday of those who are at least so many years old on a day, by `meaning.WholeYears`;
    None where it lies outside of the calendar."""
    year = on.year - years
    if not 1 <= year <= dt.MAXYEAR:
        return None
    month, day = divmod(year_mark(on), 100)
    return dt.date(year, month, 28 if (month, day) == (2, 29) and not calendar.isleap(year) else day)


Offsets = tuple[tuple[int, int], ...]
"""Pairs (from, offset) in microseconds, in ascending order; the first `from` is below every time."""


@lru_cache(maxsize=64)
def naive_offsets(zone: str) -> Offsets:
    """How times without a zone become instants.

    A naive time of `t` microseconds since 1970-01-01T00:00 on the zone's clock is the instant
    `t - offset` of the last pair with `from <= t`. Every engine computes with this one table, taken from
    `zoneinfo` for the years 1900 to 2100; beyond them the nearest offset holds. A zone with no changes
    has one pair.
    """
    tz = ZoneInfo(zone)
    return _offsets(lambda naive: naive.replace(tzinfo=tz, fold=0))


@lru_cache(maxsize=64)
def day_offsets(zone: str) -> Offsets:
    """How instants become times on the zone's clock: as `naive_offsets`, but `from` is in UTC.

    The instant of `t` microseconds since 1970-01-01T00:00Z is `t + offset` on that clock.
    """
    tz = ZoneInfo(zone)
    return _offsets(lambda naive: naive.replace(tzinfo=dt.UTC).astimezone(tz))


def _offsets(aware: Callable[[dt.datetime], dt.datetime]) -> Offsets:
    def offset(moment: dt.datetime) -> int:
        found = aware(moment).utcoffset()
        return 0 if found is None else found // dt.timedelta(microseconds=1)

    step = dt.timedelta(days=1)
    here, end = _OFFSETS_FROM, _OFFSETS_UNTIL
    current = offset(here)
    pairs = [(-(2**63), current)]
    while here < end:
        after = offset(here + step)
        if after != current:
            low, high = here, here + step  # the first second with another offset
            while high - low > dt.timedelta(seconds=1):
                middle = low + dt.timedelta(seconds=int((high - low).total_seconds()) // 2)
                low, high = (middle, high) if offset(middle) == current else (low, middle)
            pairs.append((to_microseconds(high), after))
            current = after
        here += step
    return tuple(pairs)


def local_day(instant: dt.datetime, zone: str) -> dt.date:
    """The calendar day of an instant, by `day_offsets`; at the ends of the calendar, the last day there."""
    at, pairs = to_microseconds(instant), day_offsets(zone)
    offset = pairs[bisect_right(pairs, at, key=lambda pair: pair[0]) - 1][1]
    try:
        return (_NAIVE_EPOCH + dt.timedelta(microseconds=at + offset)).date()
    except OverflowError:
        return dt.date.min if at < 0 else dt.date.max
