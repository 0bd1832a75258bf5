"""Everything that the checker says. Codes are stable; docs/diagnostics.md lists them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from segql.diagnostics import Severity
from segql.nearest import nearest
from segql.record import record
from segql.types import Type


@record
class Finding:
    """What is to be said about a place."""

    code: str
    message: str
    help: str | None = None
    fix: str | None = None
    severity: Severity = "error"


def quoted(name: str) -> str:
    """A name as it is written: in backticks unless it is an identifier."""
    return name if name.isidentifier() else f"`{name}`"


def _cut(name: str) -> str:
    return name if len(name) <= 60 else name[:59] + "…"


def _close(name: str, known: Iterable[str]) -> tuple[str | None, str | None]:
    names = list(known)
    found = nearest(name, names)
    if found is not None:
        return f"did you mean `{found}`?", quoted(found)
    shown = ", ".join(f"`{_cut(each)}`" for each in names[:8])
    return (f"known are {shown}{', ...' if len(names) > 8 else ''}" if names else None), None


def _a(type_: Type) -> str:
    article = "an" if str(type_)[0] in "aei" else "a"
    return f"{article} {type_}"


# --- names ----------------------------------------------------------------------------------


def unknown_name(name: str, known: Iterable[str]) -> Finding:
    """Neither an attribute, an event nor a let."""
    help_, fix = _close(name, known)
    if fix is None:
        missing = name.casefold() in ("null", "none", "nil")
        hint = "ask `is missing` for a missing value" if missing else "a string is written in quotes"
        help_ = f"{help_}; {hint}" if help_ else hint
    message = f"unknown name `{_cut(name)}`: no attribute, event or let is called so"
    return Finding("unknown-name", message, help_, fix)


def unknown_attribute(name: str, known: Iterable[str]) -> Finding:
    """`customer.x` without such an attribute."""
    help_, fix = _close(name, known)
    return Finding("unknown-attribute", f"unknown attribute `{_cut(name)}`", help_, fix)


def unknown_property(event: str, name: str, known: Iterable[str], attributes: Iterable[str]) -> Finding:
    """An event has no such property; perhaps the customer has."""
    message = f"`{event}` has no property `{_cut(name)}`"
    if name in attributes:
        fix = f"customer.{quoted(name)}"
        return Finding("unknown-property", message, f"for the customer's attribute write `{fix}`", fix)
    help_, fix = _close(name, known)
    return Finding("unknown-property", message, help_, fix)


def unknown_function(name: str, known: Iterable[str]) -> Finding:
    """A call of something that cannot be called."""
    help_, fix = _close(name, known)
    return Finding(
        "unknown-function", f"`{_cut(name)}` is no event, function or let with parameters", help_, fix
    )


def unknown_segment(name: str, known: Iterable[str]) -> Finding:
    """`in segment x` without such a segment."""
    help_, fix = _close(name, known)
    return Finding("unknown-segment", f"unknown segment `{_cut(name)}`", help_, fix)


def unknown_list(name: str, known: Iterable[str]) -> Finding:
    """`in list x` without such a list."""
    help_, fix = _close(name, known)
    return Finding("unknown-list", f"unknown list `{_cut(name)}`", help_, fix)


def unknown_value(value: str, name: str, known: Sequence[str]) -> Finding:
    """An enum does not declare the value."""
    help_, _ = _close(value, known)
    close = nearest(value, known)
    fix = f'"{close}"' if close and '"' not in close and "\\" not in close else None
    return Finding("unknown-value", f"`{value}` is not a declared value of {name}", help_, fix)


def name_taken(name: str, by: str) -> Finding:
    """Two things share a name."""
    return Finding("name-taken", f"`{name}` is already the name of {by}", "choose another name")


def _some(names: Sequence[str]) -> list[str]:
    around = [_cut(name) for name in (*names, names[0])]
    return around if len(around) <= 20 else [*around[:10], "…", *around[-9:]]


def cycle(names: Sequence[str]) -> Finding:
    """Definitions that need each other."""
    path = " → ".join(f"`{name}`" for name in _some(names))
    return Finding("cycle", f"defined by itself: {path}", "take one of these references out")


def not_callable(name: str) -> Finding:
    """Parentheses behind an attribute or a plain let."""
    message = f"`{name}` takes nothing in parentheses"
    return Finding("call-value", message, f"write `{quoted(name)}`", quoted(name))


def call_needed(name: str, parameters: Sequence[str]) -> Finding:
    """A let with parameters, or a function, without its parentheses."""
    text = f"{quoted(name)}({', '.join(parameters)})"
    return Finding("call-needed", f"`{name}` needs its values in parentheses", f"write `{text}`")


def arguments(name: str, wanted: str, given: int) -> Finding:
    """The wrong number or kind of arguments."""
    return Finding("call-arguments", f"`{name}` takes {wanted}, and {given} stand here", f"give it {wanted}")


# --- types ----------------------------------------------------------------------------------


def type_mismatch(left: str, right: str, help_: str | None, fix: str | None = None) -> Finding:
    """A comparison of unlike types."""
    return Finding("type-mismatch", f"{left} cannot be compared with {right}", help_, fix)


def type_operator(op: str, what: str, help_: str) -> Finding:
    """An operator that the type has not."""
    return Finding("type-operator", f"`{op}` does not apply to {what}", help_)


def type_condition(what: str, help_: str) -> Finding:
    """A value where a condition is wanted."""
    return Finding("type-condition", f"{what} is not a condition", help_)


def type_value(what: str, help_: str) -> Finding:
    """A condition or an event where a value is wanted."""
    return Finding("type-value", f"{what} is not a value", help_)


def type_event(what: str) -> Finding:
    """Something else where an event is wanted."""
    return Finding("type-event", f"{what} is not an event", "an event's name belongs here")


def type_argument(name: str, wanted: str, what: str, help_: str | None = None) -> Finding:
    """An argument of the wrong type."""
    return Finding("type-argument", f"`{name}` takes {wanted}, not {what}", help_ or f"give it {wanted}")


def type_literal(what: str, help_: str = "write a literal") -> Finding:
    """Something else where only a literal may stand."""
    return Finding("type-literal", f"{what} cannot stand here", help_)


def float_sum(name: str, function: str) -> Finding:
    """A sum whose value would depend on the order of the rows."""
    return Finding(
        "type-float-sum",
        f"`{function}` of the float `{name}` would depend on the order of the rows",
        "declare it in the catalog as `decimal(2)`: sums of decimals are exact",
    )


def not_ranked(what: str, help_: str) -> Finding:
    """A value that has no rank."""
    return Finding("type-rank", f"{what} cannot be ranked", help_)


def in_event(what: str) -> Finding:
    """Something that looks beyond the event between its parentheses."""
    return Finding(
        "event-condition",
        f"{what} cannot stand between an event's parentheses",
        "only properties of the event and attributes of the customer can: move it outside, behind `and`",
    )


def no_subject(event: str) -> Finding:
    """A subject is given, and the catalog declares none."""
    return Finding(
        "event-subject",
        f"the catalog names no subject for `{event}`",
        f'name the property: `{quoted(event)}(PROPERTY = "...")`',
    )


def elapsed_unit(unit: str) -> Finding:
    """A month is no elapsed time."""
    return Finding(
        "time-unit",
        f"a {unit} has no fixed length, and time between events is elapsed time",
        "write it in days or weeks, such as `30 days`",
    )


def short_unit(unit: str) -> Finding:
    """Hours of a date."""
    return Finding("time-unit", f"a date has no {unit}s", "write it in days or longer")


def window_on(what: str, help_: str) -> Finding:
    """A window behind something that is not in time."""
    return Finding("type-window", f"{what} is not in time, so no window fits behind it", help_)


def anniversary_window() -> Finding:
    """An anniversary asked about without days of the year."""
    return Finding(
        "type-anniversary",
        "an anniversary is asked about with days: `in last`, `in next`, `in this`, `on` or `between`",
        "write for example `anniversary(birthday) in next 7 days`",
    )


# --- parameters and numbers -----------------------------------------------------------------


def parameter_untyped(name: str) -> Finding:
    """Nothing tells what a parameter is."""
    return Finding(
        "parameter-untyped",
        f"nothing here tells the type of `${name}`",
        "compare it with an attribute, a property or a literal",
    )


def parameter_type(name: str, one: Type, other: Type) -> Finding:
    """A parameter is used as two things."""
    message = f"`${name}` is {_a(one)} elsewhere and {_a(other)} here"
    return Finding("parameter-type", message, "use two parameters")


def percent_range(text: str) -> Finding:
    """Not between 0 and 100."""
    return Finding("percent-range", f"`{text}%` is not between 0 and 100 percent", "write for example `10%`")


def globe(what: str, limit: int) -> Finding:
    """Off the globe."""
    return Finding(
        "point-range",
        f"a {what} lies between -{limit} and {limit} degrees",
        "write the latitude, then the longitude, in degrees",
    )


# --- limits ---------------------------------------------------------------------------------


def limit_conditions(limit: int) -> Finding:
    """A definition that is too large once written out."""
    return Finding(
        "limit-conditions",
        f"written out, this holds more than {limit:,} conditions",
        "split it, or raise `conditions` in the limits",
    )


def limit_nesting(limit: int) -> Finding:
    """Definitions that build on each other too deeply."""
    return Finding(
        "limit-nesting",
        f"written out, this is nested more than {limit} deep",
        "flatten it, or raise `nesting` in the limits",
    )


def limit_arithmetic() -> Finding:
    """Quotients of quotients, or lets of lets."""
    return Finding("limit-arithmetic", "written out, this arithmetic is too long", "use fewer operations")


def limit_regex(limit: int) -> Finding:
    """A regular expression that is too long."""
    return Finding(
        "limit-regex",
        f"this regular expression is longer than {limit:,} characters",
        "shorten it, or raise `regex_characters` in the limits",
    )


def regex(message: str, help_: str | None) -> Finding:
    """A regular expression outside of the common part."""
    return Finding("regex", message, help_)


# --- warnings -------------------------------------------------------------------------------


def _warning(code: str, message: str, help_: str | None, fix: str | None = None) -> Finding:
    return Finding(code, message, help_, fix, "warning")


def always(true: bool, help_: str | None = None) -> Finding:
    """A condition that holds for everyone, or for nobody."""
    if true:
        return _warning("always-true", "this holds for everyone", help_ or "leave it out")
    return _warning("always-false", "this holds for nobody", help_ or "check the values")


def redundant() -> Finding:
    """A condition that stands twice."""
    return _warning("redundant-condition", "this condition changes nothing: it stands before", "leave it out")


def repeated_value() -> Finding:
    """A value that stands twice in a list."""
    return _warning("redundant-value", "this value stands twice in the list", "leave it out")


def mixed(fix: str) -> Finding:
    """`a and b or c`."""
    help_ = "`and` binds tighter than `or`: say so with parentheses"
    return _warning("mixed-and-or", "`and` and `or` are mixed without parentheses", help_, fix)


def float_equality() -> Finding:
    """`score = 0.1` of floats."""
    return _warning(
        "float-equality",
        "floats are rarely equal to the digit",
        "compare with `<` and `>`, or declare it as decimal",
    )


def future_window() -> Finding:
    """A window that begins after `as_of`."""
    return _warning(
        "empty-window",
        "no event can fall in this window: it lies after the present",
        "events after `as_of` do not exist for a segment",
    )


def no_window() -> Finding:
    """A window of no time."""
    return _warning(
        "empty-window", "nothing can fall in this window: it has no length", "write a longer time"
    )


def self_comparison() -> Finding:
    """`country = country`."""
    return _warning(
        "self-comparison",
        "both sides of this comparison are the same",
        "ask `is set`; where a parameter hides a property of its name, give it another name",
    )


def empty_range() -> Finding:
    """`between 20 and 10`."""
    return _warning("empty-range", "nothing lies between these two: the first is the greater", "swap them")


def unused(name: str) -> Finding:
    """A let that nothing uses."""
    return _warning("unused-let", f"nothing uses `{name}`", "take it out")
