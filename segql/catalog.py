"""The catalog: which attributes, events and lists exist, their types, and where they are stored."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, cast, get_args
from zoneinfo import ZoneInfo

from segql.catalog_errors import check_characters, not_a_mapping
from segql.diagnostics import CatalogError, SegqlError
from segql.files import read_mapping
from segql.forms import (
    Cells,
    Choice,
    Converted,
    Form,
    Named,
    Optional,
    Place,
    Schema,
    Text,
    Texts,
    entry,
    object_schema,
    read_entries,
    set_fields,
    written,
)
from segql.json_path import parse_path
from segql.record import record
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


_UNSTABLE = ("posix/", "right/", "posixrules", "localtime", "Factory")
"""Files beside those of zones: other machines have others, or none."""


def _zone(name: str) -> None:
    try:
        if name.startswith(_UNSTABLE):
            raise ValueError(name)
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise ValueError(f"`{name}` is not an IANA time zone, such as `Asia/Seoul`") from None


_TEXT, _MAYBE, _ZONE = Text(), Optional(Text()), Text(_zone)
_EPOCH = Optional(Choice(get_args(Epoch)))
_STRINGS: Schema = {"type": "array", "items": {"type": "string"}}
_TABLE = Converted(_table, ({"type": "string"}, _STRINGS))
_WHERE = Named(Cells())
_TABLE_NAMES = "`table`, `schema.table` or `catalog.schema.table`; a list of names where one holds a point."

Where = dict[str, Cell | list[Cell]]
"""Columns and the values that pick rows out."""


@record
class ValueField:
    """An attribute of the customer, or a property of an event. `string` is short for
    `{type: string}`."""

    type: str = entry(
        _TEXT,
        "string, enum, integer, decimal(SCALE), float, boolean, date, datetime, "
        "list[string], list[integer], list[enum] or point",
    )
    column: str | None = entry(
        _MAYBE, "The column it is stored in, where that has another name.", default=None
    )
    values: tuple[str, ...] = entry(Texts(), "The values of an enum.", default=())
    latitude: str | None = entry(_MAYBE, "A point's column of degrees north.", default=None)
    longitude: str | None = entry(_MAYBE, "A point's column of degrees east.", default=None)
    timezone: str | None = entry(
        Optional(_ZONE),
        "The zone of a datetime that is stored without one; UTC where not given.",
        default=None,
    )
    epoch: Epoch | None = entry(
        _EPOCH, "What a datetime counts since 1970 where it is stored as an integer.", default=None
    )
    path: str | None = entry(
        Optional(Text(parse_path)),
        "Where in a column of JSON it stands, as `$.order.total`; `$` for all of the column.",
        default=None,
    )
    table: str | None = entry(
        Optional(_TABLE),
        "Of a list: the table with one row for each element, in `column`.",
        default=None,
    )
    key: str | None = entry(
        _MAYBE,
        "The column of `table` with the customer's key, or for a property the event's id.",
        default=None,
    )
    description: str | None = entry(_MAYBE, default=None)

    @property
    def resolved(self) -> Type:
        """The type of the language that `type` and `values` name."""
        return parse_type(self.type, self.values)


def _fits(field: ValueField) -> None:
    kind = field.resolved.kind
    if kind == "duration":
        raise ValueError("a duration cannot be stored; use `integer`")
    if (kind == "point") != (field.latitude is not None and field.longitude is not None) or (
        kind != "point" and (field.latitude or field.longitude)
    ):
        raise ValueError("a point, and nothing else, has the columns `latitude`, `longitude`")
    if kind == "point" and field.column:
        raise ValueError("a point has `latitude` and `longitude`, no `column`")
    if field.timezone and kind != "datetime":
        raise ValueError("`timezone` belongs to a datetime")
    if field.epoch and kind != "datetime":
        raise ValueError("`epoch` belongs to a datetime")
    if field.epoch and field.timezone:
        raise ValueError("an `epoch` counts in UTC, so it has no `timezone`")
    if field.path and (kind == "point" or field.column is None):
        raise ValueError("a `path` leads into the JSON of a `column`, and to no point")
    if (field.table is None) != (field.key is None):
        raise ValueError("`table` and `key` belong together")
    if field.table is not None and (kind != "list" or field.path):
        raise ValueError("only a list, without a `path`, has a `table` of its own")


_FIELDS = Named(Form(ValueField, short="type", check=_fits))


@record
class Customers:
    """The table with one row per customer."""

    table: str = entry(_TABLE, _TABLE_NAMES)
    key: str = entry(
        _TEXT, "The column that identifies a customer: strings or integers, none missing, none twice."
    )
    attributes: dict[str, ValueField] = entry(_FIELDS, default={})


@record
class Event:
    """A kind of event: what customers do, with a time."""

    table: str = entry(_TABLE, _TABLE_NAMES)
    customer: str = entry(_TEXT, "The column with the customer's key.")
    time: str = entry(_TEXT, "The column with the instant.")
    timezone: str | None = entry(
        Optional(_ZONE), "The zone of times stored without one; UTC where not given.", default=None
    )
    epoch: Epoch | None = entry(
        _EPOCH, "What `time` counts since 1970 where it is stored as an integer.", default=None
    )
    where: Where = entry(
        _WHERE,
        "Columns whose values pick this event out of the table; a list means any of them.",
        default={},
    )
    id: str | None = entry(_MAYBE, "The column by whose distinct values events are counted.", default=None)
    subject: str | None = entry(_MAYBE, 'The property that `placed_order("shorts")` compares.', default=None)
    properties: dict[str, ValueField] = entry(_FIELDS, default={})
    description: str | None = entry(_MAYBE, default=None)


@record
class NamedList:
    """A table of customers, for `in list NAME`."""

    table: str = entry(_TABLE, _TABLE_NAMES)
    customer: str = entry(_TEXT)
    where: Where = entry(_WHERE, default={})
    description: str | None = entry(_MAYBE, default=None)


@record
class Catalog:
    """Which attributes, events and lists exist, their types, and where they are stored."""

    timezone: str = entry(
        _ZONE,
        "IANA name of the zone whose calendar days, weeks and months are meant.",
        default="UTC",
    )
    week_starts: Weekday = entry(Choice(get_args(Weekday)), default="monday")
    customers: Customers = entry(Form(Customers))
    events: dict[str, Event] = entry(Named(Form(Event)), default={})
    lists: dict[str, NamedList] = entry(Named(Form(NamedList)), default={})

    def __init__(self, **data: object) -> None:
        check_characters(data)
        whole = Place((), [])
        values = read_entries(Catalog, data, whole)
        if not whole.found:
            set_fields(self, values)
            whole.checked(_names, self)
        if whole.found:
            raise CatalogError(whole.found)

    @classmethod
    def load(cls, source: str | Path | Mapping[str, object]) -> Catalog:
        """A catalog from a YAML, TOML or JSON file, or from a mapping. Raises CatalogError."""
        if isinstance(source, str | Path):
            return cls(**read_mapping(Path(source)))
        if not isinstance(cast("object", source), Mapping):
            raise not_a_mapping(source)
        return cls(**{str(key): value for key, value in source.items()})

    def form(self) -> dict[str, object]:
        """The mapping that it can be loaded from, without what is left to its defaults."""
        return cast("dict[str, object]", written(self))

    @classmethod
    def json_schema(cls) -> dict[str, object]:
        """The JSON Schema of catalog files, with which editors complete them."""
        shared: Schema = {}
        schema = object_schema(cls, shared)
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": shared, **schema}

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> Any:
        from pydantic_core import core_schema  # noqa: PLC0415 -- pydantic asks, so it is there

        written = core_schema.plain_serializer_function_ser_schema(cls.form)
        return core_schema.no_info_plain_validator_function(cls._field, serialization=written)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: object, handler: object) -> dict[str, object]:
        return {"type": "object", "title": "Catalog", "description": cls.__doc__}

    @classmethod
    def _field(cls, given: object) -> Catalog:
        """A catalog as a field of a pydantic model, which wants a ValueError; never from a file."""
        try:
            if isinstance(given, str | Path):
                raise not_a_mapping(given)
            return given if isinstance(given, cls) else cls.load(cast("Mapping[str, object]", given))
        except SegqlError as failure:
            raise ValueError("\n".join(each.message for each in failure.diagnostics)) from None

    def attribute(self, name: str) -> Type | None:
        """The type of an attribute, or None where there is no such attribute."""
        found = self.customers.attributes.get(name)
        return found.resolved if found else None

    def property(self, event: str, name: str) -> Type | None:
        """The type of an event's property, or None where there is no such property."""
        found = self.events[event].properties.get(name)
        return found.resolved if found else None


def _names(catalog: Catalog) -> None:
    for name in (*catalog.customers.attributes, *catalog.events, *catalog.lists):
        _check_name(name)
    seen: dict[str, tuple[str, ...]] = {}
    for table in (
        catalog.customers.table,
        *(each.table for each in (*catalog.events.values(), *catalog.lists.values())),
    ):
        if seen.setdefault(table, table_parts(table)) != table_parts(table):
            raise ValueError(f"`{table}` is the name of two tables: one of them has points in a name")
    for name in catalog.events:
        if name in catalog.customers.attributes:
            raise ValueError(f"`{name}` is both an attribute and an event")
        event = catalog.events[name]
        for property_name in event.properties:
            _check_name(property_name)
        if event.epoch and event.timezone:
            raise ValueError(f"the `epoch` of `{name}` counts in UTC, so it has no `timezone`")
        if event.id is None and (lists := [n for n, f in event.properties.items() if f.table]):
            raise ValueError(f"`{lists[0]}` has a table of its own, so `{name}` needs an `id`")
        if event.subject is not None and event.subject not in event.properties:
            raise ValueError(f"the subject `{event.subject}` of `{name}` is not one of its properties")


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
