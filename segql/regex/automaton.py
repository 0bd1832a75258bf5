"""Searching with a pattern in time linear in the text.

The tree becomes a graph of states with empty moves (Thompson's construction). A search follows the
set of all states that the text so far can lead to; sets and the moves between them are remembered,
up to a bound, so that most characters cost one look-up.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, assert_never

from segql.regex.tree import Chain, Chars, Choice, Edge, Regex, Repeat

_REMEMBERED = 50_000  # states in remembered sets, and moves, per pattern


@dataclass(slots=True)
class _State:
    """Moves to `targets`: by a character within `bounds`, at an edge of the text, or freely."""

    kind: Literal["chars", "start", "end", "free", "match"]
    targets: list[int]
    bounds: tuple[int, ...] = ()
    """Ascending; a code point is in the set where the number of bounds up to it is odd."""


@dataclass(slots=True)
class _Set:
    """The states that some text leads to; those with only free moves are left out."""

    states: frozenset[int]
    matched: bool
    moves: dict[str, _Set] = field(default_factory=dict[str, "_Set"])


class Automaton:
    """Finds whether any part of a text matches."""

    def __init__(self, tree: Regex) -> None:
        self._graph: list[_State] = []
        self._match = self._add("match", [])
        self._root = self._build(tree, self._match)
        self._forget()

    def search(self, text: str) -> bool:
        """Whether the pattern matches somewhere in the text."""
        here = self._first
        for char in text:
            if here.matched:
                return True
            here = here.moves.get(char) or self._move(here, char)
        return here.matched or self._match in self._closure(here.states, start=text == "", end=True)

    def _add(
        self,
        kind: Literal["chars", "start", "end", "free", "match"],
        targets: list[int],
        bounds: tuple[int, ...] = (),
    ) -> int:
        self._graph.append(_State(kind, targets, bounds))
        return len(self._graph) - 1

    def _build(self, node: Regex, target: int) -> int:
        """Adds states that read the node and go on to `target`; the first of them."""
        match node:
            case Chars(ranges):
                bounds = tuple([bound for low, high in ranges for bound in (low, high + 1)])
                return self._add("chars", [target], bounds)
            case Edge(which):
                return self._add(which, [target])
            case Chain(parts):
                for part in reversed(parts):
                    target = self._build(part, target)
                return target
            case Choice(options):
                return self._add("free", [self._build(option, target) for option in options])
            case Repeat(part, least, most):
                return self._repeat(part, least, most, target)
            case _:
                assert_never(node)

    def _repeat(self, part: Regex, least: int, most: int | None, target: int) -> int:
        if most is None:
            again = self._add("free", [target])
            self._graph[again].targets.append(self._build(part, again))
            target = again
        else:
            leave = target
            for _ in range(most - least):
                target = self._add("free", [leave, self._build(part, target)])
        for _ in range(least):
            target = self._build(part, target)
        return target

    def _closure(self, seeds: Iterable[int], *, start: bool, end: bool = False) -> frozenset[int]:
        """The states reached from `seeds` without a character, but for those with only free moves."""
        open_states = list(seeds)
        seen = set(open_states)
        kept: set[int] = set()
        while open_states:
            state = open_states.pop()
            kind = self._graph[state].kind
            if kind == "free" or (kind == "start" and start) or (kind == "end" and end):
                fresh = [target for target in self._graph[state].targets if target not in seen]
                seen.update(fresh)
                open_states.extend(fresh)
            elif kind != "start":
                kept.add(state)
        return frozenset(kept)

    def _move(self, here: _Set, char: str) -> _Set:
        code = ord(char)
        seeds = [self._root]
        for number in here.states:
            state = self._graph[number]
            if bisect_right(state.bounds, code) % 2:
                seeds.extend(state.targets)
        if self._spent > _REMEMBERED:
            self._forget()
        there = self._known(self._closure(seeds, start=False))
        here.moves[char] = there
        self._spent += 1
        return there

    def _known(self, states: frozenset[int]) -> _Set:
        found = self._sets.get(states)
        if found is None:
            found = self._sets[states] = _Set(states, self._match in states)
            self._spent += len(states)
        return found

    def _forget(self) -> None:
        self._spent = 0
        self._sets: dict[frozenset[int], _Set] = {}
        self._first = _Set(first := self._closure([self._root], start=True), self._match in first)
