"""What is said about a wrong catalog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast, get_args

from pydantic import BaseModel, ValidationError

from segql.diagnostics import CatalogError, Diagnostic, SegqlError, error
from segql.nearest import did_you_mean


def catalog_error(failure: ValidationError, model: type[BaseModel]) -> SegqlError:
    """The findings of pydantic as diagnostics, each with the path of the key."""
    found = [_diagnostic(each, model) for each in failure.errors()]
    return CatalogError(dict.fromkeys(found))  # a cell that is no cell is told once for every kind


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


def _diagnostic(found: object, model: type[BaseModel]) -> Diagnostic:
    details = cast("dict[str, object]", found)
    path = tuple(str(part) for part in cast("tuple[object, ...]", details["loc"]))
    if _is_of_a_cell(path):  # there is one for each kind of cell
        message = f"`{'.'.join(path[:4])}`: a column is compared with a string, an integer or a boolean"
        return Diagnostic("catalog-value", message, help="write one of these, or a list of them")
    where = ".".join(path) or "the catalog"
    match str(details["type"]):
        case "extra_forbidden":
            known = _keys_at(model, path[:-1])
            hint = did_you_mean(path[-1], known) or f"known here: {', '.join(known)}"
            return Diagnostic("catalog-unknown-key", f"unknown key `{path[-1]}` at `{where}`", help=hint)
        case "missing":
            return Diagnostic(
                "catalog-missing-key", f"`{where}` is missing", help=f"add the key `{path[-1]}`"
            )
        case "model_type" | "dict_type":
            return Diagnostic("catalog-value", f"`{where}`: this should be a mapping, keys with values")
        case _:
            message = str(details["msg"]).removeprefix("Value error, ").rstrip(".")
            message = message if message.startswith("`") else message[:1].lower() + message[1:]
            return Diagnostic("catalog-value", f"`{where}`: {message}")


def _is_of_a_cell(path: tuple[str, ...]) -> bool:
    return len(path) > 4 and path[2] == "where" and path[-1] != "[key]"


def _keys_at(model: type[BaseModel], path: tuple[str, ...]) -> list[str]:
    """The keys that the model at a path knows."""
    here: object = model
    for part in path:
        if isinstance(here, type) and issubclass(here, BaseModel):
            field = here.model_fields.get(part)
            here = field.annotation if field else None
        else:  # a mapping of name to model
            here = get_args(here)[-1] if get_args(here) else None
            here = get_args(here)[0] if get_args(here) else here
    if isinstance(here, type) and issubclass(here, BaseModel):
        return list(here.model_fields)
    return []
