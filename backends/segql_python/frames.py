"""From frames and files, read with Polars, to customers."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import polars as pl

from segql.backend import Key
from segql.catalog import Catalog
from segql.data import Canonical as CanonicalData
from segql.data import errors
from segql.uses import Uses
from segql_python.customers import Canonical, Customer, Event
from segql_python.rows import Loaded


def load(catalog: Catalog, data: Mapping[str, object], uses: Uses) -> Loaded:
    """The customers with what `uses` names of them. Raises DataError."""
    found = CanonicalData(catalog, data, uses)
    attributes = {cast("Key", row.pop("key")): _named(row) for row in _rows(found.customers)}
    events: dict[Key, dict[str, Sequence[Event]]] = {key: {} for key in attributes}
    lists: dict[Key, set[str]] = {key: set() for key in attributes}
    for name in uses.events:
        for key, mine in _happened(found.events_of(name)).items():
            if key in events:
                events[key][name] = mine
    for name in uses.lists:
        for row in _rows(found.members_of(name)):
            if row["customer"] in lists:
                lists[row["customer"]].add(name)
    ordered = sorted(attributes, key=lambda key: cast("Any", key))
    customers = [Customer(key, attributes[key], events[key], frozenset(lists[key])) for key in ordered]
    return Loaded(customers, found.strays)


def _happened(frame: pl.LazyFrame) -> dict[Key, list[Event]]:
    found: dict[Key, list[Event]] = defaultdict(list)
    for row in _rows(frame):
        key, time, id = row.pop("customer"), row.pop("time"), row.pop("id", None)
        found[key].append(Event(cast("dt.datetime", time), _named(row), id))
    return found


def _rows(frame: pl.LazyFrame) -> Iterator[dict[str, Any]]:
    try:
        found = frame.collect()
    except Exception as failure:  # a lazy frame may run code that is not ours
        raise errors.unreadable("the data", failure) from None
    return found.iter_rows(named=True)


def _named(row: Mapping[str, Any]) -> dict[str, Canonical | None]:
    """The values of columns called `.name`, by name."""
    return {column.removeprefix("."): _value(value) for column, value in row.items()}


def _value(value: Any) -> Canonical | None:
    match value:
        case list():
            return tuple(cast("list[str | int]", value))
        case {"latitude": latitude, "longitude": longitude}:
            return None if latitude is None else (latitude, longitude)
        case _:
            return value
