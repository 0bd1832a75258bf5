"""Values of every family of types: constants, fields, arithmetic, functions, aggregates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from hypothesis import strategies as st

from segql import meaning as m
from segql.types import BOOLEAN, DATE, DATETIME, DURATION, FLOAT, INTEGER, STRING, Type, decimal
from strategies import shop
from strategies.size import Size

Family = Literal["text", "integer", "decimal", "duration", "float", "boolean", "date", "datetime"]
FAMILIES: tuple[Family, ...] = (
    "text", "integer", "decimal", "duration", "float", "boolean", "date", "datetime",
)  # fmt: skip
Field = m.Attribute | m.Property
Values = st.SearchStrategy[m.Value]

_CENTS = decimal(2)
_TYPES: dict[Family, Type] = {
    "text": STRING, "integer": INTEGER, "decimal": _CENTS, "duration": DURATION, "float": FLOAT,
    "boolean": BOOLEAN, "date": DATE, "datetime": DATETIME,
}  # fmt: skip
_POOLS: dict[Family, list[m.Scalar]] = {
    "text": [*shop.TEXTS, *shop.ENUM],
    "integer": [*shop.INTEGERS, 229, 301, 1231, 10**20],
    "decimal": [*shop.DECIMALS, 250, 10**20],
    "duration": [0, 1, -1, 3_600_000_000, 86_400_000_000, -86_400_000_000, 10**15],
    "float": [each + 0.0 for each in shop.FLOATS],
    "boolean": [True, False],
    "date": [*shop.DATES],
    "datetime": [*shop.INSTANTS],
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Where something stands: within `event`, or about the customer where that is None.

    `events` makes the Events of an event; it is handed in because their conditions hold values.
    """

    size: Size
    event: str | None
    events: Callable[[Size, str], st.SearchStrategy[m.Events]]

    def deeper(self) -> Scope:
        """The scope of what stands inside a node."""
        return replace(self, size=replace(self.size, depth=self.size.depth - 1))


def constant(family: Family) -> st.SearchStrategy[m.Constant]:
    """A constant from the pool that the data of its family come from."""
    return st.sampled_from([m.Constant(value, _TYPES[family]) for value in _POOLS[family]])


def fields_of(event: str | None, kind: str) -> list[Field]:
    """The attributes, and within an event its properties, of a kind (`text` for string and enum)."""
    found: list[Field] = [m.Attribute(name, of) for name, of in shop.fields(None).items() if _is(of, kind)]
    return found + (properties_of(event, kind) if event is not None else [])


def properties_of(event: str, kind: str) -> list[Field]:
    """The properties of a kind of an event."""
    return [m.Property(name, of) for name, of in shop.fields(event).items() if _is(of, kind)]


@cache
def values(scope: Scope, family: Family) -> Values:
    """Values of a family: of one scale, where they are exact."""
    return st.deferred(lambda: st.one_of(st.one_of(*_leaves(scope, family)), *_nodes(scope, family)))


def _is(of: Type, kind: str) -> bool:
    return of.is_text if kind == "text" else of.kind == kind


def _leaves(scope: Scope, family: Family) -> list[Values]:
    fields = fields_of(scope.event, family)
    found: list[Values] = [st.sampled_from(fields)] if fields else [constant(family)]
    if scope.event is not None and family == "datetime":
        found.append(st.just(m.EventTime()))
    if scope.event is not None and family != "duration":
        own = properties_of(scope.event, family)
        found += [st.sampled_from(own)] * 2 if own else []
    return found


def _nodes(scope: Scope, family: Family) -> list[Values]:
    if scope.size.depth <= 0:
        return []
    inner = scope.deeper()
    found = _functions(inner, family)
    if family in ("integer", "decimal", "duration", "float"):
        found.append(_arithmetic(inner, family))
    if scope.event is None and family != "duration":
        found += [_aggregate(inner, family)] * 2
        if family == "integer":
            found += [_counts(inner), _counts(inner), _standing(inner), _standing(inner)]
    return found


def _functions(inner: Scope, family: Family) -> list[Values]:
    match family:
        case "text":
            return [values(inner, "text").map(lambda each: m.Function("lower", each, STRING))]
        case "integer":
            lists: Values = st.sampled_from(fields_of(inner.event, "list"))
            on = st.sampled_from([m.Constant(day, DATE) for day in shop.DATES])
            return [
                (lists | values(inner, "text")).map(lambda each: m.Function("length", each, INTEGER)),
                values(inner, "date").map(lambda each: m.Function("month_day", each, INTEGER)),
                st.builds(m.WholeYears, values(inner, "date"), on),
            ]
        case "date":
            zones = st.sampled_from(["UTC", "Asia/Seoul", "America/New_York", "America/Sao_Paulo"])
            return [st.builds(m.LocalDay, values(inner, "datetime"), zones)]
        case "decimal":
            hundred = m.Constant(100, INTEGER)
            return [values(inner, "integer").map(lambda each: m.Arithmetic("*", each, hundred, _CENTS))]
        case "float":
            exact = values(inner, "integer") | values(inner, "decimal")
            return [exact.map(lambda each: m.Function("float", each, FLOAT))]
        case "duration":
            times = values(inner, "date") | values(inner, "datetime")
            return [times.map(lambda each: m.Function("epoch", each, DURATION))] * 3
        case _:
            return []


def _arithmetic(inner: Scope, family: Family) -> Values:
    """`left op right`; a product of exact numbers has a whole number on its right."""

    def build(op: Literal["+", "-", "*", "/"]) -> Values:
        right: Family = "integer" if op == "*" and family != "float" else family
        other = values(inner, right) | constant(right)
        return st.builds(m.Arithmetic, st.just(op), values(inner, family), other, st.just(_TYPES[family]))

    ops: list[Literal["+", "-", "*", "/"]] = ["+", "-", "*"]
    if family == "float":
        ops.append("/")
    return st.sampled_from(ops).flatmap(build)


def _aggregate(inner: Scope, family: Family) -> Values:
    """A value of one of the events, taken from a property of the family, or from the time."""

    def of(event: str) -> Values:
        own: list[Field | m.EventTime] = [*properties_of(event, family)]
        own += [m.EventTime()] if family == "datetime" else []
        if not own:
            return st.nothing()
        functions = ["first", "last"] if family == "boolean" else ["first", "last", "min", "max"]
        functions += ["sum", "sum"] if family in ("integer", "decimal") else []
        return st.builds(
            m.Aggregate,
            st.sampled_from(functions),
            inner.events(inner.size, event),
            st.sampled_from(own),
            st.just(_TYPES[family]),
        )

    able = [event for event in shop.CATALOG.events if properties_of(event, family) or family == "datetime"]
    return st.sampled_from(able).flatmap(of)


def _counts(inner: Scope) -> Values:
    def of(event: str) -> Values:
        scalars = [each for family in FAMILIES for each in properties_of(event, family)]
        events = inner.events(inner.size, event)
        rows = st.builds(m.Aggregate, st.just("count"), events, st.none(), st.just(INTEGER))
        functions: st.SearchStrategy[Literal["count", "distinct"]] = st.sampled_from(["count", "distinct"])
        return rows | st.builds(m.Aggregate, functions, events, st.sampled_from(scalars), st.just(INTEGER))

    return st.sampled_from(list(shop.CATALOG.events)).flatmap(of)


def _standing(inner: Scope) -> Values:
    sides = st.sampled_from(["smaller", "greater", "any"])
    measured: list[Family] = ["integer", "decimal", "float", "date", "datetime"]
    ranked = st.sampled_from(measured).flatmap(lambda family: values(inner, family)).filter(_ranks_nothing)
    return st.builds(m.Standing, sides, ranked)


def _ranks_nothing(value: m.Value) -> bool:
    """Whether there is no Standing within the value: none holds another."""
    match value:
        case m.Standing():
            return False
        case m.Arithmetic(_, left, right):
            return _ranks_nothing(left) and _ranks_nothing(right)
        case m.Function(_, operand) | m.WholeYears(operand):
            return _ranks_nothing(operand)
        case _:
            return True
