"""The keys of customers, as a sequence that holds them once, as Polars does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast, overload

import polars as pl

from segql.backend import Key


class Keys(Sequence[Key]):
    """A column of keys; Python's own objects are made when they are asked for."""

    __slots__ = ("series",)

    def __init__(self, series: pl.Series) -> None:
        self.series = series

    def __len__(self) -> int:
        return len(self.series)

    def __iter__(self) -> Iterator[Key]:
        return iter(cast("list[Key]", self.series.to_list()))

    @overload
    def __getitem__(self, index: int) -> Key: ...
    @overload
    def __getitem__(self, index: slice) -> list[Key]: ...
    def __getitem__(self, index: int | slice) -> Key | list[Key]:
        if isinstance(index, slice):
            return cast("list[Key]", self.series[index].to_list())
        return cast("Key", self.series[index])

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Keys):
            return self.series.equals(other.series)
        return list(self) == other if isinstance(other, list) else NotImplemented

    __hash__ = None  # pyright: ignore[reportAssignmentType]
