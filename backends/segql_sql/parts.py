"""Conditions that look at more aggregates than an engine plans at once, in parts that do not.

A planner goes again and again through all that a SELECT looks at, so that its work grows with the square
of that. A part is a relation of its own, with one number for each customer.
"""

from __future__ import annotations

from collections.abc import Sequence

from segql import meaning as m
from segql.walk import walk


def parts(operands: Sequence[m.Condition], most: int) -> list[tuple[m.Condition, ...]]:
    """The operands in their order, in rows of such as look at so many aggregates together; one alone may
    look at more."""
    found: list[tuple[m.Condition, ...]] = []
    row: list[m.Condition] = []
    seen: set[m.Aggregate] = set()
    for operand in operands:
        own = aggregates(operand)
        if row and len(seen | own) > most:
            found.append(tuple(row))
            row, seen = [], set()
        row.append(operand)
        seen |= own
    return [*found, tuple(row)] if row else found


def aggregates(node: m.Condition) -> set[m.Aggregate]:
    """What a condition looks at of events, each once."""
    return {each for each, _ in walk([node]) if isinstance(each, m.Aggregate)}
