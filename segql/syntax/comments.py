"""Which expression a comment belongs to.

A comment behind code on its line belongs to what stands before it, one on a line of its own to what
follows. It is kept with the nearest slot around it: an operand of `and` or `or`, an argument, an
item of a list, the inside of parentheses, a whole expression; or with its definition.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from segql import ast
from segql.diagnostics import Span
from segql.record import record


@record
class Comment:
    """A comment; `alone` when no code stands before it on its line."""

    text: str
    span: Span
    alone: bool


class Comments:
    """The comments of a text that have no owner yet, in the order of the text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.pending: list[Comment] = []

    def add(self, start: int, end: int) -> None:
        """A comment that the lexer has just passed."""
        line = self._text.rfind("\n", 0, start) + 1
        comment = self._text[start + 1 : end].strip()
        alone = _BLANK.fullmatch(self._text, line, start) is not None
        self.pending.append(Comment(comment, Span(start, end), alone))

    def before(self, position: int) -> tuple[str, ...]:
        """Claim every comment before a position."""
        claimed = [each for each in self.pending if each.span.start < position]
        self.pending = self.pending[len(claimed) :]
        return tuple(each.text for each in claimed)

    def behind(self, end: int) -> tuple[str, ...]:
        """Claim the comment behind the code that ends at `end` and was read last, on the same line."""
        index = len(self.pending)
        while index and self.pending[index - 1].span.start >= end:
            index -= 1
        if index == len(self.pending):
            return ()
        start = self.pending[index].span.start
        if self._text.find("\n", end, start) >= 0:
            return ()
        return (self.pending.pop(index).text,)

    def within(self, whole: Span, slots: Sequence[Span]) -> list[tuple[str, ...]]:
        """Claim the comments inside `whole`, for each slot its own."""
        first = last = len(self.pending)
        while first and self.pending[first - 1].span.start >= whole.start:
            first -= 1
            if self.pending[first].span.start >= whole.end:
                last = first
        claimed = self.pending[first:last]
        if not claimed:
            return [()] * len(slots)
        del self.pending[first:last]
        starts = [slot.start for slot in slots]
        found: list[list[str]] = [[] for _ in slots]
        for comment in claimed:
            index = max(0, bisect_right(starts, comment.span.start) - 1)
            follows = comment.span.start >= slots[index].end
            if follows and comment.alone and index + 1 < len(slots):
                index += 1
            found[index].append(comment.text)
        return [tuple(each) for each in found]


def commented(comments: tuple[str, ...], expression: ast.Expression) -> ast.Expression:
    """The expression with comments put before those that it has."""
    if not comments:
        return expression
    if isinstance(expression, ast.Commented):
        return ast.Commented(comments + expression.comments, expression.inner, span=expression.span)
    return ast.Commented(comments, expression, span=expression.span)


_BLANK = re.compile(r"[\s\ufeff]*")
