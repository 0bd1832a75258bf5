"""The written-out form of cases, one JSON object a line: what docs/conformance.md describes.

It needs neither YAML nor segql to be read, and is ASCII.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from segql.backend import Key
from segql.catalog import ValueField
from segql.conformance import FORMAT
from segql.conformance.case import Case, CaseForm, Remark, Rows, Setting
from segql.diagnostics import DataError, SegqlError, error
from segql.parameters import parse_as_of

_EXACT = 2**53  # beyond it, readers that know doubles alone would change a number
_STRINGS = {math.inf: "Infinity", -math.inf: "-Infinity"}


def to_line(case: Case) -> str:
    """A case as a line of JSON."""
    form, refused = case.form, case.form.refused
    found: dict[str, object] = {
        "format": FORMAT,
        "feature": case.feature,
        "name": form.name,
        "catalog": case.setting.full_form,
        "timezone": str(case.setting.full_form.get("timezone", "UTC")),
        "as_of": case.as_of if isinstance(case.as_of, str) else _cell(case.as_of),
        "instant": _instant(case),
        **({"text": form.text} if form.text is not None else {"segments": form.segments}),
        "values": {name: _value(each) for name, each in form.values.items()},
    }
    if case.runs:
        found["tables"] = {
            table: _table(rows, case.setting.columns[table]) for table, rows in case.setting.data.items()
        }
    if form.members is not None:
        members = case.members
        names = list(members)[::2]  # each before its complement
        found["members"] = {name: _keys(members[name]) for name in names}
        found["others"] = {name: _keys(members[f"not {name}"]) for name in names}
    if form.data_error is not None:
        found["data_error"] = form.data_error
    if form.error is not None:
        found["errors"] = [each.model_dump() for each in case.errors]
    found["warnings"] = [each.model_dump() for each in form.warnings]
    return json.dumps(found | ({"refused": refused} if refused else {}), allow_nan=False)


def read_lines(lines: Iterable[str]) -> Iterator[Case]:
    """The cases of lines of JSON; those with equal catalogs and tables share them. Raises DataError."""
    shared: dict[str, Setting] = {}
    for number, line in enumerate(lines, 1):
        form = cast("dict[str, Any]", json.loads(line))
        if form.get("format") != FORMAT:
            message = f"line {number} has the format {form.get('format')}, and this reads {FORMAT}"
            raise error(DataError, "file-malformed", message)
        yield _read(form, shared)


def _read(form: Mapping[str, Any], shared: dict[str, Setting]) -> Case:
    key = json.dumps([form["catalog"], form.get("tables")])
    if key not in shared:
        tables: dict[str, Rows] = {
            table: list(_rows(given["columns"], given["rows"]))
            for table, given in form.get("tables", {}).items()
        }
        shared[key] = Setting(form["catalog"], tables)
    setting = shared[key]
    read = CaseForm(
        name=form["name"],
        text=form.get("text"),
        segments=form.get("segments", {}),
        values={name: _read_value(each) for name, each in form["values"].items()},
        error=[Remark(**each) for each in form["errors"]] if "errors" in form else None,
        warnings=[Remark(**each) for each in form["warnings"]],
        data_error=form.get("data_error"),
        refused=form.get("refused", []),
    )
    if "members" in form:
        integers = any(isinstance(key, int) for key in setting.keys)
        read.members = {
            name: [int(key) if integers else key for key in keys] for name, keys in form["members"].items()
        }
    return Case(form["feature"], read, form["as_of"], setting)


def _instant(case: Case) -> str | None:
    try:
        return _cell(parse_as_of(case.as_of, case.setting.catalog.timezone))
    except SegqlError:
        return None


def _keys(keys: Sequence[Key]) -> list[object]:
    return [_cell(key) for key in keys]


# --- tables -----------------------------------------------------------------------------------


def _table(
    rows: Sequence[Mapping[str, object]], fields: Mapping[str, ValueField | None]
) -> dict[str, object]:
    names = list(dict.fromkeys([*fields, *(name for row in rows for name in row)]))
    types = [_type([row.get(name) for row in rows], fields.get(name)) for name in names]
    return {
        "columns": [{"name": name, "type": type_} for name, type_ in zip(names, types, strict=True)],
        "rows": [
            [_cell(row.get(name), type_) for name, type_ in zip(names, types, strict=True)] for row in rows
        ],
    }


def _type(values: Sequence[object], field: ValueField | None) -> str:
    """The type that the values of a column share; that of its field where all are missing."""
    kinds = {_kind(value) for value in values if value is not None}
    match sorted(kinds):
        case []:
            return _declared(field)
        case ["float", "integer"]:
            return "float"
        case ["decimal"] | ["decimal", "integer"]:
            places = [-int(each.as_tuple().exponent) for each in values if isinstance(each, Decimal)]
            return f"decimal({max(0, *places)})"
        case ["list[]"]:
            return "list[string]"
        case [kind] | ["list[]", kind]:
            return kind
        case mixed:
            raise ValueError(f"a column of {mixed}")


def _kind(value: object) -> str:
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "float"
        case Decimal():
            return "decimal"
        case dt.datetime(tzinfo=None):
            return "naive datetime"
        case dt.datetime():
            return "datetime"
        case dt.date():
            return "date"
        case list():
            kinds = {_kind(each) for each in cast("list[object]", value) if each is not None}
            return f"list[{' or '.join(kinds)}]"
        case _:
            return "string"


def _declared(field: ValueField | None) -> str:
    if field is None or field.path is not None:
        return "string"
    type_ = field.resolved
    match type_.kind:
        case "list":
            element = "integer" if type_.element and type_.element.kind == "integer" else "string"
            return element if field.table is not None else f"list[{element}]"
        case "enum":
            return "string"
        case "point":
            return "float"
        case "datetime":
            return "integer" if field.epoch else "naive datetime" if field.timezone else "datetime"
        case _:
            return str(type_)


def _cell(value: object, type_: str = "") -> Any:
    """A value as JSON has it."""
    match value:
        case None | bool() | str():
            return value
        case int():
            if type_ == "float":
                return float(value)
            small = -_EXACT < value < _EXACT and not type_.startswith("decimal")
            return value if small else str(value)
        case float():
            return "NaN" if math.isnan(value) else _STRINGS.get(value, value)
        case Decimal():
            return f"{value:f}"
        case dt.datetime(tzinfo=None):
            return value.isoformat()
        case dt.datetime():
            return value.astimezone(dt.UTC).replace(tzinfo=None).isoformat() + "Z"
        case dt.date():
            return value.isoformat()
        case list():
            return [_cell(each) for each in cast("list[object]", value)]
        case _:
            raise ValueError(f"a value of {type(value).__name__}")


def _rows(columns: Sequence[Mapping[str, str]], rows: Sequence[Sequence[Any]]) -> Iterator[dict[str, object]]:
    for row in rows:
        yield {
            column["name"]: _read_cell(cell, column["type"])
            for column, cell in zip(columns, row, strict=True)
        }


def _read_cell(cell: Any, type_: str) -> object:
    if cell is None:
        return None
    if type_.startswith("list["):
        return [_read_cell(each, type_[5:-1]) for each in cell]
    match type_.partition("(")[0]:
        case "integer":
            return int(cell)
        case "float":
            return float(cell)
        case "decimal":
            return Decimal(cell)
        case "date":
            return dt.date.fromisoformat(cell)
        case "datetime" | "naive datetime":
            return dt.datetime.fromisoformat(cell)
        case _:
            return cell


# --- values of parameters ---------------------------------------------------------------------


def _value(value: object) -> object:
    """A parameter's value; what JSON has not stands under its type: `{"date": ...}`."""
    match value:
        case list():
            return [_value(each) for each in cast("list[object]", value)]
        case dt.date():
            return {_kind(value).removeprefix("naive "): _cell(value)}
        case int() if not -_EXACT < value < _EXACT:
            return {"integer": str(value)}
        case float() if not math.isfinite(value):
            return {"float": _cell(value)}
        case _:
            return _cell(value)


def _read_value(value: Any) -> object:
    match value:
        case list():
            return [_read_value(each) for each in cast("list[object]", value)]
        case {"date": str(text)}:
            return dt.date.fromisoformat(text)
        case {"datetime": str(text)}:
            return dt.datetime.fromisoformat(text)
        case {"integer": str(text)}:
            return int(text)
        case {"float": str(text)}:
            return float(text)
        case _:
            return value
