"""What is said about keys and customers beyond `segql.data.errors`."""

from __future__ import annotations

from collections.abc import Iterable

from segql.data.errors import Cell, shown
from segql.diagnostics import DataError, SegqlError, error
from segql.nearest import did_you_mean


def bad_key(cell: Cell) -> SegqlError:
    """A key that is neither an integer nor a string."""
    return error(
        DataError,
        "data-key-type",
        f"{cell}: {shown(cell.value)} is no key",
        "store the keys as strings or integers",
    )


def key_family(cell: Cell, other: str) -> SegqlError:
    """Integers and strings are mixed as keys."""
    return error(
        DataError,
        "data-key-type",
        f"{cell}: {shown(cell.value)} is a key of type {type(cell.value).__name__}, but others are {other}s",
        f"store all keys as {other}s",
    )


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
    others = f"there are: {', '.join(names[:20])}" if names else "there are none"
    return did_you_mean(name, names) or others
