"""How values of the language are written in JSON: what every engine reads alike, and nothing else."""

from __future__ import annotations

import math
import re
from typing import cast

from segql.json_path import Digits, as_text, is_quoted, parse_document
from segql.types import Type

_ANY = r"[\s\S]*"
_WHOLE = r"-?[0-9]+"
_PLAIN = r"-?[0-9]+(?:\.[0-9]+)?"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?"
_OFFSET = r"(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)"

STRINGS = {
    "string": _ANY,
    "enum": _ANY,
    "integer": _WHOLE,
    "decimal": _PLAIN,
    "float": rf"{_PLAIN}(?:[eE][+-]?[0-9]{{1,3}})?",
    "boolean": r"true|false|1|0",
    "date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "datetime": rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:[T ]{_CLOCK}{_OFFSET}?)?",
    "list": _ANY,
}
"""By kind of type, a regular expression for the strings that write its values."""

OTHERS = STRINGS | {
    "string": r"true|false|0|-?[1-9][0-9]{0,17}",
    "enum": r"true|false|0|-?[1-9][0-9]{0,17}",
    "decimal": r"-?[0-9]+|-?[0-9.]{3,16}",
}
"""The same for what is no string: many engines keep a number with a fraction as a double, of which 15
digits are sure, and write it, an object or a list in a way of their own."""

_STRINGS = {kind: re.compile(pattern) for kind, pattern in STRINGS.items()}
_OTHERS = {kind: re.compile(pattern) for kind, pattern in OTHERS.items()}
_ELEMENT = re.compile(r"-?(?:0|[1-9][0-9]*)")


def writes(value: object, type_: Type) -> bool:
    """Whether what stands in JSON, and is not null, is in the form of values of a type."""
    form = (_STRINGS if is_quoted(value) else _OTHERS)[type_.kind]
    text = as_text(value) or ""
    return form.fullmatch(text) is not None and not (type_.kind == "float" and math.isinf(float(text)))


def parse_list(text: str, integers: bool) -> list[str | int | None]:
    """The elements of a list of strings or integers. Raises ValueError."""
    found = parse_document(text)
    if not isinstance(found, list):
        raise ValueError("it is no list")
    return [_element(each, integers) for each in cast("list[object]", found)]


def _element(value: object, integers: bool) -> str | int | None:
    if isinstance(value, Digits) and integers and _ELEMENT.fullmatch(value):
        return int(value[:400])
    if value is None or (is_quoted(value) and not integers):
        return cast("str | None", value)
    raise ValueError("an element is of another type")
