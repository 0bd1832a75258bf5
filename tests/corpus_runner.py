"""Runs the cases of the conformance corpus on every engine, all that share their rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus_cases import Case, Setting, cases
from engines.tested import run

import segql
from segql.backend import BoundSegment, Key

Found = list[Key] | segql.SegqlError
_Names = dict[tuple[str, str], BoundSegment]


@dataclass(slots=True)
class Answers:
    """What the engines find, computed for all cases of a file at once when first asked."""

    _bound: dict[str, dict[str, BoundSegment] | segql.SegqlError] = field(
        default_factory=dict[str, dict[str, BoundSegment] | segql.SegqlError]
    )
    _found: dict[tuple[str, str], dict[tuple[str, str], Found]] = field(
        default_factory=dict[tuple[str, str], dict[tuple[str, str], Found]]
    )

    def of(self, case: Case, engine: str) -> dict[str, Found] | segql.SegqlError:
        """The members by segment, complements as `not NAME`; errors in place of members.

        An error alone where the text does not compile.
        """
        bound = self._compiled(case)
        if isinstance(bound, segql.SegqlError):
            return bound
        place = (case.file, engine)
        if place not in self._found:
            self._found[place] = self._run([each for each in cases() if each.file == case.file], engine)
        return {name: self._found[place][case.form.name, name] for name in bound}

    def _compiled(self, case: Case) -> dict[str, BoundSegment] | segql.SegqlError:
        if case.id not in self._bound:
            try:
                self._bound[case.id] = case.bound(complements=True)
            except segql.SegqlError as failure:
                self._bound[case.id] = failure
        return self._bound[case.id]

    def _run(self, of_file: Sequence[Case], engine: str) -> dict[tuple[str, str], Found]:
        groups: dict[int, tuple[Setting, _Names]] = {}
        for case in of_file:
            bound = self._compiled(case)
            if case.runs and not isinstance(bound, segql.SegqlError):
                _, group = groups.setdefault(id(case.setting), (case.setting, {}))
                group.update({(case.form.name, name): each for name, each in bound.items()})
        found: dict[tuple[str, str], Found] = {}
        for setting, group in groups.values():
            found.update(_run_group(engine, group, setting))
        return found


def _run_group(engine: str, group: _Names, setting: Setting) -> dict[tuple[str, str], Found]:
    """All at once; where that fails, by halves, so that each failure has its case."""
    segments = {"\n".join(names): each for names, each in group.items()}
    try:
        outcome = run(engine, segments, setting.data)
        assert outcome.customers == len(setting.keys)
        return {names: list(outcome.members["\n".join(names)]) for names in group}
    except Exception as failure:
        if len(group) == 1:
            return dict.fromkeys(group, _named(failure))
    items = list(group.items())
    half = len(items) // 2
    first, second = dict(items[:half]), dict(items[half:])
    return _run_group(engine, first, setting) | _run_group(engine, second, setting)


def _named(failure: Exception) -> segql.SegqlError:
    """Nothing but a SegqlError may come out of an engine; another is kept for the case that it fails."""
    if isinstance(failure, segql.SegqlError):
        return failure
    return segql.SegqlError([segql.Diagnostic("crash", f"{type(failure).__name__}: {failure}")])
