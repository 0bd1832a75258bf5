"""Sets of customers as packed bits, the least significant first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint8]
"""The set; bits past the last customer are 0."""


def of_mask(mask: NDArray[np.bool_]) -> Bits:
    """Those for whom it is true."""
    return np.packbits(mask, bitorder="little")


def of_places(places: NDArray[np.integer], size: int) -> Bits:
    """Those with these numbers, of so many customers."""
    mask = np.zeros(size, np.bool_)
    mask[places] = True
    return of_mask(mask)


def everyone(size: int) -> Bits:
    """All customers."""
    bits = np.full((size + 7) // 8, 255, np.uint8)
    if size % 8:
        bits[-1] = (1 << size % 8) - 1
    return bits


def nobody(size: int) -> Bits:
    """No customer."""
    return np.zeros((size + 7) // 8, np.uint8)


def at_least(count: int, sets: Sequence[Bits], size: int) -> Bits:
    """Those who are in so many of the sets, at least."""
    if count <= 0:
        return everyone(size)
    if count > len(sets):
        return nobody(size)
    found = np.zeros(size, np.int32)
    for each in sets:
        found += np.unpackbits(each, count=size, bitorder="little")
    return of_mask(found >= count)
