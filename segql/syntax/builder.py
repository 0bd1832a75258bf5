"""The tree, built bottom-up while the text is parsed: one function for each rule of the grammar.

The functions are in `segql.syntax.values` and `segql.syntax.conditions`; here is what they share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeGuard, TypeVar

from segql import ast
from segql.diagnostics import Diagnostic, Source, Span
from segql.limits import Limits
from segql.syntax import messages
from segql.syntax.comments import Comments, commented
from segql.syntax.literals import Fault
from segql.syntax.machine import Children, Word
from segql.syntax.messages import Said

MOST_FINDINGS = 25
_HEIGHT = 3, 10  # nodes to a level of nesting (parentheses, `and`, `or`), and around them

Value = TypeVar("Value")


class Stop(Exception):
    """A definition cannot be built; `position` is in it, or None where the whole text is given up."""

    def __init__(self, position: int | None) -> None:
        super().__init__()
        self.position = position


class Builder:
    """Builds the tree of one text; what it finds wrong is in `findings`."""

    def __init__(self, source: Source, limits: Limits, rules: Mapping[str, Rule]) -> None:
        self._rules = rules
        self.source = source
        self.limits = limits
        self.comments = Comments(source.text)
        self.findings: list[Diagnostic] = []
        self._most_levels = limits.nesting
        self._most_height = _HEIGHT[0] * limits.nesting + _HEIGHT[1]
        self._depths: dict[int, _Depth] = {}  # by id, of the nodes that have no parent yet

    def build(self, rule: str, children: Children) -> ast.Node:
        """The node of a rule. Raises Stop where nothing more can be said about its definition."""
        node = self._rules[rule](self, children)
        if len(children) > 1:  # of one part are leaves, and the whole
            self._measure(node, children)
        return node

    def say(self, said: Said, span: Span) -> Diagnostic:
        """What is said, with its place."""
        return Diagnostic(said.code, said.message, span, self.source, said.help, said.fix)

    def report(self, said: Said, span: Span) -> None:
        """Note a finding and go on."""
        self.findings.append(self.say(said, span))
        if len(self.findings) >= MOST_FINDINGS:
            raise Stop(None)

    def literal(self, read: Callable[[str], Value], word: Word, otherwise: Value) -> Value:
        """The value of a word, or `otherwise` and a finding."""
        try:
            return read(word.text)
        except Fault as fault:
            start = word.span.start
            self.report(fault.said, Span(start + fault.start, start + fault.end))
            return otherwise

    def slots(self, whole: Span, expressions: Sequence[ast.Expression]) -> tuple[ast.Expression, ...]:
        """The expressions, each with the comments inside `whole` that belong to it."""
        if not self.comments.pending:
            return tuple(expressions)
        found = self.comments.within(whole, [each.span for each in expressions])
        return tuple(map(commented, found, expressions))

    def _measure(self, node: ast.Node, children: Children) -> None:
        levels, height, innermost = 0, 1, node.span
        for child in children:
            known = self._depths.pop(id(child), None)
            if known is None:
                continue
            _, deeper, higher, inside = known
            if deeper > levels:
                levels, innermost = deeper, inside
            if higher > height:
                height = higher
        if node.__class__ in _NESTS:
            levels += 1
        if levels > self._most_levels or height >= self._most_height:
            self.report(messages.deep(self.limits.nesting), innermost)
            raise Stop(innermost.end)
        self._depths[id(node)] = node, levels, height + 1, innermost


_Depth = tuple[ast.Node, int, int, Span]
"""A node (so that its id stays its own), how deep it nests for people and for the machine, and its
innermost place."""
Rule = Callable[[Builder, Children], ast.Node]
"""What makes the node of a rule of the grammar."""

_NESTS = {ast.Group, ast.Not, ast.Call, ast.ListLiteral, ast.Negative, ast.Binary, ast.CountOf}


def is_node(child: object) -> TypeGuard[ast.Node]:
    """Whether a child of a rule is a node, not a word."""
    return not isinstance(child, Word)


def nodes(children: Children) -> Children:
    """The nodes among the children."""
    return [child for child in children if is_node(child)]


def words(children: Children) -> list[str]:
    """The types of the words among the children: `AT`, `LEAST`, ..."""
    return [child.type for child in children if isinstance(child, Word)]


def span_of(children: Children) -> Span:
    """From the first child to the last."""
    first: Span = children[0].span
    return first if len(children) == 1 else Span(first.start, children[-1].span.end)
