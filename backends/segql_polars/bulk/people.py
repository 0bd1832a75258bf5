"""The customers, in ascending order of the key: what holds of their attributes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl

from segql import meaning as m
from segql_polars.bulk import bits
from segql_polars.bulk.bits import Bits
from segql_polars.bulk.coded import Codes, Dictionary, Index, coded_range, constants, only_attribute
from segql_polars.bulk.masks import masks
from segql_polars.bulk.strings import Coding
from segql_polars.source import KEY
from segql_polars.values import CUSTOMERS, Scope

_TOGETHER = 64  # tests in one look at the customers


@dataclass(slots=True)
class People:
    """`key`, and an attribute `a` as `.a`; each customer's number is that of her row."""

    frame: pl.DataFrame
    _coded: dict[str, tuple[Codes, Dictionary] | None] = field(
        default_factory=dict["str", "tuple[Codes, Dictionary] | None"]
    )
    _elements: dict[str, Index] = field(default_factory=dict[str, Index])

    @property
    def size(self) -> int:
        """How many customers there are."""
        return self.frame.height

    @property
    def keys(self) -> pl.Series:
        """Their keys."""
        return self.frame[KEY]

    def part(self, span: range) -> People:
        """Those with these numbers, which are counted from 0 then."""
        return self if len(span) == self.size else People(self.frame[span.start : span.stop])

    def beside(self, names: Iterable[str], numbers: pl.Series, prefix: str) -> list[pl.Series]:
        """Attributes of the customers with these numbers."""
        return [self.frame["." + name].gather(numbers).alias(prefix + name) for name in names]

    def bits(self, tests: Sequence[m.Condition]) -> dict[m.Condition, Bits]:
        """For whom tests of attributes alone hold."""
        by_column: dict[str, list[m.Condition]] = {}
        others: list[m.Condition] = []
        for test in tests:
            name = only_attribute(test)
            if name is None:
                others.append(test)
            else:
                by_column.setdefault("." + name, []).append(test)
        found: dict[m.Condition, Bits] = {}
        for column, some in by_column.items():
            of_lists = [test for test in some if isinstance(test, m.AnyOf)]
            found |= {test: self._by_elements(test, column) for test in of_lists}
            rest = [test for test in some if test not in found]
            known = self._codes(column) if rest else None
            if known is None:
                others += rest
            else:
                codes, dictionary = known
                dictionary.look([test for test in rest if constants(test) is None], column, CUSTOMERS)
                held = (dictionary.holds(test, column, CUSTOMERS, codes) for test in rest)
                found.update(zip(rest, map(bits.of_mask, held), strict=True))
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

    def _by_elements(self, test: m.AnyOf, column: str) -> Bits:
        return bits.of_places(self._index(column).rows(test, column), self.size)

    def _codes(self, column: str) -> tuple[Codes, Dictionary] | None:
        """A column as codes, where its values are strings or lie close together: then a test is asked of each
        different value once."""
        if column not in self._coded:
            values = self.frame[column]
            if values.dtype == pl.String:
                coding = Coding()
                self._coded[column] = coding.codes(values), coding.dictionary()
            else:
                self._coded[column] = coded_range(values)
        return self._coded[column]

    def _index(self, column: str) -> Index:
        """The customers by the elements of their lists."""
        if column not in self._elements:
            lists = self.frame.lazy().select(pl.int_range(pl.len()).alias(KEY), column)
            elements = lists.explode(column).drop_nulls(column).collect()
            self._elements[column] = Index.of_values(elements[column], elements[KEY])
        return self._elements[column]
