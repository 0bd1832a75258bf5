"""Deep conditions without deep nesting.

Parsers of engines take a few dozen levels of parentheses. A condition has two values, so the way
from its root to its deepest part can be written as a list: the first test that holds decides, and
if none does, what is left decides. What hangs off that way is at most half as large, so that such
lists nest at most as deep as the logarithm of the size.
"""

from __future__ import annotations

from segql import meaning as m

MOST_NESTED = 10
"""Levels of AND, OR and NOT that are written with parentheses."""


def depth(node: m.Condition) -> int:
    """The number of levels of a condition."""
    match node:
        case m.Not(operand):
            return 1 + depth(operand)
        case m.All(operands) | m.Any(operands) | m.AtLeast(_, operands):
            return 1 + max(map(depth, operands), default=0)
        case _:
            return 0


def linked(node: m.Condition) -> tuple[list[tuple[m.Condition, bool]], m.Condition, bool]:
    """Tests with the result where they are the first that holds; what decides where none does, and
    whether it does so as it is (or negated)."""
    tests: list[tuple[m.Condition, bool]] = []
    positive = True
    while depth(node) > MOST_NESTED:
        match node:
            case m.Not(operand):
                positive, node = not positive, operand
            case m.All(operands):
                rest, node = _split(operands)
                tests.append((m.Not(m.All(rest)), not positive))
            case m.Any(operands):
                rest, node = _split(operands)
                tests.append((m.Any(rest), positive))
            case m.AtLeast(count, operands):
                rest, node = _split(operands)
                tests.append((m.AtLeast(count, rest), positive))
                tests.append((m.Not(m.AtLeast(count - 1, rest)), not positive))
            case _:
                raise TypeError(f"not a deep condition: {node!r}")
    return tests, node, positive


def _split(operands: tuple[m.Condition, ...]) -> tuple[tuple[m.Condition, ...], m.Condition]:
    """All but the largest of the deep operands, and that one."""
    largest = max(range(len(operands)), key=lambda at: (_size(operands[at]), -at))
    return operands[:largest] + operands[largest + 1 :], operands[largest]


def _size(node: m.Condition) -> int:
    match node:
        case m.Not(operand):
            return 1 + _size(operand)
        case m.All(operands) | m.Any(operands) | m.AtLeast(_, operands):
            return 1 + sum(map(_size, operands))
        case _:
            return 1
