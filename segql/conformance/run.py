"""Runs cases on a backend, all that share their rows at once, and judges what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from segql.backend import Backend, BoundSegment, Key, Outcome, SqlBackend
from segql.catalog import Catalog
from segql.conformance.case import Case, Setting
from segql.diagnostics import DataError, SegqlError, UnsupportedError
from segql.segment import compile as compile_segment

Run = Callable[[Mapping[str, BoundSegment], Mapping[str, object]], Outcome]
"""How a backend is run: segments by name, and tables as lists of rows."""
Verdict = Literal["equal", "compiled", "refused", "failed"]
Found = list[Key] | Exception
"""The members of a segment, or what came in their place."""
_Names = dict[tuple[str, str], BoundSegment]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a case: `compiled` where a text was made and nothing executed it.

    `pinned` says whether the case names the backend among those that refuse it.
    """

    case: Case
    verdict: Verdict
    pinned: bool
    expected: object = None
    got: object = None


def has_engine(backend: Backend) -> bool:
    """Whether a backend can run here, or makes texts only. Raises SegqlError where it could not start."""
    catalog = Catalog.load({"customers": {"table": "customers", "key": "id", "attributes": {"n": "integer"}}})
    segment = compile_segment("n = 1", catalog).at("2024-06-15")
    try:
        backend.run({"segment": segment}, {"customers": [{"id": "a", "n": 1}]})
    except (UnsupportedError, DataError):
        return True
    except SegqlError as failure:
        if [each.code for each in failure.diagnostics] == ["no-engine"]:
            return False
        raise
    except Exception:  # each case will tell
        return True
    return True


def run_all(name: str, run: Run, cases: Iterable[Case]) -> Iterator[Result]:
    """The results of the cases that backends answer."""
    asked = [case for case in cases if case.runs]
    answers = Answers(run, by_feature(asked))
    yield from (judge(case, name, answers.of(case)) for case in asked)


def by_feature(cases: Iterable[Case]) -> dict[str, list[Case]]:
    """The cases of each feature, in their order."""
    found: dict[str, list[Case]] = {}
    for case in cases:
        found.setdefault(case.feature, []).append(case)
    return found


def compile_all(backend: Backend, cases: Iterable[Case]) -> Iterator[Result]:
    """The results of cases on a backend that makes texts only: compiled, refused or failed."""
    for case in cases:
        if case.runs:
            yield _compile(backend, case)


def _compile(backend: Backend, case: Case) -> Result:
    pinned = backend.name in case.form.refused
    try:
        for segment in case.bound().values():
            if isinstance(backend, SqlBackend):
                backend.sql(segment)
            else:
                backend.compile(segment)
    except UnsupportedError as refusal:
        return Result(case, "refused", pinned, got=str(refusal))
    except Exception as failure:
        return Result(case, "failed", pinned, "a text", _said(failure))
    return Result(case, "compiled", pinned)


def judge(case: Case, name: str, found: Mapping[str, Found] | SegqlError) -> Result:
    """What is to be said of the answers of the backend `name` to a case."""
    pinned, expected = name in case.form.refused, case.members
    if isinstance(found, SegqlError):
        return Result(case, "failed", pinned, "a text that compiles", str(found))
    errors = {key: each for key, each in found.items() if isinstance(each, Exception)}
    members = {key: each for key, each in found.items() if not isinstance(each, Exception)}
    if case.form.data_error is None:
        wrong = {key: each for key, each in members.items() if not _same(each, expected.get(key))}
        if wrong:
            return Result(case, "failed", pinned, {key: expected.get(key) for key in wrong}, wrong)
    elif members:
        return Result(case, "failed", pinned, case.form.data_error, members)
    others = [each for each in errors.values() if not _refuses(each, case, pinned)]
    if others:
        wanted = case.form.data_error or {key: expected.get(key) for key in errors}
        return Result(case, "failed", pinned, wanted, _said(others[0]))
    refusals = [each for each in errors.values() if not _right(each, case)]
    if refusals:
        return Result(case, "refused", pinned, got=str(refusals[0]))
    return Result(case, "equal", pinned)


def _same(found: Sequence[Key], expected: Sequence[Key] | None) -> bool:
    """Whether keys are those expected, in their order and of their type."""
    if expected is None or found != expected:
        return False
    return [type(key) for key in found] == [type(key) for key in expected]


def _right(failure: Exception, case: Case) -> bool:
    """Whether rows are refused as the case says."""
    if not isinstance(failure, DataError):
        return False
    return case.form.data_error in [each.code for each in failure.diagnostics]


def _refuses(failure: Exception, case: Case, pinned: bool) -> bool:
    """Whether an error is no failure: rows that should be taken may be refused where that is pinned."""
    if isinstance(failure, UnsupportedError) or _right(failure, case):
        return True
    return pinned and isinstance(failure, DataError)


@dataclass(slots=True)
class Answers:
    """What a backend finds, computed for all cases of a feature at once when first asked."""

    run: Run
    _of_feature: Mapping[str, Sequence[Case]]
    _found: dict[str, dict[str, dict[str, Found]]] = field(
        default_factory=dict[str, dict[str, dict[str, Found]]]
    )
    """By feature and by the name of the case."""

    def of(self, case: Case) -> dict[str, Found] | SegqlError:
        """The members by segment, complements as `not NAME`; errors in place of members.

        An error alone where the text does not compile.
        """
        if isinstance(case.asked, SegqlError):
            return case.asked
        if case.feature not in self._found:
            self._found[case.feature] = self._run(self._of_feature[case.feature])
        return self._found[case.feature].get(case.form.name, {})

    def _run(self, cases: Iterable[Case]) -> dict[str, dict[str, Found]]:
        groups: dict[int, tuple[Setting, _Names]] = {}
        for case in cases:
            if case.runs and not isinstance(case.asked, SegqlError):
                _, group = groups.setdefault(id(case.setting), (case.setting, {}))
                group.update({(case.form.name, name): each for name, each in case.asked.items()})
        results: dict[str, dict[str, Found]] = {}
        for setting, group in groups.values():
            for (case_name, name), found in _run_group(self.run, group, setting).items():
                results.setdefault(case_name, {})[name] = found
        return results


def _run_group(run: Run, group: _Names, setting: Setting) -> dict[tuple[str, str], Found]:
    """All at once; where that fails, by halves, so that each failure has its case."""
    segments = {"\n".join(names): each for names, each in group.items()}
    try:
        outcome = run(segments, setting.data)
        if list(outcome.keys) != sorted(setting.keys):
            raise ValueError(
                f"{outcome.customers} customers are told of, not the {len(setting.keys)} there are"
            )
        return {names: list(outcome.members["\n".join(names)]) for names in group}
    except Exception as failure:
        if len(group) == 1:
            return dict.fromkeys(group, failure)
    items = list(group.items())
    half = len(items) // 2
    first, second = dict(items[:half]), dict(items[half:])
    return _run_group(run, first, setting) | _run_group(run, second, setting)


def _said(failure: Exception) -> str:
    """What a failure says; nothing but a SegqlError should come out of a backend."""
    return str(failure) if isinstance(failure, SegqlError) else f"{type(failure).__name__}: {failure}"
