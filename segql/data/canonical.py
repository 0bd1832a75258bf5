"""The data of a catalog in canonical form, its promises checked in one pass per table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import cast

import polars as pl

from segql.catalog import Catalog, Event, NamedList, ValueField, columns_of, time_column
from segql.catalog import Cell as Constant
from segql.data import errors
from segql.data.convert import DAY, EARLIEST, LATEST, Conversion, Problem, is_string, point
from segql.data.errors import Cell
from segql.data.stored import Stored
from segql.data.tables import Tables
from segql.data.texts import Texts
from segql.diagnostics import SegqlError
from segql.members import Key
from segql.types import BOOLEAN, DATETIME, FLOAT, INTEGER, STRING, Type
from segql.uses import Uses

_ROW, _KNOWN, _CUSTOMER = "\x00row", "\x00known", "\x00customer"
_NANOSECONDS = {"days": DAY * 1000, "ms": 1_000_000, "us": 1000, "ns": 1}


@dataclass(frozen=True, slots=True)
class _Check:
    """A promise about one column, in all rows or in those of known customers."""

    column: str
    problem: Problem
    known_only: bool = False


@dataclass(slots=True)
class _View:
    """What one event or list (or the customers) shows of its table."""

    texts: Texts
    columns: list[pl.Expr]
    rows: pl.Expr
    checks: list[_Check] = field(default_factory=list[_Check])
    known: pl.Expr | None = None
    """Whether a row counts: its customer is known, and it has a time."""

    @property
    def stored(self) -> Stored:
        """The table as it is stored."""
        return self.texts.stored

    def promise(self, column: str, made: Conversion) -> None:
        """Has the problems of a column looked for."""
        self.checks += [_Check(column, problem, self.known is not None) for problem in made.problems]

    def bad(self, check: _Check) -> pl.Expr:
        """The rows that break a promise."""
        rows = self.rows if self.known is None or not check.known_only else self.rows & self.known
        return rows & check.problem.bad

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
        self._texts = self._read(uses)
        people = self._customers(uses)
        self._events = {
            name: self._event(catalog.events[name], properties, name in uses.counted)
            for name, properties in uses.events.items()
        }
        self._lists = {name: self._list(catalog.lists[name]) for name in uses.lists}
        for texts in self._texts.values():
            texts.parse()
        self.customers = people.frame()
        self.population = self._check_customers(people)
        self.strays = self._check_facts()

    def keys(self) -> list[Key]:
        """The keys of the customers, ascending."""
        return self.customers.select(pl.col("key").sort()).collect()["key"].to_list()

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

    def _customers(self, uses: Uses) -> _View:
        customers = self.catalog.customers
        texts = self._texts[customers.table]
        stored = texts.stored
        dtype = stored.schema[customers.key]
        if not (is_string(dtype) or dtype.is_integer() or isinstance(dtype, pl.Null)):
            raise errors.bad_key_type(stored.name, customers.key, dtype)
        self.key_type = pl.Int64() if dtype.is_integer() else pl.String()
        self._nobody = isinstance(dtype, pl.Null)  # then keys of every family are those of strangers
        view = _View(texts, [], pl.lit(True))
        key = self._key(view, customers.key)
        view.columns.append(key.alias("key"))
        for name in sorted(uses.attributes):
            view.columns.append(_field(view, name, customers.attributes[name]).alias("." + name))
        return view

    def _event(self, event: Event, properties: Iterable[str], counted: bool) -> _View:
        texts = self._texts[event.table]
        view = _View(texts, [], _where(texts, event.where))
        view.columns.append(self._key(view, event.customer).alias("customer"))
        time = _value(view, time_column(event), DATETIME, event.timezone)
        view.columns.append(time.alias("time"))
        view.known = pl.col(_KNOWN).is_not_null() & time.is_not_null()
        for name in sorted(properties):
            view.columns.append(_field(view, name, event.properties[name]).alias("." + name))
        if event.id and counted:
            view.columns.append(_id(texts.stored, event.id).alias("id"))
        return view

    def _list(self, listed: NamedList) -> _View:
        texts = self._texts[listed.table]
        view = _View(texts, [], _where(texts, listed.where))
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
            if stored.textual or self._nobody:  # NDJSON, beside a table whose keys are text
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
        _raise(found, [view], view.stored.frame.with_row_index(_ROW))
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
        for texts in self._texts.values():
            here = {place: view for place, view in views.items() if view.texts is texts}
            if here:
                strays.update(self._check_table(texts.stored, here))
        return {name: strays[f"{kind} {name}"] for kind, name in views}

    def _check_table(self, stored: Stored, views: dict[tuple[str, str], _View]) -> dict[str, int]:
        """The strays of each event and list of a table; one pass for all that name customers alike."""
        keys = self.customers.select("key", pl.lit(True).alias(_KNOWN))
        alike: dict[str, list[tuple[str, _View]]] = {}
        for (kind, name), view in views.items():
            alike.setdefault(str(view.columns[0]), []).append((f"{kind} {name}", view))
        strays: dict[str, int] = {}
        for group in alike.values():
            key = group[0][1].columns[0].alias(_CUSTOMER)
            frame = stored.frame.with_row_index(_ROW).with_columns(key)
            joined = frame.join(keys, left_on=_CUSTOMER, right_on="key", how="left")
            here = [view for _, view in group]
            counts = [(view.rows & ~_known(view)).sum().alias(place) for place, view in group]
            found = _run(joined.select(*counts, *_counts(here)), stored)
            _raise(found, here, joined)
            strays.update({place: found[place] for place, _ in group})
        return strays


def _known(view: _View) -> pl.Expr:
    return pl.col(_KNOWN).is_not_null() if view.known is None else view.known


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
        half = view.texts.converted(column, FLOAT)
        if half is None:
            raise errors.wrong_type(stored.name, column, stored.schema[column], "a coordinate")
        view.promise(column, half)
        halves.append(half)
    return point(*halves).value


def _value(view: _View, column: str, wanted: Type, zone: str | None) -> pl.Expr:
    stored = view.stored
    dtype = stored.schema[column]
    made = view.texts.converted(column, wanted, zone)
    if made is None:
        raise errors.wrong_type(stored.name, column, dtype, wanted)
    view.promise(column, made)
    return made.value


def _id(stored: Stored, column: str) -> pl.Expr:
    dtype, value = stored.schema[column], pl.col(column)
    if is_string(dtype):
        return value.cast(pl.String)
    return value.fill_nan(None) if dtype.is_float() else value


def _where(texts: Texts, where: Mapping[str, Constant | list[Constant]]) -> pl.Expr:
    tests = [
        _equals(texts, column, cells if isinstance(cells, list) else [cells])
        for column, cells in where.items()
    ]
    return pl.all_horizontal(tests) if tests else pl.lit(True)


def _equals(texts: Texts, column: str, cells: list[Constant]) -> pl.Expr:
    tests = [_equal(texts, column, cell) for cell in cells]
    return pl.any_horizontal(tests).fill_null(False) if tests else pl.lit(False)


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


def _counts(views: list[_View]) -> list[pl.Expr]:
    return [
        view.bad(check).sum().alias(f"{v}.{c}")
        for v, view in enumerate(views)
        for c, check in enumerate(view.checks)
    ]


def _run(frame: pl.LazyFrame, stored: Stored) -> dict[str, int]:
    try:
        row = frame.collect().row(0, named=True)
    except Exception as failure:  # frames may run code that is not ours
        raise errors.unreadable(f"the table `{stored.name}`", failure) from None
    return {name: int(count or 0) for name, count in row.items()}


def _raise(counts: Mapping[str, int], views: list[_View], frame: pl.LazyFrame) -> None:
    """Every broken promise, each with its first row, as one error."""
    found = [
        _broken(view, check, frame)
        for v, view in enumerate(views)
        for c, check in enumerate(view.checks)
        if counts[f"{v}.{c}"]
    ]
    if found:
        raise type(found[0])(dict.fromkeys(each for error in found for each in error.diagnostics))


def _broken(view: _View, check: _Check, frame: pl.LazyFrame) -> SegqlError:
    stored = view.stored
    column = check.problem.column or check.column
    bad = frame.filter(view.bad(check)).select(_ROW, *_shown(column, stored.schema[column]))
    row, value, told = cast("tuple[int, object, object]", bad.sort(_ROW).head(1).collect().row(0))
    cell = Cell(stored.name, column, told if value is None else value, row + 1, stored.line(row))
    return check.problem.error(cell)


def _shown(column: str, dtype: pl.DataType) -> list[pl.Expr]:
    """A column for messages, and in words what is no time of the calendar: Polars cannot hand it over."""
    value = pl.col(column)
    if not isinstance(dtype, pl.Date | pl.Datetime):
        return [value.alias("value"), pl.lit(None).alias("told")]
    unit = "days" if isinstance(dtype, pl.Date) else dtype.time_unit
    ticks = value.to_physical().cast(pl.Int128)
    shift = DAY if isinstance(dtype, pl.Datetime) and dtype.time_zone else 0  # of a zone's clock, at most
    inside = (ticks * _NANOSECONDS[unit]).is_between((EARLIEST + shift) * 1000, (LATEST - shift) * 1000)
    told = pl.concat_str(ticks, pl.lit(f" {unit} from 1970-01-01"))
    return [pl.when(inside).then(value).alias("value"), told.alias("told")]
