"""The members of many segments from one reading of the events.

Every distinct test (a condition that holds no other) becomes a set of customers, as bits; segments
combine sets. Where the events of all customers do not fit into the memory, customers are taken in
spans, and the events are read once for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import polars as pl

from segql import meaning as m
from segql.backend import Outcome
from segql.data.checks import check_before, check_customers
from segql.data.views import Views
from segql.members import Members
from segql.walk import walk
from segql_polars.bulk import bits
from segql_polars.bulk.bits import Bits
from segql_polars.bulk.engine import Engine
from segql_polars.bulk.keys import Keys
from segql_polars.bulk.numbers import Numbers
from segql_polars.bulk.people import People
from segql_polars.bulk.reading import leaves_out, read
from segql_polars.bulk.strays import Strays
from segql_polars.conditions import Test
from segql_polars.frames import ranked
from segql_polars.inventory import inventory
from segql_polars.source import KEY
from segql_polars.values import Scope


def run_together(
    views: Views,
    conditions: Mapping[str, m.Condition],
    tests: Sequence[Test],
    first: Mapping[str, int],
    most: int,
) -> Outcome:
    """The members of each condition, given their distinct tests, and `since` when rows matter to those; the
    events may take so many bytes. Raises DataError, EngineError."""
    people = _people(views)
    is_partial = leaves_out(views, first)
    if is_partial:
        check_before(views)
    found, strays = _answered(views, people, tests, most, first)
    keys = Keys(people.keys)
    members = {
        name: Members(keys, combined(each, found, people.size).tobytes()) for name, each in conditions.items()
    }
    return Outcome(keys, members, Strays(views, people.keys) if is_partial else strays)


def distinct_tests(conditions: Iterable[m.Condition]) -> Sequence[Test]:
    """The conditions in them that hold no other, each once."""
    return list(dict.fromkeys(test for each in conditions for test in tests_of(each)))


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


def combined(node: m.Condition, found: Mapping[m.Condition, Bits], size: int) -> Bits:
    """For whom a condition holds, given for whom its tests do."""
    match node:
        case m.Not(operand):
            return bits.everyone(size) & ~combined(operand, found, size)
        case m.All(operands):
            made = bits.everyone(size)
            for each in operands:
                made &= combined(each, found, size)
            return made
        case m.Any(operands):
            made = bits.nobody(size)
            for each in operands:
                made |= combined(each, found, size)
            return made
        case m.AtLeast(count, operands):
            return bits.at_least(count, [combined(each, found, size) for each in operands], size)
        case test:
            return found[test]


def _people(views: Views) -> People:
    """The customers. Raises DataError."""
    frame = views.people.frame().collect()
    if not frame[KEY].is_sorted():
        frame = frame.sort(KEY)
    check_customers(views, frame[KEY])
    # Polars keeps a column of equal values as one value, and trips over some conditions on such.
    return People(pl.DataFrame(frame.get_columns()))


def _answered(
    views: Views, people: People, tests: Sequence[Test], most: int, first: Mapping[str, int]
) -> tuple[dict[m.Condition, Bits], Mapping[str, int]]:
    """For whom tests hold, span by span of the customers, and how many rows count for nothing, of those
    that are read: those of `first` on."""
    of_ranks: list[Test] = []
    others: list[Test] = []
    for test in tests:
        is_ranked = any(isinstance(node, m.Standing) for node, _ in walk([test]))
        (of_ranks if is_ranked else others).append(test)
    needed = inventory(of_ranks)
    later = [selection.event for selection in needed.groups]
    numbers = Numbers(people.keys)
    parts: list[dict[m.Condition, Bits]] = []
    columns: list[list[pl.Series]] = []
    strays: Mapping[str, int] = {}
    start, width = 0, people.size
    while not parts or start < people.size:
        asked = range(start, min(start + width, people.size))
        facts = read(views, numbers, asked, most, first)
        start, width = facts.span.stop, len(facts.span) * (2 if facts.span == asked else 1)
        engine = Engine(views.catalog, people.part(facts.span), facts)
        parts.append(engine.answer(others, later))
        columns.append(engine.columns(needed))
        strays = facts.strays
    found = parts[0]
    if len(parts) > 1:
        found.update({test: np.concatenate([part[test] for part in parts]) for test in others})
    if of_ranks:
        beside = [pl.concat(spans) for spans in zip(*columns, strict=True)]
        scope = Scope(columns=needed.columns())
        frame = ranked(people.frame.with_columns(beside).lazy(), needed.standings, scope).collect()
        beside += [frame[scope.columns[each]] for each in needed.standings]
        found |= people.looked_at(of_ranks, beside, scope)
    return found, strays
