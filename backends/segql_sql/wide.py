"""Whole numbers of up to 38 digits as text of one width that sorts as the numbers do.

`1` and 38 digits for numbers from 0 on, `0` and the 38 digits of `10**38 + x` for those below.
"""

from __future__ import annotations

from segql.meaning import EXACT_LIMIT


def encode(value: int) -> str:
    """A whole number, of at most 38 digits, as text."""
    return f"{value + EXACT_LIMIT:039d}"


def decode(value: int | str) -> int:
    """The number that a text is; a plain number is itself."""
    return value if isinstance(value, int) else int(value) - EXACT_LIMIT
