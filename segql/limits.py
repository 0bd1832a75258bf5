"""How large a text may be."""

from __future__ import annotations

from dataclasses import fields

from segql.record import record

MOST = {"nesting": 150}
"""The largest value of a limit that has one: deeper trees would fill the call stack."""


@record
class Limits:
    """Limits on one text; past one there is a clear diagnostic, quickly, whatever the text.

    Conditions are counted after `let`, `in segment` and shorthands are written out. Raises ValueError
    for a limit that is no whole number of at least 1.
    """

    text_bytes: int = 64 * 1024
    """Size of a text in UTF-8."""
    conditions: int = 1_000
    """Conditions in one segment."""
    nesting: int = 100
    """Depth of nesting."""
    list_values: int = 10_000
    """Values in one list."""
    regex_characters: int = 1_000
    """Length of one regular expression."""

    def __post_init__(self) -> None:
        for name in LIMITS:
            value: object = getattr(self, name)
            most = MOST.get(name)
            if type(value) is not int or value < 1 or (most is not None and value > most):
                above = f"from 1 to {most}" if most is not None else "of at least 1"
                raise ValueError(f"{name}: input should be a whole number {above}")


LIMITS = tuple(each.name for each in fields(Limits))
"""The names of the limits."""

DEFAULT_LIMITS = Limits()
