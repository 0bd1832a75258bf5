"""From the catalog's tables, as plain lists of mappings, to customers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from segql.backend import Key
from segql.catalog import Catalog, NamedList, ValueField, columns_of, time_column
from segql.catalog import Cell as Pick
from segql.catalog import Event as EventEntry
from segql.data import errors
from segql.data.errors import Cell
from segql.json_path import parse_path
from segql.types import INTEGER, POINT, Type
from segql.uses import Uses
from segql_python import values
from segql_python.customers import Canonical, Customer, Event
from segql_python.errors import key_family

Row = Mapping[str, object]
Values = dict[str, Canonical | None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """All customers, ascending by key, and the number of stray rows by event and list."""

    customers: Sequence[Customer]
    strays: Mapping[str, int]


def load(catalog: Catalog, data: Mapping[str, object], uses: Uses) -> Loaded:
    """The customers with what `uses` names of them. Raises DataError."""
    attributes = _attributes(catalog, data, uses)
    events: dict[Key, dict[str, Sequence[Event]]] = {key: {} for key in attributes}
    lists: dict[Key, set[str]] = {key: set() for key in attributes}
    strays: dict[str, int] = {}
    for name in sorted(uses.events):
        happened, strays[name] = _happened(catalog.events[name], data, uses, name, attributes)
        for key, mine in happened.items():
            events[key][name] = mine
    for name in sorted(uses.lists):
        entry = catalog.lists[name]
        keys = _listed(entry, data, attributes)
        strays[name] = strays.get(name, 0) + len([key for key in keys if key not in attributes])
        for key in keys:
            if key in attributes:
                lists[key].add(name)
    ordered = sorted(attributes, key=lambda key: cast("Any", key))
    return Loaded(
        [Customer(key, attributes[key], events[key], frozenset(lists[key])) for key in ordered], strays
    )


def _attributes(catalog: Catalog, data: Mapping[str, object], uses: Uses) -> dict[Key, Values]:
    table, column = catalog.customers.table, catalog.customers.key
    fields = {name: catalog.customers.attributes[name] for name in sorted(uses.attributes)}
    rows = _rows(data, table, [column, *_stored(fields, column)])
    stores = _stores(data, table, rows, fields, column)
    found: dict[Key, Values] = {}
    missing = 0
    for number, row in enumerate(rows, 1):
        cell = Cell(table, column, row.get(column), number)
        key = _key(cell, found)
        if key is None:
            missing += 1
        elif key in found:
            raise errors.duplicate_keys(cell)
        else:
            found[key] = _fields(table, fields, row, number, stores, key)
    if missing:
        raise errors.missing_keys(table, column, missing)
    return found


def _happened(
    entry: EventEntry, data: Mapping[str, object], uses: Uses, name: str, known: Mapping[Key, object]
) -> tuple[dict[Key, list[Event]], int]:
    """The events by the customer's key, and the number of rows with no known customer or no time."""
    fields = {each: entry.properties[each] for each in sorted(uses.events[name])}
    ids = [entry.id] if entry.id and name in uses.counted else []
    columns = [entry.customer, entry.time, *entry.where, *_stored(fields, entry.id or ""), *ids]
    rows = _rows(data, entry.table, columns)
    stores = _stores(data, entry.table, rows, fields, entry.id or "")
    found: dict[Key, list[Event]] = defaultdict(list)
    strays = 0
    for number, row in enumerate(rows, 1):
        if not _picked(row, entry.where):
            continue
        key = _key(Cell(entry.table, entry.customer, row.get(entry.customer), number), known)
        time = values.instant(_time(entry, row, number), entry.timezone)
        if key is None or key not in known or time is None:
            strays += 1
            continue
        id = values.identity(Cell(entry.table, ids[0], row.get(ids[0]), number)) if ids else None
        mine = row.get(entry.id or "")
        found[key].append(Event(time, _fields(entry.table, fields, row, number, stores, mine), id))
    return found, strays


def _listed(entry: NamedList, data: Mapping[str, object], known: Mapping[Key, object]) -> list[Key | None]:
    rows = _rows(data, entry.table, [entry.customer, *entry.where])
    return [
        _key(Cell(entry.table, entry.customer, row.get(entry.customer), number), known)
        for number, row in enumerate(rows, 1)
        if _picked(row, entry.where)
    ]


def _rows(data: Mapping[str, object], table: str, columns: Sequence[str]) -> Sequence[Row]:
    """The rows of a table that has the columns: a column is there if any row has it."""
    if table not in data:
        raise errors.missing_table(table, data)
    given = data[table]
    if not isinstance(given, list):
        raise errors.not_a_frame(table, given)
    rows = cast("list[object]", given)
    for row in rows:
        if not isinstance(row, Mapping):
            raise errors.not_a_frame(table, row)
    found = cast("list[Row]", rows)
    known = {column: None for row in found for column in row}
    for column in columns if found else ():
        if column not in known:
            raise errors.missing_column(table, column, [str(each) for each in known])
    return found


def _stored(fields: Mapping[str, ValueField], owner: str) -> list[str]:
    """The columns that fields are made of; `owner` is the one by which lists in other tables are found."""
    found: list[str] = []
    for name, field in fields.items():
        if field.table is not None:
            found.append(owner)
        else:
            found += columns_of(name, field) if field.resolved == POINT else [field.column or name]
    return found


def _time(entry: EventEntry, row: Row, number: int) -> Cell:
    cell = Cell(entry.table, time_column(entry), row.get(entry.time), number)
    return values.counted(cell, entry.epoch) if entry.epoch else cell


@dataclass(frozen=True, slots=True)
class _Stores:
    """What of the fields of a table lies in other forms than columns of their own."""

    documents: Mapping[str, Sequence[object]]
    """By column: the JSON of each row."""
    lists: Mapping[str, Mapping[Key, Sequence[str | int]]]
    """By field: the elements of lists with a table of their own, by the key of their owner."""


def _stores(
    data: Mapping[str, object], table: str, rows: Sequence[Row], fields: Mapping[str, ValueField], owner: str
) -> _Stores:
    """All of it, of rows that count for nothing too. Raises DataError."""
    columns = {field.column or name: None for name, field in fields.items() if field.path is not None}
    documents = {
        column: [values.document(Cell(table, column, row.get(column), at)) for at, row in enumerate(rows, 1)]
        for column in columns
    }
    tables = {name: field for name, field in fields.items() if field.table is not None}
    owners = [row.get(owner) for row in rows] if tables else []
    return _Stores(documents, {name: _lists(data, name, field, owners) for name, field in tables.items()})


def _lists(
    data: Mapping[str, object], name: str, field: ValueField, owners: Sequence[object]
) -> Mapping[Key, Sequence[str | int]]:
    table, column, key = field.table or "", field.column or name, field.key or ""
    found: dict[Key, list[str | int]] = defaultdict(list)
    known = {cast("Key", each): None for each in owners if each is not None}
    for number, row in enumerate(_rows(data, table, [key, column]), 1):
        owner = _key(Cell(table, key, row.get(key), number), known)
        value = values.canonical(
            Cell(table, column, row.get(column), number), cast("Type", field.resolved.element)
        )
        if owner is not None and value is not None:
            found[owner].append(cast("str | int", value))
    return found


def _fields(
    table: str, fields: Mapping[str, ValueField], row: Row, number: int, stores: _Stores, owner: object
) -> Values:
    return {
        name: _field(table, name, field, row, number, stores)
        if field.table is None
        else tuple(stores.lists[name].get(cast("Key", owner), ()))
        for name, field in fields.items()
    }


def _field(
    table: str, name: str, field: ValueField, row: Row, number: int, stores: _Stores
) -> Canonical | None:
    if field.resolved == POINT:
        return values.point(*[Cell(table, each, row.get(each), number) for each in columns_of(name, field)])
    column = field.column or name
    cell = Cell(table, columns_of(name, field)[0], row.get(column), number)
    if field.path is not None:
        cell = cell.holding(stores.documents[column][number - 1])
        cell = values.at_path(cell, parse_path(field.path), INTEGER if field.epoch else field.resolved)
    if field.epoch is not None:
        cell = values.counted(cell, field.epoch)
    if field.resolved.kind == "decimal":
        cell = values.number(cell)
    return values.canonical(cell, field.resolved, field.timezone)


def _picked(row: Row, where: Mapping[str, Pick | list[Pick]]) -> bool:
    """Whether every column holds its value, or one of its values; what is missing never does."""
    for column, wanted in where.items():
        value = row.get(column)
        options = wanted if isinstance(wanted, list) else [wanted]
        if not any(value == each and isinstance(value, bool) == isinstance(each, bool) for each in options):
            return False
    return True


def _key(cell: Cell, known: Mapping[Key, object]) -> Key | None:
    """The key, which must be of the same family as those that are known."""
    key = values.key(cell)
    for other in known:
        if key is not None and isinstance(key, str) != isinstance(other, str):
            raise key_family(cell, "string" if isinstance(other, str) else "integer")
        break
    return key
