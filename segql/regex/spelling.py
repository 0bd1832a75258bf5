"""One spelling of a pattern that means the same to RE2, the Rust regex crate and their kin."""

from __future__ import annotations

from typing import assert_never

from segql.record import record
from segql.regex.tree import LAST, Chain, Chars, Choice, Edge, Regex, Repeat, complement

_ESCAPED = frozenset(r"\.+*?()|[]{}^$")
_ESCAPED_IN_CLASS = frozenset(r"\[]^-&~|")
_CONTROLS = {0x09: r"\t", 0x0A: r"\n", 0x0D: r"\r"}
_EVERYTHING = Chars(((0, LAST),))


@record
class Flavor:
    """What engines that read such patterns write differently: the very end, and a control character."""

    end: str
    control: str


RE2 = Flavor(r"\z", r"\x{:02x}")
POSTGRES = Flavor(r"\Z", r"\u{:04x}")
"""Advanced regular expressions: `\\x` takes as many digits as follow."""


def spell(node: Regex, flavor: Flavor = RE2) -> str:
    """The pattern, without `.`, `^`, `$`, `\\d` and whatever else depends on modes or locales."""
    match node:
        case Chars():
            return _chars(node, flavor)
        case Edge("start"):
            return r"\A"
        case Edge():
            return flavor.end
        case Chain(parts):
            return "".join([_within_chain(part, flavor) for part in parts])
        case Choice(options):
            return "|".join([spell(option, flavor) for option in options])
        case Repeat(part, least, most):
            inner = spell(part, flavor)
            atom = inner if isinstance(part, Chars) else f"(?:{inner})"
            return atom + _quantifier(least, most)
        case _:
            assert_never(node)


def _within_chain(part: Regex, flavor: Flavor) -> str:
    inner = spell(part, flavor)
    return f"(?:{inner})" if isinstance(part, Choice) else inner


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
        case _ if least == most:
            return f"{{{least}}}"
        case _:
            return f"{{{least},{most}}}"


def _chars(node: Chars, flavor: Flavor) -> str:
    if node == _EVERYTHING:
        return r"(?:[^\n]|\n)"
    if len(node.ranges) == 1 and node.ranges[0][0] == node.ranges[0][1]:
        return _char(node.ranges[0][0], _ESCAPED, flavor)
    if node.ranges[-1][1] == LAST:
        return f"[^{_ranges(complement(node), flavor)}]"
    return f"[{_ranges(node, flavor)}]"


def _ranges(node: Chars, flavor: Flavor) -> str:
    return "".join([_range(low, high, flavor) for low, high in node.ranges])


def _range(low: int, high: int, flavor: Flavor) -> str:
    first, last = (_char(each, _ESCAPED_IN_CLASS, flavor) for each in (low, high))
    if low == high:
        return first
    return first + last if high == low + 1 else f"{first}-{last}"


def _char(code: int, escaped: frozenset[str], flavor: Flavor) -> str:
    if code in _CONTROLS:
        return _CONTROLS[code]
    if code < 0x20 or code == 0x7F:
        return flavor.control.format(code)
    if 0xD800 <= code <= 0xDFFF:  # no text holds one, so the nearest character bounds the same set
        code = 0xD7FF if code == 0xD800 - 1 else code
    char = chr(code)
    return f"\\{char}" if char in escaped else char
