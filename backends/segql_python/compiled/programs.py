"""From conditions to one Python function of a customer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from segql import meaning as m
from segql.backend import BoundSegment
from segql.calendar import local_day, to_microseconds
from segql.uses import Uses, uses
from segql.walk import walk
from segql_python.compiled import aggregates, conditions, plain, reading, sequences, sharing, values
from segql_python.compiled.fused import fused, is_fusable
from segql_python.compiled.profile import Layout, Profile, grouped, until
from segql_python.compiled.reading import DOES_NOT_FIT, Read, reader
from segql_python.compiled.source import Block, Bound, Lines, code
from segql_python.compiled.writer import IN_VARIABLES, Forms, Writer
from segql_python.customer import keyless
from segql_python.evaluate import lower, near, sampled

_FORMS = Forms(conditions.condition, values.value, aggregates.aggregate)
Asked = Callable[[Any], Any]
"""From a customer, a mapping or a Profile, to the answer."""


class Program:
    """Source of a function, and what its names are bound to.

    `at` gives the function for one instant: nothing is compiled anew.
    """

    def __init__(self, w: Writer, body: Lines) -> None:
        constants, moments = w.bound.constants, w.bound.moments
        self._moments = tuple(moments.values())
        self.source = "\n".join(
            [
                f"def bound({', '.join(constants)}):",
                f" def at({', '.join(moments)}):",
                "  def asked(customer):",
                *Block(body).text(3),
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


def one(segment: BoundSegment, layout: Layout) -> Program:
    """Whether the segment, live or at an instant, holds."""
    wanted = uses([segment.condition])
    w = Writer(layout, _FORMS, Bound(layout.catalog), segment.source)
    otherwise = _of_mapping(w, segment, wanted)
    head, rest = sharing.ahead(w, segment.condition)
    sharing.share(w, [rest], sharing.is_costly)
    text = w.condition(rest)
    body = [*head, *w.prologue.lines, *w.base.lines, f"return {text}"]
    return Program(w, [*_parts(otherwise), *_keyless([segment.condition]), *body])


def many(segments: Mapping[str, BoundSegment], layout: Layout) -> Program:
    """The names of the segments, live or at an instant, that hold."""
    w = Writer(layout, _FORMS, Bound(layout.catalog))
    roots = [each.condition for each in segments.values()]
    sharing.share(w, roots, lambda _: True)
    for name, segment in segments.items():
        w.source = segment.source
        text = w.condition(segment.condition)
        w.here.lines.extend([f"if {text}:", Block([f"add({w.bound.constant(name, 'name')})"])])
    body = ["found = []", "add = found.append", *w.prologue.lines, *w.base.lines, "return found"]
    otherwise = _read(w, reader(layout, uses(roots)))
    return Program(w, [*_parts(otherwise), *_keyless(roots), *body])


def _of_mapping(w: Writer, segment: BoundSegment, wanted: Uses) -> Lines:
    """Lines that answer of a mapping, or put into `parts` what is known of the customer."""
    layout, condition = w.layout, segment.condition
    if not is_fusable(condition):
        return _read(w, reader(layout, wanted))
    inner = Writer(layout, _FORMS, w.bound, segment.source, IN_VARIABLES)
    lines = fused(inner, condition, wanted, _keyless([condition]))
    return ["try:", Block(lines), *DOES_NOT_FIT, *_read(w, partial(plain.read, layout, wanted))]


def _read(w: Writer, read: Read) -> Lines:
    return [f"parts = {w.bound.fresh(read)}(customer)"]


def _parts(otherwise: Lines) -> Lines:
    """Lines that look at a Profile; what else is given is left to `otherwise`."""
    return [
        "if type(customer) is Profile and customer.catalog is catalog:",
        Block(["parts = customer.parts"]),
        "else:",
        Block(otherwise),
        "attributes, events, lists, key = parts",
    ]


def _keyless(roots: list[m.Condition]) -> Lines:
    """Lines that refuse a customer without a key where one is needed."""
    if not any(isinstance(node, m.Sample) for node, _ in walk(roots)):
        return []
    return ["if key is None:", Block(["keyless(catalog)"])]


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time())


_NAMES: dict[str, Any] = {
    **reading.NAMES,
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
