"""What was read of events and lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segql.diagnostics import EngineError, error
from segql.terminal import count
from segql_polars.bulk.bits import Bits
from segql_polars.bulk.coded import Coding, Dictionary
from segql_polars.bulk.memory import VARIABLE
from segql_polars.bulk.people import People
from segql_polars.bulk.rows import Rows

Column = pl.Series | NDArray[Any]
"""Some rows of a column; by NumPy where it can hold them as they are: it takes rows in half of the time."""


class Pieces:
    """The rows of an event as they were read, column by column."""

    def __init__(self, columns: dict[str, list[Column]], codings: Mapping[str, Coding]) -> None:
        self.columns = columns
        self._codings = codings

    def rows(self, people: People) -> Rows:
        """All of them; the pieces are gone then."""
        dictionaries: dict[str, Dictionary] = {}
        made: list[pl.Series] = []
        for name in list(self.columns):
            parts = self.columns.pop(name)
            if name in self._codings:
                dictionaries[name] = self._codings[name].dictionary()
                column = pl.Series(np.concatenate(parts, dtype=dictionaries[name].width, casting="unsafe"))
            elif all(isinstance(each, np.ndarray) for each in parts):
                column = pl.Series(np.concatenate(parts))
            else:
                column = pl.concat([pl.Series(each) for each in parts]).rechunk()
            made.append(column.alias(name))
        return Rows(pl.DataFrame(made), dictionaries, people)

    def keep(self, below: int) -> int:
        """Drops the rows of customers from a number on; how many bytes are left."""
        masks = [np.asarray(part) < below for part in self.columns["customer"]]
        for parts in self.columns.values():
            parts[:] = [
                part[mask] if isinstance(part, np.ndarray) else part.filter(pl.Series(mask))
                for part, mask in zip(parts, masks, strict=True)
            ]
        return sum(_size(part) for parts in self.columns.values() for part in parts)


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

    def add(self, event: str, columns: Mapping[str, Column]) -> None:
        """Some rows of an event. Raises EngineError."""
        pieces = self.events[event].columns
        for name, column in columns.items():
            pieces[name].append(column)
            self._held += _size(column)
        while self._held > self.most:
            self._cut()

    def _cut(self) -> None:
        """Leaves the second half of the customers to another reading. Raises EngineError."""
        width = len(self.span) // 16 * 8
        if not width:
            message = f"the events of {count(len(self.span), 'customer')} do not fit into {self.most:,} bytes"
            help = f"let `{VARIABLE}` be larger, such as {VARIABLE}=8GB, or ask for fewer segments at once"
            raise error(EngineError, "memory-limit", message, help)
        self.span = self.span[:width]
        self._held = sum(pieces.keep(width) for pieces in self.events.values())


def _size(column: Column) -> int:
    """Bytes that it takes."""
    return column.nbytes if isinstance(column, np.ndarray) else int(column.estimated_size())
