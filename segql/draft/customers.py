"""Which table holds the customers, and which columns of the others refer to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from segql.diagnostics import DataError, SegqlError, error
from segql.draft.hints import is_customer_key, is_customer_table, is_key
from segql.draft.tables import Table, collect


@dataclass(frozen=True, slots=True)
class Customers:
    """The customers' table, its key, and the column of each other table that refers to it."""

    table: Table
    key: str
    links: dict[str, str]


def find_customers(tables: Sequence[Table]) -> Customers:
    """The likeliest table of customers. Raises DataError where none is likely."""
    best: tuple[int, Customers] | None = None
    for table in tables:
        for key in _unique_columns(table):
            links = {
                other.name: found
                for other in tables
                if other is not table and (found := _link(other, table, key))
            }
            score = _score(table, key, links)
            if best is None or score > best[0]:
                best = score, Customers(table, key, links)
    if best is None or best[0] < _LEAST:
        raise _none(tables)
    return best[1]


_LEAST = 3  # a key that is one by its name alone makes no customers


def _score(table: Table, key: str, links: dict[str, str]) -> int:
    """How likely it is that `key` of the table identifies customers."""
    score = 4 if is_customer_table(table.name) else 0
    score += 3 if is_customer_key(key, "") else 1 if is_key(key) else 0
    return score + (3 if links else 0) + (1 if key in links.values() else 0)


def _unique_columns(table: Table) -> list[str]:
    """The columns whose values are all there and all different."""
    names = [name for name in table.schema if table.family(name)]
    for rows in (table.start(), table):
        unique = rows.which(
            (pl.col(name).null_count() == 0) & (pl.col(name).n_unique() == pl.len()) & (pl.len() > 0)
            for name in names
        )
        names = [name for name, held in zip(names, unique, strict=True) if held]
    return names


def _link(table: Table, customers: Table, key: str) -> str | None:
    """The column of a table that refers to the customers' key."""
    names = [
        name
        for name in table.schema
        if is_customer_key(name, key) and table.family(name) == customers.family(key)
    ]
    for name in sorted(names, key=lambda each: each != key):
        theirs = table.frame.select(key=pl.col(name).cast(pl.String)).drop_nulls().unique()
        keys = customers.frame.select(key=pl.col(key).cast(pl.String))
        found = collect(theirs.join(keys, on="key", how="semi").head(1), table.name)
        if found.height:
            return name
    return None


def _none(tables: Sequence[Table]) -> SegqlError:
    if not tables:
        return error(
            DataError,
            "draft-no-tables",
            "there are no tables to draft a catalog from",
            "give a folder of <table>.parquet, .csv or .ndjson files, a DuckDB file or a SQLite file",
        )
    return error(
        DataError,
        "draft-no-customers",
        f"none of the tables looks like the customers: {', '.join(each.name for each in tables[:20])}",
        "there must be a table with one row per customer, whose key the others refer to, as `customer_id`",
    )
