"""Catalogs: what is read, and that all that is wrong is told together."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace
from typing import Any

import pytest

from segql import Catalog, CatalogError, Limits

FORM: dict[str, Any] = {
    "timezone": "Asia/Seoul",
    "customers": {
        "table": "sales.customers",
        "key": "id",
        "attributes": {"country": "string", "plan": {"type": "enum", "values": ["free", "pro"]}},
    },
    "events": {
        "placed_order": {
            "table": "events",
            "customer": "customer_id",
            "time": "ts",
            "where": {"kind": ["Order", 3, True]},
            "properties": {"total": "decimal(2)"},
        }
    },
    "lists": {"newsletter": {"table": "subscribers", "customer": "id"}},
}


def _changed(path: str, value: object) -> dict[str, Any]:
    """The form with another value at a path; without the key where the value is `...`."""
    form = copy.deepcopy(FORM)
    *parents, last = path.split(".")
    here = form
    for name in parents:
        here = here[name]
    if value is ...:
        del here[last]
    else:
        here[last] = value
    return form


WRONG: list[tuple[str, Any, str, str, str | None]] = [  # path, value there, code, message, help
    (
        "timezon",
        "UTC",
        "catalog-unknown-key",
        "unknown key `timezon` at `timezon`",
        "did you mean `timezone`?",
    ),
    (
        "events.placed_order.porperties",
        {},
        "catalog-unknown-key",
        "unknown key `porperties` at `events.placed_order.porperties`",
        "did you mean `properties`?",
    ),
    ("customers.key", ..., "catalog-missing-key", "`customers.key` is missing", "add the key `key`"),
    ("customers", ..., "catalog-missing-key", "`customers` is missing", "add the key `customers`"),
    ("customers", [], "catalog-value", "`customers`: this should be a mapping, keys with values", None),
    ("events", "x", "catalog-value", "`events`: this should be a mapping, keys with values", None),
    ("customers.key", 3, "catalog-value", "`customers.key`: input should be a valid string", None),
    (
        "week_starts",
        "someday",
        "catalog-value",
        "`week_starts`: input should be 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday' "
        "or 'sunday'",
        None,
    ),
    (
        "timezone",
        "Nowhere/Else",
        "catalog-value",
        "`timezone`: `Nowhere/Else` is not an IANA time zone, such as `Asia/Seoul`",
        None,
    ),
    (
        "events.placed_order.where.kind",
        [["a"]],
        "catalog-value",
        "`events.placed_order.where.kind`: a column is compared with a string, an integer or a boolean",
        "write one of these, or a list of them",
    ),
    (
        "customers.attributes.plan.values",
        "free",
        "catalog-value",
        "`customers.attributes.plan.values`: input should be a list",
        None,
    ),
    (
        "customers.attributes.country",
        "text",
        "catalog-value",
        "`customers.attributes.country`: unknown type `text`",
        None,
    ),
    (
        "customers.attributes.placed_order",
        "string",
        "catalog-value",
        "`the catalog`: `placed_order` is both an attribute and an event",
        None,
    ),
]


@pytest.mark.parametrize(("path", "value", "code", "message", "help"), WRONG)
def test_what_is_wrong_is_told(path: str, value: object, code: str, message: str, help: str | None) -> None:
    with pytest.raises(CatalogError) as raised:
        Catalog.load(_changed(path, value))
    (found,) = raised.value.diagnostics
    assert (found.code, found.message, found.help) == (code, message, help)


def test_all_that_is_wrong_is_told_together() -> None:
    form = _changed("customers.key", ...)
    form["events"]["placed_order"] |= {"time": None, "colour": 1}
    form["lists"]["newsletter"]["where"] = {1: "x"}
    with pytest.raises(CatalogError) as raised:
        Catalog.load(form)
    assert [found.message.partition("`:")[0].strip("`") for found in raised.value.diagnostics] == [
        "customers.key` is missing",
        "events.placed_order.time",
        "unknown key `colour` at `events.placed_order.colour",
        "lists.newsletter.where.1.[key]",
    ]


def test_a_catalog_gives_back_the_form_that_it_is_read_from() -> None:
    catalog = Catalog.load(FORM)
    assert Catalog.load(catalog.form()) == catalog
    assert catalog.form() == _changed("customers.attributes.country", {"type": "string"}) | {
        "events": {
            "placed_order": FORM["events"]["placed_order"] | {"properties": {"total": {"type": "decimal(2)"}}}
        }
    }


def test_catalogs_compare_and_are_copied_and_pickled() -> None:
    catalog = Catalog.load(FORM)
    assert catalog != Catalog.load(_changed("week_starts", "sunday"))
    assert replace(catalog, week_starts="sunday") == Catalog.load(_changed("week_starts", "sunday"))
    for other in (copy.deepcopy(catalog), pickle.loads(pickle.dumps(catalog))):
        assert other == catalog and other.customers.table == "sales.customers"


@pytest.mark.parametrize(
    ("name", "value"), [("nesting", 0), ("nesting", 151), ("conditions", True), ("text_bytes", "9")]
)
def test_a_limit_is_a_whole_number_in_its_range(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=f"{name}: input should be a whole number"):
        Limits(**{name: value})
