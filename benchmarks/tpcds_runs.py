"""What is measured over TPC-DS: segql, and queries of DuckDB."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from benchmarks.child import Work
from segql import Catalog, compile_all

AS_OF = dt.datetime(2003, 1, 1, tzinfo=dt.UTC)
SEGMENTS = tomllib.loads((Path(__file__).parent / "tpcds.toml").read_text())
TABLES = ("customers", "bought", "bought_online", "returned")


def in_segql(folder: str, backend: str) -> Work:
    """All segments in one run."""
    texts = {name: asked["text"] for name, asked in SEGMENTS.items()}
    segments = compile_all(texts, Catalog.load(Path(folder) / "catalog.json"))
    tables = {name: Path(folder) / f"{name}.parquet" for name in TABLES}
    nothing = {name: pl.read_parquet(path, n_rows=0) for name, path in tables.items()}
    segments.run(nothing, as_of=AS_OF, backend=backend)  # so that what it imports is there
    return lambda: segments.run(tables, as_of=AS_OF, backend=backend).members


def by_hand(folder: str) -> Work:
    """A query for each segment, over views that leave out what does not count."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"CREATE MACRO as_of() AS TIMESTAMPTZ '{AS_OF.isoformat()}'")
    connection.execute(f"CREATE VIEW customers AS FROM '{folder}/customers.parquet'")
    for event in TABLES[1:]:
        connection.execute(
            f"CREATE VIEW {event} AS FROM '{folder}/{event}.parquet' "
            "WHERE customer IS NOT NULL AND time <= as_of()"
        )

    def keys(query: str) -> Any:
        members = f"SELECT customer FROM customers WHERE customer IN ({query})"
        return connection.execute(members).fetchnumpy()["customer"]

    return lambda: {name: keys(asked["sql"]) for name, asked in SEGMENTS.items()}
