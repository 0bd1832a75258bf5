"""Live SQL at any instant: the expression of the current time in its place is a constant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from importlib import import_module
from typing import cast

from engines.tested import ENGINES
from segql_sql.backend import SqlTexts
from segql_sql.engines.base import Opened
from segql_sql.refused import Refused
from segql_sql.running import run

from segql import calendar
from segql.backend import BoundSegment, Key, load_backend
from segql.types import DATETIME

_MICROSECOND = dt.timedelta(microseconds=1)
_WALL = [
    "2024-02-29T00:00", "2024-02-28T23:59:59.999999", "2024-03-01T00:00", "2023-02-28T12:00",
    "2024-12-31T23:59:59.999999", "2025-01-01T00:00", "2024-03-31T10:20:30.405060", "2024-05-31T00:00",
    "2024-06-09T23:59:59.999999", "2024-06-10T00:00", "2024-10-01T00:00", "2001-09-09T01:46:40",
    "2100-02-28T08:00",
]  # fmt: skip


def at(engine: str, instant: dt.datetime) -> SqlTexts:
    """The backend, with a current time that stands still."""
    backend = cast("SqlTexts", load_backend(engine))
    dialect = backend.dialect
    now = dialect.literal(dialect.stored(instant, DATETIME))
    vars(dialect).update(now=lambda: dialect.typed(now.copy(), DATETIME))
    return backend


def opened(engine: str) -> Opened:
    """What opens the engine."""
    return import_module(ENGINES[engine].server or f"segql_sql.engines.{engine}").opened


def members(
    engine: str, segments: Mapping[str, BoundSegment], data: Mapping[str, object], instant: dt.datetime
) -> dict[str, list[Key]]:
    """What live segments find at an instant."""
    outcome = run(at(engine, instant), segments, data, opened(engine))
    return {name: list(found) for name, found in outcome.members.items()}


def live_engines() -> list[str]:
    """The engines whose dialects know the time."""
    return [engine for engine in ENGINES if engine not in ("python", "polars") and _knows_the_time(engine)]


def _knows_the_time(engine: str) -> bool:
    try:
        cast("SqlTexts", load_backend(engine)).dialect.now()
    except Refused:
        return False
    return True


def instants(zone: str) -> list[dt.datetime]:
    """Instants at which something of the calendar ends or begins, changes of the zone's clock among them."""
    changes = [pair[0] for pair in calendar.day_offsets(zone)]
    changes = [each for each in changes if each >= calendar.to_microseconds(calendar.CLOCKS[0])][-55:-51]
    found = [dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=each) for each in changes]
    found += [calendar.instant_of(dt.datetime.fromisoformat(each), zone) for each in _WALL]
    around = [each + move for each in found for move in (dt.timedelta(), -_MICROSECOND)]
    return around + [each + dt.timedelta(minutes=30) for each in found[: len(changes)]]
