"""The catalog that generated segments and tables are about, and the values that both draw from.

Constants and data come from the same pools, so that boundaries are hit.
"""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

import polars as pl

from segql.catalog import Catalog
from segql.types import Type

AS_OF = dt.datetime(2024, 2, 29, 12, tzinfo=dt.UTC)

CATALOG = Catalog(
    timezone="Asia/Seoul",
    customers={
        "table": "customers",
        "key": "customer id",
        "attributes": {
            "name": {"type": "string", "column": 'full "name"'},
            "tier": {"type": "enum", "values": ["gold", "silver", "한"]},
            "age": "integer",
            "balance": "decimal(2)",
            "score": "float",
            "opted_in": "boolean",
            "birthday": "date",
            "signed_up": {"type": "datetime", "timezone": "Europe/Berlin"},
            "seen": "datetime",
            "tags": "list[string]",
            "codes": "list[integer]",
            "colors": {"type": "list[enum]", "values": ["gold", "silver", "한"]},
            "home": {"type": "point", "latitude": "lat", "longitude": "lon"},
        },
    },
    events={
        "viewed": {
            "table": "events",
            "customer": "who",
            "time": "at",
            "where": {"kind": ["viewed", "it's seen"]},
            "subject": "item",
            "properties": {
                "item": "string",
                "quantity": "integer",
                "total": {"type": "decimal(2)", "column": "amount"},
                "gift": "boolean",
            },
        },
        "ordered": {
            "table": "events",
            "customer": "who",
            "time": "at",
            "where": {"kind": "ordered", "void": False},
            "id": "order_id",
            "subject": "item",
            "properties": {
                "item": "string",
                "tier": {"type": "enum", "values": ["gold", "silver", "한"]},
                "quantity": "integer",
                "total": {"type": "decimal(2)", "column": "amount"},
                "weight": "float",
                "gift": "boolean",
                "due": "date",
                "shipped": "datetime",
            },
        },
        "구매 방문": {
            "table": "visits",
            "customer": "customer",
            "time": "time",
            "timezone": "Asia/Seoul",
            "properties": {
                "pages": "list[string]",
                "counts": "list[integer]",
                "item": "string",
                "quantity": "integer",
                "weight": "float",
                "place": {"type": "point", "latitude": "y", "longitude": "x"},
            },
        },
    },
    lists={
        "newsletter": {
            "table": "letters",
            "customer": "customer",
            "where": {"active": True, "edition": [1, 2]},
        },
        "한 list": {"table": "letters", "customer": "customer"},
    },
)  # fmt: skip

TEXT_KEYS = ["", "a", "A", "b'\"", "B ", "가나", "😀", "%_\\", "10", "9"]
INTEGER_KEYS = [0, 1, 2, 9, 10, -1, 100, 2**53 + 1, 2**63 - 1, -(2**63)]
STRANGER = {"text": "nobody", "integer": 4711}
"""Keys that no customer has."""

TEXTS = [
    "", "a", "A", "ab", "aB", "b", " ", "a ", "a%", "a_", "%", "_", "\\", "\\%", "'", '"', "a'b\"c", "a\nb",
    "\n", "한", "한국", "😀", "é", "e\u0301", "K", "İ", "ß", "--", "?", ":a", "$1", "{x}", "\uffff", "0",
]  # fmt: skip
ENUM = ["gold", "silver", "한"]
INTEGERS = [0, 1, -1, 2, 3, 7, 17, 18, 100, 2**53, 2**53 + 1, 10**18, 2**62, 2**63 - 1, -(2**63), 1 - 2**63]
DECIMALS = [0, 1, -1, 50, 100, 150, 199, 200, 1700, 1800, 10**18 - 1, 1 - 10**18]
"""In hundredths."""
FLOATS = [
    0.0, -0.0, 1.0, -1.0, 0.1, 0.2, 0.1 + 0.2, 1 / 3, 1.5, 18.0, 2.0**53, 1e308, -1e308, 5e-324,
    math.inf, -math.inf,
]  # fmt: skip
DATES = [
    dt.date(2024, 2, 29), dt.date(2024, 2, 28), dt.date(2023, 2, 28), dt.date(2024, 3, 1),
    dt.date(2004, 2, 29), dt.date(2006, 3, 1), dt.date(1999, 12, 31), dt.date(2000, 1, 1),
    dt.date(1970, 1, 1), dt.date(1969, 12, 31), dt.date(1, 1, 1), dt.date(9999, 12, 31),
]  # fmt: skip
_MICROSECOND = dt.timedelta(microseconds=1)
INSTANTS = [
    AS_OF, AS_OF - _MICROSECOND, AS_OF + _MICROSECOND, AS_OF - dt.timedelta(days=1),
    AS_OF - dt.timedelta(days=2),
    AS_OF - dt.timedelta(days=1) + _MICROSECOND, AS_OF - dt.timedelta(days=3), AS_OF - dt.timedelta(hours=1),
    AS_OF - dt.timedelta(days=30), dt.datetime(2024, 2, 28, 15, tzinfo=dt.UTC),
    dt.datetime(1970, 1, 1, tzinfo=dt.UTC), dt.datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=dt.UTC),
    dt.datetime(1900, 1, 1, tzinfo=dt.UTC), dt.datetime(2199, 12, 31, 23, 59, 59, 999999, tzinfo=dt.UTC),
]  # fmt: skip
NAIVE = [
    dt.datetime(2024, 2, 29, 13), dt.datetime(2024, 2, 29, 13, 0, 0, 1), dt.datetime(2024, 2, 28, 13),
    dt.datetime(2024, 3, 31, 2, 30), dt.datetime(2023, 10, 29, 2, 30),
    dt.datetime(2023, 10, 29, 1, 59, 59, 999999),
    dt.datetime(1970, 1, 1), dt.datetime(1950, 6, 1, 12), dt.datetime(2150, 7, 1, 12),
]  # fmt: skip
"""Local times: where Berlin's clocks change, and such as are `AS_OF` and a day before it."""
SEOUL = [moment.replace(tzinfo=None) + dt.timedelta(hours=9) for moment in INSTANTS[:10]]
POINTS: list[tuple[float | None, float | None]] = [
    (37.56, 126.97), (37.57, 126.98), (35.18, 129.07), (0.0, 0.0), (0.0, 1.0), (-0.0, 180.0), (90.0, 0.0),
    (-33.9, 151.2), (90.5, 0.0), (0.0, -180.5), (None, 1.0), (1.0, None), (math.nan, 0.0), (0.0, math.inf),
]  # fmt: skip
KINDS = ["viewed", "it's seen", "ordered", "Ordered", "other", None]
ORDER_IDS = ["", "1", "2", "o'", None]
WITHIN = [0, 1, 3_600_000_000, 86_400_000_000, 172_800_000_000, 10**15]
"""Lengths of steps, in microseconds."""

_MONEY = pl.Decimal(18, 2)
SCHEMAS: dict[str, dict[str, pl.DataType]] = {
    "customers": {
        'full "name"': pl.String(),
        "tier": pl.String(),
        "age": pl.Int64(),
        "balance": _MONEY,
        "score": pl.Float64(),
        "opted_in": pl.Boolean(),
        "birthday": pl.Date(),
        "signed_up": pl.Datetime("us"),
        "seen": pl.Datetime("us", "UTC"),
        "tags": pl.List(pl.String()),
        "codes": pl.List(pl.Int64()),
        "colors": pl.List(pl.String()),
        "lat": pl.Float64(),
        "lon": pl.Float64(),
    },
    "events": {
        "at": pl.Datetime("us", "UTC"),
        "kind": pl.String(),
        "void": pl.Boolean(),
        "order_id": pl.String(),
        "item": pl.String(),
        "tier": pl.String(),
        "quantity": pl.Int64(),
        "amount": _MONEY,
        "weight": pl.Float64(),
        "gift": pl.Boolean(),
        "due": pl.Date(),
        "shipped": pl.Datetime("us", "UTC"),
    },
    "visits": {
        "time": pl.Datetime("us"),
        "pages": pl.List(pl.String()),
        "counts": pl.List(pl.Int64()),
        "item": pl.String(),
        "quantity": pl.Int64(),
        "weight": pl.Float64(),
        "y": pl.Float64(),
        "x": pl.Float64(),
    },
    "letters": {"active": pl.Boolean(), "edition": pl.Int64()},
}
"""The types of the columns, but for the customers' keys, which are text or integers."""
KEY_COLUMNS = {"customers": "customer id", "events": "who", "visits": "customer", "letters": "customer"}


def money(hundredths: int) -> Decimal:
    """An amount as it is stored."""
    return Decimal(hundredths).scaleb(-2)


def fields(event: str | None) -> dict[str, Type]:
    """The types of an event's properties, or of the customers' attributes."""
    entries = CATALOG.customers.attributes if event is None else CATALOG.events[event].properties
    return {name: entry.resolved for name, entry in entries.items()}
