"""One customer: the compiled functions against the definition."""

from __future__ import annotations

import datetime as dt

from hypothesis import assume, given
from hypothesis import strategies as st
from segql_python import Population, PythonBackend, counted_by_id, holds
from segql_python.frames import load as load_frames
from segql_python.rows import load
from strategies import shop
from strategies.meanings import Tables, bound, conditions, tables
from strategies.one_customer import as_given, everything, is_alone
from strategies.shops import Shop, shops
from strategies.texts import texts

import segql
from segql import meaning as m


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
