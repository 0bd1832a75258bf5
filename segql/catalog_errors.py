"""What is said about a wrong catalog."""

from __future__ import annotations

from typing import cast, get_args

from pydantic import BaseModel, ValidationError

from segql.diagnostics import CatalogError, Diagnostic, SegqlError
from segql.nearest import nearest


def catalog_error(failure: ValidationError, model: type[BaseModel]) -> SegqlError:
    """The findings of pydantic as diagnostics, each with the path of the key."""
    return CatalogError([_diagnostic(found, model) for found in failure.errors()])


def _diagnostic(found: object, model: type[BaseModel]) -> Diagnostic:
    details = cast("dict[str, object]", found)
    path = tuple(str(part) for part in cast("tuple[object, ...]", details["loc"]))
    where = ".".join(path) or "the catalog"
    match str(details["type"]):
        case "extra_forbidden":
            known = _keys_at(model, path[:-1])
            close = nearest(path[-1], known)
            hint = f"did you mean `{close}`?" if close else f"known here: {', '.join(known)}"
            return Diagnostic("catalog-unknown-key", f"unknown key `{path[-1]}` at `{where}`", help=hint)
        case "missing":
            return Diagnostic("catalog-missing-key", f"`{where}` is missing", help=f"add the key `{path[-1]}`")
        case _:
            message = str(details["msg"]).removeprefix("Value error, ").rstrip(".")
            message = message if message.startswith("`") else message[:1].lower() + message[1:]
            return Diagnostic("catalog-value", f"`{where}`: {message}")


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
