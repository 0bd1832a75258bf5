"""The parser's machine: words by one pattern, LALR(1) by the tables that the grammar is made into.

The tables are a module like any other: nothing is cached, and no file beside the package is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, cast

from segql.syntax import tables

END = "$END"
"""The type of the word behind the last."""

Children = list[Any]
"""The words and nodes of a rule, in the order of the text."""


Build = Callable[[str, Children], object]
"""What makes the value of a rule, given its name and its children."""


class Word:
    """A word of the text, as the lexer gives it."""

    __slots__ = ("end", "start", "text", "type")

    def __init__(self, type: str, start: int, end: int, text: str) -> None:
        self.type, self.start, self.end, self.text = type, start, end, text


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


_NO_WORD = "NO_WORD"
_PASSED = ("BLANKS", "COMMENT")
_WORDS = re.compile(
    "|".join(f"(?P<{name}>{each})" for name, each in tables.WORDS) + rf"|(?P<{_NO_WORD}>(?s:.))"
)
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
    stack, values = [0], Children()
    for found in _WORDS.finditer(text, start):
        type_ = found.lastgroup or ""
        if type_ == "BLANKS":
            continue
        begin, end = found.span()
        if type_ == "COMMENT":
            comment(begin, end)
            continue
        written = found.group()
        if type_ == "NAME":
            type_ = tables.KEYWORDS.get(written) or tables.KEYWORDS.get(fold(written), "NAME")
        elif type_ == _NO_WORD:
            raise Unreadable(begin)
        word = Word(type_, begin, end, written)
        _complete(word, stack, values, build)
        values.append(word)
        stack.append(tables.STATES[stack[-1]][type_])
    _complete(Word(END, len(text), len(text), ""), stack, values, build)
    return values[0]


def _complete(
    word: Word, stack: list[int], values: Children, build: Callable[[str, Children], object]
) -> None:
    """Completes the rules that end in front of a word, until one goes on with it."""
    states, type_ = tables.STATES, word.type
    while (step := states[stack[-1]].get(type_)) is None or step < 0:
        if step is None:
            raise Unexpected(word, values, _accepted(stack))
        gives, length, symbol, spread = tables.RULES[~step]
        if gives:
            children = values[-length:]
            del stack[-length:], values[-length:]
            if spread:
                children = _spread(children)
            values.append(children if gives == "_" else build(gives, children))
            stack.append(states[stack[-1]][symbol])
        else:  # it has one part, and is that
            stack[-1] = states[stack[-2]][symbol]


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
