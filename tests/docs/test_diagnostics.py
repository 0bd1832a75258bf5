"""docs/diagnostics.md: every code of the source is on the page, and every example is as it is shown.

The first `yaml` block is the page's catalog. An example stands behind a heading of its code:

    segql   a text, checked against the catalog and bound without values of parameters
    yaml    laid over the catalog
    python  executed in an empty folder, with `segql`, `catalog` and `Path`

and is followed by a `text` block: what is found, as a terminal shows it. A `text` block alone has
a comment before it that says why it is not run.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

import segql
from segql.render import to_text

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "diagnostics.md"
AS_OF = "2024-06-15T12:00:00Z"

_HEADING = re.compile(r"^### `(?P<code>[a-z0-9-]+)`$", re.MULTILINE)
_SHOWN = re.compile(
    r"(?:^```(?P<kind>segql|yaml|python)\n(?P<text>.*?)^```\n\n|^<!-- not run: [^\n]+ -->\n\n)"
    r"^```text\n(?P<shown>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Example:
    """Something that is refused or remarked on, and what is shown; `kind` is empty where it is not run."""

    code: str
    kind: str
    text: str
    shown: str


def entries() -> dict[str, str]:
    """The text under each heading of a code."""
    text = PAGE.read_text(encoding="utf-8")
    found = list(_HEADING.finditer(text))
    ends = [each.start() for each in found[1:]] + [len(text)]
    assert len({each["code"] for each in found}) == len(found), "a code has two headings"
    return {each["code"]: text[each.end() : end] for each, end in zip(found, ends, strict=True)}


def examples() -> Iterator[Example]:
    for code, text in entries().items():
        for each in _SHOWN.finditer(text):
            yield Example(code, each["kind"] or "", each["text"] or "", each["shown"])


def page_catalog() -> dict[str, Any]:
    block = re.search(r"^```yaml\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert block is not None
    return yaml.safe_load(block[1])


def found_by(example: Example) -> tuple[segql.Diagnostic, ...]:
    """What is found in an example."""
    try:
        match example.kind:
            case "segql":
                segments = segql.compile_all(example.text, segql.Catalog.load(page_catalog()))
                segments.at(AS_OF)
                return segments.warnings
            case "yaml":
                segql.Catalog.load(_over(page_catalog(), yaml.safe_load(example.text)))
            case _:
                names = {"segql": segql, "Path": Path, "catalog": segql.Catalog.load(page_catalog())}
                exec(compile(example.text, example.code, "exec"), names)
    except segql.SegqlError as failure:
        return failure.diagnostics
    return ()


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    both = {name for name in above if isinstance(below.get(name), dict) and isinstance(above[name], dict)}
    return {**below, **above, **{name: _over(below[name], above[name]) for name in both}}


@pytest.mark.parametrize("example", [each for each in examples() if each.kind], ids=lambda each: each.code)
def test_an_example_is_as_it_is_shown(
    example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = found_by(example)
    assert to_text(found) + "\n" == example.shown
    assert {each.code for each in found} == {example.code}


def test_every_entry_has_an_example_of_its_code() -> None:
    shown = {each.code for each in examples() if f"[{each.code}]: " in each.shown}
    assert shown == set(entries())


def test_few_examples_are_not_run() -> None:
    assert len([each for each in examples() if not each.kind]) <= 12


def test_every_code_of_the_source_is_on_the_page_and_no_other() -> None:
    assert set(entries()) == codes()


# --- the codes that the source can produce ------------------------------------------------------

_PLACES = {
    "Diagnostic": 0, "Finding": 0, "Said": 0, "_warning": 0, "show_failure": 0, "PydanticCustomError": 0,
    "error": 1, "_error": 2,
}  # fmt: skip
"""What makes a diagnostic, and which of its arguments is the code."""
_PASSED_ON = {
    "code", "finding.code", "said.code", "first.code",
}  # fmt: skip
"""Codes that stand as arguments elsewhere."""


def codes() -> set[str]:
    """Every code that stands in the source where a diagnostic is made."""
    found: set[str] = set()
    for folder in ("segql", "backends"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    found.update(_code(node, path))
    return found


def _code(call: ast.Call, path: Path) -> Iterator[str]:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    if name not in _PLACES:
        return
    named = [each.value for each in call.keywords if each.arg == "code"]
    for argument in named or call.args[_PLACES[name] : _PLACES[name] + 1]:
        if isinstance(argument, ast.Constant):
            yield str(argument.value)
        else:
            assert ast.unparse(argument) in _PASSED_ON, f"{path}:{call.lineno}: a code that is computed"
