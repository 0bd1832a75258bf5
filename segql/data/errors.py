"""What is said about data that do not fit the catalog: every code of `segql.data`, in one file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from segql.diagnostics import DataError, SegqlError, error
from segql.nearest import did_you_mean

KINDS = ("parquet", "csv", "ndjson")
"""The kinds of file that hold a table."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a value stands: `line` counts a text file's lines, `row` a table's rows, both from 1."""

    table: str
    column: str
    value: object = None
    row: int | None = None
    line: int | None = None

    def __str__(self) -> str:
        """The place, as messages write it."""
        where = f"`{self.table}.{self.column}`"
        if self.line is not None:
            return f"{where}, line {self.line}"
        return where if self.row is None else f"{where}, row {self.row}"

    def holding(self, value: object) -> Cell:
        """The same place with another value, or a part of it."""
        return replace(self, value=value)


def shown(value: object) -> str:
    """A value as messages write it, cut where it is long."""
    try:
        text = str(value)
    except (ValueError, RecursionError):  # an integer of thousands of digits
        text = f"a value of type {type(value).__name__}"
    return f"`{text if len(text) <= 60 else text[:57] + '...'}`"


def no_such_path(path: Path) -> SegqlError:
    """Nothing is at the path given for the data."""
    return error(
        DataError, "data-missing-path", f"`{path}` does not exist", "give a folder or a database file"
    )


def unknown_format(path: Path) -> SegqlError:
    """A file that is no kind of data."""
    return error(
        DataError,
        "data-unknown-format",
        f"`{path}` holds no data of a known kind",
        "give a folder of <table>.parquet, .csv or .ndjson files, a DuckDB file or a SQLite file",
    )


def unreadable(what: str, reason: object) -> SegqlError:
    """A file, database or frame that cannot be read."""
    lines = str(reason).strip().splitlines()
    return error(
        DataError, "data-unreadable", f"cannot read {what}: {lines[0] if lines else 'no reason given'}"
    )


def missing_table(table: str, known: Iterable[str], where: str = "the data") -> SegqlError:
    """A table that the catalog names is not among the data."""
    names = sorted(known)
    others = f"there are: {', '.join(names[:20])}" if names else "there are no tables"
    hint = did_you_mean(table, names) or others
    return error(DataError, "data-missing-table", f"{where} has no table `{table}`", hint)


def ambiguous_table(table: str, files: Iterable[Path]) -> SegqlError:
    """Several files hold one table."""
    names = ", ".join(f"`{file.name}`" for file in files)
    return error(
        DataError, "data-ambiguous-table", f"several files hold the table `{table}`: {names}", "keep one"
    )


def not_tables(value: object) -> SegqlError:
    """The data are no mapping of tables."""
    return error(
        DataError,
        "data-not-a-table",
        f"the data are no mapping of tables: {type(value).__name__}",
        "give a mapping of the catalog's table names to frames, paths or rows",
    )


def not_a_frame(table: str, value: object) -> SegqlError:
    """Something was given for a table that holds no rows."""
    return error(
        DataError,
        "data-not-a-table",
        f"what was given for the table `{table}` is no table: {type(value).__name__}",
        "give a Polars, Arrow or pandas frame, the path of a file, or a list of mappings",
    )


def missing_column(table: str, column: str, known: Iterable[str]) -> SegqlError:
    """A column that the catalog names is not in its table."""
    names = list(known)
    hint = did_you_mean(column, names) or f"its columns: {', '.join(names[:20])}"
    return error(DataError, "data-missing-column", f"the table `{table}` has no column `{column}`", hint)


def wrong_type(table: str, column: str, stored: object, wanted: object) -> SegqlError:
    """A column is stored in a type that cannot hold what the catalog declares."""
    return error(
        DataError,
        "data-type",
        f"`{table}.{column}` is stored as {stored}, which cannot be read as {wanted}",
        "change the type in the catalog, or cast the column",
    )


def key_family(table: str, column: str, family: str, other: str) -> SegqlError:
    """Keys are integers in one table and strings in another."""
    return error(
        DataError,
        "data-key-type",
        f"`{table}.{column}` holds {family}s, but the customers' keys are {other}s",
        f"store both as {other}s (keys in CSV files are strings)",
    )


def bad_key_type(table: str, column: str, stored: object) -> SegqlError:
    """Keys are neither integers nor strings."""
    return error(
        DataError,
        "data-key-type",
        f"`{table}.{column}` is stored as {stored}, but keys are strings or integers",
        "store the keys as strings or integers",
    )


def missing_keys(table: str, column: str, count: int) -> SegqlError:
    """Customers without a key."""
    rows = "row has" if count == 1 else "rows have"
    return error(DataError, "data-missing-key", f"{count} {rows} no key in `{table}.{column}`")


def duplicate_keys(cell: Cell) -> SegqlError:
    """A customer's key occurs twice."""
    return error(
        DataError,
        "data-duplicate-key",
        f"the key {shown(cell.value)} occurs more than once in `{cell.table}.{cell.column}`",
        "keep one row per customer",
    )


def unparsable(cell: Cell, wanted: str) -> SegqlError:
    """A text that is not written as its type."""
    return error(DataError, "data-unparsable", f"{cell}: {shown(cell.value)} is not a valid {wanted}")


def too_many_digits(cell: Cell, scale: int) -> SegqlError:
    """Digits beyond a decimal's scale."""
    return error(
        DataError,
        "data-too-many-digits",
        f"{cell}: {shown(cell.value)} has more than {scale} digits after the point",
        "raise the scale in the catalog, or round the column",
    )


def not_whole(cell: Cell) -> SegqlError:
    """A fraction where an integer is declared."""
    return error(
        DataError,
        "data-not-whole",
        f"{cell}: {shown(cell.value)} is not a whole number",
        "declare a decimal or float",
    )


def not_boolean(cell: Cell) -> SegqlError:
    """An integer that is neither 0 nor 1 where a boolean is declared."""
    return error(DataError, "data-not-boolean", f"{cell}: {shown(cell.value)} is neither 0 nor 1")


def out_of_range(cell: Cell, wanted: str) -> SegqlError:
    """A value too large for its type."""
    limit = {
        "decimal": "more than 18 digits",
        "date": "a year outside of 1 to 9999",
        "datetime": "a year outside of 1 to 9999",
    }.get(wanted, "more than 64 bits")
    return error(DataError, "data-out-of-range", f"{cell}: {shown(cell.value)} has {limit}")


def sub_microsecond(cell: Cell) -> SegqlError:
    """A time finer than a microsecond."""
    return error(
        DataError,
        "data-sub-microsecond",
        f"{cell}: {shown(cell.value)} is finer than a microsecond",
        "round the column to microseconds",
    )


def time_of_day(cell: Cell) -> SegqlError:
    """A time of day where a date is declared."""
    return error(
        DataError,
        "data-time-of-day",
        f"{cell}: {shown(cell.value)} has a time of day, but is declared as a date",
        "declare it as a datetime",
    )


def nul(table: str, column: str) -> SegqlError:
    """A NUL character, at which SQLite cuts strings."""
    return error(
        DataError,
        "data-nul",
        f"`{table}.{column}` holds a NUL character, at which sqlite would cut the string",
        "take it out of the data, or run on another engine",
    )
