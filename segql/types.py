"""The types of the language."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from segql.record import record

Kind = Literal[
    "string", "enum", "integer", "decimal", "float", "boolean",
    "date", "datetime", "duration", "list", "point",
]  # fmt: skip


@record
class Type:
    """The type of a value.

    `scale` is the number of digits after the point of a decimal, `values` are those an enum
    declares, `element` is the type of a list's elements.
    """

    kind: Kind
    scale: int = 0
    values: tuple[str, ...] = ()
    element: Type | None = None

    def __str__(self) -> str:
        match self.kind:
            case "decimal":
                return f"decimal({self.scale})"
            case "list":
                return f"list[{self.element}]"
            case _:
                return self.kind

    @property
    def is_text(self) -> bool:
        """Whether values are strings: a string or an enum."""
        return self.kind in ("string", "enum")

    @property
    def is_exact(self) -> bool:
        """Whether values are whole multiples of `10 ** -scale`, kept as whole numbers.

        Integers (scale 0), decimals, and durations (whole microseconds).
        """
        return self.kind in ("integer", "decimal", "duration")

    @property
    def is_number(self) -> bool:
        """Whether arithmetic applies: integer, decimal or float."""
        return self.kind in ("integer", "decimal", "float")

    @property
    def is_time(self) -> bool:
        """Whether values lie in time: a date or a datetime."""
        return self.kind in ("date", "datetime")


STRING = Type("string")
INTEGER = Type("integer")
FLOAT = Type("float")
BOOLEAN = Type("boolean")
DATE = Type("date")
DATETIME = Type("datetime")
DURATION = Type("duration")
POINT = Type("point")

MAX_SCALE = 18
"""The largest scale of a decimal: stored values are 64-bit, so they have 18 digits in all."""

FLOAT_SLACK, FLOAT_ULPS = 1e-6, 1e-14
"""A float that holds a decimal may lie this far from a whole number of its steps, or this share of
itself: what storing and adding up doubles loses, and far from another digit."""

_SIMPLE = {t.kind: t for t in (STRING, INTEGER, FLOAT, BOOLEAN, DATE, DATETIME, DURATION, POINT)}
_DECIMAL = re.compile(r"decimal\(\s*([0-9]{1,4})\s*\)")
_LIST = re.compile(r"list\[\s*(string|integer|enum)\s*\]")


def decimal(scale: int) -> Type:
    """The type of exact numbers with `scale` digits after the point."""
    return Type("decimal", scale=scale)


@lru_cache(maxsize=1024)
def parse_type(text: str, values: tuple[str, ...] = ()) -> Type:
    """The type that a catalog writes as `text`; `values` are an enum's.

    Raises ValueError with a sentence for the author of the catalog.
    """
    text = text.strip()
    if match := _DECIMAL.fullmatch(text):
        if int(match[1]) > MAX_SCALE:
            raise ValueError(f"the scale of `{text}` is above {MAX_SCALE}")
        return decimal(int(match[1]))
    if match := _LIST.fullmatch(text):
        element = Type("enum", values=values) if match[1] == "enum" else _SIMPLE[match[1]]
        _values_fit(text, "enum" in text, values)
        return Type("list", element=element)
    _values_fit(text, text == "enum", values)
    if text == "enum":
        return Type("enum", values=values)
    if text == "decimal":
        raise ValueError("`decimal` needs its scale, the digits after the point: `decimal(2)`")
    if text in _SIMPLE:
        return _SIMPLE[text]
    raise ValueError(f"unknown type `{text}`")


def _values_fit(text: str, wanted: bool, values: tuple[str, ...]) -> None:
    if wanted and not values:
        raise ValueError(f"`{text}` needs `values`, the strings that may occur")
    if values and not wanted:
        raise ValueError(f"`values` belong to an enum, not to `{text}`")


NAMES = (*_SIMPLE, "enum", "decimal(2)", "list[string]", "list[integer]", "list[enum]")
"""The ways to write a type, for messages."""
