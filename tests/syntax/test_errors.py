"""What is said about texts that do not parse: code, underlined characters, message, help, fix."""

from __future__ import annotations

import pytest

from segql.diagnostics import Diagnostic, SegqlError, Source
from segql.limits import Limits
from segql.syntax import parse


def findings(text: str, limits: Limits | None = None) -> tuple[Diagnostic, ...]:
    with pytest.raises(SegqlError) as caught:
        parse(Source(text), limits or Limits())
    return caught.value.diagnostics


def _only(text: str, limits: Limits | None = None) -> Diagnostic:
    (found,) = findings(text, limits)
    return found


UNEXPECTED = [  # text, underlined, message
    ("a and", "and", "unexpected end of the text, expected a condition"),
    ("a and and b", "and", "unexpected `and`, expected a condition"),
    ("()", ")", "unexpected `)`, expected a condition"),
    ("a +", "+", "unexpected end of the text, expected a value"),
    ("a = not b", "not", "unexpected `not`, expected a value"),
    ("a = $5", "5", "unexpected `5`, expected a name"),
    ('"a" "b"', '"b"', "unexpected `\"b\"`, expected a comparison, `and` or `or`"),
    ("(a b", "b", "unexpected `b` after `a`, expected an operator such as `=` or `and`"),
    ("f(a = 1 2)", "2", "unexpected `2`, expected `and`, `or`, `,` or `)`"),
    ("a in last 30", "30", "unexpected end of the text, expected a unit of time such as `days`"),
    ("a in [-b]", "b", "unexpected `b`, expected a number"),
    ("a at least times", "times", "unexpected `times`, expected a whole number or `once`"),
    (
        "a in",
        "in",
        "unexpected end of the text, expected a list such as `[\"CA\"]`, "
        "a time such as `last 30 days`, a share such as `top 10%` or `at`",
    ),
    (
        "a not b",
        "b",
        "unexpected `b`, expected a time such as `in last 30 days`, a test such as `contains` or `within`",
    ),
    ("a contains any [1]", "[", "unexpected `[`, expected `of`"),
    ("at least 2 of a", "a", "unexpected `a`, expected `(`"),
    ("a within 3 of (1, 2)", "of", "unexpected `of`, expected `km` or `mi`"),
    ("a then b with same c", "c", "unexpected end of the text, expected `within`"),
    ("segment x y", "y", "unexpected `y`, expected `=` or a string"),
    ("segment = 3", "=", "unexpected `=`, expected a name"),
    ("a = '--' b", "b", "unexpected `b`, expected `and` or `or`"),
    ("a in [1", "1", "`[` is not closed, expected `]`"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "underlined", "message"), UNEXPECTED)
def test_what_is_expected(text: str, underlined: str, message: str) -> None:
    found = _only(text)
    assert found.message == message
    assert found.underlined == underlined


FIXES = [  # text, code, underlined, help, text with the fix in place
    ("a && b", "syntax-unexpected", "&&", "write `and`", "a  and  b"),
    ("a || b", "syntax-unexpected", "||", "write `or`", "a  or  b"),
    ("!a", "syntax-unexpected", "!", "write `not`", "not a"),
    ("a <> 3", "syntax-unexpected", "<>", "write `!=`", "a != 3"),
    ("a => 3", "syntax-unexpected", "=>", "write `>=`", "a >= 3"),
    ("a =< 3", "syntax-unexpected", "=<", "write `<=`", "a <= 3"),
    ("a === 3", "syntax-unexpected", "===", "write `=`", "a = 3"),
    ("(a and b", "syntax-bracket", "b", "the `(` in line 1 needs its `)`", "(a and b)"),
    ("\nf(a", "syntax-bracket", "a", "the `(` in line 2 needs its `)`", "\nf(a)"),
    ("a)", "syntax-bracket", ")", "delete it", "a"),
    ("a is null", "syntax-unexpected", "null", "write `is missing`", "a is missing"),
    ("a IS NOT NULL", "syntax-unexpected", "NOT NULL", "write `is set`", "a IS set"),
    ("a not set", "syntax-unexpected", "not set", "write `is not set`", "a is not set"),
    (
        "a like '%x'",
        "syntax-unexpected",
        "like",
        "write `contains`, `starts with`, `ends with` or `matches`; `%` and `_` mean themselves",
        "a contains '%x'",
    ),
    ("a equals 3", "syntax-unexpected", "equals", "write `=`", "a = 3"),
    ("a = “tank top”", "syntax-character", "“tank top”", "write `\"` or `'`", 'a = "tank top"'),
    ("on = 3", "syntax-keyword", "on", "a name that is a keyword stands in backticks", "`on` = 3"),
    ("x.all", "syntax-keyword", "all", "a name that is a keyword stands in backticks", "x.`all`"),
    ("last = 3", "syntax-keyword", "last", "a name that is a keyword stands in backticks", "`last` = 3"),
    (
        'c in ("a", "b")',
        "syntax-unexpected",
        '("a", "b")',
        'a list stands in square brackets: `in ["CA", "US"]`',
        'c in ["a", "b"]',
    ),
    ('c in "CA"', "syntax-unexpected", '"CA"', 'write `in ["CA"]`', 'c in ["CA"]'),
    ("c in [CA]", "syntax-unexpected", "CA", "a string stands in quotes", 'c in ["CA"]'),
    ('c != ["CA"]', "syntax-unexpected", "!=", 'write `not in ["CA", "US"]`', 'c not in ["CA"]'),
    ("where a = 1", "syntax-unexpected", "where", "write the condition alone", " a = 1"),
    ("a between 1, 2", "syntax-unexpected", ",", "write `between 1 and 2`", "a between 1 and 2"),
    ("a between 1 to 2", "syntax-unexpected", "to", "write `between 1 and 2`", "a between 1 and 2"),
    ("a ≥ 3", "syntax-character", "≥", "write `>=`", "a >= 3"),
    ("a≠3 and b", "syntax-character", "≠", "write `!=`", "a!=3 and b"),
    ("a；", "syntax-character", "；", None, None),
    ("a\u200b = 1", "syntax-character", "\u200b", "delete it", "a = 1"),
    ("a = 1;", "syntax-unexpected", ";", "delete it", "a = 1"),
    ("a = .5", "syntax-number", ".5", "write `0.5`", "a = 0.5"),
    ("a = 1 // x", "syntax-unexpected", "//", "a comment starts with `#`", "a = 1 # x"),
    ("a = 1 -- x y", "syntax-unexpected", "--", "a comment starts with `#`", "a = 1 # x y"),
    ("a > 2024-1-5", "syntax-date", "2024-1-5", "write `2024-01-05`", "a > 2024-01-05"),
    (
        r'"C:\dir"',
        "syntax-escape",
        r"\d",
        r"a backslash itself is written `\\`; known are `\"`, `\'`, `\\`, `\n`, `\t` and `\u{...}`",
        r'"C:\\dir"',
    ),
]


@pytest.mark.parametrize(("text", "code", "underlined", "help", "mended"), FIXES)
def test_the_fix(text: str, code: str, underlined: str, help: str | None, mended: str | None) -> None:
    found = _only(text)
    assert found.code == code
    assert found.underlined == underlined
    assert found.span is not None
    if mended is None:
        assert found.fix is None
        return
    assert found.help == help
    assert found.fix is not None
    assert text[: found.span.start] + found.fix + text[found.span.end :] == mended
    parse(Source(mended))


OTHERS = [  # text, code, underlined, message
    ("", "syntax-empty", "", "the text is empty, expected a condition or a definition"),
    (" # a\n", "syntax-empty", "", "the text is empty, expected a condition or a definition"),
    ("a = b = c", "syntax-comparison", "=", "unexpected `=`, comparisons cannot be chained"),
    ("1 < a <= 3", "syntax-comparison", "<=", "unexpected `<=`, comparisons cannot be chained"),
    ("a is 3", "syntax-unexpected", "3", "unexpected `3` after `is`, expected `missing` or `set`"),
    (
        "a in last days",
        "syntax-unexpected",
        "days",
        "unexpected `days`, expected a number before it or a single day",
    ),
    ("a.b.c", "syntax-unexpected", ".", "unexpected `.`"),
    ("f(a).b.c", "syntax-unexpected", ".c", "unexpected `.c`"),
    (
        "x in segment y",
        "syntax-unexpected",
        "segment",
        "unexpected `segment`, expected a list such as `[\"CA\"]`",
    ),
    ("a\nsegment b = c", "syntax-unexpected", "segment", "unexpected `segment` behind a condition"),
    ("5% = a", "syntax-unexpected", "%", "unexpected `%`"),
    ("a = 1e5", "syntax-number", "1e5", "`1e5` is not a number"),
    ("a = 2024-02-30", "syntax-date", "2024-02-30", "`2024-02-30` is not a date of the calendar"),
    ("a = 2024-01-01T25:00", "syntax-date", "2024-01-01T25:00", "`25:00` is not a time of day"),
    ("0001-01-01T00:00+14:00", "syntax-date", "0001-01-01T00:00+14:00", "`00:00+14:00` is not a time of day"),
    ("a = 2024-01-01T1", "syntax-date", "2024-01-01T1", "the time of day cannot be read"),
    (r'"a\u{D800}"', "syntax-escape", r"\u{D800}", "U+D800 is not a character that a string may hold"),
    (r'"a\u{0}"', "syntax-escape", r"\u{0}", "U+0 is not a character that a string may hold"),
    (r'"\u{110000}"', "syntax-escape", r"\u{110000}", "U+110000 is not a character that a string may hold"),
    (r'"\u{41"', "syntax-escape", r"\u{41", r"malformed escape `\u{41`"),
    (r'"\u0041"', "syntax-escape", r"\u", r"unknown escape `\u` in a string"),
    ('a = "b', "syntax-string", '"b', "the string is not closed on its line"),
    ("a = 'b\n'", "syntax-string", "'b", "the string is not closed on its line"),
    ("`a", "syntax-name", "`a", "the name is not closed on its line"),
    ("` `", "syntax-name", "` `", "this name is empty"),
    ("`a\u1fefb`", "syntax-name", "`a\u1fefb`", "a name in backticks cannot hold a backtick"),
    ("a\x00", "syntax-character", "\x00", "the character U+0000 cannot stand here"),
    ('"\x00"', "syntax-character", "\x00", "the character U+0000 cannot stand here"),
    ("a # \ud800", "syntax-character", "\ud800", "the character U+D800 cannot stand here"),
    ("a = 12345678901234567890", "limit-number", "12345678901234567890", "an integer has at most 19 digits"),
    (f"a = 1.{'0' * 38}", "limit-number", f"1.{'0' * 38}", "a decimal has at most 38 digits"),
    ("a in last 1000001 days", "limit-number", "1000001", "a duration counts at most 1000000 units"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "underlined", "message"), OTHERS)
def test_what_is_wrong(text: str, code: str, underlined: str, message: str) -> None:
    found = _only(text)
    assert (found.code, found.underlined, found.message) == (code, underlined, message)


def test_every_broken_definition_is_reported() -> None:
    text = """
        let a = (b
        segment c = d
          segment e "f" = g and
        let h(i) = "\\q" or 2024-02-30 = j
        segment k = `l
        SEGMENT m = n is null
        let o = p
    """
    assert [(found.code, found.underlined) for found in findings(text)] == [
        ("syntax-bracket", "b"),
        ("syntax-unexpected", "let"),
        ("syntax-escape", "\\q"),
        ("syntax-date", "2024-02-30"),
        ("syntax-name", "`l"),
        ("syntax-unexpected", "null"),
    ]


def test_a_limited_number_of_findings() -> None:
    assert len(findings("let a = (\n" * 100)) == 25
    assert len(findings(" and ".join(['"\\q"'] * 100))) == 25


def test_the_size_of_a_text() -> None:
    limits = Limits(text_bytes=11)
    parse(Source("구매 or a"), limits)
    assert _only("구매 or abc", limits).code == "limit-text"
    assert _only("\ud800" * 11, limits).code == "limit-text"
    assert _only("a" * 70_000).message == "the text has 70000 bytes, the limit is 65536"


def test_the_length_of_a_list() -> None:
    limits = Limits(list_values=2)
    parse(Source("a in [1, 2]"), limits)
    found = _only("a in [1, 2, 33, 44]", limits)
    assert (found.code, found.underlined) == ("limit-list", "33")


NESTED = [
    ("(", "a", ")"),
    ("not ", "a", ""),
    ("f(", "a", ")"),
    ("- ", "a", ""),
    ("", "a", " + a"),
    ("at least 1 of (", "a", ")"),
]


@pytest.mark.parametrize(("opening", "inner", "closing"), NESTED)
def test_the_depth_of_nesting(opening: str, inner: str, closing: str) -> None:
    limits = Limits(nesting=20)
    parse(Source(opening * 20 + inner + closing * 20), limits)
    text = opening * 21 + inner + closing * 21
    found = _only(text, limits)
    assert found.code == "limit-nesting"
    assert found.underlined.strip() == (opening + inner + closing).strip()


def test_and_and_or_in_parentheses_nest_as_deep_as_parentheses() -> None:
    parse(Source("(a and b or " * 100 + "c" + ")" * 100))
    chain = "(a or b and c in last 3 days or "
    assert _only(chain * 101 + "c" + ")" * 101).code == "limit-nesting"


@pytest.mark.parametrize(
    "text",
    [
        "not " * 16_000,
        "(" * 65_000,
        "(" * 32_000 + "a" + ")" * 32_000,
        "f(" * 30_000,
        "- " * 30_000 + "1",
        "1+" * 30_000 + "1",
        '["' * 30_000,
        "#" * 60_000,
        "`" * 60_000,
        "\u0301" * 30_000,
        '"' + "\\" * 60_000,
        "9" * 60_000,
        "segment a = (\n" * 4_000,
        "a in [" + "1," * 30_000,
    ],
    ids=lambda text: text[:8],
)
def test_hostile_texts_are_refused(text: str) -> None:
    findings(text)
