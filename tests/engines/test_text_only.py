"""The dialects that cannot be executed here, checked as texts: what they call, by lists written from the
vendors' manuals; how they read, by grammars of others; and the texts themselves, kept in `golden/`.

    SEGQL_WRITE_GOLDEN=1 pytest tests/engines/test_text_only.py -k golden    writes those anew
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import sqlglot
from engines import small, text_only
from engines.grammars import complaints
from engines.test_sql import HOSTILE
from engines.tested import in_ci
from engines.text_only import DIALECTS, FOLDER, GOLDEN, backend, bound, files, odd, written
from sqlglot import exp

from segql import meaning as m
from segql.diagnostics import UnsupportedError


def written_by(dialect: str) -> str:
    """The dialect of sqlglot."""
    return backend(dialect).dialect.sqlglot


dialects = pytest.mark.parametrize("dialect", DIALECTS)
_SHARE = 1 if in_ci() else 8
"""Every so-manieth case is written where time is short."""
_OF_FILE = 3


@pytest.mark.parametrize("file", files())
def test_texts_call_only_what_the_manuals_have(file: str) -> None:
    wrong: list[str] = []
    for case in files()[file][::_SHARE]:
        for name, segment in bound(case).items():
            for dialect in DIALECTS:
                text = written(dialect, segment)
                found = odd(dialect, text) if text is not None else []
                wrong += [f"{dialect}: {case.form.name}: {name}: {each}" for each in found]
    assert not wrong


@dialects
def test_the_grammar_of_another_reads_the_texts(dialect: str) -> None:
    pytest.importorskip("trino_query_parser" if dialect == "trino" else "sqlfluff")
    texts = text_only.spread(dialect, _OF_FILE if in_ci() else 1)
    assert len(texts) >= (150 if in_ci() else 50)
    wrong = {name: found for name, text in texts.items() if (found := complaints(dialect, text))}
    assert not wrong


@dialects
def test_the_grammar_of_another_takes_no_nonsense(dialect: str) -> None:
    pytest.importorskip("trino_query_parser" if dialect == "trino" else "sqlfluff")
    text = next(iter(text_only.spread(dialect, 1).values()))
    assert complaints(dialect, text.replace("SELECT", "SELECT ) FROM", 1))
    assert complaints(dialect, f"{text} )")


@dialects
def test_hostile_strings_stay_within_their_quotes(dialect: str) -> None:
    pytest.importorskip("trino_query_parser" if dialect == "trino" else "sqlfluff")
    options = tuple(small.text(each) for each in HOSTILE)
    text = written(dialect, small.segment(m.OneOf(small.COUNTRY, options)))
    assert text is not None
    assert not complaints(dialect, text)
    tree = sqlglot.parse_one(text, read=written_by(dialect))
    strings = {each.this for each in tree.find_all(exp.Literal, exp.National)}
    if dialect not in ("mysql", "redshift"):  # which write characters by number, whatever a quote is there
        assert strings >= set(HOSTILE)
    harmless = written(dialect, small.segment(m.OneOf(small.COUNTRY, tuple(map(small.text, "abc")))))
    assert harmless is not None
    plain = sqlglot.parse_one(harmless, read=written_by(dialect))
    assert _names(tree) == _names(plain)


def _names(tree: exp.Expr) -> set[str]:
    return {each.name for each in tree.find_all(exp.Identifier)}


@dialects
def test_golden_texts_are_written_as_before(dialect: str) -> None:
    path = FOLDER / "golden" / f"{dialect}.sql"
    now = dict(_golden(dialect))
    if os.environ.get("SEGQL_WRITE_GOLDEN"):
        path.write_text("\n".join(now.values()), encoding="utf-8")
    kept = path.read_text(encoding="utf-8")
    changed = [name for name, text in now.items() if text not in kept]
    assert not changed, f"{changed}: see the command at the top of this file"
    assert kept == "\n".join(now.values())


def _golden(dialect: str) -> Iterator[tuple[str, str]]:
    for name, segment in text_only.golden_segments().items():
        try:
            text = backend(dialect).sql(segment)[0] + ";"
        except UnsupportedError as refused:
            text = f"-- refused: {refused.diagnostics[0].message}"
        yield name, f"-- {name}\n{text}\n"


@dialects
def test_golden_texts_are_of_the_dialect_by_sqlglot_too(dialect: str) -> None:
    for name, segment in text_only.golden_segments().items():
        text = written(dialect, segment)
        assert text is None or sqlglot.parse_one(text, read=written_by(dialect)), name


def test_golden_texts_are_of_many_features() -> None:
    assert len(set(GOLDEN)) == len(GOLDEN)
    assert set(GOLDEN) <= set(files())
    assert len(text_only.golden_segments()) >= 60


@dialects
def test_every_list_names_the_pages_of_its_manual(dialect: str) -> None:
    found = list(text_only.pages(dialect))
    assert all(page.startswith("https://") and len(page.rsplit("/", 1)[1]) > 1 for page in found)


@dialects
@pytest.mark.parametrize(
    "text",
    [
        "SELECT NO_SUCH_FUNCTION(1)",
        "SELECT ABS(1, 2)",
        "SELECT CAST(1 AS NO_SUCH_TYPE)",
        "SELECT ABS(NO_SUCH(1))",
    ],
)
def test_what_no_manual_has_is_found(dialect: str, text: str) -> None:
    assert odd(dialect, text)
    assert not odd(dialect, "SELECT ABS(1) FROM (SELECT 1) WHERE 1 IN (1, 2)")
