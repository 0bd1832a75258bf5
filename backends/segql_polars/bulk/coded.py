"""Columns as codes into a dictionary: 0 is a missing value, `n` the dictionary's entry `n - 1`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segql import meaning as m
from segql.uses import uses
from segql.walk import walk
from segql_polars.bulk.masks import masks
from segql_polars.values import Scope

Codes = NDArray[np.unsignedinteger]
"""The code in each row."""
At = NDArray[np.int64]
"""Numbers of rows."""

_SPARSE = 4  # rows for each entry of a dictionary: below that, asking each row is as good
_END = 2**63
_FEW_LOOKS = 64  # looks at all values of a large dictionary take as long as a hash table of Python's
_SMALL = 4096
_ONE_BY_ONE = 8  # comparisons of all codes with a code or two take as long as one look into a table


def coded_range(column: pl.Series) -> tuple[Codes, Dictionary] | None:
    """The codes of whole numbers, dates and booleans that lie close together; None where they do not."""
    dtype = column.dtype
    if not isinstance(dtype, pl.Int64 | pl.Date | pl.Boolean):
        return None
    numbers = column.to_physical().cast(pl.Int64)
    least, most = cast("int | None", numbers.min()), cast("int | None", numbers.max())
    if least is None or most is None or (most - least) * _SPARSE > len(column):
        return None
    if least == -_END or most == _END - 1:  # what is beyond has no 64 bits
        return None
    values = pl.Series(np.arange(least, most + 1))
    dictionary = Dictionary(
        values.cast(pl.Int32).cast(dtype) if isinstance(dtype, pl.Date) else values.cast(dtype)
    )
    codes = (numbers - (least - 1)).fill_null(0).to_numpy()
    return codes.astype(dictionary.width), dictionary


@dataclass(slots=True)
class Dictionary:
    """The values that a column holds, or may hold, and which of them conditions hold for."""

    values: pl.Series
    _looks: int = 0
    _codes: dict[object, int] | None = None
    _tables: dict[m.Condition, NDArray[np.bool_]] = field(
        default_factory=dict["m.Condition", "NDArray[np.bool_]"]
    )

    @property
    def width(self) -> np.dtype[np.unsignedinteger]:
        """The narrowest type of its codes."""
        return cast("np.dtype[np.unsignedinteger]", np.min_scalar_type(len(self.values)))

    def codes(self, test: m.Condition, column: str, scope: Scope) -> At:
        """The codes in rows of which a test of this column alone holds, ascending."""
        wanted = constants(test)
        return np.flatnonzero(self.table(test, column, scope)) if wanted is None else self.found(wanted)

    def holds(self, test: m.Condition, column: str, scope: Scope, codes: Codes) -> NDArray[np.bool_]:
        """In which rows, given their codes, a test of this column alone holds."""
        runs = _runs(self.codes(test, column, scope))
        if len(runs) > _ONE_BY_ONE:
            return self.table(test, column, scope).take(codes, mode="clip")
        found: NDArray[np.bool_] | None = None
        for first, last in runs.astype(codes.dtype):
            # Codes below the first wrap to beyond the greatest.
            some = codes == first if first == last else codes - first <= last - first
            found = some if found is None else found | some
        return np.zeros(len(codes), np.bool_) if found is None else found

    def look(self, tests: Iterable[m.Condition], column: str, scope: Scope) -> None:
        """Asks several tests of this column alone together: that takes less than one after the other."""
        new = [test for test in tests if test not in self._tables]
        if not new:
            return
        missing = pl.Series([None], dtype=self.values.dtype)
        known = pl.concat([missing, self.values]).alias(column).to_frame()
        self._tables.update(zip(new, masks(known, new, scope), strict=True))

    def found(self, wanted: set[Any]) -> At:
        """The codes of those of some values that are in it, ascending."""
        self._looks += 1
        if self._looks <= _FEW_LOOKS and len(self.values) > _SMALL:
            return np.flatnonzero(self.values.is_in(list(wanted)).to_numpy()) + 1
        if self._codes is None:
            self._codes = {value: code for code, value in enumerate(self.values.to_list(), 1)}
        return np.array(sorted(self._codes[each] for each in wanted if each in self._codes), np.int64)

    def table(self, test: m.Condition, column: str, scope: Scope) -> NDArray[np.bool_]:
        """For each code, whether a test of this column alone holds in rows of it."""
        if test not in self._tables:
            self.look([test], column, scope)
        return self._tables[test]

    def strings(self, codes: pl.Series) -> pl.Series:
        """The strings that codes stand for."""
        return self.values.gather(codes.cast(pl.Int64).replace(0, None) - 1).alias(codes.name)


def _runs(codes: At) -> NDArray[np.int64]:
    """The first and the last of each run of ascending codes without a gap."""
    if not len(codes):
        return np.empty((0, 2), np.int64)
    gaps = np.flatnonzero(np.diff(codes) != 1)
    return np.column_stack([codes[np.append(0, gaps + 1)], codes[np.append(gaps, -1)]])


@dataclass(frozen=True, slots=True)
class Index:
    """The rows of each code of a column, ascending."""

    dictionary: Dictionary
    order: At
    starts: At

    @classmethod
    def of_codes(cls, codes: Codes, dictionary: Dictionary, numbers: At | None = None) -> Index:
        """Of a column of codes; rows go by the numbers given, or by their own."""
        size = len(dictionary.values) + 1
        order = np.argsort(codes, kind="stable")
        firsts = np.searchsorted(codes[order], np.arange(size, dtype=codes.dtype))
        starts = np.append(firsts, len(codes))
        return cls(dictionary, order if numbers is None else numbers[order], starts)

    @classmethod
    def of_values(cls, values: pl.Series, numbers: pl.Series) -> Index:
        """Of a column without missing values."""
        dictionary = Dictionary(values.unique().sort())
        codes = dictionary.values.search_sorted(values).to_numpy() + 1
        return cls.of_codes(codes.astype(dictionary.width), dictionary, numbers.to_numpy())

    def rows(self, test: m.AnyOf, column: str) -> At:
        """The rows of the options of a test, in no order."""
        codes = self.dictionary.found({cast("m.Constant", each).value for each in test.options})
        return np.concatenate([np.empty(0, np.int64), *(self.of(code) for code in codes)])

    def of(self, code: int) -> At:
        """The rows of a code."""
        return self.order[self.starts[code] : self.starts[code + 1]]

    def size(self, codes: At) -> int:
        """How many rows some codes have."""
        return int((self.starts[codes + 1] - self.starts[codes]).sum())


def constants(test: m.Condition) -> set[Any] | None:
    """The strings that the tested column has to equal one of, where that is all."""
    match test:
        case m.Compare("=", m.Property() | m.Attribute(), m.Constant(str(text))):
            return {text}
        case m.Compare("=", m.Constant(str(text)), m.Property() | m.Attribute()):
            return {text}
        case m.OneOf(m.Property() | m.Attribute(), options):
            return {each.value for each in options if isinstance(each, m.Constant)}
        case _:
            return None


def only_property(test: m.Condition) -> str | None:
    """The property that a test of an event looks at, where it looks at nothing else."""
    found: set[str] = set()
    for node, _ in walk([test]):
        match node:
            case m.Property(name):
                found.add(name)
            case m.Attribute() | m.EventTime():
                return None
            case _:
                pass
    return found.pop() if len(found) == 1 else None


def only_attribute(test: m.Condition) -> str | None:
    """The attribute that a test of a customer looks at, where it looks at nothing else."""
    found = uses([test])
    alone = len(found.attributes) == 1 and not found.events and not found.lists
    others = any(isinstance(node, m.Sample | m.Standing) for node, _ in walk([test]))
    return next(iter(found.attributes)) if alone and not others else None
