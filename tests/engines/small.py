"""A small catalog for tests of texts."""

from __future__ import annotations

import datetime as dt

from segql import meaning as m
from segql.backend import BoundSegment
from segql.catalog import Catalog
from segql.types import DATETIME, INTEGER, STRING, decimal

AS_OF = dt.datetime(2024, 6, 1, tzinfo=dt.UTC)
CATALOG = Catalog(
    customers={
        "table": "customers",
        "key": "id",
        "attributes": {
            "country": "string",
            "age": "integer",
            "balance": "decimal(2)",
            "seen": {"type": "datetime", "timezone": "America/New_York"},
            "born": "date",
            "tags": "list[string]",
        },
    },
    events={
        "ordered": {
            "table": "orders",
            "customer": "who",
            "time": "at",
            "properties": {"item": "string", "total": "decimal(2)"},
        }
    },
)
COUNTRY = m.Attribute("country", STRING)
AGE = m.Attribute("age", INTEGER)
SEEN = m.Attribute("seen", DATETIME)
BALANCE = m.Attribute("balance", decimal(2))
ORDERED = m.Events("ordered", m.Compare("<=", m.EventTime(), m.Constant(AS_OF, DATETIME)))
DID = m.Compare("<=", m.Constant(1, INTEGER), m.Aggregate("count", ORDERED, None, INTEGER))


def segment(condition: m.Condition, catalog: Catalog = CATALOG) -> BoundSegment:
    """The condition as a segment."""
    return BoundSegment(condition, catalog, AS_OF)


def text(value: str) -> m.Constant:
    """A string."""
    return m.Constant(value, STRING)


def whole(value: int) -> m.Constant:
    """An integer."""
    return m.Constant(value, INTEGER)


def instant(value: str) -> m.Constant:
    """An instant, as ISO text."""
    return m.Constant(dt.datetime.fromisoformat(value).astimezone(dt.UTC), DATETIME)


def is_(country: str) -> m.Condition:
    """Customers of a country."""
    return m.Compare("=", COUNTRY, text(country))


def aged(years: int) -> m.Condition:
    """Customers of an age."""
    return m.Compare("=", AGE, whole(years))
