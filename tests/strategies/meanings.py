"""Bound conditions of every kind of node, over the catalog of `strategies.shop`.

@given(conditions(), tables())
def test_an_engine_agrees(condition, given):
    assert run(bound(condition), frames(given)) == expected_members(condition, given)
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from functools import cache
from typing import Literal

from hypothesis import strategies as st
from segql_python import PythonBackend

from segql import meaning as m
from segql.backend import BoundSegment, Key
from segql.types import DATETIME, STRING
from strategies import shop
from strategies.size import SMALL, Size
from strategies.tables import Tables, frames, key_type, tables
from strategies.values import FAMILIES, Family, Field, Scope, constant, fields_of, properties_of, values

__all__ = [
    "Size", "Tables", "bound", "conditions", "expected_members", "frames", "key_type", "tables",
]  # fmt: skip

Conditions = st.SearchStrategy[m.Condition]
Comparison = Literal["=", "<", "<="]
LiteralTest = Literal["contains", "starts", "ends"]

_PATTERNS = [
    "", "^$", "^a", "a$", ".", "^.{1,2}$", r"\s", r"\D\W", "[^a-c]", "한|😀", r"(a|b)+%?$", r"[\s\S]{2,}",
    r"\\",
]  # fmt: skip
_DISTANCES = [0.0, 1.0, 50.0, 111.2, 1000.0, 20_016.0, 30_000.0]
_RAD = math.pi / 180


def conditions(size: Size = SMALL) -> st.SearchStrategy[m.Condition]:
    """Bound conditions about a customer."""
    return _conditions(Scope(size, None, events_of))


def bound(condition: m.Condition) -> BoundSegment:
    """The condition as a segment that backends compile."""
    return BoundSegment(condition, shop.CATALOG, shop.AS_OF)


def expected_members(condition: m.Condition, given: Tables) -> list[Key]:
    """Who the members are, by the definition."""
    return list(PythonBackend().run({"segment": bound(condition)}, dict(given)).members["segment"])


@cache
def _conditions(scope: Scope) -> Conditions:
    """Conditions about a customer or, within `Events.where`, about an event."""
    return st.deferred(lambda: st.one_of(*_simple(scope), *_compound(scope)))


def _compound(scope: Scope) -> list[Conditions]:
    if scope.size.depth <= 0:
        return []
    inner = _conditions(scope.deeper())
    several = st.lists(inner, max_size=scope.size.operands).map(tuple)
    return [
        inner.map(m.Not),
        several.map(m.All),
        several.map(m.Any),
        several.flatmap(lambda each: st.integers(0, len(each) + 1).map(lambda count: m.AtLeast(count, each))),
    ]


def _simple(scope: Scope) -> list[Conditions]:
    found = [*[_compare(scope)] * 6, _one_of(scope), _any_of(scope), _text_test(scope)]
    found += [_is_set(scope), _near(scope)]
    if scope.event is None:
        salts, below = st.sampled_from(["", "holdout", "'", "한"]), [0, 2**30, 2**31, 3 * 2**30, 2**32]
        found.append(st.builds(m.Sample, salts, st.sampled_from(below)))
        found.append(st.sampled_from([m.InList(name) for name in shop.CATALOG.lists]))
        found += [_sequences(scope)] * 3 if scope.size.depth > 0 else []
    return found


def _compare(scope: Scope) -> Conditions:
    def pair(family: Family) -> Conditions:
        ops: st.SearchStrategy[Comparison] = st.sampled_from(
            ["="] if family == "boolean" else ["=", "<", "<="]
        )
        sides = values(scope, family)
        return st.one_of(
            st.builds(m.Compare, ops, sides, constant(family)),
            st.builds(m.Compare, ops, constant(family), sides),
            st.builds(m.Compare, ops, sides, sides),
        )

    often: tuple[Family, ...] = (*FAMILIES, "integer", "integer")
    return st.sampled_from(often).flatmap(pair)


def _one_of(scope: Scope) -> Conditions:
    def among(family: Family) -> Conditions:
        options = st.lists(constant(family), max_size=4).map(tuple)
        return st.builds(m.OneOf, values(scope, family), options)

    return st.sampled_from(FAMILIES).flatmap(among)


def _any_of(scope: Scope) -> Conditions:
    def among(field: Field) -> Conditions:
        element = field.type.element
        family: Family = "text" if element is not None and element.is_text else "integer"
        return st.builds(m.AnyOf, st.just(field), st.lists(constant(family), max_size=4).map(tuple))

    return st.sampled_from(fields_of(scope.event, "list")).flatmap(among)


def _text_test(scope: Scope) -> Conditions:
    literal: st.SearchStrategy[LiteralTest] = st.sampled_from(["contains", "starts", "ends"])
    patterns = st.sampled_from([m.Constant(each, STRING) for each in _PATTERNS])
    texts = values(scope, "text")
    return st.builds(m.TextTest, literal, texts, constant("text")) | st.builds(
        m.TextTest, st.just("matches"), texts, patterns
    )


def _is_set(scope: Scope) -> Conditions:
    whole: list[m.Value] = [*fields_of(scope.event, "list"), *fields_of(scope.event, "point")]
    scalar = st.sampled_from(FAMILIES).flatmap(lambda family: values(scope, family))
    return st.builds(m.IsSet, scalar | st.sampled_from(whole))


def _near(scope: Scope) -> Conditions:
    def near(field: Field, place: tuple[float, float], distance: float) -> m.Condition:
        half = math.sin(min(distance / (2 * 6371.0088), math.pi / 2))
        return m.Near(field, *place, math.cos(place[0] * _RAD), half * half)

    places = [(lat, lon) for lat, lon in shop.POINTS[:8] if lat is not None and lon is not None]
    fields = st.sampled_from(fields_of(scope.event, "point"))
    return st.builds(near, fields, st.sampled_from(places), st.sampled_from(_DISTANCES))


def events_of(size: Size, event: str) -> st.SearchStrategy[m.Events]:
    return _events_until(size, event, 0)


def _events_until(size: Size, event: str, passed: int) -> st.SearchStrategy[m.Events]:
    """Events up to `AS_OF`, of which `passed` microseconds have gone by since."""
    until = shop.AS_OF - dt.timedelta(microseconds=passed)
    past = m.Compare("<=", m.EventTime(), m.Constant(until, DATETIME))
    about = _conditions(Scope(replace(size, depth=min(1, size.depth - 1)), event, events_of))
    return st.just(m.Events(event, past)) | about.map(lambda each: m.Events(event, m.All((past, each))))


def _sequences(scope: Scope) -> Conditions:
    """Chains of one to three steps, absent ones anywhere."""
    names = st.sampled_from(list(shop.CATALOG.events))
    shape = st.tuples(names, st.sampled_from(shop.WITHIN), st.booleans())
    return st.tuples(names, st.lists(shape, min_size=1, max_size=3)).flatmap(
        lambda drawn: _chain(scope, *drawn)
    )


def _chain(scope: Scope, first: str, shapes: list[tuple[str, int, bool]]) -> Conditions:
    """Steps of the given events; who comes before an absent step must let its time go by."""
    inner = scope.deeper().size
    passed = _passed(shapes)
    steps: list[st.SearchStrategy[m.Step]] = []
    last = first
    for (name, within, absent), ago in zip(shapes, passed[1:], strict=True):
        events = _events_until(inner, name, 0 if absent else ago)
        steps.append(st.builds(m.Step, events, st.just(within), st.just(absent), _same(last, name)))
        last = last if absent else name
    return st.builds(m.Sequence, _events_until(inner, first, passed[0]), st.tuples(*steps))


def _passed(shapes: list[tuple[str, int, bool]]) -> list[int]:
    """For the first event and each step, the longest absent step that counts from it."""
    found = [0] * (len(shapes) + 1)
    last = 0
    for index, (_, within, absent) in enumerate(shapes, 1):
        if absent:
            found[last] = max(found[last], within)
        else:
            last = index
    return found


def _same(before: str, after: str) -> st.SearchStrategy[tuple[m.Property, m.Property] | None]:
    pairs = [
        (mine, other) for mine in _scalars(before) for other in _scalars(after) if mine.type == other.type
    ]
    return st.none() | st.sampled_from(pairs) if pairs else st.none()


def _scalars(event: str) -> list[m.Property]:
    return [
        each for family in FAMILIES for each in properties_of(event, family) if isinstance(each, m.Property)
    ]
