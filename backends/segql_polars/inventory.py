"""What conditions need beside the customers' own columns, each thing once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from segql import meaning as m
from segql.walk import walk

Flag = m.Sequence | m.InList
"""A condition that is looked up, not computed from columns."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """`groups` holds the aggregates by the events they are of, in the order they are met."""

    groups: dict[m.Events, list[m.Aggregate]]
    standings: list[m.Standing]
    flags: list[Flag]

    def columns(self) -> dict[m.Value | m.Condition, str]:
        """A column's name for each thing."""
        aggregates = [each for group in self.groups.values() for each in group]
        things: list[m.Value | m.Condition] = [*aggregates, *self.standings, *self.flags]
        return {thing: f"\x00{number}" for number, thing in enumerate(things)}

    @property
    def frames(self) -> int:
        """How many frames are joined to the customers."""
        return len(self.groups) + len(self.flags)


def inventory(conditions: Iterable[m.Condition]) -> Inventory:
    """What the conditions need."""
    found = list(dict.fromkeys(_things(conditions)))
    groups: dict[m.Events, list[m.Aggregate]] = {}
    for thing in found:
        if isinstance(thing, m.Aggregate):
            groups.setdefault(thing.events, []).append(thing)
    return Inventory(
        groups,
        [thing for thing in found if isinstance(thing, m.Standing)],
        [thing for thing in found if isinstance(thing, m.Sequence | m.InList)],
    )


def _things(conditions: Iterable[m.Condition]) -> Iterator[m.Aggregate | m.Standing | Flag]:
    for node, _ in walk(conditions):
        if isinstance(node, m.Aggregate | m.Standing | m.Sequence | m.InList):
            yield node


def plain(condition: m.Condition) -> m.Condition:
    """The condition with `count >= 1` counted in rows, not in distinct ids: it is the same question,
    and much cheaper to answer."""
    match condition:
        case m.Not(operand):
            return m.Not(plain(operand), span=condition.span)
        case m.All(operands):
            return m.All(tuple(map(plain, operands)), span=condition.span)
        case m.Any(operands):
            return m.Any(tuple(map(plain, operands)), span=condition.span)
        case m.AtLeast(count, operands):
            return m.AtLeast(count, tuple(map(plain, operands)), span=condition.span)
        case m.Compare("<=", m.Constant(1), m.Aggregate("count", events, None)) | m.Compare(
            "<", m.Constant(0), m.Aggregate("count", events, None)
        ):
            rows = m.Aggregate("count", events, m.EventTime(), condition.right.type)
            return m.Compare(condition.op, condition.left, rows, span=condition.span)
        case _:
            return condition
