"""What is said about customers' data that do not fit the catalog."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from segql.diagnostics import DataError, SegqlError, error
from segql.nearest import nearest


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a value stands; `row` counts from 1."""

    table: str
    column: str
    value: object = None
    row: int | None = None

    def __str__(self) -> str:
        """The place, as messages write it."""
        where = f"`{self.table}.{self.column}`"
        return where if self.row is None else f"{where}, row {self.row}"

    def holding(self, value: object) -> Cell:
        """The same place with another value, or a part of it."""
        return Cell(self.table, self.column, value, self.row)


def missing_table(table: str, known: Iterable[str]) -> SegqlError:
    """A table that the catalog names is not among the data."""
    return error(DataError, "data-missing-table", f"the data has no table `{table}`", _hint(table, known))


def not_a_table(table: str, value: object) -> SegqlError:
    """Something was given for a table that holds no rows."""
    return error(
        DataError,
        "data-not-a-table",
        f"what was given for the table `{table}` is no table: {type(value).__name__}",
        "give a Polars, Arrow or pandas frame, the path of a file, or a list of mappings",
    )


def missing_column(table: str, column: str, known: Iterable[str]) -> SegqlError:
    """A column that the catalog names is in no row of its table."""
    message = f"the table `{table}` has no column `{column}`"
    return error(DataError, "data-missing-column", message, _hint(column, known))


def bad_key(cell: Cell) -> SegqlError:
    """A key that is neither an integer nor a string."""
    return error(
        DataError,
        "data-key-type",
        f"{cell}: {_shown(cell.value)} is no key",
        "store the keys as strings or integers",
    )


def key_family(cell: Cell, other: str) -> SegqlError:
    """Integers and strings are mixed as keys."""
    return error(
        DataError,
        "data-key-type",
        f"{cell}: {_shown(cell.value)} is a key of type {type(cell.value).__name__}, but others are {other}s",
        f"store all keys as {other}s",
    )


def missing_keys(table: str, column: str, count: int) -> SegqlError:
    """Customers without a key."""
    rows = "row has" if count == 1 else "rows have"
    return error(DataError, "data-missing-key", f"{count} {rows} no key in `{table}.{column}`")


def duplicate_key(cell: Cell) -> SegqlError:
    """A customer's key occurs twice."""
    return error(
        DataError,
        "data-duplicate-key",
        f"the key {_shown(cell.value)} occurs more than once in `{cell.table}.{cell.column}`",
        "keep one row per customer",
    )


def not_valid(cell: Cell, wanted: object) -> SegqlError:
    """A value that is not of its type."""
    return error(DataError, "data-unparsable", f"{cell}: {_shown(cell.value)} is not a valid {wanted}")


def too_many_digits(cell: Cell, scale: int) -> SegqlError:
    """Digits beyond a decimal's scale."""
    return error(
        DataError,
        "data-too-many-digits",
        f"{cell}: {_shown(cell.value)} has more than {scale} digits after the point",
        "raise the scale in the catalog, or round the column",
    )


def not_whole(cell: Cell) -> SegqlError:
    """A fraction where an integer is declared."""
    message = f"{cell}: {_shown(cell.value)} is not a whole number"
    return error(DataError, "data-not-whole", message, "declare a decimal or float")


def not_boolean(cell: Cell) -> SegqlError:
    """An integer that is neither 0 nor 1 where a boolean is declared."""
    return error(DataError, "data-not-boolean", f"{cell}: {_shown(cell.value)} is neither 0 nor 1")


def out_of_range(cell: Cell, limit: str) -> SegqlError:
    """A value too large for its type; `limit` says what it has too much of."""
    return error(DataError, "data-out-of-range", f"{cell}: {_shown(cell.value)} has {limit}")


def sub_microsecond(cell: Cell) -> SegqlError:
    """A time finer than a microsecond."""
    message = f"{cell}: {_shown(cell.value)} is finer than a microsecond"
    return error(DataError, "data-sub-microsecond", message, "round the column to microseconds")


def time_of_day(cell: Cell) -> SegqlError:
    """A time of day where a date is declared."""
    message = f"{cell}: {_shown(cell.value)} has a time of day, but is declared as a date"
    return error(DataError, "data-time-of-day", message, "declare it as a datetime")


def unknown_name(kind: str, name: object, known: Iterable[str]) -> SegqlError:
    """A customer was given with a name that the catalog does not have."""
    hint = _hint(name, known) if isinstance(name, str) else None
    return error(DataError, "data-unknown-name", f"the catalog has no {kind} `{name}`", hint)


def not_a_customer(message: str, help: str) -> SegqlError:
    """A customer was not given as the mapping that is asked for."""
    return error(DataError, "data-customer-form", message, help)


def no_key(column: str) -> SegqlError:
    """`sample` was asked about a customer without a key."""
    message = f"`sample` needs the customer's key, and there is no `{column}`"
    return error(DataError, "data-missing-key", message, f"give the customer a `{column}`")


def _hint(name: str, known: Iterable[str]) -> str:
    names = list(known)
    close = nearest(name, names)
    if close:
        return f"did you mean `{close}`?"
    return f"there are: {', '.join(names[:20])}" if names else "there are none"


def _shown(value: object) -> str:
    try:
        text = str(value)
    except (ValueError, RecursionError):  # an integer of thousands of digits
        text = f"a value of type {type(value).__name__}"
    return f"`{text if len(text) <= 60 else text[:57] + '...'}`"
