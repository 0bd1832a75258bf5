"""Segments and how many members they have, as a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from segql.segment import Segments
from segql.terminal import count, table


def share(members: int, customers: int) -> float:
    """Members over customers; 0 where there is no customer."""
    return members / customers if customers else 0.0


def summary(segments: Segments, counts: Mapping[str, int], customers: int, as_of: dt.datetime) -> str:
    """A table of name, members, share and description, over a line that says of what."""
    described = any(each.description for each in segments.values())
    rows = [
        (
            name,
            f"{members:,}",
            f"{100 * share(members, customers):.1f} %",
            *([segments[name].description or ""] if described else []),
        )
        for name, members in counts.items()
    ]
    header = ("segment", "members", "share", *(["description"] if described else []))
    right = (False, True, True, *([False] if described else []))
    instant = as_of.isoformat().replace("+00:00", "Z")
    return f"{table(header, rows, right)}\n\n{count(customers, 'customer')}, as of {instant}"
