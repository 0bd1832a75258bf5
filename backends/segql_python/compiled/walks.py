"""Aggregates: loops over the rows of an event, newest first.

As rows stand in the order of time, a loop ends at the lower bound of its window. What has not happened
yet is cut off once for each event.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeGuard, assert_never

from segql import meaning as m
from segql.types import DATETIME
from segql_python.compiled.moments import instant_clock, is_closed
from segql_python.compiled.profile import ID, TIME
from segql_python.compiled.values import place
from segql_python.compiled.writer import Block, Term, Writer, every

_ROWS = 2**63
_WORTH_GROUPING = 4
"""Loops over a group, one value each, from which on it is made."""
_NOW = m.Compare("<=", m.EventTime(), m.Moment(DATETIME))


@dataclass(slots=True)
class _Window:
    """What `Events.where` says: tests of the row's time, and all else."""

    since: list[str]
    until: list[str]
    rest: list[m.Condition]
    happened: bool = False
    """Whether nothing after the instant that is asked about is among them."""


def aggregate(w: Writer, node: m.Aggregate) -> Term:
    """The variable that holds the aggregate, computed here."""
    return _computed(w, [node])[node]


def share(w: Writer, nodes: list[m.Aggregate]) -> None:
    """Computes aggregates for all that comes after; those of the same events in one loop."""
    for group in _by_events(nodes):
        w.aggregates.update(_computed(w, group))


@contextmanager
def known(w: Writer, *values: m.Value) -> Generator[None]:
    """Within, aggregates of the same events that the values hold are computed in one loop."""
    before = w.aggregates
    mine = [each for value in values for each in _held(value) if each not in before]
    w.aggregates = dict(before)
    share(w, list(dict.fromkeys(mine)))
    try:
        yield
    finally:
        w.aggregates = before


def reaches(w: Writer, node: m.Aggregate, count: int) -> str | None:
    """Whether a count is at least so large, where that can be said without counting all."""
    if node in w.aggregates or count < 1 or (count > 1 and _is_by_id(w, node)):
        return None
    window = _window(w, node.events)
    rows = _rows(w, node.events, window)
    if count == 1 and node.of is None and not window.until and not window.rest:
        return every([f"not not {rows}", *[f"{rows}[0][{TIME}] {each}" for each in window.since]])
    result, left = w.name("r"), w.name("n")
    hit = f"{result} = True"
    w.line(f"{result} = False")
    if count > 1:
        w.line(f"{left} = {w.bound.constant(count)}")
    with _each(w, node.events, window, rows), _if_there(w, node.of):
        if count == 1:
            w.here.lines.extend([hit, "break"])
        else:
            w.line(f"{left} -= 1")
            w.here.lines.extend([f"if not {left}:", Block([hit, "break"])])
    return result


def filtered(w: Writer, events: m.Events) -> str:
    """The variable that holds the rows of the events, newest first."""
    window = _window(w, events)
    rows = _rows(w, events, window)
    if not (window.since or window.until or window.rest):
        return rows
    found = w.name("f")
    w.line(f"{found} = []")
    with _each(w, events, window, rows):
        w.line(f"{found}.append({w.row})")
    return found


def _held(value: m.Value) -> Iterator[m.Aggregate]:
    match value:
        case m.Aggregate():
            yield value
        case m.Arithmetic(_, left, right):
            yield from _held(left)
            yield from _held(right)
        case m.Function(_, operand) | m.LocalDay(operand) | m.WholeYears(operand):
            yield from _held(operand)
        case _:
            pass


def _by_events(nodes: list[m.Aggregate]) -> list[list[m.Aggregate]]:
    found: dict[m.Events, list[m.Aggregate]] = {}
    for node in nodes:
        found.setdefault(node.events, []).append(node)
    return list(found.values())


def _is_by_id(w: Writer, node: m.Aggregate) -> bool:
    return node.function == "count" and node.of is None and node.events.event in w.layout.counted_by_id


# --- loops ----------------------------------------------------------------------------------


def _window(w: Writer, events: m.Events) -> _Window:
    window = _Window([], [], [])
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


def _rows(w: Writer, events: m.Events, window: _Window) -> str:
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
def _each(
    w: Writer, events: m.Events, window: _Window, rows: str, *, oldest_first: bool = False
) -> Generator[None]:
    """Writes what is done with each row; the row is at hand."""
    ends, tests = (window.until, window.since) if oldest_first else (window.since, window.until)
    row = w.name("e")
    with w.loop(f"for {row} in {f'reversed({rows})' if oldest_first else rows}:", events.event, row):
        for each in ends:
            w.here.lines.extend([f"if not {row}[{TIME}] {each}:", Block(["break"])])
        plain = [f"{row}[{TIME}] {each}" for each in tests]
        rest = w.condition(m.All(tuple(window.rest))) if window.rest else ""
        test = every([*plain, *([rest] if rest else [])])
        if test == "True":
            yield
        else:
            with w.under(f"if {test}:"):
                yield


@contextmanager
def _if_there(w: Writer, of: m.Property | m.EventTime | None, name: str = "") -> Generator[None]:
    """Writes what is done with rows that have the property, in the variable `name`."""
    if not isinstance(of, m.Property):
        yield
        return
    text = f"({name} := {place(w, of)})" if name else place(w, of)
    with w.under(f"if {text} is not None:"):
        yield


def _computed(w: Writer, nodes: list[m.Aggregate]) -> dict[m.Aggregate, Term]:
    """Aggregates of the same events, in one loop."""
    events, alone = nodes[0].events, len(nodes) == 1
    window = _window(w, events)
    rows = _rows(w, events, window)
    oldest_first = alone and nodes[0].function in ("min", "first") and isinstance(nodes[0].of, m.EventTime)
    tallies = [_Tally(w, node, alone) for node in nodes]
    for tally in tallies:
        w.line(tally.start)
    with _each(w, events, window, rows, oldest_first=oldest_first):
        for of in dict.fromkeys([node.of for node in nodes]):
            x = w.name("x")
            with _if_there(w, of, x):
                for tally in tallies:
                    if tally.node.of == of:
                        tally.take(x)
    return {tally.node: tally.result() for tally in tallies}


class _Tally:
    """How one aggregate is kept while rows go by."""

    def __init__(self, w: Writer, node: m.Aggregate, alone: bool) -> None:
        self.w, self.node, self.alone = w, node, alone
        self.by_id = _is_by_id(w, node)
        self.kept, self.other = w.name("a"), w.name("b")
        self.start = {
            "count": f"{self.kept} = 0" + (f"; {self.other} = set()" if self.by_id else ""),
            "sum": f"{self.kept} = 0",
            "distinct": f"{self.kept} = set()",
        }.get(node.function, f"{self.kept} = {self.other} = None")

    def take(self, x: str) -> None:
        """Writes what a row does, whose property is `x`."""
        w, kept, other = self.w, self.kept, self.other
        time = f"{w.row}[{TIME}]"
        if isinstance(self.node.of, m.EventTime):
            self._take_time()
            return
        if self.by_id:
            w.line(f"if {w.row}[{ID}] is None: {kept} += 1")
            w.line(f"else: {other}.add({w.row}[{ID}])")
            return
        match self.node.function:
            case "count":
                w.line(f"{kept} += 1")
            case "sum":
                w.line(f"{kept} += {x}")
            case "distinct":
                w.line(f"{kept}.add({x})")
            case "min":
                w.line(f"if {kept} is None or {x} < {kept}: {kept} = {x}")
            case "max":
                w.line(f"if {kept} is None or {x} > {kept}: {kept} = {x}")
            case "last":
                better = f"{time} == {other} and {x} > {kept}"
                w.line(f"if {kept} is None or {better}: {kept} = {x}; {other} = {time}")
                if self.alone:
                    w.line(f"elif {time} != {other}: break")
            case "first":
                better = f"{time} != {other} or {x} > {kept}"
                w.line(f"if {kept} is None or {better}: {kept} = {x}; {other} = {time}")
            case _:
                assert_never(self.node.function)

    def _take_time(self) -> None:
        w, time = self.w, f"{self.w.row}[{TIME}]"
        match self.node.function:
            case "count":
                w.line(f"{self.kept} += 1")
            case "distinct":
                w.line(f"{self.kept}.add({time})")
            case "max" | "last":
                w.line(f"if {self.kept} is None: {self.kept} = {time}")
                if self.alone:
                    w.line("break")
            case "min" | "first":
                w.line(f"{self.kept} = {time}")
                if self.alone:
                    w.line("break")
            case "sum":
                raise TypeError("instants have no sum")
            case _:
                assert_never(self.node.function)

    def result(self) -> Term:
        """The variable that holds the aggregate after the loop."""
        # No sum of stored numbers reaches 39 digits: they have 19, and rows are fewer than 10**19.
        match self.node.function:
            case "count":
                if self.by_id:
                    self.w.line(f"{self.kept} += len({self.other})")
                return Term(self.kept, below=_ROWS)
            case "distinct":
                self.w.line(f"{self.kept} = len({self.kept})")
                return Term(self.kept, below=_ROWS)
            case "sum":
                return Term(self.kept)
            case _:
                return Term(self.kept, missing=True)


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
