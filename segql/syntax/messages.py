"""What is said about a text that is not segql."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """A diagnostic before it has a place."""

    code: str
    message: str
    help: str | None = None
    fix: str | None = None


# --- the text as a whole ----------------------------------------------------------------------


def empty() -> Said:
    """Nothing but blanks and comments."""
    return Said(
        "syntax-empty",
        "the text is empty, expected a condition or a definition",
        'write a condition, such as `country = "CA"`',
    )


def long_text(size: int, most: int) -> Said:
    """More bytes than are allowed."""
    return Said(
        "limit-text", f"the text has {size} bytes, the limit is {most}", "split it into several texts"
    )


def deep(most: int) -> Said:
    """Nested too deep."""
    return Said(
        "limit-nesting",
        f"this is nested deeper than {most} levels",
        "name a part of it with `let` and use the name",
    )


def long_list(most: int) -> Said:
    """A list with too many values."""
    return Said(
        "limit-list",
        f"the list has more than {most} values",
        "put the values into a list of the catalog and write `in list NAME`",
    )


# --- literals and names -------------------------------------------------------------------------


def unknown_escape(written: str) -> Said:
    """A backslash before a character that needs none."""
    return Said(
        "syntax-escape",
        f"unknown escape {_code(written)} in a string",
        r"a backslash itself is written `\\`; known are `\"`, `\'`, `\\`, `\n`, `\t` and `\u{...}`",
        "\\" + written,
    )


def malformed_code_point(written: str) -> Said:
    r"""`\u{` without digits or without its end."""
    return Said("syntax-escape", f"malformed escape {_code(written)}", r"write it as `\u{1F600}`")


def no_such_character(digits: str) -> Said:
    """NUL, a surrogate, or past the last code point."""
    shown = digits if len(digits) <= 8 else digits[:8] + "..."
    return Said(
        "syntax-escape",
        f"U+{shown.upper()} is not a character that a string may hold",
        r"write a code point between `\u{1}` and `\u{10FFFF}` that is not a surrogate",
    )


def empty_name() -> Said:
    """Backticks around nothing."""
    return Said("syntax-name", "this name is empty", "write the name between the backticks")


def not_a_name(written: str) -> Said:
    """Not an identifier, as a whole."""
    return Said(
        "syntax-name", f"{_code(written)} is not a name", "put the name into backticks", f"`{written}`"
    )


def long_number(kind: str, digits: int) -> Said:
    """A literal with too many digits."""
    return Said("limit-number", f"a number like this has at most {digits} digits ({kind})")


def long_duration(most: int) -> Said:
    """A duration with an absurd count."""
    return Said(
        "limit-number", f"a duration counts at most {most} units", "use a larger unit, such as `years`"
    )


def plural_calendar(which: str, unit: str) -> Said:
    """`in last days`."""
    return Said(
        "syntax-unexpected",
        f"unexpected `{unit}s`, expected a number before it or a single {unit}",
        f"write `in {which} 30 {unit}s` or `in {which} {unit}`"
        if which != "this"
        else f"write `in this {unit}`",
    )


def unpadded_date(padded: str) -> Said:
    """`2024-1-5`."""
    return Said("syntax-date", "a date has two digits for month and day", f"write `{padded}`", padded)


def no_such_date(written: str) -> Said:
    """`2024-02-30`."""
    return Said(
        "syntax-date", f"`{written}` is not a date of the calendar", "dates are written year-month-day"
    )


def malformed_time() -> Said:
    """A time of day that cannot be read."""
    return Said(
        "syntax-date",
        "the time of day cannot be read",
        "write `2024-01-31T10:00:00`, `2024-01-31T10:00:00Z` or `2024-01-31T10:00:00+09:00`",
    )


def no_such_time(written: str) -> Said:
    """`25:00`."""
    return Said("syntax-date", f"`{written}` is not a time of day", "hours go from 00 to 23, minutes to 59")


def second_member(name: str) -> Said:
    """`e("x").a.b`."""
    return Said("syntax-unexpected", f"unexpected `.{name}`", "a property has no properties of its own")


# --- characters ---------------------------------------------------------------------------------

_PLAIN = {
    "≥": ">=", "≤": "<=", "≠": "!=", "＝": "=", "＞": ">", "＜": "<", "（": "(", "）": ")", "［": "[",
    "］": "]", "，": ",", "、": ",", "．": ".", "＋": "+", "－": "-", "−": "-", "–": "-", "—": "-",
    "×": "*", "÷": "/", "％": "%", "＄": "$", "∧": " and ", "∨": " or ", "¬": "not ",
}  # fmt: skip


def character(found: str) -> Said:
    """A character that has no meaning outside strings."""
    if found in _PLAIN:
        plain = _PLAIN[found]
        return Said("syntax-character", f"unexpected {_code(found)}", f"write `{plain.strip()}`", plain)
    if not found.isprintable():
        name = unicodedata.name(found, "a control character").lower()
        return Said(
            "syntax-character",
            f"the character U+{ord(found):04X} ({name}) cannot stand here",
            "delete it",
            "",
        )
    return Said(
        "syntax-character",
        f"unexpected {_code(found)}",
        "in a name, put the whole name into backticks; in a text, put it into quotes",
    )


def _code(text: str) -> str:
    shown = text if len(text) <= 40 else text[:37] + "..."
    return f"`{shown}`"
