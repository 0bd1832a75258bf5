"""Columns that are made of others: values in JSON, instants that are numbers, lists with a table of
their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import cast

import polars as pl

from segql.calendar import EPOCH_UNITS
from segql.catalog import Catalog, Epoch, ValueField, columns_of, derived_name
from segql.data import errors
from segql.data.convert import INSTANT, INT64, is_string
from segql.data.errors import Cell
from segql.data.stored import Stored
from segql.json_path import Path, as_text, is_quoted, parse_document, parse_path, value_at
from segql.types import INTEGER, STRING, Type

_KEY = "\0key"


@dataclass(frozen=True, slots=True)
class Derived:
    """A column made of `column`: its text at `path`, then the instant that it counts; or the list of
    the `column` of all rows of `table` whose `key` equals this table's column `owner`."""

    column: str
    path: str | None = None
    epoch: Epoch | None = None
    table: str | None = None
    key: str = ""
    owner: str = ""
    element: Type = STRING

    @property
    def needs(self) -> str:
        """The column of this table that it is made of."""
        return self.owner if self.table is not None else self.column


def derived_columns(catalog: Catalog, table: str) -> dict[str, Derived]:
    """What columns the catalog wants made for a table, by name."""
    found: dict[str, Derived] = {}
    customers = catalog.customers
    if customers.table == table:
        found |= _fields(customers.attributes, customers.key)
    for event in catalog.events.values():
        if event.table == table:
            found |= _fields(event.properties, event.id or "")
            if event.epoch:
                found[derived_name(event.time, None, event.epoch)] = Derived(event.time, epoch=event.epoch)
    return found


def _fields(fields: Mapping[str, ValueField], owner: str) -> dict[str, Derived]:
    found: dict[str, Derived] = {}
    for name, field in fields.items():
        column = field.column or name
        if field.table is not None:
            element = field.resolved.element or STRING
            made = Derived(column, table=field.table, key=field.key or "", owner=owner, element=element)
        elif field.path is not None or field.epoch is not None:
            made = Derived(column, field.path, field.epoch)
        else:
            continue
        found[columns_of(name, field)[0]] = made
    return found


def with_derived(
    stored: Stored, wanted: Mapping[str, Derived], other: Callable[[str, Iterable[str]], Stored]
) -> Stored:
    """The table with its derived columns; `other` reads a table. Raises DataError."""
    texts = {name: each for name, each in wanted.items() if each.path is not None}
    if texts:
        stored = _with_texts(stored, texts)
    for name, each in wanted.items():
        if each.table is not None:
            stored = _with_list(stored, name, each, other(each.table, [each.key, each.column]))
        elif each.epoch is not None:
            stored = _with_instant(stored, name, each)
    return stored


def _with(stored: Stored, frame: pl.LazyFrame) -> Stored:
    return replace(stored, frame=frame, schema=frame.collect_schema())


def _with_texts(stored: Stored, wanted: Mapping[str, Derived]) -> Stored:
    """The texts that stand at paths, each with a column that says whether it is a string."""
    columns: dict[str, dict[str, Path]] = {}
    for name, each in wanted.items():
        columns.setdefault(each.column, {})[_text(name, each)] = parse_path(each.path or "$")
    frame = stored.frame.collect()
    made: list[pl.Series] = []
    for column, paths in columns.items():
        dtype, values = stored.schema[column], frame[column]
        if isinstance(dtype, pl.Struct):
            values = values.struct.json_encode()
        elif not (isinstance(dtype, pl.Null) or is_string(dtype)):
            raise errors.wrong_type(stored.name, column, dtype, "JSON")
        made += _texts(stored, column, values, paths)
    strings = {name: _is_string(name) for paths in columns.values() for name in paths}
    return replace(_with(stored, frame.with_columns(made).lazy()), strings=strings)


def _texts(stored: Stored, column: str, values: pl.Series, paths: Mapping[str, Path]) -> list[pl.Series]:
    texts: dict[str, list[str | None]] = {name: [] for name in paths}
    strings: dict[str, list[bool]] = {name: [] for name in paths}
    for row, value in enumerate(cast("Iterable[str | None]", values)):
        try:
            document = None if value is None else parse_document(value)
        except ValueError as failure:
            place = Cell(stored.name, column, value, row + 1, stored.line(row))
            raise errors.unparsable(place, f"JSON: {failure}") from None
        for name, path in paths.items():
            found = value_at(document, path)
            texts[name].append(as_text(found))
            strings[name].append(is_quoted(found))
    made = [pl.Series(name, found, dtype=pl.String) for name, found in texts.items()]
    return [*made, *(pl.Series(_is_string(name), found, dtype=pl.Boolean) for name, found in strings.items())]


def _is_string(name: str) -> str:
    """The column that says whether what a derived one shows is a string."""
    return f"{name}\0string"


def _text(name: str, each: Derived) -> str:
    """The column with the text of a derived one, which itself is an instant where that text counts."""
    return name if each.epoch is None else f"{name}\0text"


def _with_instant(stored: Stored, name: str, each: Derived) -> Stored:
    """The instant that a number counts; past what 64 bits hold, one that lies outside of the calendar."""
    column = _text(name, each) if each.path is not None else each.column
    dtype = stored.schema[column]
    made = stored.convert(column, INTEGER)
    if made is None or dtype.is_float():
        raise errors.wrong_type(stored.name, each.column, dtype, f"a number of {each.epoch}")
    number = made.value.cast(pl.Int128) * EPOCH_UNITS[each.epoch or "seconds"]
    instant = number.clip(-INT64, INT64).cast(pl.Int64).cast(INSTANT).alias(name)
    problems = {**stored.problems, name: [replace(each, column=column) for each in made.problems]}
    return replace(_with(stored, stored.frame.with_columns(instant)), problems=problems)


def _with_list(stored: Stored, name: str, each: Derived, elements: Stored) -> Stored:
    """The list of all rows of the other table, in their order; an empty one where there is none. All of
    them are checked, whoever owns them."""
    mine, theirs = stored.schema[each.owner], elements.schema[each.key]
    owner, key = pl.col(each.owner), pl.col(each.key)
    textual = stored.textual or elements.textual
    if is_string(mine) != is_string(theirs) and not textual and pl.Null not in (mine, theirs):
        families = ["string" if is_string(dtype) else "integer" for dtype in (theirs, mine)]
        raise errors.key_family(elements.name, each.key, *families)
    for dtype, table, column in ((mine, stored.name, each.owner), (theirs, elements.name, each.key)):
        if not (is_string(dtype) or dtype.is_integer() or isinstance(dtype, pl.Null)):
            raise errors.bad_key_type(table, column, dtype)
    common = pl.String if is_string(mine) or is_string(theirs) else pl.Int64
    grouped = (
        elements.frame.select(key.cast(common).alias(_KEY), _elements(elements, each).alias(name))
        .drop_nulls(_KEY)
        .group_by(_KEY, maintain_order=True)
        .agg(pl.col(name))
    )
    joined = stored.frame.join(
        grouped,
        left_on=owner.cast(common),
        right_on=_KEY,
        how="left",
        coalesce=False,
        maintain_order="left",
    )
    return _with(stored, joined.drop(_KEY).with_columns(pl.col(name).fill_null(pl.lit([]))))


def _elements(stored: Stored, each: Derived) -> pl.Expr:
    """The elements in their canonical form. Raises DataError for one that is not of its type."""
    dtype, wanted = stored.schema[each.column], each.element
    made = stored.convert(each.column, wanted)
    if made is None:
        raise errors.wrong_type(stored.name, each.column, dtype, wanted)
    for problem in made.problems:
        bad = stored.frame.with_row_index("\0row").filter(problem.bad).select("\0row", each.column)
        for row, value in bad.head(1).collect().iter_rows():
            raise problem.error(Cell(stored.name, each.column, value, row + 1, stored.line(row)))
    return made.value
