"""The parser's machine: words by one pattern, LALR(1) by the tables that the grammar is made into.

The tables are a module like any other: nothing is cached, and no file beside the package is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, cast

from segql.diagnostics import Span
from segql.syntax import tables

END = "$END"
"""The type of the word behind the last."""

Children = list[Any]
"""The words and nodes of a rule, in the order of the text."""


Build = Callable[[str, Children], object]
"""What makes the value of a rule, given its name and its children."""


class Word:
    """A word of the text, as the lexer gives it."""

    __slots__ = ("span", "text", "type")

    def __init__(self, type: str, span: Span, text: str) -> None:
        self.type, self.span, self.text = type, span, text


class Unreadable(Exception):
    """At `position`, no word begins."""

    def __init__(self, position: int) -> None:
        super().__init__()
        self.position = position


class Unexpected(Exception):
    """No rule goes on with `word`: behind the words and values in `stack` could stand one of `accepts`."""

    def __init__(self, word: Word, stack: Children, accepts: frozenset[str]) -> None:
        super().__init__()
        self.word, self.stack, self.accepts = word, stack, accepts


_BLANKS = dict(tables.WORDS)["BLANKS"]
_KINDS = [f"(?P<{name}>{pattern})" for name, pattern in tables.WORDS if name != "BLANKS"]
_WORDS = re.compile(f"(?:{_BLANKS})?(?:{'|'.join(_KINDS)}|(?P<END>\\Z)|(?s:.))")
_FOLDED = str.maketrans("İıſK", "iisk")
"""Letters that `re.IGNORECASE` takes for others which are not their lower case."""


def fold(word: str) -> str:
    """A word as keywords are compared: case is none of theirs."""
    return word.lower() if word.isascii() else word.translate(_FOLDED).lower()


def parse(
    text: str,
    start: int,
    build: Build,
    comment: Callable[[int, int], None],
) -> object:
    """What the first rule gives for a text from `start` on; each rule is built as soon as it is complete.

    `comment` is told where one begins and ends once it is passed. Raises Unreadable and Unexpected.
    """
    states, rules, keywords = tables.STATES, tables.RULES, tables.KEYWORDS
    stack, values, state = [0], Children(), 0
    for found in _WORDS.finditer(text, start):
        type_, group = found.lastgroup, found.lastindex or 0
        begin, end = found.span(group)
        if type_ == "NAME":
            written = found[group]
            type_ = keywords.get(written) or keywords.get(fold(written), "NAME")
        elif type_ == "COMMENT":
            comment(begin, end)
            continue
        elif type_ == "END":
            type_ = END
        elif type_ is None:
            raise Unreadable(end - 1)
        word = Word(type_, Span(begin, end), found[group])
        while True:
            step = states[state].get(type_)
            if step is None:
                raise Unexpected(word, values, _accepted(stack))
            if step >= 0:
                break
            gives, length, symbol, spread = rules[~step]  # a rule that ends in front of the word
            if not gives:
                state = stack[-1] = _alone(stack[-2], state, type_)
                continue
            children = values[-length:]
            del stack[-length:], values[-length:]
            if spread:
                children = _spread(children)
            values.append(children if gives == "_" else build(gives, children))
            state = states[stack[-1]][symbol]
            stack.append(state)
        if type_ == END:
            break
        state = step
        stack.append(state)
        values.append(word)
    return values[0]


@cache  # precedence makes long chains of rules with one part, the same ones again and again
def _alone(below: int, state: int, type_: str) -> int:
    """The state behind a value once it has become, in front of a word, all that it is without others."""
    while (step := tables.STATES[state].get(type_, 0)) < 0 and not tables.RULES[~step][0]:
        state = tables.STATES[below][tables.RULES[~step][2]]
    return state


def _spread(children: Children) -> Children:
    """The children, with what is a list replaced by its items."""
    first = children[0]
    found = cast("Children", first) if isinstance(first, list) else [first]  # one that grows is kept
    for child in children[1:]:
        if isinstance(child, list):
            found += cast("Children", child)
        else:
            found.append(child)
    return found


def _accepted(stack: Sequence[int]) -> frozenset[str]:
    """The types of the words that could come next."""
    return frozenset(type_ for type_ in tables.STATES[stack[-1]] if type_.isupper() and _fits(stack, type_))


def _fits(stack: Sequence[int], type_: str) -> bool:
    tried = list(stack)
    while (step := tables.STATES[tried[-1]].get(type_)) is not None:
        if step >= 0:
            return True
        _, length, symbol, _ = tables.RULES[~step]
        del tried[-length:]
        tried.append(tables.STATES[tried[-1]][symbol])
    return False
