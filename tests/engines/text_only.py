"""The dialects that cannot be executed here: their texts, and what may stand in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml
from segql_sql import entry
from segql_sql.backend import SqlTexts
from sqlglot.dialects.dialect import Dialect as Written
from sqlglot.tokenizer_core import Token, TokenType

import segql
from segql import demo
from segql.backend import BoundSegment
from segql.conformance.case import Case
from segql.conformance.reading import cases
from segql.conformance.run import by_feature

FOLDER = Path(__file__).parent
_MADE: dict[str, Callable[[], SqlTexts]] = {
    "athena": entry.athena,
    "mysql": entry.mysql,
    "redshift": entry.redshift,
    "snowflake": entry.snowflake,
    "trino": entry.trino,
    "tsql": entry.tsql,
}
DIALECTS = [each for each in sorted(_MADE) if find_spec(f"segql_sql.dialects.{each}")]


@cache
def backend(dialect: str) -> SqlTexts:
    """The backend of a dialect."""
    return _MADE[dialect]()


def written(dialect: str, segment: BoundSegment) -> str | None:
    """The text of a segment, None where the dialect refuses it by name. Raises SegqlError for all else."""
    try:
        return backend(dialect).sql(segment)[0]
    except segql.UnsupportedError:
        return None


@cache
def files() -> dict[str, tuple[Case, ...]]:
    """The cases of the corpus that engines answer, by file."""
    found = by_feature(case for case in cases() if case.runs)
    return {file: tuple(those) for file, those in found.items()}


def bound(case: Case, *, complements: bool = False) -> Mapping[str, BoundSegment]:
    """The segments of a case; none where its text does not compile."""
    try:
        return case.bound(complements=complements)
    except segql.SegqlError:
        return {}


_SHORT = 4_000
"""Characters: what is longer repeats itself, as the offsets of a zone do."""


def spread(dialect: str, of_file: int) -> dict[str, str]:
    """Texts for grammars, which are slow: some of each file of the corpus, one of them a complement."""
    found: dict[str, str] = {}
    for file, those in files().items():
        step = max(1, len(those) // of_file)
        taken = 0
        for number, case in enumerate(those[::step]):
            texts = {
                f"{file}: {case.form.name}: {name}": written(dialect, segment)
                for name, segment in bound(case, complements=number == 1).items()
            }
            short = {name: text for name, text in texts.items() if text and len(text) < _SHORT}
            if short and taken < of_file:
                name = list(short)[-1]
                found[name] = short[name]
                taken += 1
    return found


GOLDEN = (
    "age", "anniversary", "arithmetic", "as_of", "avg", "boolean", "count", "count_of", "decimal",
    "distinct", "division", "event_filters", "event_windows", "float", "ids", "in", "injection", "lists",
    "literals", "min_max", "near", "number_edges", "parameters", "percentile", "ranks", "recurring", "regex",
    "sample", "sequence_absent", "sequence_same", "shared_tables", "sum", "text_tests", "windows_instant",
)  # fmt: skip
"""Files of the corpus whose first case is kept as text, beside the segments of the demo."""


@cache
def golden_segments() -> dict[str, BoundSegment]:
    """What is kept as text, by name."""
    found = {f"demo: {name}": each for name, each in demo.segments().at(demo.AS_OF).items()}
    for file in GOLDEN:
        case = next(each for each in files()[file] if bound(each))
        found |= {f"{file}: {case.form.name}: {name}": each for name, each in bound(case).items()}
    return found


# --- what stands in a text ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a vendor's manual has: functions with the numbers of arguments they take, and types."""

    functions: Mapping[str, Callable[[int], bool]]
    types: frozenset[str]


@cache
def allowed(dialect: str) -> Allowed:
    """The list of a dialect: `tests/engines/functions/README.md` says how it is written."""
    forms = list(_lists(dialect))
    functions = {
        name: _takes(str(each["arguments"])) for form in forms for name, each in form["functions"].items()
    }
    return Allowed(functions, frozenset(name for form in forms for name in form["types"]))


def pages(dialect: str) -> Iterator[str]:
    """The pages of the manual that a list names."""
    for form in _lists(dialect):
        named = [*(each["page"] for each in form["functions"].values()), *form["types"].values()]
        yield from (f"{form['manual']}{page}" for page in named)


def _lists(dialect: str) -> Iterator[dict[str, Any]]:
    form = yaml.safe_load((FOLDER / "functions" / f"{dialect}.yaml").read_text(encoding="utf-8"))
    yield form
    if "extends" in form:
        yield from _lists(form["extends"])


def _takes(arguments: str) -> Callable[[int], bool]:
    """`2`, `1-3` (one to three) or `1+` (one or more)."""
    if arguments.endswith("+"):
        return lambda number: number >= int(arguments[:-1])
    first, _, last = arguments.partition("-")
    return lambda number: int(first) <= number <= int(last or first)


_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*")
_SYNTAX = frozenset(
    {
        "ALL", "AND", "ANY", "AS", "BETWEEN", "BY", "CASE", "COLUMNS", "DISTINCT", "ELSE", "EXISTS", "FILTER",
        "FROM", "HAVING", "IN", "INTERVAL", "IS", "JOIN", "LATERAL", "LIKE", "MATERIALIZED", "NOT", "ON",
        "OR", "OVER", "SELECT", "SOME", "THEN", "UNION", "USING", "VALUES", "WHEN", "WHERE",
    }
)  # fmt: skip
"""Words that may stand before a parenthesis and are no functions."""
_CASTS = frozenset({"CAST", "TRY_CAST"})


def odd(dialect: str, text: str) -> list[str]:
    """The functions and types of a text that the list of the dialect does not have."""
    tokens = Written.get_or_raise(backend(dialect).dialect.sqlglot).tokenize(text)
    known = allowed(dialect)
    types = dict(_types(tokens))
    within = {at for start, (end, _) in types.items() for at in range(start, end)}
    found = [f"the type {name}" for _, name in types.values() if name not in known.types]
    for at, token in enumerate(tokens[:-1]):
        opens = tokens[at + 1].token_type == TokenType.L_PAREN
        if not opens or at in within or not _is_word(token) or token.text.upper() in _SYNTAX:
            continue
        takes, number = known.functions.get(token.text.upper()), _arguments(tokens, at + 1)
        if takes is None:
            found.append(f"the function {token.text}")
        elif not takes(number):
            found.append(f"{token.text} with {number} arguments")
    return found


def _is_word(token: Token) -> bool:
    quoted = token.token_type in (TokenType.IDENTIFIER, TokenType.STRING, TokenType.NATIONAL_STRING)
    return not quoted and _WORD.fullmatch(token.text) is not None


def _depths(tokens: list[Token], opening: int) -> Iterator[tuple[int, int]]:
    """The tokens behind a parenthesis up to that which closes it, each with its depth."""
    depth = 0
    for at in range(opening, len(tokens)):
        kind = tokens[at].token_type
        depth += kind in (TokenType.L_PAREN, TokenType.L_BRACKET)
        depth -= kind in (TokenType.R_PAREN, TokenType.R_BRACKET)
        if depth == 0:
            yield at, 0
            return
        if at > opening:
            yield at, depth
    raise AssertionError("a parenthesis is not closed")


def _arguments(tokens: list[Token], opening: int) -> int:
    if tokens[opening + 1].token_type == TokenType.R_PAREN:
        return 0
    within = list(_depths(tokens, opening))
    return 1 + sum(depth == 1 and tokens[at].token_type == TokenType.COMMA for at, depth in within)


def _types(tokens: list[Token]) -> Iterator[tuple[int, tuple[int, str]]]:
    """Where each type of a cast stands, and its name without sizes."""
    for at, token in enumerate(tokens[:-1]):
        if token.text.upper() not in _CASTS or tokens[at + 1].token_type != TokenType.L_PAREN:
            continue
        within = list(_depths(tokens, at + 1))
        start = next(i for i, depth in within if depth == 1 and tokens[i].text.upper() == "AS") + 1
        end = within[-1][0]
        name = " ".join(each.text.upper() for each in tokens[start:end])
        yield start, (end, re.sub(r" \( [0-9]+(?: , [0-9]+)* \)", "", name))
