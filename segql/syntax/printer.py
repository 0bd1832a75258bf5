"""Tree to text: the one way to write it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any, assert_never, cast

from segql import ast
from segql.diagnostics import Source
from segql.limits import DEFAULT_LIMITS, Limits
from segql.syntax.layout import HARD, SOFT, SPACE, Group, Layout, Nest, render
from segql.syntax.parser import parse
from segql.syntax.words import is_plain

_ESCAPES = {'"': r"\"", "\\": r"\\", "\n": r"\n", "\t": r"\t"}
_TURNING = "\u061c\u200e\u200f\u2028\u2029\ufeff"  # invisible, or change what is seen around them

_Of = Callable[[ast.Node], Layout]


def format_text(text: str, name: str = "text", limits: Limits = DEFAULT_LIMITS) -> str:
    """The text in its one layout; comments are kept. Raises SegqlError where it cannot be parsed."""
    printed = print_document(parse(Source(text, name), limits))
    return printed + "\n" if text.endswith("\n") and not printed.endswith("\n") else printed


def print_document(document: ast.Document) -> str:
    """Definitions, each line ended; or a bare condition, its last line not ended."""
    parts: list[str] = []
    previous = ""
    for definition in document.definitions:
        printed = _print(definition)
        together = "\n" not in previous + printed and previous[:4] == printed[:4]
        parts.append(("\n" if previous and not together else "") + printed + "\n")
        previous = printed
    end = "\n".join(map(_comment, document.comments))
    if document.condition is not None:
        parts.append(_print(document.condition) + ("\n" if end else ""))
        return "".join(parts) + end
    return "".join(parts) + (("\n" if parts else "") + end + "\n" if end else "")


def print_expression(expression: ast.Expression) -> str:
    """An expression, over several lines where it has comments or is long."""
    return _print(expression)


def print_name(name: str) -> str:
    """A name as it is written: in backticks where it needs them."""
    return name if is_plain(name) else f"`{name}`"


def print_string(value: str) -> str:
    """A string literal."""
    return '"' + "".join(map(_escaped, value)) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    invisible = character < " " or "\x7f" <= character <= "\x9f" or character in _TURNING
    if invisible or "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069":
        return f"\\u{{{ord(character):X}}}"
    return character


# --- the walk: bottom-up, without recursion -----------------------------------------------------


def _print(root: ast.Node) -> str:
    done: dict[int, Layout] = {}
    work = [root]
    while work:
        node = work[-1]
        waiting = [part for part in _parts(node) if id(part) not in done]
        if waiting:
            work.extend(waiting)
        else:
            done[id(node)] = _layout(node, lambda part: done[id(part)])
            work.pop()
    return render(done[id(root)])


def _parts(node: ast.Node) -> Iterator[ast.Node]:
    for field in fields(node):
        value: Any = getattr(node, field.name)
        for part in cast("tuple[Any, ...]", value) if isinstance(value, tuple) else (value,):
            if isinstance(part, ast.Node):
                yield part


def _layout(node: Any, of: _Of) -> Layout:
    match node:
        case ast.SegmentDefinition() | ast.LetDefinition():
            return _definition(node, of)
        case ast.Step():
            same = (" with same ", of(node.same)) if node.same else ()
            return "then ", "no " if node.absent else "", of(node.event), same, " within ", of(node.within)
        case ast.Name():
            return print_name(node.text)
        case ast.Within() | ast.Calendar() | ast.Relation() | ast.Between() | ast.Distant():
            return _window(node, of)
        case _:
            return _expression(node, of)


# --- definitions and comments -------------------------------------------------------------------


def _definition(node: ast.Definition, of: _Of) -> Layout:
    head: Layout
    match node:
        case ast.SegmentDefinition(name, body):
            described = (" ", of(node.description)) if node.description else ()
            head = "segment ", of(name), described
        case ast.LetDefinition(name, listed, body):
            head = (
                "let ",
                of(name),
                () if listed is None else _listed("(", [of(each) for each in listed], ")"),
            )
        case _:
            assert_never(node)
    if isinstance(body, ast.And | ast.Or | ast.Commented):
        return _comments(node.comments), Group((head, " =", Nest((SPACE, Group(of(body))))))
    return _comments(node.comments), head, " = ", of(body)


def _comment(text: str) -> str:
    return f"# {text}".rstrip()


def _comments(texts: Sequence[str]) -> Layout:
    return tuple(part for text in texts for part in (_comment(text), HARD))


def _slot(node: ast.Expression, of: _Of) -> Layout:
    """An expression behind its own comments."""
    return (_comments(node.comments), of(node.inner)) if isinstance(node, ast.Commented) else of(node)


def _listed(opening: str, items: Sequence[Layout], closing: str) -> Layout:
    """Items on one line, or one on each."""
    if not items:
        return opening + closing
    rest = tuple((",", SPACE, item) for item in items[1:])
    return Group((opening, Nest((SOFT, items[0], rest)), SOFT, closing))


# --- conditions ---------------------------------------------------------------------------------


def _expression(node: ast.Expression, of: _Of) -> Layout:
    match node:
        case ast.And():
            return _chain("and ", node.operands, of)
        case ast.Or():
            return _chain("or ", node.operands, of)
        case ast.Not(operand):
            return "not ", of(operand)
        case ast.Group(inner):
            return Group(("(", Nest((SOFT, _slot(inner, of))), SOFT, ")"))
        case ast.Commented():
            return _slot(node, of)
        case ast.CountOf(count, operands):
            return f"at least {count} of ", _listed("(", [_slot(each, of) for each in operands], ")")
        case ast.InNamed(kind, name, negated):
            return _not(negated).lstrip() + f"in {kind} ", of(name)
        case ast.Comparison(op, left, right):
            return of(left), f" {op} ", of(right)
        case ast.Sequence(first, steps):
            return Group((of(first), Nest(tuple((SPACE, of(step)) for step in steps))))
        case ast.Times(value, bound, count, window):
            often = bound if bound == "once" else f"{bound} once" if count == 1 else f"{bound} {count} times"
            return of(value), " ", often, (" ", of(window)) if window else ()
        case ast.Recurring(value, count, duration):
            return of(value), f" in at least {count} of last ", of(duration)
        case ast.State(state, value, negated):
            return of(value), " is", _not(negated), state
        case ast.Timed() | ast.Membership() | ast.TextTest() | ast.ContainsOf() | ast.Ranked() | ast.Near():
            return of(node.value), _not(node.negated), _test(node, of)
        case _:
            return _value(node, of)


def _not(negated: bool) -> str:
    return " not " if negated else " "


def _chain(word: str, operands: Sequence[ast.Expression], of: _Of) -> Layout:
    first, *rest = operands
    parts = [(SPACE, _operand(each, of, word)) for each in rest]
    return Group((_operand(first, of), *parts))


def _operand(node: ast.Expression, of: _Of, word: str = "") -> Layout:
    """An operand behind `and` or `or`; the lines of a chain in a chain are indented."""
    inner = node.inner if isinstance(node, ast.Commented) else node
    operand = Nest(of(inner)) if isinstance(inner, ast.And | ast.Or) else of(inner)
    return _comments(node.comments) if isinstance(node, ast.Commented) else (), word, operand


def _test(
    node: ast.Timed | ast.Membership | ast.TextTest | ast.ContainsOf | ast.Ranked | ast.Near, of: _Of
) -> Layout:
    match node:
        case ast.Timed(_, window):
            return of(window)
        case ast.Membership(_, options):
            return "in ", of(options)
        case ast.TextTest(op, _, text):
            return op, " ", of(text)
        case ast.ContainsOf(quantifier, _, options):
            return f"contains {quantifier} of ", of(options)
        case ast.Ranked(_, side, percent):
            return f"in {side} ", of(percent), "%"
        case ast.Near(_, distance, unit, latitude, longitude):
            return "within ", of(distance), f" {unit} of ({_decimal(latitude)}, {_decimal(longitude)})"
        case _:
            assert_never(node)


def _window(node: ast.Window, of: _Of) -> Layout:
    match node:
        case ast.Within(direction, duration):
            return f"in {direction} ", of(duration)
        case ast.Calendar(which, unit):
            return f"in {which} {unit}"
        case ast.Relation(relation, operand):
            return f"{relation} ", of(operand)
        case ast.Between(low, high):
            return "between ", of(low), " and ", of(high)
        case ast.Distant(relation, duration):
            return f"{relation} than ", of(duration), " ago"
        case _:
            assert_never(node)


# --- values -------------------------------------------------------------------------------------


def _value(node: Any, of: _Of) -> Layout:
    match node:
        case ast.String(value):
            return print_string(value)
        case ast.Number():
            return node.text
        case ast.Boolean(value):
            return "true" if value else "false"
        case ast.Date(value):
            return value.isoformat()
        case ast.Instant(value):
            return _instant(value)
        case ast.Duration(count, unit):
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
        case ast.Percent(number):
            return of(number), "%"
        case ast.ListLiteral(items):
            return _filled(items, of)
        case ast.Parameter(name):
            return "$", of(name)
        case ast.Reference(path):
            return tuple(part for name in path for part in (".", of(name)))[1:]
        case ast.Call():
            return _call(node, of)
        case ast.Negative(operand):
            return "-", of(operand)
        case ast.Binary(op, left, right):
            return of(left), f" {op} ", of(right)
        case ast.Relative(duration, direction):
            return of(duration), " ", direction
        case ast.Word(word):
            return word
        case _:
            raise TypeError(f"not a node of a text: {type(node).__name__}")


def _call(node: ast.Call, of: _Of) -> Layout:
    name: Layout = f"`{node.name.text}`" if node.name.quoted else of(node.name)
    if not node.name.quoted and node.name.text.lower() == "last":
        name = "last"
    arguments = _listed("(", [_slot(each, of) for each in node.arguments], ")")
    return name, arguments, (".", of(node.member)) if node.member else ()


def _filled(items: Sequence[ast.Expression], of: _Of) -> Layout:
    """A list, as many items on a line as fit."""
    if not items:
        return "[]"
    first, *rest = (_slot(item, of) for item in items)
    return Group(("[", Nest((SOFT, first, tuple((",", Group((SPACE, item))) for item in rest))), SOFT, "]"))


def _decimal(value: Decimal) -> str:
    return f"{value:f}"


def _instant(value: dt.datetime) -> str:
    return value.isoformat().removesuffix("+00:00") + "Z" * (value.utcoffset() == dt.timedelta(0))
