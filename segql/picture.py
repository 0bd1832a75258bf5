"""A picture of the overlaps of segments: a matrix of shares, as SVG or PNG."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from xml.sax.saxutils import escape

from segql.diagnostics import DataError, EngineError, SegqlError, error, missing_extra
from segql.overlap import Overlaps
from segql.replace import replacing, write_text
from segql.terminal import clipped, visible, width

MOST = 100
"""Segments that fit a side."""

_FONT = (
    "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'Noto Sans KR', 'Noto Sans CJK KR', "
    "'Apple SD Gothic Neo', 'Malgun Gothic', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
)
_SHADES = ((247, 251, 255), (198, 219, 239), (107, 174, 214), (33, 113, 181), (8, 48, 107))
_INK, _PALE, _NONE = "#1a1a1a", "#ffffff", "#d9d9d9"
_CELLS = ((16, 44, 13), (40, 22, 11), (MOST, 12, 9))
"""Up to so many segments: the side of a cell, which holds its number in the first kind, and of letters."""
_NAME = 28  # columns of a name that are shown
_NO_XML = re.compile("[\ufffe\uffff]")  # beside what `visible` replaces
_NO_LETTER = "\U0010fffd"  # for private use: what is drawn for it stands for letters that no font has
_SCALE = 2  # pixels of a PNG for one of the SVG


def draw(overlaps: Overlaps, path: str | Path) -> None:
    """Writes the picture to a file, .svg or .png. Raises SegqlError."""
    path = Path(path)
    check(path, len(overlaps.sizes))
    text = svg(overlaps)
    if path.suffix.lower() == ".svg":
        write_text(path, text)
        return
    image = _png(text, overlaps.sizes)
    with replacing(path) as temporary:
        temporary.write_bytes(image)


def check(path: Path, segments: int) -> None:
    """Raises SegqlError where no picture of so many segments can be written."""
    _check_size(segments)
    if path.suffix.lower() not in (".svg", ".png"):
        message = f"`{path}` is none of the kinds of pictures that are written"
        raise error(DataError, "file-type", message, "name it .svg or .png")
    if not path.absolute().parent.is_dir():
        raise error(DataError, "file-unwritable", f"cannot write `{path}`: there is no folder for it")


def svg(overlaps: Overlaps) -> str:
    """The picture: a row for each segment that is asked about, a column for every segment.

    A cell is as dark as the share of the row's members who are in the column's segment too. Raises
    SegqlError where there are more segments than fit.
    """
    grid = _grid(overlaps)
    across = max(grid.left + len(overlaps.sizes) * grid.cell + grid.above - 40, grid.left + 380)
    down = grid.above + len(overlaps.rows) * grid.cell + 64
    parts = [
        _open(across, down, grid.font),
        f'<rect width="100%" height="100%" fill="{_PALE}"/>',
        '<text x="12" y="24" font-size="14">Percent of the row’s members who are in the column too</text>',
        *_names(overlaps, grid),
        *_cells(overlaps, grid),
        *_legend(grid.left, down - 46),
        "</svg>\n",
    ]
    return "\n".join(parts)


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where the cells are, in pixels."""

    cell: int
    font: int
    left: float
    above: float
    sizes: float
    """The room for the sizes of segments."""

    def at(self, down: int, across: int) -> tuple[float, float]:
        """The corner of a cell."""
        return self.left + across * self.cell, self.above + down * self.cell


def _grid(overlaps: Overlaps) -> _Grid:
    segments = len(overlaps.sizes)
    _check_size(segments)
    cell, font = next((cell, font) for limit, cell, font in _CELLS if segments <= limit)
    names = max((width(_label(name)) for name in overlaps.sizes), default=0) * font * 0.6
    sizes = max((len(f"{size:,}") for size in overlaps.sizes.values()), default=0) * font * 0.62
    return _Grid(cell, font, names + sizes + 34, names * 0.71 + 66, sizes)


def _check_size(segments: int) -> None:
    if segments > MOST:
        message = f"a picture has room for {MOST} segments, and there are {segments:,}"
        raise error(SegqlError, "picture-size", message, "choose some of them")


def _names(overlaps: Overlaps, grid: _Grid) -> Iterator[str]:
    for across, name in enumerate(overlaps.sizes):
        x, y = grid.at(0, across)
        x, y = x + 0.6 * grid.cell, y - 6
        yield _text(_label(name), x, y, f' transform="rotate(-45 {x:.1f} {y:.1f})"', name)
    for down, name in enumerate(overlaps.rows):
        x, y = grid.at(down, 0)
        y += 0.5 * grid.cell + 0.35 * grid.font
        yield _text(_label(name), x - grid.sizes - 18, y, ' text-anchor="end"', name)
        yield _text(f"{overlaps.sizes[name]:,}", x - 8, y, ' text-anchor="end" fill="#666666"')


def _cells(overlaps: Overlaps, grid: _Grid) -> Iterator[str]:
    side = grid.cell - 1
    for down, (row, counts) in enumerate(overlaps.rows.items()):
        for across, (column, both) in enumerate(zip(overlaps.sizes, counts, strict=True)):
            (x, y), size = grid.at(down, across), overlaps.sizes[row]
            share = None if row == column or not size else both / size
            fill = _NONE if share is None else _shade(share)
            told = f"{row} and {column}: {both:,} of {size:,}" + (
                f", {share:.1%}" if share is not None else ""
            )
            title = f"<title>{_escaped(told)}</title>"
            yield f'<rect x="{x:.1f}" y="{y:.1f}" width="{side}" height="{side}" fill="{fill}">{title}</rect>'
            if share is not None and grid.cell == _CELLS[0][1]:
                ink = _PALE if share > 0.6 else _INK
                middle = f' text-anchor="middle" fill="{ink}" pointer-events="none"'
                yield _text(_percent(share, both), x + side / 2, y + grid.cell / 2 + 4, middle)


def _legend(x: float, y: float) -> Iterator[str]:
    for step in range(11):
        yield f'<rect x="{x + 16 * step:.1f}" y="{y:.1f}" width="16" height="10" fill="{_shade(step / 10)}"/>'
    yield _text("0 %", x, y + 24)
    yield _text("100 %", x + 176, y + 24, ' text-anchor="end"')
    yield f'<rect x="{x + 200:.1f}" y="{y:.1f}" width="16" height="10" fill="{_NONE}"/>'
    yield _text("itself, or no members", x + 222, y + 10)


def _open(across: float, down: float, font: int) -> str:
    size = f'viewBox="0 0 {across:.0f} {down:.0f}" width="{across:.0f}" height="{down:.0f}"'
    letters = f'font-family="{_FONT}" font-size="{font}" fill="{_INK}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {letters}>'


def _text(text: str, x: float, y: float, more: str = "", title: str | None = None) -> str:
    told = f"<title>{_escaped(title)}</title>" if title is not None else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{more}>{told}{_escaped(text)}</text>'


def _label(name: str) -> str:
    """A name as far as there is room for it."""
    return clipped(visible(name), _NAME)


def _escaped(text: str) -> str:
    return escape(_NO_XML.sub("\ufffd", visible(text)))


def _percent(share: float, both: int) -> str:
    """Whole percents, of which none hides a member, or that one is missing."""
    if both and share < 0.01:
        return "<1"
    return ">99" if 0.99 < share < 1 else f"{share * 100:.0f}"


def _shade(share: float) -> str:
    place = share * (len(_SHADES) - 1)
    lower = min(int(place), len(_SHADES) - 2)
    mixed = (
        round(one + (other - one) * (place - lower))
        for one, other in zip(_SHADES[lower], _SHADES[lower + 1], strict=True)
    )
    return "#" + "".join(f"{each:02x}" for each in mixed)


def _png(text: str, names: Iterable[str]) -> bytes:
    for name in names:
        letters = {"a", *filter(str.isalnum, _label(name))}  # "a": of what else is written
        if any(_drawn(letter) == _drawn(_NO_LETTER) for letter in letters):
            message = f"no font of this machine has the letters of `{name}`"
            help = (
                "install one, such as Noto Sans CJK for Korean, Chinese and Japanese, or name the file .svg"
            )
            raise error(EngineError, "missing-font", message, help)
    return _rendered(text, _SCALE)


@cache
def _drawn(letter: str) -> bytes:
    return _rendered(f'{_open(20, 20, 16)}<text y="16">{letter}</text></svg>')


def _rendered(text: str, scale: int = 1) -> bytes:
    try:
        resvg = import_module("resvg_py")
    except ModuleNotFoundError:
        raise missing_extra("resvg-py", "png") from None
    return bytes(resvg.svg_to_bytes(svg_string=text, zoom=scale))
