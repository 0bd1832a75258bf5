"""Configuration files: what is refused, and that no file fills the memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from segql import Catalog, CatalogError, DataError
from segql.files import read_mapping

BOMB = "a0: &a0 {x: y}\n" + "".join(
    f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 30)
)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.yaml", "a: 1\nb: 2\na: 3\n", "line 3 has the key `a` again"),
        ("a.yaml", "a: {b: 1, c: 1, b: 2}\n", "line 1 has the key `b` again"),
        ("a.json", '{"a": {"b": 1, "b": 2}}', "the key `b` occurs twice"),
        ("a.yaml", BOMB, "more than 10000 keys"),
        ("a.yaml", "[" * 5000, "cannot be parsed"),
        ("a.json", "[" * 100_000, "cannot be parsed"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(DataError, match=message) as raised:
        read_mapping(tmp_path / name)
    assert raised.value.diagnostics[0].code == "file-malformed"


def test_anchors_and_merges_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: {<<: *a}\n")
    assert read_mapping(path) == {"a": {"x": 1, "y": 2}, "b": {"x": 1, "y": 3}, "c": {"x": 1, "y": 2}}


@pytest.mark.parametrize("path", ["a\0b.yaml", "\ud800.yaml"])
def test_what_is_no_path_is_an_error_of_ours(path: str) -> None:
    with pytest.raises(DataError, match="this is no path"):
        Catalog.load(path)


@pytest.mark.parametrize(
    "given", [None, 3, b"x", [1], {1: 2}, {"customers": []}, {"customers": {"table": "\ud800"}}]
)
def test_what_is_no_catalog_is_an_error_of_ours(given: object) -> None:
    with pytest.raises(CatalogError):
        Catalog.load(given)  # type: ignore[arg-type]
