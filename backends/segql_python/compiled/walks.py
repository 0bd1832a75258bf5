"""Walks: loops over the rows of an event, newest first.

As rows stand in the order of time, a loop ends at the lower bound of its window. What has not happened
yet is cut off once for each event.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeGuard

from segql import meaning as m
from segql.types import DATETIME
from segql.walk import walk
from segql_python.compiled.moments import instant_clock, is_closed
from segql_python.compiled.source import Block, every
from segql_python.compiled.writer import Writer

_WORTH_GROUPING = 4
"""Loops over a group, one value each, from which on it is made."""
_NOW = m.Compare("<=", m.EventTime(), m.Moment(DATETIME))


@dataclass(slots=True)
class Window:
    """What `Events.where` says: tests of the row's time, and all else."""

    since: list[str]
    until: list[str]
    rest: list[m.Condition]
    happened: bool = False
    """Whether nothing after the instant that is asked about is among them."""


def filtered(w: Writer, events: m.Events) -> str:
    """The variable that holds the rows of the events, newest first."""
    window = window_of(w, events)
    rows = rows_of(w, events, window)
    if not (window.since or window.until or window.rest):
        return rows
    found = w.name("f")
    w.line(f"{found} = []")
    with each_of(w, events, window, rows):
        w.line(f"{found}.append({w.row})")
    return found


def window_of(w: Writer, events: m.Events) -> Window:
    """What the events' `where` says."""
    window = Window([], [], [])
    for each in _parts(events):
        match each:
            case m.Compare("<" | "<=" as op, m.Constant() | m.Moment() as bound, m.EventTime()):
                window.since.append(f"{'>' if op == '<' else '>='} {w.value(bound).text}")
            case m.Compare("<" | "<=" as op, m.EventTime(), m.Constant() | m.Moment() as bound):
                if each == _NOW:
                    window.happened = True
                else:
                    window.until.append(f"{op} {w.value(bound).text}")
            case m.Compare("<=", m.Function("epoch", m.EventTime()), right) if is_closed(right):
                latest = instant_clock(right, w.layout.catalog, w.source)
                window.until.append(f"<= {w.bound.moment(('instant', right), latest)}")
            case _:
                window.rest.append(each)
    return window


def rows_of(w: Writer, events: m.Events, window: Window) -> str:
    """The rows to go through: of a group that has been made, or all."""
    for each in window.rest:
        match each:
            case m.Compare("=", m.Property(name), m.Constant() as option):
                if made := w.groups.get((events.event, name, window.happened)):
                    window.rest.remove(each)
                    rows = w.name("g")
                    w.line(f"{rows} = {made}.get({w.value(option).text}, ())")
                    return rows
            case _:
                pass
    return w.rows(events.event, window.happened)


@contextmanager
def each_of(
    w: Writer, events: m.Events, window: Window, rows: str, *, oldest_first: bool = False
) -> Generator[None]:
    """Writes what is done with each row; the row is at hand."""
    ends, tests = (window.until, window.since) if oldest_first else (window.since, window.until)
    row = w.name("e")
    with w.loop(f"for {row} in {f'reversed({rows})' if oldest_first else rows}:", events.event, row):
        for each in ends:
            w.here.lines.extend([f"if not {w.time()} {each}:", Block(["break"])])
        rest = [w.condition(m.All(tuple(window.rest)))] if window.rest else []
        with _where(w, [*[f"{w.time()} {each}" for each in tests], *rest]):
            yield


@contextmanager
def in_window(w: Writer, events: m.Events) -> Generator[None]:
    """Writes what is done with the row at hand, if it is one of the events."""
    window = window_of(w, events)
    ends = [f"<= {w.value(m.Moment(DATETIME)).text}"] if window.happened else []
    times = [f"{w.time()} {each}" for each in [*window.since, *window.until, *ends]]
    rest = [w.condition(m.All(tuple(window.rest)))] if window.rest else []
    with _where(w, [*rest, *times] if _is_quick(window.rest) else [*times, *rest]):
        yield


@contextmanager
def _where(w: Writer, tests: list[str]) -> Generator[None]:
    test = every(tests)
    if test == "True":
        yield
    else:
        with w.under(f"if {test}:"):
            yield


def _is_quick(conditions: list[m.Condition]) -> bool:
    """Whether asking takes no longer than comparing two instants."""
    quick = (m.Compare, m.OneOf, m.IsSet, m.Property, m.Attribute, m.Constant, m.Not, m.All, m.Any)
    return all(isinstance(node, quick) for node, _ in walk(conditions))


@contextmanager
def if_there(w: Writer, of: m.Property | m.EventTime | None, name: str = "") -> Generator[None]:
    """Writes what is done with rows that have the property, in the variable `name`."""
    if not isinstance(of, m.Property):
        yield
        return
    text = f"({name} := {w.property(of.name)})" if name else w.property(of.name)
    with w.under(f"if {text} is not None:"):
        yield


def _parts(events: m.Events) -> tuple[m.Condition, ...]:
    return events.where.operands if isinstance(events.where, m.All) else (events.where,)


def group(w: Writer, events: list[m.Events]) -> None:
    """Groups rows by properties of which several of the events hold one value each."""
    wanted: Counter[tuple[str, str, bool]] = Counter()
    for each in dict.fromkeys(events):
        parts = _parts(each)
        names = [part.left.name for part in parts if _picks(part) and isinstance(part.left, m.Property)]
        wanted.update([(each.event, name, _NOW in parts) for name in names[:1]])
    for (event, name, happened), count in wanted.items():
        if count >= _WORTH_GROUPING:
            variable = w.groups[event, name, happened] = w.name("g")
            at = w.layout.properties[event][name]
            w.line(f"{variable} = grouped({w.rows(event, happened)}, {at})")


def _picks(part: m.Condition) -> TypeGuard[m.Compare]:
    """Whether a part of `where` asks for one value of a property."""
    return (
        isinstance(part, m.Compare)
        and part.op == "="
        and isinstance(part.left, m.Property)
        and isinstance(part.right, m.Constant)
    )
