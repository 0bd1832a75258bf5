"""Patterns mean one thing: to us, to Rust (Polars), to RE2 (DuckDB), and to Python's `re` as spelled."""

from __future__ import annotations

import re

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segql.regex import PatternError, parse_pattern

TOO_LARGE = "the pattern is too large when its repetitions are written out"
ALPHABET = "ab가😀é \n\t\r\f\v0_9-.\\]^$|A\x7f\x1f\u2028"
texts = st.text(st.sampled_from(ALPHABET), max_size=8)

_literal = st.sampled_from([r"\." if c == "." else re.escape(c) if c in r"\]^$|" else c for c in ALPHABET])
_class_chars = [
    *"ab가😀é09_A. $|*",
    r"\-",
    r"\]",
    r"\\",
    r"\^",
    r"\[",
    r"\n",
    r"\d",
    r"\W",
    r"\s",
    r"\&",
    "a-z",
    "0-9",
    "가-힣",
    "!-~",
    "^",
]


def _reads(text: str) -> bool:
    try:
        parse_pattern(text)
    except PatternError:
        return False
    return True


_class = (
    st.tuples(st.sampled_from(["[", "[^"]), st.lists(st.sampled_from(_class_chars), min_size=1, max_size=4))
    .map(lambda parts: parts[0] + "".join(parts[1]) + "]")
    .filter(_reads)
)
_atom = st.one_of(
    _literal,
    _class,
    st.sampled_from([".", "^", "$", "()", r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", r"[\s\S]", r"\n", r"\/"]),
)
_quantifier = st.sampled_from(["", "", "*", "+", "?", "{2}", "{0}", "{1}", "{1,}", "{0,2}", "{2,3}", "{0,}"])


def _extend(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    group = inner.map(lambda text: f"({text})")
    item = st.tuples(st.one_of(_atom, group), _quantifier).map("".join)
    chain = st.lists(item, max_size=4).map("".join)
    return st.lists(chain, min_size=1, max_size=3).map("|".join)


patterns = st.recursive(_atom, _extend, max_leaves=12).filter(_reads)
batches = st.lists(texts, min_size=1, max_size=12)


def _ours(pattern: str, batch: list[str]) -> list[bool]:
    return [parse_pattern(pattern).search(text) for text in batch]


@given(patterns, batches)
def test_rust_agrees_with_our_search(pattern: str, batch: list[str]) -> None:
    found = pl.Series(batch).str.contains(parse_pattern(pattern).spelling()).to_list()
    assert found == _ours(pattern, batch)


@given(patterns, batches)
def test_re2_agrees_with_our_search(pattern: str, batch: list[str]) -> None:
    with duckdb.connect() as connection:
        query = "select regexp_matches(t, ?) from unnest(?) as texts(t)"
        rows = connection.execute(query, [parse_pattern(pattern).spelling(), batch]).fetchall()
    assert [found for (found,) in rows] == _ours(pattern, batch)


@given(patterns, batches)
def test_python_agrees_with_our_search(pattern: str, batch: list[str]) -> None:
    compiled = re.compile(parse_pattern(pattern).spelling().replace(r"\z", r"\Z"))
    assert [compiled.search(text) is not None for text in batch] == _ours(pattern, batch)


@given(st.text(st.sampled_from("ab*+?{}()[]|^$\\.-0123,&nwdSxpz가"), max_size=30))
def test_any_text_is_a_pattern_or_a_pattern_error(text: str) -> None:
    try:
        pattern = parse_pattern(text)
    except PatternError as failure:
        assert 0 <= failure.start < failure.end <= len(text)
    else:
        assert re.compile(pattern.spelling().replace(r"\z", r"\Z"))
        assert pl.Series(["a"]).str.contains(pattern.spelling()).to_list() == [pattern.search("a")]


@pytest.mark.parametrize(
    ("pattern", "spelling"),
    [
        ("", ""),
        (r"^\+82", r"\A\+82"),
        ("a|b|", "(?:a|b)?"),
        (".", r"[^\n]"),
        (r"\d\w\s", r"[0-9][0-9A-Z_a-z][\t-\r ]"),
        (r"\D", "[^0-9]"),
        (r"[^\D]", "[0-9]"),
        (r"[\s\S]", r"(?:[^\n]|\n)"),
        ("(((a)))b", "ab"),
        ("(ab){2}", "(?:ab){2}"),
        ("a{1}b{0}c{0,1}d{0,}e{1,}", "ac?d*e+"),
        ("한$", r"한\z"),
        ("[cab]", "[a-c]"),
        (r"[\^\-&]", r"[\&\-\^]"),
        ("(a*)*", "(?:a*)*"),
    ],
)
def test_equal_meanings_have_one_spelling(pattern: str, spelling: str) -> None:
    assert parse_pattern(pattern).spelling() == spelling


@pytest.mark.parametrize(
    ("pattern", "underlined", "message"),
    [
        ("ab**", "**", "`**` repeats a repetition"),
        ("a*?", "*?", "the lazy quantifier `*?` is not supported"),
        ("a++", "++", "the possessive quantifier `++` is not supported"),
        ("*a", "*", "`*` with nothing to repeat"),
        ("^*", "^*", "`^*` repeats the empty text"),
        ("x()+", "()+", "`()+` repeats the empty text"),
        ("a{2,1}", "{2,1}", "`{2,1}` has its bounds reversed"),
        ("a{256}", "{256}", "a repetition of more than 255 times"),
        ("a{" + "9" * 900 + "}", "{" + "9" * 900 + "}", "a repetition of more than 255 times"),
        ("a{x}", "{", "`{` begins no `{m}`, `{m,}` or `{m,n}`"),
        ("a{,2}", "{", "`{` begins no `{m}`, `{m,}` or `{m,n}`"),
        ("}", "}", "a `}` on its own"),
        ("a(b", "(", "this `(` is never closed"),
        ("a)b", ")", "unmatched `)`"),
        ("[ab", "[", "this `[` is never closed"),
        ("x[]", "[]", "an empty class"),
        (r"[^\s\S]", r"[^\s\S]", "a class that no character is in"),
        ("[z-a]", "z-a", "a range that runs backwards"),
        (r"[\d-x]", r"\d-x", "a range has a class at its end"),
        ("[a-c-e]", "-", "a `-` that could begin a range"),
        ("[a&&b]", "&&", "`&&` inside a class, an operator to some engines"),
        ("[[:alpha:]]", "[", "a `[` inside a class"),
        ("(?:a)", "(?:", "`(?:`, a special group, is not supported"),
        ("(?=a)", "(?=", "`(?=`, a special group, is not supported"),
        ("(?i)a", "(?i", "`(?i`, a special group, is not supported"),
        (r"a\b", r"\b", r"a word boundary `\b` is not supported"),
        (r"(a)\1", r"\1", r"the back-reference `\1` is not supported"),
        (r"\pL", r"\p", "a Unicode class is not supported"),
        (r"\x41", r"\x", r"the escape `\x` is not supported"),
        ("a\\", "\\", "a `\\` at the end"),
        ("(" * 31, "(", "groups are nested more than 30 deep"),
        ("(a{50}){50}", "(a{50}){50}", TOO_LARGE),
        ("(a{40}){40}", "(a{40}){40}", TOO_LARGE),
        ("((a{9}){9}){99}", "((a{9}){9}){99}", TOO_LARGE),
        ("a\0", "\0", "a character that no text may hold"),
    ],
)  # fmt: skip
def test_what_engines_read_differently_is_refused(pattern: str, underlined: str, message: str) -> None:
    with pytest.raises(PatternError) as caught:
        parse_pattern(pattern)
    assert (pattern[caught.value.start : caught.value.end], caught.value.message) == (underlined, message)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [("(a*)*b", "a" * 5_000), ("(a|a)*(a|a)*$b", "a" * 5_000), ("(.*){30}x", "y" * 2_000)],
)
def test_no_pattern_backtracks(pattern: str, text: str) -> None:
    assert not parse_pattern(pattern).search(text)


def test_the_largest_patterns_are_taken_by_every_engine() -> None:
    for pattern in [
        "[^가]{100}" * 10,
        "(a{20}){50}",
        "[" + "".join(chr(0x3041 + 2 * i) for i in range(400)) + "]{5}",
    ]:
        spelling = parse_pattern(pattern).spelling()
        assert pl.Series(["a"]).str.contains(spelling).to_list() == [False]
        assert duckdb.execute("select regexp_matches('a', ?)", [spelling]).fetchall() == [(False,)]


def test_the_memory_of_a_search_is_bounded_and_forgetting_changes_nothing() -> None:
    pattern = parse_pattern("(a|b)*a(a|b){200}c")
    text = "".join("ab"[(i * i) % 7 % 2] for i in range(3_000))
    assert not pattern.search(text)
    assert pattern.search(text + "a" + "b" * 200 + "c")
