"""NUL characters, which some engines cannot hold in a string."""

from __future__ import annotations

import polars as pl

from segql.data import errors


def refuse_nul(table: str, frame: pl.DataFrame) -> None:
    """Raises DataError where a string of a frame holds a NUL."""
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    lists = [name for name, dtype in frame.schema.items() if dtype == pl.List(pl.String)]
    found = frame.select(
        *[pl.col(name).str.contains("\0", literal=True).any() for name in texts],
        *[pl.col(name).list.join("").str.contains("\0", literal=True).any() for name in lists],
    )
    for name in found.columns:
        if found[name].any():
            raise errors.nul(table, name)
