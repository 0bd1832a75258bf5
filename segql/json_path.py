"""Where in a JSON document a value stands: `$.order.total`, `$.items[0]`, `$["odd name"]`."""

from __future__ import annotations

import json
import math
import re
from typing import cast

Path = tuple[str | int, ...]
"""Keys of objects and indexes of lists, from the outside in."""

_STEP = re.compile(r'\.(?P<name>[^\W\d]\w*)|\[(?P<index>0|[1-9][0-9]{0,8})\]|\[(?P<key>"(?:[^"\\]|\\.)*")\]')

_KEY = re.compile(r'"(?:[^"\\]|\\.)*"(?=[ \t\r\n]*:)')
_PLAIN_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\u00[2-7]")
_MOST_DIGITS, _DEEPEST = 400, 30


class Digits(str):
    """A JSON number, as it is written."""

    __slots__ = ()


def parse_path(text: str) -> Path:
    """The steps of a path; none for `$`, the whole document. Raises ValueError."""
    steps: list[str | int] = []
    at = 1
    while text.startswith("$") and at < len(text) and (step := _STEP.match(text, at)):
        if step["key"] is not None:
            steps.append(cast("str", parse_document(step["key"])))
        else:
            steps.append(step["name"] or int(step["index"]))
        at = step.end()
    if not text.startswith("$") or at != len(text):
        raise ValueError(f'`{text}` is not a path such as `$.total`, `$.items[0]` or `$["odd name"]`')
    return tuple(steps)


def parse_document(text: str) -> object:
    r"""A JSON document, its numbers as they are written. Raises ValueError.

    Refused is what engines read differently: a key twice in one object, characters that are none, NUL,
    numbers past all doubles, keys with `\u0041` for `A`, more than 30 objects and lists inside each other.
    """
    try:
        found = json.loads(
            text, parse_float=_number, parse_int=_number, parse_constant=_number, object_pairs_hook=_object
        )
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    if _PLAIN_ESCAPE.search(text) and any(map(_PLAIN_ESCAPE.search, _KEY.findall(text))):
        raise ValueError("a key has an escape for a character of ASCII")
    if "\\u" in text or text.count("[") + text.count("{") > _DEEPEST:
        _check(found)
    return found


def value_at(document: object, path: Path) -> object:
    """What stands at a path of a document; None for nothing, or null."""
    found = document
    for step in path:
        if isinstance(step, str) and isinstance(found, dict):
            found = cast("dict[str, object]", found).get(step)
        elif isinstance(step, int) and isinstance(found, list):
            elements = cast("list[object]", found)
            found = elements[step] if step < len(elements) else None
        else:
            return None
    return found


def text_at(document: object, path: Path) -> str | None:
    """What stands at a path as text: a string as it is, all else as JSON; None for nothing, or null."""
    return as_text(value_at(document, path))


def is_quoted(value: object) -> bool:
    """Whether a value of JSON is a string."""
    return isinstance(value, str) and not isinstance(value, Digits)


def as_text(value: object) -> str | None:
    """A value of JSON as text: a string as it is, all else as JSON; None for null."""
    if value is None or isinstance(value, str):
        return None if value is None else str(value)
    return _written(value)


def _written(value: object) -> str:
    match value:
        case Digits():
            return str(value)
        case dict():
            items = cast("dict[str, object]", value).items()
            return (
                "{" + ", ".join(f"{json.dumps(k, ensure_ascii=False)}: {_written(v)}" for k, v in items) + "}"
            )
        case list():
            return "[" + ", ".join(map(_written, cast("list[object]", value))) + "]"
        case _:
            return json.dumps(value, ensure_ascii=False)


def _number(written: str) -> Digits:
    if written.endswith(("y", "N")) or len(written) > _MOST_DIGITS or math.isinf(float(written)):
        raise ValueError(f"`{written[:50]}` is no number that engines know")
    return Digits(written)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("an object has a key twice")
    return found


def _check(document: object) -> None:
    rest = [(document, 0)]
    while rest:
        each, depth = rest.pop()
        if depth >= _DEEPEST and isinstance(each, dict | list):
            raise ValueError("it is nested too deep")
        match each:
            case str():
                if "\0" in each:
                    raise ValueError("it holds the character NUL")
                each.encode()  # half of a surrogate pair is no character
            case dict():
                known = cast("dict[str, object]", each)
                rest += [(inner, depth + 1) for inner in (*known, *known.values())]
            case list():
                rest += [(inner, depth + 1) for inner in cast("list[object]", each)]
            case _:
                pass
