"""Records read from mappings, such as catalogs: every key is checked, all that is wrong is told together.

A field of such a record is an `entry`: it says of what kind its values are. From the same declarations
comes the JSON Schema.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, field, fields, is_dataclass
from typing import Any, Protocol, TypeVar, cast

from segql.diagnostics import Diagnostic
from segql.nearest import did_you_mean
from segql.record import record

Schema = dict[str, object]
_Read = TypeVar("_Read")


@record
class Place:
    """Where a value stands in the whole, and what was found so far, wherever."""

    path: tuple[str, ...]
    found: list[Diagnostic]

    def inside(self, key: str) -> Place:
        """The place of a key of the mapping here."""
        return Place((*self.path, key), self.found)

    def report(self, message: str, help: str | None = None) -> None:
        """Note that the value here is wrong."""
        where = ".".join(self.path) or "the catalog"
        self.found.append(Diagnostic("catalog-value", f"`{where}`: {message}", help=help))

    def checked(self, check: Callable[[Any], _Read], given: object) -> _Read | None:
        """What a function makes of the value here; reported where it raises ValueError."""
        try:
            return check(given)
        except ValueError as failure:
            return self.report(str(failure))


class Kind(Protocol):
    """What a value may be."""

    def read(self, given: object, at: Place) -> object:
        """The value that is given, reported where it is none of this kind."""
        ...

    def schema(self, shared: Schema) -> Schema:
        """Its JSON Schema; those of records are put into `shared`."""
        ...


def entry(kind: Kind, description: str | None = None, *, default: object = MISSING) -> Any:
    """A field of a record that is read; without a default the key must be there."""
    told = {"kind": kind, "description": description}
    if isinstance(default, dict):
        return field(default_factory=dict[str, Any], kw_only=True, metadata=told)
    return field(default=cast("Any", default), kw_only=True, metadata=told)


# --- kinds of values ----------------------------------------------------------------------------


@record
class Text:
    """A string; `check` raises ValueError for one that will not do."""

    check: Callable[[str], object] | None = None

    def read(self, given: object, at: Place) -> object:
        """The string."""
        if not isinstance(given, str):
            return at.report("input should be a valid string")
        if self.check is not None:
            at.checked(self.check, given)
        return given

    def schema(self, shared: Schema) -> Schema:
        """A string."""
        return {"type": "string"}


@record
class Choice:
    """One of some strings."""

    values: tuple[str, ...]

    def read(self, given: object, at: Place) -> object:
        """The string."""
        if isinstance(given, str) and given in self.values:
            return given
        listed = [repr(each) for each in self.values]
        return at.report(f"input should be {', '.join(listed[:-1])} or {listed[-1]}")

    def schema(self, shared: Schema) -> Schema:
        """The strings."""
        return {"enum": list(self.values), "type": "string"}


@record
class Texts:
    """A list of strings."""

    def read(self, given: object, at: Place) -> object:
        """The strings as a tuple."""
        if not isinstance(given, list | tuple):
            return at.report("input should be a list")
        items = enumerate(cast("Sequence[object]", given))
        return tuple(cast("str", Text().read(each, at.inside(str(number)))) for number, each in items)

    def schema(self, shared: Schema) -> Schema:
        """An array of strings."""
        return {"type": "array", "items": Text().schema(shared)}


@record
class Cells:
    """A value of a column, or a list of such."""

    def read(self, given: object, at: Place) -> object:
        """The value or the list."""
        several = isinstance(given, list | tuple)
        items = list(cast("Sequence[object]", given)) if several else [given]
        if not all(isinstance(each, str | int) for each in items):  # a boolean is an int
            help = "write one of these, or a list of them"
            return at.report("a column is compared with a string, an integer or a boolean", help)
        return items if several else given

    def schema(self, shared: Schema) -> Schema:
        """The value, or an array."""
        cells: list[Schema] = [{"type": "boolean"}, {"type": "integer"}, {"type": "string"}]
        return {"anyOf": [*cells, {"type": "array", "items": {"anyOf": cells}}]}


@record
class Converted:
    """What a function makes of the value given; it raises ValueError for one that will not do."""

    convert: Callable[[object], object]
    described: Sequence[Schema]

    def read(self, given: object, at: Place) -> object:
        """What is made of it."""
        return at.checked(self.convert, given)

    def schema(self, shared: Schema) -> Schema:
        """What may be given."""
        return {"anyOf": list(self.described)}


@record
class Optional:
    """A value, or none."""

    kind: Kind

    def read(self, given: object, at: Place) -> object:
        """The value, or None."""
        return None if given is None else self.kind.read(given, at)

    def schema(self, shared: Schema) -> Schema:
        """That of the value, or null."""
        inner = self.kind.schema(shared)
        choices = cast("list[Schema]", inner["anyOf"]) if "anyOf" in inner else [inner]
        return {"anyOf": [*choices, {"type": "null"}]}


@record
class Named:
    """A mapping of names to values of a kind."""

    kind: Kind

    def read(self, given: object, at: Place) -> object:
        """The values by name."""
        if not isinstance(given, Mapping):
            return at.report(_NO_MAPPING)
        found: dict[str, object] = {}
        for name, each in cast("Mapping[object, object]", given).items():
            if not isinstance(name, str):
                at.inside(str(name)).inside("[key]").report("input should be a valid string")
            found[str(name)] = self.kind.read(each, at.inside(str(name)))
        return found

    def schema(self, shared: Schema) -> Schema:
        """An object of any keys."""
        return {"type": "object", "additionalProperties": self.kind.schema(shared)}


@record
class Form:
    """A mapping that becomes a record: of a string, too, where that is short for one key; `check` raises
    ValueError for a record whose fields do not fit together."""

    made: type[Any]
    short: str | None = None
    check: Callable[[Any], object] | None = None

    def read(self, given: object, at: Place) -> object:
        """The record."""
        if isinstance(given, self.made):
            return given
        if self.short is not None and isinstance(given, str):
            given = {self.short: given}
        if not isinstance(given, Mapping):
            return at.report(_NO_MAPPING)
        before = len(at.found)
        values = read_entries(self.made, cast("Mapping[object, object]", given), at)
        if len(at.found) > before:
            return None
        found = self.made(**values)
        if self.check is not None:
            at.checked(self.check, found)
        return found

    def schema(self, shared: Schema) -> Schema:
        """A reference to the record's."""
        if self.made.__name__ not in shared:
            shared[self.made.__name__] = {}  # for a record inside of itself
            shared[self.made.__name__] = object_schema(self.made, shared)
        whole: Schema = {"$ref": f"#/$defs/{self.made.__name__}"}
        if self.short is None:
            return whole
        return {"anyOf": [{"type": "string", "description": f"short for {{{self.short}: ...}}"}, whole]}


_NO_MAPPING = "this should be a mapping, keys with values"


# --- records ------------------------------------------------------------------------------------


def read_entries(made: type[Any], given: Mapping[Any, object], at: Place) -> dict[str, object]:
    """The values of a record's fields, those that are given."""
    known = {each.name: cast("Kind", each.metadata["kind"]) for each in fields(made)}
    values: dict[str, object] = {}
    for each in fields(made):
        if each.name in given:
            values[each.name] = known[each.name].read(given[each.name], at.inside(each.name))
        elif each.default is MISSING and each.default_factory is MISSING:
            missing = at.inside(each.name)
            where = ".".join(missing.path)
            help = f"add the key `{each.name}`"
            at.found.append(Diagnostic("catalog-missing-key", f"`{where}` is missing", help=help))
    for name in given:
        if not isinstance(name, str):
            at.inside(str(name)).report("keys should be strings")
        elif name not in known:
            hint = did_you_mean(name, known) or f"known here: {', '.join(known)}"
            message = f"unknown key `{name}` at `{'.'.join((*at.path, name))}`"
            at.found.append(Diagnostic("catalog-unknown-key", message, help=hint))
    return values


def set_fields(made: object, values: Mapping[str, object]) -> None:
    """Fills a record that makes itself: with the values read, and the defaults of what was not given."""
    for each in fields(cast("Any", made)):
        value = values[each.name] if each.name in values else _default(each)
        object.__setattr__(made, each.name, value)


def object_schema(made: type[Any], shared: Schema) -> Schema:
    """The JSON Schema of a record."""
    properties: Schema = {}
    for each in fields(made):
        kind, description = cast("Kind", each.metadata["kind"]), each.metadata["description"]
        properties[each.name] = schema = dict(kind.schema(shared))
        if "$ref" in schema:
            continue
        schema["title"] = each.name.replace("_", " ").title()
        if description is not None:
            schema["description"] = description
        if each.default is not MISSING:
            schema["default"] = (
                list(cast("tuple[str, ...]", each.default)) if each.default == () else each.default
            )
    needed = [e.name for e in fields(made) if e.default is MISSING and e.default_factory is MISSING]
    return {
        "type": "object",
        "title": made.__name__,
        "description": "\n".join(line.strip() for line in (made.__doc__ or "").splitlines()),
        "properties": properties,
        "required": needed,
        "additionalProperties": False,
    }


def written(value: object) -> object:
    """A record as the mapping that it is read from, without what is left to its defaults."""
    if isinstance(value, Mapping):
        return {name: written(each) for name, each in cast("Mapping[str, object]", value).items()}
    if isinstance(value, list | tuple):
        return [written(each) for each in cast("Sequence[object]", value)]
    if not is_dataclass(value):
        return value
    found = {each: getattr(value, each.name) for each in fields(value)}
    return {each.name: written(own) for each, own in found.items() if own != _default(each)}


def _default(field: Field[Any]) -> object:
    return field.default_factory() if field.default_factory is not MISSING else field.default
