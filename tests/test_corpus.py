"""Every case of the conformance corpus: its members on every engine, or its diagnostics."""

from __future__ import annotations

import pytest
from corpus_cases import Case, Remark, cases, remarks
from corpus_runner import Answers
from engines.tested import ENGINES, absent, needs

import segql

ALL = list(cases())
RUN = [case for case in ALL if case.runs]


@pytest.fixture(scope="session")
def answers() -> Answers:
    return Answers()


@pytest.mark.parametrize("engine", ENGINES)
def test_the_engine_is_installed(engine: str) -> None:
    needs(engine)


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.id)
def test_what_is_said_of_the_text(case: Case) -> None:
    expected = case.form.error
    if expected is None:
        segments = case.compiled()
        case.bound()
        assert remarks(segments.warnings, "warning") == case.form.warnings
        return
    with pytest.raises(segql.SegqlError) as caught:
        case.bound()
    found = caught.value.diagnostics
    assert remarks(found, "error") == ([expected] if isinstance(expected, Remark) else expected)
    assert remarks(found, "warning") == case.form.warnings


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", RUN, ids=lambda case: case.id)
def test_the_members_and_all_others(case: Case, engine: str, answers: Answers) -> None:
    if absent(engine):
        pytest.skip(f"{engine} is not installed")
    found = answers.of(case, engine)
    if isinstance(found, segql.SegqlError):
        raise found
    for failure in found.values():
        if isinstance(failure, segql.SegqlError):
            _expect_failure(case, engine, failure)
            return
    assert engine not in case.form.refused
    assert case.form.data_error is None
    assert found == case.members


def _expect_failure(case: Case, engine: str, failure: segql.SegqlError) -> None:
    codes = [each.code for each in failure.diagnostics]
    if isinstance(failure, segql.UnsupportedError | segql.DataError) and engine in case.form.refused:
        return
    if isinstance(failure, segql.DataError) and case.form.data_error in codes:
        return
    raise failure
