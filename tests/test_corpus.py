"""Every case of the conformance kit: its members on every engine, or its diagnostics."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

import pytest
from engines.tested import ENGINES, absent, needs, run

import segql
from segql.conformance.case import Case, remarks
from segql.conformance.reading import cases
from segql.conformance.run import Answers, by_feature, judge

ALL = list(cases())
RUN = [case for case in ALL if case.runs]


@pytest.fixture(scope="session")
def answers() -> Callable[[str], Answers]:
    @cache
    def of(engine: str) -> Answers:
        alone = None if ENGINES[engine].heavy else 1  # asked together: see test_together.py
        return Answers(partial(run, engine, at_once=alone), by_feature(RUN))

    return of


@pytest.mark.parametrize("engine", ENGINES)
def test_the_engine_is_installed(engine: str) -> None:
    needs(engine)


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.id)
def test_what_is_said_of_the_text(case: Case) -> None:
    if case.form.error is None:
        segments = case.compiled()
        case.bound()
        assert remarks(segments.warnings, "warning") == case.form.warnings
        return
    with pytest.raises(segql.SegqlError) as caught:
        case.bound()
    found = caught.value.diagnostics
    assert remarks(found, "error") == case.errors
    assert remarks(found, "warning") == case.form.warnings


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", RUN, ids=lambda case: case.id)
def test_the_members_and_all_others(case: Case, engine: str, answers: Callable[[str], Answers]) -> None:
    if absent(engine):
        pytest.skip(f"{engine} is not installed")
    result = judge(case, engine, answers(engine).of(case))
    assert result.verdict in ("equal", "refused"), f"expected {result.expected}, got {result.got}"
    assert result.pinned == (result.verdict == "refused"), result.got
