"""Sequences: the rule of each kind of step, and one choice of events found as by trying all."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from segql_python import Customer, Event, Population, holds

from segql import meaning as m
from segql.types import DATETIME, STRING

NOON = dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)
HOUR = 3_600_000_000
ITEM = m.Property("item", STRING)
VIEW, ORDER, CART = (m.Events(name, m.All()) for name in ("view", "order", "cart"))


def at(hours: float, item: str | None = None) -> Event:
    return Event(NOON + dt.timedelta(hours=hours), {"item": item})


def found(sequence: m.Sequence, **events: list[Event]) -> bool:
    return holds(sequence, Customer("k", {}, events), Population())


@pytest.mark.parametrize(
    ("hours", "follows"), [(-1, False), (0, False), (0.001, True), (1, True), (1.001, False)]
)
def test_what_follows_is_later_and_within_the_time(hours: float, follows: bool) -> None:
    assert found(m.Sequence(VIEW, (m.Step(ORDER, HOUR),)), view=[at(0)], order=[at(hours)]) is follows


def test_some_view_with_no_order_after_it_is_enough() -> None:
    abandoned = m.Sequence(VIEW, (m.Step(ORDER, HOUR, absent=True),))
    assert found(abandoned, view=[at(0), at(5)], order=[at(0.5)])
    assert not found(abandoned, view=[at(0), at(5)], order=[at(0.5), at(6)])
    assert found(abandoned, view=[at(0)])
    assert not found(abandoned, order=[at(0)])


def test_time_to_pass_is_left_to_where() -> None:
    past = m.Compare("<=", m.EventTime(), m.Constant(NOON - dt.timedelta(hours=1), DATETIME))
    abandoned = m.Sequence(m.Events("view", past), (m.Step(ORDER, HOUR, absent=True),))
    assert not found(abandoned, view=[at(-0.9)])
    assert found(abandoned, view=[at(-1)])


def test_same_asks_for_equal_properties_and_missing_equals_nothing() -> None:
    same = m.Sequence(VIEW, (m.Step(ORDER, HOUR, same=(ITEM, ITEM)),))
    assert found(same, view=[at(0, "a")], order=[at(1, "b"), at(1, "a")])
    assert not found(same, view=[at(0, "a")], order=[at(1, "b"), at(1)])
    assert not found(same, view=[at(0)], order=[at(1)])
    without = m.Sequence(VIEW, (m.Step(ORDER, HOUR, absent=True, same=(ITEM, ITEM)),))
    assert found(without, view=[at(0)], order=[at(1)])


def test_one_choice_must_satisfy_every_step() -> None:
    chain = m.Sequence(VIEW, (m.Step(CART, HOUR), m.Step(ORDER, HOUR, same=(ITEM, ITEM))))
    assert not found(chain, view=[at(0)], cart=[at(1, "a"), at(1.5, "b")], order=[at(2, "b")])
    assert found(chain, view=[at(0), at(0.6)], cart=[at(1, "a"), at(1.5, "b")], order=[at(2, "b")])


def test_a_step_after_an_absent_one_counts_from_the_event_before_both() -> None:
    chain = m.Sequence(VIEW, (m.Step(CART, HOUR, absent=True), m.Step(ORDER, 3 * HOUR, same=(ITEM, ITEM))))
    assert found(chain, view=[at(0, "a")], cart=[at(2)], order=[at(3, "a")])
    assert not found(chain, view=[at(0, "a")], cart=[at(1)], order=[at(3, "a")])
    assert not found(chain, view=[at(0, "a")], cart=[at(2)], order=[at(4, "a")])


def test_a_long_history_is_no_harder_than_its_pairs() -> None:
    chain = m.Sequence(VIEW, (m.Step(VIEW, HOUR),) * 10)
    history = [at(n / 60) for n in range(400)]
    assert found(chain, view=history)
    assert not found(m.Sequence(VIEW, (*chain.steps, m.Step(ORDER, HOUR))), view=history)


_events = st.lists(st.builds(at, st.integers(0, 6), st.sampled_from(["a", "b", None])), max_size=4)
_steps = st.lists(
    st.builds(
        m.Step,
        st.sampled_from([VIEW, ORDER, CART]),
        st.sampled_from([HOUR, 2 * HOUR]),
        st.booleans(),
        st.sampled_from([None, (ITEM, ITEM)]),
    ),
    min_size=1,
    max_size=4,
)


def _follows(step: m.Step, before: Event, after: Event) -> bool:
    within = dt.timedelta(microseconds=step.within)
    same = step.same is None or None is not before.properties["item"] == after.properties["item"]
    return same and before.time < after.time <= before.time + within


def _every_choice(sequence: m.Sequence, events: dict[str, list[Event]]) -> bool:
    """The definition in words, by trying every choice of events."""
    chosen = [step.events.event for step in sequence.steps if not step.absent]
    for choice in product(*[events[name] for name in (sequence.first.event, *chosen)]):
        rest = list(choice[1:])
        last, good = choice[0], True
        for step in sequence.steps:
            if step.absent:
                good &= not any(_follows(step, last, each) for each in events[step.events.event])
            else:
                good &= _follows(step, last, rest[0])
                last = rest.pop(0)
        if good:
            return True
    return False


@given(_steps, _events, _events, _events)
def test_a_sequence_holds_where_some_choice_does(
    steps: list[m.Step], views: list[Event], orders: list[Event], carts: list[Event]
) -> None:
    sequence = m.Sequence(VIEW, tuple(steps))
    events = {"view": views, "order": orders, "cart": carts}
    assert found(sequence, **events) is _every_choice(sequence, events)
