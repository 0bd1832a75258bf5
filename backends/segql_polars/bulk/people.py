"""The customers, in ascending order of the key: what holds of their attributes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from segql import meaning as m
from segql_polars.bulk import bits
from segql_polars.bulk.bits import Bits
from segql_polars.bulk.coded import Codes, Coding, Dictionary, only_attribute
from segql_polars.bulk.masks import masks
from segql_polars.source import KEY
from segql_polars.values import CUSTOMERS, Scope

_TOGETHER = 64  # tests in one look at the customers


@dataclass(slots=True)
class People:
    """`key`, and an attribute `a` as `.a`; each customer's number is that of her row."""

    frame: pl.DataFrame
    _coded: dict[str, tuple[Codes, Dictionary]] = field(default_factory=dict[str, "tuple[Codes, Dictionary]"])

    @property
    def size(self) -> int:
        """How many customers there are."""
        return self.frame.height

    @property
    def keys(self) -> pl.Series:
        """Their keys."""
        return self.frame[KEY]

    def beside(self, names: Iterable[str], numbers: pl.Series, prefix: str) -> list[pl.Series]:
        """Attributes of the customers with these numbers."""
        return [self.frame["." + name].gather(numbers).alias(prefix + name) for name in names]

    def bits(self, tests: Sequence[m.Condition]) -> dict[m.Condition, Bits]:
        """For whom tests of attributes alone hold."""
        found: dict[m.Condition, Bits] = {}
        others: list[m.Condition] = []
        for test in tests:
            name = only_attribute(test)
            if name is not None and self.frame["." + name].dtype == pl.String:
                codes, dictionary = self._codes("." + name)
                found[test] = bits.of_mask(dictionary.table(test, "." + name, CUSTOMERS)[codes])
            else:
                others.append(test)
        return found | self.looked_at(others, [], CUSTOMERS)

    def looked_at(
        self, tests: Sequence[m.Condition], beside: Iterable[pl.Series], scope: Scope
    ) -> dict[m.Condition, Bits]:
        """For whom tests hold, of attributes and of columns beside them."""
        frame = self.frame.with_columns(beside)
        found: dict[m.Condition, Bits] = {}
        for start in range(0, len(tests), _TOGETHER):
            some = tests[start : start + _TOGETHER]
            held = map(bits.of_mask, masks(frame, some, scope))
            found.update(zip(some, held, strict=True))
        return found

    def _codes(self, column: str) -> tuple[Codes, Dictionary]:
        if column not in self._coded:
            coding = Coding()
            codes = self.frame.select(coding.codes(pl.col(column)))
            dictionary = coding.dictionary()
            narrow = codes.to_series().cast(dictionary.width)
            self._coded[column] = np.asarray(narrow.to_numpy()), dictionary
        return self._coded[column]
