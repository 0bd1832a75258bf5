"""Writing one Python function of a customer: where lines go, and what has a name already."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from segql import meaning as m
from segql.diagnostics import Source
from segql.types import DATETIME
from segql_python.compiled.profile import ID, TIME, Layout
from segql_python.compiled.source import Block, Bound

MOST_NESTED = 30
"""How deep expressions and blocks are nested: Python refuses 200 parentheses and 100 indentations."""


@dataclass(frozen=True, slots=True)
class Places:
    """How what stands at a place `at` is written: an attribute, and of an event what is in its `row`."""

    attribute: str
    of_row: str


IN_PROFILE = Places("attributes[{at}]", "{row}[{at}]")
IN_VARIABLES = Places("attribute{at}", "value{at}")


@dataclass(frozen=True, slots=True)
class Term:
    """A value as an expression, to be looked at where all of `guards` hold: where one does not, the value
    is missing. It is None where it is missing in spite of them, if `missing`.

    `below` bounds the size of an exact number. An `atom` may be written more than once.
    """

    text: str
    guards: tuple[str, ...] = ()
    missing: bool = False
    below: int = m.EXACT_LIMIT
    atom: bool = True


class Writer:
    """The function being written: where lines go, and what has a name already."""

    def __init__(
        self,
        layout: Layout,
        forms: Forms,
        bound: Bound,
        source: Source | None = None,
        places: Places = IN_PROFILE,
    ) -> None:
        self.layout = layout
        self.forms = forms
        self.bound = bound
        self.source = source  # of the segment that is written
        self.places = places
        self.prologue = Block()  # what is computed before anything asks for it
        self.base = self.here = Block()
        self.event: str | None = None  # the event whose row is at hand, which may be the variable `row`
        self.row = ""
        self.depth: int = 0
        self.conditions: dict[m.Condition, str] = {}
        self.aggregates: dict[m.Aggregate, Term] = {}
        self.groups: dict[tuple[str, str, bool], str] = {}
        """Rows by the value of a property: of an event's name, of those that have happened or of all."""
        self._rows: dict[tuple[str, bool], str] = {}
        self._count = 0

    def name(self, prefix: str) -> str:
        """A name of its own."""
        self._count += 1
        return f"{prefix}{self._count}"

    def line(self, text: str) -> None:
        """Writes a line where the function stands."""
        self.here.lines.append(text)

    @contextmanager
    def into(self, block: Block) -> Generator[Block]:
        """Writes into the block, which is then put in its place by whoever made it."""
        before, self.here = self.here, block
        try:
            yield block
        finally:
            self.here = before

    @contextmanager
    def under(self, line: str) -> Generator[None]:
        """Writes below a line that opens a block, unless nothing is written there."""
        block = Block()
        with self.into(block):
            yield
        self.here.lines.extend([line, block])

    @contextmanager
    def loop(self, line: str, event: str, row: str) -> Generator[None]:
        """Writes the body of a loop over an event's rows."""
        with self.under(line), self.each(event, row):
            yield

    @contextmanager
    def each(self, event: str, row: str = "") -> Generator[None]:
        """Writes what is done with each row of an event."""
        before = (self.base, self.event, self.row, self.depth)
        self.base, self.event, self.row, self.depth = self.here, event, row, 0
        try:
            yield
        finally:
            self.base, self.event, self.row, self.depth = before

    def attribute(self, name: str) -> str:
        """An attribute of the customer."""
        return self.places.attribute.format(at=self.layout.attributes[name])

    def property(self, name: str) -> str:
        """A property of the event at hand."""
        return self._of_row(self.layout.properties[cast("str", self.event)][name])

    def time(self) -> str:
        """The time of the event at hand."""
        return self._of_row(TIME)

    def id(self) -> str:
        """The id of the event at hand."""
        return self._of_row(ID)

    def _of_row(self, at: int) -> str:
        return self.places.of_row.format(row=self.row, at=at)

    def rows(self, event: str, happened: bool) -> str:
        """The name of an event's rows, newest first: all, or those that have `happened` by now."""
        if (event, happened) not in self._rows:
            name = self._rows[event, happened] = self.name("v")
            self.prologue.lines.append(f"{name} = events[{self.layout.events[event]}]")
            if happened:
                now = self.value(m.Moment(DATETIME)).text
                late = f"if {name} and {name}[0][{TIME}] > {now}:"
                self.prologue.lines.extend([late, Block([f"{name} = until({name}, {now})"])])
        return self._rows[event, happened]

    def condition(self, node: m.Condition) -> str:
        """An expression that is True or False; what it needs stands before it."""
        if self.conditions and node in self.conditions:  # without the first, all nodes are hashed
            return self.conditions[node]
        if self.depth < MOST_NESTED:
            self.depth += 1
            try:
                return self.forms.condition(self, node)
            finally:
                self.depth -= 1
        return self._apart(node)

    def _apart(self, node: m.Condition) -> str:
        """As `condition`, but written at the base of the function, ahead of what asks for it."""
        before, self.depth = self.depth, 0
        try:
            with self.into(Block()) as block:
                name, text = self.name("r"), self.condition(node)
            self.base.lines.extend([*block.lines, f"{name} = {text}"])
            return name
        finally:
            self.depth = before

    def value(self, node: m.Value) -> Term:
        """The value as an expression."""
        return self.forms.value(self, node)

    def aggregate(self, node: m.Aggregate) -> Term:
        """The variable that holds the aggregate."""
        if node not in self.aggregates:
            return self.forms.aggregate(self, node)
        return self.aggregates[node]


@dataclass(frozen=True, slots=True)
class Forms:
    """How each kind of node is written: the modules that say it need one another through this."""

    condition: Callable[[Writer, m.Condition], str]
    value: Callable[[Writer, m.Value], Term]
    aggregate: Callable[[Writer, m.Aggregate], Term]
