"""Which patterns an engine that backtracks may give up on: repetitions that read one text in many ways."""

from __future__ import annotations

from collections import Counter
from itertools import chain, pairwise
from typing import assert_never

from segql.regex.tree import Chain, Chars, Choice, Edge, Regex, Repeat

_FEW = 3
"""Repetitions that can multiply the ways only so often."""

_Ends = tuple[bool, list[int], list[int]]
"""Whether a part may be empty, and the characters that it may begin and end with, by number."""


def may_explode(node: Regex) -> bool:
    """Whether the ways to read a text may grow exponentially with its length."""
    match node:
        case Chars() | Edge():
            return False
        case Chain(parts):
            return any(map(may_explode, parts))
        case Choice(options):
            return any(map(may_explode, options))
        case Repeat(part, _, most):
            if most is not None and most <= _FEW:
                return may_explode(part)
            return not isinstance(part, Chars) and _Loop(node).has_choice()
        case _:
            assert_never(node)


class _Loop:
    """The characters of a repetition, and which may follow which: each way to get there counts."""

    def __init__(self, node: Repeat) -> None:
        self._chars: list[Chars] = []
        self._follows: list[list[int]] = []
        self._empty = False
        self._ends(node)

    def has_choice(self) -> bool:
        """Whether, after some text, one character can be read in two ways."""
        return self._empty or any(map(self._overlap, {tuple(each) for each in self._follows}))

    def _overlap(self, places: tuple[int, ...]) -> bool:
        if max(Counter(places).values(), default=0) > 1:
            return True
        ranges = sorted(pair for place in places for pair in self._chars[place].ranges)
        return any(after[0] <= before[1] for before, after in pairwise(ranges))

    def _ends(self, node: Regex) -> _Ends:
        match node:
            case Chars():
                self._chars.append(node)
                self._follows.append([])
                place = len(self._chars) - 1
                return False, [place], [place]
            case Edge():
                return True, [], []
            case Chain(parts):
                return self._chain([self._ends(part) for part in parts])
            case Choice(options):
                found = [self._ends(option) for option in options]
                first = list(chain.from_iterable(begins for _, begins, _ in found))
                last = list(chain.from_iterable(ends for _, _, ends in found))
                return any(empty for empty, _, _ in found), first, last
            case Repeat(part, least, most):
                empty, first, last = self._ends(part)
                if most is None or most > 1:
                    self._empty |= empty
                    self._join(last, first)
                return empty or least == 0, first, last
            case _:
                assert_never(node)

    def _chain(self, parts: list[_Ends]) -> _Ends:
        empty, first, last = True, list[int](), list[int]()
        for may_be_empty, begins, ends in parts:
            self._join(last, begins)
            first = first + begins if empty else first
            last = last + ends if may_be_empty else ends
            empty = empty and may_be_empty
        return empty, first, last

    def _join(self, before: list[int], after: list[int]) -> None:
        for place in before:
            self._follows[place] = self._follows[place] + after
