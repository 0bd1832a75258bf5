"""What a regular expression is made of, and how large it is when written out."""

from __future__ import annotations

from typing import Literal, assert_never

from segql.record import record

LAST = 0x10FFFF
"""The last code point."""


@record
class Chars:
    """One character of a set: ranges of code points, both ends in, ascending, apart from each other."""

    ranges: tuple[tuple[int, int], ...]


@record
class Edge:
    """The very start or the very end of the text."""

    which: Literal["start", "end"]


@record
class Chain:
    """One part after the other; of none, the empty text."""

    parts: tuple[Regex, ...] = ()


@record
class Choice:
    """One of two or more options, none of them the empty chain."""

    options: tuple[Regex, ...]


@record
class Repeat:
    """A part `least` to `most` times; `most` of None is without end."""

    part: Regex
    least: int
    most: int | None


Regex = Chars | Edge | Chain | Choice | Repeat


def chars(*ranges: tuple[int, int]) -> Chars:
    """The set of the characters in any of the ranges, which may overlap."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return Chars(tuple(merged))


def complement(of: Chars) -> Chars:
    """The set of all other characters."""
    gaps: list[tuple[int, int]] = []
    start = 0
    for low, high in of.ranges:
        if start < low:
            gaps.append((start, low - 1))
        start = high + 1
    if start <= LAST:
        gaps.append((start, LAST))
    return Chars(tuple(gaps))


def chain(parts: list[Regex]) -> Regex:
    """The parts in order, in the one way to write them."""
    return parts[0] if len(parts) == 1 else Chain(tuple(parts))


def choice(options: list[Regex]) -> Regex:
    """One of the options; an empty one makes the others optional."""
    full = [option for option in options if option != Chain()]
    if not full:
        return Chain()
    one = full[0] if len(full) == 1 else Choice(tuple(full))
    return one if len(full) == len(options) else repeat(one, 0, 1)


def repeat(part: Regex, least: int, most: int | None) -> Regex:
    """The part repeated, in the one way to write it."""
    if most == 0 or part == Chain():
        return Chain()
    return part if (least, most) == (1, 1) else Repeat(part, least, most)


def size(node: Regex) -> int:
    """The number of ranges and edges when all repetitions are written out."""
    match node:
        case Chars(ranges):
            return len(ranges)
        case Edge():
            return 1
        case Chain(parts) | Choice(parts):
            return sum([size(part) for part in parts])
        case Repeat(part, least, most):
            return size(part) * (max(1, least) if most is None else most)
        case _:
            assert_never(node)


def repetitions(node: Regex) -> int:
    """The largest product of the bounds of repetitions that stand inside each other."""
    match node:
        case Chars() | Edge():
            return 1
        case Chain(parts) | Choice(parts):
            return max([repetitions(part) for part in parts], default=1)
        case Repeat(part, least, most):
            return repetitions(part) * (max(1, least) if most is None else most)
        case _:
            assert_never(node)
