"""A small shop and its segments, to try segql on: `segql demo`, or `python -m segql.demo`.

Needs nothing but the core; with Polars it is quicker, and can be written as Parquet.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.util import find_spec

from segql.backend import Outcome, load_backend
from segql.catalog import Catalog
from segql.demo.catalog import CATALOG
from segql.demo.shop import AS_OF, Row, make_shop
from segql.segment import Segments, compile_all
from segql.summary import summary

__all__ = ["AS_OF", "CATALOG", "best_engine", "make_shop", "report", "run", "segments", "text"]


def text() -> str:
    """The segments as they are written."""
    return files("segql.demo").joinpath("demo.segql").read_text(encoding="utf-8")


def segments() -> Segments:
    """The segments, checked."""
    return compile_all(text(), Catalog.load(CATALOG))


def best_engine() -> str:
    """Polars where it is installed, else the definition in Python."""
    return "polars" if all(map(find_spec, ("polars", "polars_hash", "nanoarrow"))) else "python"


def run(shop: dict[str, list[Row]], engine: str) -> Outcome:
    """The members of the demo's segments."""
    return load_backend(engine).run(segments().at(AS_OF), shop)


def report(engine: str | None = None) -> str:
    """A table of the segments and how many members they have."""
    outcome = run(make_shop(), engine or best_engine())
    counts = {name: len(members) for name, members in outcome.members.items()}
    return summary(segments(), counts, outcome.customers, AS_OF)
