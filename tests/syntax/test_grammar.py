"""The grammar: no conflicts, the tables of the parser are its tables, and words elsewhere are its words."""

from __future__ import annotations

import hashlib
import logging
import re
import runpy
import sys
from pathlib import Path

import lark
import pytest

import segql
from segql.syntax import conditions, machine, tables, values
from segql.syntax.words import RESERVED, SOFT, is_plain

_ROOT = Path(segql.__file__).parents[1]
_GRAMMAR = (_ROOT / "grammar" / "segql.lark").read_text(encoding="utf-8")


def test_there_is_no_conflict(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger=lark.logger.name):
        lark.Lark(_GRAMMAR, parser="lalr", lexer="basic", debug=True)
    assert [record.message for record in caplog.records if "onflict" in record.message] == []


def test_the_tables_are_those_of_the_grammar() -> None:
    assert hashlib.sha256(_GRAMMAR.encode()).hexdigest() == tables.GRAMMAR, "run `python grammar/generate.py`"
    made = runpy.run_path(str(_ROOT / "grammar" / "generate.py"))["tables"]()
    assert Path(tables.__file__).read_text(encoding="utf-8") == made


def test_every_rule_that_builds_has_its_function_and_every_function_its_rule() -> None:
    assert {name for name, *_ in tables.RULES} - {"", "_"} == values.RULES.keys() | conditions.RULES.keys()
    assert not values.RULES.keys() & conditions.RULES.keys()


def test_keywords_are_compared_as_patterns_without_case_are() -> None:
    letter = re.compile("[a-z]", re.IGNORECASE)
    for code in range(0x80, sys.maxunicode + 1):
        folded = machine.fold(chr(code))
        if letter.fullmatch(chr(code)):
            assert re.fullmatch(folded, chr(code), re.IGNORECASE) and folded.isascii()
        else:
            assert not folded.isascii() or len(folded) > 1


def test_the_keywords_are_those_of_the_grammar() -> None:
    keywords = set(re.findall(r'^[A-Z]+: "([a-z]+)"i$', _GRAMMAR, re.MULTILINE))
    (allowed,) = re.findall(r"^name: ((?:.|\n +)+)", _GRAMMAR, re.MULTILINE)
    names = {word.lower() for word in re.findall(r"[A-Z]+", allowed)}
    assert keywords | {"times"} == RESERVED | SOFT
    assert names - {"name", "quoted", "unit"} == SOFT
    assert not RESERVED & SOFT


@pytest.mark.parametrize(
    "name", ["a", "_", "구매", "e\u0301", "नमस्ते", "Day", "time", "x·y", "list", "android"]
)
def test_a_plain_name(name: str) -> None:
    assert is_plain(name)


@pytest.mark.parametrize("name", ["", "a b", "1a", "AND", "\u0130n", "between", "a-b", "‘a’"])
def test_a_name_for_backticks(name: str) -> None:
    assert not is_plain(name)
