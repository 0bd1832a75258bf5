"""Conditions that look at more aggregates than an engine plans at once, in parts that do not.

A planner goes again and again through all that a SELECT looks at, so that its work grows with the square
of that. A part is a relation of its own, with one number for each customer.
"""

from __future__ import annotations

from collections.abc import Sequence

from segql import meaning as m
from segql.walk import walk


def parts(operands: Sequence[m.Condition], most: int) -> list[tuple[m.Condition, ...]]:
    """The operands in rows of such as look at so many aggregates together, those that look at the same ones
    side by side; one alone may look at more."""
    places: dict[m.Aggregate, int] = {}
    looks_at = [aggregates(each) for each in operands]
    for own in looks_at:
        for each in own:
            places.setdefault(each, len(places))
    order = sorted(range(len(operands)), key=lambda at: max(map(places.__getitem__, looks_at[at]), default=0))
    found: list[tuple[m.Condition, ...]] = []
    row: list[m.Condition] = []
    seen: set[m.Aggregate] = set()
    for at in order:
        operand, own = operands[at], looks_at[at]
        if row and len(seen.union(own)) > most:
            found.append(tuple(row))
            row, seen = [], set()
        row.append(operand)
        seen.update(own)
    return [*found, tuple(row)] if row else found


def aggregates(node: m.Condition) -> list[m.Aggregate]:
    """What a condition looks at of events, each once."""
    return list(dict.fromkeys(each for each, _ in walk([node]) if isinstance(each, m.Aggregate)))
