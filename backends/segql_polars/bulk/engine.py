"""The members of many segments in one pass over the events.

Every distinct test (a condition that holds no other) becomes a set of customers, as bits; segments
combine sets. The tests of one event are answered while its rows are at hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from segql import meaning as m
from segql.backend import Outcome
from segql.data.checks import check_customers
from segql.data.views import Views
from segql.members import Members
from segql.walk import walk
from segql_polars.bulk import bits
from segql_polars.bulk.bits import Bits
from segql_polars.bulk.groups import Groups, existing, grouped
from segql_polars.bulk.keys import Keys
from segql_polars.bulk.people import People
from segql_polars.bulk.reading import Facts, read
from segql_polars.bulk.rows import Chosen, Rows
from segql_polars.conditions import Test
from segql_polars.frames import ranked
from segql_polars.inventory import inventory
from segql_polars.sequences import sequence
from segql_polars.source import KEY
from segql_polars.values import Scope

_COLUMNS = 16  # aggregates of all customers that are held at a time


def run_together(views: Views, conditions: Mapping[str, m.Condition]) -> Outcome:
    """The members of each condition. Raises DataError."""
    frame = views.people.frame().collect()
    if not frame[KEY].is_sorted():
        frame = frame.sort(KEY)
    check_customers(views, frame[KEY])
    # Polars keeps a column of equal values as one value, and trips over some conditions on such.
    people = People(pl.DataFrame(frame.get_columns()))
    facts = read(views, people)
    tests = list(dict.fromkeys(test for each in conditions.values() for test in tests_of(each)))
    found = _Engine(views, people, facts).answer(tests)
    keys = Keys(people.keys)
    members = {
        name: Members(keys, _combined(each, found, people.size).tobytes())
        for name, each in conditions.items()
    }
    return Outcome(keys, members, facts.strays)


def tests_of(root: m.Condition) -> Iterator[Test]:
    """The conditions in it that hold no other."""
    pending = [root]
    while pending:
        match pending.pop():
            case m.Not(operand):
                pending.append(operand)
            case m.All(operands) | m.Any(operands) | m.AtLeast(_, operands):
                pending.extend(operands)
            case m.Anniversary():
                raise TypeError("a segment is bound before it is compiled")
            case test:
                yield test


def _combined(node: m.Condition, found: Mapping[m.Condition, Bits], size: int) -> Bits:
    match node:
        case m.Not(operand):
            return bits.everyone(size) & ~_combined(operand, found, size)
        case m.All(operands):
            made = bits.everyone(size)
            for each in operands:
                made &= _combined(each, found, size)
            return made
        case m.Any(operands):
            made = bits.nobody(size)
            for each in operands:
                made |= _combined(each, found, size)
            return made
        case m.AtLeast(count, operands):
            return bits.at_least(count, [_combined(each, found, size) for each in operands], size)
        case test:
            return found[test]


class _Engine:
    """Answers tests, each by the cheapest look that it allows."""

    def __init__(self, views: Views, people: People, facts: Facts) -> None:
        self._people = people
        self._facts = facts
        self._by_id = {name for name, event in views.catalog.events.items() if event.id is not None}
        self._rows: dict[str, Rows] = {}

    def answer(self, tests: Sequence[Test]) -> dict[m.Condition, Bits]:
        found: dict[m.Condition, Bits] = {}
        attributes: list[Test] = []
        alone: dict[str, dict[m.Events, list[Test]]] = {}
        sequences: list[m.Sequence] = []
        mixed: list[Test] = []
        for test in tests:
            selection = _selection(test)
            match test:
                case m.InList(name):
                    found[test] = self._facts.lists[name]
                case m.Sequence():
                    sequences.append(test)
                case _ if selection is not None:
                    alone.setdefault(selection.event, {}).setdefault(selection, []).append(test)
                case _ if inventory([test]).frames or inventory([test]).standings:
                    mixed.append(test)
                case _:
                    attributes.append(test)
        found |= self._people.bits(attributes)
        later = {node.event for node, _ in walk([*sequences, *mixed]) if isinstance(node, m.Events)}
        for event, selections in alone.items():
            for selection, some in selections.items():
                found |= self._of_selection(selection, some)
            if event not in later:
                del self._rows[event]
        found |= {each: self._sequence(each) for each in sequences}
        for batch in _batches(mixed):
            found |= self._mixed(batch)
        return found

    def _of_selection(self, selection: m.Events, tests: Sequence[Test]) -> dict[m.Condition, Bits]:
        """Tests of aggregates over one selection of rows."""
        rows, size = self._of(selection.event), self._people.size
        chosen = rows.select(selection.where)
        found: dict[m.Condition, Bits] = {}
        others = [test for test in tests if not _is_existence(test)]
        if len(others) < len(tests):
            there = existing(rows, chosen, size)
            found = {test: there for test in tests if _is_existence(test)}
        if others:
            needed = inventory(others)
            groups, scope = self._grouped(rows, chosen, needed.groups[selection], needed.columns())
            found |= groups.bits(others, scope, size)
        return found

    def _sequence(self, test: m.Sequence) -> Bits:
        shared = {"." + each.name for step in test.steps for each in step.same or ()}
        frames: list[pl.LazyFrame] = []
        for events in (test.first, *(step.events for step in test.steps)):
            rows = self._of(events.event)
            columns = ["time", *sorted(shared.intersection(rows.frame.columns))]
            frames.append(rows.canonical(columns, rows.select(events.where)).lazy())
        ends = sequence(frames[0], list(zip(test.steps, frames[1:], strict=True)))
        customers = ends.select("customer").unique().collect().to_series()
        return bits.of_places(customers.to_numpy(), self._people.size)

    def _mixed(self, tests: Sequence[Test]) -> dict[m.Condition, Bits]:
        """Tests of more than one selection, of attributes beside events, or of ranks."""
        needed = inventory(tests)
        columns = needed.columns()
        beside: list[pl.Series] = []
        for selection, aggregates in needed.groups.items():
            rows = self._of(selection.event)
            groups, _ = self._grouped(rows, rows.select(selection.where), aggregates, columns)
            beside += [groups.column(columns[each], self._people.size) for each in aggregates]
        scope = Scope(columns=columns)
        if needed.standings:
            frame = self._people.frame.with_columns(beside).lazy()
            frame = ranked(frame, needed.standings, scope).collect()
            beside += [frame[columns[each]] for each in needed.standings]
        return self._people.looked_at(tests, beside, scope)

    def _grouped(
        self,
        rows: Rows,
        chosen: Chosen,
        aggregates: Sequence[m.Aggregate],
        columns: Mapping[m.Value | m.Condition, str],
    ) -> tuple[Groups, Scope]:
        names = [columns[each] for each in aggregates]
        return grouped(rows, chosen, aggregates, names, self._by_id), Scope(columns=columns)

    def _of(self, event: str) -> Rows:
        if event not in self._rows:
            self._rows[event] = self._facts.events.pop(event).rows(self._people)
        return self._rows[event]


def _selection(test: Test) -> m.Events | None:
    """The one selection of rows that a test looks at, where it looks at nothing else."""
    found: set[m.Events] = set()
    for node, event in walk([test]):
        match node:
            case m.Aggregate(_, events):
                found.add(events)
            case m.Standing() | m.Sample() | m.Sequence():
                return None
            case m.Attribute() if event is None:
                return None
            case _:
                pass
    return found.pop() if len(found) == 1 else None


def _is_existence(test: Test) -> bool:
    """Whether a test asks for any row at all."""
    match test:
        case m.Compare("<=", m.Constant(1), m.Aggregate("count", _, m.EventTime())):
            return True
        case m.Compare("<", m.Constant(0), m.Aggregate("count", _, m.EventTime())):
            return True
        case _:
            return False


def _batches(tests: Sequence[Test]) -> Iterator[list[Test]]:
    """The tests in batches that need few columns of all customers."""
    batch: list[Test] = []
    for test in tests:
        needed = inventory([*batch, test])
        if batch and sum(map(len, needed.groups.values())) + len(needed.standings) > _COLUMNS:
            yield batch
            batch = []
        batch.append(test)
    if batch:
        yield batch
