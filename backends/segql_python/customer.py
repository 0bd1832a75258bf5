"""The parts of a customer that is given as a mapping, and what is said where they are not as asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Never, cast

from segql.backend import Key
from segql.catalog import Catalog
from segql.catalog import Event as EventEntry
from segql.data.errors import Cell
from segql.diagnostics import SegqlError
from segql_python import values
from segql_python.errors import no_key, not_a_customer, unknown_name

TABLE = "customer"
"""What messages call the mapping."""
_EVENTS, _LISTS = "events", "lists"


def known_names(catalog: Catalog) -> frozenset[str]:
    """What may stand in the mapping."""
    return frozenset([*catalog.customers.attributes, _EVENTS, _LISTS, catalog.customers.key])


def known_properties(entry: EventEntry) -> frozenset[str]:
    """What may stand in the mapping of an event."""
    return frozenset([*entry.properties, "time", *(["id"] if entry.id else [])])


def mapping_of(given: object) -> Mapping[str, object]:
    """The customer as a mapping."""
    if not isinstance(given, Mapping):
        help = "give a mapping of attribute names to values"
        raise not_a_customer(f"a customer is a mapping, not {type(given).__name__}", help)
    return cast("Mapping[str, object]", given)


def key_of(catalog: Catalog, given: object) -> Key | None:
    """The customer's key."""
    return values.key(Cell(TABLE, catalog.customers.key, given))


def keyless(catalog: Catalog) -> Never:
    """Raises the error for a customer without a key where one is needed."""
    raise no_key(catalog.customers.key)


def lists_of(catalog: Catalog, given: object) -> frozenset[str]:
    """The names of the lists that the customer is in."""
    if not isinstance(given, list | tuple | set | frozenset):
        raise not_a_customer("`lists` is no list of names", 'give the names, such as `["newsletter"]`')
    names = cast("Iterable[object]", given)
    _check_names(names, catalog.lists, "list")
    return frozenset(map(str, names))


def events_of(given: object) -> Mapping[str, object]:
    """The events as a mapping."""
    if not isinstance(given, Mapping):
        raise not_a_customer("`events` is no mapping", "give a mapping of event name to a list of events")
    return cast("Mapping[str, object]", given)


def rows_of(event: str, given: object) -> Sequence[object]:
    """The events of one name as a sequence."""
    if not isinstance(given, list | tuple):
        help = "give a list of mappings with `time` and properties"
        raise not_a_customer(f"the events `{event}` are no list", help)
    return cast("Sequence[object]", given)


def event_of(event: str, given: object, number: int) -> Mapping[str, object]:
    """One event as a mapping."""
    if not isinstance(given, Mapping):
        help = "give a mapping with `time` and properties"
        raise not_a_customer(f"event {number} of `{event}` is no mapping", help)
    return cast("Mapping[str, object]", given)


def unknown_attribute(catalog: Catalog, given: Iterable[object]) -> None:
    """Raises the error for a name in the mapping that the catalog does not have."""
    known = [*catalog.customers.attributes, _EVENTS, _LISTS, catalog.customers.key]
    _check_names(given, known, "attribute")


def unknown_event(catalog: Catalog, given: Iterable[object]) -> None:
    """Raises the error for an event that the catalog does not have."""
    _check_names(given, catalog.events, "event")


def unknown_property(catalog: Catalog, event: str, given: Iterable[object]) -> None:
    """Raises the error for a property that the event does not have."""
    entry = catalog.events[event]
    _check_names(given, [*entry.properties, "time", *(["id"] if entry.id else [])], "property")


def other_catalog() -> SegqlError:
    """The error for a customer that was read against another catalog."""
    message = "this customer was read against another catalog than the segment's"
    return not_a_customer(message, "read the customer again, or give the mapping")


def _check_names(given: Iterable[object], known: Iterable[str], kind: str) -> None:
    names = list(known)
    for name in given:
        if name not in names:
            raise unknown_name(kind, name, names)
