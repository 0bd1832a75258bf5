"""Grammars of dialects that others wrote, and the complaints of theirs that are known to be wrong."""

from __future__ import annotations

import warnings
from functools import cache
from importlib import import_module
from typing import Any

_MISREAD: dict[str, tuple[tuple[str, str], ...]] = {
    # Its MySQL knows no character set in a CAST; the manual has `CAST(expr AS CHAR CHARACTER SET name)`.
    "mysql": ((" CHARACTER SET utf8mb4", ""),),
    # To its Redshift and Athena a backslash in a string is an escape, so that such a string may never end.
    "athena": (("\\", "/"),),
    "redshift": (("\\", "/"),),
}
"""What sqlfluff reads wrongly in each dialect, and what is read in its place."""

_LIMITS: dict[str, Any] = {"large_file_skip_byte_limit": 0, "max_parse_depth": 5_000}
"""sqlfluff's own: 26 calls within each other are too many for it as it comes."""


def complaints(dialect: str, text: str) -> list[str]:
    """What the grammar of a dialect says against a text."""
    if dialect == "trino":
        return _complaints_of_trino(text)
    for misread, instead in _MISREAD.get(dialect, ()):
        text = text.replace(misread, instead)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parsed = _linter(dialect).parse_string(f"{text}\n")
        variant = parsed.root_variant()
        if variant is None:
            return ["no tree"]
        unparsed = [segment.raw[:200] for segment in variant.tree.recursive_crawl("unparsable")]
        return [*map(str, parsed.violations), *unparsed]


@cache
def _linter(dialect: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from sqlfluff.core import FluffConfig, Linter

        return Linter(config=FluffConfig(overrides=_LIMITS | {"dialect": dialect}))


def _complaints_of_trino(text: str) -> list[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        runtime = import_module("antlr4")
        errors = import_module("trino_query_parser.error")
        lexer = import_module("trino_query_parser.SqlBaseLexer").SqlBaseLexer(
            runtime.InputStream(text.upper())
        )
        made = import_module("trino_query_parser.SqlBaseParser").SqlBaseParser
        grammar = made(runtime.CommonTokenStream(lexer))
        grammar.removeErrorListeners()
        grammar.addErrorListener(errors.TrinoErrorListener())
        try:
            grammar.singleStatement()  # it knows words in upper case alone, and reads to the end
        except errors.TrinoSyntaxError as wrong:
            return [str(wrong)]
    return []
