"""What definitions need of each other: the order in which to check them, and cycles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from segql import ast

Key = tuple[str, str]
"""("let", name) or ("segment", name)."""


def levels(node: ast.Expression) -> Iterator[Sequence[ast.Node]]:
    """Every node of an expression: itself, then its children, then theirs; without recursion."""
    here: list[ast.Node] = [node]
    while here:
        yield here
        below: list[ast.Node] = []
        for each in here:
            for name in each.__match_args__:  # all but the span
                part: object = getattr(each, name)
                if isinstance(part, ast.Node):
                    below.append(part)
                elif isinstance(part, tuple):
                    below += [one for one in cast("tuple[object, ...]", part) if isinstance(one, ast.Node)]
        here = below


def needs(
    expression: ast.Expression, known: Mapping[Key, object], parameters: Iterable[str] = ()
) -> tuple[list[Key], int]:
    """The known definitions that an expression refers to, in order, and its own depth.

    A name that is one of its own `parameters` is no reference to a definition.
    """
    own = set(parameters)
    found: dict[Key, None] = {}
    depth = 0
    for level in levels(expression):
        depth += 1
        for node in level:
            match node:
                case ast.Reference(path):
                    if path[0].text not in own:
                        found[("let", path[0].text)] = None
                case ast.Call(name):
                    found[("let", name.text)] = None
                case ast.InNamed("segment", name):
                    found[("segment", name.text)] = None
                case _:
                    pass
    return [key for key in found if key in known], depth


def components(graph: Mapping[Key, Sequence[Key]]) -> list[list[Key]]:
    """Groups of definitions that need each other, each group behind those that it needs.

    Tarjan's algorithm (SIAM J. Comput. 1(2), 1972), with a stack of its own.
    """
    index: dict[Key, int] = {}
    low: dict[Key, int] = {}
    path: list[Key] = []
    on_path: set[Key] = set()
    found: list[list[Key]] = []
    for root in graph:
        if root in index:
            continue
        work: list[tuple[Key, Iterator[Key]]] = [(root, iter(graph[root]))]
        index[root] = low[root] = len(index)
        path.append(root)
        on_path.add(root)
        while work:
            key, rest = work[-1]
            after = next((each for each in rest if _fresh(each, key, index, low, on_path)), None)
            if after is not None:
                index[after] = low[after] = len(index)
                path.append(after)
                on_path.add(after)
                work.append((after, iter(graph[after])))
                continue
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[key])
            if low[key] == index[key]:
                group = _popped(path, key)
                on_path.difference_update(group)
                found.append(group)
    return found


def _fresh(each: Key, key: Key, index: Mapping[Key, int], low: dict[Key, int], on_path: set[Key]) -> bool:
    if each not in index:
        return True
    if each in on_path:
        low[key] = min(low[key], index[each])
    return False


def _popped(path: list[Key], last: Key) -> list[Key]:
    start = path.index(last) if len(path) < 8 else len(path) - 1 - path[::-1].index(last)
    group = path[start:]
    del path[start:]
    return group


def one_cycle(group: Iterable[Key], graph: Mapping[Key, Sequence[Key]]) -> list[Key]:
    """A cycle within a group, from its first member in the order of the text."""
    members = set(group)
    start = next(key for key in graph if key in members)
    before: dict[Key, Key] = {}
    open_ = [start]
    while open_:
        here = open_.pop(0)
        for each in graph[here]:
            if each == start:
                cycle = [here]
                while cycle[-1] != start:
                    cycle.append(before[cycle[-1]])
                return cycle[::-1]
            if each in members and each not in before:
                before[each] = here
                open_.append(each)
    return [start]
