"""The engines that the tests compare, and how each is run on data at hand."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, cast

import pytest

from segql.backend import BoundSegment, Outcome, SqlBackend, load_backend

if TYPE_CHECKING:
    from segql_sql.backend import SqlTexts

Run = Callable[[Mapping[str, BoundSegment], Mapping[str, object]], Outcome]


@dataclass(frozen=True, slots=True)
class Tested:
    """An engine: the packages that it needs, and, where it is a server, the module of `tests/engines`
    that starts one (`opened`, `absent`)."""

    packages: tuple[str, ...] = ()
    server: str | None = None
    heavy: bool = False
    """Whether it takes long to start, or long for each statement."""
    finite: bool = False
    """Whether it has no infinite numbers, and refuses data that hold or lead to one."""


ENGINES: dict[str, Tested] = {
    "python": Tested(),
    "polars": Tested(("polars",)),
    "duckdb": Tested(("duckdb", "sqlglot")),
    "sqlite": Tested(("sqlglot",)),
    "datafusion": Tested(("datafusion", "sqlglot")),
    "clickhouse": Tested(("chdb", "sqlglot")),
    "bigquery": Tested(("zetasql", "sqlglot"), heavy=True),
    "postgres": Tested(("psycopg", "sqlglot"), server="engines.postgres_server"),
    "mariadb": Tested(("pymysql", "sqlglot"), server="engines.mariadb_server", finite=True),
    "spark": Tested(("pyspark", "pyarrow", "sqlglot"), heavy=True),
    "databricks": Tested(("pyspark", "pyarrow", "sqlglot"), heavy=True),
}
"""All of them, by the names of their backends."""


def absent(engine: str) -> list[str]:
    """What an engine lacks here."""
    tested = ENGINES[engine]
    lacking = [package for package in tested.packages if find_spec(package) is None]
    if not lacking and tested.server is not None:
        lacking = import_module(tested.server).absent()
    return lacking


def in_ci() -> bool:
    """Whether an absent engine is a failure."""
    return os.environ.get("CI", "").lower() in ("1", "true")


def needs(engine: str) -> None:
    """Skips a test of an engine that is absent, except in CI. Raises what pytest takes for it."""
    lacking = absent(engine)
    if lacking and not in_ci():
        pytest.skip(f"{engine} is absent: it needs {', '.join(lacking)}")
    assert not lacking


def run(
    engine: str, segments: Mapping[str, BoundSegment], data: Mapping[str, object], at_once: int | None = None
) -> Outcome:
    """The members as an engine finds them, so many segments in one statement. Raises SegqlError."""
    backend, server = load_backend(engine), ENGINES[engine].server
    if at_once is not None and isinstance(backend, SqlBackend):
        vars(cast("SqlTexts", backend).dialect).update(at_once=at_once)
    if server is None:
        return backend.run(segments, data)
    opened = import_module(server).opened
    return import_module("segql_sql.running").run(backend, segments, data, opened)
