"""What Polars keeps of a column, for NumPy to look at without a copy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol, cast

import nanoarrow  # pyright: ignore[reportMissingTypeStubs]
import numpy as np
import polars as pl
from numpy.typing import DTypeLike, NDArray


class _View(Protocol):
    """Of an array of Arrow's."""

    storage_type: str
    offset: int
    length: int
    n_buffers: int

    def buffer(self, number: int) -> memoryview: ...


def present(column: pl.Series) -> NDArray[np.bool_] | None:
    """Where a value of a column in one piece is not missing; None where none is."""
    if not column.null_count():
        return None
    view = _view(column)
    packed = np.frombuffer(view.buffer(0), np.uint8)
    bits = np.unpackbits(packed, count=view.offset + view.length, bitorder="little")
    return bits[view.offset :].view(np.bool_)


def values(column: pl.Series, dtype: DTypeLike) -> NDArray[Any]:
    """The numbers of a column in one piece; where one is missing, any."""
    view = _view(column)
    return np.frombuffer(view.buffer(1), dtype)[view.offset : view.offset + view.length]


@dataclass(frozen=True, slots=True)
class Strings:
    """A column of strings: 16 bytes of each, as two numbers, and where what these refer to lies in memory."""

    views: NDArray[np.uint64]
    rest: tuple[int, ...]


def strings(column: pl.Series) -> Strings | None:
    """What is kept of the strings of a column in one piece; None where they are kept in another way."""
    view = _view(column)
    if view.storage_type != "string_view":
        return None
    pairs = np.frombuffer(view.buffer(1), np.uint64).reshape(-1, 2)
    rest = [np.frombuffer(view.buffer(number), np.uint8) for number in range(2, view.n_buffers - 1)]
    addresses = tuple(each.ctypes.data for each in rest)
    return Strings(pairs[view.offset : view.offset + view.length], addresses)


def _view(column: pl.Series) -> _View:
    # A name with a NUL in it ends the process.
    [array] = cast("Iterable[Any]", cast("Any", nanoarrow).c_array_stream(column.alias("")))
    return cast("_View", array.view())
