"""The catalog: which attributes, events and lists exist, their types, and where they are stored."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal, cast
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    field_validator,
    model_validator,
)

from segql.catalog_errors import catalog_error, check_characters, not_a_mapping
from segql.files import read_mapping
from segql.json_path import parse_path
from segql.types import POINT, Type, parse_type

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Cell = bool | int | str
"""A value that picks rows out of a table."""


Epoch = Literal["seconds", "milliseconds", "microseconds"]
"""What a number counts that stands for an instant: since 1970-01-01T00:00:00Z."""


class TableName(str):
    """The name of a table; `parts` are those of `schema.table` or `catalog.schema.table`."""

    __slots__ = ("parts",)
    parts: tuple[str, ...]

    def __new__(cls, parts: tuple[str, ...]) -> TableName:
        """The name with its parts joined by points."""
        made = super().__new__(cls, ".".join(parts))
        made.parts = parts
        return made

    def __getnewargs__(self) -> tuple[tuple[str, ...]]:  # pyright: ignore[reportIncompatibleMethodOverride]
        return (self.parts,)  # for copies


def table_parts(table: str) -> tuple[str, ...]:
    """The parts of a table's name: schema and catalog before it, where there are any."""
    return table.parts if isinstance(table, TableName) else (table,)


def _table(given: object) -> TableName:
    parts = tuple(given.split(".")) if isinstance(given, str) else given
    if not isinstance(parts, list | tuple) or not 1 <= len(cast("list[object]", parts)) <= 3:
        raise ValueError("a table is named as `table`, `schema.table` or `catalog.schema.table`")
    names = tuple(cast("list[object]", parts))
    if not all(isinstance(name, str) and name for name in names):
        raise ValueError("a part of a table's name is empty, or no text")
    return TableName(cast("tuple[str, ...]", names))


Table = Annotated[str, PlainValidator(_table, json_schema_input_type=str | list[str])]
_TABLE = "`table`, `schema.table` or `catalog.schema.table`; a list of names where one holds a point."


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


_UNSTABLE = ("posix/", "right/", "posixrules", "localtime", "Factory")
"""Files beside those of zones: other machines have others, or none."""


def _zone(name: str | None) -> str | None:
    if name is not None:
        try:
            if name.startswith(_UNSTABLE):
                raise ValueError(name)
            ZoneInfo(name)
        except (ValueError, OSError, LookupError):
            raise ValueError(f"`{name}` is not an IANA time zone, such as `Asia/Seoul`") from None
    return name


def _from_shorthand(value: object) -> object:
    return {"type": value} if isinstance(value, str) else value


class ValueField(_Model):
    """An attribute of the customer, or a property of an event. `string` is short for
    `{type: string}`."""

    type: str = Field(
        description="string, enum, integer, decimal(SCALE), float, boolean, date, datetime, "
        "list[string], list[integer], list[enum] or point"
    )
    column: str | None = Field(
        default=None, description="The column it is stored in, where that has another name."
    )
    values: tuple[str, ...] = Field(default=(), description="The values of an enum.")
    latitude: str | None = Field(default=None, description="A point's column of degrees north.")
    longitude: str | None = Field(default=None, description="A point's column of degrees east.")
    timezone: str | None = Field(
        default=None, description="The zone of a datetime that is stored without one; UTC where not given."
    )
    epoch: Epoch | None = Field(
        default=None, description="What a datetime counts since 1970 where it is stored as an integer."
    )
    path: str | None = Field(
        default=None,
        description="Where in a column of JSON it stands, as `$.order.total`; `$` for all of the column.",
    )
    table: Table | None = Field(
        default=None, description="Of a list: the table with one row for each element, in `column`."
    )
    key: str | None = Field(
        default=None,
        description="The column of `table` with the customer's key, or for a property the event's id.",
    )
    description: str | None = None

    _check_zone = field_validator("timezone")(_zone)

    @field_validator("path")
    @classmethod
    def _check_path(cls, path: str | None) -> str | None:
        if path is not None:
            parse_path(path)
        return path

    @model_validator(mode="after")
    def _fits(self) -> ValueField:
        kind = self.resolved.kind
        if kind == "duration":
            raise ValueError("a duration cannot be stored; use `integer`")
        if (kind == "point") != (self.latitude is not None and self.longitude is not None) or (
            kind != "point" and (self.latitude or self.longitude)
        ):
            raise ValueError("a point, and nothing else, has the columns `latitude`, `longitude`")
        if kind == "point" and self.column:
            raise ValueError("a point has `latitude` and `longitude`, no `column`")
        if self.timezone and kind != "datetime":
            raise ValueError("`timezone` belongs to a datetime")
        if self.epoch and kind != "datetime":
            raise ValueError("`epoch` belongs to a datetime")
        if self.epoch and self.timezone:
            raise ValueError("an `epoch` counts in UTC, so it has no `timezone`")
        if self.path and (kind == "point" or self.column is None):
            raise ValueError("a `path` leads into the JSON of a `column`, and to no point")
        if (self.table is None) != (self.key is None):
            raise ValueError("`table` and `key` belong together")
        if self.table is not None and (kind != "list" or self.path):
            raise ValueError("only a list, without a `path`, has a `table` of its own")
        return self

    @property
    def resolved(self) -> Type:
        """The type of the language that `type` and `values` name."""
        return parse_type(self.type, self.values)


Fields = dict[str, Annotated[ValueField, BeforeValidator(_from_shorthand)]]


class Customers(_Model):
    """The table with one row per customer."""

    table: Table = Field(description=_TABLE)
    key: str = Field(
        description="The column that identifies a customer: strings or integers, none missing, none twice."
    )
    attributes: Fields = Field(default_factory=dict)


class Event(_Model):
    """A kind of event: what customers do, with a time."""

    table: Table = Field(description=_TABLE)
    customer: str = Field(description="The column with the customer's key.")
    time: str = Field(description="The column with the instant.")
    timezone: str | None = Field(
        default=None, description="The zone of times stored without one; UTC where not given."
    )
    epoch: Epoch | None = Field(
        default=None, description="What `time` counts since 1970 where it is stored as an integer."
    )
    where: dict[str, Cell | list[Cell]] = Field(
        default_factory=dict,
        description="Columns whose values pick this event out of the table; a list means any of them.",
    )
    id: str | None = Field(
        default=None, description="The column by whose distinct values events are counted."
    )
    subject: str | None = Field(
        default=None, description='The property that `placed_order("shorts")` compares.'
    )
    properties: Fields = Field(default_factory=dict)
    description: str | None = None

    _check_zone = field_validator("timezone")(_zone)


class NamedList(_Model):
    """A table of customers, for `in list NAME`."""

    table: Table = Field(description=_TABLE)
    customer: str
    where: dict[str, Cell | list[Cell]] = Field(default_factory=dict)
    description: str | None = None


class Catalog(_Model):
    """Which attributes, events and lists exist, their types, and where they are stored."""

    timezone: str = Field(
        default="UTC", description="IANA name of the zone whose calendar days, weeks and months are meant."
    )
    week_starts: Weekday = "monday"
    customers: Customers
    events: dict[str, Event] = Field(default_factory=dict)
    lists: dict[str, NamedList] = Field(default_factory=dict)

    _check_zone = field_validator("timezone")(_zone)

    def __init__(self, **data: object) -> None:
        check_characters(data)
        try:
            super().__init__(**data)
        except ValidationError as failure:
            raise catalog_error(failure, type(self)) from None

    @classmethod
    def load(cls, source: str | Path | Mapping[str, object]) -> Catalog:
        """A catalog from a YAML, TOML or JSON file, or from a mapping. Raises CatalogError."""
        if isinstance(source, str | Path):
            return cls(**read_mapping(Path(source)))
        if not isinstance(cast("object", source), Mapping):
            raise not_a_mapping(source)
        return cls(**{str(key): value for key, value in source.items()})

    @classmethod
    def json_schema(cls) -> dict[str, object]:
        """The JSON Schema of catalog files, with which editors complete them."""
        schema: dict[str, object] = cls.model_json_schema(by_alias=True)
        shorthand: dict[str, object] = {"type": "string", "description": "short for {type: ...}"}
        for fields in _field_maps(schema):
            fields["additionalProperties"] = {"anyOf": [shorthand, fields["additionalProperties"]]}
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}

    @model_validator(mode="after")
    def _names(self) -> Catalog:
        for name in (*self.customers.attributes, *self.events, *self.lists):
            _check_name(name)
        seen: dict[str, tuple[str, ...]] = {}
        for table in (
            self.customers.table,
            *(each.table for each in (*self.events.values(), *self.lists.values())),
        ):
            if seen.setdefault(table, table_parts(table)) != table_parts(table):
                raise ValueError(f"`{table}` is the name of two tables: one of them has points in a name")
        for name in self.events:
            if name in self.customers.attributes:
                raise ValueError(f"`{name}` is both an attribute and an event")
            event = self.events[name]
            for property_name in event.properties:
                _check_name(property_name)
            if event.epoch and event.timezone:
                raise ValueError(f"the `epoch` of `{name}` counts in UTC, so it has no `timezone`")
            if event.id is None and (lists := [n for n, f in event.properties.items() if f.table]):
                raise ValueError(f"`{lists[0]}` has a table of its own, so `{name}` needs an `id`")
            if event.subject is not None and event.subject not in event.properties:
                raise ValueError(f"the subject `{event.subject}` of `{name}` is not one of its properties")
        return self

    def attribute(self, name: str) -> Type | None:
        """The type of an attribute, or None where there is no such attribute."""
        found = self.customers.attributes.get(name)
        return found.resolved if found else None

    def property(self, event: str, name: str) -> Type | None:
        """The type of an event's property, or None where there is no such property."""
        found = self.events[event].properties.get(name)
        return found.resolved if found else None


def columns_of(name: str, field: ValueField) -> tuple[str, ...]:
    """The columns that show a field: two for a point, latitude first, else one.

    What is stored in another form than its own (see `is_derived`) has a column that is made for it,
    of another name.
    """
    if field.resolved == POINT:
        return (cast("str", field.latitude), cast("str", field.longitude))
    column = field.column or name
    if field.table is not None:
        return (f"{field.table}.{column} of {field.key}",)
    return (derived_name(column, field.path, field.epoch),)


def stored_in(name: str, field: ValueField) -> tuple[str, ...]:
    """The columns that a field is stored in, those of a table of its own not among them."""
    if field.resolved == POINT:
        return columns_of(name, field)
    return () if field.table is not None else (field.column or name,)


def time_column(event: Event) -> str:
    """The column that shows the instant of an event."""
    return derived_name(event.time, None, event.epoch)


def derived_name(column: str, path: str | None, epoch: Epoch | None) -> str:
    """The name of what is made of a column; its own where it is read as it is."""
    return column + (f" {path}" if path else "") + (f" in {epoch}" if epoch else "")


def is_derived(field: ValueField) -> bool:
    """Whether a field stands in JSON, counts since 1970, or has a table of its own."""
    return bool(field.path or field.epoch or field.table)


def _check_name(name: str) -> None:
    if not name or "`" in name or any(unicodedata.category(c) == "Cc" for c in name):
        raise ValueError(f"`{name}` cannot be a name: empty, or with backticks or control characters")
    if unicodedata.normalize("NFC", name) != name:
        raise ValueError(f"`{name}` is not in the Unicode form NFC, in which texts write names")


def _field_maps(schema: object) -> Iterator[dict[str, object]]:
    if isinstance(schema, dict):
        node = cast("dict[str, object]", schema)
        target = node.get("additionalProperties")
        if isinstance(target, dict) and str(cast("dict[str, object]", target).get("$ref")).endswith(
            "/ValueField"
        ):
            yield node
        for child in node.values():
            yield from _field_maps(child)
