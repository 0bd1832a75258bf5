"""From conditions to one Python function of a customer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from segql import meaning as m
from segql.backend import BoundSegment
from segql.calendar import local_day, to_microseconds
from segql.uses import Uses, uses
from segql.walk import walk
from segql_python.compiled import aggregates, conditions, reading, sequences, sharing, values
from segql_python.compiled.fused import fused, is_fusable
from segql_python.compiled.profile import Layout, Profile, grouped, until
from segql_python.compiled.reading import TAKES, reader
from segql_python.compiled.source import Block, Bound, Lines, code
from segql_python.compiled.writer import IN_VARIABLES, Forms, Writer
from segql_python.customer import keyless
from segql_python.evaluate import lower, near, sampled

_FORMS = Forms(conditions.condition, values.value, aggregates.aggregate)
Asked = Callable[[Any], Any]
"""From a customer, a mapping or a Profile, to the answer."""


class Program:
    """Source of a function, and what its names are bound to.

    `at` gives the function for one instant: nothing is compiled anew. Lines of a mapping are a function of
    their own, as Python takes time for all names of a function that is called.
    """

    def __init__(self, w: Writer, body: Lines, of_mapping: Lines) -> None:
        constants, moments = w.bound.constants, w.bound.moments
        self._moments = tuple(moments.values())
        self.source = "\n".join(
            [
                f"def bound({', '.join(constants)}):",
                f" def at({', '.join(moments)}):",
                *([f"  def of_mapping{TAKES}:", *Block(of_mapping).text(3)] if of_mapping else []),
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
    condition, wanted = segment.condition, uses([segment.condition])
    w = Writer(layout, _FORMS, Bound(layout.catalog), segment.source)
    checked = _keyless([condition])
    otherwise: Lines
    of_mapping: Lines = []
    if is_fusable(condition):
        inner = Writer(layout, _FORMS, w.bound, segment.source, IN_VARIABLES)
        of_mapping = fused(inner, condition, wanted, checked)
        otherwise = [
            "parts = of_mapping(customer)",
            "if parts is True or parts is False:",
            Block(["return parts"]),
        ]
    else:
        otherwise = [_read(w, wanted)]
    head, rest = sharing.ahead(w, condition)
    sharing.share(w, [rest], sharing.is_costly)
    text = w.condition(rest)
    body = [*head, *w.prologue.lines, *w.base.lines, f"return {text}"]
    return Program(w, [*_known(otherwise), *checked, *body], of_mapping)


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
    otherwise: Lines = [_read(w, uses(roots))]
    return Program(w, [*_known(otherwise), *_keyless(roots), *body], [])


def _known(otherwise: Lines) -> Lines:
    """Lines that look at what is known of a Profile; of what else is given, `otherwise` finds it."""
    return [
        "if type(customer) is Profile and customer.catalog is catalog:",
        Block(["attributes, events, lists, key = customer.parts"]),
        "else:",
        Block([*otherwise, "attributes, events, lists, key = parts"]),
    ]


def _read(w: Writer, wanted: Uses) -> str:
    return f"parts = {w.bound.fresh(reader(w.layout, wanted))}(customer)"


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
