"""The results of a run, counted by feature: a table for people, or JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from segql.conformance import FORMAT, VERSION
from segql.conformance.run import Result, Verdict
from segql.terminal import count, table, visible

_MOST_SHOWN = 12  # members of one list
_MOST_LISTED = 100  # failures of a run


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases of a feature went which way; `pinned` of the refused ones were known to be."""

    cases: int
    right: int
    refused: int
    pinned: int
    failed: int


def counted(results: Iterable[Result]) -> Counts:
    """The counts of results."""
    of: dict[Verdict, int] = {"equal": 0, "compiled": 0, "refused": 0, "failed": 0}
    pinned = 0
    for each in results:
        of[each.verdict] += 1
        pinned += each.verdict == "refused" and each.pinned
    right = of["equal"] + of["compiled"]
    return Counts(right + of["refused"] + of["failed"], right, of["refused"], pinned, of["failed"])


def by_feature(results: Sequence[Result]) -> dict[str, Counts]:
    """The counts of each feature, in their order."""
    features = dict.fromkeys(each.case.feature for each in results)
    return {name: counted(each for each in results if each.case.feature == name) for name in features}


def to_table(backend: str, results: Sequence[Result], executed: bool) -> str:
    """A line for each feature, the sum, and the failures with what was expected and found."""
    every = {**by_feature(results), "all": counted(results)}
    header = ["feature", "cases", "equal" if executed else "compiled", "refused", "pinned", "failed"]
    rows = [[name, *(f"{each:,}" for each in _numbers(counts))] for name, counts in every.items()]
    failures = [each for each in results if each.verdict == "failed"]
    listed = "".join(_failure(each) for each in failures[:_MOST_LISTED])
    if len(failures) > _MOST_LISTED:
        listed += f"\nand {count(len(failures) - _MOST_LISTED, 'failure')} more: see --format json\n"
    text = table(header, rows, [False, True, True, True, True, True])
    return f"{text}\n{listed}\n{backend}: {_sum(every['all'], executed)} (cases {VERSION})"


def to_object(backend: str, results: Sequence[Result], executed: bool) -> dict[str, object]:
    """The same for programs."""
    return {
        "backend": backend,
        "format": FORMAT,
        "version": VERSION,
        "executed": executed,
        "features": [
            {"feature": name, **dict(zip(_names(executed), _numbers(counts), strict=True))}
            for name, counts in by_feature(results).items()
        ],
        "failures": [
            {"case": each.case.id, "expected": each.expected, "got": each.got}
            for each in results
            if each.verdict == "failed"
        ],
        "refusals": [
            {"case": each.case.id, "pinned": each.pinned, "got": each.got}
            for each in results
            if each.verdict == "refused"
        ],
    }


def _names(executed: bool) -> list[str]:
    return ["cases", "equal" if executed else "compiled", "refused", "pinned", "failed"]


def _numbers(counts: Counts) -> list[int]:
    return [counts.cases, counts.right, counts.refused, counts.pinned, counts.failed]


def _sum(counts: Counts, executed: bool) -> str:
    done = f"{counts.right:,} {'equal' if executed else 'compiled, none executed'}"
    refused = f"{counts.refused:,} refused ({counts.pinned:,} of them pinned)"
    return f"{count(counts.cases, 'case')}: {done}, {refused}, {counts.failed:,} failed"


def _failure(result: Result) -> str:
    lines = [f"failed: {result.case.id}", *_lines("expected", result.expected), *_lines("got", result.got)]
    return "\n" + "\n".join(visible(line) for line in lines) + "\n"


def _lines(what: str, value: object) -> list[str]:
    if isinstance(value, Mapping):
        members = cast("Mapping[str, object]", value)
        return [f"  {what} {name}: {_keys(each)}" for name, each in members.items()]
    return [f"  {what}: {each}" for each in str(value).splitlines()[:1]]


def _keys(keys: object) -> str:
    if not isinstance(keys, list):
        return "no such segment"
    given = cast("list[object]", keys)
    more = f", and {len(given) - _MOST_SHOWN} more" if len(given) > _MOST_SHOWN else ""
    return (", ".join(repr(each) for each in given[:_MOST_SHOWN]) or "nobody") + more
