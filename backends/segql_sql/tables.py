"""The used columns of the given tables in the forms in which databases store them."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from segql.catalog import Catalog, ValueField, columns_of
from segql.data import errors
from segql.data.convert import convert
from segql.data.tables import Tables, unscaled
from segql.types import DATETIME, FLOAT, INTEGER, STRING, Type
from segql.uses import Uses

_Declared = dict[str, tuple[Type | None, str | None]]
_TWICE = (STRING, None)


def stored_tables(
    catalog: Catalog, tables: Tables, uses: Uses, key_type: pl.DataType
) -> dict[str, pl.DataFrame]:
    """The used columns of each used table, customers' keys of one type. Raises DataError."""
    keys = _key_columns(catalog)
    frames: dict[str, pl.DataFrame] = {}
    for table, columns in _used_columns(catalog, uses).items():
        frame = tables.raw(table, columns)
        schema = frame.collect_schema()
        native = [
            _key(name, schema[name], key_type)
            if (table, name) in keys and declared[0] is None
            else _native(name, schema[name], *declared)
            for name, declared in columns.items()
        ]
        try:
            frames[table] = frame.select(native).collect()
        except Exception as failure:  # a lazy frame may run code that is not ours
            raise errors.unreadable(f"the table `{table}`", failure) from None
    return frames


def _key_columns(catalog: Catalog) -> set[tuple[str, str]]:
    found = {(catalog.customers.table, catalog.customers.key)}
    found |= {(event.table, event.customer) for event in catalog.events.values()}
    return found | {(listed.table, listed.customer) for listed in catalog.lists.values()}


def _key(name: str, dtype: pl.DataType, wanted: pl.DataType) -> pl.Expr:
    """Of text files, and of columns without a value, keys come in another type than the customers'."""
    column = pl.col(name)
    if wanted == pl.Int64 and not dtype.is_integer():
        made = convert(column, dtype, INTEGER, textual=True)
        return made.value.alias(name) if made is not None else column
    return column if dtype.is_integer() and wanted == pl.Int64 else column.cast(wanted)


def _native(name: str, dtype: pl.DataType, wanted: Type | None, zone: str | None) -> pl.Expr:
    """Dates, times and lists that are written as text as such, and no type that engines lack."""
    column = pl.col(name)
    is_text = isinstance(dtype, pl.String | pl.Categorical | pl.Enum)
    if isinstance(dtype, pl.Null) or (is_text and wanted is not None and not wanted.is_text):
        made = convert(column, dtype, wanted, zone=zone) if wanted is not None else None
        if made is None or wanted is None:
            return column.cast(pl.String)
        return (unscaled(made.value, wanted.scale) if wanted.kind == "decimal" else made.value).alias(name)
    if is_text:
        return column.cast(pl.String)
    if isinstance(dtype, pl.UInt64 | pl.Int128):
        return _whole(column, wanted)
    if isinstance(dtype, pl.Float32):
        return column.cast(pl.Float64)
    if isinstance(dtype, pl.Array):
        return column.arr.to_list()
    return column


def _whole(column: pl.Expr, wanted: Type | None) -> pl.Expr:
    """Integers past 64 bits, which no engine takes: those that matter are known to fit, but for ids."""
    match wanted.kind if wanted is not None else "integer":
        case "float":
            return column.cast(pl.Float64)
        case "string":
            return column.cast(pl.String)
        case _:
            return column.cast(pl.Int64, strict=False)


def _used_columns(catalog: Catalog, uses: Uses) -> dict[str, _Declared]:
    customers = catalog.customers
    found: dict[str, _Declared] = {}
    columns = found.setdefault(customers.table, {})
    columns.setdefault(customers.key, (None, None))
    for column, declared in _fields(customers.attributes, uses.attributes).items():
        _declare(columns, column, declared)
    for name, properties in uses.events.items():
        event = catalog.events[name]
        columns = found.setdefault(event.table, {})
        for column in (event.customer, *event.where):
            columns.setdefault(column, (None, None))
        if event.id:
            columns.setdefault(event.id, (STRING, None))
        declared = {event.time: (DATETIME, event.timezone), **_fields(event.properties, properties)}
        for column, one in declared.items():
            _declare(columns, column, one)
    for name in uses.lists:
        listed = catalog.lists[name]
        columns = found.setdefault(listed.table, {})
        for column in (listed.customer, *listed.where):
            columns.setdefault(column, (None, None))
    return found


def _declare(columns: _Declared, column: str, declared: tuple[Type | None, str | None]) -> None:
    """Adds what a column is declared as; one with two declarations stays as it is stored."""
    before = columns.get(column, (None, None))
    columns[column] = declared if before in ((None, None), declared) else _TWICE


def _fields(fields: Mapping[str, ValueField], names: frozenset[str]) -> _Declared:
    found: _Declared = {}
    for name in sorted(names):
        field = fields[name]
        wanted = FLOAT if field.resolved.kind == "point" else field.resolved
        found.update(dict.fromkeys(columns_of(name, field), (wanted, field.timezone)))
    return found
