"""Values written as text, in CSV and NDJSON files and in SQLite: parsed strictly, by one rule each."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

_DAY = 86_400_000_000
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = r"([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.([0-9]{1,9}))?)?"
_ZONE = r"([Zz]|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?)"
_DATETIME = rf"^({_DATE})(?:[Tt ]{_CLOCK}\s?{_ZONE}?)?$"
_STRING = (
    r'"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u(?:[0-9a-cA-CeEfF][0-9a-fA-F]{3}|[dD][0-7][0-9a-fA-F]{2})'
    r'|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})*"'
)
_INTEGER = r"-?(?:0|[1-9][0-9]*)"

Faults = tuple[tuple[str, pl.Expr], ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value, missing where the text was not understood, and named faults of what was."""

    value: pl.Expr
    faults: Faults = ()


def integer(column: pl.Expr) -> Parsed:
    """Decimal digits, with or without a sign."""
    column = column.str.strip_chars()
    value = column.str.strip_prefix("+").cast(pl.Int64, strict=False)
    return Parsed(value, (("range", column.str.contains(r"^[+-]?[0-9]+$") & value.is_null()),))


def decimal(column: pl.Expr, scale: int, limit: int) -> Parsed:
    """Digits with or without a point, as a whole number of `10 ** -scale`, at most `limit` in size."""
    column = column.str.strip_chars()
    parts = column.str.extract_groups(r"^([+-]?)([0-9]*)(?:\.([0-9]*))?$")
    whole = parts.struct[1].fill_null("").str.strip_chars_start("0")
    fraction = parts.struct[2].fill_null("").str.strip_chars_end("0")
    written = column.str.contains(r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)$")
    digits = pl.concat_str([whole, fraction.str.pad_end(scale, "0")])
    long = written & (fraction.str.len_chars() > scale)
    large = written & ~long & (digits.str.len_chars() > len(str(limit)))
    size = pl.when(written & ~long & ~large).then(
        pl.concat_str([pl.lit("0"), digits]).cast(pl.Int64, strict=False)
    )
    value = pl.when(parts.struct[0] == "-").then(-size).otherwise(size)
    return Parsed(value, (("digits", long), ("range", large)))


def floating(column: pl.Expr) -> Parsed:
    """A number with point and exponent, or `inf`, `infinity`, `nan`."""
    return Parsed(column.str.strip_chars().str.strip_prefix("+").cast(pl.Float64, strict=False))


def is_nan(column: pl.Expr) -> pl.Expr:
    """Whether a text says that a float is not a number."""
    return column.str.contains(r"(?i)^\s*[+-]?nan\s*$")


def boolean(column: pl.Expr) -> Parsed:
    """`true`, `false`, `1` or `0`, in any case."""
    folded = column.str.strip_chars().str.to_lowercase()
    value = pl.when(folded.is_in(["true", "1"])).then(True).when(folded.is_in(["false", "0"])).then(False)
    return Parsed(value)


def date(column: pl.Expr) -> Parsed:
    """`2024-01-31`, or a datetime without zone that is a midnight."""
    naive, offset = pl.field("naive"), pl.field("offset")
    known = naive.is_not_null() & offset.is_null()
    times = datetime(column).struct.with_fields(time=known & (naive % _DAY != 0))
    days = pl.when(known & ~pl.field("time")).then(naive // _DAY).cast(pl.Int32, strict=False)
    times = times.struct.with_fields(value=days.cast(pl.Date))
    return parsed(times, "time", "fine")


def datetime(column: pl.Expr) -> pl.Expr:
    """ISO 8601, as a struct: `naive` microseconds, the `offset` in microseconds (missing where none is
    written), and whether it is too `fine`.

    A date stands for its midnight. Polars computes what is mentioned twice twice, but not the fields
    of a struct.
    """
    parts = column.str.strip_chars().str.extract_groups(_DATETIME)
    day, hour, minute, second, fraction, zone = (pl.field(str(n)) for n in range(1, 7))
    days = pl.when(~day.str.starts_with("0000")).then(day).str.to_date("%Y-%m-%d", strict=False)
    seconds = _number(hour) * 3600 + _number(minute) * 60 + _number(second)
    micros = fraction.str.slice(0, 6).str.pad_end(6, "0")
    finer = fraction.str.slice(6).str.strip_chars("0").fill_null("") != ""
    naive = days.to_physical().cast(pl.Int64) * _DAY + seconds * 1_000_000 + _number(micros)
    return parts.struct.with_fields(naive=naive, offset=_offset(zone), fine=finer)


def parsed(fields: pl.Expr, *faults: str) -> Parsed:
    """The field `value` of a struct, and those of its faults."""
    field = fields.struct.field
    return Parsed(field("value"), tuple((name, field(name)) for name in faults))


def array(column: pl.Expr, target: pl.DataType) -> Parsed:
    """A JSON array of strings or integers; `null` is a missing list, or a missing element."""
    integers = target == pl.List(pl.Int64)
    element = rf"(?:{_INTEGER if integers else _STRING}|null)"
    space = r"[ \t\r\n]*"
    shape = rf"^{space}\[{space}(?:{element}(?:{space},{space}{element})*)?{space}\]{space}$"
    good = pl.when(column.str.contains(shape)).then(column)
    found = whole(good.str.json_decode(pl.List(pl.String)))
    if not integers:
        return Parsed(found)
    value = whole(found.list.eval(pl.element().cast(pl.Int64, strict=False)))
    large = value.list.len() != found.list.len()
    return Parsed(pl.when(~large).then(value), (("range", large),))


def whole(lists: pl.Expr) -> pl.Expr:
    """Lists without their missing elements: `list.drop_nulls` takes six times as long."""
    return lists.list.filter(pl.element().is_not_null())


def _number(digits: pl.Expr) -> pl.Expr:
    return digits.cast(pl.Int64, strict=False).fill_null(0)


def _offset(zone: pl.Expr) -> pl.Expr:
    digits = zone.str.replace_all(":", "", literal=True)
    seconds = _number(digits.str.slice(1, 2)) * 3600 + _number(digits.str.slice(3, 2)) * 60
    signed = pl.when(zone.str.starts_with("-")).then(-seconds).otherwise(seconds)
    return pl.when(zone.is_not_null()).then(signed * 1_000_000)
