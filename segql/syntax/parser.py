"""Text to tree. The grammar is `grammar/segql.lark`; this is the only module that knows Lark."""

from __future__ import annotations

import re
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any, cast

from lark import Lark, Token, Transformer, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from segql import ast
from segql.diagnostics import SegqlError, Source, Span
from segql.limits import DEFAULT_LIMITS, Limits
from segql.syntax import conditions, messages, values
from segql.syntax.builder import MOST_FINDINGS, Builder, Children, Rule, Stop
from segql.syntax.expected import END
from segql.syntax.unexpected import Finding, Piece, Situation, explain, explain_character

_RULES = values.RULES | conditions.RULES
_BUILDER: ContextVar[Builder] = ContextVar("segql_builder")  # of the text that is being parsed

_NEVER = re.compile("[\x00\ud800-\udfff]")
_DEFINITION = (
    r"""(?im)^[ \t]*((?:segment|let)\s+(?:`[^`\n]+`|[^\W\d]\w*)\s*(?:"[^"\n]*"\s*|'[^'\n]*'\s*)?[=(])"""
)
_BEFORE = 6


def parse(source: Source, limits: Limits = DEFAULT_LIMITS) -> ast.Document:
    """The tree of a text. Raises SegqlError with `syntax-*` and `limit-*` diagnostics."""
    builder = Builder(source, limits)
    _check_text(builder)
    reset = _BUILDER.set(builder)
    try:
        document = _parsed(builder)
    finally:
        _BUILDER.reset(reset)
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
            return cast("ast.Document", _parse(" " * start + text[start:]))
        except UnexpectedInput as failure:
            (said, place), position = _explained(text, failure)
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


def _explained(text: str, failure: UnexpectedInput) -> tuple[Finding, int]:
    """What is said about a failure, and where it is."""
    position = failure.pos_in_stream or 0
    if isinstance(failure, UnexpectedCharacters):
        return explain_character(text, position), position
    if not isinstance(failure, UnexpectedToken):
        raise failure
    token, stack = cast("Token", cast("Any", failure).token), _stack(failure)
    before = _before(stack)
    if token.type == END:
        position = len(text)
        if not before:
            return (messages.empty(), Span(0, 0)), position
    here = Piece(token.type, Span(position, position + len(token)))
    accepts = frozenset(cast("Any", failure.interactive_parser).accepts())
    return explain(Situation(text, here, before, accepts, _opened(stack))), position


def _stack(failure: UnexpectedToken) -> list[Any]:
    return cast("Any", failure.interactive_parser).parser_state.value_stack


def _before(stack: list[Any]) -> list[Piece]:
    """The last pieces of the text in front of the place, in order."""
    pieces: list[Piece] = []
    for value in reversed(stack):
        parts = cast("Tree[Any]", value).children[-_BEFORE:] if isinstance(value, Tree) else [value]
        pieces.extend(map(_piece, reversed(parts)))
        if len(pieces) >= _BEFORE:
            break
    return pieces[::-1]


def _piece(value: Any) -> Piece:
    if isinstance(value, Token):
        return Piece(value.type, Span(value.start_pos or 0, value.end_pos or 0))
    return Piece("", value.span)


def _opened(stack: list[Any]) -> Piece | None:
    """The innermost bracket that is still open: the closed ones have become parts of nodes."""
    for value in reversed(stack):
        if isinstance(value, Token) and value.type in ("LPAR", "LSQB"):
            return _piece(value)
    return None


class _Rules(Transformer[Any, Any]):
    """Calls the builder for each rule that Lark completes."""

    def __getattr__(self, name: str) -> Any:
        rule: Rule | None = _RULES.get(name)
        if rule is None:
            raise AttributeError(name)

        def built(children: Children) -> ast.Node:
            return _BUILDER.get().build(rule, children)

        return built


@cache
def _lark() -> Lark:
    return Lark(
        _grammar(),
        parser="lalr",
        lexer="basic",
        transformer=_Rules(),
        lexer_callbacks={"COMMENT": _comment},
        keep_all_tokens=True,
        maybe_placeholders=False,
    )


def _parse(text: str) -> object:
    return cast("Any", _lark()).parse(text)


def _comment(token: Token) -> Token:
    _BUILDER.get().comments.add(token.start_pos or 0, token.end_pos or 0)
    return token


def _grammar() -> str:
    """The grammar: beside the package in a wheel, at the repo root in a checkout."""
    package = Path(__file__).parents[1]
    packaged = package / "segql.lark"
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    return (package.parent / "grammar" / "segql.lark").read_text(encoding="utf-8")
