"""Diagnostics as they are shown, whole, and as JSON."""

import pytest

from segql.diagnostics import Diagnostic, Severity, Source, Span
from segql.render import to_json, to_text
from segql.terminal import table, visible, width


def diagnostic(
    text: str,
    marked: str,
    *,
    help: str | None = None,
    fix: str | None = None,
    severity: Severity = "error",
    message: str = "unknown name `x`",
    nth: int = 0,
) -> Diagnostic:
    """A diagnostic whose span is where `marked` stands in the text."""
    start = text.index(marked, nth)
    return Diagnostic(
        "unknown-name",
        message,
        Span(start, start + len(marked)),
        Source(text, "shop.segql"),
        help,
        fix,
        severity,
    )


def shown(expected: str) -> str:
    return expected.strip("\n")


def test_the_line_stands_with_carets_under_the_span_and_the_help_below() -> None:
    text = "segment a =\n    country = 'CA'\n    and plased_order\n"
    found = diagnostic(text, "plased_order", help="did you mean `placed_order`?", fix="placed_order")
    assert to_text([found]) == shown("""
error[unknown-name]: unknown name `x`
  --> shop.segql:3:9
   |
 3 |     and plased_order
   |         ^^^^^^^^^^^^
   = help: did you mean `placed_order`?
""")


def test_a_fix_that_the_help_does_not_name_has_its_own_line() -> None:
    found = diagnostic("a or b and c", "b and c", help="put parentheses", fix="(b and c)", severity="warning")
    assert to_text([found]) == shown("""
warning[unknown-name]: unknown name `x`
  --> shop.segql:1:6
   |
 1 | a or b and c
   |      ^^^^^^^
   = help: put parentheses
   = fix: write `(b and c)`
""")


def test_wide_characters_and_marks_keep_the_carets_in_place() -> None:
    # e + combining acute takes one column, Hangul and the emoji two
    found = diagnostic('구매("반바지") and cafe\u0301 = "🎁" and x', '"🎁"')
    assert to_text([found]) == shown("""
error[unknown-name]: unknown name `x`
  --> shop.segql:1:23
   |
 1 | 구매("반바지") and cafe\u0301 = "🎁" and x
   |                           ^^^^
""")
    korean = diagnostic('구매("반바지") and x', '"반바지"')
    assert to_text([korean]).endswith('\n 1 | 구매("반바지") and x\n   |      ^^^^^^^^')


def test_tabs_are_shown_as_blanks_to_the_next_stop() -> None:
    found = diagnostic("\tand\tplased", "plased")
    assert to_text([found]).endswith("\n 1 |     and plased\n   |         ^^^^^^")


def test_a_span_over_lines_is_underlined_line_by_line() -> None:
    text = "x =\n  at least 2 of (\n\n      a)\ny"
    found = diagnostic(text, "at least 2 of (\n\n      a)")
    assert to_text([found]) == shown("""
error[unknown-name]: unknown name `x`
  --> shop.segql:2:3
   |
 2 |   at least 2 of (
   |   ^^^^^^^^^^^^^^^
 3 |
 4 |       a)
   |       ^^
""")


def test_the_middle_of_a_long_span_is_left_out() -> None:
    text = "".join(f"line {n}\n" for n in range(8, 13)) + "end"
    found = diagnostic(text, text.removesuffix("\nend"))
    assert to_text([found]) == shown("""
error[unknown-name]: unknown name `x`
  --> shop.segql:1:1
   |
 1 | line 8
   | ^^^^^^
...
 5 | line 12
   | ^^^^^^^
""")


def test_a_span_that_ends_with_a_line_does_not_reach_into_the_next() -> None:
    assert to_text([diagnostic("ab\ncd", "ab\n")]).endswith("\n 1 | ab\n   | ^^")


@pytest.mark.parametrize("text", ["", "abc", "abc\n"])
def test_the_end_of_a_text_has_one_caret(text: str) -> None:
    end = len(text)
    found = Diagnostic("syntax", "there is more to come", Span(end, end), Source(text, "t"))
    assert to_text([found]).splitlines()[-1].strip(" |") == "^"


def test_a_long_line_is_cut_on_both_sides_of_the_span() -> None:
    text = "a" * 300 + " plased " + "b" * 300
    lines = to_text([diagnostic(text, "plased")], width=40).splitlines()
    assert lines[3:] == [
        " 1 | ..." + "a" * 10 + " plased " + "b" * 16 + "...",
        "   |              " + " ^^^^^^",
    ]
    assert all(width(line) <= 40 + len(" 1 | ") for line in lines)


@pytest.mark.parametrize("start", [0, 5, 150, 299])
@pytest.mark.parametrize("character", ["a", "한", "e\u0301"])
def test_a_cut_line_is_never_wider_than_asked(start: int, character: str) -> None:
    found = Diagnostic("c", "m", Span(start, 300), Source(character * 300, "t"))
    assert all(width(line) <= 30 + len(" 1 | ") for line in to_text([found], width=30).splitlines())


def test_what_steers_a_terminal_is_shown_as_a_replacement_character() -> None:
    text = 'x = "\x1b[2J\u202e"'
    output = to_text([diagnostic(text, '"\x1b[2J\u202e"', message="odd \x1b\r text", help="\x07\nno")])
    assert "\x1b" not in output and "\u202e" not in output and "\x07" not in output and "\r" not in output
    assert output.endswith(' 1 | x = "\ufffd[2J\ufffd"\n   |     ^^^^^^^\n   = help: \ufffd no')


def test_colour_is_only_added() -> None:
    found = diagnostic("a and plased", "plased", help="no", severity="warning")
    colored = to_text([found], color=True)
    assert "\x1b[1;33mwarning[unknown-name]\x1b[0m" in colored
    plain = colored
    for code in ("1;31", "1;33", "1;34", "1", "0"):
        plain = plain.replace(f"\x1b[{code}m", "")
    assert plain == to_text([found])


def test_a_finding_without_a_place_names_no_line() -> None:
    found = Diagnostic("data-missing-table", "there is no table `events`", help="add events.parquet")
    assert to_text([found, found]) == "\n\n".join(
        ["error[data-missing-table]: there is no table `events`\n   = help: add events.parquet"] * 2
    )
    assert to_json(found) == {
        "code": "data-missing-table",
        "severity": "error",
        "message": "there is no table `events`",
        "help": "add events.parquet",
        "fix": None,
        "source": None,
        "span": None,
        "line": None,
        "column": None,
        "end_line": None,
        "end_column": None,
        "underlined": None,
    }


def test_json_counts_code_points_from_line_and_column_one() -> None:
    found = diagnostic('a\n구매("반\n바지")', '"반\n바지"', fix='"x"')
    assert to_json(found) == {
        "code": "unknown-name",
        "severity": "error",
        "message": "unknown name `x`",
        "help": None,
        "fix": '"x"',
        "source": "shop.segql",
        "span": {"start": 5, "end": 11},
        "line": 2,
        "column": 4,
        "end_line": 3,
        "end_column": 4,
        "underlined": '"반\n바지"',
    }


def test_many_findings_in_one_long_line_are_quick() -> None:
    text = "한" * 60_000
    found = [Diagnostic("c", "m", Span(n, n + 1), Source(text, "t")) for n in range(0, 60_000, 60)]
    assert to_text(found).count("^") == 2 * len(found)


def test_a_table_is_aligned_by_columns_on_the_screen() -> None:
    assert table(("name", "members"), [("구매", "1"), ("a\x1b", "1,000")], (False, True)) == shown("""
name  members
----  -------
구매        1
a\ufffd      1,000
""")


def test_letters_of_all_scripts_stay_visible() -> None:
    assert visible("क्‍ष 👩‍👧 مرحبا 구매") == "क्‍ष 👩‍👧 مرحبا 구매"
