"""The table of a zone's offsets as nested CASE expressions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from segql_sql import nodes as n

_BRANCHES = 8
"""Of one CASE: few levels, since parsers nest few, and few comparisons."""


def nested(
    pairs: Sequence[tuple[int, int]],
    is_before: Callable[[int], exp.Expr],
    offset: Callable[[int], exp.Expr],
) -> exp.Expr:
    """The offset at a naive time: `is_before(start)` tells whether it is earlier.

    Both of `pairs` (see `segql.calendar.naive_offsets`) are in microseconds.
    """
    if len(pairs) == 1:
        return offset(pairs[0][1])
    length = 1
    while length * _BRANCHES < len(pairs):
        length *= _BRANCHES
    parts = [pairs[at : at + length] for at in range(0, len(pairs), length)]
    found = [nested(part, is_before, offset) for part in parts]
    starts = [is_before(part[0][0]) for part in parts[1:]]
    return n.case(zip(starts, found, strict=False), found[-1])
