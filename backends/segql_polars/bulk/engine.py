"""Tests (conditions that hold no other), answered as sets of customers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import polars as pl

from segql import meaning as m
from segql.catalog import Catalog
from segql.walk import walk
from segql_polars.bulk import bits
from segql_polars.bulk.bits import Bits
from segql_polars.bulk.columns import Chosen
from segql_polars.bulk.facts import Facts
from segql_polars.bulk.groups import Groups, grouped
from segql_polars.bulk.people import People
from segql_polars.bulk.rows import Rows
from segql_polars.bulk.tallies import Scratch
from segql_polars.bulk.thresholds import answered
from segql_polars.conditions import Test
from segql_polars.inventory import Inventory, inventory
from segql_polars.sequences import sequence
from segql_polars.values import Scope

_COLUMNS = 16  # aggregates of all customers that are held at a time


class Engine:
    """Answers tests of some customers, each by the cheapest look that it allows."""

    def __init__(self, catalog: Catalog, people: People, facts: Facts) -> None:
        self._people = people
        self._facts = facts
        self._by_id = {name for name, event in catalog.events.items() if event.id is not None}
        self._scratch = Scratch(people.size)
        self._rows: dict[str, Rows] = {}

    def answer(self, tests: Sequence[Test], later: Iterable[str] = ()) -> dict[m.Condition, Bits]:
        """For whom tests hold, none of them of ranks. Rows of events are dropped when all tests of them are
        answered, but for those that are wanted later."""
        found: dict[m.Condition, Bits] = {}
        attributes: list[Test] = []
        alone: dict[str, dict[m.Events, list[Test]]] = {}
        sequences: list[m.Sequence] = []
        mixed: list[Test] = []
        for test in tests:
            selection = _selection(test)
            match test:
                case m.InList(name):
                    found[test] = self._facts.listed(name)
                case m.Sequence():
                    sequences.append(test)
                case _ if selection is not None:
                    alone.setdefault(selection.event, {}).setdefault(selection, []).append(test)
                case _ if inventory([test]).frames:
                    mixed.append(test)
                case _:
                    attributes.append(test)
        found |= self._people.bits(attributes)
        kept = {*later, *(node.event for node, _ in walk([*sequences, *mixed]) if isinstance(node, m.Events))}
        for event, selections in alone.items():
            self._of(event).expect(selection.where for selection in selections)
            for selection, some in selections.items():
                found |= self._of_selection(selection, some)
            if event not in kept:
                del self._rows[event]
        found |= {each: self._sequence(each) for each in sequences}
        for batch in _batches(mixed):
            found |= self._mixed(batch)
        return found

    def _of_selection(self, selection: m.Events, tests: Sequence[Test]) -> dict[m.Condition, Bits]:
        """Tests of aggregates over one selection of rows."""
        rows = self._of(selection.event)
        chosen = rows.select(selection.where)
        found = answered(rows, chosen, tests, self._by_id, self._scratch)
        others = [test for test in tests if test not in found]
        if others:
            needed = inventory(others)
            groups, scope = self._grouped(rows, chosen, needed.groups[selection], needed.columns())
            found |= groups.bits(others, scope, self._people.size)
        return found

    def _sequence(self, test: m.Sequence) -> Bits:
        shared = {"." + each.name for step in test.steps for each in step.same or ()}
        frames: list[pl.LazyFrame] = []
        for events in (test.first, *(step.events for step in test.steps)):
            rows = self._of(events.event)
            columns = ["time", *sorted(shared.intersection(rows.columns))]
            frames.append(rows.canonical(columns, rows.select(events.where)).lazy())
        ends = sequence(frames[0], list(zip(test.steps, frames[1:], strict=True)))
        customers = ends.select("customer").unique().collect().to_series()
        return bits.of_places(customers.to_numpy(), self._people.size)

    def _mixed(self, tests: Sequence[Test]) -> dict[m.Condition, Bits]:
        """Tests of more than one selection, or of attributes beside events."""
        needed = inventory(tests)
        return self._people.looked_at(tests, self.columns(needed), Scope(columns=needed.columns()))

    def columns(self, needed: Inventory) -> list[pl.Series]:
        """Aggregates of all these customers, under the names that the inventory gives them."""
        names = needed.columns()
        found: list[pl.Series] = []
        for selection, aggregates in needed.groups.items():
            rows = self._of(selection.event)
            groups, _ = self._grouped(rows, rows.select(selection.where), aggregates, names)
            found += [groups.column(names[each], self._people.size) for each in aggregates]
        return found

    def _grouped(
        self,
        rows: Rows,
        chosen: Chosen,
        aggregates: Sequence[m.Aggregate],
        columns: Mapping[m.Value | m.Condition, str],
    ) -> tuple[Groups, Scope]:
        names = [columns[each] for each in aggregates]
        return grouped(rows, chosen, aggregates, names, self._by_id, self._scratch), Scope(columns=columns)

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


def _batches(tests: Sequence[Test]) -> Iterator[list[Test]]:
    """The tests in batches that need few columns of all customers."""
    batch: list[Test] = []
    for test in tests:
        needed = inventory([*batch, test])
        if batch and sum(map(len, needed.groups.values())) > _COLUMNS:
            yield batch
            batch = []
        batch.append(test)
    if batch:
        yield batch
