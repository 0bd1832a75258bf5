"""One customer: the compiled functions against the definition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from segql_python import Customer, Population, PythonBackend, counted_by_id, holds
from segql_python.frames import load as load_frames
from segql_python.rows import load
from strategies import shop
from strategies.meanings import Tables, bound, conditions, tables
from strategies.shops import Shop, shops
from strategies.texts import texts

import segql
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


@given(st.tuples(conditions(), conditions(), conditions()), tables())
def test_a_condition_of_every_kind_holds_where_the_definition_says(
    drawn: tuple[m.Condition, ...], data: Tables
) -> None:
    people = load(shop.CATALOG, dict(data), everything(shop.CATALOG)).customers
    alone = Population((), counted_by_id(shop.CATALOG))
    segments = {f"{i}": bound(each) for i, each in enumerate(drawn) if is_alone(each)}
    backend = PythonBackend()
    asked = {name: backend.asked(each)(shop.AS_OF) for name, each in segments.items()}
    asked_all = backend.asked_all(segments)(shop.AS_OF)
    for customer in people:
        mapping = as_given(shop.CATALOG, customer)
        expected = [name for name, each in segments.items() if holds(each.condition, customer, alone)]
        profile = backend.profile(shop.CATALOG, mapping)
        assert [name for name, matches in asked.items() if matches(mapping)] == expected
        assert [name for name, matches in asked.items() if matches(profile)] == expected
        assert asked_all(mapping) == asked_all(profile) == expected


@st.composite
def cases(draw: st.DrawFn) -> tuple[Shop, list[str], list[dt.datetime]]:
    """A shop, texts over its catalog, and instants."""
    found = draw(shops())
    for event in found.catalog.events.values():  # in the mapping of an event these two stand for its own
        assume(not {"time", "id"} & event.properties.keys())
    written = [draw(texts(found.catalog)) for _ in range(3)]
    return found, written, [draw(st.sampled_from(shop.INSTANTS[:10])) for _ in range(2)]


@given(cases())
def test_a_text_holds_at_any_instant_where_the_definition_says(
    case: tuple[Shop, list[str], list[dt.datetime]],
) -> None:
    where, written, instants = case
    catalog = where.catalog
    compiled = segql.compile_all({f"{i}": text for i, text in enumerate(written)}, catalog)
    alone = [name for name, each in compiled.items() if is_alone(each.condition)]
    people = load_frames(catalog, dict(where.frames), everything(catalog)).customers
    population = Population((), counted_by_id(catalog))
    for as_of in instants:
        segments = {name: compiled[name].at(as_of) for name in alone}
        for customer in people:
            mapping = as_given(catalog, customer)
            expected = [n for n, each in segments.items() if holds(each.condition, customer, population)]
            profile = segql.profile(mapping, catalog)
            assert [n for n in alone if compiled[n].matches(mapping, as_of=as_of)] == expected
            if alone:
                asked = compiled.select(alone).matcher(as_of=as_of)
                assert asked(profile) == asked(mapping) == expected
