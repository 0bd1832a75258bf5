"""A table as it is stored."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl


@dataclass(frozen=True, slots=True)
class Stored:
    """Columns as stored. `textual`: every type may be written as text (CSV, NDJSON); `texts` are other
    columns of which that holds."""

    name: str
    frame: pl.LazyFrame
    schema: pl.Schema
    textual: bool = False
    path: Path | None = None
    lines: Sequence[int] | None = None
    texts: frozenset[str] = frozenset()

    def is_textual(self, column: str) -> bool:
        """Whether a column holds values of every type as text."""
        return self.textual or column in self.texts

    def line(self, row: int) -> int | None:
        """The line of a text file on which a row (from 0) ends, for messages."""
        if self.lines is not None:
            return self.lines[row]
        if self.path is None or self.path.suffix.lower() != ".csv":
            return None
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            for count, _ in enumerate(line for line in reader if any(line)):
                if count == row + 1:
                    return reader.line_num
        return None
