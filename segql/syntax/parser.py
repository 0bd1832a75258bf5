"""Text to tree."""

from __future__ import annotations

import re
from typing import Any, cast

from segql import ast
from segql.diagnostics import SegqlError, Source, Span
from segql.limits import DEFAULT_LIMITS, Limits
from segql.syntax import conditions, machine, messages, values
from segql.syntax.builder import MOST_FINDINGS, Builder, Stop
from segql.syntax.machine import END, Children, Unexpected, Unreadable, Word
from segql.syntax.unexpected import Finding, Piece, Situation, explain, explain_character

_RULES = values.RULES | conditions.RULES

_NEVER = re.compile("[\x00\ud800-\udfff]")
_DEFINITION = (
    r"""(?im)^[ \t]*((?:segment|let)\s+(?:`[^`\n]+`|[^\W\d]\w*)\s*(?:"[^"\n]*"\s*|'[^'\n]*'\s*)?[=(])"""
)
_BEFORE = 6


def parse(source: Source, limits: Limits = DEFAULT_LIMITS) -> ast.Document:
    """The tree of a text. Raises SegqlError with `syntax-*` and `limit-*` diagnostics."""
    builder = Builder(source, limits, _RULES)
    _check_text(builder)
    document = _parsed(builder)
    if document is None or builder.findings:
        raise SegqlError(builder.findings)
    return document


def _check_text(builder: Builder) -> None:
    text, most = builder.source.text, builder.limits.text_bytes
    size = len(text) if len(text) > most else len(text.encode("utf-8", "surrogatepass"))
    if size > most:
        raise SegqlError([builder.say(messages.long_text(size, most), Span(0, 0))])
    never = _NEVER.search(text)
    if never is not None:
        raise SegqlError([builder.say(messages.character(never.group()), Span(*never.span()))])


def _parsed(builder: Builder) -> ast.Document | None:
    """The tree, or None and findings. After a syntax error it goes on at the next definition."""
    text = builder.source.text
    start: int | None = 0
    while start is not None:
        try:
            return cast("ast.Document", machine.parse(text, start, builder.build, builder.comments.add))
        except Unreadable as failure:
            (said, place), position = explain_character(text, failure.position), failure.position
            builder.findings.append(builder.say(said, place))
        except Unexpected as failure:
            said, place = _explained(text, failure)
            position = failure.word.span.start
            builder.findings.append(builder.say(said, place))
        except Stop as stop:
            position = stop.position
        if position is None or len(builder.findings) >= MOST_FINDINGS:
            return None
        start = _next_definition(text, start, position)
    return None


def _next_definition(text: str, start: int, position: int) -> int | None:
    """Where a definition begins at the start of a line, behind `start`, at `position` or later."""
    line = text.rfind("\n", 0, position) + 1
    for found in re.compile(_DEFINITION).finditer(text, line):
        if found.start(1) >= position and found.start(1) > start:
            return found.start(1)
    return None


def _explained(text: str, failure: Unexpected) -> Finding:
    """What is said about a failure, and where."""
    before, word = _before(failure.stack), failure.word
    if word.type == END and not before:
        return messages.empty(), Span(0, 0)
    return explain(Situation(text, _piece(word), before, failure.accepts, _opened(failure.stack)))


def _before(stack: Children) -> list[Piece]:
    """The last pieces of the text in front of the place, in order."""
    pieces: list[Piece] = []
    for value in reversed(stack):
        parts = cast("Children", value)[-_BEFORE:] if isinstance(value, list) else [value]
        pieces.extend(map(_piece, reversed(parts)))
        if len(pieces) >= _BEFORE:
            break
    return pieces[::-1]


def _piece(value: Any) -> Piece:
    return Piece(value.type if isinstance(value, Word) else "", value.span)


def _opened(stack: Children) -> Piece | None:
    """The innermost bracket that is still open: the closed ones have become parts of nodes."""
    for value in reversed(stack):
        if isinstance(value, Word) and value.type in ("LPAR", "LSQB"):
            return _piece(value)
    return None
