"""From one stored Python value to its canonical form, or a DataError that names its place."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from bisect import bisect_right
from collections.abc import Hashable, Sequence
from decimal import Decimal
from typing import assert_never, cast

from segql.backend import Key
from segql.calendar import EPOCH_UNITS, naive_offsets, to_microseconds
from segql.catalog import Epoch
from segql.data import errors
from segql.data.errors import Cell
from segql.json_path import Path, as_text, parse_document, value_at
from segql.json_values import parse_list, writes
from segql.types import FLOAT, FLOAT_SLACK, FLOAT_ULPS, MAX_SCALE, Type
from segql_python.customers import Canonical
from segql_python.errors import bad_key

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATETIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_NUMBER = re.compile(r"\s*[+-]?([0-9]{1,400}\.?[0-9]{0,400}|\.[0-9]{1,400})\s*")


def canonical(cell: Cell, type: Type, zone: str | None = None) -> Canonical | None:
    """The cell's value as one of the type; None where it is missing.

    Naive datetimes are local times of `zone`, or UTC; dates and datetimes may be ISO text. Raises
    DataError.
    """
    if is_missing(cell.value):
        return None
    match type.kind:
        case "string" | "enum":
            return _text(cell)
        case "integer":
            return _integer(cell)
        case "decimal":
            return _decimal(cell, type.scale)
        case "float":
            return _float(cell)
        case "boolean":
            return _boolean(cell)
        case "date":
            return _date(cell)
        case "datetime":
            return _datetime(cell, zone or "UTC")
        case "list":
            return _list(cell, cast("Type", type.element))
        case "point":
            return _pair(cell)
        case "duration":
            raise errors.unparsable(cell, "duration")
        case _:
            assert_never(type.kind)


def counted(cell: Cell, epoch: Epoch) -> Cell:
    """The cell with the instant that its number counts since 1970. Raises DataError."""
    if is_missing(cell.value):
        return cell.holding(None)
    if isinstance(cell.value, float):
        raise errors.unparsable(cell, f"number of {epoch}")
    try:
        return cell.holding(_EPOCH + dt.timedelta(microseconds=_integer(cell) * EPOCH_UNITS[epoch]))
    except OverflowError:
        raise errors.out_of_range(cell, "datetime") from None


def document(cell: Cell) -> object:
    """The JSON that a cell holds; None where it is missing. Raises DataError."""
    value = cell.value
    if is_missing(value):
        return None
    try:
        return parse_document(value if isinstance(value, str) else json.dumps(value, allow_nan=False))
    except (ValueError, TypeError, RecursionError) as failure:
        raise errors.unparsable(cell, f"JSON: {failure}") from None


def at_path(cell: Cell, path: Path, type: Type) -> Cell:
    """The cell, which holds a document, with what that has at a path, read as the type. Raises DataError."""
    found = value_at(cell.value, path)
    if found is None:
        return cell.holding(None)
    text = as_text(found) or ""
    if not writes(found, type):
        raise errors.unparsable(cell.holding(text), str(type))
    try:
        return cell.holding(_from_text(text, type))
    except ValueError:
        raise errors.unparsable(cell.holding(text), str(type)) from None


def _from_text(text: str, type: Type) -> object:
    """What a text of JSON writes, as Python has it. Raises ValueError."""
    match type.kind:
        case "integer":
            return int(text[:400])
        case "decimal":
            return Decimal(text)
        case "float":
            return float(text)
        case "boolean":
            return text in ("true", "1")
        case "list":
            return parse_list(text, type.element is not None and type.element.kind == "integer")
        case _:
            return text


def instant(cell: Cell, zone: str | None) -> dt.datetime | None:
    """The cell's value as an instant in UTC; None where it is missing. Raises DataError."""
    return None if is_missing(cell.value) else _datetime(cell, zone or "UTC")


def point(latitude: Cell, longitude: Cell) -> tuple[float, float] | None:
    """A place on the globe; None where a coordinate is missing or off the globe. Raises DataError."""
    lat, lon = canonical(latitude, FLOAT), canonical(longitude, FLOAT)
    if not isinstance(lat, float) or not isinstance(lon, float):
        return None
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None


def key(cell: Cell) -> Key | None:
    """A customer's key, a string or an integer. Raises DataError."""
    if is_missing(cell.value):
        return None
    if isinstance(cell.value, str):
        return _text(cell)
    if isinstance(cell.value, int) and not isinstance(cell.value, bool):
        return _integer(cell)
    raise bad_key(cell)


def identity(cell: Cell) -> Hashable:
    """An event's id: whatever can be told apart; None where it is missing. Raises DataError."""
    if is_missing(cell.value):
        return None
    if not isinstance(cell.value, str | int | float | Decimal | dt.date):
        raise errors.unparsable(cell, "id")
    return cell.value


def number(cell: Cell) -> Cell:
    """The cell with a number that is written as text read as one, for decimals."""
    value = cell.value
    return cell.holding(Decimal(value)) if isinstance(value, str) and _NUMBER.fullmatch(value) else cell


def is_missing(value: object) -> bool:
    """None, and whatever calls itself no number or no time."""
    if isinstance(value, Decimal):
        return value.is_nan()
    return value is None or (isinstance(value, float | dt.datetime) and value != value)


def _text(cell: Cell) -> str:
    if not isinstance(cell.value, str):
        raise errors.unparsable(cell, "string")
    try:
        cell.value.encode()
    except UnicodeEncodeError:  # half of a surrogate pair is no character
        raise errors.unparsable(cell, "string") from None
    return str(cell.value)


def _integer(cell: Cell) -> int:
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise errors.unparsable(cell, "integer")
    if isinstance(value, int):
        whole = int(value)
    elif not math.isfinite(value) or abs(value) >= 2**64:
        raise errors.out_of_range(cell, "integer")
    else:
        whole = int(value)
        if whole != value:
            raise errors.not_whole(cell)
    if not -(2**63) <= whole < 2**63:
        raise errors.out_of_range(cell, "integer")
    return whole


def _decimal(cell: Cell, scale: int) -> int:
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise errors.unparsable(cell, f"decimal({scale})")
    if isinstance(value, int):
        whole = int(value) * 10**scale
    elif not math.isfinite(value):
        raise errors.out_of_range(cell, "decimal")
    elif isinstance(value, float):
        whole = _from_float(cell, float(value), scale)
    else:
        whole = _from_decimal(cell, value, scale)
    if abs(whole) >= 10**MAX_SCALE:
        raise errors.out_of_range(cell, "decimal")
    return whole


def _from_float(cell: Cell, value: float, scale: int) -> int:
    scaled = value * 10.0**scale
    if abs(scaled) >= 10.0**MAX_SCALE:
        raise errors.out_of_range(cell, "decimal")
    whole = math.trunc(scaled)
    if abs(scaled - whole) >= 0.5:
        whole += 1 if scaled > 0 else -1
    if abs(scaled - whole) > max(FLOAT_SLACK, FLOAT_ULPS * abs(scaled)):
        raise errors.too_many_digits(cell, scale)
    return whole


def _from_decimal(cell: Cell, value: Decimal, scale: int) -> int:
    if value == 0:
        return 0
    if value.adjusted() >= MAX_SCALE:
        raise errors.out_of_range(cell, "decimal")
    sign, digits, exponent = value.as_tuple()
    whole = int("".join(map(str, digits)))
    shift = int(exponent) + scale
    if shift < 0:
        if -shift >= len(digits) or whole % 10**-shift:
            raise errors.too_many_digits(cell, scale)
        whole //= 10**-shift
    else:
        whole *= 10**shift
    return -whole if sign else whole


def _float(cell: Cell) -> float:
    if isinstance(cell.value, bool) or not isinstance(cell.value, int | float | Decimal):
        raise errors.unparsable(cell, "float")
    try:
        return float(cell.value) + 0.0  # so that -0.0 is 0.0
    except OverflowError:
        raise errors.out_of_range(cell, "integer") from None


def _boolean(cell: Cell) -> bool:
    if isinstance(cell.value, bool):
        return cell.value
    if not isinstance(cell.value, int):
        raise errors.unparsable(cell, "boolean")
    if cell.value not in (0, 1):
        raise errors.not_boolean(cell)
    return cell.value == 1


def _date(cell: Cell) -> dt.date:
    value = cell.value
    if isinstance(value, dt.datetime):
        if value.tzinfo is not None:  # an instant is a day only in some zone
            raise errors.unparsable(cell, "date")
        if value.time() != dt.time() or _nanosecond(value):
            raise errors.time_of_day(cell)
        return dt.date(value.year, value.month, value.day)
    if isinstance(value, dt.date):
        return value
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            pass
    raise errors.unparsable(cell, "date")


def _datetime(cell: Cell, zone: str) -> dt.datetime:
    value = cell.value
    if isinstance(value, str) and (_DATETIME.fullmatch(value) or _DATE.fullmatch(value)):
        try:
            value = dt.datetime.fromisoformat(value)
        except ValueError:
            raise errors.unparsable(cell, "datetime") from None
    if isinstance(value, dt.datetime):
        if _nanosecond(value):
            raise errors.sub_microsecond(cell)
    elif isinstance(value, dt.date):
        value = dt.datetime.combine(value, dt.time())
    else:
        raise errors.unparsable(cell, "datetime")
    microseconds = to_microseconds(value)
    if value.tzinfo is None:
        microseconds -= _offset(microseconds, zone)
    try:
        return _EPOCH + dt.timedelta(microseconds=microseconds)
    except OverflowError:
        raise errors.out_of_range(cell, "datetime") from None


def _offset(naive: int, zone: str) -> int:
    pairs = naive_offsets(zone)
    return pairs[bisect_right(pairs, naive, key=lambda pair: pair[0]) - 1][1]


def _nanosecond(value: dt.datetime) -> int:
    found: object = getattr(value, "nanosecond", 0)  # pandas timestamps are datetimes, but finer
    return found if isinstance(found, int) else 0


def _elements(cell: Cell) -> Sequence[object] | None:
    value: object = cell.value
    return cast("Sequence[object]", value) if isinstance(value, list | tuple) else None


def _list(cell: Cell, element: Type) -> tuple[str | int, ...]:
    elements = _elements(cell)
    if elements is None:
        raise errors.unparsable(cell, f"list[{element}]")
    cells = [cell.holding(each) for each in elements]
    found = [canonical(each, element) for each in cells]
    return tuple([cast("str | int", each) for each in found if each is not None])


def _pair(cell: Cell) -> tuple[float, float] | None:
    elements = _elements(cell)
    if elements is None or len(elements) != 2:
        raise errors.unparsable(cell, "point (a pair of latitude and longitude)")
    latitude, longitude = (cell.holding(each) for each in elements)
    return point(latitude, longitude)
