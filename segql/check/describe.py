"""How the checker calls things in its messages."""

from __future__ import annotations

from typing import assert_never

from segql.check.terms import Celebration, Choice, EventField, EventSet, Result, Term, Truth, Untyped
from segql.meaning import Attribute, Constant, Moment, Property
from segql.types import Type

_ARTICLE = {"a", "e", "i"}
_LONGEST = 60


def a(type_: Type) -> str:
    """A type with its article."""
    return f"{'an' if str(type_)[0] in _ARTICLE else 'a'} {type_}"


def shown(name: str) -> str:
    """A name for a message: cut where it is long."""
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"


def what(result: Result) -> str:
    """What a checked expression is, for a sentence."""
    match result:
        case Term(value=Attribute(name, type_) | Property(name, type_)):
            return f"the {type_} `{shown(name)}`"
        case Term(value=Constant(value, type_)) if type_.is_text:
            return f'the string `"{str(value)[:40]}"`'
        case Term(value=Constant() as constant) if constant.type.is_number:
            return "a number"
        case Term(value=Moment(type_)):
            return a(type_)
        case Term():
            return a(result.type)
        case Untyped(name):
            return f"the parameter `${shown(name)}`"
        case Truth():
            return "a condition"
        case EventSet(event):
            return f"the event `{shown(event)}`"
        case EventField(events, field):
            return f"the property `{shown(events.event)}.{shown(field.name)}` of many events"
        case Celebration():
            return "an anniversary"
        case Choice():
            return "a list"
        case _:
            assert_never(result)
