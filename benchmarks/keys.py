"""What the keys of customers, and the order of events, do to the cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.measure import Call, Setting, side_by_side
from benchmarks.rows import Bar, Row

TITLE = "Keys of customers, order of events"
BASE = "segql (Polars)"
AXIS = "segments"
UNIT = "bare scan"
COUNT = 100
_SHOPS = {
    "keys 1, 2, 3, ...": (),
    "keys of 62 bits": ("--keys", "sparse"),
    "keys as UUIDs": ("--keys", "string"),
    "events in no order": ("--unsorted",),
}


def rows(setting: Setting) -> Iterator[list[Row]]:
    """A hundred segments on each kind of shop."""
    for case, options in _SHOPS.items():
        folder = str(setting.shop(*options))
        subjects = {
            UNIT: Call("benchmarks.by_hand.in_polars:scan", (folder,)),
            BASE: Call("benchmarks.segql_runs:drawn", (folder, COUNT)),
            "Polars, one wide aggregate": Call("benchmarks.by_hand.in_polars:wide", (folder, COUNT)),
        }
        yield side_by_side(setting, "keys", f"{COUNT} segments, {case}", COUNT, subjects)


def bars(found: Sequence[Row]) -> Iterator[Bar]:
    """None."""
    yield from ()
