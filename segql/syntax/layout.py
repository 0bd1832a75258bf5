"""Text that is broken over lines where it has to be: one line if it fits, else at its breaks.

A document is text, a break, an indented part, a group (all its breaks are taken, or none that stands
directly in it), or several in a row. Nothing here recurses: texts nest as deep as they like.
"""

from __future__ import annotations

from typing import assert_never

from segql.record import record

WIDTH = 100
_INDENT = 4


@record
class Break:
    """A line break, or `flat` where the group fits on a line; `hard` is always a line break."""

    flat: str = ""
    hard: bool = False


@record
class Nest:
    """Indented by one step."""

    inner: Layout


@record
class Group:
    """On one line if it fits."""

    inner: Layout


Layout = str | Break | Nest | Group | tuple["Layout", ...]

SOFT = Break()
SPACE = Break(" ")
HARD = Break(hard=True)

_Work = list[tuple[int, bool, Layout]]  # indentation, flat, what is still to be written; the next last


def render(layout: Layout) -> str:
    """The text, at most WIDTH columns wide where the breaks allow it, no blanks at the ends of lines."""
    written: list[str] = []
    column = 0
    work: _Work = [(0, False, layout)]
    while work:
        indent, flat, here = work.pop()
        match here:
            case str():
                written.append(here)
                column += len(here)
            case Break():
                if flat and not here.hard:
                    written.append(here.flat)
                    column += len(here.flat)
                else:
                    written.append("\n" + " " * indent)
                    column = indent
            case Nest():
                work.append((indent + _INDENT, flat, here.inner))
            case Group():
                work.append((indent, flat or _fits(here.inner, WIDTH - column, work), here.inner))
            case tuple():
                work.extend((indent, flat, part) for part in reversed(here))
            case _:
                assert_never(here)
    return "".join(written)


def _fits(layout: Layout, room: int, rest: _Work) -> bool:
    """Whether a group fits on the line, with what follows up to the next possible break."""
    following = len(rest)
    work: list[tuple[bool, Layout]] = [(True, layout)]  # whether it is inside the group
    while room >= 0:
        if not work:
            if not following:
                return True
            following -= 1
            _, flat, layout = rest[following]
            work.append((flat, layout))
        inside, here = work.pop()
        match here:
            case str():
                room -= len(here)
            case Break():
                if here.hard or not inside:
                    return not inside
                room -= len(here.flat)
            case Nest() | Group():
                work.append((inside, here.inner))
            case tuple():
                work.extend((inside, part) for part in reversed(here))
            case _:
                assert_never(here)
    return False
