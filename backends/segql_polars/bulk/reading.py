"""Every table once, in batches: each row goes to the events and lists that it belongs to."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segql.data import errors
from segql.data.checks import check_facts
from segql.data.stored import Stored
from segql.data.views import Place, View, Views
from segql.diagnostics import SegqlError
from segql_polars.bulk import bits
from segql_polars.bulk.coded import At, Coding
from segql_polars.bulk.facts import Column, Facts, Pieces
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
            types = {**schema, columns["customer"]: pl.Int32()}
            nothing: dict[str, list[Column]] = {}
            for own, made in columns.items():
                empty = pl.Series(dtype=types[made])
                nothing[own] = [empty.to_numpy() if _is_plain(empty) else empty]
            facts.events[name] = Pieces(nothing, codings)

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
        read = {each.name: _Read(each, is_code=each.name in self._codings) for each in batch}
        for telling, computed in self._tellings:
            for (kind, name), at in rows_of(telling, batch[computed]):
                columns = self._columns[kind, name]
                key = columns["customer"]
                if key not in known:
                    known[key] = _Known(numbers.of(batch[key]))
                at, theirs, strays = known[key].of(at, read[columns["time"]] if kind == "event" else None)
                facts.strays[name] += strays
                if kind == "list":
                    facts.lists[name] |= bits.of_places(theirs, numbers.size)
                    continue
                if len(facts.span) < numbers.size:
                    inside = (theirs >= facts.span.start) & (theirs < facts.span.stop)
                    at, theirs = at[inside], theirs[inside] - np.int32(facts.span.start)
                facts.add(name, self._taken(columns, read, at, theirs))

    def _taken(
        self, columns: Mapping[str, str], read: Mapping[str, _Read], at: At, theirs: Places
    ) -> dict[str, Column]:
        """The columns of an event in some rows of a batch."""
        return {own: theirs if own == "customer" else read[made].taken(at) for own, made in columns.items()}

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

    def of(self, at: At, time: _Read | None) -> tuple[At, Places, int]:
        """Those of some rows that count, their customers, and how many do not: rows of unknown customers, and
        those without a time."""
        theirs = self._places[at]
        counts: NDArray[np.bool_] | bool = True if time is None else time.there(at)
        if self._has_strangers:
            counts = (theirs >= 0) & counts
        if np.all(counts):
            return at, theirs, 0
        return at[counts], theirs[counts], len(at) - int(np.count_nonzero(counts))


class _Read:
    """A column of a batch."""

    def __init__(self, column: pl.Series, *, is_code: bool) -> None:
        self._column = column
        self._plain: NDArray[Any] | None = None
        self._there: NDArray[np.bool_] | None = None
        if column.null_count():
            self._there = column.is_not_null().to_numpy()
        if _is_plain(column):
            plain = (column if self._there is None else column.fill_null(0)).to_numpy()
            self._plain = _narrow(plain) if is_code else plain

    def there(self, at: At) -> NDArray[np.bool_] | bool:
        """Whether it is there in some rows."""
        return True if self._there is None else self._there[at]

    def taken(self, at: At) -> Column:
        """Some rows."""
        if self._plain is None or not np.all(self.there(at)):
            return self._column.gather(at)
        return self._plain[at]


def _narrow(codes: NDArray[Any]) -> NDArray[Any]:
    return codes.astype(np.min_scalar_type(codes.max())) if len(codes) else codes


def _is_plain(column: pl.Series) -> bool:
    """Whether NumPy can hold what is there of it as it is."""
    dtype = column.dtype
    return dtype.is_float() or (dtype.is_integer() and not isinstance(dtype, pl.Int128 | pl.UInt128))
