"""The cases of the conformance corpus: their form (tests/corpus/README.md), and how they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any, cast

import yaml
from pydantic import BaseModel, ConfigDict

import segql
from segql.backend import BoundSegment, Key
from segql.catalog import ValueField, stored_in
from segql.limits import DEFAULT_LIMITS
from segql.parameters import ParameterValue
from segql.syntax import parse

FOLDER = Path(__file__).parent / "corpus"
AS_OF = "2024-06-15T12:00:00Z"

Rows = list[dict[str, object] | Key] | dict[Key, object]


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
    as_of: datetime | date | str | None = None
    values: dict[str, object] = {}
    zone: str | None = None
    catalog: dict[str, object] = {}
    rows: dict[str, Rows] = {}
    members: list[Key] | dict[str, list[Key]] | None = None
    error: Remark | list[Remark] | None = None
    warnings: list[Remark] = []
    data_error: str | None = None
    refused: list[str] = []


class FileForm(BaseModel):
    """A file as it is written: what its cases share, and the cases."""

    model_config = ConfigDict(extra="forbid")

    about: str
    as_of: datetime | date | str = AS_OF
    zone: str | None = None
    catalog: dict[str, object] = {}
    rows: dict[str, Rows] = {}
    cases: list[CaseForm]


@dataclass(frozen=True, slots=True)
class Case:
    """A case with what it shares with its file written out."""

    file: str
    form: CaseForm
    as_of: datetime | date | str
    setting: Setting

    @property
    def id(self) -> str:
        """`file: name`."""
        return f"{self.file}: {self.form.name}"

    @property
    def runs(self) -> bool:
        """Whether engines have to answer it."""
        return self.form.members is not None or self.form.data_error is not None

    @property
    def members(self) -> dict[str, list[Key]]:
        """The expected members of each segment, ascending; their complements as `not NAME`."""
        given = [] if self.form.members is None else self.form.members
        by_name = given if isinstance(given, dict) else {next(iter(self.compiled())): given}
        found: dict[str, list[Key]] = {}
        for name, keys in by_name.items():
            found[name] = sorted(keys, key=_order)
            found[f"not {name}"] = [key for key in self.setting.keys if key not in keys]
        return found

    def compiled(self, *, complements: bool = False) -> segql.Segments:
        """The segments of the case, and with each, as `not NAME`, its complement. Raises SegqlError."""
        text, catalog = self.form.text, self.setting.catalog
        if text is None:
            found = segql.compile_all(dict(self.form.segments), catalog)
            if not complements:
                return found
            others = {f"not {name}": f"not in segment `{name}`" for name in found}
            return segql.compile_all({**self.form.segments, **others}, catalog)
        if not complements:
            return segql.compile_all(text, catalog)
        document = parse(segql.Source(text), DEFAULT_LIMITS)
        if document.condition is not None:
            return segql.compile_all({"segment": text, "not segment": f"not ({text}\n)"}, catalog)
        names = [each.name.text for each in document.definitions if hasattr(each, "condition")]
        defined = [f"segment `not {name}` = not in segment `{name}`" for name in names]
        return segql.compile_all("\n".join([text, *defined]), catalog)

    def bound(self, *, complements: bool = False) -> dict[str, BoundSegment]:
        """The segments of the case at its instant, with its values. Raises SegqlError."""
        values = cast("dict[str, ParameterValue]", self.form.values)
        return self.compiled(complements=complements).at(self.as_of, values)


@dataclass(frozen=True)
class Setting:
    """A catalog and rows that cases share: engines load them once."""

    catalog_form: Mapping[str, Any]
    rows: Mapping[str, Rows]

    @cached_property
    def catalog(self) -> segql.Catalog:
        """The catalog, with the names of tables and columns that a case need not give."""
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
        return segql.Catalog.load(form)

    @cached_property
    def data(self) -> dict[str, list[dict[str, object]]]:
        """The tables as lists of rows, every row with all the columns of the catalog."""
        catalog, found = self.catalog, dict[str, list[dict[str, object]]]()
        customers = catalog.customers
        self._table(found, customers.table, [customers.key], customers.attributes)
        for event in catalog.events.values():
            columns = [event.customer, event.time, *event.where, *([event.id] if event.id else [])]
            self._table(found, event.table, columns, event.properties)
        for each in catalog.lists.values():
            self._table(found, each.table, [each.customer, *each.where], {})
        unknown = self.rows.keys() - found.keys()
        assert not unknown, f"rows of tables that the catalog does not name: {unknown}"
        return found

    def _table(
        self,
        found: dict[str, list[dict[str, object]]],
        table: str,
        columns: Sequence[str],
        fields: Mapping[str, ValueField],
    ) -> None:
        if table not in found:
            found[table] = _written_out(self.rows.get(table, []), columns[0])
        names = [*columns, *(column for name, each in fields.items() for column in stored_in(name, each))]
        decimals = {
            column
            for name, each in fields.items()
            if each.resolved.kind == "decimal" and each.path is None
            for column in stored_in(name, each)
        }
        for name, each in fields.items():
            if each.table is not None:
                self._table(found, each.table, [each.key or "", each.column or name], {})
        for row in found[table]:
            for column in names:
                value = row.setdefault(column, None)
                if column in decimals and isinstance(value, str):
                    row[column] = Decimal(value)

    @cached_property
    def keys(self) -> list[Key]:
        """The customers, ascending."""
        customers = self.catalog.customers
        return sorted((cast("Key", row[customers.key]) for row in self.data[customers.table]), key=_order)


def _order(key: Key) -> tuple[int, str]:
    return (key, "") if isinstance(key, int) else (0, key)


def _written_out(rows: Rows, key: str) -> list[dict[str, object]]:
    """Rows from `[{...}]`, from keys alone, or from `{key: row}` and `{key: [row, time, ...]}`."""
    if isinstance(rows, list):
        return [dict(row) if isinstance(row, dict) else {key: row} for row in rows]
    found: list[dict[str, object]] = []
    for name, given in rows.items():
        for each in cast("list[object]", given if isinstance(given, list) else [given or {}]):
            row = cast("dict[str, object]", each) if isinstance(each, dict) else {"time": each}
            found.append({key: name, **row})
    return found


class _Loader(yaml.SafeLoader):
    """YAML, in which a key that stands twice is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [(each.tag, str(each.value)) for each, _ in node.value]
        assert len(set(keys)) == len(keys), f"a key stands twice{node.start_mark}"
        return super().construct_mapping(node, deep=deep)


@cache
def cases() -> tuple[Case, ...]:
    """All cases of all files."""
    return tuple(case for path in sorted(FOLDER.glob("*.yaml")) for case in _read(path))


def _read(path: Path) -> list[Case]:
    with path.open(encoding="utf-8") as stream:
        form = FileForm.model_validate(yaml.load(stream, _Loader))
    names = [each.name for each in form.cases]
    assert len(set(names)) == len(names), f"{path.name}: {[n for n in names if names.count(n) > 1]}"
    shared: dict[str, Setting] = {}
    found: list[Case] = []
    for each in form.cases:
        catalog = _merged(form.catalog, each.catalog)
        if zone := each.zone or form.zone:
            catalog["timezone"] = zone
        setting = Setting(catalog, form.rows | each.rows)
        setting = shared.setdefault(repr((catalog, setting.rows)), setting)
        as_of = form.as_of if each.as_of is None else each.as_of
        found.append(Case(path.stem, each, as_of, setting))
    return found


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(below)
    for name, value in above.items():
        old = found.get(name)
        both = isinstance(old, dict) and isinstance(value, dict)
        found[name] = _merged(cast("dict[str, Any]", old), cast("dict[str, Any]", value)) if both else value
    return found


def remarks(diagnostics: Sequence[segql.Diagnostic], severity: str) -> list[Remark]:
    """Code and underlined text of the diagnostics of one severity, in their order."""
    return [Remark(code=each.code, at=each.underlined) for each in diagnostics if each.severity == severity]
