"""Customers of the definition as the mappings that programs give."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from segql_python import Customer

from segql import meaning as m
from segql.catalog import Catalog, ValueField
from segql.uses import Uses
from segql.walk import walk


def as_given(catalog: Catalog, customer: Customer) -> dict[str, object]:
    """A customer of the definition as the mapping that programs give."""
    events = {
        name: [
            {
                **_plain(catalog.events[name].properties, each.properties),
                "time": each.time,
                **({"id": each.id} if catalog.events[name].id else {}),
            }
            for each in rows
        ]
        for name, rows in customer.events.items()
    }
    return {
        **_plain(catalog.customers.attributes, customer.attributes),
        "events": events,
        "lists": sorted(customer.lists),
        catalog.customers.key: customer.key,
    }


def _plain(fields: Mapping[str, ValueField], values: Mapping[str, Any]) -> dict[str, object]:
    return {
        name: Decimal(value).scaleb(-fields[name].resolved.scale)
        if value is not None and fields[name].resolved.kind == "decimal"
        else value
        for name, value in values.items()
    }


def everything(catalog: Catalog) -> Uses:
    events = {name: frozenset(entry.properties) for name, entry in catalog.events.items()}
    lists, counted = frozenset(catalog.lists), frozenset(catalog.events)
    return Uses(frozenset(catalog.customers.attributes), events, lists, counted)


def is_alone(condition: m.Condition) -> bool:
    """Whether the condition looks at no other customers."""
    return not any(isinstance(node, m.Standing) for node, _ in walk([condition]))
