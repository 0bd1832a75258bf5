"""The rules of the grammar that give names, literals and values."""

from __future__ import annotations

import datetime as dt
from typing import Literal, cast

from segql import ast
from segql.syntax import literals, messages
from segql.syntax.builder import Builder, Rule, is_node, nodes, span_of, words
from segql.syntax.machine import Children


def _name(build: Builder, children: Children) -> ast.Name:
    (word,) = children
    return ast.Name(build.literal(literals.name, word, "_"), word.type == "QUOTED", span=span_of(children))


def _string(build: Builder, children: Children) -> ast.String:
    return ast.String(build.literal(literals.string, children[0], ""), span=span_of(children))


def _number(build: Builder, children: Children) -> ast.Number:
    return ast.Number(build.literal(literals.number, children[0], 0), span=span_of(children))


def _boolean(build: Builder, children: Children) -> ast.Boolean:
    return ast.Boolean(children[0].type == "TRUE", span=span_of(children))


def _date(build: Builder, children: Children) -> ast.Date:
    return ast.Date(build.literal(literals.date, children[0], dt.date.min), span=span_of(children))


def _instant(build: Builder, children: Children) -> ast.Instant:
    return ast.Instant(build.literal(literals.instant, children[0], dt.datetime.min), span=span_of(children))


def _duration(build: Builder, children: Children) -> ast.Duration:
    number, unit = children
    count = build.literal(literals.count, number, 1)
    return ast.Duration(count, literals.unit(unit.text), span=span_of(children))


def _percent(build: Builder, children: Children) -> ast.Percent:
    return ast.Percent(children[0], span=span_of(children))


def _list(build: Builder, children: Children) -> ast.ListLiteral:
    items, most = nodes(children), build.limits.list_values
    if len(items) > most:
        build.report(messages.long_list(most), items[most].span)
    span = span_of(children)
    return ast.ListLiteral(build.slots(span, items), span=span)


def _parameter(build: Builder, children: Children) -> ast.Parameter:
    return ast.Parameter(children[1], span=span_of(children))


def _reference(build: Builder, children: Children) -> ast.Reference:
    return ast.Reference(tuple(nodes(children)), span=span_of(children))


def _call(build: Builder, children: Children) -> ast.Call:
    function, *arguments = children
    if not is_node(function):
        function = ast.Name("last", span=span_of(children[:1]))
    slots = build.slots(span_of(arguments), nodes(arguments))
    return ast.Call(cast("ast.Name", function), slots, span=span_of(children))


def _member(build: Builder, children: Children) -> ast.Call:
    call, dot, name = children
    if call.member is not None:
        build.report(messages.second_member(name.text), span_of([dot, name]))
    return ast.Call(call.name, call.arguments, name, span=span_of(children))


def _negative(build: Builder, children: Children) -> ast.Negative:
    return ast.Negative(children[1], span=span_of(children))


def _binary(build: Builder, children: Children) -> ast.Binary:
    left, operator, right = children
    return ast.Binary(cast("Literal['+', '-', '*', '/']", operator.text), left, right, span=span_of(children))


def _relative(build: Builder, children: Children) -> ast.Relative:
    direction = "ago" if words(children) == ["AGO"] else "from now"
    return ast.Relative(children[0], direction, span=span_of(children))


def _word(build: Builder, children: Children) -> ast.Word:
    word = cast("Literal['now', 'today', 'yesterday', 'tomorrow']", children[0].type.lower())
    return ast.Word(word, span=span_of(children))


def _group(build: Builder, children: Children) -> ast.Group:
    span = span_of(children)
    (inner,) = build.slots(span, [children[1]])
    return ast.Group(inner, span=span)


RULES: dict[str, Rule] = {
    "name": _name,
    "string": _string,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "instant": _instant,
    "duration": _duration,
    "percent": _percent,
    "list": _list,
    "parameter": _parameter,
    "reference": _reference,
    "call": _call,
    "member": _member,
    "negative": _negative,
    "binary": _binary,
    "relative": _relative,
    "word": _word,
    "group": _group,
}
