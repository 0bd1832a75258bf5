"""Columns from plain Python values: rows given as mappings, SQLite's cells, lines of NDJSON."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import cast

import polars as pl

from segql.data import errors

_US = pl.Datetime("us")


def frame(table: str, rows: Sequence[Mapping[str, object]], columns: Iterable[str]) -> pl.DataFrame:
    """Columns of rows: missing where a row does not have it, left out where none has."""
    found: list[pl.Series] = []
    for column in columns:
        values = [row.get(column) for row in rows]
        if not rows or any(value is not None for value in values) or any(column in row for row in rows):
            found.append(series(column, values, table))
    return pl.DataFrame(found)


def series(name: str, values: Sequence[object], table: str) -> pl.Series:
    """A column of plain values; its type is what all of them share. Raises DataError."""
    kinds = {type(value) for value in values if value is not None}
    try:
        return _series(name, values, kinds)
    except (pl.exceptions.PolarsError, TypeError, ValueError, OverflowError) as failure:
        mixed = ", ".join(sorted(kind.__name__ for kind in kinds))
        raise errors.wrong_type(
            table, name, f"a mix ({mixed})" if len(kinds) > 1 else mixed, str(failure)
        ) from None


def _series(name: str, values: Sequence[object], kinds: set[type]) -> pl.Series:
    if not kinds:
        return pl.Series(name, values, dtype=pl.Null)
    if kinds == {int}:
        numbers = cast("Sequence[int | None]", values)
        small = all(value is None or -(2**63) <= value < 2**63 for value in numbers)
        clipped = (
            numbers if small else [None if v is None else max(-(2**100), min(v, 2**100)) for v in numbers]
        )
        return pl.Series(name, clipped, dtype=pl.Int64 if small else pl.Int128)
    if kinds <= {int, float}:
        return pl.Series(
            name, [None if v is None else float(cast("float", v)) for v in values], dtype=pl.Float64
        )
    if kinds <= {int, Decimal}:
        return _decimals(name, [None if v is None else Decimal(cast("int", v)) for v in values])
    if kinds == {dt.datetime}:
        return _datetimes(name, cast("Sequence[dt.datetime | None]", values))
    if kinds <= {list, tuple}:
        return _lists(name, cast("Sequence[Sequence[object] | None]", values))
    if len(kinds) > 1:
        raise TypeError("one type")
    return pl.Series(name, values, strict=True)


def _decimals(name: str, values: Sequence[Decimal | None]) -> pl.Series:
    finite = [None if v is None or v.is_nan() else v for v in values]
    if any(v is not None and v.is_infinite() for v in finite):
        raise ValueError("finite numbers")
    places = max([0, *(-int(v.as_tuple().exponent) for v in finite if v is not None)])
    if places > 38:
        raise ValueError("at most 38 digits")
    return pl.Series(name, finite, dtype=pl.Decimal(38, places))


def _datetimes(name: str, values: Sequence[dt.datetime | None]) -> pl.Series:
    aware = {value.tzinfo is not None for value in values if value is not None}
    if len(aware) > 1:
        raise TypeError("datetimes all with or all without a zone")
    if aware == {False}:
        return pl.Series(name, values, dtype=_US)
    moments = [None if v is None else v.astimezone(dt.UTC) for v in values]
    return pl.Series(name, moments, dtype=pl.Datetime("us", "UTC"))


def _lists(name: str, values: Sequence[Sequence[object] | None]) -> pl.Series:
    kinds = {type(item) for value in values if value is not None for item in value if item is not None}
    if not kinds:
        return pl.Series(
            name, [None if v is None else [None] * len(v) for v in values], dtype=pl.List(pl.Null)
        )
    if kinds == {str}:
        return pl.Series(name, [None if v is None else list(v) for v in values], dtype=pl.List(pl.String))
    if kinds == {int}:
        return pl.Series(name, [None if v is None else list(v) for v in values], dtype=pl.List(pl.Int64))
    raise TypeError("a list of strings or of integers")


def ndjson(path: Path, columns: Iterable[str]) -> tuple[pl.DataFrame, list[int]]:
    """Columns of an NDJSON file as text (all integers or all booleans: as such), and each row's line.

    Numbers keep the digits they are written with. Raises DataError.
    """
    names = list(columns)
    cells: dict[str, list[object]] = {name: [] for name in names}
    seen: set[str] = set()
    lines: list[int] = []
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):
                if not line.strip():
                    continue
                row = _object(path, number, line)
                seen.update(row.keys())
                lines.append(number)
                for name in names:
                    cells[name].append(row.get(name))
    except UnicodeDecodeError:
        raise errors.unreadable(f"`{path}`", "it is not UTF-8 text") from None
    except OSError as failure:
        raise errors.unreadable(f"`{path}`", failure.strerror) from None
    kept = [_texts(name, values) for name, values in cells.items() if name in seen or not lines]
    return pl.DataFrame(kept), lines


def ndjson_names(path: Path) -> list[str]:
    """The keys that occur in an NDJSON file, for messages."""
    seen: dict[str, None] = {}
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                seen.update(dict.fromkeys(_object(path, number, line)))
    return list(seen)


class _Number(str):
    """The digits of a JSON number that is no integer."""

    __slots__ = ()


def _object(path: Path, number: int, line: str) -> Mapping[str, object]:
    try:
        row: object = json.loads(line, parse_float=_Number)
    except (ValueError, RecursionError) as failure:
        raise errors.unreadable(f"`{path}`, line {number}", failure) from None
    if not isinstance(row, dict):
        raise errors.unreadable(f"`{path}`, line {number}", "it is not a JSON object")
    return cast("dict[str, object]", row)


def _texts(name: str, values: list[object]) -> pl.Series:
    kinds = {type(value) for value in values if value is not None}
    if kinds == {int} or kinds == {bool}:
        return _series(name, values, kinds)
    return pl.Series(name, [None if v is None else _text(v) for v in values], dtype=pl.String)


def _text(value: object) -> str:
    if isinstance(value, str):
        return str(value)
    return json.dumps(value, ensure_ascii=False)
