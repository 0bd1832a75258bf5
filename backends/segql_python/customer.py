"""One customer from the mapping that `matches` is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from segql.backend import Key
from segql.catalog import Catalog, ValueField
from segql.catalog import Event as EventEntry
from segql.data.errors import Cell
from segql.uses import Uses
from segql_python import values
from segql_python.customers import Canonical, Customer, Event
from segql_python.errors import not_a_customer, unknown_name

_TABLE = "customer"  # what messages call the mapping
_EVENTS, _LISTS = "events", "lists"


def read(catalog: Catalog, given: Mapping[str, object], uses: Uses) -> Customer:
    """The customer, with what `uses` names of her. Raises DataError."""
    entries = catalog.customers.attributes
    key_column = catalog.customers.key
    _check_names(given, [*entries, _EVENTS, _LISTS, key_column], "attribute")
    attributes = {
        name: _value(Cell(_TABLE, name, given.get(name)), entries[name]) for name in sorted(uses.attributes)
    }
    key: Key | None = values.key(Cell(_TABLE, key_column, given.get(key_column)))
    lists = _lists(catalog, given.get(_LISTS))
    return Customer("" if key is None else key, attributes, _events(catalog, given.get(_EVENTS), uses), lists)


def check_form(given: object) -> None:
    """Raises DataError for what is no mapping."""
    if not isinstance(given, Mapping):
        help = "give a mapping of attribute names to values"
        raise not_a_customer(f"a customer is a mapping, not {type(given).__name__}", help)


def has_key(catalog: Catalog, given: Mapping[str, object]) -> bool:
    """Whether the mapping says who the customer is."""
    return not values.is_missing(given.get(catalog.customers.key))


def _events(catalog: Catalog, given: object, uses: Uses) -> dict[str, Sequence[Event]]:
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise not_a_customer("`events` is no mapping", "give a mapping of event name to a list of events")
    by_name = cast("Mapping[str, object]", given)
    _check_names(by_name, catalog.events, "event")
    return {
        name: _happened(name, catalog.events[name], by_name.get(name), uses.events[name])
        for name in uses.events
    }


def _happened(name: str, entry: EventEntry, given: object, properties: frozenset[str]) -> list[Event]:
    if given is None:
        return []
    if not isinstance(given, list | tuple):
        raise not_a_customer(
            f"the events `{name}` are no list", "give a list of mappings with `time` and properties"
        )
    found: list[Event] = []
    for number, each in enumerate(cast("Sequence[object]", given), 1):
        if not isinstance(each, Mapping):
            raise not_a_customer(
                f"event {number} of `{name}` is no mapping", "give a mapping with `time` and properties"
            )
        event = _event(name, entry, cast("Mapping[str, object]", each), number, properties)
        if event is not None:
            found.append(event)
    return found


def _event(
    name: str, entry: EventEntry, given: Mapping[str, object], number: int, properties: frozenset[str]
) -> Event | None:
    """The event, or None where it has no time: then it did not happen."""
    _check_names(given, [*entry.properties, "time", *(["id"] if entry.id else [])], "property")
    time = values.instant(Cell(name, "time", given.get("time"), number), entry.timezone)
    if time is None:
        return None
    id = values.identity(Cell(name, "id", given.get("id"), number)) if entry.id else None
    mine = {each: Cell(name, each, given.get(each), number) for each in sorted(properties)}
    return Event(time, {each: _value(cell, entry.properties[each]) for each, cell in mine.items()}, id)


def _lists(catalog: Catalog, given: object) -> frozenset[str]:
    if given is None:
        return frozenset()
    if not isinstance(given, list | tuple | set | frozenset):
        raise not_a_customer("`lists` is no list of names", 'give the names, such as `["newsletter"]`')
    names = cast("Iterable[object]", given)
    _check_names(names, catalog.lists, "list")
    return frozenset(map(str, names))


def _value(cell: Cell, field: ValueField) -> Canonical | None:
    wanted = field.resolved
    return values.canonical(values.number(cell) if wanted.kind == "decimal" else cell, wanted, field.timezone)


def _check_names(given: Iterable[object], known: Iterable[str], kind: str) -> None:
    names = list(known)
    for name in given:
        if name not in names:
            raise unknown_name(kind, name, names)
