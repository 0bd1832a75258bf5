"""The promises that a catalog makes about its tables, checked in one pass per table."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import cast

import polars as pl

from segql.data import errors
from segql.data.convert import DAY, EARLIEST, LATEST
from segql.data.errors import Cell
from segql.data.stored import Stored
from segql.data.views import KNOWN, Check, Place, View, Views
from segql.diagnostics import SegqlError

_ROW, _CUSTOMER = "\x00row", "\x00customer"
_NANOSECONDS = {"days": DAY * 1000, "ms": 1_000_000, "us": 1000, "ns": 1}


def check_customers(views: Views, keys: pl.Series | None = None) -> pl.Series:
    """The keys of the customers, ascending: none is missing, none is there twice. Raises DataError.

    They can be given, where all columns of the customers were read.
    """
    view = views.people
    if view.checks:
        found = _run(view.stored.frame.select(_counts([view])), view.stored)
        _raise(found, [view], view.stored.frame.with_row_index(_ROW))
    if keys is None:
        keys = _collected(view.stored.frame.select(view.columns[0]), view.stored).to_series()
        keys = keys if keys.is_sorted() else keys.sort()
    table, column = view.stored.name, views.catalog.customers.key
    if keys.null_count():
        raise errors.missing_keys(table, column, keys.null_count())
    again = keys.filter(keys == keys.shift(1))
    if len(again):
        raise errors.duplicate_keys(Cell(table, column, again[0]))
    return keys


def check_before(views: Views) -> None:
    """Checks events and lists of which not all rows will be read. Raises DataError."""
    if not _is_sound(views):
        check_facts(views)  # which knows the rows that matter, and what to say of the first


def _is_sound(views: Views) -> bool:
    """Whether no row of an event or list breaks a promise, be its customer known or not."""
    for stored, here in views.tables:
        checks = [check for view in here.values() for check in view.checks]
        bad = {check.problem.bad.meta.serialize(): check.problem.bad for check in checks}
        if bad and _collected(stored.frame.filter(reduce(pl.Expr.or_, bad.values())).head(1), stored).height:
            return False
    return True


def check_facts(views: Views) -> dict[str, int]:
    """For each event and list, how many rows count for nothing: they have no customer, an unknown one,
    or no time. Raises DataError."""
    strays: dict[str, int] = {}
    for stored, here in views.tables:
        strays.update(_check_table(views.people, stored, here))
    found = {name: 0 for _, name in views.facts}
    for kind, name in views.facts:
        found[name] += strays[f"{kind} {name}"]
    return found


def _check_table(people: View, stored: Stored, views: Mapping[Place, View]) -> dict[str, int]:
    """The strays of each event and list of a table; one pass for all that name customers alike."""
    keys = people.frame().select("key", pl.lit(True).alias(KNOWN))
    alike: dict[str, list[tuple[str, View]]] = {}
    for (kind, name), view in views.items():
        alike.setdefault(str(view.columns[0]), []).append((f"{kind} {name}", view))
    strays: dict[str, int] = {}
    for group in alike.values():
        key = group[0][1].columns[0].alias(_CUSTOMER)
        frame = stored.frame.with_row_index(_ROW).with_columns(key)
        joined = frame.join(keys, left_on=_CUSTOMER, right_on="key", how="left")
        here = [view for _, view in group]
        counts = [(view.rows & ~view.counts).sum().alias(place) for place, view in group]
        found = _run(joined.select(*counts, *_counts(here)), stored)
        _raise(found, here, joined)
        strays.update({place: found[place] for place, _ in group})
    return strays


def _counts(views: list[View]) -> list[pl.Expr]:
    return [
        view.bad(check).sum().alias(f"{v}.{c}")
        for v, view in enumerate(views)
        for c, check in enumerate(view.checks)
    ]


def _collected(frame: pl.LazyFrame, stored: Stored) -> pl.DataFrame:
    try:
        return frame.collect()
    except Exception as failure:  # frames may run code that is not ours
        raise errors.unreadable(f"the table `{stored.name}`", failure) from None


def _run(frame: pl.LazyFrame, stored: Stored) -> dict[str, int]:
    row = _collected(frame, stored).row(0, named=True)
    return {name: int(count or 0) for name, count in row.items()}


def _raise(counts: Mapping[str, int], views: list[View], frame: pl.LazyFrame) -> None:
    """Every broken promise, each with its first row, as one error."""
    found = [
        _broken(view, check, frame)
        for v, view in enumerate(views)
        for c, check in enumerate(view.checks)
        if counts[f"{v}.{c}"]
    ]
    if found:
        raise type(found[0])(dict.fromkeys(each for error in found for each in error.diagnostics))


def _broken(view: View, check: Check, frame: pl.LazyFrame) -> SegqlError:
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
