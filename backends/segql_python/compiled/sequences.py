"""Sequences: the rows that can be the event chosen last, step by step, as the definition has it."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from typing import Any

from segql import meaning as m
from segql_python.compiled import walks
from segql_python.compiled.profile import TIME, Row
from segql_python.compiled.source import Block
from segql_python.compiled.writer import Writer

_LONGEST = 10**18  # microseconds: no two instants are so far apart


def sequence(w: Writer, node: m.Sequence) -> str:
    """Whether one choice of events satisfies every step."""
    chosen, result = walks.filtered(w, node.first), w.name("s")
    w.line(f"{result} = {chosen}")
    last = node.first.event
    for step in node.steps:
        with w.into(Block()) as block:
            rows = walks.filtered(w, step.events)
            name = "unfollowed" if step.absent else "following"
            places = _places(w, step, last)
            within = dt.timedelta(microseconds=min(step.within, _LONGEST))
            w.line(f"{result} = {name}({result}, {rows}, {w.bound.constant(within)}, {places})")
        w.here.lines.extend([f"if {result}:", block])
        last = last if step.absent else step.events.event
    return f"not not {result}"


def _places(w: Writer, step: m.Step, last: str) -> str:
    """Where `same` properties stand in the row before and in that of the step."""
    if step.same is None:
        return "None, None"
    before, after = w.layout.properties[last], w.layout.properties[step.events.event]
    return f"{before[step.same[0].name]}, {after[step.same[1].name]}"


def following(
    last: list[Row], rows: list[Row], within: dt.timedelta, before: int | None, after: int | None
) -> list[Row]:
    """The rows that come in time after one of `last`, with the same value at the places."""
    earlier = _times(last, before)

    def follows(row: Row) -> bool:
        same = "" if after is None else row[after]
        times = earlier.get(same, ())
        at = bisect_left(times, row[TIME]) - 1
        return same is not None and at >= 0 and row[TIME] - times[at] <= within

    return [row for row in rows if follows(row)]


def unfollowed(
    last: list[Row], rows: list[Row], within: dt.timedelta, before: int | None, after: int | None
) -> list[Row]:
    """Those of `last` after which none of the rows comes in time, with the same value at the places."""
    later = _times(rows, after)

    def is_followed(row: Row) -> bool:
        same = "" if before is None else row[before]
        times = later.get(same, ())
        at = bisect_right(times, row[TIME])
        return same is not None and at < len(times) and times[at] - row[TIME] <= within

    return [row for row in last if not is_followed(row)]


def _times(rows: list[Row], at: int | None) -> dict[Any, list[dt.datetime]]:
    """The times of the rows, ascending, by the value at a place."""
    found: dict[Any, list[dt.datetime]] = {}
    for row in reversed(rows):
        found.setdefault("" if at is None else row[at], []).append(row[TIME])
    return found
