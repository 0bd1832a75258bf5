"""Rows as tables of Markdown, for the terminal and the page alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from benchmarks.rows import Bar, Row, cases, find


def table(rows: Sequence[Row], base: str, unit: str | None = None) -> str:
    """A line for each row; `base` is the subject that others are divided by, and `unit` another one."""
    head = ["", "", "CPU", f"× {base}", *([f"× {unit}"] if unit else []), "wall", "peak", "runs", ""]
    lines: list[list[str]] = []
    for case, found in cases(rows).items():
        for number, row in enumerate(found):
            cells = [case if number == 0 else "", row.subject]
            if not row.runs:
                lines.append([*cells, *["–"] * (len(head) - 3), row.note])
                continue
            ratios = [_ratio(row, find(found, case, name)) for name in (base, unit) if name]
            times = [_told(row, row.cpu), *ratios, _told(row, row.wall), f"{row.peak / 1e6:,.0f} MB"]
            lines.append([*cells, *times, str(len(row.runs)), row.note])
    return _aligned(head, lines, "ll" + "r" * (len(head) - 3) + "l")


def bars_table(bars: Iterable[Bar]) -> str:
    """What is aimed at, and what was found."""
    lines = [
        [bar.claim, f"{sign} {bar.bound:g}", _figure(bar.value), "yes" if bar.held else "no"]
        for bar in bars
        for sign in ["≤" if bar.at_most else "≥"]
    ]
    return _aligned(["", "aim", "here", "held"], lines, "lrrl") if lines else ""


def seconds(value: float) -> str:
    """A time in the unit that suits it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if value >= 0.1 * size:
            return f"{_figure(value / size)} {unit}"
    return f"{_figure(value / 1e-6)} µs"


def _told(row: Row, value: float) -> str:
    """A time, and whether it is a measured one or multiplied."""
    return f"≈ {seconds(value)}" if row.scale > 1 else seconds(value)


def _ratio(row: Row, other: Row | None) -> str:
    return _figure(row.times(other)) if other else "–"


def _figure(value: float) -> str:
    """Two or three digits that count."""
    if value < 0.1:
        return f"{value:.2g}"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _aligned(head: list[str], lines: list[list[str]], sides: str) -> str:
    widths = [max(3, *(len(line[n]) for line in [head, *lines])) for n in range(len(head))]

    def drawn(cells: list[str]) -> str:
        padded = (
            cell.rjust(width) if side == "r" else cell.ljust(width)
            for cell, width, side in zip(cells, widths, sides, strict=True)
        )
        return f"| {' | '.join(padded)} |"

    rule = ["-" * (w - 1) + (":" if side == "r" else "-") for w, side in zip(widths, sides, strict=True)]
    return "\n".join([drawn(head), drawn(rule), *map(drawn, lines)]) + "\n"
