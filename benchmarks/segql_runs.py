"""What is measured of segql itself: segments in one run, on a backend."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import polars as pl

from benchmarks.child import Work
from benchmarks.questions import AS_OF, groups, text
from segql import Catalog, Segments, compile_all, load
from segql.backend import Key

TABLES = ("customers", "events", "newsletter")


def drawn(folder: str, count: int, backend: str = "polars", number: int = 1) -> Work:
    """So many of the drawn segments in one run, and so many runs; that they are compiled is not timed."""
    catalog = Catalog.load(Path(folder) / "catalog.json")
    runs = [
        _running(Path(folder), compile_all({each.name: text(each) for each in group}, catalog), backend)
        for group in groups(count, number)
    ]
    return lambda: {name: members for run in runs for name, members in run().items()}


def every(folder: str, backend: str = "polars") -> Work:
    """Segments of every other construct of the language in one run."""
    catalog = Catalog.load(Path(folder) / "catalog.json")
    return _running(Path(folder), load(Path(folder) / "segments_every.segql", catalog), backend)


def _running(folder: Path, segments: Segments, backend: str) -> Callable[[], Mapping[str, Sequence[Key]]]:
    tables = {name: folder / f"{name}.parquet" for name in TABLES}
    nothing = {name: pl.read_parquet(path, n_rows=0) for name, path in tables.items()}
    segments.run(nothing, as_of=AS_OF, backend=backend)  # so that what it imports is there
    return lambda: segments.run(tables, as_of=AS_OF, backend=backend).members
