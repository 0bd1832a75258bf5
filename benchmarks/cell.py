"""One measurement, in a process of its own, printed as JSON."""

from __future__ import annotations

import hashlib
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.shop import AS_OF, CATALOG, texts, write
from segql import Catalog, compile, compile_all
from segql.backend import load_backend

_RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes of `ru_maxrss`


def measure(engine: str, segments: int, folder: Path) -> dict[str, Any]:
    """Seconds, peak memory, and a digest of the members of each of the first so many segments."""
    catalog = Catalog.load(CATALOG)
    bound = compile_all(texts(segments), catalog).at(AS_OF)
    backend = load_backend(engine)
    tables = {name: folder / f"{name}.parquet" for name in ("customers", "events")}
    nothing = {name: pl.read_parquet(path, n_rows=0) for name, path in tables.items()}
    backend.run(compile_all(texts(1), catalog).at(AS_OF), nothing)  # so that what it imports is there
    cpu, wall = time.process_time(), time.perf_counter()
    outcome = backend.run(bound, tables)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    digests = {
        name: f"{len(keys)} {hashlib.sha256(repr(list(keys)).encode()).hexdigest()[:16]}"
        for name, keys in outcome.members.items()
    }
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT
    return {"cpu": cpu, "wall": wall, "peak": peak, "members": digests}


def compiling(segments: int) -> float:
    """CPU seconds from texts to segments at an instant, the parser being there."""
    catalog = Catalog.load(CATALOG)
    compile("visited", catalog)
    start = time.process_time()
    compile_all(texts(segments), catalog).at(AS_OF)
    return time.process_time() - start


def _main(arguments: list[str]) -> object:
    match arguments:
        case ["write", folder, customers, events]:
            return write(Path(folder), int(customers), int(events))
        case ["run", engine, segments, folder]:
            return measure(engine, int(segments), Path(folder))
        case ["compile", segments]:
            return compiling(int(segments))
        case _:
            raise SystemExit("write FOLDER CUSTOMERS EVENTS, run ENGINE SEGMENTS FOLDER, or compile SEGMENTS")


if __name__ == "__main__":
    print(json.dumps(_main(sys.argv[1:])))
