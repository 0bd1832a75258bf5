"""Type-directed texts over a catalog: whatever is drawn passes the checker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from segql.catalog import Catalog
from segql.syntax.printer import print_name, print_string
from segql.types import Type
from strategies import shop
from strategies.shops import SAFE_DATES

_COMPARE = ["=", "!=", "<", "<=", ">", ">=", "=="]
_EQUAL = ["=", "!="]
_QUANTIFIERS = ["any", "all", "none"]
_DISTANCES = ["1.5 km", "50 mi", "12000 km"]
_PLACES = ["(37.56, 126.97)", "(0, 0)", "(-33.9, 151.2)"]
_UNITS = ["day", "days", "week", "month", "months", "quarter", "year", "DAYS"]
_SHORT = ["seconds", "minutes", "hour", "hours"]
_LENGTHS = ["36 hours", "2 days", "1 day", "24 hours", "0 seconds"]
_TIMES = ["at least", "at most", "exactly", "more than", "fewer than"]
_MOMENTS = [
    *(moment.strftime("%Y-%m-%dT%H:%M:%SZ") for moment in shop.INSTANTS), *map(str, SAFE_DATES[:6]),
    "today", "yesterday", "tomorrow", "now", "2 days ago", "36 hours ago", "2024-02-28T12:00:00+09:00",
    "2024-02-28T12:00:00",
]  # fmt: skip
_PATTERNS = ["^a", "b$", "[a-c]+", "한|국", "a{1,2}", "%", "\\\\d", ".", "(ab|b)*$", "^$"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a text stands: about a customer, or between the parentheses of an event."""

    catalog: Catalog
    depth: int
    event: str | None = None

    @property
    def deeper(self) -> Scope:
        """The scope one level down."""
        return replace(self, depth=self.depth - 1)

    def fields(self, *kinds: str) -> list[tuple[str, Type]]:
        """Names, as they are written here, and types of the fields of some kinds (of all, if none given)."""
        attributes = self.catalog.customers.attributes
        prefix = "" if self.event is None else "customer."
        found = [(prefix + print_name(name), entry.resolved) for name, entry in attributes.items()]
        if self.event is not None:
            properties = self.catalog.events[self.event].properties
            found += [(print_name(name), entry.resolved) for name, entry in properties.items()] * 2
        return [(name, type_) for name, type_ in found if not kinds or type_.kind in kinds]


@st.composite
def texts(draw: st.DrawFn, catalog: Catalog, depth: int = 2) -> str:
    """A condition about a customer."""
    return condition(draw, Scope(catalog, depth))


def condition(draw: st.DrawFn, scope: Scope) -> str:
    """A condition; compound ones stand in parentheses."""
    if scope.depth > 0 and draw(st.booleans()):
        return _compound(draw, scope)
    makers = [_test_of_field, _test_of_field, _comparison]
    if scope.event is None:
        makers += [_behaviour] * 4 + [_sequence, _population, _membership]
    return draw(st.sampled_from(makers))(draw, scope)


def _compound(draw: st.DrawFn, scope: Scope) -> str:
    forms = ["not {}", "(not ({}))", "and", "OR"] + (["at least"] if scope.event is None else [])
    form = draw(st.sampled_from(forms))
    if "{}" in form:
        return form.format(condition(draw, scope.deeper))
    inner = [condition(draw, scope.deeper) for _ in range(draw(st.integers(1, 3)))]
    if form == "at least":
        return f"at least {draw(st.integers(1, 3))} of ({', '.join(inner)})"
    return f"({f' {form} '.join(inner)})"


def _made(draw: st.DrawFn, forms: Sequence[Callable[[], str]]) -> str:
    """One of some texts; what the others hold is never drawn."""
    return forms[draw(st.integers(0, len(forms) - 1))]()


def _membership(draw: st.DrawFn, scope: Scope) -> str:
    return draw(
        st.sampled_from(["in list letters", "not in list letters", 'sample(37.5%, "s")', "true", "(1 < 2)"])
    )


# --- values ---------------------------------------------------------------------------------


def literal(draw: st.DrawFn, type_: Type) -> str:
    """A literal of a type, from the pools that the data come from."""
    match type_.kind:
        case "string":
            return print_string(draw(st.sampled_from(shop.TEXTS)))
        case "enum":
            return print_string(draw(st.sampled_from(shop.ENUM)))
        case "integer":
            return str(draw(st.sampled_from([*shop.INTEGERS[:-2], 5])))
        case "decimal":
            return f"{shop.money(draw(st.sampled_from(shop.DECIMALS))).scaleb(2 - type_.scale):f}"
        case "float":
            return draw(st.sampled_from(["0", "1.5", "0.1", "18", "-1", "0.3", "1000000000000000000"]))
        case "boolean":
            return draw(st.sampled_from(["true", "false"]))
        case "date":
            return draw(st.sampled_from([*map(str, SAFE_DATES), "today", "yesterday", "30 days ago", "now"]))
        case "datetime":
            return draw(st.sampled_from(_MOMENTS))
        case kind:
            raise AssertionError(kind)


def number(draw: st.DrawFn, scope: Scope) -> str:
    """Something exact or floating to compute with."""
    found = [name for name, _ in scope.fields("integer", "decimal", "float")]
    found += [f"length({name})" for name, _ in scope.fields("list", "string")]
    found += [f"age({name})" for name, _ in scope.fields("date")]
    found += ["1", "2.50", "-3"]
    forms = [lambda: draw(st.sampled_from(found))] * len(found)
    if scope.event is None:
        forms += [lambda: aggregate(draw, scope)] * 4
    one = _made(draw, forms)
    if scope.depth > 0 and draw(st.integers(0, 3)) == 0:
        op = draw(st.sampled_from(["+", "-", "*", "/"]))
        return f"({one} {op} {number(draw, scope.deeper)})"
    return one


def aggregate(draw: st.DrawFn, scope: Scope) -> str:
    """A number from a customer's events."""
    event = draw(st.sampled_from(list(scope.catalog.events)))
    found = [("count", "")]
    for name, entry in scope.catalog.events[event].properties.items():
        kind = entry.resolved.kind
        if kind in ("integer", "decimal"):
            found += [(each, name) for each in ("sum", "avg", "min", "max", "first", "last")]
        if kind not in ("list", "point"):
            found.append(("distinct", name))
    function, name = draw(st.sampled_from(found))
    if function == "count":
        return f"count({events(draw, scope, event)})"
    path = f"{events(draw, scope, event, windowed=False)}.{print_name(name)}"
    window = f" {_window(draw, short=True)}" if draw(st.booleans()) else ""
    return f"{function}({path}{window})"


def _comparison(draw: st.DrawFn, scope: Scope) -> str:
    return f"{number(draw, scope)} {draw(st.sampled_from(_COMPARE))} {number(draw, scope)}"


# --- tests of fields ------------------------------------------------------------------------


def _test_of_field(draw: st.DrawFn, scope: Scope) -> str:
    known = scope.fields()
    if not known:
        return "true"
    name, type_ = draw(st.sampled_from(known))
    states = ["is missing", "is set", "is not missing"]
    return _made(draw, [*_tests(draw, scope, name, type_), lambda: f"{name} {draw(st.sampled_from(states))}"])


def _tests(draw: st.DrawFn, scope: Scope, name: str, type_: Type) -> list[Callable[[], str]]:
    def no() -> str:
        return draw(st.sampled_from(["", "not "]))

    def one(options: Sequence[str]) -> str:
        return draw(st.sampled_from(options))

    def value() -> str:
        return literal(draw, type_)

    match type_.kind:
        case "list":
            element = type_.element
            assert element is not None
            return [
                lambda: f"{name} {no()}contains {literal(draw, element)}",
                lambda: f"{name} {no()}contains {one(_QUANTIFIERS)} of {_options(draw, element)}",
            ]
        case "point":
            return [lambda: f"{name} {no()}within {one(_DISTANCES)} of {one(_PLACES)}"]
        case "boolean":
            return [lambda: name, lambda: f"{name} {one(_EQUAL)} {value()}"]
        case "date" | "datetime":
            return _tests_of_time(draw, scope, name, type_)
        case _:
            pass
    ops = _EQUAL if type_.kind == "enum" else _COMPARE
    found = [
        lambda: f"{name} {one(ops)} {value()}",
        lambda: f"{name} {no()}in {_options(draw, type_)}",
    ]
    if type_.kind == "string":
        found += [
            lambda: f"{name} {no()}{one(['contains', 'starts with', 'ends with'])} {value()}",
            lambda: f'{name} {no()}matches "{one(_PATTERNS)}"',
            lambda: f"lower({name}) = {value()}",
        ]
    if type_.is_number:
        found.append(lambda: f"{name} {no()}between {value()} and {value()}")
    twins = [other for other, of in scope.fields() if _alike(of, type_)]
    if twins:
        found.append(lambda: f"{name} {one(ops)} {one(twins)}")
    return found


def _alike(one: Type, other: Type) -> bool:
    if one.is_text and other.is_text:
        return one.kind == other.kind == "string"
    return one.is_number and other.is_number


def _tests_of_time(draw: st.DrawFn, scope: Scope, name: str, type_: Type) -> list[Callable[[], str]]:
    def no() -> str:
        return draw(st.sampled_from(["", "not "]))

    def op() -> str:
        return draw(st.sampled_from(_COMPARE))

    def value() -> str:
        return literal(draw, type_)

    found = [
        lambda: f"{name} {no()}{_window(draw, short=type_.kind == 'datetime')}",
        lambda: f"{name} {op()} {value()}",
        lambda: f"{name} {no()}between {value()} and {value()}",
        lambda: f"now - {name} {op()} {draw(st.sampled_from(_LENGTHS))}",
    ]
    for other, _ in scope.fields("date", "datetime"):
        found += [
            lambda other=other: f"{name} {op()} {other}",
            lambda other=other: f"{name} - {other} {op()} 36 hours",
        ]
    if type_.kind == "date":
        found.append(lambda: f"anniversary({name}) {_days(draw)}")
        found.append(lambda: f"age({name}) {op()} {draw(st.integers(-1, 60))}")
    return found


def _options(draw: st.DrawFn, type_: Type) -> str:
    return f"[{', '.join(literal(draw, type_) for _ in range(draw(st.integers(0, 3))))}]"


def _days(draw: st.DrawFn) -> str:
    unit, count = draw(st.sampled_from(_UNITS)), draw(st.integers(0, 13))
    forms = [
        f"in last {count} {unit}",
        f"in next {count} {unit}",
        f"in this {_single(unit)}",
        f"on {draw(st.sampled_from(SAFE_DATES))}",
        "between 2023-12-20 and 2024-01-10",
        "in last year",
        "on today",
        "on tomorrow",
    ]
    return draw(st.sampled_from(forms))


def _window(draw: st.DrawFn, short: bool) -> str:
    unit = draw(st.sampled_from([*_UNITS, *_SHORT] if short else _UNITS))
    count = draw(st.sampled_from([0, 1, 2, 3, 30, 400]))
    forms = [
        lambda: f"in last {count} {unit}",
        lambda: f"in next {count} {unit}",
        lambda: f"in {draw(st.sampled_from(['this', 'last', 'next']))} {_single(unit)}",
        lambda: _beside(draw, "datetime" if short else "date"),
        lambda: f"more than {count} {unit} ago",
        lambda: f"less than {count} {unit} ago",
        lambda: f"between {count} days ago and now",
    ]
    return _made(draw, forms)


def _beside(draw: st.DrawFn, kind: str) -> str:
    relation = draw(st.sampled_from(["before", "after", "since", "on"]))
    return f"{relation} {literal(draw, shop_type(kind))}"


def _single(unit: str) -> str:
    return unit.lower().removesuffix("s")


def shop_type(kind: str) -> Type:
    """A simple type by its kind."""
    return Type(kind)  # type: ignore[arg-type]


# --- behaviour ------------------------------------------------------------------------------


def events(draw: st.DrawFn, scope: Scope, event: str, windowed: bool = True) -> str:
    """An event with conditions between its parentheses, perhaps with a window."""
    inner = Scope(scope.catalog, 1 if scope.depth > 0 else 0, event)
    parts = [condition(draw, inner) for _ in range(draw(st.sampled_from([0, 0, 1, 2])))]
    declared = scope.catalog.events[event]
    if declared.subject is not None and draw(st.booleans()):
        type_ = declared.properties[declared.subject].resolved
        parts.insert(0, _made(draw, [lambda: literal(draw, type_), lambda: _options(draw, type_)]))
    text = _event_name(event) + (f"({', '.join(parts)})" if parts else "")
    return f"{text} {_window(draw, short=True)}" if windowed and draw(st.booleans()) else text


def _event_name(event: str) -> str:
    return f"`{event}`" if event in ("count", "sum", "customer") else print_name(event)  # those are functions


def _behaviour(draw: st.DrawFn, scope: Scope) -> str:
    event = draw(st.sampled_from(list(scope.catalog.events)))
    compared = [
        name
        for name, entry in scope.catalog.events[event].properties.items()
        if entry.resolved.kind not in ("list", "point")
    ]

    def plain() -> str:
        return events(draw, scope, event, windowed=False)

    def timed() -> str:
        return events(draw, scope, event)

    def op() -> str:
        return draw(st.sampled_from(_COMPARE))

    def count() -> int:
        return draw(st.integers(0, 3))

    forms = [
        timed,
        lambda: f"{plain()} {draw(st.sampled_from(_TIMES))} {count()} times {_window(draw, short=True)}",
        lambda: f"{plain()} once",
        lambda: f"count({timed()}) {op()} {count()}",
        lambda: f"{plain()} in at least {count()} of last {count() + 1} {draw(st.sampled_from(_UNITS))}",
        lambda: f"last({plain()}) {_window(draw, short=True)}",
        lambda: f"first({timed()}) {op()} {literal(draw, shop_type('datetime'))}",
        lambda: f"last({plain()}) - first({plain()}) {op()} {draw(st.sampled_from(_LENGTHS))}",
        *[lambda: _at_an_end(draw, scope, event, draw(st.sampled_from(compared)))] * len(compared),
    ]
    return _made(draw, forms)


def _at_an_end(draw: st.DrawFn, scope: Scope, event: str, name: str) -> str:
    """A test of what the first or the last event had."""
    type_ = scope.catalog.events[event].properties[name].resolved
    side = draw(st.sampled_from(["first", "last"]))
    operator = draw(st.sampled_from(_COMPARE if type_.kind not in ("enum", "boolean") else _EQUAL))
    path = f"{events(draw, scope, event, windowed=False)}.{print_name(name)}"
    return f"{side}({path}) {operator} {literal(draw, type_)}"


def _sequence(draw: st.DrawFn, scope: Scope) -> str:
    names = list(scope.catalog.events)
    before = draw(st.sampled_from(names))
    text = events(draw, scope, before)
    for _ in range(draw(st.integers(1, 3))):
        event = draw(st.sampled_from(names))
        absent, same = draw(st.booleans()), ""
        shared = _shared(scope.catalog, before, event)
        if shared and draw(st.booleans()):
            same = f" with same {print_name(draw(st.sampled_from(shared)))}"
        within = draw(st.sampled_from(["1 day", "2 days", "1 hour", "0 days", "100 weeks"]))
        text += f" then {'no ' if absent else ''}{events(draw, scope, event)}{same} within {within}"
        before = before if absent else event
    return f"({text})"


def _shared(catalog: Catalog, one: str, other: str) -> list[str]:
    mine, theirs = catalog.events[one].properties, catalog.events[other].properties
    return [
        name
        for name, entry in mine.items()
        if name in theirs
        and theirs[name].resolved == entry.resolved
        and entry.resolved.kind not in ("list", "point")
    ]


def _population(draw: st.DrawFn, scope: Scope) -> str:
    values = [name for name, _ in scope.fields("integer", "decimal", "float", "date", "datetime")]
    event = draw(st.sampled_from(list(scope.catalog.events)))
    for name, entry in scope.catalog.events[event].properties.items():
        if entry.resolved.kind in ("integer", "decimal"):
            values.append(f"sum({_event_name(event)}.{print_name(name)})")
            values.append(f"avg({_event_name(event)}.{print_name(name)})")
    forms = [lambda: draw(st.sampled_from(values))] * len(values)
    forms += [lambda: f"count({events(draw, scope, event)})", lambda: f"last({events(draw, scope, event)})"]
    value = _made(draw, forms)
    if draw(st.booleans()):
        side, no = draw(st.sampled_from(["top", "bottom"])), draw(st.sampled_from(["", "not "]))
        return f"{value} {no}in {side} {draw(st.sampled_from(['0', '10', '33.3', '50', '100']))}%"
    percent = draw(st.sampled_from(["0", "50", "66.7", "100"]))
    return f"percentile({value}) {draw(st.sampled_from(_COMPARE))} {percent}"
