"""How the checker calls things in its messages."""

from __future__ import annotations

from typing import assert_never

from segql.check.terms import Celebration, Choice, EventField, EventSet, Result, Term, Truth, Untyped
from segql.meaning import Attribute, Constant, Moment, Property
from segql.types import Type

_ARTICLE = {"a", "e", "i"}


def a(type_: Type) -> str:
    """A type with its article."""
    return f"{'an' if str(type_)[0] in _ARTICLE else 'a'} {type_}"


def what(result: Result) -> str:
    """What a checked expression is, for a sentence."""
    match result:
        case Term(value=Attribute(name, type_) | Property(name, type_)):
            return f"`{name}`, {a(type_)},"
        case Term(value=Constant(value, type_)) if type_.is_text:
            return f'the string `"{str(value)[:40]}"`'
        case Term(value=Constant() as constant) if constant.type.is_number:
            return "a number"
        case Term(value=Moment(type_)):
            return a(type_)
        case Term():
            return a(result.type)
        case Untyped(name):
            return f"the parameter `${name}`"
        case Truth():
            return "a condition"
        case EventSet(event):
            return f"the event `{event}`"
        case EventField(events, field):
            return f"`{events.event}.{field.name}`, one value for each event,"
        case Celebration():
            return "an anniversary"
        case Choice():
            return "a list"
        case _:
            assert_never(result)


def subject(result: Result) -> str:
    """`what`, at the start of a sentence."""
    return what(result).removesuffix(",")
