"""Subjects side by side: each run in a process of its own, in rounds, and compared before a figure is told.

This process imports neither an engine nor data: a child's peak of memory begins with its parent's.
"""

from __future__ import annotations

import json
import platform
import re
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.rows import Row, Run

_PACKAGES = (
    *("segql", "polars", "duckdb", "numpy", "lark", "sqlglot", "ibis-framework", "cel-python"),
    *("rule-engine", "zen-engine", "common-expression-language", "tpcgen-cli"),
)


@dataclass(frozen=True, slots=True)
class Call:
    """Work of a child (see `benchmarks.child`): `module:function`, and arguments that JSON can hold."""

    target: str
    arguments: tuple[object, ...] = ()
    over_and_over: bool = False
    """Whether the work is so short that it is done many times in one run."""
    scale: float = 1.0
    """By how much the work is less than that of the others: what it takes is multiplied by this."""
    note: str = ""
    """What is to be said beside the figures, above all where they are scaled."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the command was asked for, handed to every topic."""

    data: Path
    full: bool = False
    rounds: int = 5
    queries: int = 25
    """Of queries that run one after the other so many are measured, and multiplied."""
    patience: float = 60.0
    """CPU seconds after which a run is stopped."""
    slow: float = 5.0
    """CPU seconds: what takes longer is run once, not in every round."""

    def shop(self, *options: str) -> Path:
        """The folder of a shop, of the size asked for where no other is; written if it is not there yet."""
        name = "-".join(["full" if self.full else "tenth", *(each.lstrip("-") for each in options)])
        folder = self.data / name
        if not (folder / "complete").exists():
            python("-m", "benchmarks.shop", str(folder), *(["--full"] if self.full else []), *options)
        return folder


class Differ(Exception):
    """Subjects do not give the same answers: figures of such mean nothing."""


def side_by_side(
    setting: Setting, topic: str, case: str, size: float, subjects: Mapping[str, Call]
) -> list[Row]:
    """All subjects once in every round. One that fails or takes too long has no runs. Raises Differ."""
    runs: dict[str, list[Run]] = {subject: [] for subject in subjects}
    answers: dict[str, Mapping[str, str]] = {}
    notes = {subject: call.note for subject, call in subjects.items()}
    pending = dict(subjects)
    for _ in range(setting.rounds):
        for subject, call in list(pending.items()):
            try:
                run, found = measured(call, setting.patience)
            except subprocess.CalledProcessError as failed:
                notes[subject] = _reason(failed, setting.patience)
                runs[subject].clear()
                del pending[subject]
                continue
            compare({**answers, f"{subject}, in another round": answers.get(subject, {}), subject: found})
            answers[subject] = found
            runs[subject].append(run)
            if run.cpu > setting.slow:
                del pending[subject]
    return [
        Row(topic, case, size, subject, tuple(runs[subject]), call.scale, notes[subject])
        for subject, call in subjects.items()
    ]


def measured(call: Call, patience: float) -> tuple[Run, Mapping[str, str]]:
    """One run in a process of its own, and digests of its answers."""
    options = ["--over-and-over"] if call.over_and_over else []
    arguments = (call.target, json.dumps(call.arguments), str(patience), *options)
    told = json.loads(python("-m", "benchmarks.child", *arguments).splitlines()[-1])
    answers: Mapping[str, str] = told.pop("answers")
    return Run(**told), answers


def compare(answers: Mapping[str, Mapping[str, str]]) -> None:
    """Raises Differ where two subjects that answer the same question differ."""
    first: dict[str, tuple[str, str]] = {}
    wrong: list[str] = []
    for subject, found in answers.items():
        for name, answer in found.items():
            other, expected = first.setdefault(name, (subject, answer))
            if answer != expected:
                wrong.append(f"{name}: {other} gives {expected}, {subject} gives {answer}")
    if wrong:
        raise Differ("\n".join(wrong))


def python(*arguments: str) -> str:
    """What a Python process prints; what it complains of is in the exception."""
    return subprocess.run([sys.executable, *arguments], check=True, capture_output=True, text=True).stdout


def machine() -> dict[str, str]:
    """The processor, and the versions of what is measured."""
    models = [line for line in _lines(Path("/proc/cpuinfo")) if line.startswith("model name")]
    found = {
        "processor": models[0].partition(":")[2].strip() if models else platform.processor(),
        "cores": str(len(models) or "?"),
        "Python": platform.python_version(),
    }
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _lines(path: Path) -> Sequence[str]:
    return path.read_text().splitlines() if path.exists() else []


def _reason(failed: subprocess.CalledProcessError, patience: float) -> str:
    if failed.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return f"stopped after {patience:.0f} CPU s"
    said = (failed.stderr or "").strip().splitlines()
    named = [line for line in said if re.match(r"[\w.]*(Error|Exception)\b", line)]
    return "failed: " + next(iter([*named[-1:], *said[-1:]]), f"exit code {failed.returncode}")[:120]
