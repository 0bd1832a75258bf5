"""Long texts over lines, comments where they belong."""

from __future__ import annotations

import pytest

from segql import ast
from segql.diagnostics import Source
from segql.syntax import format_text, parse, print_expression

LONG = "placed_order" + "_" * 30

LAYOUTS = {
    "a long chain, an operand to a line": (
        f"{LONG} and {LONG} and not {LONG} or {LONG}",
        f"{LONG}\n    and {LONG}\n    and not {LONG}\nor {LONG}",
    ),
    "a definition goes on below its head": (
        f"segment a = {LONG} and {LONG} and a",
        f"segment a =\n    {LONG} and {LONG} and a\n",
    ),
    "parentheses open": (
        f"a and ({LONG} or {LONG} or {LONG})",
        f"a\nand (\n    {LONG}\n    or {LONG}\n    or {LONG}\n)",
    ),
    "arguments, one to a line": (
        f"f({LONG}, {LONG}, {LONG})",
        f"f(\n    {LONG},\n    {LONG},\n    {LONG}\n)",
    ),
    "values of a list, as many as fit": (
        f"a in [{', '.join(['1111111111'] * 12)}]",
        f"a in [\n    {', '.join(['1111111111'] * 8)},\n    {', '.join(['1111111111'] * 4)}\n]",
    ),
    "a comment behind an operand goes above it": (
        "a  # x\nand b  # y\n# z\nor c",
        "# x\na\n    # y\n    and b\n# z\nor c",
    ),
    "a comment behind the operator belongs to what stands before": (
        "a and # x\nb and # y\nc # z",
        "# x\na\n# y\nand b\n# z\nand c",
    ),
    "comments of items": (
        'c in [ # Canada\n"CA", # States\n"US"\n# end\n]',
        'c in [\n    # Canada\n    # States\n    "CA",\n    # end\n    "US"\n]',
    ),
    "a comment inside an operand goes before it": ("a and b = # x\n 3", "a\n# x\nand b = 3"),
    "a comment in parentheses stays there": ("(a # x\n) + 1 > 2", "(\n    # x\n    a\n) + 1 > 2"),
    "comments of definitions": (
        "# a\n\n#b\nlet x = 1 # c\n# d\nsegment #e\ny = a and b # f\n\n# end\n",
        "# a\n# b\n# c\nlet x = 1\n\n# d\n# e\n# f\nsegment y = a and b\n\n# end\n",
    ),
    "a comment before the body stays in it": ("let x = # c\n1", "let x =\n    # c\n    1\n"),
    "comments around a condition": ("# a\nx # b\n# c", "# a\n# b\nx\n# c"),
    "an empty comment": ("#\nx", "#\nx"),
    "a last line end is kept": ("a\n", "a\n"),
}


@pytest.mark.parametrize(("text", "laid_out"), LAYOUTS.values(), ids=LAYOUTS.keys())
def test_layout(text: str, laid_out: str) -> None:
    assert format_text(text) == laid_out
    assert format_text(laid_out) == laid_out


def test_no_line_is_longer_than_it_must_be() -> None:
    names = [f"event_number_{index}" for index in range(60)]
    chain = " or ".join(
        f"{a}(total >= 50) and not ({b} or {c})"
        for a, b, c in zip(names[::3], names[1::3], names[2::3], strict=True)
    )
    assert max(map(len, format_text(f"segment x = {chain}").splitlines())) <= 100


def test_a_tree_deeper_than_the_stack_is_printed() -> None:
    tree: ast.Expression = ast.Reference((ast.Name("a"),))
    for _ in range(1_500):
        tree = ast.Group(tree)
    assert print_expression(tree).replace("\n", "").replace(" ", "") == "(" * 1_500 + "a" + ")" * 1_500


def test_comments_are_part_of_a_tree() -> None:
    with_comment, without = parse(Source("a and # c\nb")), parse(Source("a and b"))
    assert with_comment != without
    assert with_comment.condition == ast.Commented(
        ("c",), ast.And((ast.Reference((ast.Name("a"),)), ast.Reference((ast.Name("b"),))))
    )
