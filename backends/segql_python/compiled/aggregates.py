"""Aggregates: what is kept while the rows of an event go by."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import assert_never

from segql import meaning as m
from segql_python.compiled.profile import TIME
from segql_python.compiled.source import Block, every
from segql_python.compiled.walks import each_of, if_there, rows_of, window_of
from segql_python.compiled.writer import Term, Writer

_ROWS = 2**63
"""More rows than there are."""


def aggregate(w: Writer, node: m.Aggregate) -> Term:
    """The variable that holds the aggregate, computed here."""
    return _computed(w, [node])[node]


def share(w: Writer, nodes: list[m.Aggregate]) -> None:
    """Computes aggregates for all that comes after; those of the same events in one loop."""
    for group in by_events(nodes):
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
    window = window_of(w, node.events)
    rows = rows_of(w, node.events, window)
    if count == 1 and node.of is None and not window.until and not window.rest:
        return every([f"not not {rows}", *[f"{rows}[0][{TIME}] {each}" for each in window.since]])
    result, left = w.name("r"), w.name("n")
    hit = f"{result} = True"
    w.line(f"{result} = False")
    if count > 1:
        w.line(f"{left} = {w.bound.constant(count)}")
    with each_of(w, node.events, window, rows), if_there(w, node.of):
        if count == 1:
            w.here.lines.extend([hit, "break"])
        else:
            w.line(f"{left} -= 1")
            w.here.lines.extend([f"if not {left}:", Block([hit, "break"])])
    return result


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


def by_events(nodes: list[m.Aggregate]) -> list[list[m.Aggregate]]:
    """The aggregates of the same events together."""
    found: dict[m.Events, list[m.Aggregate]] = {}
    for node in nodes:
        found.setdefault(node.events, []).append(node)
    return list(found.values())


def _is_by_id(w: Writer, node: m.Aggregate) -> bool:
    return node.function == "count" and node.of is None and node.events.event in w.layout.counted_by_id


def _computed(w: Writer, nodes: list[m.Aggregate]) -> dict[m.Aggregate, Term]:
    """Aggregates of the same events, in one loop."""
    events, alone = nodes[0].events, len(nodes) == 1
    window = window_of(w, events)
    rows = rows_of(w, events, window)
    oldest_first = alone and nodes[0].function in ("min", "first") and isinstance(nodes[0].of, m.EventTime)
    tallies = [Tally(w, node, alone) for node in nodes]
    for tally in tallies:
        w.line(tally.start)
    with each_of(w, events, window, rows, oldest_first=oldest_first):
        take(w, tallies)
    return {tally.node: tally.result() for tally in tallies}


def take(w: Writer, tallies: list[Tally]) -> None:
    """Writes what the row at hand does."""
    for of in dict.fromkeys([tally.node.of for tally in tallies]):
        x = w.name("x")
        with if_there(w, of, x):
            for tally in tallies:
                if tally.node.of == of:
                    tally.take(x)


class Tally:
    """How one aggregate is kept while rows go by, in any order.

    `ends`: they come in the order of time, and the loop ends where the rest cannot matter.
    """

    def __init__(self, w: Writer, node: m.Aggregate, ends: bool) -> None:
        self.w, self.node, self.ends = w, node, ends
        self.by_id = _is_by_id(w, node)
        self.kept, self.other = w.name("a"), w.name("b")
        self.start = {
            "count": f"{self.kept} = 0" + (f"; {self.other} = set()" if self.by_id else ""),
            "sum": f"{self.kept} = 0",
            "distinct": f"{self.kept} = set()",
        }.get(node.function, f"{self.kept} = {self.other} = None")

    def take(self, x: str) -> None:
        """Writes what a row does, whose property is `x`."""
        w, kept, other, time = self.w, self.kept, self.other, self.w.time()
        if isinstance(self.node.of, m.EventTime):
            self._take_time()
            return
        if self.by_id:
            w.line(f"if {w.id()} is None: {kept} += 1")
            w.line(f"else: {other}.add({w.id()})")
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
            case "first" | "last" as which:
                sooner = f"{time} {'<' if which == 'first' else '>'} {other}"
                better = f"{kept} is None or {sooner} or {time} == {other} and {x} > {kept}"
                w.line(f"if {better}: {kept} = {x}; {other} = {time}")
                if which == "last" and self.ends:
                    w.line(f"elif {time} != {other}: break")
            case _:
                assert_never(self.node.function)

    def _take_time(self) -> None:
        w, kept, time = self.w, self.kept, self.w.time()
        match self.node.function:
            case "count":
                w.line(f"{kept} += 1")
            case "distinct":
                w.line(f"{kept}.add({time})")
            case "max" | "last":
                w.line(f"if {kept} is None or {time} > {kept}: {kept} = {time}")
            case "min" | "first":
                w.line(f"if {kept} is None or {time} < {kept}: {kept} = {time}")
            case "sum":
                raise TypeError("instants have no sum")
            case _:
                assert_never(self.node.function)
        if self.ends and self.node.function not in ("count", "distinct"):
            w.line("break")

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
