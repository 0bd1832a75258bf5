"""Bounds of time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from segql import meaning as m
from segql.walk import walk
from segql_polars.bulk.bounds import Bound, bound_of
from segql_polars.conditions import split


def bound_of_time(test: m.Condition) -> Bound | None:
    """What the time of an event is compared with."""
    bound = bound_of(test)
    return bound if bound is not None and isinstance(bound.value, m.EventTime) else None


def since(conditions: Iterable[m.Condition]) -> Mapping[str, int]:
    """From when on rows matter, in microseconds since 1970, of events that conditions ask about only so."""
    found: dict[str, int | None] = {}
    for node, _ in walk(conditions):
        if isinstance(node, m.Events):
            first, known = _since(node), found.get(node.event, _since(node))
            found[node.event] = None if first is None or known is None else min(first, known)
    return {event: first for event, first in found.items() if first is not None}


def _since(events: m.Events) -> int | None:
    bounds = filter(None, map(bound_of_time, split(events.where)))
    return max((each.limit for each in bounds if each.op in ("=", ">", ">=")), default=None)
