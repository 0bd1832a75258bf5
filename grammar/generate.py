"""Writes the tables of the parser, `segql/syntax/tables.py`: `python grammar/generate.py`.

Lark reads the grammar and works out the LALR(1) automaton here, once; texts are then parsed by
`segql.syntax.machine` with the tables alone. A test says when they are not those of the grammar.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from lark import Lark
from lark.lexer import BasicLexer, PatternStr

_HERE = Path(__file__).parent
_GRAMMAR = _HERE / "segql.lark"
_TABLES = _HERE.parent / "segql" / "syntax" / "tables.py"


def tables() -> str:
    """The module with the tables of the grammar."""
    text = _GRAMMAR.read_text(encoding="utf-8")
    parser: Any = Lark(text, parser="lalr", lexer="basic", keep_all_tokens=True, maybe_placeholders=False)
    return _MODULE.format(
        digest=hashlib.sha256(text.encode()).hexdigest(),
        words=_lines(_words(parser)),
        keywords=_lines(_keywords(parser)),
        rules=_lines(_rules(parser)),
        states=_lines(_states(parser)),
    )


_MODULE = '''"""The tables of the parser, made from `grammar/segql.lark` by `python grammar/generate.py`."""

# fmt: off
# ruff: noqa: E501
# pyright: basic

GRAMMAR = "{digest}"
"""SHA-256 of the grammar."""

WORDS = (
{words}
)
"""The kinds of words that have a pattern, in the order in which they are tried."""

KEYWORDS = {{
{keywords}
}}
"""The names that are keywords."""

RULES = (
{rules}
)
"""For each rule: what it builds (`_`: parts of a larger rule, nothing: it has one part and is that), how
many parts it has, the symbol that it completes, and whether parts of a smaller rule are among them."""

STATES: tuple[dict[str, int], ...] = (
{states}
)
"""For each state, what follows a symbol: the next state (0 at the end), or ~r to complete rule r."""
'''


def _lines(items: Iterator[str]) -> str:
    return "\n".join(f"    {item}," for item in items)


def _words(parser: Any) -> Iterator[str]:
    lexer: Any = BasicLexer(parser.parser.lexer_conf)
    for terminal in lexer.terminals:
        if terminal.name in lexer.scanner.allowed_types:
            yield repr((str(terminal.name), terminal.pattern.to_regexp()))


def _keywords(parser: Any) -> Iterator[str]:
    """The strings that the pattern of a name would take; in a text, in any case."""
    for terminal in sorted(parser.terminals, key=lambda each: each.name):
        if isinstance(terminal.pattern, PatternStr) and terminal.pattern.value.isalpha():
            assert terminal.pattern.flags == frozenset("i")
            yield f"{terminal.pattern.value!r}: {str(terminal.name)!r}"


def _rules(parser: Any) -> Iterator[str]:
    for rule in parser.rules:
        origin, parts = str(rule.origin.name), rule.expansion
        spread = any(not part.is_term and part.name.startswith("_") for part in parts)
        single = rule.options.expand1 and rule.alias is None and len(parts) == 1 and not spread
        gives = "_" if origin.startswith("_") else "" if single else str(rule.alias or origin)
        assert parts, f"{origin} may be empty"
        yield repr((gives, len(parts), origin, spread))


def _states(parser: Any) -> Iterator[str]:
    """State 0 is the first one, and the others are numbered as they are come by, symbols by name."""
    table = parser.parser.parser._parse_table
    states = cast("Mapping[int, Mapping[str, tuple[Any, Any]]]", table.states)
    rules = {rule: number for number, rule in enumerate(parser.rules)}
    (start,), (end,) = table.start_states.values(), table.end_states.values()
    numbers, found = {start: 0}, [start]
    for state in found:
        row = {"$END": 0} if state == end else dict[str, int]()
        for symbol, (action, goal) in sorted(states[state].items()):
            if action.name == "Shift":
                if goal not in numbers:
                    numbers[goal] = len(found)
                    found.append(goal)
                row[str(symbol)] = numbers[goal]
            else:
                row[str(symbol)] = ~rules[goal]
        yield repr(row)


if __name__ == "__main__":
    _TABLES.write_text(tables(), encoding="utf-8")
