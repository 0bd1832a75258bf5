"""From how a column is stored to the one canonical form that engines compute with.

Canonical: text as String, exact numbers and booleans as Int64 (scaled) and Boolean, floats with
neither NaN nor -0.0, Date, Datetime in microseconds of UTC, lists without missing elements, points
as Struct{latitude, longitude}. No expression here raises while it runs: what does not fit becomes
missing, and the `problems` say which rows those are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import cast

import polars as pl

from segql.calendar import Offsets, naive_offsets
from segql.data import errors, text
from segql.data.errors import Cell
from segql.diagnostics import SegqlError
from segql.types import FLOAT_SLACK, FLOAT_ULPS, Type

INSTANT = pl.Datetime("us", "UTC")
EARLIEST = -62_135_596_800_000_000  # 0001-01-01T00:00:00Z, in microseconds since 1970
LATEST = 253_402_300_799_999_999  # 9999-12-31T23:59:59.999999Z
DAY = 86_400_000_000
INT64 = 2**63 - 1
_DECIMAL_DIGITS = 18  # a decimal has at most so many
DIGITS = 10**_DECIMAL_DIGITS - 1


@dataclass(frozen=True, slots=True)
class Problem:
    """Rows (those where `bad` holds) that break a promise, and the error that says so."""

    bad: pl.Expr
    error: Callable[[Cell], SegqlError]
    column: str | None = None
    """The column to show, where that is another than the one that was converted."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """The canonical value, and what can be wrong with the stored one."""

    value: pl.Expr
    problems: tuple[Problem, ...] = ()


def is_string(stored: pl.DataType) -> bool:
    """Whether a column holds strings: plain, categorical or of an enum."""
    return isinstance(stored, pl.String | pl.Categorical | pl.Enum)


def convert(
    column: pl.Expr, stored: pl.DataType, wanted: Type, *, textual: bool = False, zone: str | None = None
) -> Conversion | None:
    """A column in its canonical form, or None where its stored type cannot hold the wanted one.

    `textual` columns (of CSV and NDJSON) hold every type as text; others hold only decimals, dates,
    datetimes and lists so. `zone` is that of datetimes stored without one (UTC where None).
    """
    if isinstance(stored, pl.Null):
        return Conversion(column.cast(canonical_type(wanted)))
    if is_string(stored):
        return _from_text(column.cast(pl.String), wanted, textual, zone)
    match wanted.kind:
        case "integer" | "decimal":
            return _exact(column, stored, wanted)
        case "float":
            return Conversion(_clean(column.cast(pl.Float64))) if stored.is_numeric() else None
        case "boolean":
            return _boolean(column, stored)
        case "date":
            return _date(column, stored)
        case "datetime":
            return _datetime(column, stored, zone)
        case "list":
            return _list(column, stored, wanted)
        case _:
            return None


def canonical_type(wanted: Type) -> pl.DataType:
    """The Polars type of canonical values of a type."""
    match wanted.kind:
        case "string" | "enum":
            return pl.String()
        case "integer" | "decimal" | "duration":
            return pl.Int64()
        case "float":
            return pl.Float64()
        case "boolean":
            return pl.Boolean()
        case "date":
            return pl.Date()
        case "datetime":
            return INSTANT
        case "list":
            integers = wanted.element is not None and wanted.element.kind == "integer"
            return pl.List(pl.Int64() if integers else pl.String())
        case "point":
            return pl.Struct({"latitude": pl.Float64(), "longitude": pl.Float64()})


def point(latitude: Conversion, longitude: Conversion) -> Conversion:
    """A point, missing unless both coordinates are there and on the globe."""
    lat, lon = latitude.value, longitude.value
    on_globe = lat.is_between(-90, 90) & lon.is_between(-180, 180)
    value = pl.when(on_globe).then(pl.struct(latitude=lat, longitude=lon))
    return Conversion(value, latitude.problems + longitude.problems)


def instant(naive: pl.Expr, zone: str | None) -> pl.Expr:
    """Microseconds of UTC of naive microseconds on a zone's clock, by `calendar.naive_offsets`."""
    if zone in (None, "UTC"):
        return naive
    return naive - offset_at(naive, naive_offsets(zone))


def offset_at(time: pl.Expr, pairs: Offsets) -> pl.Expr:
    """The offset of a table of `segql.calendar` at times in microseconds."""
    if len(pairs) == 1:
        return pl.lit(pairs[0][1], dtype=pl.Int64)
    starts = pl.Series([start for start, _ in pairs], dtype=pl.Int64)
    offsets = pl.Series([offset for _, offset in pairs], dtype=pl.Int64)
    place = pl.lit(starts).search_sorted(time.fill_null(0), side="right") - 1
    return pl.lit(offsets).gather(place)


def _clean(value: pl.Expr) -> pl.Expr:
    value = value.fill_nan(None)
    return pl.when(value == 0).then(0.0).otherwise(value)


def _from_text(column: pl.Expr, wanted: Type, textual: bool, zone: str | None) -> Conversion | None:
    match wanted.kind:
        case "string" | "enum":
            return Conversion(column)
        case "date":
            return _checked(column, text.date(column), wanted)
        case "datetime":
            naive, offset, moment = pl.field("naive"), pl.field("offset"), pl.field("moment")
            settled = pl.when(offset.is_null()).then(instant(naive, zone)).otherwise(naive - offset)
            times = text.datetime(column).struct.with_fields(moment=settled)
            inside = moment.is_between(EARLIEST, LATEST)
            value = pl.when(inside).then(moment).cast(INSTANT)
            times = times.struct.with_fields(value=value, range=moment.is_not_null() & ~inside)
            return _checked(column, text.parsed(times, "fine", "range"), wanted)
        case "list":
            return _checked(column, text.array(column, canonical_type(wanted)), wanted)
        case "decimal":
            return _checked(column, text.decimal(column, wanted.scale, DIGITS), wanted)
        case _ if not textual:
            return None
        case "integer":
            return _checked(column, text.integer(column), wanted)
        case "float":
            parsed = text.floating(column)
            return _checked(column, text.Parsed(_clean(parsed.value), parsed.faults), wanted)
        case "boolean":
            return _checked(column, text.boolean(column), wanted)
        case _:
            return None


def _checked(column: pl.Expr, parsed: text.Parsed, wanted: Type) -> Conversion:
    """The value, a problem for each fault, and one for what is there but was not understood."""
    problems = tuple(Problem(bad, _FAULTS[name](wanted)) for name, bad in parsed.faults)
    lost = column.is_not_null() & parsed.value.is_null()
    for _, bad in parsed.faults:
        lost = lost & ~bad.fill_null(False)
    if wanted.kind == "float":
        lost = lost & ~text.is_nan(column)
    return Conversion(
        parsed.value, (*problems, Problem(lost, partial(errors.unparsable, wanted=str(wanted))))
    )


_FAULTS: dict[str, Callable[[Type], Callable[[Cell], SegqlError]]] = {
    "digits": lambda wanted: partial(errors.too_many_digits, scale=wanted.scale),
    "range": lambda wanted: partial(errors.out_of_range, wanted=wanted.kind),
    "fine": lambda _: errors.sub_microsecond,
    "time": lambda _: errors.time_of_day,
}


def _exact(column: pl.Expr, stored: pl.DataType, wanted: Type) -> Conversion | None:
    limit = INT64 if wanted.kind == "integer" else DIGITS
    too_large = partial(errors.out_of_range, wanted=wanted.kind)
    fraction = (
        errors.not_whole if wanted.kind == "integer" else partial(errors.too_many_digits, scale=wanted.scale)
    )
    if stored.is_float():
        return _exact_from_float(column.cast(pl.Float64), wanted, fraction, too_large)
    if isinstance(stored, pl.Decimal):
        digits, whole = stored.scale, column.to_physical().cast(pl.Int128)
        if digits == wanted.scale and stored.precision <= _DECIMAL_DIGITS:
            return Conversion(whole.cast(pl.Int64, strict=False))
    elif stored.is_integer():
        digits, whole = 0, column.cast(pl.Int128, strict=False)
    else:
        return None
    if digits <= wanted.scale:
        factor = 10 ** (wanted.scale - digits)
        large = ~whole.is_between(-(limit // factor) - (limit == INT64 and factor == 1), limit // factor)
        value = pl.when(~large).then(whole * factor).cast(pl.Int64, strict=False)
        never = isinstance(
            stored, pl.Int8 | pl.Int16 | pl.Int32 | pl.UInt8 | pl.UInt16 | pl.UInt32 | pl.Int64
        )
        if never and factor == 1 and limit == INT64:
            return Conversion(column.cast(pl.Int64))
        return Conversion(value, (Problem(large, too_large),))
    divisor = 10 ** (digits - wanted.scale)
    rest = whole % divisor != 0
    quotient = whole // divisor
    large = ~rest & ~quotient.is_between(-limit - (limit == INT64), limit)
    value = pl.when(~rest & ~large).then(quotient).cast(pl.Int64, strict=False)
    return Conversion(value, (Problem(rest, fraction), Problem(large, too_large)))


def _exact_from_float(
    column: pl.Expr,
    wanted: Type,
    fraction: Callable[[Cell], SegqlError],
    too_large: Callable[[Cell], SegqlError],
) -> Conversion:
    scaled = column.fill_nan(None) * 10.0**wanted.scale
    rounded = scaled.round(0, mode="half_away_from_zero")
    limit = 2.0**63 if wanted.kind == "integer" else 1e18
    large = scaled.abs() >= limit
    distance, slack = (scaled - rounded).abs(), pl.max_horizontal(FLOAT_SLACK, FLOAT_ULPS * scaled.abs())
    off = ~large & (distance > (0.0 if wanted.kind == "integer" else slack))
    value = pl.when(~large & ~off).then(rounded).cast(pl.Int64, strict=False)
    return Conversion(value, (Problem(off, fraction), Problem(large, too_large)))


def _boolean(column: pl.Expr, stored: pl.DataType) -> Conversion | None:
    if isinstance(stored, pl.Boolean):
        return Conversion(column)
    if not stored.is_integer():
        return None
    problem = Problem((column != 0) & (column != 1), errors.not_boolean)
    return Conversion(column != 0, (problem,))


def _date(column: pl.Expr, stored: pl.DataType) -> Conversion | None:
    if isinstance(stored, pl.Date):
        days = column.to_physical().cast(pl.Int64)
        outside = ~days.is_between(EARLIEST // DAY, LATEST // DAY)
        return Conversion(
            pl.when(~outside).then(column), (Problem(outside, partial(errors.out_of_range, wanted="date")),)
        )
    if not isinstance(stored, pl.Datetime) or stored.time_zone is not None:
        return None
    per_day = {"ms": 86_400_000, "us": DAY, "ns": DAY * 1000}[stored.time_unit]
    ticks = column.to_physical().cast(pl.Int64)
    off = ticks % per_day != 0
    days = ticks // per_day
    outside = ~off & ~days.is_between(EARLIEST // DAY, LATEST // DAY)
    value = pl.when(~off & ~outside).then(days).cast(pl.Int32, strict=False).cast(pl.Date)
    return Conversion(
        value,
        (Problem(off, errors.time_of_day), Problem(outside, partial(errors.out_of_range, wanted="date"))),
    )


def _datetime(column: pl.Expr, stored: pl.DataType, zone: str | None) -> Conversion | None:
    ticks = column.to_physical().cast(pl.Int64)
    problems: tuple[Problem, ...] = ()
    aware = False
    if isinstance(stored, pl.Date):
        unit, low, high = DAY, EARLIEST // DAY, LATEST // DAY
        naive = ticks.clip(low - 1, high + 1) * unit
    elif isinstance(stored, pl.Datetime):
        aware = stored.time_zone is not None
        match stored.time_unit:
            case "ms":
                naive = ticks.clip(EARLIEST // 1000 - 1, LATEST // 1000 + 1) * 1000
            case "us" if aware or zone in (None, "UTC"):  # then nothing is added
                naive = ticks
            case "us":
                naive = ticks.clip(EARLIEST - DAY * 2, LATEST + DAY * 2)
            case _:
                naive = ticks // 1000
                problems = (Problem(ticks % 1000 != 0, errors.sub_microsecond),)
    else:
        return None
    moment = naive if aware else instant(naive, zone)
    inside = moment.is_between(EARLIEST, LATEST)
    outside = Problem(~inside, partial(errors.out_of_range, wanted="datetime"))
    return Conversion(pl.when(inside).then(moment).cast(INSTANT), (*problems, outside))


def _list(column: pl.Expr, stored: pl.DataType, wanted: Type) -> Conversion | None:
    if isinstance(stored, pl.Array):
        column, stored = column.arr.to_list(), pl.List(stored.inner)
    if not isinstance(stored, pl.List):
        return None
    inner = cast("pl.DataType", stored.inner)
    target = canonical_type(wanted)
    assert isinstance(target, pl.List)
    if isinstance(inner, pl.Null):
        return Conversion(text.whole(column.cast(target)))
    if isinstance(target.inner, pl.String):
        if not is_string(inner):
            return None
        return Conversion(text.whole(column.cast(target)))
    if not inner.is_integer():
        return None
    present = text.whole(column)
    value = text.whole(present.list.eval(pl.element().cast(pl.Int64, strict=False)))
    lost = value.list.len() != present.list.len()
    return Conversion(value, (Problem(lost, partial(errors.out_of_range, wanted="integer")),))
