"""1 to 1,000 segments of one shop in one run, beside queries written by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.measure import Call, Setting, side_by_side
from benchmarks.rows import Bar, Row, find

TITLE = "Many segments at once"
BASE = "segql (Polars)"
AXIS = "segments"
UNIT = "bare scan"
COUNTS = (1, 3, 10, 100, 1_000)
_EACH = ("Polars, a query each", "DuckDB, a query each", "ibis on DuckDB, a query each")
_FEW = 12
"""So many segments at least are asked for: of fewer at once, in several runs."""
_AIMS = ((1, None, None), (3, None, None), (10, None, 2), (100, 2.7, 17), (1_000, 4.1, 100))


def rows(setting: Setting) -> Iterator[list[Row]]:
    """Every count of segments, all subjects side by side."""
    folder = str(setting.shop())
    for count in COUNTS:
        case = _case(count)
        yield side_by_side(setting, "many", case, count, subjects(setting, folder, count))


def subjects(setting: Setting, folder: str, count: int) -> dict[str, Call]:
    """What is measured for so many segments."""
    number = max(1, _FEW // count)
    most = min(count * number, setting.queries)
    runs = (1 / number, f"mean of {number} runs" if number > 1 else "")
    queries = (
        count / most,
        f"{most} of {count:,} measured, times {count / most:.0f}" if count > most else runs[1],
    )

    def call(target: str, *arguments: object, told: tuple[float, str] = runs) -> Call:
        return Call(f"benchmarks.{target}", (folder, *arguments), scale=told[0], note=told[1])

    return {
        UNIT: call("by_hand.in_polars:scan", told=(1.0, "")),
        BASE: call("segql_runs:drawn", count, "polars", number),
        _EACH[0]: call("by_hand.in_polars:each", count * number, most, told=queries),
        _EACH[1]: call("by_hand.in_duckdb:each", count * number, most, told=queries),
        _EACH[2]: call("by_hand.in_ibis:each", count * number, most, told=queries),
        "Polars, one wide aggregate": call("by_hand.in_polars:wide", count, number),
        "DuckDB, one wide aggregate": call("by_hand.in_duckdb:wide", count, number),
        "segql (DuckDB)": call("segql_runs:drawn", count, "duckdb", number),
    }


def bars(found: Sequence[Row]) -> Iterator[Bar]:
    """What is aimed at, at full size."""
    for count, scans, least in _AIMS:
        case = _case(count)
        own, scan = find(found, case, BASE), find(found, case, UNIT)
        each = [row for name in _EACH if (row := find(found, case, name))]
        if own is None or scan is None or not each:
            continue
        best = min(each, key=lambda row: row.cpu)
        if scans:
            yield Bar(f"{case}: bare scans of the events", own.times(scan), scans)
        if least:
            yield Bar(
                f"{case}: a query each costs so many times more",
                best.times(own),
                least,
                False,
            )
        else:
            yield Bar(f"{case}: times the best queries by hand", own.times(best), 1.1)
    small, large = (find(found, _case(count), BASE) for count in (100, 1_000))
    if small and large:
        yield Bar("1,000 segments: times the cost of 100", large.times(small), 1.6)
        yield Bar("1,000 segments: GB of memory at the peak", large.peak / 1e9, 1.2)


def _case(count: int) -> str:
    return f"{count:,} segment{'s' if count > 1 else ''}"
