"""What conditions look at: which attributes, events with which properties, and lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from segql import meaning as m


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


def walk(conditions: Iterable[m.Condition]) -> Iterator[tuple[m.Condition | m.Value | m.Events, str | None]]:
    """Every node within the conditions, with the name of the event whose properties it may look at."""
    pending: list[tuple[m.Condition | m.Value | m.Events, str | None]] = [(each, None) for each in conditions]
    while pending:
        node, event = pending.pop()
        yield node, event
        match node:
            case m.Events(name, where):
                pending.append((where, name))
            case m.Aggregate():
                pending.append((node.events, None))
                if node.of is not None:
                    pending.append((node.of, node.events.event))
            case m.Sequence():
                pending.extend(_in_sequence(node))
            case _:
                pending.extend([(child, event) for child in _children(node)])


def _in_sequence(sequence: m.Sequence) -> Iterator[tuple[m.Value | m.Events, str]]:
    last = sequence.first.event
    yield sequence.first, last
    for step in sequence.steps:
        yield step.events, step.events.event
        if step.same is not None:
            yield step.same[0], last
            yield step.same[1], step.events.event
        if not step.absent:
            last = step.events.event


_Plain = (
    m.Compare | m.OneOf | m.AnyOf | m.TextTest | m.IsSet | m.InList | m.Sample | m.Near | m.Anniversary
    | m.Not | m.All | m.Any | m.AtLeast | m.Constant | m.Attribute | m.Property | m.EventTime
    | m.Arithmetic | m.Function | m.WholeYears | m.Standing | m.Parameter | m.Moment
)  # fmt: skip


def _children(node: _Plain) -> tuple[m.Condition | m.Value, ...]:
    match node:
        case m.Compare(_, left, right) | m.Arithmetic(_, left, right):
            return (left, right)
        case m.OneOf(value, options) | m.AnyOf(value, options):
            return (value, *options)
        case m.TextTest(_, value, text):
            return (value, text)
        case m.WholeYears(value, on):
            return (value, on)
        case m.Anniversary(value, start, end):
            return (value, start, end)
        case m.IsSet(value) | m.Near(value) | m.Function(_, value) | m.Standing(_, value):
            return (value,)
        case m.Not(operand):
            return (operand,)
        case m.All(operands) | m.Any(operands) | m.AtLeast(_, operands):
            return operands
        case m.InList() | m.Sample() | m.Constant() | m.Attribute() | m.Property() | m.EventTime():
            return ()
        case m.Parameter() | m.Moment():
            return ()
        case _:
            assert_never(node)
