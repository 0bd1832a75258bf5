"""What Polars keeps of a column, for NumPy to look at without a copy."""

from __future__ import annotations

from collections.abc import Iterable
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


def views(column: pl.Series) -> NDArray[np.uint64] | None:
    """The 16 bytes that are kept of each string of a column in one piece, as two numbers; None where strings
    are kept in another way."""
    view = _view(column)
    if view.storage_type != "string_view":
        return None
    pairs = np.frombuffer(view.buffer(1), np.uint64).reshape(-1, 2)
    return pairs[view.offset : view.offset + view.length]


def _view(column: pl.Series) -> _View:
    # A name with a NUL in it ends the process.
    [array] = cast("Iterable[Any]", cast("Any", nanoarrow).c_array_stream(column.alias("")))
    return cast("_View", array.view())
