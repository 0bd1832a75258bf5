"""`python -m benchmarks`: what segments cost here and elsewhere, side by side.

Prints every topic's table as it is measured and writes all of it as JSON; `python -m benchmarks.page`
makes docs/performance.md of that.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import Differ, Setting, machine
from benchmarks.rows import Results, Row
from benchmarks.tables import bars_table, table
from benchmarks.topics import TOPICS, topic


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures, prints, and writes the JSON. Exits with 1 where answers differ."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--full", action="store_true", help="1,000,000 customers, 20,000,000 events")
    parser.add_argument("--topics", nargs="+", choices=TOPICS, default=TOPICS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--queries", type=int, default=25, help="so many of those one after the other")
    parser.add_argument("--slow", type=float, help="CPU seconds: what takes longer is run once")
    parser.add_argument("--patience", type=float, help="CPU seconds: a longer run is stopped")
    parser.add_argument("--data", type=Path, help="a folder that keeps the data for the next time")
    parser.add_argument("--json", type=Path, default=Path("benchmarks.json"))
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        data = given.data or Path(temporary)
        slow = given.slow or (40.0 if given.full else 5.0)
        patience = given.patience or (240.0 if given.full else 60.0)
        setting = Setting(data, given.full, given.rounds, given.queries, patience, slow)
        try:
            results = _measured(setting, given.topics)
        except Differ as differ:
            sys.exit(f"the answers differ:\n{differ}")
    results.write(given.json)
    print(f"written to {given.json}")


def _measured(setting: Setting, topics: Sequence[str]) -> Results:
    here = machine()
    print(", ".join(f"{name} {version}" for name, version in here.items()), flush=True)
    rows: list[Row] = []
    for name in topics:
        module = topic(name)
        print(f"\n# {module.TITLE}\n", flush=True)
        found: list[Row] = []
        for case in module.rows(setting):
            print(table(case, module.BASE, module.UNIT), flush=True)
            found += case
        print(bars_table(module.bars(found)), flush=True)
        rows += found
    size = "1,000,000 customers, 20,000,000 events" if setting.full else "100,000 customers, 2,000,000 events"
    return Results(dt.date.today().isoformat(), size, here, tuple(rows))


if __name__ == "__main__":
    main()
