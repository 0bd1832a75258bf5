"""The values of literals. A fault is a `Fault`: a range inside the literal, and what to say."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import cast

from segql.meaning import Unit
from segql.syntax import messages
from segql.syntax.messages import Said

INTEGER_DIGITS = 19  # no more fit into 64 bits
DECIMAL_DIGITS = 38
LONGEST_COUNT = 10**6

_ESCAPE = re.compile(r"\\(?:u\{([0-9A-Fa-f]*)\}?|(.))", re.DOTALL)
_SIMPLE = {"n": "\n", "t": "\t", "\\": "\\", '"': '"', "'": "'"}
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(
    r"([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6}))?)?(?:([Zz])|([+-])([0-9]{2}):([0-9]{2}))?"
)


class Fault(Exception):
    """What is wrong with a literal, and where: a range of its characters."""

    def __init__(self, start: int, end: int, said: Said) -> None:
        super().__init__(said.message)
        self.start, self.end, self.said = start, end, said


def string(written: str) -> str:
    """The value of a string literal with its quotes. Raises Fault."""
    body = written[1:-1]
    if "\\" not in body:
        return body
    return "".join(_unescaped(body))


def _unescaped(body: str) -> Iterator[str]:
    done = 0
    for found in _ESCAPE.finditer(body):
        yield body[done : found.start()]
        done = found.end()
        yield _escape(found)
    yield body[done:]


def _escape(found: re.Match[str]) -> str:
    digits, simple = cast("tuple[str | None, str | None]", found.groups())
    if simple is not None and simple in _SIMPLE:
        return _SIMPLE[simple]
    start, end = found.start() + 1, found.end() + 1  # behind the quote
    if digits is None:
        raise Fault(start, end, messages.unknown_escape(found.group()))
    if not digits or not found.group().endswith("}"):
        raise Fault(start, end, messages.malformed_code_point(found.group()))
    code = int(digits[-7:], 16) if not digits[:-7].strip("0") else -1
    if not 0 < code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise Fault(start, end, messages.no_such_character(digits))
    return chr(code)


def name(written: str) -> str:
    """A name, NFC, from a word or from backticks. Raises Fault."""
    if written.startswith("`"):
        text = unicodedata.normalize("NFC", written[1:-1])
        if not text.strip():
            raise Fault(0, len(written), messages.empty_name())
        if "`" in text:  # U+1FEF becomes one
            raise Fault(0, len(written), messages.backtick_in_name())
        return text
    if written.isascii():  # as the grammar has them
        return written
    text = unicodedata.normalize("NFC", written)
    if text.isidentifier():
        return text
    for index, character in enumerate(written):
        if not ("_" + unicodedata.normalize("NFC", character)).isidentifier():
            raise Fault(index, index + 1, messages.character(character))
    raise Fault(0, len(written), messages.not_a_name(written))


def number(written: str) -> int | Decimal:
    """An integer or a decimal. Raises Fault."""
    if "." in written:
        if len(written) - 1 > DECIMAL_DIGITS:
            raise Fault(0, len(written), messages.long_number("a decimal", DECIMAL_DIGITS))
        return Decimal(written)
    if len(written) > INTEGER_DIGITS:
        raise Fault(0, len(written), messages.long_number("an integer", INTEGER_DIGITS))
    return int(written)


def integer(written: str) -> int:
    """An integer. Raises Fault."""
    return int(number(written))


def count(written: str) -> int:
    """The count of a duration. Raises Fault."""
    value = number(written)
    if value > LONGEST_COUNT:
        raise Fault(0, len(written), messages.long_duration(LONGEST_COUNT))
    return int(value)


def unit(written: str) -> Unit:
    """`Days` is `day`."""
    return cast("Unit", written.casefold().removesuffix("s"))


def date(written: str) -> dt.date:
    """A date. Raises Fault."""
    found = _DATE.fullmatch(written)
    if found is None:
        year, month, day = written.split("-")
        raise Fault(0, len(written), messages.unpadded_date(f"{year}-{month:0>2}-{day:0>2}"))
    try:
        return dt.date(*map(int, found.groups()))
    except ValueError:
        raise Fault(0, len(written), messages.no_such_date(written)) from None


def instant(written: str) -> dt.datetime:
    """A date with a time of day, naive without an offset. Raises Fault."""
    separator = max(written.find("T"), written.find("t"))
    day, found = date(written[:separator]), _TIME.fullmatch(written, separator + 1)
    if found is None:
        raise Fault(0, len(written), messages.malformed_time())
    hour, minute, second, fraction, zulu, sign, east, minutes = found.groups()
    try:
        clock = dt.time(int(hour), int(minute), int(second or 0), int((fraction or "0").ljust(6, "0")))
        value = dt.datetime.combine(day, clock)
        if zulu:
            return value.replace(tzinfo=dt.UTC)
        if sign:
            shift = dt.timedelta(hours=int(east), minutes=int(minutes))
            value = value.replace(tzinfo=dt.timezone(-shift if sign == "-" else shift))
            value.astimezone(dt.UTC)
        return value
    except (ValueError, OverflowError):
        raise Fault(0, len(written), messages.no_such_time(written[separator + 1 :])) from None
