"""Plain rows and single customers need no package but the core's."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import sys
for name in ("polars", "polars_hash", "sqlglot", "duckdb", "pandas", "pyarrow", "numpy", "nanoarrow", "yaml"):
    sys.modules[name] = None
import datetime as dt
from segql import meaning as m
from segql.backend import BoundSegment
from segql.catalog import Catalog
from segql.diagnostics import MissingExtraError
from segql_python import PythonBackend
catalog = Catalog(customers={"table": "c", "key": "k", "attributes": {"name": "string"}})
segment = BoundSegment(m.TRUE, catalog, dt.datetime.now(dt.UTC))
print(PythonBackend().run({"all": segment}, {"c": [{"k": 1}]}).members["all"])
print(PythonBackend().asked(segment)(segment.as_of)({"name": "x"}))
try:
    PythonBackend().run({"all": segment}, {"c": "customers.parquet"})
except MissingExtraError as failure:
    print(failure.diagnostics[0].help)
"""


def test_the_definition_runs_with_the_core_alone() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)
    assert (done.stdout.splitlines(), done.stderr) == (["[1]", "True", "pip install 'segql[polars]'"], "")
