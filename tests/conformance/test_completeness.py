"""docs/backends.md is what the cases say."""

from __future__ import annotations

import re

import pytest
from conformance import completeness
from engines.tested import ENGINES, in_ci

from segql.conformance.reading import cases
from segql.conformance.run import by_feature

_VERSION = re.compile(r"[0-9]+(\.[0-9]+)+")


_SHARE = 1 if in_ci() else 8
"""Every so-manieth feature is looked at where time is short."""


def lines(text: str) -> list[str]:
    """The lines of the page but for those that name versions, or the sums of all features."""
    return [line for line in text.splitlines() if not _VERSION.search(line) and "**all**" not in line]


def test_the_page_is_current(monkeypatch: pytest.MonkeyPatch) -> None:
    every = by_feature(case for case in cases() if case.runs)
    some = [case for feature in list(every)[::_SHARE] for case in every[feature]]
    monkeypatch.setattr(completeness, "cases", lambda: some)
    shown = lines(completeness.PAGE.read_text(encoding="utf-8"))

    again = "run: cd tests && python -m conformance.completeness"
    assert [line for line in lines(completeness.page()) if line not in shown] == [], again
    named = [
        line.split(" | ")[0].removeprefix("| ") for line in shown if re.match(r"\| [a-z_]+ \| [0-9]", line)
    ]
    assert named == [*every, *every], again


def test_the_page_names_what_executes_each_engine_and_every_backend_has_its_page() -> None:
    shown = completeness.PAGE.read_text(encoding="utf-8")
    for name in ENGINES:
        (line,) = [line for line in shown.splitlines() if f"(backends/{name}.md)" in line]
        assert "| executed |" in line and _VERSION.search(line) and " 0.0 " not in line
    for name in completeness.written_only():
        assert f"(backends/{name}.md) | checked as text |" in shown
