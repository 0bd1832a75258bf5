"""Every form of the language: a text, and how it is printed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from segql import ast
from segql.diagnostics import Source
from segql.syntax import format_text, parse

SAME = [  # printed as they stand
    # texts
    "$floor",
    '구매("반바지")',
    '`Placed Order`("shorts")',
    "`and` = `Between`",
    "customer.country = placed_order.country",
    "in segment vip",
    "not in segment vip",
    "not in list newsletter and in list vip",
    "a or b and not c",
    "(a or b) and not not c",
    # values
    "-a + b * -c - d / e",
    "a - (b - c)",
    "age > 30",
    'country != "CA"',
    "total >= 1.50",
    "flag = true or flag = false",
    '"it\'s" = "\\"quoted\\" \\\\ \\n \\t"',
    "3 days + 1 week",
    # tests
    "amount between 10 and 20",
    "amount not between 10 and 20 and b",
    'country in ["CA", "US"]',
    'country not in ["CA"]',
    "country in $names",
    "country not in []",
    "a in [-1, 2.50, true, 2024-01-31]",
    'name starts with "Kim"',
    'name not starts with "Kim"',
    'email ends with "@example.com"',
    'email not ends with "@"',
    'note contains "gift"',
    'note not contains "gift"',
    'phone matches "^\\\\+82"',
    'phone not matches "x"',
    'tags contains any of ["vip", "gold"]',
    "tags contains all of $wanted",
    'tags not contains none of ["vip"]',
    "email is missing",
    "email is set",
    "email is not missing",
    "email is not set",
    "email_opt_in",
    "length(tags) >= 2",
    # time
    "signup = 2024-01-31",
    "signup >= 2024-01-31T10:00:00",
    "signup < 2024-01-31T10:00:00Z",
    "signup < 2024-01-31T10:00:00.250000+09:00",
    "signup in last 30 days",
    "signup in next 7 days",
    "signup not in last 1 day",
    "signup in last day",
    "signup in this month",
    "signup in last quarter",
    "signup in next year",
    "signup before 2024-01-31",
    "signup after now",
    "signup since yesterday",
    "signup on tomorrow",
    "signup not on today",
    "signup <= 60 days ago",
    "signup < 30 days from now",
    "signup between 2024-01-01 and 30 days ago",
    "signup more than 60 days ago",
    "signup not less than 60 days ago",
    "age(birthday) >= 18",
    "anniversary(birthday) in next 7 days",
    # behaviour
    "placed_order",
    'placed_order(["shorts", "tank top"])',
    'placed_order("shorts", total >= 50, category = "summer" or gift)',
    "placed_order(country != customer.country)",
    'placed_order("shorts") in last 30 days',
    "placed_order at least 3 times in last 90 days",
    "placed_order at most 2 times",
    "placed_order exactly 3 times since 2024-01-01",
    "placed_order more than 3 times",
    "placed_order fewer than 3 times between 2024-01-01 and 2024-02-01",
    "placed_order at least 2000000 times",
    "placed_order once in this week",
    "placed_order at least once",
    "placed_order more than 3 days ago",
    "not placed_order in last 60 days",
    "count(placed_order in last 30 days) >= 3",
    'sum(placed_order("shorts").total in last 30 days) >= 100',
    "distinct(placed_order.category) >= 2",
    "last(placed_order) before 60 days ago",
    'last(placed_order.item) = "shorts"',
    "last(placed_order) - first(placed_order) >= 30 days",
    "at least 2 of (opened_email in last 30 days, in list newsletter, visited)",
    "placed_order in at least 3 of last 6 months",
    'placed_order(items contains "shorts")',
    'viewed_product("shorts") then placed_order("shorts") within 3 days',
    "added_to_cart in last 7 days then no placed_order with same item within 1 day",
    "signed_up then viewed within 1 day then placed_order in last 7 days with same item within 7 days",
    # the population, chance and place
    "spent in top 10%",
    "spent not in bottom 2.5%",
    "percentile(spent) >= 70",
    'sample(10%, "holdout")',
    "location within 50 km of (37.56, 126.97)",
    "location not within 1.5 mi of (-37.56, -126)",
    # definitions
    "segment vip = spent >= 500 and loyal_for(3)\n",
    'segment cross_sell "Shorts, no tank top" = placed_order("shorts")\n',
    "let loyal_for(n) = count(placed_order) >= n\n",
    "let two(a, b) = a + b\n",
    "let none_of_them() = false\n",
]
OTHER = [  # text, as it is printed
    ("A AND B Or NOT c", "A and B or not c"),
    ("a == 'x'", 'a = "x"'),
    ("'a \"b\" \\u{1F600}\\u{9}\\u{200B}\\u{202E}'", '"a \\"b\\" 😀\\t\u200b\\u{202E}"'),
    ("a in [1, 2,]", "a in [1, 2]"),
    ("f(a, b,)", "f(a, b)"),
    ("`plain` = `list`", "plain = list"),
    ("`count`(a)", "`count`(a)"),
    ("LAST(e)", "last(e)"),
    ("e at least 1 times", "e at least once"),
    ("e at least 1 time", "e at least once"),
    ("e more than once", "e more than once"),
    ("e in last 1 DAYS", "e in last 1 day"),
    ("e in last 30day", "e in last 30 days"),
    ("a = 2024-01-31T10:00", "a = 2024-01-31T10:00:00"),
    ("a = 2024-01-31t10:00+00:00", "a = 2024-01-31T10:00:00Z"),
    ("l within 5 km of (+1, - 2)", "l within 5 km of (1, -2)"),
    ("\ufeffa\u00a0=\u30001", "a = 1"),
    ("e\u0301 = 1", "\u00e9 = 1"),
    ("let a=1 let b=2", "let a = 1\nlet b = 2\n"),
    ("segment a = b let c = d", "segment a = b\n\nlet c = d\n"),
]


@pytest.mark.parametrize("text", SAME)
def test_printed_as_it_stands(text: str) -> None:
    assert format_text(text) == text


@pytest.mark.parametrize(("text", "printed"), OTHER)
def test_printed_in_the_one_way(text: str, printed: str) -> None:
    assert format_text(text) == printed
    assert parse(Source(printed)) == parse(Source(text))


def _name(text: str) -> ast.Reference:
    return ast.Reference((ast.Name(text),))


TREES: list[tuple[str, ast.Expression]] = [
    ("a or b and c", ast.Or((_name("a"), ast.And((_name("b"), _name("c")))))),
    ("not a = b", ast.Not(ast.Comparison("=", _name("a"), _name("b")))),
    ("not in segment a", ast.InNamed("segment", ast.Name("a"), True)),
    ("a - b - c", ast.Binary("-", ast.Binary("-", _name("a"), _name("b")), _name("c"))),
    ("a + b * c", ast.Binary("+", _name("a"), ast.Binary("*", _name("b"), _name("c")))),
    ("-1", ast.Negative(ast.Number(1))),
    ("a in last 1 day", ast.Timed(_name("a"), ast.Within("last", ast.Duration(1, "day")))),
    ("a in last day", ast.Timed(_name("a"), ast.Calendar("last", "day"))),
    ("a once", ast.Times(_name("a"), "once", 1)),
    ("a at least 3 times", ast.Times(_name("a"), "at least", 3)),
    ("a more than 3 days ago", ast.Timed(_name("a"), ast.Distant("more", ast.Duration(3, "day")))),
    ("a between 1 and 2 and b", ast.And((
        ast.Timed(_name("a"), ast.Between(ast.Number(1), ast.Number(2))), _name("b"),
    ))),
    ("last(a.b)", ast.Call(ast.Name("last"), (ast.Reference((ast.Name("a"), ast.Name("b"))),))),
    ("a().b", ast.Call(ast.Name("a"), (), ast.Name("b"))),
    ("2024-01-31", ast.Date(dt.date(2024, 1, 31))),
    ("2024-01-31T10:00Z", ast.Instant(dt.datetime(2024, 1, 31, 10, tzinfo=dt.UTC))),
    ("a within 1 km of (-1, 2.5)",
     ast.Near(_name("a"), ast.Number(1), "km", Decimal(-1), Decimal("2.5"))),
    ("a then no b with same p within 1 day",
     ast.Sequence(_name("a"), (ast.Step(_name("b"), ast.Duration(1, "day"), True, ast.Name("p")),))),
]  # fmt: skip


@pytest.mark.parametrize(("text", "tree"), TREES)
def test_the_tree(text: str, tree: ast.Expression) -> None:
    assert parse(Source(text)) == ast.Document(condition=tree)


def test_the_parts_of_definitions() -> None:
    document = parse(Source('segment a "d" = b\nlet f(x) = x\nlet g() = 1\nlet h = 2'))
    assert document == ast.Document(
        (
            ast.SegmentDefinition(ast.Name("a"), _name("b"), ast.String("d")),
            ast.LetDefinition(ast.Name("f"), (ast.Name("x"),), _name("x")),
            ast.LetDefinition(ast.Name("g"), (), ast.Number(1)),
            ast.LetDefinition(ast.Name("h"), None, ast.Number(2)),
        )
    )


def _at(text: str, node: ast.Node) -> str:
    return text[node.span.start : node.span.end]


def test_a_span_covers_the_whole_construct() -> None:
    text = '# c\nsegment a "😀" =  x >= 1 and (not e("s").p in last 3 days)  # d\n'
    definition = parse(Source(text)).definitions[0]
    assert isinstance(definition, ast.SegmentDefinition)
    assert isinstance(definition.condition, ast.And)
    compared, group = definition.condition.operands
    assert isinstance(group, ast.Group)
    assert isinstance(group.inner, ast.Not)
    timed = group.inner.operand
    assert isinstance(timed, ast.Timed)
    assert _at(text, definition) == text[4:-6]
    assert _at(text, definition.name) == "a"
    assert _at(text, compared) == "x >= 1"
    assert _at(text, group) == '(not e("s").p in last 3 days)'
    assert _at(text, group.inner) == 'not e("s").p in last 3 days'
    assert _at(text, timed.value) == 'e("s").p'
    assert _at(text, timed.window) == "in last 3 days"
