"""Random catalogs, with hostile names, and hostile data that fit them.

Values come from the pools of `strategies.shop`, from which `strategies.texts` draws constants too.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
from hypothesis import strategies as st

from segql.calendar import EPOCH_UNITS, to_microseconds
from segql.catalog import Catalog, ValueField, columns_of
from segql.types import Type
from strategies import shop, storage
from strategies.size import SMALL, Size

KINDS = [
    "string", "enum", "integer", "decimal(0)", "decimal(2)", "decimal(3)", "float", "boolean", "date",
    "datetime", "list[string]", "list[integer]", "list[enum]", "point",
]  # fmt: skip
NAMES = [
    "country", "나라", "a b", "and", "last", "x", "total", "time", "id", "customer", "key", "count", "Total",
    "it's", 'q"q', "100%", "a.b", "é", "sum", "_1", "in", "😀", "--", "select",
]  # fmt: skip
ZONES = ["UTC", "Asia/Seoul", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo"]
_EPOCHS = [{"epoch": unit} for unit in EPOCH_UNITS] * 2
_OWNERS = [*shop.ORDER_IDS, "1", "2", "no id"]
WEEKDAYS = ["monday", "sunday", "saturday", "thursday"]
SAFE_DATES = [day for day in shop.DATES if 1 < day.year < 9999]
SAFE_INSTANTS = shop.INSTANTS

_DTYPES: Mapping[str, pl.DataType] = {
    "string": pl.String(),
    "enum": pl.String(),
    "integer": pl.Int64(),
    "float": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "datetime": pl.Datetime("us", "UTC"),
}


@dataclass(frozen=True, slots=True)
class Shop:
    """A catalog and the rows of its tables; `frames` are the same rows with their types."""

    catalog: Catalog
    rows: dict[str, list[dict[str, object]]]
    schemas: dict[str, dict[str, pl.DataType]]

    @property
    def frames(self) -> dict[str, pl.DataFrame]:
        """The tables as Polars frames."""
        return {
            table: pl.DataFrame(
                {c: [row.get(c) for row in rows] for c in self.schemas[table]}, self.schemas[table]
            )
            for table, rows in self.rows.items()
        }


@st.composite
def fields(draw: st.DrawFn, names: list[str], most: int, child: str) -> dict[str, dict[str, object]]:
    """Attributes or properties with types of any kind, in any form; `child` begins the names of tables
    of their own."""
    chosen = draw(st.lists(st.sampled_from(names), max_size=most, unique=True))
    found: dict[str, dict[str, object]] = {}
    for index, name in enumerate(chosen):
        kind = draw(st.sampled_from(KINDS))
        entry: dict[str, object] = {"type": kind}
        if "enum" in kind:
            entry["values"] = shop.ENUM
        if kind == "point":
            entry |= {"latitude": f"lat{index}", "longitude": f"lon {index}"}
        elif name.lower() == "total" or draw(st.booleans()):  # two columns differ by more than case
            entry["column"] = f"c{index}"
        if kind == "datetime" and draw(st.booleans()):
            entry["timezone"] = draw(st.sampled_from(ZONES))
        storage.store(draw, entry, index, f"{child} {index}")
        found[name] = entry
    return found


@st.composite
def shops(draw: st.DrawFn, size: Size = SMALL) -> Shop:
    """A catalog with data of its own."""
    return draw(filled(draw(catalogs()), size))


@st.composite
def catalogs(draw: st.DrawFn) -> Catalog:
    """A catalog of some events and one list."""
    order = draw(st.permutations(NAMES))
    attributes = draw(fields(order[:10], 7, "of customers"))
    events: dict[str, dict[str, object]] = {}
    for index, name in enumerate(order[10 : 10 + draw(st.integers(1, 3))]):
        properties = draw(fields(NAMES, 5, f"of event {index}"))
        event: dict[str, object] = {
            "table": storage.table(draw, f"events {index}"),
            "customer": "who",
            "time": "at",
            "properties": properties,
        }
        plain = [
            each for each, entry in properties.items() if str(entry["type"]) in ("string", "integer", "enum")
        ]
        if plain and draw(st.booleans()):
            event["subject"] = draw(st.sampled_from(plain))
        if draw(st.booleans()) or any("table" in entry for entry in properties.values()):
            event["id"] = "row id"
        if draw(st.booleans()):
            event["where"] = {"kind": draw(st.sampled_from(["b", ["a", "b'"]]))}
        if draw(st.booleans()):
            event |= draw(st.sampled_from([*({"timezone": zone} for zone in ZONES), *_EPOCHS]))
        events[name] = event
    return Catalog(
        timezone=draw(st.sampled_from(ZONES)),
        week_starts=draw(st.sampled_from(WEEKDAYS)),
        customers={"table": storage.table(draw, "customers"), "key": "the key", "attributes": attributes},
        events=events,
        lists={"letters": {"table": storage.table(draw, "list"), "customer": "who"}},
    )


@st.composite
def filled(draw: st.DrawFn, catalog: Catalog, size: Size = SMALL) -> Shop:
    """A catalog with data that fit it."""
    integers = draw(st.booleans())
    pool: list[str | int] = [*shop.INTEGER_KEYS] if integers else [*shop.TEXT_KEYS]
    key = pl.Int64() if integers else pl.String()
    keys = draw(st.lists(st.sampled_from(pool), max_size=size.customers, unique=True))
    anyone = st.sampled_from([*keys, *keys, shop.STRANGER["integer" if integers else "text"], None])
    customers, letters = catalog.customers, catalog.lists["letters"]
    schemas: dict[str, dict[str, pl.DataType]] = {
        customers.table: {"the key": key, **_schema(customers.attributes)},
        letters.table: {"who": key},
    }
    rows: dict[str, list[dict[str, object]]] = {
        customers.table: [{"the key": each, **_row(draw, customers.attributes)} for each in keys],
        letters.table: [{"who": draw(anyone)} for _ in range(draw(st.integers(0, 3)))],
    }
    _add_children(draw, customers.attributes, anyone, key, schemas, rows)
    for event in catalog.events.values():
        naive = event.timezone is not None
        times: st.SearchStrategy[object] = st.sampled_from(_naive_times() if naive else shop.INSTANTS)
        if event.epoch is not None:
            times = st.sampled_from(
                [to_microseconds(each) // EPOCH_UNITS[event.epoch] for each in shop.INSTANTS]
            )
        schemas[event.table] = {
            "who": key,
            "at": pl.Int64() if event.epoch is not None else pl.Datetime("us", None if naive else "UTC"),
            "row id": pl.String(),
            "kind": pl.String(),
            **_schema(event.properties),
        }
        rows[event.table] = [
            {
                "who": draw(anyone),
                "at": draw(times),
                "row id": draw(st.sampled_from(shop.ORDER_IDS)),
                "kind": draw(st.sampled_from(["a", "b", "b'", None, "b"])),
                **_row(draw, event.properties),
            }
            for _ in range(draw(st.integers(0, size.events)))
        ]
        _add_children(draw, event.properties, st.sampled_from(_OWNERS), pl.String(), schemas, rows)
    return Shop(catalog, rows, schemas)


def _add_children(
    draw: st.DrawFn,
    entries: Mapping[str, ValueField],
    owners: st.SearchStrategy[object],
    key: pl.DataType,
    schemas: dict[str, dict[str, pl.DataType]],
    rows: dict[str, list[dict[str, object]]],
) -> None:
    """The tables of lists that have their own."""
    for entry in entries.values():
        if entry.table is not None and entry.resolved.element is not None:
            schemas[entry.table] = {"owner": key, "element": _dtype(entry.resolved.element, None)}
            element = _value(entry.resolved.element, None)
            made = range(draw(st.integers(0, 8)))
            rows[entry.table] = [{"owner": draw(owners), "element": draw(element)} for _ in made]


def _naive_times() -> list[dt.datetime]:
    return [*shop.NAIVE, *(moment.replace(tzinfo=None) for moment in shop.INSTANTS)]


def _schema(entries: Mapping[str, ValueField]) -> dict[str, pl.DataType]:
    found: dict[str, pl.DataType] = {}
    for name, entry in entries.items():
        plain = _dtype(entry.resolved, entry.timezone)
        if entry.resolved.kind == "point":
            found |= dict.fromkeys(columns_of(name, entry), plain)
        else:
            numbered = entry.resolved.kind == "boolean" and _is_numbered(name)
            found |= storage.columns(name, entry, pl.Int64() if numbered else plain)
    return found


def _is_numbered(name: str) -> bool:
    """Whether booleans of this name are stored as 0 and 1."""
    return len(name) % 2 == 0


def _dtype(type_: Type, zone: str | None) -> pl.DataType:
    match type_.kind:
        case "decimal":
            return pl.Decimal(18, type_.scale)
        case "list":
            return pl.List(pl.Int64() if type_.element and type_.element.kind == "integer" else pl.String())
        case "point":
            return pl.Float64()
        case "datetime" if zone is not None:
            return pl.Datetime("us")
        case kind:
            return _DTYPES[kind]


def _row(draw: st.DrawFn, entries: Mapping[str, ValueField]) -> dict[str, object]:
    found: dict[str, object] = {}
    plain: dict[str, st.SearchStrategy[object]] = {}
    for name, entry in entries.items():
        if entry.resolved.kind == "point":
            found |= dict(zip(columns_of(name, entry), draw(st.sampled_from(shop.POINTS)), strict=True))
        elif entry.resolved.kind == "boolean" and entry.path is None and _is_numbered(name):
            plain[name] = st.sampled_from([None, 0, 1])
        else:
            plain[name] = _value(entry.resolved, entry.timezone)
    return found | storage.row(draw, entries, plain)


def _value(type_: Type, zone: str | None) -> st.SearchStrategy[object]:
    pool: list[object]
    match type_.kind:
        case "string":
            pool = [*shop.TEXTS]
        case "enum":
            pool = [*shop.ENUM]
        case "integer":
            pool = [*shop.INTEGERS]
        case "decimal":
            pool = [shop.money(each).scaleb(2 - type_.scale) for each in shop.DECIMALS]
        case "float":
            pool = [*shop.FLOATS, math.nan]
        case "boolean":
            pool = [True, False]
        case "date":
            pool = [*SAFE_DATES]
        case "datetime":
            pool = [*(_naive_times() if zone is not None else shop.INSTANTS)]
        case _:
            element = type_.element
            assert element is not None
            return st.none() | st.lists(_value(element, None), max_size=3)
    return st.sampled_from([None, *pool])
