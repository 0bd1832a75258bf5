"""Customers, events and lists as frames whose rows are joined by the customers' key."""

from __future__ import annotations

from typing import Protocol

import polars as pl

from segql.catalog import Catalog

KEY = "key"


class Source(Protocol):
    """What plans are laid over: `segql.data.views.Views`, or `segql.data.Canonical`, which is checked."""

    @property
    def catalog(self) -> Catalog:
        """What the tables hold."""
        ...

    @property
    def customers(self) -> pl.LazyFrame:
        """`key`, and an attribute `a` as `.a`."""
        ...

    def events_of(self, name: str) -> pl.LazyFrame:
        """The rows of an event: `customer`, `time`, `.property`s, and `id` where it is needed."""
        ...

    def members_of(self, name: str) -> pl.LazyFrame:
        """The rows of a list: `customer`."""
        ...
