"""The type of each column: the first, of those that its storage and name suggest, that holds for all rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from segql.data.convert import convert, is_string
from segql.draft.hints import is_boolean, is_money
from segql.draft.tables import Table
from segql.types import BOOLEAN, DATE, DATETIME, FLOAT, INTEGER, STRING, Type, decimal
from segql.yaml_text import flow

_STRINGS, _INTEGERS = Type("list", element=STRING), Type("list", element=INTEGER)
_FEW = 12  # different strings that may be the values of an enum
_WIDEST = 100  # characters of a list of them


@dataclass(frozen=True, slots=True)
class Column:
    """A column and its type; None where the language has none for it. `remark` is for the reader."""

    name: str
    type: Type | None
    remark: str = ""
    empty: bool = False


def guess(table: Table) -> dict[str, Column]:
    """The columns of a table with their types. Raises DataError."""
    filled = table.which(pl.col(name).is_not_null().any() for name in table.schema)
    first = _first_that_fits(table)
    values = _few_values(table, [name for name, type_ in first.items() if type_ == STRING])
    found: dict[str, Column] = {}
    for (name, stored), used in zip(table.schema.items(), filled, strict=True):
        type_ = first.get(name)
        if not used:
            known = STRING if type_ is None or is_string(stored) else type_
            found[name] = Column(name, known, "no values", empty=True)
        else:
            found[name] = Column(name, type_, _remark(table, stored, type_, values.get(name, ())))
    return found


def _first_that_fits(table: Table) -> dict[str, Type]:
    """The first type of each column that holds for every row; those that fit few rows are out early."""
    tried = [(name, type_) for name, stored in table.schema.items() for type_ in _types(table, name, stored)]
    likely = table.start().which(_fits(table, name, type_) for name, type_ in tried)
    left: dict[str, list[Type]] = {}
    for (name, type_), held in zip(tried, likely, strict=True):
        if held:
            left.setdefault(name, []).append(type_)
    found: dict[str, Type] = {}
    while left:
        holds = table.which(_fits(table, name, types[0]) for name, types in left.items())
        for name, held in zip(list(left), holds, strict=True):
            type_ = left[name].pop(0)
            if held:
                found[name] = type_
            if held or not left[name]:
                del left[name]
    return found


def _types(table: Table, name: str, stored: pl.DataType) -> Iterator[Type]:
    """The types to try, the narrowest first."""
    money = (decimal(2), decimal(4)) if is_money(name) else (decimal(2),)
    match stored:
        case pl.Boolean():
            yield BOOLEAN
        case pl.Decimal():
            if 0 < stored.scale <= 18:
                yield decimal(stored.scale)
            yield from (INTEGER, FLOAT)
        case pl.Date():
            yield DATE
        case pl.Datetime():
            yield from (DATE, DATETIME)
        case pl.List() | pl.Array():
            yield from (_STRINGS, _INTEGERS)
        case _ if stored.is_integer():
            yield from (BOOLEAN, INTEGER) if is_boolean(name) else (INTEGER,)
        case _ if stored.is_float():
            yield from (*money, FLOAT) if is_money(name) else (INTEGER, *money, FLOAT)
        case _ if is_string(stored):
            if table.textual:
                yield from (BOOLEAN, INTEGER, *money, FLOAT)
            yield from (DATE, DATETIME, _STRINGS, _INTEGERS, STRING)
        case _:
            return


def _fits(table: Table, name: str, type_: Type) -> pl.Expr:
    """Whether every value of a column can be read as the type."""
    column = pl.col(name)
    converted = convert(column, table.schema[name], type_, textual=table.textual)
    if converted is None:
        return pl.lit(False)
    bad = [problem.bad for problem in converted.problems]
    if is_string(table.schema[name]) and type_ != STRING:
        bad += _suspicious(column.cast(pl.String), name, type_)
    if not bad:
        return pl.lit(True)
    return ~pl.any_horizontal(each.fill_null(False) for each in bad).any()


def _suspicious(text: pl.Expr, name: str, type_: Type) -> list[pl.Expr]:
    """Texts that could be read as the type, but hardly mean it: `00123`, `+82`, an empty text."""
    match type_.kind:
        case "integer" | "decimal" | "float":
            return [text.str.contains(r"^\s*(\+|-?0[0-9])|[a-zA-Z]\s*$")]
        case "boolean":
            return [] if is_boolean(name) else [text.str.contains("[01]")]
        case _:
            return []


def _few_values(table: Table, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The values of the columns of strings that have only a few."""
    columns = [pl.col(name) for name in names]
    few = table.which(
        (column.n_unique() <= _FEW + 1) & (column.drop_nulls().n_unique() * 4 <= column.count())
        for column in columns
    )
    found: dict[str, tuple[str, ...]] = {}
    for name, is_few in zip(names, few, strict=True):
        if is_few:
            values = table.collect(pl.col(name).cast(pl.String).drop_nulls().unique().sort())
            found[name] = tuple(values.to_series().to_list()[:_FEW])
    return found


def _remark(table: Table, stored: pl.DataType, type_: Type | None, values: Sequence[str]) -> str:
    if type_ is None:
        return f"stored as {stored}, for which there is no type"
    if values:
        listed = str(flow(values))
        return f"enum? values: {listed if len(listed) <= _WIDEST else listed[: _WIDEST - 3] + '...'}"
    if stored.is_float() and type_.kind in ("decimal", "integer"):
        return "stored as float"
    if stored.is_integer() and type_ == BOOLEAN:
        return "stored as 0 and 1"
    if is_string(stored) and not table.textual and type_ != STRING:
        return "stored as text"
    if isinstance(stored, pl.Datetime) and stored.time_zone is None and type_ == DATETIME:
        return "stored without a zone: read as UTC unless `timezone` says otherwise"
    return ""
