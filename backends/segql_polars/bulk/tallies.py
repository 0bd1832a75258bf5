"""Sums over the rows of each customer, of some rows of an event."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from segql_polars.bulk.numbers import Places

Customers = NDArray[np.integer]
"""Numbers of customers."""

_CROWDED = 16  # customers for each row: below that, a look at all customers is as cheap as one at each row


class Scratch:
    """Columns with a place for each customer, which hold the same value wherever nobody works on them."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._columns: dict[tuple[type[np.generic], int], NDArray[Any]] = {}

    def column(self, start: np.integer[Any]) -> NDArray[Any]:
        """The one that holds this value; whoever takes it puts the value back."""
        place = type(start), int(start)
        if place not in self._columns:
            self._columns[place] = np.full(self.size, start)
        return self._columns[place]


class Tally:
    """Some rows, of which it is known whose each is."""

    def __init__(self, numbers: Places, scratch: Scratch) -> None:
        self.numbers = numbers
        self.size = scratch.size
        self.is_crowded = len(numbers) * _CROWDED > self.size
        self._scratch = scratch

    def of_all(
        self, function: np.ufunc, values: NDArray[Any] | np.integer[Any], start: np.integer[Any]
    ) -> NDArray[Any]:
        """A function over the values of the rows of each of all customers; of none, `start`."""
        found = np.full(self.size, start)
        function.at(found, self.numbers, values)
        return found

    def of_some(
        self,
        function: np.ufunc,
        values: NDArray[Any] | np.integer[Any],
        start: np.integer[Any],
        customers: Customers,
    ) -> NDArray[Any]:
        """A function over the values of each one's rows, for some customers: all that have rows, and
        maybe others."""
        if self.is_crowded:
            found = self.of_all(function, values, start)
            return found if len(customers) == self.size else found[customers]
        column = self._scratch.column(start)
        function.at(column, self.numbers, values)
        found = column[customers]
        column[self.numbers] = start
        return found
