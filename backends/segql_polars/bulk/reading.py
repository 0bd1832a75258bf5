"""Every table once, in batches: each row goes to the events and lists that it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segql.data import errors
from segql.data.checks import check_facts
from segql.data.convert import INSTANT
from segql.data.stored import Stored
from segql.data.views import Place, View, Views
from segql.diagnostics import SegqlError
from segql_polars.bulk import bits
from segql_polars.bulk.coded import At
from segql_polars.bulk.columns import Column, growing
from segql_polars.bulk.facts import Facts, Pieces
from segql_polars.bulk.numbers import Numbers, Places
from segql_polars.bulk.strings import Coding
from segql_polars.bulk.telling import alike, rows_of, tellings

_MOST = 0.7  # of the events in a table: past that, leaving out the rows of others costs more than it saves


def read(views: Views, numbers: Numbers, span: range, most: int, since: Mapping[str, int]) -> Facts:
    """What there is of customers from the start of a span on, of as many as fit into so many bytes. Rows of
    events before what `since` says, in microseconds since 1970, may be left out.

    Raises DataError, and EngineError where eight customers do not.
    """
    facts = Facts(span, most)
    for stored, here in views.tables:
        declared = [each for each in views.catalog.events.values() if each.table == stored.name]
        _Table(stored, here, since, len(declared)).read(views, numbers, facts)
    return facts


def batches(frame: pl.LazyFrame, table: str) -> Iterator[pl.DataFrame]:
    """The rows of a frame over a table, some at a time, in their order. Raises DataError."""
    try:
        yield from frame.collect_batches(engine="streaming")
    except SegqlError:
        raise
    except Exception as failure:  # frames may run code that is not ours
        raise errors.unreadable(f"the table `{table}`", failure) from None


def leaves_out(views: Views, since: Mapping[str, int]) -> bool:
    """Whether some rows are not read."""
    return any(not _is_whole(here, since) for _, here in views.tables)


def _is_whole(here: Mapping[Place, View], since: Mapping[str, int]) -> bool:
    """Whether every row of a table matters, for all that is known: so it is where any does of one event."""
    return not all(kind == "event" and name in since for kind, name in here)


def _instant(microseconds: int) -> pl.Expr:
    return pl.lit(microseconds, dtype=pl.Int64).cast(INSTANT)


class _Table:
    """One table: what is computed of it in each batch, every expression once."""

    def __init__(
        self, stored: Stored, here: Mapping[Place, View], since: Mapping[str, int], declared: int
    ) -> None:
        self._stored = stored
        self._declared = declared
        self._since: Mapping[str, int] = {} if _is_whole(here, since) else since
        self._here = here
        self._codings: dict[str, Coding] = {}
        self._names: dict[tuple[str, bytes], str] = {}
        self._computed: list[pl.Expr] = []
        self._columns = {place: self._columns_of(view) for place, view in here.items()}
        self._wanted = {
            made for columns in self._columns.values() for own, made in columns.items() if own != "customer"
        }
        self._tellings = [
            (telling, self._name(telling.computed), self._columns[next(iter(some))])
            for some in alike(here)
            for telling in tellings(stored, some)
        ]
        self._bad = [self._name(check.problem.bad) for view in here.values() for check in view.checks]

    def read(self, views: Views, numbers: Numbers, facts: Facts) -> None:
        """Adds what the table holds to the facts. Raises DataError."""
        self._begin(numbers, facts)
        checked = False
        rows = self._rows()
        frame = (self._stored.frame.filter(rows) if rows else self._stored.frame).select(self._computed)
        for batch in batches(frame, self._stored.name):
            if not checked and any(batch[each].any() for each in set(self._bad)):
                check_facts(views)  # which knows the rows that matter, and what to say of the first
                checked = True
            self._sort(batch.rechunk(), numbers, facts)

    def _begin(self, numbers: Numbers, facts: Facts) -> None:
        schema = self._stored.frame.select(self._computed).collect_schema()
        for (kind, name), columns in self._columns.items():
            facts.strays.setdefault(name, 0)
            if kind == "list":
                facts.lists[name] = bits.nobody(numbers.size)
                continue
            codings = {own: self._codings[made] for own, made in columns.items() if made in self._codings}
            types = {own: schema[made] for own, made in columns.items()} | {"customer": pl.Int32()}
            types |= {own: pl.UInt8() for own in codings}
            facts.events[name] = Pieces({own: growing(dtype) for own, dtype in types.items()}, codings)

    def _rows(self) -> list[pl.Expr]:
        """What rows have to be to be read: nothing, where most events of the table are asked about."""
        if not self._since:
            if sum(kind == "event" for kind, _ in self._here) > _MOST * self._declared:
                return []
            return [pl.any_horizontal([view.rows for view in self._here.values()])]
        late = [
            cast("pl.Expr", view.time) >= _instant(self._since[name])
            for (_, name), view in self._here.items()
        ]
        own = [view.rows & each for view, each in zip(self._here.values(), late, strict=True)]
        return [pl.any_horizontal(late), pl.any_horizontal(own)]  # parts of files are left out by the first

    def _sort(self, batch: pl.DataFrame, numbers: Numbers, facts: Facts) -> None:
        """Hands the rows of a batch to their events and lists."""
        read = {name: self._column(batch[name]) for name in self._wanted}
        places: dict[str, Places] = {}
        for telling, computed, shared in self._tellings:
            key, time = shared["customer"], shared.get("time")
            if key not in places:
                places[key] = numbers.of(batch[key])
            there = None if time is None else read[time].there
            stray = _strays(places[key], there)
            for (kind, name), at, strays in rows_of(telling, batch[computed], stray):
                facts.strays[name] += strays
                if kind == "list":
                    facts.lists[name] |= bits.of_places(places[key][at], numbers.size)
                    continue
                theirs = places[key]
                if len(facts.span) < numbers.size:
                    at = _inside(facts.span, theirs, at)
                    theirs = theirs - np.int32(facts.span.start)
                found = {
                    own: read[made] for own, made in self._columns[kind, name].items() if own != "customer"
                }
                facts.add(name, found | {"customer": Column(theirs)}, at)

    def _column(self, column: pl.Series) -> Column:
        """A column of a batch; strings as codes."""
        coding = self._codings.get(column.name)
        return Column.of(column) if coding is None else Column(coding.codes(column))

    def _columns_of(self, view: View) -> dict[str, str]:
        """By the name that a view gives it, the name of what is computed for it."""
        schema = view.frame().collect_schema()
        found: dict[str, str] = {}
        for (name, dtype), column in zip(schema.items(), view.columns, strict=True):
            coded = isinstance(dtype, pl.String) and name not in ("customer", "time")
            plain = column.to_physical() if name == "time" else column
            found[name] = self._coded(column) if coded else self._name(plain)
        return found

    def _coded(self, column: pl.Expr) -> str:
        place = "coded", column.meta.serialize()
        if place not in self._names:
            name = self._names[place] = f"{len(self._computed)}"
            self._codings[name] = Coding()
            self._computed.append(column.alias(name))
        return self._names[place]

    def _name(self, computed: pl.Expr) -> str:
        place = "", computed.meta.serialize()
        if place not in self._names:
            self._names[place] = f"{len(self._computed)}"
            self._computed.append(computed.alias(self._names[place]))
        return self._names[place]


def _strays(places: Places, there: NDArray[np.bool_] | None) -> NDArray[np.bool_] | None:
    """Which rows are of unknown customers, or without a time; None where none is."""
    stray = None if there is None else ~there
    if len(places) and places.min() < 0:
        unknown = places < 0
        stray = unknown if stray is None else stray | unknown
    return stray


def _inside(span: range, places: Places, at: At) -> At:
    """Those of some rows whose customers are in a span."""
    theirs = places[at]
    return at[(theirs >= span.start) & (theirs < span.stop)]
