"""The backends side by side, on every construct of the language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.measure import Call, Setting, side_by_side
from benchmarks.rows import Bar, Row

TITLE = "Backends"
BASE = "segql (Polars)"
AXIS = "segments"
UNIT = None
_SMALL = ("--customers", "10000", "--events", "200000")
"""Small enough for the definition in Python, which looks at every event for every segment."""


def rows(setting: Setting) -> Iterator[list[Row]]:
    """The drawn segments, and those of every other construct."""
    folder = str(setting.shop(*_SMALL))
    names = {"Polars": "polars", "DuckDB": "duckdb", "SQLite": "sqlite", "Python": "python"}
    for case, run in (("10 segments", "drawn"), ("45 segments of every construct", "every")):
        arguments = (10,) if run == "drawn" else ()
        subjects = {
            f"segql ({name})": Call(f"benchmarks.segql_runs:{run}", (folder, *arguments, backend))
            for name, backend in names.items()
        }
        yield side_by_side(setting, "backends", case, 10, subjects)


def bars(found: Sequence[Row]) -> Iterator[Bar]:
    """None."""
    yield from ()
