"""Conditions as expressions of Python that are True or False."""

from __future__ import annotations

from typing import assert_never

from segql import meaning as m
from segql.regex import parse_pattern
from segql.types import BOOLEAN
from segql_python.compiled import aggregates, moments
from segql_python.compiled.sequences import sequence
from segql_python.compiled.source import Block, every, joined
from segql_python.compiled.values import present
from segql_python.compiled.writer import Term, Writer

_MOST_ADDED = 20
"""Operands of one sum, which Python nests as deep as it is long."""


def condition(w: Writer, node: m.Condition) -> str:
    """The condition, for the customer and the event at hand."""
    match node:
        case m.Compare():
            return _compare(w, node)
        case m.OneOf(of, options):
            found = w.value(of)  # None is no option
            return every([*found.guards, f"{found.text} in {_set(w, options)}"])
        case m.AnyOf(of, options):
            found = present(w, w.value(of))
            return every([*found.guards, f"not {_set(w, options)}.isdisjoint({found.text})"])
        case m.TextTest():
            return _text_test(w, node)
        case m.IsSet(of):
            found = w.value(of)
            return every([*found.guards, *([f"{found.text} is not None"] if found.missing else [])])
        case m.InList(name):
            return f"{w.bound.constant(name)} in lists"
        case m.Sample(salt, below):
            return f"sampled({w.bound.constant(salt)}, key) < {w.bound.constant(below)}"
        case m.Near(of):
            found = present(w, w.value(of))
            return every([*found.guards, f"near({w.bound.constant(node)}, *{found.text})"])
        case m.Sequence():
            return sequence(w, node)
        case m.Anniversary(of):
            days = w.bound.moment(node, moments.celebrated(node, w.layout.catalog, w.source))
            born = present(w, w.value(of))
            return every([*born.guards, f"100 * {born.text}.month + {born.text}.day in {days}"])
        case m.Not(operand):
            return f"not {w.condition(operand)}"
        case m.All(operands):
            return _several(w, operands, "and", "True")
        case m.Any(operands):
            return _several(w, operands, "or", "False")
        case m.AtLeast():
            return _at_least(w, node)
        case _:
            assert_never(node)


def _compare(w: Writer, node: m.Compare) -> str:
    match node:
        case m.Compare("<=", m.Constant(int() as count), m.Aggregate(function="count") as aggregate):
            if (text := aggregates.reaches(w, aggregate, count)) is not None:
                return text
        case m.Compare("=", left, m.Constant(True)) if left.type == BOOLEAN:
            found = w.value(left)
            return every([*found.guards, f"{found.text} is True"])
        case _:
            pass
    with aggregates.known(w, node.left, node.right):
        left, right = w.value(node.left), w.value(node.right)
        if node.op == "=" and not (left.missing and right.missing):
            return every([*left.guards, *right.guards, f"{left.text} == {right.text}"])
        left, right = _there(w, left), _there(w, right)
        op = "==" if node.op == "=" else node.op
        return every([*left.guards, *right.guards, f"{left.text} {op} {right.text}"])


def _there(w: Writer, term: Term) -> Term:
    return present(w, term) if term.missing else term


def _set(w: Writer, options: tuple[m.Constant | m.Parameter, ...]) -> str:
    """The set of the options."""
    return w.bound.constant(frozenset([each.value for each in options if isinstance(each, m.Constant)]))


def _text_test(w: Writer, node: m.TextTest) -> str:
    found = present(w, w.value(node.value))
    literal = node.text.value if isinstance(node.text, m.Constant) else ""
    text = w.bound.constant(literal)
    match node.op:
        case "contains":
            test = f"{text} in {found.text}"
        case "starts":
            test = f"{found.text}.startswith({text})"
        case "ends":
            test = f"{found.text}.endswith({text})"
        case "matches":
            search = w.bound.constant(parse_pattern(str(literal)).search)
            test = f"{search}({found.text})"
        case _:
            assert_never(node.op)
    return every([*found.guards, test])


def _written(w: Writer, operands: tuple[m.Condition, ...]) -> list[tuple[Block, str]]:
    """The operands, each with the lines that it needs; those that need none come first."""
    found: list[tuple[Block, str]] = []
    for operand in operands:
        with w.into(Block()) as block:
            text = w.condition(operand)
        found.append((block, text))
    return sorted(found, key=lambda each: bool(each[0].lines))


def _several(w: Writer, operands: tuple[m.Condition, ...], word: str, none: str) -> str:
    """All or any of the operands, one after the other until the result is known."""
    written = _written(w, operands)
    plain = [text for block, text in written if not block.lines]
    if len(plain) == len(written):
        return joined(plain, word, none)
    result = w.name("r")
    if plain:
        w.line(f"{result} = {joined(plain, word, none)}")
    go_on = f"if {result}:" if word == "and" else f"if not {result}:"
    for number, (block, text) in enumerate(written[len(plain) :], len(plain)):
        block.lines.append(f"{result} = {text}")
        if number == 0:
            w.here.lines.extend(block.lines)
        else:
            w.here.lines.extend([go_on, block])
    return result


def _at_least(w: Writer, node: m.AtLeast) -> str:
    written = _written(w, node.operands)
    count = w.bound.constant(node.count)
    if len(written) <= _MOST_ADDED and not any(block.lines for block, _ in written):
        return f"({' + '.join(f'({text})' for _, text in written) or '0'}) >= {count}"
    total = w.name("n")
    w.line(f"{total} = 0")
    for block, text in written:
        w.here.lines.extend([*block.lines, f"{total} += {text}"])
    return f"{total} >= {count}"
