"""Sequences: step by step, which events can be the last one chosen.

A step looks at no event but the last one chosen, so that a relation of those is all that the next
step needs, and nothing multiplies along a chain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlglot import exp

from segql import meaning as m
from segql_sql import nodes as n
from segql_sql.conditions import condition
from segql_sql.names import Names
from segql_sql.query import Query, Scope
from segql_sql.totals import beside
from segql_sql.values import property_

_LONGEST = 10**18  # microseconds: more than any two instants are apart


def sequence(query: Query, node: m.Sequence, name: str) -> Iterator[tuple[str, exp.Select]]:
    """The relations of a sequence, in order; the last one, `name`, holds its customers."""
    chosen, called = query.names.new(f"{name} start"), _called(node.steps)
    yield chosen, _rows(query, node.first, _needed(node.steps), called)
    for number, step in enumerate(node.steps, 1):
        later = () if step.absent else _needed(node.steps[number:])
        own = (step.same[1],) if step.same else ()
        follows = query.names.new(f"{name} events {number}")
        yield follows, _rows(query, step.events, tuple(dict.fromkeys((*own, *later))), called)
        before, chosen = chosen, query.names.new(f"{name} step {number}")
        kept = _needed(node.steps[number - 1 :]) if step.absent else later
        yield chosen, _step(step, before, follows, [called[each.name] for each in kept], called)
    select = n.select([n.column("customer", chosen)], n.table(chosen))
    select.set("distinct", exp.Distinct())
    yield name, select


def _needed(steps: tuple[m.Step, ...]) -> tuple[m.Property, ...]:
    """The properties of the last event chosen that the steps to come look at."""
    found: dict[m.Property, None] = {}
    for step in steps:
        if step.same is not None:
            found[step.same[0]] = None
        if not step.absent:
            break
    return tuple(found)


def _rows(
    query: Query, events: m.Events, properties: tuple[m.Property, ...], called: Mapping[str, str]
) -> exp.Select:
    """The customer, the time in microseconds and the properties of events."""
    source, scope = query.event(events.event), Scope(events.event)
    where = condition(query, events.where, scope)
    at = query.dialect.epoch(n.column(source.time, source.name), "datetime")
    columns = [n.named(n.column(source.customer, source.name), "customer"), n.named(at, "at")]
    for each in properties:
        columns.append(n.named(property_(query, each.name, scope)[0], called[each.name]))
    select = n.select(columns, n.table(source.name), where, beside(query, source, scope))
    select.set("distinct", exp.Distinct())
    return select


def _step(
    step: m.Step, before: str, follows: str, kept: Sequence[str], called: Mapping[str, str]
) -> exp.Select:
    on = [
        n.equal(n.column("customer", follows), n.column("customer", before)),
        n.binary(exp.GT, n.column("at", follows), n.column("at", before)),
        n.binary(
            exp.LTE,
            n.binary(exp.Sub, n.column("at", follows), n.column("at", before)),
            n.whole(min(step.within, _LONGEST)),
        ),
    ]
    if step.same is not None:
        mine, other = step.same
        on.append(n.equal(n.column(called[other.name], follows), n.column(called[mine.name], before)))
    chosen = before if step.absent else follows
    columns = [n.column(name, chosen) for name in ("customer", "at", *kept)]
    join = n.join(n.table(follows), n.all_of(on), left=step.absent)
    gone = n.is_null(n.column("customer", follows)) if step.absent else None
    select = n.select(columns, n.table(before), gone, [join])
    select.set("distinct", exp.Distinct())
    return select


def _called(steps: Iterable[m.Step]) -> dict[str, str]:
    """The columns of the properties that steps compare; no two differ in case alone."""
    names = Names()
    shared = dict.fromkeys(each.name for step in steps if step.same is not None for each in step.same)
    return {name: names.new(f"same {name}") for name in shared}
