"""What is measured of segql itself: segments in one run, on a backend."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from benchmarks.child import Work
from benchmarks.questions import AS_OF, part, text
from segql import Catalog, Segments, compile_all, load

TABLES = ("customers", "events", "newsletter")


def drawn(folder: str, count: int, backend: str = "polars") -> Work:
    """So many of the drawn segments in one run; that they are compiled is not timed."""
    catalog = Catalog.load(Path(folder) / "catalog.json")
    texts = {each.name: text(each) for each in part(count, count)}
    return _running(Path(folder), compile_all(texts, catalog), backend)


def every(folder: str, backend: str = "polars") -> Work:
    """Segments of every other construct of the language in one run."""
    catalog = Catalog.load(Path(folder) / "catalog.json")
    return _running(Path(folder), load(Path(folder) / "segments_every.segql", catalog), backend)


def _running(folder: Path, segments: Segments, backend: str) -> Work:
    tables = {name: folder / f"{name}.parquet" for name in TABLES}
    nothing = {name: pl.read_parquet(path, n_rows=0) for name, path in tables.items()}
    segments.run(nothing, as_of=AS_OF, backend=backend)  # so that what it imports is there
    return lambda: segments.run(tables, as_of=AS_OF, backend=backend).members
