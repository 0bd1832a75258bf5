"""The conformance kit: what it says of backends that are right, wrong, or run nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from engines.tested import absent

import segql
from segql import backend as backends
from segql.backend import Backend, BoundSegment, Outcome, load_backend
from segql.cli.app import app
from segql.conformance import FORMAT, VERSION
from segql.conformance.case import Case
from segql.conformance.reading import FOLDER, FROZEN, cases, read_file
from segql.conformance.run import run_all
from segql.conformance.written import read_lines, to_line


class Toy:
    """A backend of a third party: right about most, wrong, refusing or broken where a text says so."""

    name = "toy"

    def compile(self, segment: BoundSegment, /) -> object:
        return segment

    def run(self, segments: Mapping[str, BoundSegment], data: Mapping[str, object], /) -> Outcome:
        texts = [each.source.text for each in segments.values() if each.source is not None]
        if any("name < " in text for text in texts):
            segment = next(iter(segments.values()))
            raise backends.unsupported(segment, "toy", "order of strings", None, "use another backend")
        if any("name > " in text for text in texts):
            raise ZeroDivisionError("oh")
        outcome = load_backend("python").run(segments, data)
        members = {
            name: list(reversed(of)) if "name = " in str(segments[name].source) else of
            for name, of in outcome.members.items()
        }
        return replace(outcome, members=members)


class Texts:
    """A backend that writes and runs nothing."""

    name = "toy"

    def compile(self, segment: BoundSegment, /) -> object:
        if segment.source is not None and "name < " in segment.source.text:
            raise backends.unsupported(segment, "toy", "order of strings", None, "use another backend")
        return "text"

    def run(self, segments: Mapping[str, BoundSegment], data: Mapping[str, object], /) -> Outcome:
        raise segql.SegqlError([segql.Diagnostic("no-engine", "toy does not run in this process")])


CASES = {
    "about": "strings",
    "catalog": {"customers": {"attributes": {"name": "string"}}},
    "rows": {"customers": {"a": {"name": "x"}, "b": {"name": "x"}, "c": {}}},
    "cases": [
        {"name": "is set", "text": "name is set", "members": ["a", "b"]},
        {"name": "equal", "text": 'name = "x"', "members": ["a", "b"]},
        {"name": "less", "text": 'name < "y"', "members": ["a", "b"]},
        {"name": "less, pinned", "text": 'name < "z"', "members": ["a", "b"], "refused": ["toy"]},
        {"name": "more", "text": 'name > "b"', "members": ["a", "b"]},
        {"name": "an error", "text": "nam = 1", "error": {"code": "unknown-name", "at": "nam"}},
    ],
}


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Calls `segql conformance --backend toy` with a backend registered under that name."""
    path = tmp_path / "strings.yaml"
    path.write_text(yaml.safe_dump(CASES), encoding="utf-8")
    of_file = tuple(read_file(path))

    def call(backend: Backend, *arguments: str) -> Result:
        class Point:
            name = "toy"

            def load(self) -> object:
                return lambda: backend

        real = metadata.entry_points

        def points(**wanted: str) -> Any:
            found = list(real(**wanted))
            return [*found, Point()] if wanted.get("group") == "segql.backends" else found

        monkeypatch.setattr(metadata, "entry_points", points)
        monkeypatch.setattr("segql.cli.conformance.cases", lambda: of_file)
        return CliRunner().invoke(app, ["conformance", "--backend", "toy", *arguments], prog_name="segql")

    return call


def test_what_a_backend_answers_is_counted_and_failures_are_shown(toy: Any) -> None:
    result = toy(Toy())

    assert result.exit_code == 1
    assert "strings      5      1        2       1       2" in result.stdout
    assert "failed: strings: equal\n  expected segment: 'a', 'b'\n  got segment: 'b', 'a'\n" in result.stdout
    assert "failed: strings: more" in result.stdout
    assert "got: ZeroDivisionError: oh" in result.stdout
    assert f"(cases {VERSION})" in result.stdout


def test_the_same_for_programs(toy: Any) -> None:
    result = toy(Toy(), "--format", "json")
    found = json.loads(result.stdout)

    assert result.exit_code == 1
    assert (found["format"], found["executed"]) == (FORMAT, True)
    assert found["features"] == [
        {"feature": "strings", "cases": 5, "equal": 1, "refused": 2, "pinned": 1, "failed": 2}
    ]
    assert [each["case"] for each in found["failures"]] == ["strings: equal", "strings: more"]
    assert {each["case"]: each["pinned"] for each in found["refusals"]} == {
        "strings: less": False,
        "strings: less, pinned": True,
    }


def test_a_backend_that_writes_texts_alone_compiles_the_cases(toy: Any) -> None:
    result = toy(Texts())

    assert result.exit_code == 0
    assert "no-engine" in result.stderr
    assert "5 cases: 3 compiled, none executed, 2 refused (1 of them pinned), 0 failed" in result.stdout


def test_a_backend_of_no_server_has_no_url(toy: Any) -> None:
    result = toy(Toy(), "--connect", "postgresql://localhost")

    assert result.exit_code == 2
    assert "no-server" in result.stderr


@pytest.mark.parametrize("arguments", [[], ["--feature", "agee", "--backend", "python"]])
def test_wrong_usage(arguments: list[str]) -> None:
    result = CliRunner().invoke(app, ["conformance", *arguments], prog_name="segql")
    assert result.exit_code == 2


def test_servers_execute_the_cases() -> None:
    if absent("postgres"):
        pytest.skip("postgres is absent")
    from engines.postgres_server import url

    arguments = ["--backend", "postgres", "--connect", url(), "--feature", "count"]
    result = CliRunner().invoke(app, ["conformance", *arguments], prog_name="segql")
    assert result.exit_code == 0, result.output
    assert " equal, 0 refused" in result.stdout


# --- the cases --------------------------------------------------------------------------------


def said(case: Case) -> object:
    """What a case asks and expects."""
    form = case.form
    compiles = form.error is None
    return (
        case.id,
        form.text,
        form.segments,
        repr(form.values),  # NaN differs from itself
        case.members if form.members is not None else None,
        case.errors,
        form.warnings,
        form.data_error,
        form.refused,
        case.bound() if compiles else None,
    )


def test_what_is_exported_reads_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    result = CliRunner().invoke(app, ["conformance", "--export", str(path)], prog_name="segql")
    assert result.exit_code == 0, result.output
    lines = path.read_text(encoding="ascii").splitlines()
    read = list(read_lines(lines))

    assert [to_line(case) for case in read] == lines
    for one, other in zip(cases(), read, strict=True):
        assert said(one) == said(other)


def test_what_is_exported_has_the_same_members() -> None:
    read = read_lines([to_line(case) for case in cases()][::5])
    assert {each.verdict for each in run_all("python", load_backend("python").run, read)} == {"equal"}


def test_lines_of_another_format_are_refused() -> None:
    with pytest.raises(segql.DataError):
        list(read_lines(['{"format": 2}']))


def test_there_are_enough_cases() -> None:
    every = cases()
    assert len([case for case in every if case.runs]) >= 2_500
    assert len([case for case in every if case.form.error is not None]) >= 500
    frozen = [case for case in every if case.feature == "frozen"]
    assert len(frozen) >= 400
    assert all(case.members[name] for case in frozen for name in case.members)


def test_the_cases_lie_in_the_package() -> None:
    assert FROZEN.is_file() and FOLDER.parent.name == "conformance"
    assert len({case.id for case in cases()}) == len(cases())
