"""The parts of a customer that is given as a mapping, one by one: converted, or a DataError."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Never, cast
from zoneinfo import ZoneInfo

from segql.backend import Key
from segql.catalog import Catalog, ValueField
from segql.catalog import Event as EventEntry
from segql.data.errors import Cell
from segql.diagnostics import SegqlError
from segql.types import Type, decimal
from segql_python import values
from segql_python.customers import Canonical
from segql_python.errors import no_key, not_a_customer, unknown_name

_TABLE = "customer"  # what messages call the mapping
_EVENTS, _LISTS = "events", "lists"
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_LONGEST_KEPT = 40  # characters of a number whose steps are remembered


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
    return values.key(Cell(_TABLE, catalog.customers.key, given))


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


def id_of(event: str, given: object, number: int) -> Hashable:
    """What an event is counted by."""
    return values.identity(Cell(event, "id", given, number))


def instant_reader(event: str, entry: EventEntry) -> Callable[[object, int], dt.datetime | None]:
    """The function from what is given as the time of an event to its instant; None where there is none."""

    def read(given: object, number: int) -> dt.datetime | None:
        return _instant(given, entry.timezone) or values.instant(
            Cell(event, "time", given, number), entry.timezone
        )

    return read


def value_reader(
    name: str, field: ValueField, event: str | None
) -> Callable[[object, int | None], Canonical | None]:
    """The function from what is given for an attribute (of an event: a property) to its canonical form."""
    wanted, table = field.resolved, event or _TABLE
    usual = _usual(wanted, field.timezone)

    def read(given: object, number: int | None) -> Canonical | None:
        if (known := usual(given)) is not None:
            return known
        cell = Cell(table, name, given, number)
        if wanted.kind == "decimal":
            cell = values.number(cell)
        return values.canonical(cell, wanted, field.timezone)

    return read


# What follows gives the canonical form of what is often given, and None for what takes a closer look.


def _usual(wanted: Type, zone: str | None) -> Callable[[object], Canonical | None]:
    match wanted.kind:
        case "decimal":
            return lambda given: _decimal(given, wanted.scale)
        case "datetime":
            return lambda given: _instant(given, zone)
        case "string" | "enum":
            return _text
        case "list" if wanted.element is not None and wanted.element.is_text:
            return _texts
        case _:
            return lambda _: None


def _instant(given: object, zone: str | None) -> dt.datetime | None:
    try:
        if type(given) is str and _TIME.fullmatch(given):
            given = dt.datetime.fromisoformat(given)
        if type(given) is dt.datetime:
            if given.tzinfo is dt.UTC:
                return given
            if given.tzinfo is None and zone in (None, "UTC"):
                return given.replace(tzinfo=dt.UTC, fold=0)
            if type(given.tzinfo) in (ZoneInfo, dt.timezone):
                return given.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        pass
    return None


def _text(given: object) -> str | None:
    return given if type(given) is str and _is_encoded(given) else None


def _texts(given: object) -> tuple[str | int, ...] | None:
    if type(given) is not list and type(given) is not tuple:
        return None
    elements = cast("Sequence[object]", given)
    if not all(type(each) is str and _is_encoded(each) for each in elements):
        return None
    return tuple(cast("Sequence[str]", elements))


def _is_encoded(text: str) -> bool:
    try:
        return text.isascii() or bool(text.encode())
    except UnicodeEncodeError:  # half of a surrogate pair is no character
        return False


def _decimal(given: object, scale: int) -> int | None:
    match given:
        case float():
            return _steps(float(given), scale)
        case Decimal() if given.is_finite():
            return _steps(given, scale)
        case str() if len(given) <= _LONGEST_KEPT:
            return _steps(given, scale)
        case _:
            return None


@lru_cache(maxsize=4096, typed=True)
def _steps(given: object, scale: int) -> int | None:
    try:
        return cast("int", values.canonical(values.number(Cell("", "", given)), decimal(scale)))
    except SegqlError:
        return None


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
