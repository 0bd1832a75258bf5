"""Every table once, in batches: each row goes to the events and lists that it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segql.data import errors
from segql.data.checks import check_facts
from segql.data.stored import Stored
from segql.data.views import Place, View, Views
from segql.diagnostics import SegqlError
from segql_polars.bulk import bits
from segql_polars.bulk.bits import Bits
from segql_polars.bulk.coded import Coding, Dictionary
from segql_polars.bulk.numbers import Numbers
from segql_polars.bulk.people import People
from segql_polars.bulk.rows import Rows

_BATCH = 250_000  # rows


@dataclass(slots=True)
class Facts:
    """The rows of each event, the customers in each list, and how many rows count for nothing."""

    events: dict[str, Pieces] = field(default_factory=dict[str, "Pieces"])
    lists: dict[str, Bits] = field(default_factory=dict[str, Bits])
    strays: dict[str, int] = field(default_factory=dict[str, int])


@dataclass(slots=True)
class Pieces:
    """The rows of an event as they were read."""

    frames: list[pl.DataFrame]
    codings: Mapping[str, Coding]

    def rows(self, people: People) -> Rows:
        """All of them; the pieces are gone then."""
        dictionaries: dict[str, Dictionary] = {}
        for name, coding in self.codings.items():
            dictionaries[name] = coding.dictionary()
        frame = pl.concat(self.frames)
        self.frames = []
        narrow = [pl.col(name).cast(known.width) for name, known in dictionaries.items()]
        return Rows(frame.with_columns(narrow).rechunk(), dictionaries, people)


def read(views: Views, people: People) -> Facts:
    """The facts of known customers. Raises DataError."""
    facts = Facts()
    numbers = Numbers(people.keys)
    for stored, here in views.tables:
        _Table(stored, here).read(views, numbers, facts)
    return facts


class _Table:
    """One table: what is computed of it in each batch, every expression once."""

    def __init__(self, stored: Stored, here: Mapping[Place, View]) -> None:
        self.stored = stored
        self.here = here
        self.codings: dict[str, Coding] = {}
        self._names: dict[tuple[str, bytes], str] = {}
        self._computed: list[pl.Expr] = []
        self.masks = {place: self._name(view.rows) for place, view in here.items()}
        self.columns = {place: self._columns(view) for place, view in here.items()}
        self.bad = [self._name(bad) for view in here.values() for bad in _bad(view)]

    def read(self, views: Views, numbers: Numbers, facts: Facts) -> None:
        """Adds what the table holds to the facts. Raises DataError."""
        for (kind, name), columns in self.columns.items():
            facts.strays[name] = 0
            if kind == "event":
                codings = {own: self.codings[made] for own, made in columns.items() if made in self.codings}
                facts.events[name] = Pieces([self._nothing(columns)], codings)
            else:
                facts.lists[name] = bits.nobody(numbers.size)
        checked = False
        for batch in self._batches():
            if not checked and any(batch[each].any() for each in self.bad):
                check_facts(views)  # which says what is wrong, and where first, but of known customers alone
                checked = True
            self._sort(batch, numbers, facts)

    def _batches(self) -> Iterable[pl.DataFrame]:
        wanted = pl.any_horizontal([view.rows for view in self.here.values()])
        frame = self.stored.frame.filter(wanted).select(self._computed)
        try:
            yield from frame.collect_batches(chunk_size=_BATCH, engine="streaming")
        except SegqlError:
            raise
        except Exception as failure:  # frames may run code that is not ours
            raise errors.unreadable(f"the table `{self.stored.name}`", failure) from None

    def _sort(self, batch: pl.DataFrame, numbers: Numbers, facts: Facts) -> None:
        """Hands the rows of a batch to their events and lists."""
        known: dict[str, NDArray[np.int32]] = {}
        for (kind, name), columns in self.columns.items():
            key = columns["customer"]
            if key not in known:
                known[key] = numbers.of(batch[key])
            mask = batch[self.masks[kind, name]].to_numpy()
            counts = mask & (known[key] >= 0)
            if kind == "event":
                counts &= batch[columns["time"]].is_not_null().to_numpy()
            at = np.flatnonzero(counts)
            facts.strays[name] += int(np.count_nonzero(mask)) - len(at)
            theirs = known[key][at]
            if kind == "list":
                facts.lists[name] |= bits.of_places(theirs, numbers.size)
            elif len(at):
                own = [batch[made].alias(name) for name, made in columns.items() if name != "customer"]
                piece = pl.DataFrame(own)[at]
                facts.events[name].frames.append(piece.insert_column(0, pl.Series("customer", theirs)))

    def _columns(self, view: View) -> dict[str, str]:
        """By the name that a view gives it, the name of what is computed for it."""
        frame = view.frame()
        found: dict[str, str] = {}
        for (name, dtype), column in zip(frame.collect_schema().items(), view.columns, strict=True):
            coded = isinstance(dtype, pl.String) and name not in ("customer", "time")
            plain = column.to_physical() if name == "time" else column
            found[name] = self._coded(column) if coded else self._name(plain)
        return found

    def _coded(self, column: pl.Expr) -> str:
        place = "coded", column.meta.serialize()
        if place not in self._names:
            coding = Coding()
            name = self._names[place] = f"{len(self._computed)}"
            self.codings[name] = coding
            self._computed.append(coding.codes(column).alias(name))
        return self._names[place]

    def _name(self, computed: pl.Expr) -> str:
        place = "", computed.meta.serialize()
        if place not in self._names:
            self._names[place] = f"{len(self._computed)}"
            self._computed.append(computed.alias(self._names[place]))
        return self._names[place]

    def _nothing(self, columns: Mapping[str, str]) -> pl.DataFrame:
        """No rows, of the right types."""
        schema = self.stored.frame.select(self._computed).collect_schema()
        types = {name: pl.Int32() if name == "customer" else schema[made] for name, made in columns.items()}
        return pl.DataFrame(schema=types)


def _bad(view: View) -> Iterable[pl.Expr]:
    """The rows that break a promise, if their customers are known."""
    for check in view.checks:
        yield view.rows & check.problem.bad.fill_null(False)
