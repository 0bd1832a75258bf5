"""Many segments at once: what they share is computed once.

Each distinct test (a condition that holds no other) becomes one column of bits over the customers,
computed in batches that keep few frames in memory; segments then combine columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import polars as pl

from segql import meaning as m
from segql.data import Canonical
from segql_polars.conditions import Test, condition
from segql_polars.frames import assemble
from segql_polars.inventory import inventory
from segql_polars.source import KEY, NUMBER, Source
from segql_polars.values import Scope

_FEW = 16  # frames: up to here a plan over the data as stored is cheaper than numbering the customers
_FRAMES = 64  # joined in one batch
_TESTS = 512  # computed in one batch
_SEGMENTS = 128  # combined in one select


def memberships(canonical: Canonical, conditions: Mapping[str, m.Condition]) -> dict[str, pl.Series]:
    """The keys of the members of each condition, ascending."""
    people = canonical.customers.sort(KEY).collect().with_row_index(NUMBER)
    few = inventory(conditions.values()).frames <= _FEW
    source = Source(canonical, people.lazy(), KEY if few else NUMBER)
    tests = list(dict.fromkeys(test for each in conditions.values() for test in _tests(each)))
    bits: list[pl.DataFrame] = []
    names: dict[m.Value | m.Condition, str] = {}
    for batch in _batches(tests):
        frame, scope = assemble(source, inventory(batch))
        fresh: dict[Test, str] = {test: f"\x00t{len(names) + number}" for number, test in enumerate(batch)}
        names |= {**fresh}
        columns = [condition(test, scope).alias(name) for test, name in fresh.items()]
        bits.append(frame.select(KEY, *columns).collect().drop(KEY))
    return _combined(
        pl.concat([people.select(KEY), *bits], how="horizontal"), conditions, Scope(columns=names)
    )


def _tests(root: m.Condition) -> Iterator[Test]:
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


def _batches(tests: Sequence[Test]) -> Iterator[list[Test]]:
    """The tests in batches; those that look at the same frames come together."""
    order: dict[object, int] = {}
    frames: dict[Test, frozenset[int]] = {}
    for test in tests:
        needed = inventory([test])
        frames[test] = frozenset(
            order.setdefault(each, len(order)) for each in (*needed.groups, *needed.flags)
        )
    batch: list[Test] = []
    joined: frozenset[int] = frozenset()
    for test in sorted(tests, key=lambda test: min(frames[test], default=-1)):
        if batch and (len(joined | frames[test]) > _FRAMES or len(batch) == _TESTS):
            yield batch
            batch, joined = [], frozenset()
        batch.append(test)
        joined |= frames[test]
    if batch:
        yield batch


def _combined(
    bits: pl.DataFrame, conditions: Mapping[str, m.Condition], scope: Scope
) -> dict[str, pl.Series]:
    keys = bits[KEY]
    members: dict[str, pl.Series] = {}
    for chunk in _chunks(conditions, _SEGMENTS):
        found = (
            bits.lazy()
            .select(
                KEY,
                *(
                    condition(conditions[name], scope).alias(f"\x00{number}")
                    for number, name in enumerate(chunk)
                ),
            )
            .collect()
        )
        for number, name in enumerate(chunk):
            members[name] = keys.filter(found[f"\x00{number}"])
    return members


def _chunks(names: Iterable[str], size: int) -> Iterator[list[str]]:
    every = list(names)
    for start in range(0, len(every), size):
        yield every[start : start + size]
