"""Values given for `$parameters`: converted to the types that their uses ask for."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import cast

from segql import calendar
from segql.diagnostics import Diagnostic, ParameterError, SegqlError, Source
from segql.meaning import Constant, Parameter, Scalar
from segql.nearest import did_you_mean
from segql.types import Type

ParameterScalar = str | int | float | Decimal | bool | dt.date | dt.datetime | dt.timedelta
ParameterValue = ParameterScalar | Sequence[ParameterScalar]
"""What may be given for a parameter. Strings are read as the type asks (`"500"`, `"2024-01-31"`)."""

_INTEGERS = range(-(2**63), 2**63)


def constants(
    parameter: Parameter, values: Mapping[str, ParameterValue], source: Source | None
) -> list[Constant]:
    """The constants that a parameter stands for: one, or those of a list. Raises ParameterError."""
    if parameter.name not in values:
        raise _error(parameter, source, "parameter-missing", f"no value is given for `${parameter.name}`")
    given = values[parameter.name]
    if parameter.type.kind == "list":
        element = cast("Type", parameter.type.element)
        items = given if isinstance(given, Sequence) and not isinstance(given, str) else [given]
    else:
        element, items = parameter.type, [cast("ParameterScalar", given)]
    found: list[Constant] = []
    for item in items:
        try:
            found.append(Constant(convert(item, element), element, span=parameter.span))
        except (ValueError, InvalidOperation, TypeError, OverflowError):
            message = f"`{_shown(item)}` is no {element} for `${parameter.name}`"
            raise _error(parameter, source, "parameter-value", message, _hint(item, element)) from None
    return found


def convert(given: ParameterScalar, type_: Type) -> Scalar:
    """A value given from outside as a value of the language. Raises ValueError or alike."""
    if given != given:  # NaN
        raise ValueError("not a value")
    match type_.kind:
        case "string" | "enum":
            return _text(given, type_)
        case "integer" | "decimal":
            return _whole(given, type_.scale)
        case "float":
            if isinstance(given, bool):
                raise ValueError("not a number")
            number = float(cast("float", given))
            if math.isnan(number):
                raise ValueError("not a number")
            return number
        case "boolean":
            if not isinstance(given, bool) and str(given).lower() not in ("true", "false"):
                raise ValueError("neither true nor false")
            return str(given).lower() == "true"
        case "date":
            if isinstance(given, dt.datetime) or not isinstance(given, dt.date | str):
                raise ValueError("not a date")
            return dt.date.fromisoformat(given) if isinstance(given, str) else given
        case "datetime":
            moment = dt.datetime.fromisoformat(given) if isinstance(given, str) else given
            if not isinstance(moment, dt.datetime) or moment.tzinfo is None:
                raise ValueError("not an instant")
            return moment.astimezone(dt.UTC)
        case "duration":
            return _microseconds(given)
        case "list" | "point":
            return _refuse()


def _shown(given: object) -> str:
    try:
        return str(given)[:60]
    except (ValueError, RecursionError):  # an integer of thousands of digits, a list of itself
        return f"a value of type {type(given).__name__}"


def _refuse() -> Scalar:
    raise ValueError("not of this type")


def _microseconds(given: object) -> int:
    if not isinstance(given, dt.timedelta):
        raise ValueError("not a duration")
    return given // dt.timedelta(microseconds=1)


def _text(given: object, type_: Type) -> str:
    if not isinstance(given, str) or "\0" in given or (type_.values and given not in type_.values):
        raise ValueError("not such a text")
    given.encode("utf-8")  # a lone surrogate is no character: UnicodeEncodeError is a ValueError
    return given


def _whole(given: ParameterScalar, scale: int) -> int:
    if isinstance(given, bool | dt.date):
        raise ValueError("not a number")
    text = repr(given) if isinstance(given, float) else str(given)
    if len(text) > 100 or not text.isascii() or "_" in text:  # Decimal reads other digits and 1_000 too
        raise ValueError("not a number as texts write it")
    number = Decimal(text)
    if not number.is_finite() or abs(number.adjusted()) > 40:
        raise ValueError("not a number of this size")
    steps = Fraction(number) * 10**scale
    if steps.denominator != 1 or int(steps) not in _INTEGERS:
        raise ValueError("too many digits")
    return int(steps)


def parse_as_of(given: dt.datetime | dt.date | str | None, zone: str) -> dt.datetime:
    """The instant, in UTC, that a user gives as `as_of`; now, where None.

    A naive time is one of the zone's clock, a date the start of that day there.
    """
    if given is None:
        return dt.datetime.now(dt.UTC)
    try:
        if isinstance(given, str):
            given = dt.date.fromisoformat(given) if len(given) == 10 else dt.datetime.fromisoformat(given)
        if not isinstance(cast("object", given), dt.date):
            raise ValueError("not a time")
        if not isinstance(given, dt.datetime):
            return calendar.start_of_day(given, zone)
        if given.tzinfo is None:
            return calendar.instant_of(given, zone)
        return given.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        finding = Diagnostic(
            "as-of",
            f"`{_shown(given)}` is no instant",
            help="write it like `2024-01-31`, `2024-01-31T10:00:00` or `2024-01-31T10:00:00Z`",
        )
        raise ParameterError([finding]) from None


def live_has_no_as_of() -> SegqlError:
    """The error for live SQL of one instant."""
    message = "live SQL has no `as_of`: it takes the time at which it is run"
    return ParameterError([Diagnostic("as-of", message, help="give `as_of`, or ask for live SQL, not both")])


def check_names(given: Mapping[str, ParameterValue], known: Mapping[str, Type]) -> None:
    """Raises ParameterError for values of parameters that no text has."""
    if not isinstance(cast("object", given), Mapping):
        hint = 'give a value to each parameter by its name: `{"floor": 500}`'
        raise ParameterError([Diagnostic("parameter-value", "the values are no mapping", help=hint)])
    unknown = [str(name) for name in given if name not in known]
    if unknown:
        raise ParameterError([_unknown(name, known) for name in unknown])


def _unknown(name: str, known: Mapping[str, Type]) -> Diagnostic:
    hint = did_you_mean(name, known)
    return Diagnostic("parameter-unknown", f"there is no parameter `${name}`", help=hint)


def _hint(item: object, type_: Type) -> str | None:
    match type_.kind:
        case "enum":
            return did_you_mean(str(item), type_.values) or f"one of: {', '.join(type_.values[:20])}"
        case "datetime":
            return "give an instant with its zone, like `2024-01-31T10:00:00Z`"
        case "date":
            return "give a date, like `2024-01-31`"
        case "integer":
            return "give a whole number of at most 64 bits"
        case "decimal":
            return f"give a number of at most 64 bits with at most {type_.scale} digits after the point"
        case _:
            return f"give a {type_}"


def _error(
    parameter: Parameter, source: Source | None, code: str, message: str, help: str | None = None
) -> SegqlError:
    hint = help or f"give one, of the type {parameter.type}"
    return ParameterError([Diagnostic(code, message, parameter.span, source, hint)])
