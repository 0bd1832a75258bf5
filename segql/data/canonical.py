"""The data of a catalog in canonical form, its promises checked in one pass per table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import cast

import polars as pl

from segql.catalog import Catalog, Event, NamedList, ValueField, columns_of
from segql.catalog import Cell as Constant
from segql.data import errors
from segql.data.convert import Conversion, Problem, convert, coordinate, is_string, point
from segql.data.errors import Cell
from segql.data.tables import Stored, Tables
from segql.diagnostics import SegqlError
from segql.types import BOOLEAN, DATETIME, INTEGER, STRING, Type
from segql.uses import Uses

_ROW = "\x00row"


@dataclass(frozen=True, slots=True)
class _Check:
    """A promise about one column of some of a table's rows."""

    column: str
    problem: Problem


@dataclass(slots=True)
class _View:
    """What one event or list (or the customers) shows of its table."""

    stored: Stored
    columns: list[pl.Expr]
    rows: pl.Expr
    checks: list[_Check] = field(default_factory=list[_Check])

    def frame(self) -> pl.LazyFrame:
        return self.stored.frame.filter(self.rows).select(self.columns)


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
        self._tables = data if isinstance(data, Tables) else Tables(catalog, data)
        self._stored = self._read(uses)
        people = self._customers(uses)
        self.customers = people.frame()
        self.population = self._check_customers(people)
        self._events = {
            name: self._event(catalog.events[name], properties, name in uses.counted)
            for name, properties in uses.events.items()
        }
        self._lists = {name: self._list(catalog.lists[name]) for name in uses.lists}
        self.strays = self._check_facts()

    def events(self, name: str) -> pl.LazyFrame:
        """The rows of an event that have a customer and a time, those of unknown customers included.

        `customer`, `time`, a property `p` as `.p`, and `id` where the event is counted by one.
        """
        frame = self._events[name].frame()
        return frame.filter(pl.col("customer").is_not_null(), pl.col("time").is_not_null())

    def members_of(self, name: str) -> pl.LazyFrame:
        """The customers in a list, as `customer`; unknown ones and repetitions included."""
        return self._lists[name].frame().filter(pl.col("customer").is_not_null())

    # --- reading ---------------------------------------------------------------------------

    def _read(self, uses: Uses) -> dict[str, Stored]:
        needed: dict[str, list[str]] = {}
        customers = self.catalog.customers
        columns = needed.setdefault(customers.table, [])
        columns.append(customers.key)
        columns += _columns(customers.attributes, uses.attributes)
        for name, properties in uses.events.items():
            event = self.catalog.events[name]
            columns = needed.setdefault(event.table, [])
            columns += [event.customer, event.time, *event.where, *_columns(event.properties, properties)]
            if event.id and name in uses.counted:
                columns.append(event.id)
        for name in uses.lists:
            listed = self.catalog.lists[name]
            needed.setdefault(listed.table, []).extend([listed.customer, *listed.where])
        return {table: self._tables.stored(table, columns) for table, columns in needed.items()}

    def _customers(self, uses: Uses) -> _View:
        customers = self.catalog.customers
        stored = self._stored[customers.table]
        dtype = stored.schema[customers.key]
        if not (is_string(dtype) or dtype.is_integer() or isinstance(dtype, pl.Null)):
            raise errors.bad_key_type(stored.name, customers.key, dtype)
        self.key_type = pl.Int64() if dtype.is_integer() else pl.String()
        view = _View(stored, [], pl.lit(True))
        key = self._key(view, customers.key)
        view.columns.append(key.alias("key"))
        for name in sorted(uses.attributes):
            view.columns.append(_field(view, name, customers.attributes[name]).alias("." + name))
        return view

    def _event(self, event: Event, properties: Iterable[str], counted: bool) -> _View:
        stored = self._stored[event.table]
        view = _View(stored, [], _where(stored, event.where))
        view.columns.append(self._key(view, event.customer).alias("customer"))
        view.columns.append(_value(view, event.time, DATETIME, event.timezone).alias("time"))
        for name in sorted(properties):
            view.columns.append(_field(view, name, event.properties[name]).alias("." + name))
        if event.id and counted:
            view.columns.append(_id(stored, event.id).alias("id"))
        return view

    def _list(self, listed: NamedList) -> _View:
        stored = self._stored[listed.table]
        view = _View(stored, [], _where(stored, listed.where))
        view.columns.append(self._key(view, listed.customer).alias("customer"))
        return view

    def _key(self, view: _View, column: str) -> pl.Expr:
        stored, dtype = view.stored, view.stored.schema[column]
        integers = self.key_type == pl.Int64
        if isinstance(dtype, pl.Null):
            return pl.col(column).cast(self.key_type)
        if not (is_string(dtype) or dtype.is_integer()):
            raise errors.bad_key_type(stored.name, column, dtype)
        if dtype.is_integer() and not integers:
            if stored.textual:  # NDJSON beside a table whose keys are text
                return pl.col(column).cast(pl.String)
            raise errors.key_family(stored.name, column, "integer", "string")
        if is_string(dtype) and integers and not stored.textual:
            raise errors.key_family(stored.name, column, "string", "integer")
        return _value(view, column, INTEGER if integers else STRING, None)

    # --- checking --------------------------------------------------------------------------

    def _check_customers(self, view: _View) -> int:
        key = view.columns[0]
        found = _run(
            view.stored.frame.select(
                pl.len().alias("rows"),
                key.null_count().alias("missing"),
                key.n_unique().alias("different"),
                *_counts([view]),
            ),
            view.stored,
        )
        _raise(found, [view])
        table, column = view.stored.name, self.catalog.customers.key
        rows, missing = found["rows"], found["missing"]
        if missing:
            raise errors.missing_keys(table, column, missing)
        if found["different"] != rows:
            again = view.stored.frame.select(key).filter(pl.col("key").is_duplicated()).head(1).collect()
            raise errors.duplicate_keys(Cell(table, column, again.item()))
        return rows

    def _check_facts(self) -> dict[str, int]:
        views = {**{("event", name): view for name, view in self._events.items()},
                 **{("list", name): view for name, view in self._lists.items()}}  # fmt: skip
        strays: dict[str, int] = {}
        for stored in self._stored.values():
            here = {place: view for place, view in views.items() if view.stored is stored}
            if here:
                strays.update(self._check_table(stored, here))
        return {name: strays[f"{kind} {name}"] for kind, name in views}

    def _check_table(self, stored: Stored, views: dict[tuple[str, str], _View]) -> dict[str, int]:
        keys = self.customers.select("key", pl.lit(True).alias("\x00known"))
        # Joined on the first view's customers; a table whose views differ there is joined for each.
        frame = stored.frame
        found: dict[str, int] = {}
        by_column: dict[str, list[tuple[tuple[str, str], _View]]] = {}
        for place, view in views.items():
            by_column.setdefault(str(view.columns[0]), []).append((place, view))
        for group in by_column.values():
            key = group[0][1].columns[0].alias("\x00customer")
            joined = frame.with_columns(key).join(keys, left_on="\x00customer", right_on="key", how="left")
            strays = [
                (view.rows & ~_there(view)).sum().alias(f"{kind} {name}") for (kind, name), view in group
            ]
            here = [view for _, view in group]
            counts = _run(joined.select(*strays, *_counts(here)), stored)
            _raise(counts, here)
            found.update(counts)
        return found


def _there(view: _View) -> pl.Expr:
    known = pl.col("\x00known").is_not_null()
    return known & view.columns[1].is_not_null() if len(view.columns) > 1 else known


def _columns(fields: Mapping[str, ValueField], names: Iterable[str]) -> list[str]:
    return [column for name in sorted(names) for column in columns_of(name, fields[name])]


def _field(view: _View, name: str, field: ValueField) -> pl.Expr:
    wanted = field.resolved
    columns = columns_of(name, field)
    if wanted.kind != "point":
        return _value(view, columns[0], wanted, field.timezone)
    stored = view.stored
    halves: list[Conversion] = []
    for column in columns:
        half = coordinate(pl.col(column), stored.schema[column], textual=stored.textual)
        if half is None:
            raise errors.wrong_type(stored.name, column, stored.schema[column], "a coordinate")
        view.checks += [_Check(column, problem) for problem in half.problems]
        halves.append(half)
    return point(*halves).value


def _value(view: _View, column: str, wanted: Type, zone: str | None) -> pl.Expr:
    stored = view.stored
    dtype = stored.schema[column]
    made = convert(pl.col(column), dtype, wanted, textual=stored.textual, zone=zone)
    if made is None:
        raise errors.wrong_type(stored.name, column, dtype, wanted)
    view.checks += [_Check(column, problem) for problem in made.problems]
    return made.value


def _id(stored: Stored, column: str) -> pl.Expr:
    dtype, value = stored.schema[column], pl.col(column)
    if is_string(dtype):
        return value.cast(pl.String)
    return value.fill_nan(None) if dtype.is_float() else value


def _where(stored: Stored, where: Mapping[str, Constant | list[Constant]]) -> pl.Expr:
    tests = [
        _equals(stored, column, cells if isinstance(cells, list) else [cells])
        for column, cells in where.items()
    ]
    return pl.all_horizontal(tests) if tests else pl.lit(True)


def _equals(stored: Stored, column: str, cells: list[Constant]) -> pl.Expr:
    dtype, value = stored.schema[column], pl.col(column)
    tests = [_equal(stored, column, dtype, value, cell) for cell in cells]
    return pl.any_horizontal(tests).fill_null(False) if tests else pl.lit(False)


def _equal(stored: Stored, column: str, dtype: pl.DataType, value: pl.Expr, cell: Constant) -> pl.Expr:
    wanted = BOOLEAN if isinstance(cell, bool) else INTEGER if isinstance(cell, int) else STRING
    if isinstance(dtype, pl.Null):
        return pl.lit(False)
    if wanted is STRING and stored.textual:
        return value.cast(pl.String) == cell
    if wanted is INTEGER and isinstance(dtype, pl.Boolean):
        raise errors.wrong_type(stored.name, column, dtype, wanted)
    made = convert(value, dtype, wanted, textual=stored.textual)
    if made is None:
        raise errors.wrong_type(stored.name, column, dtype, wanted)
    same = made.value == cell
    broken = [problem.bad for problem in made.problems]  # 2 is no boolean: it equals neither
    return same & ~pl.any_horizontal(broken) if broken else same


def _counts(views: list[_View]) -> list[pl.Expr]:
    return [
        (view.rows & check.problem.bad).sum().alias(f"{v}.{c}")
        for v, view in enumerate(views)
        for c, check in enumerate(view.checks)
    ]


def _run(frame: pl.LazyFrame, stored: Stored) -> dict[str, int]:
    try:
        row = frame.collect().row(0, named=True)
    except (pl.exceptions.PolarsError, OSError) as failure:
        raise errors.unreadable(f"the table `{stored.name}`", failure) from None
    return {name: int(count or 0) for name, count in row.items()}


def _raise(counts: Mapping[str, int], views: list[_View]) -> None:
    """Every broken promise, each with its first row, as one error."""
    found = [
        _broken(view, check)
        for v, view in enumerate(views)
        for c, check in enumerate(view.checks)
        if counts[f"{v}.{c}"]
    ]
    if found:
        raise type(found[0])(dict.fromkeys(each for error in found for each in error.diagnostics))


def _broken(view: _View, check: _Check) -> SegqlError:
    stored = view.stored
    first = (
        stored.frame.with_row_index(_ROW)
        .filter(view.rows & check.problem.bad)
        .select(_ROW, pl.col(check.column).alias("value"))
        .head(1)
        .collect()
    )
    row, value = cast("tuple[int, object]", first.row(0))
    return check.problem.error(Cell(stored.name, check.column, value, row + 1, stored.line(row)))
