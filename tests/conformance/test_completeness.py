"""docs/backends.md is what the cases say."""

from __future__ import annotations

import re

from conformance import completeness
from engines.tested import ENGINES

_VERSION = re.compile(r"[0-9]+(\.[0-9]+)+")


def tables(text: str) -> list[str]:
    """The lines of the page but for those that name versions."""
    return [line for line in text.splitlines() if not _VERSION.search(line)]


def test_the_page_is_current() -> None:
    shown = completeness.PAGE.read_text(encoding="utf-8")
    assert tables(shown) == tables(completeness.page()), "run: cd tests && python -m conformance.completeness"


def test_the_page_names_what_executes_each_engine_and_every_backend_has_its_page() -> None:
    shown = completeness.PAGE.read_text(encoding="utf-8")
    for name in ENGINES:
        (line,) = [line for line in shown.splitlines() if f"(backends/{name}.md)" in line]
        assert "| executed |" in line and _VERSION.search(line) and " 0.0 " not in line
    for name in completeness.written_only():
        assert f"(backends/{name}.md) | checked as text |" in shown
