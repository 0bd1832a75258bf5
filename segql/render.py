"""Diagnostics for people (the line of the text with carets under it) and for programs (JSON).

error[unknown-event]: unknown event `plased_order`
  --> shop.segql:3:9
   |
 3 |     not plased_order
   |         ^^^^^^^^^^^^
   = help: did you mean `placed_order`?
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from segql.diagnostics import Diagnostic, Source, Span
from segql.terminal import TAB, visible, width

WIDTH = 100
"""Columns of source text that are shown by default."""

_CUT = "..."
_SHOWN = 4  # lines of a span that goes over several, before the middle is left out
_NEAR = 4  # widths of the window, of a long line's characters that are looked at

_Style = Literal["error", "warning", "frame", "bold"]
_STYLES: dict[_Style, str] = {"error": "1;31", "warning": "1;33", "frame": "1;34", "bold": "1"}


@dataclass(frozen=True, slots=True)
class _Place:
    """The first and the last character of a span; lines and columns from 1, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


def to_text(diagnostics: Iterable[Diagnostic], *, color: bool = False, width: int = WIDTH) -> str:
    """The diagnostics as they are shown on a terminal, a blank line between two."""
    return "\n\n".join("\n".join(_lines(each, color, max(width, 20))) for each in diagnostics)


def to_json(diagnostic: Diagnostic) -> dict[str, object]:
    """The diagnostic as plain values. Offsets, lines and columns count code points; lines and columns
    start at 1, ends are exclusive; all are None where it is about no place in a text."""
    span, source = diagnostic.span, diagnostic.source
    place = _place(source.text, span) if source and span else None
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "fix": diagnostic.fix,
        "source": source.name if source else None,
        "span": {"start": span.start, "end": span.end} if span else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "end_line": place.end_line if place else None,
        "end_column": place.end_column if place else None,
        "underlined": diagnostic.underlined if place else None,
    }


def position(source: Source, span: Span) -> tuple[int, int]:
    """Line and column of where a span starts, both from 1."""
    place = _place(source.text, span)
    return place.line, place.column


def _place(text: str, span: Span) -> _Place:
    start = min(max(span.start, 0), len(text))
    end = min(max(span.end, start), len(text))
    return _Place(*_line_and_column(text, start), *_line_and_column(text, end))


def _line_and_column(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def _lines(diagnostic: Diagnostic, color: bool, columns: int) -> Iterator[str]:
    severity = _paint(f"{diagnostic.severity}[{diagnostic.code}]", diagnostic.severity, color)
    yield f"{severity}: {_paint(_one_line(diagnostic.message), 'bold', color)}"
    margin = 1
    if diagnostic.source is not None and diagnostic.span is not None:
        place = _place(diagnostic.source.text, diagnostic.span)
        margin = len(str(place.end_line))
        yield from _excerpt(diagnostic, diagnostic.source, place, color, columns)
    elif diagnostic.source is not None:
        yield f" {_paint(' -->', 'frame', color)} {_one_line(diagnostic.source.name)}"
    for label, text in _notes(diagnostic):
        yield f" {' ' * margin} {_paint('=', 'frame', color)} {_paint(label, 'bold', color)}: {text}"


def _notes(diagnostic: Diagnostic) -> Iterator[tuple[str, str]]:
    if diagnostic.help is not None:
        yield "help", _one_line(diagnostic.help)
    if diagnostic.fix is not None and f"`{diagnostic.fix}`" not in (diagnostic.help or ""):
        yield "fix", f"write `{_one_line(diagnostic.fix)}`"


def _excerpt(
    diagnostic: Diagnostic, source: Source, place: _Place, color: bool, columns: int
) -> Iterator[str]:
    margin = " " * len(str(place.end_line))
    bar = _paint("|", "frame", color)
    where = f"{_one_line(source.name)}:{place.line}:{place.column}"
    yield f" {margin}{_paint('-->', 'frame', color)} {where}"
    yield f" {margin} {bar}"
    lines = _text_of_lines(source.text, diagnostic.span or Span(0, 0)).split("\n")
    if place.end_column == 1 and len(lines) > 1:
        lines.pop()  # it ends with a line's end, not in the next line
    for index, line in enumerate(lines):
        if len(lines) > _SHOWN and index == 1:
            yield _paint(_CUT, "frame", color)
        if len(lines) > _SHOWN and 0 < index < len(lines) - 1:
            continue
        number, line = place.line + index, line.removesuffix("\r")
        start = place.column - 1 if index == 0 else len(line) - len(line.lstrip())
        end = place.end_column - 1 if number == place.end_line else len(line)
        shown, carets = _underline(line, start, end, columns)
        label = _paint(str(number).rjust(len(margin)), "frame", color)
        yield f" {label} {bar} {shown}".rstrip()
        if line.strip() or len(lines) == 1:
            yield f" {margin} {bar} {_paint(carets, diagnostic.severity, color)}"


def _text_of_lines(text: str, span: Span) -> str:
    """The whole lines that a span touches."""
    end = text.find("\n", span.end)
    return text[text.rfind("\n", 0, span.start) + 1 : end if end >= 0 else len(text)]


def _underline(line: str, start: int, end: int, columns: int) -> tuple[str, str]:
    """A line as shown, no wider than `columns`, and the carets under `[start, end)` of it."""
    skipped = max(0, start - _NEAR * columns)
    cells = _cells(line[skipped : start + _NEAR * columns])
    start, end = start - skipped, min(max(end, start) - skipped, len(cells))
    first, last = _window([width(cell) for cell in cells], start, columns)
    left = _CUT if skipped or first > 0 else ""
    right = _CUT if skipped + last < len(line) else ""
    before = len(left) + sum(map(width, cells[first:start]))
    under = sum(map(width, cells[start : min(end, last)]))
    carets = " " * before + "^" * max(under, 1)
    return left + "".join(cells[first:last]) + right, carets


def _cells(line: str) -> list[str]:
    """What each character of a line is shown as: itself, or the blanks of a tab."""
    cells: list[str] = []
    column = 0
    for character in line:
        cell = " " * (TAB - column % TAB) if character == "\t" else visible(character)
        cells.append(cell)
        column += width(cell)
    return cells


def _window(sizes: list[int], start: int, columns: int) -> tuple[int, int]:
    """The range of cells that is shown: all where they fit, else some around where the span starts."""
    if sum(sizes) <= columns:
        return 0, len(sizes)
    room = columns - 2 * len(_CUT)
    first = last = start
    used = 0
    while first > 0 and used + sizes[first - 1] <= room // 3:
        first -= 1
        used += sizes[first]
    while last < len(sizes) and used + sizes[last] <= room:
        used += sizes[last]
        last += 1
    while first > 0 and used + sizes[first - 1] <= room:
        first -= 1
        used += sizes[first]
    return first, last


def _one_line(text: str) -> str:
    return visible(text.replace("\n", " "))


def _paint(text: str, style: _Style, color: bool) -> str:
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if color and text else text
