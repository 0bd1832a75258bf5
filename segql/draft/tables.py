"""The tables that a catalog is drafted from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import polars as pl

from segql.data import DatabaseTable, errors
from segql.data.convert import is_string
from segql.data.rows import ndjson, ndjson_names
from segql.data.sources import column_names, engine_of, files_in, read_table, table_names

_FIRST = 1_000  # rows that are looked at before all are


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `textual` where every type may be written as text (CSV, NDJSON)."""

    name: str
    frame: pl.LazyFrame
    schema: pl.Schema
    textual: bool = False

    def start(self) -> Table:
        """Its first rows."""
        return replace(self, frame=self.frame.head(_FIRST))

    def which(self, claims: Iterable[pl.Expr]) -> list[bool]:
        """Which of the claims about the columns (one boolean each) hold. Raises DataError."""
        named = [claim.alias(str(n)) for n, claim in enumerate(claims)]
        if not named:
            return []
        return [bool(cast("bool | None", held)) for held in self.collect(*named).row(0)]

    def family(self, column: str) -> str | None:
        """`string` or `integer` for a column that may hold keys."""
        stored = self.schema[column]
        return "string" if is_string(stored) else "integer" if stored.is_integer() else None

    def collect(self, *columns: pl.Expr) -> pl.DataFrame:
        """Values computed from the table. Raises DataError."""
        return collect(self.frame.select(columns), self.name)


def collect(frame: pl.LazyFrame, name: str) -> pl.DataFrame:
    """The rows of a frame of the table `name`. Raises DataError."""
    try:
        return frame.collect(engine="streaming")
    except (pl.exceptions.PolarsError, OSError) as failure:
        raise errors.unreadable(f"the table `{name}`", failure) from None


def read_tables(path: Path) -> list[Table]:
    """The tables of a folder, a database file, or a single file. Raises DataError."""
    if not path.exists():
        raise errors.no_such_path(path)
    if path.is_dir():
        found: list[Table] = []
        for name, files in files_in(path).items():
            if len(files) > 1:
                raise errors.ambiguous_table(name, files)
            found.append(_file(name, files[0]))
        return found
    if path.suffix[1:].lower() in errors.KINDS:
        return [_file(path.stem, path)]
    engine = engine_of(path)
    return [_stored(DatabaseTable(path, engine, name)) for name in sorted(table_names(path, engine))]


def _file(name: str, path: Path) -> Table:
    try:
        match path.suffix.lower():
            case ".parquet":
                frame = pl.scan_parquet(path, glob=False)
            case ".csv":
                frame = pl.scan_csv(path, infer_schema=False, glob=False)
            case _:
                frame = ndjson(path, ndjson_names(path))[0].lazy()
        return Table(name, frame, frame.collect_schema(), path.suffix.lower() != ".parquet")
    except (pl.exceptions.PolarsError, OSError) as failure:
        raise errors.unreadable(f"`{path}`", failure) from None


def _stored(source: DatabaseTable) -> Table:
    frame = read_table(source, column_names(source))
    return Table(source.table, frame.lazy(), frame.schema)
