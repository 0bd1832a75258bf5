"""What an expression turns out to be while it is checked."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never, cast

from segql.diagnostics import Span
from segql.meaning import Condition, Constant, Moment, Parameter, Property, Value
from segql.record import record
from segql.types import Type
from segql.walk import relocate


@record
class Term:
    """A value; with a `denominator`, the exact quotient `value / denominator`.

    A denominator is never negative; where it is zero or missing, so is the quotient.
    """

    value: Value
    span: Span
    denominator: Value | None = None

    @property
    def type(self) -> Type:
        """The type of the value (of the numerator)."""
        return self.value.type

    @property
    def is_known(self) -> bool:
        """Whether it is the same for every customer."""
        return isinstance(self.value, Constant | Moment | Parameter) and self.denominator is None


@record
class Untyped:
    """A `$parameter` whose type its surroundings have not told yet."""

    name: str
    span: Span


@record
class Truth:
    """A condition. `literal` where it is a written `true` or `false`."""

    condition: Condition
    span: Span
    literal: bool = False


@record
class EventSet:
    """Events of a customer: `placed_order("shorts") in last 30 days`."""

    event: str
    where: Condition
    span: Span


@record
class EventField:
    """A property of events: `placed_order("shorts").total`; a value for each event."""

    events: EventSet
    field: Property
    span: Span


@record
class Celebration:
    """`anniversary(birthday)`: days of every year."""

    value: Term
    span: Span


@record
class Choice:
    """A written list, or a parameter that stands for one."""

    items: tuple[Term | Untyped, ...]
    span: Span


Result = Term | Untyped | Truth | EventSet | EventField | Celebration | Choice


def relocated(result: Result, span: Span) -> Result:
    """The same, all of it written at `span`: where it is used from another text."""
    match result:
        case Term(value, _, denominator):
            return Term(relocate(value, span), span, denominator and relocate(denominator, span))
        case Truth(condition):
            return replace(result, condition=relocate(condition, span), span=span)
        case EventSet(_, where):
            return replace(result, where=relocate(where, span), span=span)
        case EventField(events, field):
            return EventField(cast("EventSet", relocated(events, span)), relocate(field, span), span)
        case Celebration(value):
            return Celebration(cast("Term", relocated(value, span)), span)
        case Choice(items):
            moved = [cast("Term | Untyped", relocated(each, span)) for each in items]
            return Choice(tuple(moved), span)
        case Untyped():
            return replace(result, span=span)
        case _:
            assert_never(result)
