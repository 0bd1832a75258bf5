"""What was read of events and lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

import numpy as np

from segql.diagnostics import EngineError, error
from segql.terminal import count
from segql_polars.bulk.bits import Bits
from segql_polars.bulk.coded import At, Codes
from segql_polars.bulk.columns import Column, Growing
from segql_polars.bulk.memory import VARIABLE
from segql_polars.bulk.people import People
from segql_polars.bulk.rows import Rows
from segql_polars.bulk.strings import Coding


class Pieces:
    """The rows of an event, column by column, while they are read."""

    def __init__(self, columns: Mapping[str, Growing], codings: Mapping[str, Coding]) -> None:
        self.columns = columns
        self._codings = codings

    @property
    def nbytes(self) -> int:
        """Bytes that they take."""
        return sum(each.nbytes for each in self.columns.values())

    def rows(self, people: People) -> Rows:
        """All of them; nothing is added then."""
        columns = {name: each.column() for name, each in self.columns.items()}
        dictionaries = {name: coding.dictionary() for name, coding in self._codings.items()}
        for name, dictionary in dictionaries.items():
            codes = cast("Codes", columns[name].values)
            columns[name] = Column(codes.astype(dictionary.width, copy=False))
        return Rows(columns, dictionaries, people)

    def keep(self, below: int) -> None:
        """Drops the rows of customers from a number on."""
        mask = np.asarray(self.columns["customer"].column().values) < below
        for each in self.columns.values():
            each.keep(mask)


@dataclass(slots=True)
class Facts:
    """What is known of a span of customers, whose numbers are counted from its start: the rows of each
    event and the customers in each list; and how many rows count for nothing."""

    span: range
    most: int
    """Bytes that the rows may take: where they would take more, the span is cut."""
    events: dict[str, Pieces] = field(default_factory=dict[str, Pieces])
    strays: dict[str, int] = field(default_factory=dict[str, int])
    lists: dict[str, Bits] = field(default_factory=dict[str, Bits])
    """Of all customers."""
    _held: int = 0

    def listed(self, name: str) -> Bits:
        """Those of the span who are in a list."""
        return self.lists[name][self.span.start // 8 : (self.span.stop + 7) // 8]

    def add(self, event: str, columns: Mapping[str, Column], at: At) -> None:
        """Some rows of a batch as those of an event. Raises EngineError."""
        pieces = self.events[event]
        before = pieces.nbytes
        for name, column in columns.items():
            pieces.columns[name].add(column, at)
        self._held += pieces.nbytes - before
        while self._held > self.most:
            self._cut()

    def _cut(self) -> None:
        """Leaves the second half of the customers to another reading. Raises EngineError."""
        width = max(8, len(self.span) // 16 * 8)  # sets are cut between bytes
        if width >= len(self.span):
            message = f"the events of {count(len(self.span), 'customer')} do not fit into {self.most:,} bytes"
            help = f"let `{VARIABLE}` be larger, such as {VARIABLE}=8GB, or ask for fewer segments at once"
            raise error(EngineError, "memory-limit", message, help)
        self.span = self.span[:width]
        for pieces in self.events.values():
            pieces.keep(width)
        self._held = sum(pieces.nbytes for pieces in self.events.values())
