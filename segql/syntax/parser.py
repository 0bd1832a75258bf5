"""Text to tree. The grammar is `grammar/segql.lark`; this is the only module that knows Lark."""

from __future__ import annotations

from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from lark import Lark, Transformer
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from segql import ast
from segql.diagnostics import SegqlError, Source, Span
from segql.limits import DEFAULT_LIMITS, Limits
from segql.syntax import conditions, messages, values
from segql.syntax.builder import Builder, Children, Rule

_RULES = values.RULES | conditions.RULES
_BUILDER: ContextVar[Builder] = ContextVar("segql_builder")  # of the text that is being parsed


def parse(source: Source, limits: Limits = DEFAULT_LIMITS) -> ast.Document:
    """The tree of a text. Raises SegqlError with `syntax-*` and `limit-*` diagnostics."""
    builder = Builder(source, limits)
    token = _BUILDER.set(builder)
    try:
        document = cast("ast.Document", _lark().parse(source.text))
    except UnexpectedInput as failure:
        raise SegqlError(
            [
                builder.say(
                    messages.Said("syntax-unexpected", "unexpected"),
                    Span(failure.pos_in_stream or 0, (failure.pos_in_stream or 0) + 1),
                )
            ]
        ) from None
    finally:
        _BUILDER.reset(token)
    if builder.findings:
        raise SegqlError(builder.findings)
    return document


class _Rules(Transformer[Any, Any]):
    """Calls the builder for each rule that Lark completes."""

    def __getattr__(self, name: str) -> Any:
        rule: Rule | None = _RULES.get(name)
        if rule is None:
            raise AttributeError(name)
        return lambda children: _BUILDER.get().build(rule, children)


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


def _comment(token: Any) -> Any:
    _BUILDER.get().comments.add(token.start_pos, token.end_pos)
    return token


def _grammar() -> str:
    """The grammar: beside the package in a wheel, at the repo root in a checkout."""
    package = Path(__file__).parents[1]
    packaged = package / "segql.lark"
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    return (package.parent / "grammar" / "segql.lark").read_text(encoding="utf-8")
