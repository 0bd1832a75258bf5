"""Moving along a zone's clock and calendar, from relation to relation.

Each relation has one row for each chain of steps, and of these columns what is needed later:

    chain        its number
    at           the instant, in microseconds since 1970
    local        the time on the zone's clock, in microseconds since 1970 there
    day, time    the same as days since 1970 and microseconds of the day
    month, of month    the day as months since the year 0 and its number in the month

All of it is arithmetic of whole numbers that do not grow beyond 64 bits, and the zone's offsets stand in the
text: the engine's calendar gives no more than year, month and day of a date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from sqlglot import exp

from segql import calendar
from segql.calendar import MICROSECONDS, MONTHS, WEEKDAYS
from segql.catalog import Catalog
from segql.meaning import Moment
from segql.types import DATETIME
from segql_sql import nodes as n
from segql_sql.dialects import Dialect
from segql_sql.names import Names
from segql_sql.offsets import nested
from segql_sql.steps import Move, Round, Steps, rounds

_DAY = MICROSECONDS["day"]
_EARLIER = 719_468
"""Days from 0000-03-01, before all days, to 1970-01-01: no engine divides a negative number here."""
_SMALL = 2**31


class Clock:
    """The relations by which chains of steps come from the current time to their ends."""

    def __init__(
        self,
        dialect: Dialect,
        catalog: Catalog,
        names: Names,
        rows: str,
        chains: Mapping[Steps, int],
        instants: set[int],
        *,
        has_days: bool,
    ) -> None:
        """`rows` holds the chains' numbers; `instants` are those whose `at` is asked for in the end,
        `has_days` tells whether any `day` is."""
        self.relations: list[tuple[str, exp.Select]] = []
        self._dialect, self._names, self._rows = dialect, names, rows
        self._week_starts = WEEKDAYS.index(catalog.week_starts)
        self._rounds = {number: rounds(steps) for steps, number in chains.items()}
        self._instants, self._has_days = instants, has_days
        low, high = _ends(chains, catalog)
        self._forth = _between(calendar.day_offsets(catalog.timezone), low, high)
        self._back = _between(calendar.naive_offsets(catalog.timezone), low, high)

    def run(self, now: str) -> None:
        """All steps, from the one row of `now`."""
        start = self._dialect.epoch(n.column("now", now), "datetime")
        on = self._chosen((number, each[0].exact) for number, each in self._rounds.items())
        columns = [self.column("chain"), n.named(_plus(start, on), "at")]
        cross = exp.Join(this=n.table(now), kind="CROSS")
        first = n.select(columns, n.table(self.last), None, [cross])
        self.relations.append((self._names.new("moments 1"), first))
        for at in range(max(map(len, self._rounds.values()))):
            active = {number: each[at] for number, each in self._rounds.items() if at < len(each)}
            if at > 0:
                self._exactly(active)
            self._round(active, first=at == 0)

    @property
    def last(self) -> str:
        """The relation with the ends."""
        return self.relations[-1][0] if self.relations else self._rows

    def column(self, name: str) -> exp.Expr:
        """A column of the last relation."""
        return n.column(name, self.last)

    # --- rounds and moves ---

    def _exactly(self, active: Mapping[int, Round]) -> None:
        on = self._chosen((number, each.exact) for number, each in active.items())
        rest = ("day", "time") if self._has_days else ()
        self._add({"at": _plus(self.column("at"), on), **self._kept(*rest)})

    def _round(self, active: Mapping[int, Round], *, first: bool) -> None:
        moved = {number for number, each in active.items() if each.moves}
        if not moved and not self._has_days:
            return
        local = _plus(self.column("at"), self._offset(self._forth, "at"))
        if not first and self._has_days and len(active) < len(self._rounds):
            local = n.case([(self._is_one_of(active), local)], self._local())
        self._add({**self._kept("at"), "local": local})
        since = _plus(self.column("local"), self._whole(_EARLIER * _DAY))
        days = self._dialect.quotient(since, _DAY)
        time = _minus(since.copy(), n.times(days.copy(), self._whole(_DAY)))
        self._add({**self._kept("at"), "day": _minus(days, n.whole(_EARLIER)), "time": time})
        for at in range(max((len(each.moves) for each in active.values()), default=0)):
            self._move({number: each.moves[at] for number, each in active.items() if at < len(each.moves)})
        unfinished = {number for number, each in active.items() if self._rounds[number][-1] is not each}
        if moved & (self._instants | unfinished):
            self._back_to_instants(moved)

    def _back_to_instants(self, moved: set[int]) -> None:
        """A moment that did not move stays: an instant in the second of two equal hours is itself."""
        self._add({**self._kept("at", "day", "time"), "local": self._local()})
        back = _minus(self.column("local"), self._offset(self._back, "local"))
        if len(moved) < len(self._rounds):
            back = n.case([(self._is_one_of(moved), back)], self.column("at"))
        self._add({"at": back, **self._kept("day", "time")})

    def _move(self, moves: Mapping[int, Move]) -> None:
        by_months = any(each.by_months for each in moves.values())
        if not by_months or any(each.start for each in moves.values()):
            on = None if by_months else self._days_on(moves)
            day = _plus(self._week(moves), on)
            self._add({**self._kept("at"), "day": day, "time": self._start(moves)})
        if by_months:
            self._to_months(moves)
            self._to_days(moves)

    def _days_on(self, moves: Mapping[int, Move]) -> exp.Expr | None:
        return self._chosen((number, each.days) for number, each in moves.items())

    def _start(self, moves: Mapping[int, Move]) -> exp.Expr:
        """The time of day, back at the start of its second, minute, hour or day."""
        branches: list[tuple[exp.Expr, exp.Expr]] = []
        for unit in ("second", "minute", "hour"):
            if found := [number for number, each in moves.items() if each.start == unit]:
                whole = self._dialect.quotient(self.column("time"), MICROSECONDS[unit])
                branches.append((self._is_one_of(found), n.times(whole, self._whole(MICROSECONDS[unit]))))
        longer = ("day", "week", *MONTHS)
        if found := [number for number, each in moves.items() if each.start in longer]:
            branches.append((self._is_one_of(found), n.whole(0)))
        return n.case(branches, self.column("time")) if branches else self.column("time")

    def _week(self, moves: Mapping[int, Move]) -> exp.Expr:
        """The day, back at the start of its week."""
        day, found = self.column("day"), [number for number, each in moves.items() if each.start == "week"]
        if not found:
            return day
        since = 3 - self._week_starts + (_EARLIER // 7 + 2) * 7  # 1970-01-01 was a Thursday
        into = self._rest(_plus(day, n.whole(since)), 7)
        return _minus(day.copy(), n.case([(self._is_one_of(found), into)], n.whole(0)))

    def _to_months(self, moves: Mapping[int, Move]) -> None:
        """The month that the move ends in."""
        dialect, rest = self._dialect, ("at", "time")
        date = dialect.day_at(self.column("day"))
        month_day, years = dialect.month_day(date), n.times(dialect.year(date.copy()), n.whole(12))
        month = _minus(_plus(years, dialect.quotient(month_day, 100)), n.whole(1))
        self._add({**self._kept(*rest), "month": month, "of month": self._rest(month_day.copy(), 100)})
        starts = {unit: [k for k, each in moves.items() if each.start == unit] for unit in MONTHS}
        month, of_month = self.column("month"), self.column("of month")
        back = [
            (self._is_one_of(found), self._rest(month.copy(), MONTHS[unit]))
            for unit, found in starts.items()
            if found and unit != "month"
        ]
        if back:
            month = _minus(month, n.case(back, n.whole(0)))
        if firsts := [number for found in starts.values() for number in found]:
            of_month = n.case([(self._is_one_of(firsts), n.whole(1))], of_month)
        on = self._chosen((number, each.months) for number, each in moves.items())
        self._add({**self._kept(*rest), "month": _plus(month, on), "of month": of_month})

    def _to_days(self, moves: Mapping[int, Move]) -> None:
        """The day of the month, or its last where it has no such day, and days on from there."""
        following = _plus(self.column("month"), n.whole(1))
        firsts = {"first": self._first_day(self.column("month")), "following": self._first_day(following)}
        self._add({**self._kept("at", "time", "of month"), **firsts})
        length = _minus(self.column("following"), self.column("first"))
        is_past = n.binary(exp.LT, length, self.column("of month"))
        of_month = n.case([(is_past, length.copy())], self.column("of month"))
        day = _plus(_minus(self.column("first"), n.whole(1)), of_month)
        self._add({**self._kept("at", "time"), "day": _plus(day, self._days_on(moves))})

    def _first_day(self, month: exp.Expr) -> exp.Expr:
        """The first day of a month, by years that begin in March, with the leap day as their last."""
        quotient, months = self._dialect.quotient, _minus(month, n.whole(2))
        ahead = quotient(_plus(n.times(self._rest(months, 12), n.whole(153)), n.whole(2)), 5)
        common = n.times(quotient(months.copy(), 12), n.whole(365))
        leaps = [quotient(months.copy(), years * 12) for years in (4, 400)]
        return _minus(
            n.total([common, *leaps, ahead]), _plus(quotient(months.copy(), 1_200), n.whole(_EARLIER))
        )

    # --- parts of expressions ---

    def _add(self, columns: Mapping[str, exp.Expr]) -> None:
        found = [n.column("chain", self.last), *(n.named(node, name) for name, node in columns.items())]
        name = self._names.new(f"moments {len(self.relations) + 1}")
        self.relations.append((name, n.select(found, n.table(self.last))))

    def _kept(self, *names: str) -> dict[str, exp.Expr]:
        return {name: self.column(name) for name in names}

    def _local(self) -> exp.Expr:
        return _plus(n.times(self.column("day"), self._whole(_DAY)), self.column("time"))

    def _offset(self, pairs: Sequence[tuple[int, int]], column: str) -> exp.Expr | None:
        if len(pairs) == 1:
            return self._whole(pairs[0][1]) if pairs[0][1] else None

        def is_before(start: int) -> exp.Expr:
            return n.binary(exp.LT, self.column(column), n.whole(start))

        return self._dialect.read_integer(nested(pairs, is_before, n.whole))

    def _chosen(self, amounts: Iterable[tuple[int, int]]) -> exp.Expr | None:
        """The amount of each chain; nothing where all have none."""
        of: dict[int, list[int]] = {}
        for number, amount in amounts:
            if amount:
                of.setdefault(amount, []).append(number)
        if not of:
            return None
        if len(of) == 1 and len(self._rounds) == sum(map(len, of.values())):
            return self._whole(next(iter(of)))
        return n.case(
            [(self._is_one_of(found), self._whole(amount)) for amount, found in of.items()], n.whole(0)
        )

    def _is_one_of(self, numbers: Iterable[int]) -> exp.Expr:
        return n.one_of(self.column("chain"), [n.whole(number) for number in sorted(numbers)])

    def _rest(self, value: exp.Expr, divisor: int) -> exp.Expr:
        whole = self._dialect.quotient(value, divisor)
        return _minus(value.copy(), n.times(whole, n.whole(divisor)))

    def _whole(self, value: int) -> exp.Expr:
        """A whole number of 64 bits: some engines read large ones as decimals."""
        literal = n.whole(value)
        return literal if abs(value) < _SMALL else self._dialect.read_integer(literal)


def _plus(left: exp.Expr, right: exp.Expr | None) -> exp.Expr:
    return left if right is None else n.binary(exp.Add, left, right)


def _minus(left: exp.Expr, right: exp.Expr | None) -> exp.Expr:
    return left if right is None else n.binary(exp.Sub, left, right)


def _ends(chains: Iterable[Steps], catalog: Catalog) -> tuple[int, int]:
    """No step of any chain leads beyond these, whenever the query is run."""
    found = list(calendar.CLOCKS)
    for steps in chains:
        for length in range(1, len(steps) + 1):
            moment = Moment(DATETIME, steps[:length])
            for clock in calendar.CLOCKS:
                end = calendar.resolve(moment, clock, catalog.timezone, catalog.week_starts)
                assert isinstance(end, dt.datetime)
                found.append(end)
    slack = 2 * _DAY  # clocks and UTC are less apart
    return calendar.to_microseconds(min(found)) - slack, calendar.to_microseconds(max(found)) + slack


def _between(pairs: Sequence[tuple[int, int]], low: int, high: int) -> Sequence[tuple[int, int]]:
    """The part of a table of offsets that is looked at between two times."""
    first = max(at for at, (start, _) in enumerate(pairs) if start <= low)
    return [pair for pair in pairs[first:] if pair[0] <= high]
