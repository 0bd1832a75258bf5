"""From conditions to one Python function of a customer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from segql import meaning as m
from segql.backend import BoundSegment
from segql.calendar import local_day, to_microseconds
from segql.walk import walk
from segql_python.compiled import aggregates, conditions, sequences, sharing, values
from segql_python.compiled.profile import Layout, Profile, grouped, until
from segql_python.compiled.reading import Read
from segql_python.compiled.writer import Block, Forms, Writer, code
from segql_python.customer import keyless
from segql_python.evaluate import lower, near, sampled

_FORMS = Forms(conditions.condition, values.value, aggregates.aggregate)
Asked = Callable[[Any], Any]
"""From a customer, a mapping or a Profile, to the answer."""


class Program:
    """Source of a function, and what its names are bound to.

    `at` gives the function for one instant: nothing is compiled anew.
    """

    def __init__(self, w: Writer, body: Iterable[str], ready: Read) -> None:
        constants = {**w.bound.constants, "catalog": w.layout.catalog, "ready": ready}
        self._moments = tuple(w.bound.moments.values())
        self.source = "\n".join(
            [
                f"def bound({', '.join(constants)}):",
                f" def at({', '.join(w.bound.moments)}):",
                "  def asked(customer):",
                *body,
                "  return asked",
                " return at",
            ]
        )
        names = dict(_NAMES)
        exec(code(self.source), names)
        self._at = names["bound"](*constants.values())

    def at(self, now: dt.datetime) -> Asked:
        """The function of a customer at an instant (aware, in UTC). Raises ParameterError."""
        return self._at(*[moment(now) for moment in self._moments])


def one(segment: BoundSegment, layout: Layout, ready: Read) -> Program:
    """Whether the segment, live or at an instant, holds."""
    w = Writer(layout, _FORMS)
    w.source = segment.source
    head, rest = sharing.ahead(w, segment.condition)
    sharing.share(w, [rest], sharing.is_costly)
    text = w.condition(rest)
    body = [*head, *w.prologue.lines, *w.base.lines, f"return {text}"]
    return Program(w, _head([rest, segment.condition], body), ready)


def many(segments: Mapping[str, BoundSegment], layout: Layout, ready: Read) -> Program:
    """The names of the segments, live or at an instant, that hold."""
    w = Writer(layout, _FORMS)
    roots = [each.condition for each in segments.values()]
    sharing.share(w, roots, lambda _: True)
    for name, segment in segments.items():
        w.source = segment.source
        text = w.condition(segment.condition)
        w.here.lines.extend([f"if {text}:", Block([f"add({w.bound.constant(name, 'name')})"])])
    start = ["found = []", "add = found.append"]
    return Program(w, _head(roots, [*start, *w.prologue.lines, *w.base.lines, "return found"]), ready)


def _head(roots: list[m.Condition], body: list[str | Block]) -> Iterable[str]:
    """The body of the function, with what it takes from the customer before it."""
    nodes = {type(node) for node, _ in walk(roots)}
    lines: list[str | Block] = [
        "if type(customer) is Profile and customer.catalog is catalog:",
        Block(["attributes, events, lists, key = customer.parts"]),
        "else:",
        Block(["attributes, events, lists, key = ready(customer)"]),
    ]
    if m.Sample in nodes:
        lines.extend(["if key is None:", Block(["keyless(catalog)"])])
    return Block([*lines, *body]).text(3)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time())


_NAMES: dict[str, Any] = {
    "Profile": Profile,
    "keyless": keyless,
    "following": sequences.following,
    "grouped": grouped,
    "local_day": local_day,
    "lower": lower,
    "midnight": _midnight,
    "near": near,
    "sampled": sampled,
    "to_microseconds": to_microseconds,
    "unfollowed": sequences.unfollowed,
    "until": until,
}
"""What sources may call."""
