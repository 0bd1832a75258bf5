"""A process that compiles a text: what it imports, which files it opens, and that it writes none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import segql
from segql.meaning import Compare
from segql.walk import walk

_PROGRAM = """
import json, sys

opened = []

def note(event, arguments):
    if event == "open":
        opened.append([str(arguments[0]), str(arguments[1]), arguments[2] or 0])
    elif event.split(".")[0] in ("os", "socket", "subprocess", "pickle") and event != "os.listdir":
        opened.append([event, "w", 0])

before = set(sys.modules)
sys.addaudithook(note)
import segql

customers = {"table": "c", "key": "k", "attributes": {"country": "string", "age": "integer"}}
catalog = segql.Catalog(timezone="Asia/Seoul", customers=customers)
segql.compile('country = "CA" and age >= 18', catalog)
print(json.dumps({"modules": sorted(set(sys.modules) - before), "opened": opened}))
"""
_NEVER = (
    *("lark", "pydantic", "pydantic_core", "polars", "duckdb", "sqlglot", "numpy", "pyarrow", "pandas"),
    *("yaml", "click", "pickle", "tempfile", "socket", "subprocess", "importlib.metadata", "difflib"),
)


def _first_text(**environment: str) -> dict[str, list[list[str]]]:
    result = subprocess.run(
        [sys.executable, "-B", "-c", _PROGRAM],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(result.stdout)


def test_only_what_compiling_needs_is_imported() -> None:
    modules = {str(each) for each in _first_text()["modules"]}
    assert modules & set(_NEVER) == set()
    ours = {name for name in modules if name.startswith("segql.")}
    assert {name.split(".")[1] for name in ours}.isdisjoint({"cli", "data", "demo", "draft", "conformance"})


def test_nothing_is_written_and_only_programs_and_zones_are_read(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    for name in (".cache", ".lark", ".lark_cache", "segql.pickle", "lark_parser.pickle"):
        (home / name).write_bytes(b"cos\nsystem\n(S'false'\ntR.")  # a pickle that would run a program
    home.chmod(0o500)
    places = {name: str(home) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "LOCALAPPDATA")}
    for path, mode, flags in _first_text(**places)["opened"]:
        assert not set(mode) & set("wax+"), path
        assert not int(flags) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT), path
        assert not Path(path).is_relative_to(home), path
        assert any(Path(path).resolve().is_relative_to(each) for each in _programs()), path


def _programs() -> set[Path]:
    """Where programs and the files of zones are."""
    paths = {Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    zones = {Path("/usr/share/zoneinfo"), Path("/etc/zoneinfo"), Path("/usr/lib/zoneinfo")}
    prefixes = {Path(sys.prefix), Path(sys.base_prefix)}
    found = {*paths, *zones, *prefixes, Path(segql.__file__).parents[1]}
    if sys.pycache_prefix is not None or os.environ.get("PYTHONPYCACHEPREFIX"):
        found.add(Path(sys.pycache_prefix or os.environ["PYTHONPYCACHEPREFIX"]))
    return {each.resolve() for each in found}


def test_a_text_of_thousands_of_parts_compiles_where_the_limits_allow() -> None:
    parts = 3_000
    catalog = segql.Catalog(
        customers={"table": "c", "key": "k", "attributes": {"country": "string"}},
        events={"visited": {"table": "e", "customer": "k", "time": "t"}},
    )
    limits = segql.Limits(conditions=3 * parts, text_bytes=10**6)
    either = " or ".join(f'country = "c{n}"' for n in range(parts))
    both = " and ".join(f"visited at least {n + 1} times in last {n + 1} days" for n in range(parts))
    for text in (either, both, f"not ({either}) and {both}"):
        bound = segql.compile(text, catalog, limits=limits).at("2025-01-01T00:00:00Z").condition
        assert sum(isinstance(node, Compare) for node, _ in walk([bound])) >= parts
    with pytest.raises(segql.SegqlError, match="limit-conditions"):
        segql.compile(either, catalog)
