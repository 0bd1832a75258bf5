"""Catalogs as YAML text with comments: short mappings on one line, the rest in blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

_PLAIN = re.compile(r"[^\W\d_][\w.]*(?:\([0-9]+\))?(?:\[[a-z]+\])?(?:/[^\W\d_]\w*)?")
_NOT_TEXT = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"))
_WIDEST = 100


@dataclass(frozen=True, slots=True)
class Remarked:
    """A value with a remark, which is written behind it as a comment."""

    value: object
    remark: str


def to_yaml(mapping: Mapping[str, object]) -> str:
    """The mapping as YAML, keys in their order. A key `#` holds comment lines."""
    return "".join(line + "\n" for line in _block(mapping, 0))


def _block(mapping: Mapping[str, object], depth: int) -> Iterator[str]:
    indent = "  " * depth
    for key, given in mapping.items():
        if key == "#":
            for line in cast("Sequence[str]", given):
                yield f"{indent}# {_comment(line)}".rstrip()
            continue
        value, remark = (given.value, given.remark) if isinstance(given, Remarked) else (given, "")
        behind = f"  # {_comment(remark)}" if remark else ""
        short = flow(value)
        if short is not None and (depth > 1 or not isinstance(value, Mapping) or not value):
            line = f"{indent}{_scalar(key)}: {short}"
            if len(line) <= _WIDEST or not isinstance(value, Mapping):
                yield line + behind
                continue
        yield f"{indent}{_scalar(key)}:{behind}"
        yield from _block(cast("Mapping[str, object]", value), depth + 1)


def flow(value: object) -> str | None:
    """A value on one line, or None for a mapping that holds mappings or remarks."""
    if isinstance(value, Mapping):
        items = cast("Mapping[str, object]", value)
        if any(key == "#" or isinstance(each, Mapping | Remarked) for key, each in items.items()):
            return None
        return "{" + ", ".join(f"{_scalar(k)}: {flow(v)}" for k, v in items.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(str(flow(each)) for each in cast("Sequence[object]", value)) + "]"
    return _scalar(value)


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    if _PLAIN.fullmatch(value) and value.isprintable() and value.lower() not in _NOT_TEXT:
        return value
    return f'"{"".join(map(_escaped, value))}"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    return character if character.isprintable() else f"\\U{ord(character):08x}"


def _comment(text: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in text)
