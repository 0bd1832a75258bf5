"""Anniversaries in the days between two moments of a live query.

Bound to an instant, an anniversary is a list of days of the year. Here it is an arc of the year, from one day
to another, perhaps across New Year.
"""

from __future__ import annotations

import datetime as dt
from typing import cast

from sqlglot import exp

from segql import meaning as m
from segql.calendar import year_mark
from segql.types import INTEGER
from segql_sql import nodes as n
from segql_sql.moments import Part
from segql_sql.query import Query, Scope
from segql_sql.values import value

_LONGEST = 366
"""From so many days on, every day of the year is among them, 29 February by 28 February of a common year."""


def anniversary(query: Query, node: m.Anniversary, scope: Scope) -> exp.Expr:
    """Whether a day in `[start, end)` is an anniversary; NULL where the date is."""

    def part(day: m.Constant | m.Moment, wanted: Part) -> exp.Expr:
        if isinstance(day, m.Moment):
            return query.moment(day, wanted, scope)
        return n.whole(_part(cast("dt.date", day.value), wanted))

    born = value(query, m.Function("month_day", node.value, INTEGER), scope).node
    first, last = part(node.start, "month_day"), part(node.end, "eve")
    start, end = part(node.start, "days"), part(node.end, "days")
    since, until = n.binary(exp.LTE, first, born), n.binary(exp.LTE, born.copy(), last)
    within = n.binary(exp.LTE, first.copy(), last.copy())
    across = n.binary(exp.LT, last.copy(), first.copy())
    every = n.binary(exp.LTE, n.binary(exp.Add, start, n.whole(_LONGEST)), end)
    arcs = [
        n.all_of([every, n.is_set(born.copy())]),
        n.all_of([within, since, until]),
        n.all_of([across, n.any_of([since.copy(), until.copy()])]),
    ]
    return n.all_of([n.binary(exp.LT, start.copy(), end.copy()), n.any_of(arcs)])


def _part(day: dt.date, wanted: Part) -> int:
    match wanted:
        case "days":
            return (day - dt.date(1970, 1, 1)).days
        case "eve":
            return year_mark(day - dt.timedelta(days=1))
        case _:
            return 100 * day.month + day.day
