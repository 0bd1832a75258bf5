"""The spelling of a pattern in extended regular expressions as POSIX has them, which RE2 reads the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from segql.regex.tree import LAST, Chain, Chars, Choice, Edge, Regex, Repeat, complement

_ESCAPED = frozenset(r"\.+*?()|[]{}^$")
_EVERYTHING = Chars(((0, LAST),))
_ODD = "]\\[^-"
"""What means something within brackets."""


def spelled(node: Regex) -> str:
    """The pattern, for a mode in which `.` is every character and `^` and `$` are the ends of the text.

    It has no group but `( )`, and within brackets no escape that POSIX would read as two characters.
    """
    match node:
        case Chars():
            return _chars(node)
        case Edge("start"):
            return "^"
        case Edge():
            return "$"
        case Chain(parts):
            found = [(part, spelled(part)) for part in parts]
            return "".join([f"({text})" if isinstance(part, Choice) else text for part, text in found])
        case Choice(options):
            return "|".join([spelled(option) for option in options])
        case Repeat(part, least, most):
            atom = spelled(part) if isinstance(part, Chars) else f"({spelled(part)})"
            return atom + _quantifier(least, most)
        case _:
            assert_never(node)


def _quantifier(least: int, most: int | None) -> str:
    match least, most:
        case 0, None:
            return "*"
        case 1, None:
            return "+"
        case 0, 1:
            return "?"
        case _, None:
            return f"{{{least},}}"
        case _:
            return f"{{{least}}}" if least == most else f"{{{least},{most}}}"


def _chars(node: Chars) -> str:
    if node == _EVERYTHING:
        return "."
    if len(node.ranges) == 1 and node.ranges[0][0] == node.ranges[0][1]:
        char = chr(node.ranges[0][0])
        return f"\\{char}" if char in _ESCAPED else char
    if node.ranges[-1][1] == LAST:
        return f"[^{_within(complement(node))}]"
    return f"[{_within(node)}]"


def _within(node: Chars) -> str:
    """What stands within brackets, with what means something there where it means itself."""
    odd = [char for char in _ODD if any(low <= ord(char) <= high for low, high in node.ranges)]
    first = "]" if "]" in odd else ""
    backslash = "\\\\" if "\\" in odd else ""  # two are one to RE2, and to POSIX the same one twice
    start = first + "".join([_range(*each) for each in _plain(node)]) + backslash
    end = "".join([char for char in "[^-" if char in odd])
    return start + ("-^" if end == "^-" and not start else end)


def _plain(node: Chars) -> Iterator[tuple[int, int]]:
    """The ranges without what is odd, without NUL and with no surrogate at an end: no text holds those."""
    cuts = [*((ord(char), ord(char)) for char in sorted(_ODD)), (0xD800, 0xDFFF)]
    for low, high in node.ranges:
        start = max(low, 1)
        for first, last in cuts:
            if start <= last and first <= high and not (start < first == 0xD800 and last < high):
                if start < first:
                    yield start, first - 1
                start = last + 1
        if start <= high:
            yield start, high


def _range(low: int, high: int) -> str:
    first, last = chr(low), chr(high)
    if low == high:
        return first
    return first + last if high == low + 1 else f"{first}-{last}"
