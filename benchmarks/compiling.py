"""From text to segment: beside other languages, a thousand at once, and in a process that has just begun."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.measure import Call, Setting, side_by_side
from benchmarks.rows import Bar, Row, Run, find

TITLE = "Compiling"
BASE = "segql"
UNIT: str | None = None
AXIS = "conditions"
COUNTS = (30, 300, 3_000)
_CEL = "cel-python"
_FILE, _BOUND, _START = "1,000 segments of a file", "1,000 segments at an instant", "a process's first text"
_SEGMENTS = 1_000
_LARK = "Lark, imported and its parser made"
_GRAMMAR = Path(__file__).parents[1] / "grammar" / "segql.lark"
_FIRST = {
    BASE: """import segql
catalog = segql.Catalog.load({"customers": {"table": "c", "key": "k", "attributes": {"age": "integer"}}})
segql.compile("age >= 18", catalog)""",
    _LARK: f"""import lark
lark.Lark(open({str(_GRAMMAR)!r}, encoding="utf-8").read(), parser="lalr", lexer="basic")""",
}
"""Programs of a first text; a process that only starts and ends is among what they take."""


def rows(setting: Setting) -> Iterator[list[Row]]:
    """Every size of text; then, of no size, so that they stand in no picture, files and processes."""
    for count in COUNTS:
        yield side_by_side(setting, "compiling", _case(count), count, _languages(count))
    file = {
        subject: Call("benchmarks.languages:from_file", (str(setting.data / name), _SEGMENTS))
        for subject, name in ((BASE, "thousand.segql"), ("segql, of YAML", "thousand.yaml"))
    }
    yield side_by_side(setting, "compiling", _FILE, 0, file)
    bound = {BASE: Call("benchmarks.languages:at_an_instant", (_SEGMENTS,), over_and_over=True)}
    yield side_by_side(setting, "compiling", _BOUND, 0, bound)
    yield _started(setting)


def _languages(count: int) -> dict[str, Call]:
    names = {
        BASE: "segql",
        _CEL: "cel_python",
        "rule-engine": "rule_engine",
        "common-expression-language (Rust)": "rust_cel",
        "zen-engine (Rust)": "zen",
    }
    return {
        subject: Call(f"benchmarks.languages:{function}", (count,), over_and_over=True)
        for subject, function in names.items()
    }


def _started(setting: Setting) -> list[Row]:
    """Whole processes, one of each in every round; what they import has been compiled to bytecode before."""
    runs: dict[str, list[Run]] = {subject: [] for subject in _FIRST}
    for number in range(setting.rounds + 1):
        for subject, program in _FIRST.items():
            run = _process(program, setting.data / "bytecode")
            if number:
                runs[subject].append(run)
    return [Row("compiling", _START, 0, subject, tuple(found)) for subject, found in runs.items()]


def _process(program: str, bytecode: Path) -> Run:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    wall = time.perf_counter()
    started = subprocess.Popen(
        [sys.executable, "-c", program], env={**kept, "PYTHONPYCACHEPREFIX": str(bytecode)}
    )
    _, status, used = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        raise subprocess.CalledProcessError(started.returncode, program)
    return Run(used.ru_utime + used.ru_stime, time.perf_counter() - wall, used.ru_maxrss * 1024)


def bars(found: Sequence[Row]) -> Iterator[Bar]:
    """What is aimed at."""
    small, large = (find(found, _case(count), BASE) for count in COUNTS[:2])
    cel = find(found, _case(COUNTS[0]), _CEL)
    if small and cel:
        yield Bar("30 conditions: times cel-python", small.times(cel), 0.5)
    if small and large:
        yield Bar("300 conditions: times the cost of 30", large.times(small), 12)
    for case, most in ((_FILE, 2.0), (_BOUND, 1.0)):
        if own := find(found, case, BASE):
            yield Bar(f"{case}: CPU s", own.cpu, most)
    first, lark = find(found, _START, BASE), find(found, _START, _LARK)
    if first and lark:
        yield Bar(f"{_START}: times importing Lark and making its parser", first.times(lark), 0.6)


def _case(count: int) -> str:
    return f"{count:,} conditions"
