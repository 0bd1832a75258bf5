"""Where tables lie: a folder of files, a DuckDB file or a SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, cast

import polars as pl

from segql.catalog import Catalog, TableName, table_parts
from segql.data import errors, rows
from segql.diagnostics import missing_extra

_SUFFIXES = {
    ".duckdb": "duckdb", ".ddb": "duckdb", ".db": "sqlite", ".sqlite": "sqlite", ".sqlite3": "sqlite",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DatabaseTable:
    """A table in a DuckDB or SQLite file, read only when its columns are asked for."""

    path: Path
    engine: Literal["duckdb", "sqlite"]
    table: str


def tables_of(catalog: Catalog) -> list[str]:
    """The tables that a catalog names, the customers' first."""
    customers, events = catalog.customers, catalog.events.values()
    names = [customers.table]
    names += [event.table for event in events]
    names += [each.table for each in catalog.lists.values()]
    for fields in (customers.attributes, *(event.properties for event in events)):
        names += [each.table for each in fields.values() if each.table is not None]
    return list(dict.fromkeys(names))


def open_tables(path: str | Path, catalog: Catalog) -> dict[str, object]:
    """The tables that the catalog names, by name: paths of files, or `DatabaseTable`s.

    `path` is a folder that holds `<table>.parquet`, `.csv` or `.ndjson`, a DuckDB file or a SQLite
    file. Nothing but names is read. Raises DataError.
    """
    path = Path(path)
    if not path.exists():
        raise errors.no_such_path(path)
    if path.is_dir():
        return dict(_in_folder(path, tables_of(catalog)))
    engine = engine_of(path)
    known = {name.casefold(): name for name in table_names(path, engine)}
    found: dict[str, object] = {}
    for table in tables_of(catalog):
        if table.casefold() not in known:
            raise errors.missing_table(table, known.values(), f"`{path}`")
        found[table] = DatabaseTable(path, engine, known[table.casefold()])
    return found


def files_in(folder: Path) -> dict[str, list[Path]]:
    """The files of a folder that hold tables, by the name of the table."""
    found: dict[str, list[Path]] = {}
    try:
        for file in sorted(folder.iterdir()):
            if file.suffix[1:].lower() in errors.KINDS:
                found.setdefault(file.stem, []).append(file)
    except OSError as failure:
        raise errors.unreadable(f"`{folder}`", failure.strerror) from None
    return found


def _in_folder(folder: Path, wanted: Sequence[str]) -> Iterator[tuple[str, Path]]:
    known = files_in(folder)
    for table in wanted:
        files = known.get(table)
        if files is None:
            raise errors.missing_table(table, known, f"the folder `{folder}`")
        if len(files) > 1:
            raise errors.ambiguous_table(table, files)
        yield table, files[0]


def engine_of(path: Path) -> Literal["duckdb", "sqlite"]:
    """The engine of a database file, by its first bytes, or its suffix where it is empty."""
    try:
        with path.open("rb") as file:
            start = file.read(16)
    except OSError as failure:
        raise errors.unreadable(f"`{path}`", failure.strerror) from None
    if start.startswith(b"SQLite format 3\x00"):
        return "sqlite"
    if start[8:12] == b"DUCK":
        return "duckdb"
    if not start and _SUFFIXES.get(path.suffix.lower()) == "sqlite":
        return "sqlite"  # an empty file is an empty SQLite database
    raise errors.unknown_format(path)


def table_names(path: Path, engine: Literal["duckdb", "sqlite"]) -> list[str]:
    """The tables and views of a database file. Raises DataError."""
    if engine == "duckdb":
        query = (
            "select table_schema, table_name from information_schema.tables "
            "where table_catalog = current_catalog()"
        )
        with _duckdb(path) as connection:
            rows = connection.execute(query).fetchall()
        return [TableName((name,) if schema == "main" else (schema, name)) for schema, name in rows]
    with _sqlite(path) as connection:
        query = "select name from sqlite_master where type in ('table', 'view')"
        return [str(row[0]) for row in connection.execute(query)]


def column_names(source: DatabaseTable) -> list[str]:
    """The columns of a table in a database file. Raises DataError."""
    query = f"select * from {_quoted(source.table)} limit 0"  # noqa: S608 -- the name is quoted
    if source.engine == "duckdb":
        with _duckdb(source.path) as connection:
            return [str(each[0]) for each in connection.execute(query).description or ()]
    with _sqlite(source.path) as connection:
        return [str(each[0]) for each in connection.execute(query).description]


def read_table(source: DatabaseTable, columns: Sequence[str]) -> pl.DataFrame:
    """Columns of a table in a database file. Raises DataError."""
    chosen = ", ".join(map(_quoted, columns)) or "1"
    query = f"select {chosen} from {_quoted(source.table)}"  # noqa: S608 -- names are quoted
    if source.engine == "duckdb":
        with _duckdb(source.path) as connection:
            frame = pl.DataFrame(connection.sql(query).to_arrow_table())
    else:
        with _sqlite(source.path) as connection:
            found = cast("list[tuple[object, ...]]", connection.execute(query).fetchall())
        values = list(zip(*found, strict=True)) if found else [()] * max(1, len(columns))
        names = columns or ["1"]
        made = [rows.series(name, each, source.table) for name, each in zip(names, values, strict=True)]
        frame = pl.DataFrame(made)
    if not columns:
        return frame.select(pl.lit(0).repeat_by(frame.height).explode().alias("")).drop("")
    return frame.rename(dict(zip(frame.columns, columns, strict=True)))


def _quoted(name: str) -> str:
    return ".".join('"' + part.replace('"', '""') + '"' for part in table_parts(name))


@contextmanager
def _sqlite(path: Path) -> Generator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            _refuse_cut(connection, path)
            yield connection
    except sqlite3.Error as failure:
        raise errors.unreadable(f"`{path}`", failure) from None


@contextmanager
def _duckdb(path: Path) -> Generator[Any]:
    module = _duckdb_module()
    try:
        with closing(module.connect(str(path), read_only=True)) as connection:
            yield connection
    except module.Error as failure:
        raise errors.unreadable(f"`{path}`", failure) from None


def _duckdb_module() -> ModuleType:
    try:
        import duckdb  # noqa: PLC0415 -- optional, and slow to import
    except ImportError:
        raise missing_extra("duckdb", "duckdb") from None
    if find_spec("pyarrow") is None:  # which DuckDB hands its results over with
        raise missing_extra("pyarrow", "duckdb")
    return duckdb


def _refuse_cut(connection: sqlite3.Connection, path: Path) -> None:
    """SQLite reads a file that has lost its end as if tables there were empty."""
    pages = connection.execute("pragma page_count").fetchone()[0]
    size = pages * connection.execute("pragma page_size").fetchone()[0]
    if path.stat().st_size < size and not path.with_name(path.name + "-wal").exists():
        raise errors.unreadable(f"`{path}`", "it is cut short")
