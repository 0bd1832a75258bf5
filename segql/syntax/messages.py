"""What is said about a text that is not segql."""

from __future__ import annotations

import unicodedata

from segql.record import record


@record
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


# --- what stands where it cannot ----------------------------------------------------------------


def unexpected(found: str, expected: str, help: str | None = None, fix: str | None = None) -> Said:
    """A word that cannot stand where it does; `found` is empty at the end of the text."""
    what = _code(found) if found else "end of the text"
    return Said("syntax-unexpected", f"unexpected {what}, expected {expected}", help, fix)


def instead(found: str, plain: str, help: str | None = None) -> Said:
    """Something of another language; `plain` is what segql writes."""
    advice = help or (f"write `{plain.strip()}`" if plain else "delete it")
    return Said("syntax-unexpected", f"unexpected {_code(found)}", advice, plain)


def unclosed(bracket: str, closing: str, line: int, last: str) -> Said:
    """A bracket without its end; the fix replaces the last word before the place where it is missed."""
    return Said(
        "syntax-bracket",
        f"`{bracket}` is not closed, expected `{closing}`",
        f"the `{bracket}` in line {line} needs its `{closing}`",
        last + closing,
    )


def unopened(bracket: str) -> Said:
    """A bracket that closes nothing."""
    return Said("syntax-bracket", f"unexpected `{bracket}`, nothing is open here", "delete it", "")


def chained(left: str, right: str) -> Said:
    """`a = b = c`."""
    return Said(
        "syntax-comparison",
        f"unexpected `{right}`, comparisons cannot be chained",
        f"write `a {left} b and b {right} c`",
    )


def keyword(word: str) -> Said:
    """A keyword where a name is meant."""
    return Said(
        "syntax-keyword",
        f"{_code(word)} is a keyword",
        "a name that is a keyword stands in backticks",
        f"`{word}`",
    )


def is_other(word: str, operator: str) -> Said:
    """`is "CA"`."""
    return Said(
        "syntax-unexpected",
        f"unexpected {_code(word)} after `is`, expected `missing` or `set`",
        f"compare with `{operator}`",
    )


def is_null(found: str, plain: str) -> Said:
    """`is null`."""
    return Said("syntax-unexpected", f"unexpected {_code(found)}", f"write `is {plain}`", plain)


def like(word: str) -> Said:
    """`like`."""
    return Said(
        "syntax-unexpected",
        f"unexpected `{word}`",
        "write `contains`, `starts with`, `ends with` or `matches`; `%` and `_` mean themselves",
        "contains",
    )


def list_in_parentheses(fix: str | None) -> Said:
    """`in ("a", "b")`."""
    return Said(
        "syntax-unexpected",
        "unexpected `(` after `in`, expected a list",
        'a list stands in square brackets: `in ["CA", "US"]`',
        fix,
    )


def compared_list(operator: str, plain: str) -> Said:
    """`country = ["CA"]`."""
    return Said(
        "syntax-unexpected", f"unexpected `[` after `{operator}`", f'write `{plain} ["CA", "US"]`', plain
    )


def bare_item(word: str) -> Said:
    """`[CA]`."""
    return Said(
        "syntax-unexpected",
        f'unexpected {_code(word)}, expected a value such as `"CA"`',
        "a string stands in quotes",
        f'"{word}"',
    )


def value_before_segment(kind: str) -> Said:
    """`customer in segment vip`."""
    return Said(
        "syntax-unexpected",
        f'unexpected `{kind}`, expected a list such as `["CA"]`',
        f"`in {kind} NAME` asks about the customer: write nothing before it",
    )


def condition_and_definition(word: str) -> Said:
    """A definition behind a bare condition."""
    return Said(
        "syntax-unexpected",
        f"unexpected `{word}` behind a condition",
        "a text is one condition or a list of definitions: write `segment NAME =` before the condition",
    )


def percent() -> Said:
    """A share where there is none."""
    return Said(
        "syntax-unexpected",
        "unexpected `%`",
        "a share stands in `in top 10%`, `in bottom 10%` and `sample(10%, ...)`",
    )


def malformed_number(written: str, plain: str | None) -> Said:
    """`1e5`, `.5`."""
    advice = f"write `{plain}`" if plain else "a number is written in digits: `1000000` or `0.5`"
    return Said("syntax-number", f"{_code(written)} is not a number", advice, plain)


def two_names(first: str, second: str) -> Said:
    """`tank top`."""
    return Said(
        "syntax-unexpected",
        f"unexpected {_code(second)} after {_code(first)}, expected an operator such as `=` or `and`",
        f"a text stands in quotes, a name with blanks in backticks: `{first} {second}`",
    )


def without_is(state: str) -> Said:
    """`x not set`."""
    return Said(
        "syntax-unexpected", f"unexpected `not {state}`", f"write `is not {state}`", f"is not {state}"
    )


def long_path() -> Said:
    """`a.b.c`."""
    return Said(
        "syntax-unexpected", "unexpected `.`", "a name has at most two parts, such as `placed_order.total`"
    )


def bare_definition(name: str, expected: str) -> Said:
    """A definition without its first word."""
    return unexpected(
        name, expected, f"a definition begins with its kind: `segment {name} =` or `let {name} =`"
    )


def open_string(quote: str) -> Said:
    """A string without its end."""
    return Said(
        "syntax-string",
        "the string is not closed on its line",
        f"write `{quote}` at its end; a line break in it is written `\\n`",
    )


def open_name() -> Said:
    """A backtick without its end."""
    return Said("syntax-name", "the name is not closed on its line", "write a backtick at its end")


def typographic(fix: str) -> Said:
    """Quotation marks of a word processor."""
    return Said(
        "syntax-character",
        "typographic quotation marks do not make a string",
        """write `"` or `'`""",
        fix,
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


def backtick_in_name() -> Said:
    """A character that is a backtick once the name is NFC."""
    return Said("syntax-name", "a name in backticks cannot hold a backtick", "rename it in the catalog")


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
    return Said("limit-number", f"{kind} has at most {digits} digits", "round the number")


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
        name = unicodedata.name(found, "").lower()
        shown = f"U+{ord(found):04X}" + (f" ({name})" if name else "")
        return Said("syntax-character", f"the character {shown} cannot stand here", "delete it", "")
    return Said(
        "syntax-character",
        f"unexpected {_code(found)}",
        "in a name, put the whole name into backticks; in a text, put it into quotes",
    )


def _code(text: str) -> str:
    shown = text if len(text) <= 40 else text[:37] + "..."
    return f"`{shown}`"
