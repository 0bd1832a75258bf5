"""A case: a text, and what is said of it, or who is a member among which customers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, cast

from pydantic import BaseModel, ConfigDict

from segql.backend import BoundSegment, Key
from segql.catalog import Catalog, ValueField, stored_in
from segql.diagnostics import Diagnostic, SegqlError, Source
from segql.limits import DEFAULT_LIMITS
from segql.parameters import ParameterValue
from segql.segment import Segments, compile_all
from segql.syntax import parse

Rows = list[dict[str, object] | Key] | dict[Key, object]
"""Rows of a table as they are written: a list of rows or keys, or rows by key."""
AsOf = datetime | date | str


class Remark(BaseModel):
    """A diagnostic that is expected: its code, and the text that it underlines."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    at: str = ""


class CaseForm(BaseModel):
    """A case as it is written."""

    model_config = ConfigDict(extra="forbid")

    name: str
    text: str | None = None
    segments: dict[str, str] = {}
    as_of: AsOf | None = None
    values: dict[str, object] = {}
    zone: str | None = None
    catalog: dict[str, object] = {}
    rows: dict[str, Rows] = {}
    members: list[Key] | dict[str, list[Key]] | None = None
    error: Remark | list[Remark] | None = None
    warnings: list[Remark] = []
    data_error: str | None = None
    refused: list[str] = []


@dataclass(frozen=True, eq=False)
class Case:
    """A case with what it shares with its feature written out."""

    feature: str
    form: CaseForm
    as_of: AsOf
    setting: Setting

    @property
    def id(self) -> str:
        """`feature: name`."""
        return f"{self.feature}: {self.form.name}"

    @property
    def runs(self) -> bool:
        """Whether backends have to answer it."""
        return self.form.members is not None or self.form.data_error is not None

    @property
    def errors(self) -> list[Remark]:
        """The errors of compiling or binding that are expected, in their order."""
        given = self.form.error
        return [given] if isinstance(given, Remark) else given or []

    @cached_property
    def members(self) -> dict[str, list[Key]]:
        """The expected members of each segment, ascending; their complements as `not NAME`."""
        given = [] if self.form.members is None else self.form.members
        by_name = given if isinstance(given, dict) else {next(iter(self.compiled())): given}
        found: dict[str, list[Key]] = {}
        for name, keys in by_name.items():
            found[name] = sorted(keys, key=_order)
            found[f"not {name}"] = [key for key in self.setting.keys if key not in keys]
        return found

    def compiled(self, *, complements: bool = False) -> Segments:
        """The segments of the case, and with each, as `not NAME`, its complement. Raises SegqlError."""
        text, catalog = self.form.text, self.setting.catalog
        if text is None:
            found = compile_all(dict(self.form.segments), catalog)
            if not complements:
                return found
            others = {f"not {name}": f"not in segment `{name}`" for name in found}
            return compile_all({**self.form.segments, **others}, catalog)
        if not complements:
            return compile_all(text, catalog)
        document = parse(Source(text), DEFAULT_LIMITS)
        if document.condition is not None:
            return compile_all({"segment": text, "not segment": f"not ({text}\n)"}, catalog)
        names = [each.name.text for each in document.definitions if hasattr(each, "condition")]
        defined = [f"segment `not {name}` = not in segment `{name}`" for name in names]
        return compile_all("\n".join([text, *defined]), catalog)

    def bound(self, *, complements: bool = False) -> dict[str, BoundSegment]:
        """The segments of the case at its instant, with its values. Raises SegqlError."""
        values = cast("dict[str, ParameterValue]", self.form.values)
        return self.compiled(complements=complements).at(self.as_of, values)

    @cached_property
    def asked(self) -> dict[str, BoundSegment] | SegqlError:
        """What backends are asked: the segments and their complements, or why there are none."""
        try:
            return self.bound(complements=True)
        except SegqlError as failure:
            return failure


@dataclass(frozen=True, eq=False)
class Setting:
    """A catalog and rows that cases share: engines load them once."""

    catalog_form: Mapping[str, Any]
    rows: Mapping[str, Rows]

    @cached_property
    def full_form(self) -> dict[str, Any]:
        """The catalog as users write it, with the names of tables and columns that a case need not give."""
        form = dict(self.catalog_form)
        form["customers"] = {"table": "customers", "key": "id", **(form.get("customers") or {})}
        form["events"] = {
            name: {"table": name, "customer": "customer", "time": "time", **(event or {})}
            for name, event in form.get("events", {}).items()
        }
        form["lists"] = {
            name: {"table": name, "customer": "customer", **(each or {})}
            for name, each in form.get("lists", {}).items()
        }
        return form

    @cached_property
    def catalog(self) -> Catalog:
        """The catalog. Raises CatalogError."""
        return Catalog.load(self.full_form)

    @cached_property
    def columns(self) -> dict[str, dict[str, ValueField | None]]:
        """The tables with their columns; keys, times and the like have no field."""
        found: dict[str, dict[str, ValueField | None]] = {}
        for table, column, field in _columns(self.catalog):
            columns = found.setdefault(table, {})
            columns[column] = columns.get(column) or field
        return found

    @cached_property
    def data(self) -> dict[str, list[dict[str, object]]]:
        """The tables as lists of rows, every row with all the columns of the catalog."""
        unknown = self.rows.keys() - self.columns.keys()
        if unknown:
            raise ValueError(f"rows of tables that the catalog does not name: {unknown}")
        return {
            table: _written_out(self.rows.get(table, []), columns) for table, columns in self.columns.items()
        }

    @cached_property
    def keys(self) -> list[Key]:
        """The customers, ascending."""
        customers = self.catalog.customers
        return sorted((cast("Key", row[customers.key]) for row in self.data[customers.table]), key=_order)


def remarks(diagnostics: Iterable[Diagnostic], severity: str) -> list[Remark]:
    """Code and underlined text of the diagnostics of one severity, in their order."""
    return [Remark(code=each.code, at=each.underlined) for each in diagnostics if each.severity == severity]


def _order(key: Key) -> tuple[int, str]:
    return (key, "") if isinstance(key, int) else (0, key)


def _columns(catalog: Catalog) -> Iterator[tuple[str, str, ValueField | None]]:
    """Tables, columns and what is stored there; the first column of a table is that of its keys."""
    customers = catalog.customers
    yield from _of_table(customers.table, [customers.key], customers.attributes)
    for event in catalog.events.values():
        plain = [event.customer, event.time, *event.where, *([event.id] if event.id else [])]
        yield from _of_table(event.table, plain, event.properties)
    for each in catalog.lists.values():
        yield from _of_table(each.table, [each.customer, *each.where], {})


def _of_table(
    table: str, plain: Sequence[str], fields: Mapping[str, ValueField]
) -> Iterator[tuple[str, str, ValueField | None]]:
    yield from ((table, column, None) for column in plain)
    for name, field in fields.items():
        yield from ((table, column, field) for column in stored_in(name, field))
    for name, field in fields.items():
        if field.table is not None:
            yield from _of_table(field.table, [field.key or ""], {})
            yield field.table, field.column or name, field


def _written_out(rows: Rows, columns: Mapping[str, ValueField | None]) -> list[dict[str, object]]:
    decimals = {
        column
        for column, field in columns.items()
        if field is not None and field.resolved.kind == "decimal" and field.path is None
    }
    found: list[dict[str, object]] = []
    for row in _as_mappings(rows, next(iter(columns))):
        full = row | {column: row.get(column) for column in columns}
        for column in decimals:
            value = full[column]
            if isinstance(value, str):
                full[column] = Decimal(value)
        found.append(full)
    return found


def _as_mappings(rows: Rows, key: str) -> Iterator[dict[str, object]]:
    """Rows from `[{...}]`, from keys alone, or from `{key: row}` and `{key: [row, time, ...]}`."""
    if isinstance(rows, list):
        for row in rows:
            yield dict(row) if isinstance(row, dict) else {key: row}
        return
    for name, given in rows.items():
        for each in cast("list[object]", given if isinstance(given, list) else [given or {}]):
            row = cast("dict[str, object]", each) if isinstance(each, dict) else {"time": each}
            yield {key: name, **row}
