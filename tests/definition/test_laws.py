"""Laws that every segment obeys, over hostile tables."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from segql_python import PythonBackend, value_of
from segql_python.evaluate import Population
from segql_python.rows import load
from strategies import shop
from strategies.meanings import Size, Tables, bound, conditions, events_of, expected_members, frames, tables
from strategies.values import Family, Scope, values

from segql import meaning as m
from segql.backend import Key
from segql.types import INTEGER
from segql.uses import uses

several = st.lists(conditions(Size(depth=1)), max_size=4).map(tuple)


def everyone(given: Tables) -> list[Key]:
    return expected_members(m.TRUE, given)


@given(conditions(), tables())
def test_a_segment_and_its_complement_split_the_customers(condition: m.Condition, given: Tables) -> None:
    members, others = expected_members(condition, given), expected_members(m.Not(condition), given)
    assert sorted([*members, *others], key=lambda key: (str(type(key)), key)) == everyone(given)


@given(several, tables())
def test_at_least_one_is_or_and_at_least_all_is_and(operands: tuple[m.Condition, ...], given: Tables) -> None:
    assert expected_members(m.AtLeast(1, operands), given) == expected_members(m.Any(operands), given)
    assert expected_members(m.AtLeast(len(operands), operands), given) == expected_members(
        m.All(operands), given
    )


@given(conditions(), tables())
def test_rows_and_frames_hold_the_same_customers(condition: m.Condition, given: Tables) -> None:
    segments = {"segment": bound(condition)}
    assert PythonBackend().run(segments, frames(given)) == PythonBackend().run(segments, dict(given))


@given(st.data(), tables())
def test_standing_is_counting(data: st.DataObject, given: Tables) -> None:
    families: list[Family] = ["integer", "decimal", "float", "date", "datetime"]
    scope = Scope(Size(depth=0), None, events_of)
    value = data.draw(st.sampled_from(families).flatmap(lambda family: values(scope, family)))
    people = load(shop.CATALOG, dict(given), uses([m.IsSet(value)])).customers
    population = Population(people)
    held: list[Any] = [value_of(value, each, population) for each in people]
    for own, customer in zip(held, people, strict=True):
        expected = {
            "smaller": sum(other is not None and other < own for other in held) if own is not None else None,
            "greater": sum(other is not None and other > own for other in held) if own is not None else None,
            "any": sum(other is not None for other in held) if own is not None else None,
        }
        found = {
            side: value_of(m.Standing(side, value, INTEGER), customer, population)
            for side in ("smaller", "greater", "any")
        }
        assert found == expected
