"""Pictures of measured rows, as SVG: the size of the work against what it costs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from html import escape

from benchmarks.rows import Row, cases
from benchmarks.tables import seconds

_WIDTH, _HEIGHT = 920, 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 290, 50, 50
_COLORS = (
    "#0072b2",
    "#d55e00",
    "#009e73",
    "#cc79a7",
    "#e69f00",
    "#56b4e9",
    "#666666",
    "#7b4fb3",
    "#999933",
    "#333333",
)
_LABEL = 17
"""The height of a label, so that two of them do not lie over one another."""

Place = Callable[[float], float]


def picture(title: str, rows: Sequence[Row], axis: str) -> str:
    """Lines where cases differ in size, else a point for each row; times go in powers of ten."""
    ended = [row for row in rows if row.runs and row.size]
    colors = {
        name: _COLORS[n % len(_COLORS)] for n, name in enumerate(dict.fromkeys(r.subject for r in rows))
    }
    failed = {row.subject: row.note.partition(" ")[0].rstrip(":") for row in rows if not row.runs}
    if len({row.size for row in ended}) > 1:
        return _drawing(title, _HEIGHT, _lines(ended, colors, axis, failed))
    height = _TOP + 20 * (len(ended) + 2 * len(cases(ended))) + 20
    return _drawing(title, height, _dots(ended, colors, height))


def _drawing(title: str, height: int, parts: Iterator[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" '
        f'height="{height}" font-family="sans-serif" font-size="13">'
    )
    ground = f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>'
    return "\n".join([head, ground, _text(20, 28, f"{title}: CPU time", size=17), *parts, "</svg>"]) + "\n"


def _lines(rows: Sequence[Row], colors: dict[str, str], axis: str, failed: dict[str, str]) -> Iterator[str]:
    sizes = sorted({row.size for row in rows})
    x = _scale(sizes[0], sizes[-1], _LEFT, _WIDTH - _RIGHT)
    low, high = _decades([row.cpu for row in rows])
    y = _scale(low, high, _HEIGHT - _BOTTOM, _TOP)
    for size in sizes:
        yield _line(x(size), _TOP, x(size), _HEIGHT - _BOTTOM)
        yield _text(x(size), _HEIGHT - _BOTTOM + 18, f"{size:,.0f}", anchor="middle")
    for time in _powers(low, high):
        yield _line(_LEFT, y(time), _WIDTH - _RIGHT, y(time))
        yield _text(_LEFT - 8, y(time) + 4, seconds(time), anchor="end")
    yield _text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 12, axis, anchor="middle")
    ends: list[tuple[float, str]] = []
    for subject, color in colors.items():
        points = sorted((row for row in rows if row.subject == subject), key=lambda row: row.size)
        if not points:
            continue
        path = " ".join(f"{x(row.size):.1f},{y(row.cpu):.1f}" for row in points)
        width = 3 if subject.startswith("segql") else 1.5
        yield f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="{width}"/>'
        yield from (_circle(x(row.size), y(row.cpu), row, color) for row in points)
        ends.append((y(points[-1].cpu), subject))
    for place, subject in _apart(ends):
        told = f"{subject} ({failed[subject]})" if subject in failed else subject
        yield _text(_WIDTH - _RIGHT + 12, place + 4, told, color=colors[subject])


def _dots(rows: Sequence[Row], colors: dict[str, str], height: int) -> Iterator[str]:
    low, high = _decades([row.cpu for row in rows])
    x = _scale(low, high, _RIGHT, _WIDTH - _LEFT)
    for time in _powers(low, high):
        yield _line(x(time), _TOP + 10, x(time), height - 20)
        yield _text(x(time), _TOP, seconds(time), anchor="middle", color="#666666")
    place = _TOP + 10
    for case, found in cases(rows).items():
        place += 20
        yield _text(20, place, case, weight="bold")
        for row in found:
            place += 20
            color = colors[row.subject]
            yield _text(_RIGHT - 8, place, row.subject, anchor="end")
            yield _line(_RIGHT, place - 4, x(row.cpu), place - 4, color)
            yield _circle(x(row.cpu), place - 4, row, color)
            yield _text(x(row.cpu) + 9, place, seconds(row.cpu))
        place += 20


def _circle(x: float, y: float, row: Row, color: str) -> str:
    """A point; hollow where a part was measured, and multiplied."""
    fill = "#ffffff" if row.scale > 1 else color
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{fill}" stroke="{color}" stroke-width="1.5"/>'


def _apart(ends: Sequence[tuple[float, str]]) -> Iterator[tuple[float, str]]:
    """The labels from above to below, each moved down until it is clear of the one before."""
    last = -math.inf
    for place, subject in sorted(ends):
        last = max(place, last + _LABEL)
        yield last, subject


def _scale(low: float, high: float, start: float, end: float) -> Place:
    """Where a value stands between two places, by its logarithm."""
    span = math.log(high / low) or 1.0
    return lambda value: start + (end - start) * math.log(value / low) / span


def _decades(values: Sequence[float]) -> tuple[float, float]:
    """The powers of ten below and above all values."""
    low = 10.0 ** math.floor(math.log10(min(values)))
    return low, max(low * 10, 10.0 ** math.ceil(math.log10(max(values))))


def _powers(low: float, high: float) -> list[float]:
    return [low * 10.0**power for power in range(round(math.log10(high / low)) + 1)]


def _line(x1: float, y1: float, x2: float, y2: float, color: str = "#dddddd") -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{color}"/>'


def _text(
    x: float,
    y: float,
    text: str,
    *,
    anchor: str = "start",
    color: str = "#222222",
    size: int = 13,
    weight: str = "normal",
) -> str:
    at = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {at} fill="{color}" font-size="{size}" font-weight="{weight}">{escape(text)}</text>'
