"""What conditions look at: which attributes, events with which properties, and lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from segql import meaning as m
from segql.walk import walk


@dataclass(frozen=True, slots=True)
class Uses:
    """The parts of a catalog that conditions look at; `events` holds the properties by event."""

    attributes: frozenset[str]
    events: Mapping[str, frozenset[str]]
    lists: frozenset[str]
    counted: frozenset[str]
    """Events that are counted as such, so that their `id` matters where they have one."""


def uses(conditions: Iterable[m.Condition]) -> Uses:
    """What any of the conditions looks at."""
    attributes: set[str] = set()
    events: dict[str, set[str]] = {}
    lists: set[str] = set()
    counted: set[str] = set()
    for node, event in walk(conditions):
        match node:
            case m.Attribute(name):
                attributes.add(name)
            case m.Property(name) if event is not None:
                events.setdefault(event, set()).add(name)
            case m.Events(name):
                events.setdefault(name, set())
            case m.InList(name):
                lists.add(name)
            case m.Aggregate(of=None):
                counted.add(node.events.event)
            case _:
                pass
    return Uses(
        frozenset(attributes),
        {name: frozenset(properties) for name, properties in events.items()},
        frozenset(lists),
        frozenset(counted),
    )
