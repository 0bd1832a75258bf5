"""The rules of the grammar that give conditions, windows and definitions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal, cast

from segql import ast
from segql.diagnostics import Span
from segql.syntax import literals, messages
from segql.syntax.builder import Builder, Rule, is_node, nodes, span_of, words
from segql.syntax.comments import commented
from segql.syntax.machine import Children

_UNKNOWN = ast.Reference(())  # the value of a test until it is known

_SPELLED: dict[str, str] = {"==": "="}


# --- and, or, not -----------------------------------------------------------------------------


def _or(build: Builder, children: Children) -> ast.Node:
    return _chain(build, children, lambda operands, span: ast.Or(operands, span=span))


def _and(build: Builder, children: Children) -> ast.Node:
    return _chain(build, children, lambda operands, span: ast.And(operands, span=span))


def _chain(
    build: Builder, children: Children, make: Callable[[tuple[ast.Expression, ...], Span], ast.Expression]
) -> ast.Node:
    """A comment on the first operand goes before the chain: printed, the two are the same."""
    span, operands = span_of(children), nodes(children)
    first, *rest = build.slots(span, operands)
    if "\n" in build.source.text[span.start : operands[-1].span.start]:
        rest[-1] = commented(build.comments.behind(span.end), rest[-1])
    if isinstance(first, ast.Commented):
        return commented(first.comments, make((first.inner, *rest), span))
    return make((first, *rest), span)


def _not(build: Builder, children: Children) -> ast.Node:
    operand, span = children[1], span_of(children)
    if isinstance(operand, ast.InNamed) and not operand.negated:
        return replace(operand, negated=True, span=span)
    return ast.Not(operand, span=span)


# --- predicates -------------------------------------------------------------------------------


def _comparison(build: Builder, children: Children) -> ast.Node:
    left, operator, right = children
    op = cast("Literal['=', '!=', '<', '<=', '>', '>=']", _SPELLED.get(operator.text, operator.text))
    return ast.Comparison(op, left, right, span=span_of(children))


def _test(build: Builder, children: Children) -> ast.Node:
    value, *negation, test = children
    span = span_of(children)
    if isinstance(test, ast.Window):
        return ast.Timed(value, test, bool(negation), span=span)
    return replace(test, value=value, negated=bool(negation), span=span)


def _timed(build: Builder, children: Children) -> ast.Node:
    return ast.Timed(children[0], children[1], span=span_of(children))


def _membership(build: Builder, children: Children) -> ast.Node:
    return ast.Membership(_UNKNOWN, children[1], span=span_of(children))


def _text(build: Builder, children: Children) -> ast.Node:
    op = cast("Literal['contains', 'starts with', 'ends with', 'matches']", " ".join(words(children)).lower())
    return ast.TextTest(op, _UNKNOWN, children[-1], span=span_of(children))


def _contains_of(build: Builder, children: Children) -> ast.Node:
    quantifier = cast("Literal['any', 'all', 'none']", children[1].type.lower())
    return ast.ContainsOf(quantifier, _UNKNOWN, children[3], span=span_of(children))


def _ranked(build: Builder, children: Children) -> ast.Node:
    side = cast("Literal['top', 'bottom']", children[1].type.lower())
    return ast.Ranked(_UNKNOWN, side, children[2], span=span_of(children))


def _near(build: Builder, children: Children) -> ast.Node:
    unit = cast("Literal['km', 'mi']", children[2].type.lower())
    comma = words(children).index("COMMA") + len([c for c in children[:-1] if is_node(c)]) - 1
    latitude, longitude = _signed(children[5:comma]), _signed(children[comma + 1 : -1])
    return ast.Near(_UNKNOWN, children[1], unit, latitude, longitude, span=span_of(children))


def _signed(children: Children) -> Decimal:
    value = Decimal(children[-1].value)
    return value.copy_negate() if words(children) == ["MINUS"] else value


def _state(build: Builder, children: Children) -> ast.Node:
    state = cast("Literal['missing', 'set']", children[-1].type.lower())
    return ast.State(state, children[0], "NOT" in words(children), span=span_of(children))


def _times(build: Builder, children: Children) -> ast.Node:
    value, window = children[0], cast("ast.Window", children[-1]) if is_node(children[-1]) else None
    found = words(children)
    count = 1
    if found[-1] == "TIMES":
        count = build.literal(literals.integer, children[len(found) - 1], 1)
        found = found[:-1]
    bound = " ".join(found[:-1]).lower() or "once"
    return ast.Times(value, cast("Any", bound), count, window, span=span_of(children))


def _recurring(build: Builder, children: Children) -> ast.Node:
    count = build.literal(literals.integer, children[4], 1)
    return ast.Recurring(children[0], count, children[-1], span=span_of(children))


def _in_named(build: Builder, children: Children) -> ast.Node:
    kind = cast("Literal['segment', 'list']", children[1].type.lower())
    return ast.InNamed(kind, children[2], span=span_of(children))


def _count_of(build: Builder, children: Children) -> ast.Node:
    count = build.literal(literals.integer, children[2], 1)
    operands = build.slots(span_of(children), nodes(children))
    return ast.CountOf(count, operands, span=span_of(children))


def _sequence(build: Builder, children: Children) -> ast.Node:
    return ast.Sequence(children[0], tuple(children[1:]), span=span_of(children))


def _then(build: Builder, children: Children) -> ast.Node:
    event, *same, within = nodes(children)
    absent = "NO" in words(children)
    return ast.Step(event, within, absent, same[0] if same else None, span=span_of(children))


# --- windows ----------------------------------------------------------------------------------


def _within(build: Builder, children: Children) -> ast.Node:
    direction = cast("Literal['last', 'next']", children[1].type.lower())
    return ast.Within(direction, children[2], span=span_of(children))


def _calendar(build: Builder, children: Children) -> ast.Node:
    which, written = children[1].type.lower(), children[2].text
    unit = literals.unit(written)
    if len(written) > len(unit):
        build.report(messages.plural_calendar(which, unit), span_of(children[2:]))
    return ast.Calendar(cast("Literal['this', 'last', 'next']", which), unit, span=span_of(children))


def _relation(build: Builder, children: Children) -> ast.Node:
    relation = cast("Literal['before', 'after', 'since', 'on']", children[0].type.lower())
    return ast.Relation(relation, children[1], span=span_of(children))


def _between(build: Builder, children: Children) -> ast.Node:
    return ast.Between(children[1], children[3], span=span_of(children))


def _distant(build: Builder, children: Children) -> ast.Node:
    relation = cast("Literal['more', 'less']", children[0].type.lower())
    return ast.Distant(relation, children[2], span=span_of(children))


# --- definitions ------------------------------------------------------------------------------


def _segment(build: Builder, children: Children) -> ast.Node:
    name, *description, condition = nodes(children)
    comments, condition = _defined(build, children, condition)
    text = description[0] if description else None
    return ast.SegmentDefinition(name, condition, text, comments, span=span_of(children))


def _let(build: Builder, children: Children) -> ast.Node:
    name, *parameters, expression = nodes(children)
    comments, expression = _defined(build, children, expression)
    listed = tuple(parameters) if "LPAR" in words(children) else None
    return ast.LetDefinition(name, listed, expression, comments, span=span_of(children))


def _defined(
    build: Builder, children: Children, body: ast.Expression
) -> tuple[tuple[str, ...], ast.Expression]:
    """The comments of a definition (in front of it, in its head, behind it), and its body."""
    span, equal = span_of(children), span_of(children[-2:])
    comments = build.comments.before(equal.start)
    (body,) = build.slots(span, [body])
    return comments + build.comments.behind(span.end), body


def _definitions(build: Builder, children: Children) -> ast.Node:
    rest = build.comments.before(len(build.source.text))
    return ast.Document(tuple(children), comments=rest, span=span_of(children))


def _condition(build: Builder, children: Children) -> ast.Node:
    (condition,), span = children, span_of(children)
    before = build.comments.before(span.start)
    (condition,) = build.slots(span, [condition])
    condition = commented(before + build.comments.behind(span.end), condition)
    rest = build.comments.before(len(build.source.text))
    return ast.Document(condition=condition, comments=rest, span=span)


RULES: dict[str, Rule] = {
    "or_": _or,
    "and_": _and,
    "not_": _not,
    "comparison": _comparison,
    "test": _test,
    "timed": _timed,
    "membership": _membership,
    "text": _text,
    "contains_of": _contains_of,
    "ranked": _ranked,
    "near": _near,
    "state": _state,
    "times": _times,
    "recurring": _recurring,
    "in_named": _in_named,
    "count_of": _count_of,
    "sequence": _sequence,
    "then": _then,
    "within": _within,
    "calendar": _calendar,
    "relation": _relation,
    "between": _between,
    "distant": _distant,
    "segment": _segment,
    "let": _let,
    "definitions": _definitions,
    "condition": _condition,
}
