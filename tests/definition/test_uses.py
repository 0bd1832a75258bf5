"""What conditions look at."""

from __future__ import annotations

from hypothesis import given
from segql_python import Population, holds
from segql_python.rows import load
from strategies import shop
from strategies.meanings import Tables, conditions, tables

from segql import meaning as m
from segql.types import INTEGER, STRING
from segql.uses import uses
from segql.walk import walk


def test_properties_belong_to_the_event_they_are_of() -> None:
    a, b, c = (m.Property(name, STRING) for name in "abc")
    viewed = m.Events("viewed", m.IsSet(a))
    ordered = m.Events("ordered", m.Compare("=", m.Attribute("age", INTEGER), m.Constant(1, INTEGER)))
    steps = (
        m.Step(ordered, 1, absent=True, same=(b, c)),
        m.Step(ordered, 1, same=(b, b)),
        m.Step(viewed, 1, same=(c, c)),
    )
    found = uses([m.Sequence(viewed, steps), m.InList("letter")])
    assert found.events == {"viewed": {"a", "b", "c"}, "ordered": {"b", "c"}}
    assert (found.attributes, found.lists, found.counted) == ({"age"}, {"letter"}, frozenset())


def test_events_are_counted_where_no_property_is() -> None:
    ordered = m.Events("ordered", m.TRUE)
    total = m.Aggregate("count", ordered, m.Property("a", STRING), INTEGER)
    rows = m.Aggregate("count", ordered, None, INTEGER)
    assert uses([m.IsSet(total)]).counted == frozenset()
    assert uses([m.IsSet(m.Standing("any", rows))]).counted == {"ordered"}


def test_a_deep_tree_is_walked_without_recursion() -> None:
    condition: m.Condition = m.IsSet(m.Attribute("age", INTEGER))
    for _ in range(5_000):
        condition = m.Not(condition)
    assert sum(1 for _ in walk([condition])) == 5_002


@given(conditions(), tables())
def test_what_is_not_used_does_not_matter(condition: m.Condition, given: Tables) -> None:
    """Loading all there is answers the same as loading what is used."""
    everything = uses([condition, *_everything()])
    some, more = (
        load(shop.CATALOG, dict(given), wanted).customers for wanted in (uses([condition]), everything)
    )
    ids = frozenset({"ordered"})
    answers = [
        [holds(condition, each, Population(people, ids)) for each in people] for people in (some, more)
    ]
    assert answers[0] == answers[1]


def _everything() -> list[m.Condition]:
    found: list[m.Condition] = [m.InList(name) for name in shop.CATALOG.lists]
    found += [m.IsSet(m.Attribute(name, of)) for name, of in shop.fields(None).items()]
    for event in shop.CATALOG.events:
        inside = [m.IsSet(m.Property(name, of)) for name, of in shop.fields(event).items()]
        found.append(m.IsSet(m.Aggregate("count", m.Events(event, m.All(tuple(inside))), None, INTEGER)))
    return found
