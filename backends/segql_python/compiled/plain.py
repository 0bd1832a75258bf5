"""Reading a customer from a mapping cell by cell, as what is read is defined: what is wrong is said here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from segql.catalog import ValueField
from segql.data.errors import Cell
from segql.uses import Uses
from segql_python import customer, values
from segql_python.compiled.profile import Layout, Parts, Profile, Row, time_of
from segql_python.customers import Canonical


def read(layout: Layout, uses: Uses, given: object) -> Parts:
    """What `uses` names of a customer: a mapping, or a Profile of an equal catalog. Raises DataError."""
    catalog = layout.catalog
    if isinstance(given, Profile):
        if given.catalog != catalog:
            raise customer.other_catalog()
        return given.parts
    mapping = customer.mapping_of(given)
    customer.unknown_attribute(catalog, mapping)
    attributes = [
        _value(Cell(customer.TABLE, name, mapping.get(name)), field) if name in uses.attributes else None
        for name, field in catalog.customers.attributes.items()
    ]
    key = customer.key_of(catalog, mapping.get(catalog.customers.key))
    listed, happened = mapping.get("lists"), mapping.get("events")
    lists = frozenset[str]() if listed is None else customer.lists_of(catalog, listed)
    events = customer.events_of({} if happened is None else happened)
    customer.unknown_event(catalog, events)
    rows = [
        _rows(layout, uses, name, events.get(name)) if name in uses.events else () for name in layout.events
    ]
    return tuple(attributes), tuple(rows), lists, key


def _rows(layout: Layout, uses: Uses, event: str, given: object) -> list[Row]:
    """The rows of an event, newest first."""
    rows = customer.rows_of(event, [] if given is None else given)
    found = [_row(layout, uses, event, row, number) for number, row in enumerate(rows, 1)]
    return sorted([row for row in found if row is not None], key=time_of, reverse=True)


def _row(layout: Layout, uses: Uses, event: str, given: object, number: int) -> Row | None:
    entry, row = layout.catalog.events[event], customer.event_of(event, given, number)
    customer.unknown_property(layout.catalog, event, row)
    cell = partial(_cell, event, row, number)
    time = values.instant(cell("time"), entry.timezone)
    if time is None:
        return None
    id = values.identity(cell("id")) if entry.id is not None and event in uses.counted else None
    properties = [
        _value(cell(name), field) if name in uses.events[event] else None
        for name, field in entry.properties.items()
    ]
    return (time, id, *properties)


def _cell(event: str, row: Mapping[str, object], number: int, name: str) -> Cell:
    return Cell(event, name, row.get(name), number)


def _value(cell: Cell, field: ValueField) -> Canonical | None:
    """The value of an attribute or a property; decimals may be text."""
    wanted = field.resolved
    found = values.number(cell) if wanted.kind == "decimal" else cell
    return values.canonical(found, wanted, field.timezone)
