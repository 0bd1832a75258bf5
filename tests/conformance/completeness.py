"""Writes docs/backends.md anew: `cd tests && python -m conformance.completeness`.

What executed engines refuse is pinned in the cases, and `tests/test_corpus.py` holds them to it; what the
others refuse shows where their texts are compiled. `--run` first asks every engine that is here all cases
again.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterable, Mapping
from functools import cache, partial
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from engines.tested import ENGINES, absent, run

from segql.backend import Backend, BoundSegment, available, load_backend
from segql.conformance.reading import cases
from segql.conformance.run import by_feature, run_all
from segql.diagnostics import UnsupportedError

PAGE = Path(__file__).parents[2] / "docs" / "backends.md"
TITLES = {
    "python": "Python", "polars": "Polars", "duckdb": "DuckDB", "sqlite": "SQLite",
    "datafusion": "DataFusion", "clickhouse": "ClickHouse", "bigquery": "BigQuery",
    "postgres": "PostgreSQL", "mariadb": "MariaDB", "spark": "Spark SQL",
    "databricks": "Databricks", "athena": "Athena", "mysql": "MySQL 8",
    "redshift": "Redshift", "snowflake": "Snowflake", "trino": "Trino", "tsql": "T-SQL",
}  # fmt: skip
PACKAGES = {
    "polars": ("Polars", "polars"), "duckdb": ("DuckDB", "duckdb"),
    "datafusion": ("DataFusion", "datafusion"), "clickhouse": ("chDB", "chdb"),
    "bigquery": ("ZetaSQL, Google's reference implementation", "zetasql"),
    "spark": ("Spark", "pyspark"), "databricks": ("Spark", "pyspark"),
}  # fmt: skip
"""The engines that come as packages, and those."""

ABOUT = """# The backends

One text has the same members on every backend. How far that is proven here: the
[cases](conformance.md) are asked of all engines that can be executed, each text together with its
complement; random texts over random data are, too.
What a backend cannot do with exactly the meaning of the language, it refuses when a text is compiled, with
`unsupported`; some data that an engine cannot hold, it refuses with a `data-...` error.

| backend | proven | by |
|---|---|---|
"""
EXECUTED = """
## Executed

`equal`: every case of the feature has the expected members, or the expected error of its data.
`3 refused`: all others have, and three are refused: the texts, or such data.

"""
WRITTEN = """
## Checked as text

No such engine runs in our tests. `text`: a text is written for every case of the feature; the
functions that it calls are those of the vendor's manual, and grammars of others read a share of them.
`3 refused`: three cases are refused.

"""
FOOT = """
A line is a file of cases: `segql conformance --backend NAME --feature FEATURE` asks it. This page is made by
`cd tests && python -m conformance.completeness`.
"""


def written_only() -> list[str]:
    """The backends of this package that no test executes."""
    return [name for name in available() if name not in ENGINES and name in TITLES]


@cache
def refused() -> Mapping[str, Mapping[str, int]]:
    """How many cases of each feature each backend refuses."""
    backends = {name: load_backend(name) for name in written_only()}
    found: dict[str, dict[str, int]] = {}
    for feature, of in by_feature(case for case in cases() if case.runs).items():
        counts = {name: sum(name in case.form.refused for case in of) for name in ENGINES}
        asked = [list(case.bound().values()) for case in of] if backends else []
        counts |= {name: sum(_refuses(each, of) for of in asked) for name, each in backends.items()}
        found[feature] = counts
    return found


def _refuses(backend: Backend, segments: Iterable[BoundSegment]) -> bool:
    try:
        for segment in segments:
            backend.compile(segment)
    except UnsupportedError:
        return True
    return False


def page() -> str:
    """The page as it should be."""
    engines, texts = list(ENGINES), written_only()
    links = [f"| [{TITLES[name]}](backends/{name}.md) | executed | {_engine(name)} |" for name in engines]
    links += [f"| [{TITLES[name]}](backends/{name}.md) | checked as text | |" for name in texts]
    parts = [ABOUT, "".join(f"{line}\n" for line in links)]
    return "".join([*parts, EXECUTED, _table(engines, "equal"), WRITTEN, _table(texts, "text"), FOOT])


def _table(names: list[str], fine: str) -> str:
    every = by_feature(case for case in cases() if case.runs)
    head = ["feature", "cases", *(TITLES[name] for name in names)]
    lines = [head, ["---"] * len(head)]
    for feature, counts in refused().items():
        lines.append([feature, f"{len(every[feature])}", *(_cell(counts[name], fine) for name in names)])
    sums = [sum(counts[name] for counts in refused().values()) for name in names]
    total = sum(len(of) for of in every.values())
    lines.append(["**all**", f"{total:,}", *(_cell(each, fine) for each in sums)])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(number: int, fine: str) -> str:
    return f"{number} refused" if number else fine


def _engine(name: str) -> str:
    """What executes the texts of a backend here, with its version."""
    if name == "python":
        return f"CPython {sys.version.split()[0]}; it is the definition"
    if name == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    if name in PACKAGES:
        title, package = PACKAGES[name]
        return f"{title} {version(package)}" if not absent(name) else f"{title} 0.0"
    return f"{TITLES[name]} {_of_server(name)}"


def _of_server(name: str) -> str:
    if absent(name):
        return "0.0"
    with import_module(str(ENGINES[name].server)).opened() as engine:
        said = str(engine.ask("SELECT VERSION()")[0][0])
    return said.removeprefix("PostgreSQL ").partition(" ")[0].partition("-")[0]


def asked() -> int:
    """Asks every engine that is here; how many answers are not those that the cases pin."""
    wrong = 0
    for name in ENGINES:
        for result in run_all(name, partial(run, name), cases()) if not absent(name) else ():
            if result.verdict == "failed" or result.pinned != (result.verdict == "refused"):
                sys.stdout.write(f"{name}: {result.case.id}: {result.verdict}: {result.got}\n")
                wrong += 1
    return wrong


if __name__ == "__main__":
    if "--run" in sys.argv and asked():
        sys.exit(1)
    PAGE.write_text(page(), encoding="utf-8")
