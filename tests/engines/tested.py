"""The engines that the tests compare, and how each is run on data at hand."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast

import pytest

from segql.backend import BoundSegment, Key, Outcome, SqlBackend, load_backend
from segql.data.canonical import Canonical
from segql.data.tables import Tables
from segql.uses import uses

if TYPE_CHECKING:
    from segql_sql.backend import SqlTexts


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
    backend = load_backend(engine)
    if at_once is not None and isinstance(backend, SqlBackend):
        vars(cast("SqlTexts", backend).dialect).update(at_once=at_once)
    if engine == "polars":
        return _both_ways(segments, data)
    if ENGINES[engine].server is None:
        return backend.run(segments, data)
    return import_module("segql_sql.running").run(backend, segments, data, _opened(engine))


def _both_ways(segments: Mapping[str, BoundSegment], data: Mapping[str, object]) -> Outcome:
    """What Polars finds with a plan for each segment and, the same, with all from one reading."""
    polars: Any = import_module("segql_polars").PolarsBackend
    apart, together = (polars(most).run(segments, data) for most in (sys.maxsize, -1))
    for name in segments:
        assert list(apart.members[name]) == list(together.members[name]), name
    assert dict(apart.strays) == dict(together.strays)
    return together


def alone(
    engine: str, segments: Mapping[str, BoundSegment], data: Sequence[Mapping[str, object]]
) -> list[dict[str, list[Key]]]:
    """The members in each of several data sets. Where an engine has texts, and is quick to answer, each
    segment is asked for by its own text, which is written once. Raises SegqlError."""
    backend = load_backend(engine)
    if not isinstance(backend, SqlBackend) or ENGINES[engine].heavy:
        return [
            {name: [*found] for name, found in run(engine, segments, each).members.items()} for each in data
        ]
    texts = {name: backend.sql(segment)[0] for name, segment in segments.items()}
    found: list[dict[str, list[Key]]] = []
    for tables in data:
        with _opened(engine)() as opened:
            for table, frame in _stored(segments, tables).items():
                opened.load(table, frame)
            found.append({name: [row[0] for row in opened.ask(text)] for name, text in texts.items()})
    return found


def _opened(engine: str) -> Any:
    """What opens it: see `segql_sql.engines.base.Opened`."""
    return import_module(ENGINES[engine].server or f"segql_sql.engines.{engine}").opened


def _stored(segments: Mapping[str, BoundSegment], data: Mapping[str, object]) -> Any:
    """The tables as a database stores them, as `segql_sql.running` loads them."""
    catalog = next(iter(segments.values())).catalog
    used = uses([each.condition for each in segments.values()])
    tables = Tables(catalog, data)
    key_type = Canonical(catalog, tables, used).key_type
    return import_module("segql_sql.tables").stored_tables(catalog, tables, used, key_type)
