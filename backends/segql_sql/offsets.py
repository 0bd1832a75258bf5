"""The table of a zone's offsets as nested CASE expressions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from segql_sql import nodes as n


def nested(
    pairs: Sequence[tuple[int, int]],
    is_before: Callable[[int], exp.Expression],
    offset: Callable[[int], exp.Expression],
) -> exp.Expression:
    """The offset at a naive time, found by halving: `is_before(start)` tells whether it is earlier.

    Both of `pairs` (see `segql.calendar.naive_offsets`) are in microseconds.
    """
    if len(pairs) == 1:
        return offset(pairs[0][1])
    middle = len(pairs) // 2
    earlier = nested(pairs[:middle], is_before, offset)
    return n.case([(is_before(pairs[middle][0]), earlier)], nested(pairs[middle:], is_before, offset))
