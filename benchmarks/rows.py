"""Measured rows: what is worked out from them, and how they are kept as JSON."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Run:
    """CPU seconds of all threads, seconds that passed, and bytes of memory at the peak of the process."""

    cpu: float
    wall: float
    peak: int


@dataclass(frozen=True, slots=True)
class Row:
    """What one subject took for one case: a run for each round, or none where it did not end."""

    topic: str
    case: str
    size: float
    """How much work the case is: where it stands in a picture; 0 where it is in none."""
    subject: str
    runs: tuple[Run, ...]
    scale: float = 1.0
    """What the work was less than that of the others by; the figures are multiplied by it."""
    note: str = ""

    @property
    def cpu(self) -> float:
        """CPU seconds: the median of the rounds."""
        return self.scale * statistics.median(run.cpu for run in self.runs)

    @property
    def wall(self) -> float:
        """Seconds that passed: the median of the rounds."""
        return self.scale * statistics.median(run.wall for run in self.runs)

    @property
    def peak(self) -> float:
        """Bytes of memory: the median of the rounds."""
        return statistics.median(run.peak for run in self.runs)

    def times(self, other: Row) -> float:
        """How many times the CPU time of another: the median of the ratios within each round."""
        pairs = zip(self.runs, other.runs, strict=False)
        return self.scale / other.scale * statistics.median(a.cpu / b.cpu for a, b in pairs)


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure and what is aimed at: no more than the bound, or no less."""

    claim: str
    value: float
    bound: float
    at_most: bool = True

    @property
    def held(self) -> bool:
        """Whether the figure is as good as aimed at."""
        return self.value <= self.bound if self.at_most else self.value >= self.bound


@dataclass(frozen=True, slots=True)
class Results:
    """All of one or more runs of the benchmarks, as a JSON file holds it."""

    date: str
    size: str
    machine: Mapping[str, str]
    rows: tuple[Row, ...]

    def of(self, topic: str) -> list[Row]:
        """The rows of a topic."""
        return [row for row in self.rows if row.topic == topic]

    def write(self, path: Path) -> None:
        """Writes them as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Results:
        """What `write` wrote."""
        stored: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        rows: list[dict[str, Any]] = stored.pop("rows")
        for row in rows:
            row["runs"] = tuple(Run(**run) for run in row["runs"])
        return cls(**stored, rows=tuple(Row(**row) for row in rows))


def find(rows: Sequence[Row], case: str, subject: str) -> Row | None:
    """The row of a case and a subject that ended, if there is one."""
    found = (row for row in rows if row.case == case and row.subject == subject and row.runs)
    return next(found, None)


def cases(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows by case, in their order."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.case, []).append(row)
    return found
