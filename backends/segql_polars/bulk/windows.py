"""Bounds of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from segql import meaning as m
from segql.calendar import to_microseconds
from segql.walk import walk
from segql_polars.conditions import split


def bound_of_time(test: m.Condition) -> tuple[str, int] | None:
    """What the time of an event is compared with, in microseconds since 1970."""
    match test:
        case m.Compare("<" | "<=" as op, m.EventTime(), m.Constant(value)):
            return op, to_microseconds(cast("Any", value))
        case m.Compare("<", m.Constant(value), m.EventTime()):
            return ">", to_microseconds(cast("Any", value))
        case m.Compare("<=", m.Constant(value), m.EventTime()):
            return ">=", to_microseconds(cast("Any", value))
        case _:
            return None


def since(conditions: Iterable[m.Condition]) -> Mapping[str, int]:
    """From when on rows matter, in microseconds since 1970, of events that conditions ask about only so."""
    found: dict[str, int | None] = {}
    for node, _ in walk(conditions):
        if isinstance(node, m.Events):
            first, known = _since(node), found.get(node.event, _since(node))
            found[node.event] = None if first is None or known is None else min(first, known)
    return {event: first for event, first in found.items() if first is not None}


def _since(events: m.Events) -> int | None:
    bounds = [bound_of_time(each) for each in split(events.where)]
    return max((limit for op, limit in filter(None, bounds) if op in (">", ">=")), default=None)
