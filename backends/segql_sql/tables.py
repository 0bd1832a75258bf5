"""The used columns of the given tables in the forms in which databases store them."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from segql.catalog import Catalog, ValueField, stored_in
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
    found |= {(each.table, each.key or "") for each in catalog.customers.attributes.values() if each.table}
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
        made = convert(column, dtype, wanted, textual=True, zone=zone) if wanted is not None else None
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
    if isinstance(dtype, pl.Struct):
        return column.struct.json_encode()
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
    _declare(found, customers.table, customers.key)
    _declare_fields(found, customers.table, customers.attributes, uses.attributes)
    for name, properties in uses.events.items():
        event = catalog.events[name]
        for column in (event.customer, *event.where):
            _declare(found, event.table, column)
        if event.id:
            _declare(found, event.table, event.id, STRING)
        if event.epoch:
            _declare(found, event.table, event.time, INTEGER)
        else:
            _declare(found, event.table, event.time, DATETIME, event.timezone)
        _declare_fields(found, event.table, event.properties, properties)
    for name in uses.lists:
        listed = catalog.lists[name]
        for column in (listed.customer, *listed.where):
            _declare(found, listed.table, column)
    return found


def _declare(
    found: dict[str, _Declared], table: str, column: str, wanted: Type | None = None, zone: str | None = None
) -> None:
    """Adds what a column is declared as; one with two declarations stays as it is stored."""
    columns = found.setdefault(table, {})
    before = columns.get(column, (None, None))
    columns[column] = (wanted, zone) if before in ((None, None), (wanted, zone)) else _TWICE


def _declare_fields(
    found: dict[str, _Declared], table: str, fields: Mapping[str, ValueField], names: frozenset[str]
) -> None:
    for name in sorted(names):
        field = fields[name]
        wanted = FLOAT if field.resolved.kind == "point" else field.resolved
        if field.table is not None:
            _declare(found, field.table, field.key or "")
            _declare(found, field.table, field.column or name, wanted.element)
        for column in stored_in(name, field):
            if field.path is not None:
                _declare(found, table, column, STRING)
            elif field.epoch is not None:
                _declare(found, table, column, INTEGER)
            else:
                _declare(found, table, column, wanted, field.timezone)
