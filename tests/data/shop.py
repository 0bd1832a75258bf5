"""A small catalog, and the data that keep its promises, to break one at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

import polars as pl
import pytest

from segql.catalog import Catalog
from segql.data import Canonical
from segql.diagnostics import DataError
from segql.uses import Uses

CATALOG = Catalog(
    customers={
        "table": "people",
        "key": "id",
        "attributes": {
            "name": "string",
            "age": "integer",
            "balance": "decimal(2)",
            "score": "float",
            "active": "boolean",
            "born": "date",
            "seen": {"type": "datetime", "timezone": "Europe/Berlin"},
            "tags": "list[string]",
            "codes": "list[integer]",
            "home": {"type": "point", "latitude": "lat", "longitude": "lon"},
        },
    },
    events={
        "bought": {
            "table": "log",
            "customer": "who",
            "time": "at",
            "where": {"kind": ["buy", "purchase"], "shop": 1, "test": False},
            "id": "order",
            "properties": {"total": "decimal(2)"},
        },
        "viewed": {"table": "log", "customer": "who", "time": "at", "where": {"kind": "view"}},
    },
    lists={"letter": {"table": "letters", "customer": "who", "where": {"on": True}}},
)
USES = Uses(
    frozenset(CATALOG.customers.attributes),
    {"bought": frozenset(["total"]), "viewed": frozenset()},
    frozenset(["letter"]),
    frozenset(["bought"]),
)
NOON = dt.datetime(2024, 3, 31, 12, tzinfo=dt.UTC)


def person(**changes: object) -> dict[str, object]:
    """A customer with everything, and what is changed of her."""
    person: dict[str, object] = {
        "id": "a", "name": "Kim", "age": 30, "balance": Decimal("1.50"), "score": 0.5, "active": True,
        "born": dt.date(2000, 2, 29), "seen": NOON, "tags": ["x"], "codes": [1], "lat": 1.0, "lon": 2.0,
    }  # fmt: skip
    return {**person, **changes}


def bought(**changes: object) -> dict[str, object]:
    """A purchase by customer `a`."""
    row: dict[str, object] = {
        "who": "a", "at": NOON, "kind": "buy", "shop": 1, "test": False, "order": "1",
        "total": Decimal("9.99"),
    }  # fmt: skip
    return {**row, **changes}


Rows = Sequence[Mapping[str, object]]


def tables(**changes: Rows) -> dict[str, Rows]:
    """Rows that keep every promise, and the tables that are changed."""
    whole: dict[str, Rows] = {
        "people": [person()],
        "log": [bought()],
        "letters": [{"who": "a", "on": True}],
    }
    return {**whole, **changes}


def data(**changes: object) -> dict[str, object]:
    """Data that keep every promise, and the tables that are changed, to rows or something else."""
    return {**tables(), **changes}


def canonical(given: Mapping[str, object], uses: Uses = USES) -> Canonical:
    """The data in canonical form."""
    return Canonical(CATALOG, given, uses)


def customers(given: Mapping[str, object]) -> list[dict[str, object]]:
    """The customers in canonical form."""
    return canonical(given).customers.collect().to_dicts()


def attribute(name: str, stored: pl.Series) -> list[object]:
    """The canonical values of an attribute that is stored like that, for as many customers."""
    column = CATALOG.customers.attributes[name].column or name
    frame = pl.DataFrame({"id": [str(n) for n in range(len(stored))], column: stored})
    uses = Uses(frozenset([name]), {}, frozenset(), frozenset())
    return Canonical(CATALOG, {"people": frame}, uses).customers.collect()["." + name].to_list()


def refused(given: Mapping[str, object], uses: Uses = USES) -> DataError:
    """The error that the data make."""
    with pytest.raises(DataError) as caught:
        canonical(given, uses)
    return caught.value
