"""The data of a catalog in canonical form, its promises checked."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from segql.catalog import Catalog
from segql.data.checks import check_customers, check_facts
from segql.data.tables import Tables
from segql.data.views import Views
from segql.members import Key
from segql.uses import Uses


class Canonical:
    """The customers, events and lists that `uses` names, in canonical form.

    Making one reads every table once, to check it. Raises DataError.
    """

    customers: pl.LazyFrame
    """`key`, and an attribute `a` as `.a`."""
    strays: Mapping[str, int]
    """For each event and list, how many rows count for nothing: they have no customer, an unknown
    one, or no time."""
    population: int
    """How many customers there are."""
    key_type: pl.DataType
    """String or Int64."""

    def __init__(self, catalog: Catalog, data: Mapping[str, object] | Tables, uses: Uses) -> None:
        self.catalog = catalog
        self.views = Views(catalog, data, uses)
        self.key_type = self.views.key_type
        self.customers = self.views.people.frame()
        self._keys = check_customers(self.views)
        self.population = len(self._keys)
        self.strays = check_facts(self.views)

    def keys(self) -> list[Key]:
        """The keys of the customers, ascending."""
        return self._keys.to_list()

    def events_of(self, name: str) -> pl.LazyFrame:
        """The rows of an event that have a customer and a time, those of unknown customers included.

        `customer`, `time`, a property `p` as `.p`, and `id` where the event is counted by one.
        """
        frame = self.views.events_of(name)
        return frame.filter(pl.col("customer").is_not_null(), pl.col("time").is_not_null())

    def members_of(self, name: str) -> pl.LazyFrame:
        """The customers in a list, as `customer`; unknown ones and repetitions included."""
        return self.views.members_of(name)
