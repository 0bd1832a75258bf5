"""Every table once, in batches: each row goes to the events and lists that it belongs to."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segql.data import errors
from segql.data.checks import check_facts
from segql.data.stored import Stored
from segql.data.views import Place, View, Views
from segql.diagnostics import SegqlError
from segql_polars.bulk import bits
from segql_polars.bulk.coded import At, Codes, Coding
from segql_polars.bulk.columns import Column, growing
from segql_polars.bulk.facts import Facts, Pieces
from segql_polars.bulk.numbers import Numbers, Places
from segql_polars.bulk.telling import rows_of, tellings


class Strays(Mapping[str, int]):
    """The rows of events and lists that count for nothing, counted when it is asked how many: plans for a
    few segments do not look at most of them."""

    def __init__(self, views: Views, keys: pl.Series) -> None:
        self._views = views
        self._keys = keys
        self._counts: Mapping[str, int] | None = None

    def __getitem__(self, name: str) -> int:
        return self._counted()[name]

    def __iter__(self) -> Iterator[str]:
        return (name for _, name in self._views.facts)

    def __len__(self) -> int:
        return len(self._views.facts)

    def _counted(self) -> Mapping[str, int]:
        if self._counts is None:
            numbers = Numbers(self._keys)
            facts = Facts(range(numbers.size), sys.maxsize)
            for stored, here in self._views.tables:
                _Table(stored, here, properties=False).read(self._views, numbers, facts)
            self._counts = facts.strays
        return self._counts


def read(views: Views, numbers: Numbers, span: range, most: int) -> Facts:
    """What there is of customers from the start of a span on, of as many as fit into so many bytes.

    Raises DataError, and EngineError where eight customers do not.
    """
    facts = Facts(span, most)
    for stored, here in views.tables:
        _Table(stored, here).read(views, numbers, facts)
    return facts


class _Table:
    """One table: what is computed of it in each batch, every expression once."""

    def __init__(self, stored: Stored, here: Mapping[Place, View], *, properties: bool = True) -> None:
        self._stored = stored
        self._here = here
        self._properties = properties
        self._codings: dict[str, Coding] = {}
        self._names: dict[tuple[str, bytes], str] = {}
        self._computed: list[pl.Expr] = []
        self._columns = {place: self._columns_of(view) for place, view in here.items()}
        self._wanted = {
            made for columns in self._columns.values() for own, made in columns.items() if own != "customer"
        }
        self._tellings = [(each, self._name(each.computed)) for each in tellings(stored, here)]
        self._bad = [self._name(check.problem.bad) for view in here.values() for check in view.checks]

    def read(self, views: Views, numbers: Numbers, facts: Facts) -> None:
        """Adds what the table holds to the facts. Raises DataError."""
        self._begin(numbers, facts)
        checked = False
        for batch in self._batches():
            if not checked and any(batch[each].any() for each in set(self._bad)):
                check_facts(views)  # which knows the rows that matter, and what to say of the first
                checked = True
            self._sort(batch.rechunk(), numbers, facts)

    def _begin(self, numbers: Numbers, facts: Facts) -> None:
        schema = self._stored.frame.select(self._computed).collect_schema()
        for (kind, name), columns in self._columns.items():
            facts.strays[name] = 0
            if kind == "list":
                facts.lists[name] = bits.nobody(numbers.size)
                continue
            codings = {own: self._codings[made] for own, made in columns.items() if made in self._codings}
            types = {own: schema[made] for own, made in columns.items()} | {"customer": pl.Int32()}
            types |= {own: pl.UInt8() for own in codings}
            facts.events[name] = Pieces({own: growing(dtype) for own, dtype in types.items()}, codings)

    def _batches(self) -> Iterable[pl.DataFrame]:
        wanted = pl.any_horizontal([view.rows for view in self._here.values()])
        frame = self._stored.frame.filter(wanted).select(self._computed)
        try:
            yield from frame.collect_batches(engine="streaming")
        except SegqlError:
            raise
        except Exception as failure:  # frames may run code that is not ours
            raise errors.unreadable(f"the table `{self._stored.name}`", failure) from None

    def _sort(self, batch: pl.DataFrame, numbers: Numbers, facts: Facts) -> None:
        """Hands the rows of a batch to their events and lists."""
        known: dict[str, _Known] = {}
        read = {name: self._column(batch[name]) for name in self._wanted}
        for telling, computed in self._tellings:
            for (kind, name), at in rows_of(telling, batch[computed]):
                columns = self._columns[kind, name]
                key = columns["customer"]
                if key not in known:
                    known[key] = _Known(numbers.of(batch[key]))
                time = read[columns["time"]] if kind == "event" else None
                at, theirs, strays = known[key].of(at, time)
                facts.strays[name] += strays
                if kind == "list":
                    facts.lists[name] |= bits.of_places(theirs, numbers.size)
                    continue
                if len(facts.span) < numbers.size:
                    inside = (theirs >= facts.span.start) & (theirs < facts.span.stop)
                    at, theirs = at[inside], theirs[inside] - np.int32(facts.span.start)
                theirs_too = {own: read[made] for own, made in columns.items() if own != "customer"}
                facts.add(name, theirs_too, at, theirs)

    def _column(self, column: pl.Series) -> Column:
        """A column of a batch; codes in the narrowest type."""
        found = Column.of(column)
        if column.name in self._codings and len(column):
            codes = cast("Codes", found.values)
            return Column(codes.astype(np.min_scalar_type(codes.max())))
        return found

    def _columns_of(self, view: View) -> dict[str, str]:
        """By the name that a view gives it, the name of what is computed for it."""
        schema = view.frame().collect_schema()
        found: dict[str, str] = {}
        for (name, dtype), column in zip(schema.items(), view.columns, strict=True):
            if not self._properties and name not in ("customer", "time"):
                continue
            coded = isinstance(dtype, pl.String) and name not in ("customer", "time")
            plain = column.to_physical() if name == "time" else column
            found[name] = self._coded(column) if coded else self._name(plain)
        return found

    def _coded(self, column: pl.Expr) -> str:
        place = "coded", column.meta.serialize()
        if place not in self._names:
            coding = Coding()
            name = self._names[place] = f"{len(self._computed)}"
            self._codings[name] = coding
            self._computed.append(coding.codes(column).alias(name))
        return self._names[place]

    def _name(self, computed: pl.Expr) -> str:
        place = "", computed.meta.serialize()
        if place not in self._names:
            self._names[place] = f"{len(self._computed)}"
            self._computed.append(computed.alias(self._names[place]))
        return self._names[place]


class _Known:
    """The customers of the rows of a batch."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._has_strangers = bool(len(places)) and places.min() < 0

    def of(self, at: At, time: Column | None) -> tuple[At, Places, int]:
        """Those of some rows that count, their customers, and how many do not: rows of unknown customers, and
        those without a time."""
        theirs = self._places[at]
        counts: NDArray[np.bool_] | bool = True if time is None else time.has(at)
        if self._has_strangers:
            counts = (theirs >= 0) & counts
        if np.all(counts):
            return at, theirs, 0
        return at[counts], theirs[counts], len(at) - int(np.count_nonzero(counts))
