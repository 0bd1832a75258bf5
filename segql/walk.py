"""Visiting every node below a node of `segql.meaning`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from segql.diagnostics import Span
from segql.meaning import Node, Step

_Node = TypeVar("_Node", bound=Node)


def walk(node: object) -> Iterator[Node]:
    """The node and all nodes below it, each distinct object once."""
    seen: set[int] = set()
    open_ = [node]
    while open_:
        here = open_.pop()
        if isinstance(here, tuple):
            open_.extend(cast("tuple[object, ...]", here))
        elif is_dataclass(here) and id(here) not in seen:
            seen.add(id(here))
            if isinstance(here, Node):
                yield here
            if isinstance(here, Node | Step):
                open_.extend(getattr(here, each.name) for each in fields(here) if each.name != "span")


def relocate(node: _Node, span: Span) -> _Node:
    """The same meaning, all of it written at `span`: where it is used from another text."""
    return cast("_Node", _relocated(node, span))


def _relocated(node: object, span: Span) -> object:
    if isinstance(node, tuple):
        return tuple(_relocated(each, span) for each in cast("tuple[object, ...]", node))
    if not isinstance(node, Node | Step):
        return node
    changed = {
        each.name: _relocated(getattr(node, each.name), span)
        for each in fields(node)
        if each.name not in ("span", "type", "value") or isinstance(getattr(node, each.name), Node)
    }
    if isinstance(node, Node):
        changed["span"] = span
    return replace(node, **changed)  # type: ignore[arg-type]
