"""Checking expressions: from what was written to what it means."""

from __future__ import annotations

from typing import cast

from segql import ast, normal
from segql.check import (
    arithmetic,
    calls,
    comparing,
    events,
    functions,
    lints,
    messages,
    predicates,
    times,
)
from segql.check.context import Context, Scope
from segql.check.describe import what
from segql.check.names import Names
from segql.check.terms import Celebration, Choice, EventField, EventSet, Result, Term, Truth, Untyped
from segql.meaning import All, Any, Condition, Constant
from segql.record import record
from segql.types import BOOLEAN, DATE, STRING

_EARTH_RADIUS_KM = 6371.0088
_KM_PER_MILE = 1.609344
_TESTS = {"contains": "contains", "starts with": "starts", "ends with": "ends", "matches": "matches"}


@record
class Checker:
    """Checks the expressions of one definition."""

    ctx: Context
    names: Names

    def condition(self, node: ast.Expression, scope: Scope) -> Condition | None:
        """A condition, or None where it is none (which has been reported)."""
        result = self.check(node, scope)
        if result is None:
            return None
        found = functions.as_condition(self.ctx, result)
        self.remark(node, found)
        return found

    def remark(self, node: ast.Expression, found: Condition | None) -> None:
        """Reports a condition that turned out to be the same for everyone."""
        if isinstance(found, All | Any) and not found.operands and not self._is_constant(node):
            self.ctx.report(node.span, messages.always(isinstance(found, All)))

    def _is_constant(self, node: ast.Expression) -> bool:
        """Whether a constant condition was written as such, or its parts were remarked already."""
        match node:
            case ast.Group(inner) | ast.Commented(_, inner):
                return self._is_constant(inner)
            case ast.Boolean() | ast.And() | ast.Or() | ast.Not() | ast.CountOf() | ast.InNamed():
                return True
            case ast.Reference() | ast.Call():
                return True
            case _:
                return False

    def check(self, node: ast.Expression, scope: Scope) -> Result | None:
        """What an expression is, or None where it makes no sense (which has been reported)."""
        self.ctx.count(node.span)
        match node:
            case ast.Reference():
                return calls.reference(self, node, scope)
            case ast.Group(inner) | ast.Commented(_, inner):
                return self.check(inner, scope)
            case ast.String(value):
                return Term(Constant(value, STRING, span=node.span), node.span)
            case ast.Number(value):
                return Term(comparing.number_constant(value, node.span), node.span)
            case ast.Boolean(value):
                return Truth(normal.TRUE if value else normal.FALSE, node.span, literal=True)
            case ast.Date(value):
                return Term(Constant(value, DATE, span=node.span), node.span)
            case ast.Instant():
                return times.instant(self.ctx, node)
            case ast.Duration():
                return times.duration(self.ctx, node)
            case ast.Relative():
                return times.relative(node)
            case ast.Word():
                return times.word(node)
            case ast.Percent():
                self.ctx.report(
                    node.span,
                    messages.type_literal(
                        "a percentage", "shares stand in `in top 10%`, `in bottom 10%`, `sample(10%, ...)`"
                    ),
                )
                return None
            case ast.ListLiteral():
                return self._choice(node, scope)
            case ast.Parameter(name):
                return Untyped(name.text, node.span)
            case ast.Call():
                return calls.call(self, node, scope)
            case ast.Negative() | ast.Binary():
                return arithmetic.arithmetic(self, node, scope)
            case ast.Timed():
                return events.timed(self, node, scope)
            case _:
                found = self._condition(node, scope)
                return None if found is None else Truth(found, node.span)

    # --- conditions -------------------------------------------------------------------------

    def _condition(self, node: _Conditional, scope: Scope) -> Condition | None:
        ctx = self.ctx
        match node:
            case ast.Not(operand):
                found = self.condition(operand, scope)
                return None if found is None else normal.negate(found)
            case ast.And(operands) | ast.Or(operands):
                return self._connective(node, operands, scope)
            case ast.CountOf(count, operands):
                conditions = [self.condition(each, scope) for each in operands]
                found = [each for each in conditions if each is not None]
                if len(found) < len(conditions):
                    return None
                result = normal.at_least(count, found)
                if count > len(found) or count < 1:
                    ctx.report(node.span, messages.always(count < 1))
                return result
            case ast.InNamed():
                ctx.count(node.span, conditions=1)
                return events.negated(predicates.named(self, node), node.negated)
            case ast.Sequence():
                return events.sequence(self, node, scope)
            case _:
                ctx.count(node.span, conditions=1)
                return predicates.test(self, node, scope)

    def _connective(
        self, node: ast.And | ast.Or, operands: tuple[ast.Expression, ...], scope: Scope
    ) -> Condition | None:
        conditions = [self.condition(each, scope) for each in operands]
        found = [each for each in conditions if each is not None]
        if len(found) < len(conditions):
            return None
        lints.connective(self.ctx, node, found)
        return normal.all_of(found) if isinstance(node, ast.And) else normal.any_of(found)

    # --- values -----------------------------------------------------------------------------

    def scalar(self, node: ast.Expression, scope: Scope) -> Term | Untyped | None:
        """A single value or a parameter, reported where the expression is something else."""
        result = self.check(node, scope)
        return None if result is None else self.as_scalar(result)

    def as_scalar(self, result: Result) -> Term | Untyped | None:
        """Something checked that is to be a single value or a parameter."""
        match result:
            case Term() | Untyped():
                return result
            case Truth(condition, span, literal=True):
                return Term(Constant(condition == normal.TRUE, BOOLEAN, span=span), span)
            case EventSet(event):
                name = messages.quoted(event)
                hint = f"count it: `count({name}) >= 3`, or `{name} at least 3 times`"
            case EventField(events, field):
                name = f"{messages.quoted(events.event)}.{messages.quoted(field.name)}"
                hint = f"ask about one value: `sum({name})`, `last({name})`"
            case Truth():
                hint = "join conditions with `and` and `or`"
            case Celebration():
                self.ctx.report(result.span, messages.anniversary_window())
                return None
            case Choice():
                hint = "a list stands behind `in`"
        self.ctx.report(result.span, messages.type_value(what(result), hint))
        return None

    def term(self, node: ast.Expression, scope: Scope) -> Term | None:
        """A single value whose type is known."""
        result = self.scalar(node, scope)
        if isinstance(result, Untyped):
            self.ctx.report(result.span, messages.parameter_untyped(result.name))
            return None
        return result

    def options(self, node: ast.ListLiteral | ast.Parameter, scope: Scope) -> Choice | Untyped | None:
        """What stands behind `in`."""
        if isinstance(node, ast.Parameter):
            return Untyped(node.name.text, node.span)
        return self._choice(node, scope)

    def _choice(self, node: ast.ListLiteral, scope: Scope) -> Choice | None:
        items = [self._item(item, scope) for item in node.items]
        if any(item is None for item in items):
            return None
        return Choice(cast("tuple[Term | Untyped, ...]", tuple(items)), node.span)

    def _item(self, node: ast.Expression, scope: Scope) -> Term | Untyped | None:
        if isinstance(node, ast.String):  # lists may be long
            return Term(Constant(node.value, STRING, span=node.span), node.span)
        item = self.scalar(node, scope)
        if isinstance(item, Term) and not item.is_known:
            self.ctx.report(item.span, messages.type_literal(what(item), "write a literal or a `$parameter`"))
            return None
        return item


_Conditional = predicates.Test | ast.Not | ast.And | ast.Or | ast.CountOf | ast.InNamed | ast.Sequence
