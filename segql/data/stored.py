"""A table as it is stored."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import polars as pl

from segql.data import errors
from segql.data.convert import Conversion, Problem, convert
from segql.json_values import OTHERS, STRINGS
from segql.types import Type


@dataclass(frozen=True, slots=True)
class Stored:
    """Columns as stored. `textual`: every type may be written as text (CSV, NDJSON)."""

    name: str
    frame: pl.LazyFrame
    schema: pl.Schema
    textual: bool = False
    path: Path | None = None
    lines: Sequence[int] | None = None
    strings: Mapping[str, str] = field(default_factory=dict[str, str])
    """For columns of what stands in JSON, the one that says whether that is a string."""
    problems: Mapping[str, Sequence[Problem]] = field(default_factory=dict[str, "Sequence[Problem]"])
    """What can be wrong with what columns were made of."""

    def convert(self, column: str, wanted: Type, zone: str | None = None) -> Conversion | None:
        """As `segql.data.convert.convert`, of one of these columns."""
        textual = self.textual or column in self.strings
        made = convert(pl.col(column), self.schema[column], wanted, textual=textual, zone=zone)
        if made is None:
            return None
        problems = [*self.problems.get(column, ()), *made.problems]
        if column in self.strings:
            problems.append(_unwritten(pl.col(column), pl.col(self.strings[column]), wanted))
        return Conversion(made.value, tuple(problems))

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


def _unwritten(text: pl.Expr, is_string: pl.Expr, wanted: Type) -> Problem:
    """Values in JSON that are not written as their type: see `segql.json_values`."""
    forms = [rf"^(?:{form[wanted.kind]})$" for form in (STRINGS, OTHERS)]
    good = pl.when(is_string).then(text.str.contains(forms[0])).otherwise(text.str.contains(forms[1]))
    if wanted.kind == "float":
        good &= text.cast(pl.Float64, strict=False).is_finite()
    return Problem(~good, partial(errors.unparsable, wanted=str(wanted)))
