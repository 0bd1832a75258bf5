"""What a catalog's tables look like in canonical form: not yet read, not yet checked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, cast

import polars as pl

from segql.catalog import Catalog, Event, NamedList, ValueField, columns_of, time_column
from segql.catalog import Cell as Constant
from segql.data import errors
from segql.data.convert import INSTANT, Conversion, Problem, is_string, point
from segql.data.stored import Stored
from segql.data.tables import Tables
from segql.data.texts import Texts
from segql.types import BOOLEAN, DATETIME, FLOAT, INTEGER, STRING, Type
from segql.uses import Uses

FIRST, LAST = (each.replace(tzinfo=dt.UTC) for each in (dt.datetime.min, dt.datetime.max))
"""The ends of the calendar."""
KNOWN = "\x00known"
"""A column beside those of a table, missing in rows of unknown customers."""
Place = tuple[Literal["event", "list"], str]
"""The kind and name of what rows of a table are."""


@dataclass(frozen=True, slots=True)
class Check:
    """A promise about one column, in all rows or in those of known customers."""

    column: str
    problem: Problem
    known_only: bool = False


@dataclass(slots=True)
class View:
    """What one event or list (or the customers) shows of its table."""

    texts: Texts
    columns: list[pl.Expr]
    told: Mapping[str, pl.Expr] = field(default_factory=dict[str, pl.Expr])
    """Which rows of the table they are: what has to be true of each of these columns."""
    checks: list[Check] = field(default_factory=list[Check])
    time: pl.Expr | None = None
    """When the event of a row happened."""

    @property
    def stored(self) -> Stored:
        """The table as it is stored."""
        return self.texts.stored

    @property
    def rows(self) -> pl.Expr:
        """Which rows of the table they are: true for those."""
        tests = list(self.told.values())
        if not tests:
            return pl.lit(True)
        return tests[0] if len(tests) == 1 else pl.all_horizontal(tests)

    @property
    def counts(self) -> pl.Expr:
        """Whether a row counts: its customer is known (the column `KNOWN` says so), and it has a time."""
        known = pl.col(KNOWN).is_not_null()
        return known if self.time is None else known & self.time.is_not_null()

    def promise(self, column: str, made: Conversion) -> None:
        """Has the problems of a column looked for."""
        self.checks += [Check(column, problem, self.time is not None) for problem in made.problems]

    def bad(self, check: Check) -> pl.Expr:
        """The rows that break a promise."""
        rows = self.rows & self.counts if check.known_only else self.rows
        return rows & check.problem.bad

    def frame(self) -> pl.LazyFrame:
        """The rows, in canonical form."""
        return self.stored.frame.filter(self.rows).select(self.columns)


class Views:
    """The customers, events and lists that `uses` names, in canonical form.

    Making one reads what columns there are, and tables whose texts have to be parsed. Raises DataError.
    """

    people: View
    """`key`, and an attribute `a` as `.a`."""
    events: Mapping[str, View]
    """`customer`, `time`, a property `p` as `.p`, and `id` where the event is counted by one."""
    lists: Mapping[str, View]
    """`customer`."""
    key_type: pl.DataType
    """String or Int64."""

    def __init__(self, catalog: Catalog, data: Mapping[str, object] | Tables, uses: Uses) -> None:
        self.catalog = catalog
        self._tables = data if isinstance(data, Tables) else Tables(catalog, data)
        self._texts = self._read(uses)
        self.people = self._customers(uses)
        self.events = {
            name: self._event(catalog.events[name], properties, name in uses.counted)
            for name, properties in uses.events.items()
        }
        self.lists = {name: self._list(catalog.lists[name]) for name in uses.lists}
        for texts in self._texts.values():
            texts.parse()

    @property
    def customers(self) -> pl.LazyFrame:
        """`key`, and an attribute `a` as `.a`."""
        return self.people.frame()

    def events_of(self, name: str) -> pl.LazyFrame:
        """The rows of an event, those without a customer or a time included.

        `customer`, `time`, a property `p` as `.p`, and `id` where the event is counted by one.
        """
        return self.events[name].frame()

    def members_of(self, name: str) -> pl.LazyFrame:
        """The customers in a list, as `customer`; unknown ones and repetitions included."""
        return self.lists[name].frame().filter(pl.col("customer").is_not_null())

    @property
    def facts(self) -> dict[Place, View]:
        """The events and lists, by kind and name."""
        found: dict[Place, View] = {}
        found.update({("event", name): view for name, view in self.events.items()})
        found.update({("list", name): view for name, view in self.lists.items()})
        return found

    @property
    def tables(self) -> Iterator[tuple[Stored, dict[Place, View]]]:
        """Each table that holds events or lists, with those."""
        for texts in self._texts.values():
            here = {place: view for place, view in self.facts.items() if view.texts is texts}
            if here:
                yield texts.stored, here

    def _read(self, uses: Uses) -> dict[str, Texts]:
        needed: dict[str, list[str]] = {}
        customers = self.catalog.customers
        columns = needed.setdefault(customers.table, [])
        columns.append(customers.key)
        columns += _columns(customers.attributes, uses.attributes)
        for name, properties in uses.events.items():
            event = self.catalog.events[name]
            columns = needed.setdefault(event.table, [])
            columns += [
                event.customer,
                time_column(event),
                *event.where,
                *_columns(event.properties, properties),
            ]
            if event.id and name in uses.counted:
                columns.append(event.id)
        for name in uses.lists:
            listed = self.catalog.lists[name]
            needed.setdefault(listed.table, []).extend([listed.customer, *listed.where])
        return {table: Texts(self._tables.stored(table, columns)) for table, columns in needed.items()}

    def _customers(self, uses: Uses) -> View:
        customers = self.catalog.customers
        texts = self._texts[customers.table]
        stored = texts.stored
        dtype = stored.schema[customers.key]
        if not (is_string(dtype) or dtype.is_integer() or isinstance(dtype, pl.Null)):
            raise errors.bad_key_type(stored.name, customers.key, dtype)
        self.key_type = pl.Int64() if dtype.is_integer() else pl.String()
        self._nobody = isinstance(dtype, pl.Null)  # then keys of every family are those of strangers
        view = View(texts, [])
        key = self._key(view, customers.key)
        view.columns.append(key.alias("key"))
        for name in sorted(uses.attributes):
            view.columns.append(_field(view, name, customers.attributes[name]).alias("." + name))
        return view

    def _event(self, event: Event, properties: Iterable[str], counted: bool) -> View:
        texts = self._texts[event.table]
        view = View(texts, [], _where(texts, event.where))
        view.columns.append(self._key(view, event.customer).alias("customer"))
        view.time = _time(view, time_column(event), event.timezone)
        view.columns.append(view.time.alias("time"))
        for name in sorted(properties):
            view.columns.append(_field(view, name, event.properties[name]).alias("." + name))
        if event.id and counted:
            view.columns.append(_id(texts.stored, event.id).alias("id"))
        return view

    def _list(self, listed: NamedList) -> View:
        texts = self._texts[listed.table]
        view = View(texts, [], _where(texts, listed.where))
        view.columns.append(self._key(view, listed.customer).alias("customer"))
        return view

    def _key(self, view: View, column: str) -> pl.Expr:
        stored, dtype = view.stored, view.stored.schema[column]
        integers = self.key_type == pl.Int64
        if isinstance(dtype, pl.Null):
            return pl.col(column).cast(self.key_type)
        if not (is_string(dtype) or dtype.is_integer()):
            raise errors.bad_key_type(stored.name, column, dtype)
        if dtype.is_integer() and not integers:
            if stored.textual or self._nobody:  # NDJSON, beside a table whose keys are text
                return pl.col(column).cast(pl.String)
            raise errors.key_family(stored.name, column, "integer", "string")
        if is_string(dtype) and integers and not stored.textual:
            raise errors.key_family(stored.name, column, "string", "integer")
        return _value(view, column, INTEGER if integers else STRING, None)


def _columns(fields: Mapping[str, ValueField], names: Iterable[str]) -> list[str]:
    return [column for name in sorted(names) for column in columns_of(name, fields[name])]


def _field(view: View, name: str, field: ValueField) -> pl.Expr:
    wanted = field.resolved
    columns = columns_of(name, field)
    if wanted.kind != "point":
        return _value(view, columns[0], wanted, field.timezone)
    stored = view.stored
    halves: list[Conversion] = []
    for column in columns:
        half = view.texts.converted(column, FLOAT)
        if half is None:
            raise errors.wrong_type(stored.name, column, stored.schema[column], "a coordinate")
        view.promise(column, half)
        halves.append(half)
    return point(*halves).value


def _value(view: View, column: str, wanted: Type, zone: str | None) -> pl.Expr:
    stored = view.stored
    dtype = stored.schema[column]
    made = view.texts.converted(column, wanted, zone)
    if made is None:
        raise errors.wrong_type(stored.name, column, dtype, wanted)
    view.promise(column, made)
    return made.value


def _time(view: View, column: str, zone: str | None) -> pl.Expr:
    """When events happened; of a column that holds instants, the column itself, whose bounds in each part of
    a file a scan knows: parts out of bounds are not read."""
    if view.stored.schema[column] != INSTANT:
        return _value(view, column, DATETIME, zone)
    time = pl.col(column)
    made = cast("Conversion", view.texts.converted(column, DATETIME))
    outside = [replace(each, bad=(time < FIRST) | (time > LAST)) for each in made.problems]
    view.promise(column, Conversion(time, tuple(outside)))
    return time


def _id(stored: Stored, column: str) -> pl.Expr:
    dtype, value = stored.schema[column], pl.col(column)
    if dtype.is_nested() or dtype.is_object():
        raise errors.wrong_type(stored.name, column, dtype, "an id")
    if is_string(dtype):
        return value.cast(pl.String)
    return value.fill_nan(None) if dtype.is_float() else value


def _where(texts: Texts, where: Mapping[str, Constant | list[Constant]]) -> dict[str, pl.Expr]:
    return {
        column: _equals(texts, column, cells if isinstance(cells, list) else [cells])
        for column, cells in where.items()
    }


def _equals(texts: Texts, column: str, cells: list[Constant]) -> pl.Expr:
    tests = [_equal(texts, column, cell) for cell in cells]
    if not tests:
        return pl.lit(False)
    return tests[0] if len(tests) == 1 else pl.any_horizontal(tests)


def _equal(texts: Texts, column: str, cell: Constant) -> pl.Expr:
    stored, dtype = texts.stored, texts.stored.schema[column]
    wanted = BOOLEAN if isinstance(cell, bool) else INTEGER if isinstance(cell, int) else STRING
    if isinstance(dtype, pl.Null):
        return pl.lit(False)
    if wanted is STRING and stored.textual:
        return pl.col(column).cast(pl.String) == cell
    if wanted is INTEGER and isinstance(dtype, pl.Boolean):
        raise errors.wrong_type(stored.name, column, dtype, wanted)
    made = texts.converted(column, wanted)
    if made is None:
        raise errors.wrong_type(stored.name, column, dtype, wanted)
    same = made.value == cell
    broken = [problem.bad for problem in made.problems]  # 2 is no boolean: it equals neither
    return same & ~pl.any_horizontal(broken) if broken else same
