"""The process of one measured run: prepares work, does it, and prints what it took as JSON.

`python -m benchmarks.child MODULE:FUNCTION ARGUMENTS PATIENCE` calls the function with a JSON list of
arguments; it prepares what is not to be timed, imports among it, and gives back the work. After so
many CPU seconds as it has patience the process ends.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from importlib import import_module
from typing import Any, cast

from benchmarks.rows import Run

Work = Callable[[], object]
"""What is timed. It gives answers by name (members as keys in any order, or whatever has a
`repr` to compare), or anything else where there is nothing to compare."""

_RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes of `ru_maxrss`
MEMORY = 12 * 2**30
"""Bytes: what needs more fails, rather than what else runs on the machine."""
_ENOUGH = 0.2  # CPU seconds that short work is done over and over for


def timed(work: Work, over_and_over: bool = False) -> tuple[Run, Mapping[str, object]]:
    """One run of the work and its answers; of short work the mean of many runs."""
    times, found = 1, None
    while True:
        gc.collect()
        cpu, wall = _cpu(), time.perf_counter()
        for _ in range(times):
            found = work()
        cpu, wall = _cpu() - cpu, time.perf_counter() - wall
        if not over_and_over or cpu >= _ENOUGH:
            break
        times *= max(2, min(100, int(1.2 * _ENOUGH / max(cpu, 1e-6))))
    peak = _peak()
    answers: Mapping[str, object] = cast("Any", found) if isinstance(found, Mapping) else {}
    return Run(cpu / times, wall / times, peak), answers


def _watch() -> None:
    """Ends the process when it holds too much memory: what it reserves and does not use is no harm."""
    while _peak() < MEMORY:
        time.sleep(0.2)
    print(f"MemoryError: more than {MEMORY / 2**30:.0f} GB", file=sys.stderr, flush=True)
    os._exit(1)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """One measured run."""
    target, arguments, patience, *options = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_CPU, (int(float(patience)), int(float(patience)) + 1))
    threading.Thread(target=_watch, daemon=True).start()
    module, _, function = target.partition(":")
    make = cast("Callable[..., Work]", getattr(import_module(module), function))
    run, answers = timed(make(*json.loads(arguments)), "--over-and-over" in options)
    digest = import_module("benchmarks.digests").digest  # NumPy is no part of what was measured
    print(json.dumps({**asdict(run), "answers": {name: digest(each) for name, each in answers.items()}}))


if __name__ == "__main__":
    main()
