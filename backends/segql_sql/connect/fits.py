"""Whether the columns of a warehouse can hold what the catalog declares, as far as their types tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from segql.catalog import Catalog, ValueField, columns_of, stored_in
from segql.data import errors
from segql.diagnostics import DataError, error
from segql.types import DATETIME, INTEGER, Type
from segql.uses import Uses

_Kind = Literal["text", "number", "boolean", "time", "nested"]
_KINDS: tuple[tuple[_Kind, re.Pattern[str]], ...] = (
    ("nested", re.compile(r"array|list|\[\]|json|struct|map|variant|super|object", re.I)),
    ("boolean", re.compile(r"bool|\bbit\b|tinyint\(1\)", re.I)),
    ("time", re.compile(r"date|time", re.I)),
    ("text", re.compile(r"char|text|string|clob|enum|uuid|uniqueidentifier", re.I)),
    ("number", re.compile(r"int|num|dec|double|float|real|money|serial|long|short", re.I)),
)
_HOLDS: Mapping[str, frozenset[_Kind]] = {
    "string": frozenset({"text", "nested"}),
    "enum": frozenset({"text", "nested"}),
    "integer": frozenset({"number"}),
    "decimal": frozenset({"number"}),
    "float": frozenset({"number"}),
    "point": frozenset({"number"}),
    "boolean": frozenset({"boolean", "number"}),
    "date": frozenset({"time"}),
    "datetime": frozenset({"time"}),
    "list": frozenset({"nested", "text"}),
}
_ANY: frozenset[_Kind] = frozenset()
_TEXT: frozenset[_Kind] = frozenset({"text"})
_TIMES_AS_TEXT = frozenset({"mariadb", "mysql"})
_UNTYPED = frozenset({"sqlite"})
"""There, the type of a column does not say what its cells are."""

Wanted = dict[str, frozenset[_Kind]]
"""The columns of a table that are read, and what each may be stored as; any, where that is empty."""


def wanted_columns(catalog: Catalog, uses: Uses, engine: str) -> dict[str, Wanted]:
    """What segments read of each table."""
    found: dict[str, Wanted] = {}
    customers = catalog.customers
    _add(found, customers.table, (customers.key,))
    _fields(found, customers.table, customers.attributes, uses.attributes, engine)
    for name, properties in uses.events.items():
        event = catalog.events[name]
        _add(found, event.table, (event.customer, *event.where, *([event.id] if event.id else [])))
        _add(found, event.table, (event.time,), _holds(INTEGER if event.epoch else DATETIME, engine))
        _fields(found, event.table, event.properties, properties, engine)
    for name in uses.lists:
        listed = catalog.lists[name]
        _add(found, listed.table, (listed.customer, *listed.where))
    return found


def check_columns(table: str, wanted: Wanted, known: Mapping[str, str] | None, engine: str) -> None:
    """Raises DataError for a table or column that is not there, or of a type that cannot hold what is
    declared."""
    if known is None:
        help = "look at its schema, and whether the user may see the table"
        raise error(DataError, "data-missing-table", f"{engine} has no table `{table}`", help)
    folded = {name.casefold(): dtype for name, dtype in known.items()}
    for column, kinds in wanted.items():
        if column.casefold() not in folded:
            raise errors.missing_column(table, column, list(known))
        dtype = known.get(column, folded[column.casefold()])
        kind = _kind(dtype)
        if kinds and kind is not None and kind not in kinds and engine not in _UNTYPED:
            raise errors.wrong_type(table, column, dtype, " or ".join(sorted(kinds)))


def _fields(
    found: dict[str, Wanted], table: str, fields: Mapping[str, ValueField], names: frozenset[str], engine: str
) -> None:
    for name in sorted(names):
        field = fields[name]
        if field.table is not None:
            _add(found, field.table, (field.key or "",))
            _add(
                found,
                field.table,
                (field.column or name,),
                _holds(_element(field), engine),
            )
        elif field.path is not None:
            _add(found, table, stored_in(name, field), frozenset({"nested", "text"}))
        else:
            held = _holds(INTEGER if field.epoch else field.resolved, engine)
            _add(found, table, stored_in(name, field) or columns_of(name, field), held)


def _add(
    found: dict[str, Wanted], table: str, columns: tuple[str, ...], kinds: frozenset[_Kind] = _ANY
) -> None:
    wanted = found.setdefault(table, {})
    for column in columns:
        wanted[column] = wanted.get(column) or kinds


def _holds(type_: Type, engine: str) -> frozenset[_Kind]:
    kinds = _HOLDS.get(type_.kind, _ANY)
    return kinds | _TEXT if "time" in kinds and engine in _TIMES_AS_TEXT else kinds


def _element(field: ValueField) -> Type:
    return field.resolved.element or field.resolved


def _kind(dtype: str) -> _Kind | None:
    return next((kind for kind, pattern in _KINDS if pattern.search(dtype)), None)
