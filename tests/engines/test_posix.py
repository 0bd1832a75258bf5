"""The spelling of patterns for POSIX finds what the patterns find, by RE2, which reads it the same."""

from __future__ import annotations

import duckdb
from hypothesis import given
from hypothesis import strategies as st
from segql_sql.dialects.snowflake import Snowflake

from segql.regex import PatternError, parse_pattern

ATOMS = [
    "a", r"\]", r"\[", r"\^", r"\-", r"\\", ".", "[a-z]", "[^a]", r"[\^\-]", r"[\[\]\\]", r"[^\]\-]", "[!-~]",
    r"\n", r"\w", r"\D", r"[\^]", r"[\-\]]", "^", "$", "(a|b)", "(|c)", "[가-힣]", "[^가-힣]", "[+-a]",
    r"[Z-\]]",
]  # fmt: skip
PARTS = st.builds(
    str.__add__, st.sampled_from(ATOMS), st.sampled_from(["", "", "", "*", "+", "?", "{2}", "{1,2}"])
)
PATTERNS = st.lists(st.lists(PARTS, max_size=3).map("".join), min_size=1, max_size=2).map("|".join)
TEXTS = st.text(alphabet="ab]^-[\\\n!~가c+\x01", max_size=5)
CONNECTION = duckdb.connect()


@given(pattern=PATTERNS, texts=st.lists(TEXTS, min_size=1, max_size=8))
def test_the_spelling_finds_what_the_pattern_finds(pattern: str, texts: list[str]) -> None:
    try:
        expected = [parse_pattern(pattern).search(text) for text in texts]
    except PatternError:
        return
    query = "SELECT regexp_full_match(t, ?, 's') FROM (SELECT UNNEST(?) AS t)"
    found = CONNECTION.execute(query, [Snowflake().pattern(pattern), texts]).fetchall()
    assert [match for (match,) in found] == expected
