"""Values that are given, in their canonical form: what is often given by a short way.

Who asks for a value that is none gets a DataError without its place: `plain` says where it stands.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import cast
from zoneinfo import ZoneInfo

from segql.catalog import ValueField
from segql.data.errors import Cell
from segql.diagnostics import SegqlError
from segql.types import Type, decimal
from segql_python import values
from segql_python.customers import Canonical

_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_LONGEST_KEPT = 40  # characters of a number whose steps are remembered


def dict_of(given: object) -> dict[object, object]:
    """The mapping of an event. Raises KeyError for what is none."""
    if not isinstance(given, Mapping):
        raise KeyError
    return dict(cast("Mapping[object, object]", given))


def id_of(given: object) -> Hashable:
    """What an event is counted by."""
    return values.identity(Cell("", "", given))


def instant_reader(zone: str | None) -> Callable[[object], dt.datetime | None]:
    """The function from what is given as the time of an event to its instant; None where there is none."""

    def read(given: object) -> dt.datetime | None:
        return _instant(given, zone) or values.instant(Cell("", "", given), zone)

    return read


def value_reader(field: ValueField) -> Callable[[object], Canonical | None]:
    """The function from what is given for a value to its canonical form; None where it is missing."""
    wanted, zone = field.resolved, field.timezone
    usual = _usual(wanted, zone)

    def read(given: object) -> Canonical | None:
        if (known := usual(given)) is not None:
            return known
        cell = Cell("", "", given)
        return values.canonical(values.number(cell) if wanted.kind == "decimal" else cell, wanted, zone)

    return read


# What follows gives the canonical form of what is often given, and None for what takes a closer look.


def _usual(wanted: Type, zone: str | None) -> Callable[[object], Canonical | None]:
    match wanted.kind:
        case "decimal":
            return lambda given: _decimal(given, wanted.scale)
        case "datetime":
            return lambda given: _instant(given, zone)
        case "string" | "enum":
            return _text
        case "list" if wanted.element is not None and wanted.element.is_text:
            return _texts
        case _:
            return lambda _: None


def _instant(given: object, zone: str | None) -> dt.datetime | None:
    try:
        if type(given) is str and _TIME.fullmatch(given):
            given = dt.datetime.fromisoformat(given)
        if type(given) is dt.datetime:
            if given.tzinfo is dt.UTC:
                return given
            if given.tzinfo is None and zone in (None, "UTC"):
                return given.replace(tzinfo=dt.UTC, fold=0)
            if type(given.tzinfo) in (ZoneInfo, dt.timezone):
                return given.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        pass
    return None


def _text(given: object) -> str | None:
    return given if type(given) is str and _is_encoded(given) else None


def _texts(given: object) -> tuple[str | int, ...] | None:
    if type(given) is not list and type(given) is not tuple:
        return None
    elements = cast("Sequence[object]", given)
    if not all(type(each) is str and _is_encoded(each) for each in elements):
        return None
    return tuple(cast("Sequence[str]", elements))


def _is_encoded(text: str) -> bool:
    try:
        return text.isascii() or bool(text.encode())
    except UnicodeEncodeError:  # half of a surrogate pair is no character
        return False


def _decimal(given: object, scale: int) -> int | None:
    match given:
        case float():
            return _steps(float(given), scale)
        case Decimal() if given.is_finite():
            return _steps(given, scale)
        case str() if len(given) <= _LONGEST_KEPT:
            return _steps(given, scale)
        case _:
            return None


@lru_cache(maxsize=4096, typed=True)
def _steps(given: object, scale: int) -> int | None:
    try:
        return cast("int", values.canonical(values.number(Cell("", "", given)), decimal(scale)))
    except SegqlError:
        return None
