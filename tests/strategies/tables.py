"""Hostile tables for the catalog of `strategies.shop`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import cast

import polars as pl
from hypothesis import strategies as st

from strategies import shop
from strategies.size import SMALL, Size

Rows = list[dict[str, object]]
Tables = dict[str, Rows]
"""The catalog's tables, as plain rows."""


@st.composite
def tables(draw: st.DrawFn, size: Size = SMALL) -> Tables:
    """Customers, events, visits and letters; keys are all text or all integers."""
    family = draw(st.sampled_from(["text", "integer"]))
    pool: list[str | int] = [*shop.TEXT_KEYS] if family == "text" else [*shop.INTEGER_KEYS]
    few = draw(st.sampled_from([0, size.customers // 2, size.customers // 2]))
    keys = draw(st.lists(st.sampled_from(pool), min_size=few, max_size=size.customers, unique=True))
    anyone = st.sampled_from([*keys, *keys, *keys, shop.STRANGER[family], None])
    return {
        "customers": [{shop.KEY_COLUMNS["customers"]: key, **draw(_CUSTOMERS)} for key in keys],
        "events": _rows(draw, "events", anyone, _EVENTS, size.events),
        "visits": _rows(draw, "visits", anyone, _VISITS, size.events),
        "letters": _rows(draw, "letters", anyone, _LETTERS, size.customers),
    }


def frames(given: Tables) -> dict[str, pl.DataFrame]:
    """The tables as Polars frames with every column of its type, whatever is missing."""
    return {name: _frame(name, rows, key_type(given)) for name, rows in given.items()}


def key_type(given: Tables) -> pl.DataType:
    """How the customers' keys are stored."""
    everyone = [row[shop.KEY_COLUMNS[name]] for name, rows in given.items() for row in rows]
    return pl.Int64() if any(isinstance(key, int) for key in everyone) else pl.String()


def _frame(name: str, rows: Rows, key: pl.DataType) -> pl.DataFrame:
    schema = {shop.KEY_COLUMNS[name]: key, **shop.SCHEMAS[name]}
    return pl.DataFrame({column: [row[column] for row in rows] for column in schema}, schema=schema)


def _rows(
    draw: st.DrawFn,
    table: str,
    anyone: st.SearchStrategy[object],
    row: st.SearchStrategy[dict[str, object]],
    most: int,
) -> Rows:
    both = st.tuples(anyone, row)
    rows = draw(st.lists(both, min_size=draw(st.sampled_from([0, most // 2])), max_size=most))
    return [{shop.KEY_COLUMNS[table]: key, **rest} for key, rest in rows]


def _maybe(pool: object) -> st.SearchStrategy[object]:
    """One of the values, or none."""
    return st.sampled_from([None, *cast("list[object]", pool)])


def _listed(pool: object) -> st.SearchStrategy[object]:
    """A list of some of the values, some of them missing, or no list."""
    return st.one_of(st.none(), st.lists(_maybe(pool), max_size=3))


def _columns(columns: Mapping[str, st.SearchStrategy[object]]) -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries(dict(columns))


def _with_point(
    columns: Mapping[str, st.SearchStrategy[object]], latitude: str, longitude: str
) -> st.SearchStrategy[dict[str, object]]:
    place = st.sampled_from(shop.POINTS).map(lambda pair: {latitude: pair[0], longitude: pair[1]})
    return st.tuples(_columns(columns), place).map(lambda parts: {**parts[0], **parts[1]})


_floats = _maybe([*shop.FLOATS, math.nan])
_money = _maybe([shop.money(each) for each in shop.DECIMALS])
_booleans = _maybe([True, False])
# Instants near `AS_OF` come often, so that windows, ties and sequences have something to hold.
_times = st.one_of(st.sampled_from(shop.INSTANTS[:8]), _maybe(shop.INSTANTS))

_CUSTOMERS = _with_point(
    {
        'full "name"': _maybe(shop.TEXTS),
        "tier": _maybe(shop.ENUM),
        "age": _maybe(shop.INTEGERS),
        "balance": _money,
        "score": _floats,
        "opted_in": _booleans,
        "birthday": _maybe(shop.DATES),
        "signed_up": _maybe(shop.NAIVE),
        "seen": _maybe(shop.INSTANTS),
        "tags": _listed(shop.TEXTS),
        "codes": _listed(shop.INTEGERS),
        "colors": _listed(shop.ENUM),
    },
    "lat",
    "lon",
)
_EVENTS = _columns(
    {
        "at": _times,
        "kind": st.sampled_from([*shop.KINDS, "viewed", "ordered", "ordered"]),
        "void": st.sampled_from([False, False, False, True, None]),
        "order_id": st.sampled_from(shop.ORDER_IDS),
        "item": _maybe(shop.TEXTS),
        "tier": _maybe(shop.ENUM),
        "quantity": _maybe(shop.INTEGERS),
        "amount": _money,
        "weight": _floats,
        "gift": _booleans,
        "due": _maybe(shop.DATES),
        "shipped": _maybe(shop.INSTANTS),
    }
)
_VISITS = _with_point(
    {
        "time": st.one_of(st.sampled_from(shop.SEOUL), _maybe(shop.NAIVE)),
        "pages": _listed(shop.TEXTS),
        "counts": _listed(shop.INTEGERS),
        "item": _maybe(shop.TEXTS),
        "quantity": _maybe(shop.INTEGERS),
        "weight": _floats,
    },
    "y",
    "x",
)
_LETTERS = _columns({"active": _booleans, "edition": _maybe([1, 2, 3])})
