"""What importing one part loads of the others: nothing that it can do without."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

NUMBERS = {"polars", "polars_hash", "numpy", "nanoarrow"}
HEAVY = (*NUMBERS, "sqlglot", "duckdb", "pyarrow", "pandas", "click", "yaml")


def _loaded(code: str) -> set[str]:
    ask = f"{code}\nimport json, sys; print(json.dumps(sorted(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    return set(json.loads(result.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        ("import segql", set[str]()),
        ("from segql_python import PythonBackend; PythonBackend()", set[str]()),
        ("from segql_polars import PolarsBackend; PolarsBackend()", NUMBERS),
        ("from segql_sql import entry; entry.duckdb()", {"sqlglot"}),
        ("from segql_sql import entry; entry.sqlite()", {"sqlglot"}),
        ("import segql.cli", {"click"}),
    ],
)
def test_only_what_is_needed_is_loaded(code: str, allowed: set[str]) -> None:
    assert _loaded(code) & set(HEAVY) <= allowed


@pytest.mark.parametrize(
    ("package", "others"),
    [
        ("segql_python", {"segql_polars", "segql_sql"}),
        ("segql_polars", {"segql_python", "segql_sql"}),
        ("segql_sql", {"segql_python", "segql_polars"}),
        ("segql", {"segql_python", "segql_polars", "segql_sql"}),
    ],
)
def test_one_backend_loads_no_other(package: str, others: set[str]) -> None:
    assert not _loaded(f"import {package}") & others


def test_what_members_are_written_with_is_loaded_when_they_are() -> None:
    asked_for = {"segql.output", "segql.overlap", "segql.picture"}
    assert not _loaded("import segql; segql.Outcome([], {})") & asked_for
