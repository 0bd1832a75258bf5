"""Columns of rows: of a batch, and of an event while its rows are collected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segql_polars.bulk import buffers
from segql_polars.bulk.coded import At

Chosen = At | slice
"""Some rows, ascending: their numbers, or from one to another."""
_GROWTH = 9, 8  # a column that is full becomes so much longer: what is set aside is touched


@dataclass(frozen=True, slots=True)
class Column:
    """Values: NumPy's where it can hold them as they are, with 0 where they are missing; NumPy takes rows in
    half of the time that Polars takes."""

    values: NDArray[Any] | pl.Series
    there: NDArray[np.bool_] | None = None
    """Where a value of NumPy's is not missing; None where none is."""

    @classmethod
    def of(cls, series: pl.Series) -> Column:
        """A column of Polars."""
        if not _is_plain(series.dtype):
            return cls(series)
        if not series.null_count():
            return cls(series.to_numpy())
        series = series.rechunk()
        there = buffers.present(series)
        values = buffers.values(series, series[:0].to_numpy().dtype)
        return cls(np.where(cast("NDArray[np.bool_]", there), values, values.dtype.type(0)), there)

    def has(self, at: Chosen) -> NDArray[np.bool_] | bool:
        """In which of some rows a value of NumPy's is there."""
        return True if self.there is None else self.there[at]

    def series(self, chosen: Chosen) -> pl.Series:
        """Some rows, as a column of Polars."""
        if isinstance(self.values, pl.Series):
            return self.values[chosen] if isinstance(chosen, slice) else self.values.gather(chosen)
        found = pl.Series(self.values[chosen])
        return found if self.there is None else found.set(pl.Series(~self.there[chosen]), None)


class Growing(Protocol):
    """A column to which rows are added."""

    @property
    def nbytes(self) -> int:
        """Bytes that its rows take."""
        ...

    def add(self, column: Column, at: At) -> None:
        """Adds some rows of another column."""
        ...

    def keep(self, mask: NDArray[np.bool_]) -> None:
        """Drops the rows for which a mask is false."""
        ...

    def column(self) -> Column:
        """All rows; nothing can be added then."""
        ...


def growing(dtype: pl.DataType) -> Growing:
    """A column of no rows yet."""
    empty = Column.of(pl.Series(dtype=dtype)).values
    return _Others(empty) if isinstance(empty, pl.Series) else _Plain(empty.dtype)


class _Plain:
    def __init__(self, dtype: np.dtype[Any]) -> None:
        self._values = np.empty(0, dtype)
        self._there: NDArray[np.bool_] | None = None
        self._size = 0

    @property
    def nbytes(self) -> int:
        return self._size * (self._values.itemsize + (self._there is not None))

    def add(self, column: Column, at: At) -> None:
        values = cast("NDArray[Any]", column.values)
        here = slice(self._size, self._size + len(at))
        self._reserve(here.stop, values.dtype)
        if values.dtype == self._values.dtype:
            np.take(values, at, out=self._values[here], mode="clip")
        else:
            self._values[here] = values[at]
        there = column.has(at)
        if self._there is None and there is not True and not np.all(there):
            self._there = np.ones(len(self._values), np.bool_)
        if self._there is not None:
            self._there[here] = there
        self._size = here.stop

    def keep(self, mask: NDArray[np.bool_]) -> None:
        self._values = self._values[: self._size][mask]
        self._there = None if self._there is None else self._there[: self._size][mask]
        self._size = len(self._values)

    def column(self) -> Column:
        self._resize(self._size)
        return Column(self._values, self._there)

    def _reserve(self, size: int, dtype: np.dtype[Any]) -> None:
        wider = np.promote_types(self._values.dtype, dtype)  # codes into a dictionary that grows
        if wider != self._values.dtype:
            self._values = self._values.astype(wider)
        if size > len(self._values):
            times, by = _GROWTH
            self._resize(max(size, len(self._values) * times // by))

    def _resize(self, size: int) -> None:
        """In place: the system moves large ones without a copy. Nobody else refers to them yet."""
        self._values.resize(size, refcheck=False)
        if self._there is not None:
            self._there.resize(size, refcheck=False)


class _Others:
    def __init__(self, empty: pl.Series) -> None:
        self._parts = [empty]
        self.nbytes = 0

    def add(self, column: Column, at: At) -> None:
        part = column.series(at)
        self._parts.append(part)
        self.nbytes += int(part.estimated_size())

    def keep(self, mask: NDArray[np.bool_]) -> None:
        kept = cast("pl.Series", self.column().values).filter(pl.Series(mask))
        self._parts = [kept]
        self.nbytes = int(kept.estimated_size())

    def column(self) -> Column:
        return Column(pl.concat(self._parts).rechunk())


def _is_plain(dtype: pl.DataType) -> bool:
    return dtype.is_float() or (dtype.is_integer() and not isinstance(dtype, pl.Int128 | pl.UInt128))
