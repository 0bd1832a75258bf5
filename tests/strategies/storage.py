"""The forms in which values may be stored: JSON, numbers that count, tables of their own."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
from hypothesis import strategies as st

from segql.calendar import EPOCH_UNITS, to_microseconds
from segql.catalog import ValueField
from segql.json_path import parse_path
from segql.types import Type
from strategies import shop

KEYS = [
    "total", "a b", "a.b", "it's", 'q"q', "back\\slash", "한국", "é", "😀", "0", "", "$", "[0]", "*", "~/x",
    "a/b", "%s", "?", "${x}", "{p}", "line\nbreak", "#", "@", "a-", "Total", "key~1", "null", "'; --", "x-",
]  # fmt: skip
SCHEMAS = ["", "", "crm.", "shop_2."]
DOCUMENTS = ["doc 0", "doc 1"]
_UNITS = [*EPOCH_UNITS]
FAR = [
    dt.datetime(1, 1, 2, tzinfo=dt.UTC), dt.datetime(1582, 10, 10, 1, 2, 3, 4, tzinfo=dt.UTC),
    dt.datetime(9999, 12, 30, 23, 59, 59, 999999, tzinfo=dt.UTC),
]  # fmt: skip
_SPACES = st.sampled_from(["", "", " ", "\n\t", "\r\n "])
_OFFSETS = [0, 9 * 60, -5 * 60, 5 * 60 + 30, -(3 * 60 + 30)]


@dataclass(frozen=True, slots=True)
class Child:
    """A table with one row for each element of a list."""

    table: str
    column: str
    key: str
    element: Type


def store(draw: st.DrawFn, entry: dict[str, Any], index: int, child: str) -> None:
    """Gives a field one of the forms that its type may have; `child` is the name of a table of its own."""
    kind = entry["type"]
    forms = ["plain", "plain", "path", "path", "path"]
    forms += ["epoch", "epoch"] if kind == "datetime" else []
    forms += ["table", "table", "all"] if kind.startswith("list") else ["all"] if kind != "point" else []
    form = "plain" if kind == "point" else draw(st.sampled_from(forms))
    if form == "table":
        entry |= {"table": table(draw, child), "key": "owner", "column": "element"}
    if form in ("path", "all"):
        entry["column"] = draw(st.sampled_from(DOCUMENTS)) if form == "path" else f"all {index}"
        entry["path"] = _path(draw, index) if form == "path" else "$"
    if form == "epoch" or ("path" in entry and kind == "datetime" and draw(st.booleans())):
        entry["epoch"] = draw(st.sampled_from(_UNITS))
        entry.pop("timezone", None)


def table(draw: st.DrawFn, name: str) -> str:
    """A table's name, perhaps in a schema, where Spark takes no blanks."""
    schema = draw(st.sampled_from(SCHEMAS))
    return schema + name.replace(" ", "_") if schema else name


def _path(draw: st.DrawFn, index: int) -> str:
    """A path of its own in a document: the index makes the first key another for each field."""
    first = f"{draw(st.sampled_from(KEYS))}{index}" if index else draw(st.sampled_from(KEYS))
    path = f"${_step(draw, first)}"
    for _ in range(draw(st.integers(0, 2))):
        path += (
            _step(draw, draw(st.sampled_from(KEYS)))
            if draw(st.booleans())
            else f"[{draw(st.integers(0, 2))}]"
        )
    return path


def _step(draw: st.DrawFn, key: str) -> str:
    plain = key.isidentifier() and draw(st.booleans())
    return f".{key}" if plain else f"[{json.dumps(key, ensure_ascii=draw(st.booleans()))}]"


# --- columns ----------------------------------------------------------------------------------


def columns(name: str, field: ValueField, plain: pl.DataType) -> dict[str, pl.DataType]:
    """The column of a field that is no point, with its type, where it is in the table itself."""
    if field.table is not None:
        return {}
    dtype = pl.String() if field.path is not None else pl.Int64() if field.epoch is not None else plain
    return {field.column or name: dtype}


def row(
    draw: st.DrawFn, fields: Mapping[str, ValueField], plain: Mapping[str, st.SearchStrategy[Any]]
) -> dict[str, object]:
    """The cells of a row for all fields but points."""
    found: dict[str, object] = {}
    documents: dict[str, list[tuple[tuple[str | int, ...], str | None]]] = {}
    for name, field in fields.items():
        if name not in plain or field.table is not None:
            continue
        value = draw(plain[name])
        column = field.column or name
        if field.epoch is not None:
            value = counted(draw, field.epoch)
        if field.path is not None:
            written = None if value is None else _written(draw, value, field)
            documents.setdefault(column, []).append((parse_path(field.path), written))
        else:
            found[column] = value
    return found | {column: _document(draw, parts) for column, parts in documents.items()}


def counted(draw: st.DrawFn, unit: str) -> int | None:
    """An instant as a number since 1970."""
    moment = draw(st.sampled_from([None, *shop.INSTANTS, *shop.INSTANTS, *FAR]))
    return None if moment is None else to_microseconds(moment) // EPOCH_UNITS[unit]


# --- JSON -------------------------------------------------------------------------------------


def _document(draw: st.DrawFn, parts: list[tuple[tuple[str | int, ...], str | None]]) -> str | None:
    if draw(st.integers(0, 9)) == 0:
        return None
    if parts[0][0] == ():
        return draw(_SPACES) + (parts[0][1] or "null") + draw(_SPACES)
    items = [(path[0], _nested(draw, path[1:], written)) for path, written in parts]
    members = [_member(draw, str(key), text) for key, text in items if text is not None]
    if draw(st.booleans()):
        members.insert(0, _member(draw, "noise", draw(st.sampled_from(['{"total": 1e5}', "[[0.1]]", '"}"']))))
    return f"{draw(_SPACES)}{{{f'{draw(_SPACES)},'.join(members)}}}{draw(_SPACES)}"


def _nested(draw: st.DrawFn, path: tuple[str | int, ...], written: str | None) -> str | None:
    """The JSON with a value at a path; None where it is left out."""
    if written is None:
        nothing = (
            ["null", None]
            if not path
            else ["null", None, "{}", "[]", "5", '"x"', "true", '{"x": 1}', "[null]"]
        )
        return draw(st.sampled_from(nothing))
    if not path:
        return written
    inner = _nested(draw, path[1:], written)
    assert inner is not None
    if isinstance(path[0], int):
        return (
            "["
            + "".join(f"{draw(st.sampled_from(['null', '1', '{}']))}, " for _ in range(path[0]))
            + f"{inner}]"
        )
    return f"{{{_member(draw, path[0], inner)}{draw(_SPACES)}}}"


def _member(draw: st.DrawFn, key: str, text: str) -> str:
    name = json.dumps(key, ensure_ascii=draw(st.booleans()))
    return f"{draw(_SPACES)}{name}{draw(_SPACES)}:{draw(_SPACES)}{text}"


def _written(draw: st.DrawFn, value: Any, field: ValueField) -> str | None:
    if field.epoch is not None:
        return _perhaps_quoted(draw, str(value))
    match field.resolved.kind:
        case "integer":
            return _perhaps_quoted(draw, str(value))
        case "decimal":
            digits = f"{value:f}"
            short = "." not in digits or len(digits.lstrip("-")) <= 16
            return _perhaps_quoted(draw, digits) if short else f'"{digits}"'
        case "float":
            return _perhaps_quoted(draw, repr(value)) if math.isfinite(value) else None
        case "boolean":
            return draw(
                st.sampled_from(["true", "1", '"true"', '"1"'] if value else ["false", "0", '"false"'])
            )
        case "date":
            return f'"{value}"'
        case "datetime":
            return f'"{_iso(draw, value)}"'
        case "list":
            text = f"{draw(_SPACES)},".join(
                json.dumps(each, ensure_ascii=draw(st.booleans())) for each in value
            )
            return f"[{text}]" if draw(st.integers(0, 4)) else json.dumps(f"[{text}]")
        case _:
            return json.dumps(value, ensure_ascii=draw(st.booleans()))


def _perhaps_quoted(draw: st.DrawFn, text: str) -> str:
    return f'"{text}"' if draw(st.integers(0, 3)) == 0 else text


def _iso(draw: st.DrawFn, value: dt.datetime) -> str:
    """A time as ISO 8601, short where it can be."""
    if value.tzinfo is not None:
        value = value.astimezone(dt.timezone(dt.timedelta(minutes=draw(st.sampled_from(_OFFSETS)))))
    units = ["auto", "microseconds"]
    units += ["milliseconds"] if value.microsecond % 1000 == 0 else []
    units += ["minutes"] if value.second == value.microsecond == 0 else []
    text = value.isoformat(draw(st.sampled_from("T ")), draw(st.sampled_from(units)))
    return text.replace("+00:00", "Z") if draw(st.booleans()) else text
