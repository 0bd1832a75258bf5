"""The definition of the language, as a backend: one customer at a time, in memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import cast

from segql import meaning as m
from segql.backend import BoundSegment, OneCustomer, Outcome, unsupported
from segql.catalog import Catalog
from segql.data.errors import not_tables
from segql.diagnostics import missing_extra
from segql.uses import uses
from segql.walk import walk
from segql_python import rows
from segql_python.compiled.profile import Layout, Profile, whole
from segql_python.compiled.programs import many, one
from segql_python.compiled.reading import Read, reader
from segql_python.customers import Canonical, Customer, Event
from segql_python.evaluate import Population, holds, value_of

__all__ = ["Canonical", "Customer", "Event", "Population", "PythonBackend", "holds", "value_of"]

_MOST_READERS = 16


class PythonBackend:
    """Evaluates segments customer by customer, by the definition."""

    name = "python"

    def __init__(self) -> None:
        self._readers: dict[int, tuple[Catalog, Read]] = {}  # by the identity of the catalog, which is held

    def compile(self, segment: BoundSegment, /) -> Callable[[Customer, Population], bool]:
        """A function that tells whether a customer, of a population, is a member."""

        def member(customer: Customer, population: Population) -> bool:
            return holds(segment.condition, customer, population)

        return member

    def run(self, segments: Mapping[str, BoundSegment], data: Mapping[str, object], /) -> Outcome:
        """The members of each segment; all segments share one catalog. Raises DataError."""
        if not segments:
            return Outcome([], {})
        catalog = next(iter(segments.values())).catalog
        loaded = _load(catalog, data, [segment.condition for segment in segments.values()])
        population = Population(loaded.customers, counted_by_id(catalog))
        members = {
            name: [each.key for each in loaded.customers if holds(segment.condition, each, population)]
            for name, segment in segments.items()
        }
        return Outcome([each.key for each in loaded.customers], members, loaded.strays)

    def profile(self, catalog: Catalog, customer: Mapping[str, object], /) -> Profile:
        """The customer, read once. Raises DataError."""
        known = self._readers.get(id(catalog))
        if known is None:
            if len(self._readers) >= _MOST_READERS:
                self._readers.clear()
            known = self._readers[id(catalog)] = catalog, reader(Layout(catalog), whole(catalog))
        return Profile(catalog, known[1](customer))

    def asked(self, segment: BoundSegment, /) -> Callable[[dt.datetime], Callable[[OneCustomer], bool]]:
        """One function of a customer for each instant. Raises UnsupportedError."""
        _check({segment.name: segment})
        return one(segment, Layout(segment.catalog)).at

    def asked_all(
        self, segments: Mapping[str, BoundSegment], /
    ) -> Callable[[dt.datetime], Callable[[OneCustomer], list[str]]]:
        """One function of a customer for each instant, for all segments. Raises UnsupportedError."""
        if not segments:
            return lambda now: lambda customer: []
        _check(segments)
        return many(segments, Layout(next(iter(segments.values())).catalog)).at


def _check(segments: Mapping[str, BoundSegment]) -> None:
    """Refuses what depends on the other customers."""
    for segment in segments.values():
        for node, _ in walk([segment.condition]):
            if isinstance(node, m.Standing):
                feature = "`in top`, `in bottom` or `percentile` of one customer alone"
                help = "ask for the members of the whole table"
                raise unsupported(segment, PythonBackend.name, feature, node.span, help)


def counted_by_id(catalog: Catalog) -> frozenset[str]:
    """The events that are counted by distinct ids."""
    return frozenset([name for name, event in catalog.events.items() if event.id is not None])


def _load(catalog: Catalog, data: Mapping[str, object], conditions: list[m.Condition]) -> rows.Loaded:
    wanted = uses(conditions)
    if not isinstance(cast("object", data), Mapping):
        raise not_tables(data)
    if all(isinstance(table, list) for table in data.values()):
        return rows.load(catalog, data, wanted)
    # Frames and files are read with Polars, which plain rows do without: it is not imported above.
    try:
        frames = import_module("segql_python.frames")
    except ModuleNotFoundError:
        raise missing_extra("polars", "polars") from None
    return cast("rows.Loaded", frames.load(catalog, data, wanted))
