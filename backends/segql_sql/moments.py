"""The moments of a live query, computed from the engine's current time.

    now         one row: the current time, the only place where the query asks for it
    chains      one row for each chain of steps (`segql.meaning.Start`, `Shift`)
    moments N   these rows, a step further each (see `segql_sql.clock`)
    moments     one row, with a column for each moment: what conditions look at, joined to their rows

The last one aggregates, so that no engine writes the whole computation out wherever a moment is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, assert_never

from sqlglot import exp

from segql.catalog import Catalog
from segql.meaning import Moment
from segql_sql import nodes as n
from segql_sql.clock import Clock
from segql_sql.dialects import Dialect
from segql_sql.names import Names
from segql_sql.steps import Steps, described

Part = Literal["instant", "date", "year", "mark", "days", "month_day", "eve"]
"""What is asked of a moment.

instant, date: itself. year, mark: of its day, as `segql.meaning.WholeYears` takes them. days: its day, as
days since 1970. month_day: of its day. eve: the mark of the day before.
"""
MOST = 400
"""Chains of steps in one query: SQLite puts no more than 500 rows together."""

_IN_WORDS: dict[Part, str] = {
    "instant": "{}",
    "date": "day of {}",
    "year": "year of {}",
    "mark": "mark of {}",
    "days": "days to {}",
    "month_day": "month and day of {}",
    "eve": "mark before {}",
}
_LONGEST_NAME = 50  # some engines cut names of more than 63 bytes


class Moments:
    """The moments that a query looks at, each as a column of the relation `name`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.chains: dict[Steps, int] = {}
        """The number of each chain of steps, from 1 on."""
        self._columns: dict[tuple[Steps, Part], str] = {}
        self._names = Names()

    def column(self, moment: Moment, part: Part) -> str:
        """The column with a part of a moment."""
        found = (moment.steps, part)
        if found not in self._columns:
            self.chains.setdefault(moment.steps, len(self.chains) + 1)
            words = _IN_WORDS[part].format(described(moment.steps))
            self._columns[found] = self._names.new(words[:_LONGEST_NAME].rstrip())
        return self._columns[found]

    def relations(self, dialect: Dialect, catalog: Catalog, names: Names) -> Iterator[tuple[str, exp.Query]]:
        """The relations, each after those it looks at; the last one is `name`."""
        now, rows = names.new("now"), names.new("chains")
        yield now, exp.Select(expressions=[n.named(dialect.now(), "now")])
        yield rows, _numbers(len(self.chains))
        instants = {self.chains[steps] for steps, part in self._columns if part == "instant"}
        has_days = any(part != "instant" for _, part in self._columns)
        clock = Clock(dialect, catalog, names, rows, self.chains, instants, has_days=has_days)
        clock.run(now)
        yield from clock.relations
        yield self.name, self._result(clock, dialect)

    def _result(self, clock: Clock, dialect: Dialect) -> exp.Select:
        columns: list[exp.Expr] = []
        for (steps, part), name in self._columns.items():
            mine = n.equal(clock.column("chain"), n.whole(self.chains[steps]))
            found = n.case([(mine, _part(part, clock, dialect))])
            columns.append(n.named(exp.Max(this=found), name))
        return n.select(columns, n.table(clock.last))


def _numbers(count: int) -> exp.Query:
    found: exp.Query = exp.Select(expressions=[n.named(n.whole(1), "chain")])
    for number in range(2, count + 1):
        row = exp.Select(expressions=[n.named(n.whole(number), "chain")])
        found = exp.Union(this=found, expression=row, distinct=False)
    return found


def _part(part: Part, clock: Clock, dialect: Dialect) -> exp.Expr:
    if part == "instant":
        return dialect.instant_at(clock.column("at"))
    day = clock.column("day")
    match part:
        case "date":
            return dialect.day_at(day)
        case "year":
            return dialect.year(dialect.day_at(day))
        case "mark":
            return _mark(dialect, day)
        case "days":
            return day
        case "month_day":
            return dialect.month_day(dialect.day_at(day))
        case "eve":
            return _mark(dialect, n.binary(exp.Sub, day, n.whole(1)))
        case _:
            assert_never(part)


def _mark(dialect: Dialect, day: exp.Expr) -> exp.Expr:
    """`segql.calendar.year_mark` of a day since 1970."""
    here = dialect.month_day(dialect.day_at(day))
    after = dialect.month_day(dialect.day_at(n.binary(exp.Add, day.copy(), n.whole(1))))
    ends_february = n.all_of([n.equal(here, n.whole(228)), n.equal(after, n.whole(301))])
    return n.case([(ends_february, n.whole(229))], here.copy())
