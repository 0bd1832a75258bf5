"""Customers, events and lists as frames whose rows are joined by one column."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from segql.data import Canonical

KEY, NUMBER = "key", "\x00number"


@dataclass(frozen=True, slots=True)
class Source:
    """Canonical data, customers named by the column `on` of `customers`: their key, or their number.

    By number, events are read once, into memory, and looked at often.
    """

    canonical: Canonical
    customers: pl.LazyFrame
    on: str
    _read: dict[str, pl.DataFrame] = field(default_factory=dict[str, pl.DataFrame])

    def is_counted_by_id(self, event: str) -> bool:
        """Whether the catalog declares an id for the event."""
        return self.canonical.catalog.events[event].id is not None

    def events(self, name: str) -> pl.LazyFrame:
        """The rows of an event: `customer`, `time`, `.property`s, and `id` where it is needed."""
        if self.on == KEY:
            return self.canonical.events(name)
        if name not in self._read:
            self._read[name] = self._numbered(self.canonical.events(name)).collect()
        return self._read[name].lazy()

    def members_of(self, name: str) -> pl.LazyFrame:
        """The rows of a list: `customer`."""
        listed = self.canonical.members_of(name)
        return listed if self.on == KEY else self._numbered(listed)

    def _numbered(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        numbers = self.customers.select(KEY, NUMBER)
        joined = frame.join(numbers, left_on="customer", right_on=KEY, how="inner")
        return joined.drop("customer").rename({NUMBER: "customer"})


def direct(canonical: Canonical) -> Source:
    """The data as they are."""
    return Source(canonical, canonical.customers, KEY)
