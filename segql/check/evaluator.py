"""What the parts of the checker ask of each other: checking an expression that stands inside another."""

from __future__ import annotations

from typing import Protocol

from segql import ast
from segql.check.context import Context, Scope
from segql.check.names import Names
from segql.check.terms import Choice, Result, Term, Untyped
from segql.meaning import Condition


class Evaluator(Protocol):
    """The checker of one definition. Every method reports what it refuses, and answers None."""

    @property
    def ctx(self) -> Context:
        """The state of checking."""
        ...

    @property
    def names(self) -> Names:
        """The definitions that can be referred to."""
        ...

    def check(self, node: ast.Expression, scope: Scope) -> Result | None:
        """What an expression is."""
        ...

    def condition(self, node: ast.Expression, scope: Scope) -> Condition | None:
        """An expression that is to be a condition."""
        ...

    def scalar(self, node: ast.Expression, scope: Scope) -> Term | Untyped | None:
        """An expression that is to be a single value or a parameter."""
        ...

    def as_scalar(self, result: Result) -> Term | Untyped | None:
        """Something checked that is to be a single value or a parameter."""
        ...

    def term(self, node: ast.Expression, scope: Scope) -> Term | None:
        """An expression that is to be a single value of a known type."""
        ...

    def options(self, node: ast.ListLiteral | ast.Parameter, scope: Scope) -> Choice | Untyped | None:
        """What stands behind `in`."""
        ...
