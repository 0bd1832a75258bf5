"""What holds for every text and every tree."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from typing import Any, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies.syntax_trees import documents, expressions

from segql import ast
from segql.diagnostics import SegqlError, Source
from segql.syntax import format_text, parse, print_document, print_expression
from segql.syntax.words import RESERVED, SOFT

TEXTS = [
    'placed_order("shorts") and not placed_order("tank top") and country in ["CA", "US"]',
    "last(e.p) - first(e) >= 30 days or age(birthday) between 18 and 30 and x is not set",
    "at least 2 of (opened in last 30 days, in list newsletter, visited at least 3 times in this month)",
    "added in last 7 days then no placed_order with same item within 1 day or tags contains any of [-2.5]",
    "not (a = $b or `Placed Order`(total >= 50).x more than 3 days ago) and spent not in top 10%",
    'segment a "d" = b\nlet f(x, y) = x + y * -2\nsegment c = location within 50 km of (37.56, -126)',
    "sample(10%, 'h') and e in at least 3 of last 6 months or when = 2024-01-31T10:00:00+09:00",
]
TOKENS = [
    *sorted(RESERVED | SOFT), "days", "month", "a", "b", "구매", "`a b`", '"s"', "'t'", "1", "2.50",
    "2024-01-31", "2024-01-31T10:00Z", "\n", "+", "-", "*", "/", "=", "!=", "<=", "(", ")", "[",
    "]", ",", ".", "$", "%", "#c\n", '"', "`", "&&", "“", "\\", "!", "\x00", "\ud800", "\ufeff",
    "9" * 20, "2024-02-30", '"\\q"',
]  # fmt: skip


def _outcome(text: str) -> ast.Document | None:
    try:
        return parse(Source(text))
    except SegqlError as failure:
        assert failure.diagnostics
        for found in failure.diagnostics:
            assert found.code.startswith(("syntax-", "limit-"))
            assert found.span is not None
            assert 0 <= found.span.start <= found.span.end <= len(text)
            assert not found.message.endswith(".")
        return None


def _spans(node: Any, length: int) -> None:
    assert 0 <= node.span.start < node.span.end <= length
    for part in _parts(node):
        if not isinstance(node, ast.Commented):
            assert node.span.start <= part.span.start
            assert part.span.end <= node.span.end
        _spans(part, length)


def _parts(node: Any) -> Iterator[Any]:
    for field in fields(node):
        value = getattr(node, field.name)
        for part in cast("tuple[Any, ...]", value) if isinstance(value, tuple) else (value,):
            if isinstance(part, ast.Node):
                yield part


def _comments(node: Any) -> list[str]:
    own = list(getattr(node, "comments", ()))
    return own + [text for part in _parts(node) for text in _comments(part)]


def _bare(node: Any) -> Any:
    """The tree without its comments."""
    if isinstance(node, ast.Commented):
        return _bare(node.inner)
    if not isinstance(node, ast.Node):
        return tuple(map(_bare, cast("tuple[Any, ...]", node))) if isinstance(node, tuple) else node
    changes = {field.name: _bare(getattr(node, field.name)) for field in fields(node)}
    if "comments" in changes:
        changes["comments"] = ()
    return replace(node, **changes)


@given(st.text())
def test_any_text_gives_a_tree_or_diagnostics(text: str) -> None:
    _outcome(text)


@given(st.lists(st.sampled_from(TOKENS), max_size=30), st.sampled_from([" ", ""]))
def test_any_tokens_give_a_tree_or_diagnostics(tokens: list[str], between: str) -> None:
    _outcome(between.join(tokens))


@given(st.sampled_from(TEXTS), st.data())
def test_a_changed_text_gives_a_tree_or_diagnostics(text: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 8)))
        text = text[:start] + data.draw(st.sampled_from(["", *TOKENS])) + text[end:]
    document = _outcome(text)
    if document is not None:
        _spans(document, len(text))
        assert parse(Source(print_document(document))) == document


@given(documents())
@example(ast.Document(condition=ast.Reference((ast.Name("\u0130n"), ast.Name("\u017fet")))))
@example(ast.Document(condition=ast.Reference((ast.Name("day\u0327"), ast.Name("नमस्ते")))))
def test_a_printed_tree_parses_to_itself(document: ast.Document) -> None:
    printed = print_document(document)
    assert parse(Source(printed)) == document
    assert format_text(printed) == printed


@given(expressions())
def test_a_printed_expression_parses_to_itself(expression: ast.Expression) -> None:
    assert parse(Source(print_expression(expression))).condition == expression


_PRINTED = documents().map(lambda document: print_document(_bare(document)))


@given(st.sampled_from(TEXTS) | _PRINTED, st.data())
def test_comments_anywhere_are_kept(text: str, data: st.DataObject) -> None:
    words = text.split(" ")
    places = data.draw(st.sets(st.integers(0, len(words) - 1), max_size=5))
    for index in places:
        above = data.draw(st.booleans())
        words[index] = f"\n# c{index}\n{words[index]}" if above else f"{words[index]} # c{index}\n"
    sprinkled = " ".join(words)
    document = _outcome(sprinkled)
    if document is None:  # a comment has cut a string in two
        return
    assert _bare(document) == parse(Source(text))
    assert sorted(_comments(document)) == sorted(f"c{index}" for index in places)
    laid_out = format_text(sprinkled)
    assert parse(Source(laid_out)) == document
    assert format_text(laid_out) == laid_out


def test_texts_are_parsed_in_threads() -> None:
    texts = [f"# {index}\nsegment s{index} = a or b{index}" for index in range(50)]
    with ThreadPoolExecutor(8) as pool:
        laid_out = list(pool.map(format_text, texts))
    assert laid_out == [f"{text}\n" for text in texts]


@pytest.mark.parametrize("text", TEXTS)
def test_spans_lie_inside_each_other(text: str) -> None:
    _spans(parse(Source(text)), len(text))
