"""One customer: the compiled functions against the definition."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from itertools import product
from typing import Any, Literal, cast

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from segql_python import Customer, Event, Population, PythonBackend, counted_by_id, holds, value_of
from segql_python.frames import load as load_frames
from segql_python.rows import load
from strategies import shop
from strategies.meanings import Tables, bound, conditions, tables
from strategies.one_customer import as_given, everything, is_alone
from strategies.shops import Shop, shops
from strategies.texts import texts

import segql
from segql import meaning as m
from segql.backend import BoundSegment
from segql.types import DATE, DATETIME, DURATION, FLOAT, INTEGER, STRING, decimal

EVER = m.Events("viewed", m.TRUE)
OPS: tuple[Literal["=", "<", "<="], ...] = ("=", "<", "<=")


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


def test_aggregates_of_every_short_history_are_those_of_the_definition() -> None:
    quantity, past = m.Property("quantity", INTEGER), m.Compare("<=", m.EventTime(), m.Moment(DATETIME))
    happened = m.Events("viewed", past)
    functions: list[Any] = ["count", "sum", "min", "max", "distinct", "first", "last"]
    values = [m.Aggregate(each, happened, quantity, INTEGER) for each in functions]
    values += [m.Aggregate("count", happened, None, INTEGER)]
    conditions = [m.Compare("=", each, m.Constant(k, INTEGER)) for each in values for k in (0, 1, 2, 3, 5)]
    times = [m.Aggregate(each, happened, m.EventTime(), DATETIME) for each in ("min", "max")]
    instants = [shop.AS_OF - dt.timedelta(days=each) for each in (0, 1)]
    conditions += [m.Compare("=", each, m.Constant(at, DATETIME)) for each in times for at in instants]
    segments = {f"{i}": BoundSegment(each, shop.CATALOG, None) for i, each in enumerate(conditions)}
    backend, alone = PythonBackend(), Population()
    together = backend.asked_all(segments)(shop.AS_OF)
    each_alone = {name: backend.asked(each)(shop.AS_OF) for name, each in segments.items()}
    event = [Event(at, {"quantity": n}) for at in instants for n in (None, 1, 2, 3)]

    for history in [*product(event, repeat=1), *product(event, repeat=2), *product(event, repeat=3)]:
        customer = Customer("", {}, {"viewed": history})
        mapping = as_given(shop.CATALOG, customer)
        profile = backend.profile(shop.CATALOG, mapping)
        found = {each: value_of(replace(each, events=EVER), customer, alone) for each in [*values, *times]}
        expected = [
            name
            for name, each in zip(segments, conditions, strict=True)
            if found[cast("m.Aggregate", each.left)] == cast("m.Constant", each.right).value
        ]
        assert together(profile) == expected
        for known in (profile, mapping):
            assert [name for name, asked in each_alone.items() if asked(known)] == expected


def test_sequences_over_every_short_history_are_those_of_the_definition() -> None:
    day, item = 86_400_000_000, m.Property("quantity", INTEGER)
    viewed, ordered = m.Events("viewed", m.TRUE), m.Events("ordered", m.TRUE)
    conditions: list[m.Condition] = []
    for absent, within, same in product((False, True), (day - 1, day, 2 * day), (None, (item, item))):
        step = m.Step(ordered, within, absent, same)
        conditions += [
            m.Sequence(viewed, (step,)),
            m.Sequence(viewed, (step, m.Step(viewed, day, not absent, same))),
        ]
        conditions += [m.Sequence(viewed, (step, m.Step(ordered, day, False, same)))]
    backend, alone = PythonBackend(), Population()
    segments = {f"{i}": BoundSegment(each, shop.CATALOG, None) for i, each in enumerate(conditions)}
    matching = backend.asked_all(segments)(shop.AS_OF)
    event = [Event(shop.AS_OF - dt.timedelta(days=d), {"quantity": n}) for d in (2, 1, 0) for n in (None, 1)]

    several = [[], *([each] for each in event), *(list(each) for each in product(event[1::2], event))]
    for views, orders in product(several, several):
        customer = Customer("", {}, {"viewed": views, "ordered": orders})
        profile = backend.profile(shop.CATALOG, as_given(shop.CATALOG, customer))
        expected = [name for name, each in segments.items() if holds(each.condition, customer, alone)]
        assert matching(profile) == expected


AGE, SCORE = m.Attribute("age", INTEGER), m.Attribute("score", FLOAT)
BORN, SEEN = m.Attribute("birthday", DATE), m.Attribute("seen", DATETIME)
NAME = m.Attribute("name", STRING)
VALUES: list[tuple[m.Value, list[m.Scalar]]] = [
    *[(m.Arithmetic(op, AGE, AGE, INTEGER), [0, 1, 2**63]) for op in ("+", "-", "*", "//")],
    (m.Arithmetic("*", m.Arithmetic("*", AGE, AGE, INTEGER), AGE, INTEGER), [0, 10**37, -(10**37)]),
    (m.Arithmetic("//", m.Constant(7, INTEGER), AGE, INTEGER), [0, 1, 3, -7, -1]),
    *[(m.Arithmetic(op, SCORE, SCORE, FLOAT), [0.0, 1.0, math.inf]) for op in ("+", "-", "*", "/")],
    (m.Arithmetic("/", m.Constant(1.0, FLOAT), SCORE, FLOAT), [0.0, 10.0, 1e307]),
    (m.Function("float", m.Attribute("balance", decimal(2)), FLOAT), [0.0, 0.5, 1.99]),
    (m.Function("lower", NAME, STRING), ["a", "ab", "é"]),
    (m.Function("length", NAME, INTEGER), [0, 1, 2]),
    (m.Function("length", m.Attribute("tags", shop.fields(None)["tags"]), INTEGER), [0, 1]),
    (m.Function("month_day", BORN, INTEGER), [228, 229, 301]),
    (m.Function("epoch", BORN, DURATION), [0, -86_400_000_000]),
    (m.Function("epoch", SEEN, DURATION), [0, -1]),
    (m.LocalDay(SEEN, "Asia/Seoul"), [dt.date(2024, 2, 29), dt.date(1970, 1, 1)]),
    *[
        (m.WholeYears(BORN, m.Constant(day, DATE)), [-1, 0, 17, 18, 20, 24])
        for day in (*shop.DATES[:4], dt.date(2026, 2, 28), dt.date(2026, 3, 1))
    ],
]  # fmt: skip


@pytest.mark.parametrize(("value", "bounds"), VALUES)
def test_a_value_of_every_kind_is_that_of_the_definition(value: m.Value, bounds: list[m.Scalar]) -> None:
    constants = [m.Constant(each, value.type) for each in bounds]
    conditions: list[m.Condition] = [m.IsSet(value), m.OneOf(value, tuple(constants))]
    conditions += [m.Compare(op, value, each) for op in OPS for each in constants]
    conditions += [m.Compare(op, each, value) for op in OPS for each in constants]
    segments = {f"{i}": BoundSegment(each, shop.CATALOG, None) for i, each in enumerate(conditions)}
    matching, alone = PythonBackend().asked_all(segments)(shop.AS_OF), Population()
    pools: dict[str, list[Any]] = {
        "age": shop.INTEGERS, "score": [each + 0.0 for each in shop.FLOATS], "balance": shop.DECIMALS,
        "name": shop.TEXTS, "tags": [(), ("a",), ("a", "b")], "birthday": shop.DATES, "seen": shop.INSTANTS,
    }  # fmt: skip
    for at in range(max(map(len, pools.values()))):
        attributes = {name: pool[at] if at < len(pool) else None for name, pool in pools.items()}
        customer = Customer("", attributes)
        expected = [name for name, each in segments.items() if holds(each.condition, customer, alone)]
        assert matching(as_given(shop.CATALOG, customer)) == expected


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("ids", [["a", "a", "a"], ["a", None, None], ["a", "b", "a"], [None, None, None]])
def test_events_are_counted_by_id_up_to_any_number(ids: list[str | None], count: int) -> None:
    number = m.Aggregate("count", m.Events("ordered", m.TRUE), None, INTEGER)
    condition = m.Compare("<=", m.Constant(count, INTEGER), number)
    asked = PythonBackend().asked(BoundSegment(condition, shop.CATALOG, None))(shop.AS_OF)
    rows = [{"time": shop.AS_OF, "id": each} for each in ids]
    assert asked({"events": {"ordered": rows}}) is (len(set(ids) - {None}) + ids.count(None) >= count)


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
