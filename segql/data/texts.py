"""Texts that hold numbers, times or lists: what they say, found out once per run."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import polars as pl

from segql.data import errors
from segql.data.convert import Conversion, is_string
from segql.data.stored import Stored
from segql.types import Type


@dataclass(slots=True)
class Texts:
    """The conversions of a table's columns. Those of texts become columns of the table: parsing is
    slow, and checks, events and conditions all look at them."""

    stored: Stored
    _made: dict[tuple[str, Type, str | None], Conversion | None] = field(
        default_factory=dict["tuple[str, Type, str | None]", "Conversion | None"]
    )
    _columns: list[pl.Expr] = field(default_factory=list[pl.Expr])

    def converted(self, column: str, wanted: Type, zone: str | None = None) -> Conversion | None:
        """As `convert`; of a text, over the columns that `parse` adds."""
        place = column, wanted, zone
        if place not in self._made:
            made = self.stored.convert(column, wanted, zone)
            is_text = is_string(self.stored.schema[column]) and not wanted.is_text
            self._made[place] = self._kept(made) if made is not None and is_text else made
        return self._made[place]

    def _kept(self, made: Conversion) -> Conversion:
        problems = [replace(each, bad=self._column(each.bad)) for each in made.problems]
        return Conversion(self._column(made.value), tuple(problems))

    def _column(self, expression: pl.Expr) -> pl.Expr:
        name = f"\x00text{len(self._columns)}"
        self._columns.append(expression.alias(name))
        return pl.col(name)

    def parse(self) -> None:
        """Reads the table into memory with what its texts say beside them, where there are any.

        Raises DataError.
        """
        if not self._columns:
            return
        try:
            frame = self.stored.frame.with_columns(self._columns).collect()
        except Exception as failure:  # frames may run code that is not ours
            raise errors.unreadable(f"the table `{self.stored.name}`", failure) from None
        self.stored = replace(self.stored, frame=frame.lazy())
