"""What is said about a wrong catalog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from segql.diagnostics import CatalogError, SegqlError, error


def not_a_mapping(given: object) -> SegqlError:
    """Something else was given for a catalog."""
    return error(
        CatalogError,
        "catalog-value",
        f"a catalog is a mapping, not {type(given).__name__}",
        "give a mapping, or the path of a YAML, TOML or JSON file",
    )


def check_characters(data: object) -> None:
    """Raises CatalogError for a text with NUL or half a surrogate pair, which no engine can store."""
    pending, seen = [("the catalog", data)], set[int]()
    while pending:
        where, value = pending.pop()
        if isinstance(value, str):
            if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
                message = f"`{where}`: {value[:60]!a} holds a character that no text can hold"
                raise error(CatalogError, "catalog-value", message, "delete the NUL or lone surrogate")
        elif id(value) not in seen:  # files may refer to one part from many places
            seen.add(id(value))
            pending += _parts(where, value)


def _parts(where: str, value: object) -> list[tuple[str, object]]:
    if isinstance(value, Mapping):
        items = cast("Mapping[object, object]", value)
        return [part for key, each in items.items() for part in ((where, key), (ascii(key)[1:-1], each))]
    if isinstance(value, list | tuple):
        return [(where, each) for each in cast("Sequence[object]", value)]
    return []
