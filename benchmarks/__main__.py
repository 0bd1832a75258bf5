"""`python -m benchmarks`: do all engines agree, and what does each take?

This process imports neither an engine nor the data: a child's peak of memory begins with its parent's.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ENGINES = ("polars", "duckdb", "sqlite", "python")
COUNTS = (1, 10, 100)
MOST = {"sqlite": 10, "python": 10}
"""Segments up to which the slow engines are timed, unless `--all`."""
SMALL = 20
"""Engines are compared, on all segments, on a shop that is so many times smaller."""
STARTS = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """What one engine took for some segments; seconds, bytes, and members by segment, as digests."""

    cpu: float
    wall: float
    peak: int
    members: Mapping[str, str]


def measured(engine: str, segments: int, folder: Path) -> Cell:
    """A measurement in a process of its own."""
    return Cell(**json.loads(_child("run", engine, str(segments), str(folder))))


def differing(cells: Mapping[str, Cell]) -> list[str]:
    """The segments whose members are not the same on all engines, with what each engine found."""
    first = next(iter(cells.values())).members
    return [
        f"{name}: " + ", ".join(f"{engine} {cell.members[name]}" for engine, cell in cells.items())
        for name in first
        if len({cell.members[name] for cell in cells.values()}) > 1
    ]


def _child(*arguments: str) -> str:
    return _python("-m", "benchmarks.cell", *arguments)


def _python(*arguments: str) -> str:
    command = [sys.executable, *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def _write(folder: Path, customers: int, events: int) -> None:
    _child("write", str(folder), str(max(1, customers)), str(max(1, events)))


def _check(cells: Mapping[str, Cell]) -> None:
    if wrong := differing(cells):
        sys.exit("the engines differ:\n" + "\n".join(wrong))


def _rows(segments: int, cells: Mapping[str, Cell]) -> None:
    fastest = min((cell.cpu for cell in cells.values()), default=0.0)
    for engine, cell in cells.items():
        numbers = f"{cell.cpu:8.2f} {cell.wall:8.2f} {cell.cpu / fastest:7.1f} {cell.peak / 2**20:9.0f}"
        print(f"{segments:>8}  {engine:<8} {numbers}", flush=True)


def _start(folder: Path) -> float:
    """CPU seconds of `segql check`, the whole process; the least of a few."""
    code = "import sys; from segql.cli import main; main()"
    seconds: list[float] = []
    for _ in range(STARTS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        _python("-c", code, "check", str(folder / "segments.json"), "--catalog", str(folder / "catalog.json"))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(seconds)


def main(arguments: Sequence[str] | None = None) -> None:
    """Compares, then measures, then prints. Exits with 1 where engines differ."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--customers", type=int, default=50_000)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    parser.add_argument("--segments", nargs="+", type=int, default=COUNTS)
    parser.add_argument("--all", action="store_true", help="the slow engines on all segments, too")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        small, large = Path(name) / "small", Path(name) / "large"
        _write(small, options.customers // SMALL, options.events // SMALL)
        _check({each: measured(each, max(options.segments), small) for each in options.engines})
        print(f"all engines agree on {max(options.segments)} segments of a shop {SMALL} times smaller\n")
        _write(large, options.customers, options.events)
        print(f"{options.customers:,} customers, {options.events:,} events")
        print(f"{'segments':>8}  {'engine':<8} {'CPU s':>8} {'wall s':>8} {'ratio':>7} {'peak MiB':>9}")
        for count in options.segments:
            engines = [e for e in options.engines if options.all or count <= MOST.get(e, count)]
            cells = {engine: measured(engine, count, large) for engine in engines}
            _check(cells)
            _rows(count, cells)
        print()
        for count in (100, 1_000):
            print(f"compile {count} segments: {float(_child('compile', str(count))):.2f} CPU s")
        print(f"segql check of 10 segments, the whole process: {_start(small):.2f} CPU s")


if __name__ == "__main__":
    main()
