"""Visiting the nodes of `segql.meaning`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from typing import TypeVar, assert_never, cast

from segql import meaning as m
from segql.diagnostics import Span

_Node = TypeVar("_Node", bound=m.Node)
Visited = m.Condition | m.Value | m.Events
"""What a walk comes by."""
_LEAVES = frozenset((m.Constant, m.Attribute, m.Property, m.EventTime, m.InList, m.Sample))


def walk(
    roots: Iterable[m.Condition | m.Value],
) -> Iterator[tuple[Visited, str | None]]:
    """Every node at and below the roots, with the name of the event whose properties it may look at."""
    pending: list[tuple[Visited, str | None]] = [(each, None) for each in roots]
    while pending:
        node, event = pending.pop()
        yield node, event
        if node.__class__ in _LEAVES:  # more than half of all: they are asked by one look
            continue
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
    | m.Arithmetic | m.Function | m.LocalDay | m.WholeYears | m.Standing | m.Parameter | m.Moment
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
        case m.IsSet(value) | m.Near(value) | m.LocalDay(value):
            return (value,)
        case m.Function(_, value) | m.Standing(_, value):
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


def relocate(node: _Node, span: Span) -> _Node:
    """The same meaning, all of it written at `span`: where it is used from another text."""
    return cast("_Node", _relocated(node, span))


def _relocated(node: object, span: Span) -> object:
    if isinstance(node, tuple):
        return tuple(_relocated(each, span) for each in cast("tuple[object, ...]", node))
    if not isinstance(node, m.Node | m.Step):
        return node
    changed = {
        each.name: _relocated(getattr(node, each.name), span)
        for each in fields(node)
        if each.name not in ("span", "type", "value") or isinstance(getattr(node, each.name), m.Node)
    }
    if isinstance(node, m.Node):
        changed["span"] = span
    return replace(node, **changed)  # type: ignore[arg-type]
