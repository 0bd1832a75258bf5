"""Whatever was given for a table, as a lazy frame of the columns asked for."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol, cast, runtime_checkable

import polars as pl

from segql.catalog import Catalog, ValueField, columns_of, time_column
from segql.catalog import Cell as Constant
from segql.data import errors, rows
from segql.data.convert import convert, is_string
from segql.data.derived import derived_columns, with_derived
from segql.data.sources import DatabaseTable, column_names, read_table
from segql.data.stored import Stored
from segql.diagnostics import SegqlError
from segql.types import BOOLEAN, DATETIME, INTEGER, STRING, Type


@runtime_checkable
class _Arrow(Protocol):
    """Anything that hands over Arrow data: tables, record batch readers, DuckDB relations."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object: ...


class Tables:
    """The tables of a catalog, read when asked for.

    `data` maps the catalog's table names to Polars, Arrow or pandas frames, paths of Parquet, CSV
    or NDJSON files, lists of mappings, or what `open_tables` gives. Every method raises DataError.
    """

    def __init__(self, catalog: Catalog, data: Mapping[str, object]) -> None:
        self.catalog = catalog
        if not isinstance(cast("object", data), Mapping):
            raise errors.not_tables(data)
        self._given = dict(data)

    def stored(self, table: str, columns: Iterable[str]) -> Stored:
        """Columns of a table as they are stored, those made of others included, and how."""
        wanted = list(dict.fromkeys(columns))
        known = derived_columns(self.catalog, table)
        made = {name: known[name] for name in wanted if name in known}
        if not made:
            return self.physical(table, wanted)
        plain = [name for name in wanted if name not in made]
        found = self.physical(table, [*plain, *(each.needs for each in made.values())])
        return with_derived(found, made, self.physical)

    def physical(self, table: str, columns: Iterable[str]) -> Stored:
        """Columns that a table itself has."""
        wanted = list(dict.fromkeys(columns))
        if table not in self._given:
            raise errors.missing_table(table, self._given, "the data")
        found = self._read(table, self._given[table], wanted)
        for column in wanted:
            if column not in found.schema:
                raise errors.missing_column(table, column, self.columns(table))
        return found

    def raw(self, table: str, columns: Iterable[str]) -> pl.LazyFrame:
        """Columns of a table as they are stored; those of text files typed as the catalog declares.

        A text that is not written as its type becomes missing here: `Canonical` finds those.
        """
        stored = self.stored(table, columns)
        if not stored.textual:
            return stored.frame.select(stored.schema.names())
        declared = self._declared(table)
        typed: list[pl.Expr] = []
        for name, dtype in stored.schema.items():
            wanted, zone = declared.get(name, (None, None))
            column = pl.col(name)
            if wanted is not None:
                if wanted == STRING and not is_string(dtype):
                    column = column.cast(pl.String)  # integers of NDJSON
                made = convert(pl.col(name), dtype, wanted, textual=True, zone=zone)
                column = made.value if made else column
                column = unscaled(column, wanted.scale) if wanted.kind == "decimal" else column
            typed.append(column.alias(name))
        return stored.frame.select(typed)

    def columns(self, table: str) -> list[str]:
        """The names of all columns of a table."""
        given = self._given[table]
        if isinstance(given, DatabaseTable):
            return column_names(given)
        if isinstance(given, str | Path) and Path(given).suffix.lower() == ".ndjson":
            return rows.ndjson_names(Path(given))
        if isinstance(given, Sequence) and not isinstance(given, str):
            mappings = cast("Sequence[Mapping[str, object]]", given)
            return list(dict.fromkeys(str(name) for row in mappings for name in row))
        return self._read(table, given, []).schema.names()

    def _read(self, table: str, given: object, wanted: list[str]) -> Stored:
        try:
            return self._any(table, given, wanted)
        except SegqlError:
            raise
        except Exception as failure:  # frames may run code that is not ours
            raise errors.unreadable(f"the table `{table}`", failure) from None

    def _any(self, table: str, given: object, wanted: list[str]) -> Stored:
        match given:
            case pl.LazyFrame():
                return _frame(table, given)
            case pl.DataFrame():
                return _frame(table, given.lazy())
            case str() | Path():
                return _file(table, Path(given), wanted)
            case DatabaseTable():
                known = set(column_names(given))
                found = read_table(given, [name for name in wanted if name in known])
                return _frame(table, found.lazy())
            case Sequence():
                mappings = cast("Sequence[object]", given)
                if not all(isinstance(row, Mapping) for row in mappings):
                    raise errors.not_a_frame(table, mappings)
                built = rows.frame(table, cast("Sequence[Mapping[str, object]]", given), wanted)
                return _frame(table, built.lazy())
            case _Arrow():
                self._given[table] = pl.DataFrame(given)  # a stream can be read only once
                return self._any(table, self._given[table], wanted)
            case _:
                raise errors.not_a_frame(table, given)

    def _declared(self, table: str) -> dict[str, tuple[Type, str | None]]:
        """The type and zone of each column that the catalog says something of."""
        found: dict[str, tuple[Type, str | None]] = {}
        customers = self.catalog.customers
        if customers.table == table:
            found.update(_fields(customers.attributes))
        key = (self._key_type(), None)
        for each in (*self.catalog.events.values(), *self.catalog.lists.values()):
            if each.table == table:
                picks = {name: (_type_of(cells), None) for name, cells in each.where.items()}
                found = {**picks, each.customer: key, **found}
        for event in self.catalog.events.values():
            if event.table == table:
                found[time_column(event)] = (DATETIME, event.timezone)
                found.update(_fields(event.properties))
        return found

    def _key_type(self) -> Type:
        customers = self.catalog.customers
        dtype = self.stored(customers.table, [customers.key]).schema[customers.key]
        return INTEGER if dtype.is_integer() else STRING


def _fields(fields: Mapping[str, ValueField]) -> dict[str, tuple[Type, str | None]]:
    found: dict[str, tuple[Type, str | None]] = {}
    for name, field in fields.items():
        declared = Type("float") if field.resolved.kind == "point" else field.resolved
        found.update(dict.fromkeys(columns_of(name, field), (declared, field.timezone)))
    return found


def _type_of(cells: Constant | list[Constant]) -> Type:
    """The type of the constants that a column is compared with."""
    given = cells if isinstance(cells, list) else [cells]
    if given and all(isinstance(cell, bool) for cell in given):
        return BOOLEAN
    return INTEGER if given and all(type(cell) is int for cell in given) else STRING


def unscaled(scaled: pl.Expr, scale: int) -> pl.Expr:
    """A whole number of `10 ** -scale` as the decimal that it is."""
    digits = scaled.abs().cast(pl.String).str.zfill(scale + 1)
    whole = pl.concat_str([digits.str.head(-scale), pl.lit("."), digits.str.tail(scale)]) if scale else digits
    sign = pl.when(scaled < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return pl.concat_str([sign, whole]).cast(pl.Decimal(38, scale))


def _frame(table: str, frame: pl.LazyFrame) -> Stored:
    return Stored(table, frame, frame.collect_schema())


def _file(table: str, path: Path, wanted: list[str]) -> Stored:
    if not path.exists():
        raise errors.no_such_path(path)
    match path.suffix.lower():
        case ".parquet":
            return _frame(table, pl.scan_parquet(path, glob=False))
        case ".csv":
            return _csv(table, path, wanted)
        case ".ndjson" | ".jsonl":
            read, lines = rows.ndjson(path, wanted)
            return Stored(table, read.lazy(), read.schema, textual=True, path=path, lines=lines)
        case _:
            raise errors.unknown_format(path)


def _csv(table: str, path: Path, wanted: list[str]) -> Stored:
    """Columns of a CSV file, all text; an empty field, quoted or not, is missing; of such alone, no row."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            names = next(csv.reader(file), None)
    except UnicodeDecodeError:
        raise errors.unreadable(f"`{path}`", "it is not UTF-8 text") from None
    if not names:
        raise errors.unreadable(f"`{path}`", "it has no header line")
    if len(set(names)) < len(names):
        name = next(name for at, name in enumerate(names) if name in names[:at])
        raise errors.unreadable(f"`{path}`", f"two columns are called `{name}`")
    frame = pl.scan_csv(path, infer_schema=False, glob=False, with_column_names=lambda _: names)
    frame = frame.filter(pl.concat_str(names, ignore_nulls=True) != "")
    kept = [name for name in dict.fromkeys(wanted) if name in names]
    frame = frame.select(pl.col(kept).replace("", None)) if kept else frame
    return Stored(table, frame, frame.collect_schema(), textual=True, path=path)
