"""Many segments in statements of bounded size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from segql import meaning as m
from segql.backend import BoundSegment
from segql.diagnostics import UnsupportedError
from segql.walk import walk
from segql_sql.dialects import Dialect

_Made = TypeVar("_Made")


def batches(segments: Mapping[str, BoundSegment], dialect: Dialect) -> Iterator[Sequence[str]]:
    """The names of segments that one statement answers together, in their order. Only what a segment
    needs alone can make a statement larger than the dialect takes at once."""
    names: list[str] = []
    shared: set[m.Node] = set()
    nodes = 0
    for name, segment in segments.items():
        found = [node for node, _ in walk([segment.condition])]
        own = {node for node in found if isinstance(node, m.Aggregate | m.Sequence | m.Standing)}
        if names and (
            len(names) == dialect.at_once
            or nodes + len(found) > dialect.nodes_at_once
            or len(shared | own) > dialect.aggregates_at_once
        ):
            yield names
            names, nodes = [], 0
            shared = set[m.Node]()
        names.append(name)
        shared |= own
        nodes += len(found)
    if names:
        yield names


def together(
    segments: Mapping[str, BoundSegment],
    dialect: Dialect,
    made: Callable[[Mapping[str, BoundSegment]], _Made],
) -> Iterator[tuple[Sequence[str], _Made]]:
    """What is made of each batch, with its names: of halves of it where the dialect refuses that much in
    one statement. Raises UnsupportedError where it refuses a single segment."""
    for names in batches(segments, dialect):
        yield from _halved({name: segments[name] for name in names}, made)


def _halved(
    segments: Mapping[str, BoundSegment], made: Callable[[Mapping[str, BoundSegment]], _Made]
) -> Iterator[tuple[Sequence[str], _Made]]:
    names = list(segments)
    try:
        yield names, made(segments)
    except UnsupportedError:
        if len(names) == 1:
            raise
        for half in (names[: len(names) // 2], names[len(names) // 2 :]):
            yield from _halved({name: segments[name] for name in half}, made)
