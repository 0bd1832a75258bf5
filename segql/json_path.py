"""Where in a JSON document a value stands: `$.order.total`, `$.items[0]`, `$["odd name"]`."""

from __future__ import annotations

import json
import re
from typing import cast

Path = tuple[str | int, ...]
"""Keys of objects and indexes of lists, from the outside in."""

_STEP = re.compile(r'\.(?P<name>[^\W\d]\w*)|\[(?P<index>0|[1-9][0-9]{0,8})\]|\[(?P<key>"(?:[^"\\]|\\.)*")\]')


class _Digits(str):
    """The digits of a JSON number, as they are written."""

    __slots__ = ()


def parse_path(text: str) -> Path:
    """The steps of a path; none for `$`, the whole document. Raises ValueError."""
    steps: list[str | int] = []
    at = 1
    while text.startswith("$") and at < len(text) and (step := _STEP.match(text, at)):
        if step["key"] is not None:
            steps.append(cast("str", json.loads(step["key"])))
        else:
            steps.append(step["name"] or int(step["index"]))
        at = step.end()
    if not text.startswith("$") or at != len(text):
        raise ValueError(f'`{text}` is not a path such as `$.total`, `$.items[0]` or `$["odd name"]`')
    return tuple(steps)


def parse_document(text: str) -> object:
    """A JSON document, its numbers as the digits they are written with. Raises ValueError."""
    try:
        return json.loads(text, parse_float=_Digits, parse_int=_Digits, parse_constant=_refuse)
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def text_at(document: object, path: Path) -> str | None:
    """What stands at a path: a string as it is, all else as JSON; None for nothing, or null."""
    found = document
    for step in path:
        if isinstance(step, str) and isinstance(found, dict):
            found = cast("dict[str, object]", found).get(step)
        elif isinstance(step, int) and isinstance(found, list):
            elements = cast("list[object]", found)
            found = elements[step] if step < len(elements) else None
        else:
            return None
    return as_text(found)


def as_text(value: object) -> str | None:
    """A value of JSON as text: a string as it is, all else as JSON; None for null."""
    if value is None or isinstance(value, str):
        return None if value is None else str(value)
    return _written(value)


def _written(value: object) -> str:
    match value:
        case _Digits():
            return str(value)
        case dict():
            items = cast("dict[str, object]", value).items()
            return (
                "{" + ", ".join(f"{json.dumps(k, ensure_ascii=False)}: {_written(v)}" for k, v in items) + "}"
            )
        case list():
            return "[" + ", ".join(map(_written, cast("list[object]", value))) + "]"
        case _:
            return json.dumps(value, ensure_ascii=False, default=str)


def _refuse(name: str) -> object:
    raise ValueError(f"`{name}` is no number of JSON")
