"""Source of Python functions: blocks of lines, and the names that stand for what a text may hold.

Source holds names that are made here, whole numbers that are places in a Profile, and nothing else:
every constant of a segment, and every name of a catalog, is bound to a name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from types import CodeType

from segql.catalog import Catalog


@dataclass(slots=True)
class Block:
    """Lines of one indentation, with blocks that stand deeper among them."""

    lines: list[str | Block] = field(default_factory=list["str | Block"])

    def text(self, indent: int) -> Iterator[str]:
        """The lines with their indentation."""
        for line in self.lines:
            if isinstance(line, Block):
                yield from line.text(indent + 1)
            else:
                yield " " * indent + line


Lines = list[str | Block]


class Bound:
    """What is bound to the names of a source: constants, and what depends on the instant."""

    def __init__(self, catalog: Catalog) -> None:
        self.constants: dict[str, object] = {"catalog": catalog}
        self.moments: dict[str, Callable[[dt.datetime], object]] = {}
        self._known: dict[object, str] = {}

    def constant(self, value: object, kind: object = "") -> str:
        """The name of a constant; equal ones of one type and `kind` share it."""
        key = (type(value), kind, value)
        if key not in self._known:
            self._known[key] = self.fresh(value)
        return self._known[key]

    def fresh(self, value: object) -> str:
        """The name of a constant that is shared with no other."""
        name = f"k{len(self.constants)}"
        self.constants[name] = value
        return name

    def moment(self, key: object, at: Callable[[dt.datetime], object]) -> str:
        """The name of what is found anew for each instant; those of one key share it."""
        if key not in self._known:
            self._known[key] = f"t{len(self.moments)}"
            self.moments[self._known[key]] = at
        return self._known[key]


@lru_cache(maxsize=512)
def code(source: str) -> CodeType:
    """The code of a source: segments that differ in their constants share it."""
    return compile(source, "<segql>", "exec")


def every(parts: list[str]) -> str:
    """All of the expressions hold."""
    return joined(parts, "and", "True")


def joined(parts: list[str], word: str, none: str) -> str:
    """The expressions, joined by `and` or `or`; `none` where there are none."""
    if len(parts) < 2:
        return parts[0] if parts else none
    return f"({f' {word} '.join(parts)})"
