"""From conditions to one Python function of a customer."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from types import CodeType
from typing import Any

from segql import meaning as m
from segql.backend import BoundSegment
from segql.calendar import local_day, to_microseconds
from segql.walk import walk
from segql_python.compiled import conditions, sequences, values, walks
from segql_python.compiled.profile import Layout, Profile, grouped, until
from segql_python.compiled.writer import Block, Forms, Writer
from segql_python.customer import keyless
from segql_python.evaluate import lower, near, sampled

_FORMS = Forms(conditions.condition, values.value, walks.aggregate)
Asked = Callable[[Any], Any]
"""From a customer, a mapping or a Profile, to the answer."""


class Program:
    """Source of a function, and what its names are bound to.

    `at` gives the function for one instant: nothing is compiled anew.
    """

    def __init__(self, w: Writer, body: Iterable[str], ready: Callable[[object], Profile]) -> None:
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
        exec(_code(self.source), names)
        self._at = names["bound"](*constants.values())

    def at(self, now: dt.datetime) -> Asked:
        """The function of a customer at an instant (aware, in UTC). Raises ParameterError."""
        return self._at(*[moment(now) for moment in self._moments])


def one(segment: BoundSegment, layout: Layout, ready: Callable[[object], Profile]) -> Program:
    """Whether the segment, live or at an instant, holds."""
    w = Writer(layout, _FORMS)
    w.source = segment.source
    head, rest = _first(w, segment.condition)
    _share(w, [rest], of_conditions=_is_compound)
    text = w.condition(rest)
    body = [*head, *w.prologue.lines, *w.base.lines, f"return {text}"]
    return Program(w, _head([rest, segment.condition], body), ready)


def many(segments: Mapping[str, BoundSegment], layout: Layout, ready: Callable[[object], Profile]) -> Program:
    """The names of the segments, live or at an instant, that hold."""
    w = Writer(layout, _FORMS)
    roots = [each.condition for each in segments.values()]
    _share(w, roots, of_conditions=lambda _: True)
    for name, segment in segments.items():
        w.source = segment.source
        text = w.condition(segment.condition)
        w.here.lines.extend([f"if {text}:", Block([f"add({w.bound.constant(name, 'name')})"])])
    start = ["found = []", "add = found.append"]
    return Program(w, _head(roots, [*start, *w.prologue.lines, *w.base.lines, "return found"]), ready)


def _head(roots: list[m.Condition], body: list[str | Block]) -> Iterable[str]:
    """The body of the function, with what it takes from the customer before it."""
    lines: list[str | Block] = [
        "if type(customer) is not Profile or customer.catalog is not catalog:",
        Block(["customer = ready(customer)"]),
    ]
    text = [*Block(body).text(3)]
    nodes = {type(node) for node, _ in walk(roots)}
    wanted = {"attributes": m.Attribute, "events": m.Events, "lists": m.InList, "key": m.Sample}
    for name, kind in wanted.items():
        if kind in nodes:
            lines.append(f"{name} = customer.{name}")
    if m.Sample in nodes:
        lines.extend(["if key is None:", Block(["keyless(catalog)"])])
    return [*Block(lines).text(3), *text]


def _first(w: Writer, root: m.Condition) -> tuple[list[str | Block], m.Condition]:
    """Lines that answer where what looks at no events decides, and what is left to ask."""
    kind = m.All if isinstance(root, m.All) else m.Any if isinstance(root, m.Any) else None
    if kind is None or not isinstance(root, m.All | m.Any):
        return [], root
    plain = [each for each in root.operands if not _happens(each)]
    if not plain or len(plain) == len(root.operands):
        return [], root
    text = w.condition(kind(tuple(plain)))
    negated, answer = ("not ", False) if kind is m.All else ("", True)
    lines = [*w.base.lines, f"if {negated}{text}:", Block([f"return {answer}"])]
    w.base.lines.clear()
    return lines, kind(tuple([each for each in root.operands if _happens(each)]))


def _happens(condition: m.Condition) -> bool:
    return any(isinstance(node, m.Events) for node, _ in walk([condition]))


def _is_compound(condition: m.Condition) -> bool:
    return _happens(condition) or not isinstance(condition, m.Compare | m.OneOf | m.IsSet | m.InList)


def _share(w: Writer, roots: list[m.Condition], of_conditions: Callable[[m.Condition], bool]) -> None:
    """Computes what is asked for more than once ahead of all else."""
    uses: Counter[m.Condition] = Counter()
    aggregates: Counter[m.Aggregate] = Counter()
    events: list[m.Events] = []
    ordered: list[m.Condition] = []  # operands before what holds them
    for root in roots:
        _count(root, uses, aggregates, events, ordered)
    walks.group(w, events)
    walks.share(w, [node for node, count in aggregates.items() if count > 1])
    for node in ordered:
        if uses[node] > 1 and of_conditions(node) and node not in (m.TRUE, m.FALSE):
            text, name = w.condition(node), w.name("c")
            w.line(f"{name} = {text}")
            w.conditions[node] = name


def _count(
    root: m.Condition,
    uses: Counter[m.Condition],
    aggregates: Counter[m.Aggregate],
    events: list[m.Events],
    ordered: list[m.Condition],
) -> None:
    uses[root] += 1
    if uses[root] > 1:
        return
    match root:
        case m.All(operands) | m.Any(operands) | m.AtLeast(_, operands):
            for each in operands:
                _count(each, uses, aggregates, events, ordered)
        case m.Not(operand):
            _count(operand, uses, aggregates, events, ordered)
        case _:
            found = [node for node, _ in walk([root])]
            aggregates.update({node: 1 for node in found if isinstance(node, m.Aggregate)})
            events.extend([node for node in found if isinstance(node, m.Events)])
    ordered.append(root)


@lru_cache(maxsize=512)
def _code(source: str) -> CodeType:
    """The code of a source: segments that differ in their constants share it."""
    return compile(source, "<segment>", "exec")


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
