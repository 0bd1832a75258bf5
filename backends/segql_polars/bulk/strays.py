"""Rows of events and lists that count for nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from segql.data.stored import Stored
from segql.data.views import Place, View, Views
from segql_polars.bulk.numbers import Numbers
from segql_polars.bulk.reading import batches
from segql_polars.bulk.telling import alike, rows_of, tellings

_KEY, _LATE = "\x00key", "\x00time"


class Strays(Mapping[str, int]):
    """How many there are of each event and list, counted when it is asked: what finds members does not
    always look at all rows."""

    def __init__(self, views: Views, keys: pl.Series) -> None:
        self._views = views
        self._names = dict.fromkeys(name for _, name in views.facts)  # an event and a list may have the same
        self._keys = keys
        self._counts: Mapping[str, int] | None = None

    def __getitem__(self, name: str) -> int:
        return self._counted()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def _counted(self) -> Mapping[str, int]:
        if self._counts is None:
            numbers = Numbers(self._keys)
            counts = dict.fromkeys(self, 0)
            for stored, here in self._views.tables:
                for some in alike(here):
                    _count(stored, some, numbers, counts)
            self._counts = counts
        return self._counts


def _count(stored: Stored, some: Mapping[Place, View], numbers: Numbers, counts: dict[str, int]) -> None:
    view = next(iter(some.values()))
    times = [] if view.time is None else [view.time.is_null().alias(_LATE)]
    told = tellings(stored, some)
    columns = sorted({column for telling in told for column in telling.computed.meta.root_names()})
    frame = stored.frame.select(*columns, view.columns[0].alias(_KEY), *times)
    for batch in batches(frame, stored.name):
        stray = numbers.of(batch[_KEY]) < 0
        if times:
            stray |= batch[_LATE].to_numpy()
        if not stray.any():
            continue
        theirs = batch.filter(pl.Series(stray))
        for telling in told:
            computed = theirs.with_columns(telling.computed.alias(_KEY))[_KEY]
            for (_, name), at, _ in rows_of(telling, computed, None):
                counts[name] += len(at)
