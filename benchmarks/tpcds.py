"""Segments over TPC-DS, the data that databases are compared with, beside SQL written by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.measure import Call, Setting, python, side_by_side
from benchmarks.rows import Bar, Row

TITLE = "TPC-DS"
BASE = "segql (Polars)"
AXIS = "scale factor"
UNIT = None


def rows(setting: Setting) -> Iterator[list[Row]]:
    """All segments at once."""
    scale = 10 if setting.full else 1
    folder = setting.data / f"tpcds-{scale}"
    if not (folder / "complete").exists():
        python("-m", "benchmarks.tpcds_data", str(folder), str(scale))
    subjects = {
        BASE: Call("benchmarks.tpcds_runs:in_segql", (str(folder), "polars")),
        "segql (DuckDB)": Call("benchmarks.tpcds_runs:in_segql", (str(folder), "duckdb")),
        "DuckDB, a query each": Call("benchmarks.tpcds_runs:by_hand", (str(folder),)),
    }
    yield side_by_side(setting, "tpcds", f"14 segments, scale factor {scale}", scale, subjects)


def bars(found: Sequence[Row]) -> Iterator[Bar]:
    """None: members are what counts here."""
    yield from ()
