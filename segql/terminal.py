"""Text for a terminal: made harmless, and measured in columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

TAB = 4
"""Columns from one tab stop to the next."""

_JOINERS = "\u200c\u200d"  # letters of some scripts, and emoji, are made with them
_LINE_ENDS = "\u2028\u2029"


def visible(text: str) -> str:
    """The text with what could steer a terminal or turn its lines about (control characters, bidi
    marks, lone surrogates) replaced by `\ufffd`, one for one."""
    return "".join("\ufffd" if _is_unseen(character) else character for character in text)


def width(text: str) -> int:
    """How many columns a visible text takes: two for East Asian wide characters, none for marks."""
    return sum(map(_columns, text))


def pad(text: str, columns: int, *, right: bool = False) -> str:
    """The text filled with blanks to a number of columns; at the right edge where `right`."""
    blanks = " " * (columns - width(text))
    return blanks + text if right else text + blanks


def clipped(text: str, columns: int) -> str:
    """A visible text of at most so many columns, its end cut off where it has more."""
    if width(text) <= columns:
        return text
    while width(text) >= columns:
        text = text[:-1]
    return text + "…"


def table(header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> str:
    """Rows under a header, in aligned columns; `right` says which stand at their right edge."""
    lines = [[visible(cell) for cell in row] for row in (header, *rows)]
    columns = [max(map(width, cells)) for cells in zip(*lines, strict=True)]
    rule = ["-" * each for each in columns]
    text = [
        "  ".join(pad(cell, size, right=edge) for cell, size, edge in zip(row, columns, right, strict=True))
        for row in (lines[0], rule, *lines[1:])
    ]
    return "\n".join(line.rstrip() for line in text)


def count(number: int, noun: str) -> str:
    """`1 row`, `2 rows`, `12,000 rows`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _is_unseen(character: str) -> bool:
    if character in _JOINERS:
        return False
    return unicodedata.category(character) in ("Cc", "Cf", "Cs") or character in _LINE_ENDS


def _columns(character: str) -> int:
    if character < "\u0300":
        return 1
    if character in _JOINERS or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
