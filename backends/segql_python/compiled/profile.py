"""A customer in the form that compiled functions look at: tuples, at the places that a Layout names."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, final

from segql.backend import Key
from segql.catalog import Catalog
from segql.uses import Uses

Row = tuple[Any, ...]
"""An event: its time, its id, and its properties in the catalog's order; None for what is missing."""
TIME, ID, PROPERTIES = 0, 1, 2
"""Places in a Row; the first property stands at PROPERTIES."""
time_of = itemgetter(TIME)


Parts = tuple[tuple[Any, ...], tuple[list[Row] | tuple[()], ...], frozenset[str], Key | None]
"""What is known of a customer, every value in its canonical form: attributes and events in the order of
the catalog, the rows of an event newest first; the lists she is in; her key."""


@final
@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """One customer, read against a catalog."""

    catalog: Catalog
    parts: Parts

    @property
    def key(self) -> Key | None:
        """Who she is, if that was given."""
        return self.parts[3]


class Layout:
    """Where a catalog's attributes, events and properties stand in a Profile."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.attributes = {name: at for at, name in enumerate(catalog.customers.attributes)}
        self.events = {name: at for at, name in enumerate(catalog.events)}
        self.properties = {
            name: {each: at for at, each in enumerate(event.properties, PROPERTIES)}
            for name, event in catalog.events.items()
        }
        self.counted_by_id = frozenset([name for name, each in catalog.events.items() if each.id is not None])


def whole(catalog: Catalog) -> Uses:
    """All that a Profile holds."""
    events = {name: frozenset(entry.properties) for name, entry in catalog.events.items()}
    attributes = frozenset(catalog.customers.attributes)
    return Uses(attributes, events, frozenset(catalog.lists), frozenset(events))


def until(rows: list[Row], now: dt.datetime) -> list[Row]:
    """The rows that had happened by then."""
    return [row for row in rows if row[TIME] <= now]


def grouped(rows: list[Row], at: int) -> dict[Any, list[Row]]:
    """The rows by what stands at a place, each group in their order."""
    found: dict[Any, list[Row]] = {}
    for row in rows:
        found.setdefault(row[at], []).append(row)
    return found
