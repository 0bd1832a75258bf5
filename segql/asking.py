"""Functions of one customer, kept for the values and instants that are asked about again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, cast

from segql.backend import CustomerBackend, load_backend
from segql.diagnostics import ParameterError, SegqlError, error
from segql.parameters import parse_as_of

AsOf = dt.datetime | dt.date | str | None
"""An instant: an aware datetime, a naive one or a date in the catalog's zone, ISO text, or None: now."""
At = Callable[[dt.datetime], Callable[[Any], Any]]
"""From an instant to a function of a customer."""

_MOST_KEPT = 64
_PLAIN = (str, int, float, bool, Decimal, dt.date, dt.datetime, dt.timedelta)


class Kept:
    """Compiled functions, by the values of parameters and by instant. Copies and pickles start empty."""

    def __init__(self) -> None:
        self._compiled: dict[Hashable, At] = {}
        self._asked: dict[Hashable, Callable[[Any], Any]] = {}

    def __reduce__(self) -> tuple[type[Kept], tuple[()]]:
        return (Kept, ())

    def asked(
        self,
        as_of: AsOf,
        values: object,
        zone: str,
        compiled: Callable[[dt.datetime | None], At],
    ) -> Callable[[Any], Any]:
        """The function of a customer at `as_of`, naive times being of the zone's clock.

        What is not kept is made by `compiled`: for any instant where that is None.
        """
        values_key = _key_of_values(values)
        key = None if values_key is None or type(as_of) not in _PLAIN else (values_key, *_exactly(as_of))
        if key is not None and (known := self._asked.get(key)) is not None:
            return known
        instant = parse_as_of(as_of, zone)
        try:
            found = self._at(values_key, instant, compiled)(instant)
        except RecursionError:
            raise too_deep() from None
        _keep(self._asked, key, found)
        return found

    def _at(
        self,
        values_key: Hashable | None,
        instant: dt.datetime,
        compiled: Callable[[dt.datetime | None], At],
    ) -> At:
        if values_key is not None and (known := self._compiled.get(values_key)) is not None:
            return known
        try:
            at = compiled(None)
        except ParameterError:  # of a time at which no live SQL is run, it may be
            return compiled(instant)
        _keep(self._compiled, values_key, at)
        return at


@cache
def customer_backend() -> CustomerBackend:
    """The backend that answers for one customer."""
    return cast("CustomerBackend", load_backend("python"))


def too_deep() -> SegqlError:
    """The error for who calls from so far down that the call stack has no room left."""
    message = "this text is nested deeper than the rest of the call stack"
    help = "call from less deep within the program, or raise its recursion limit"
    return error(SegqlError, "limit-nesting", message, help)


def _keep(kept: dict[Hashable, Any], key: Hashable | None, value: object) -> None:
    if key is not None:
        if len(kept) >= _MOST_KEPT:
            kept.clear()
        kept[key] = value


def _exactly(value: object) -> tuple[object, object, object]:
    """What tells a value apart: `True == 1`, and the two hours that a clock shows twice are equal."""
    return type(value), value, getattr(value, "fold", 0)


def _key_of_values(values: object) -> Hashable | None:
    """What tells values apart; None where they are to be looked at each time."""
    if not values:
        return () if values is None or isinstance(values, Mapping) else None
    if not isinstance(values, Mapping):
        return None
    found: list[Hashable] = []
    for name, value in cast("Mapping[object, object]", values).items():
        several = isinstance(value, list | tuple)
        items = cast("list[object]", value) if several else [value]
        if type(name) is not str or not all(type(each) in _PLAIN for each in items):
            return None
        found.append((name, several, *map(_exactly, items)))
    key = tuple(found)
    try:
        hash(key)
    except TypeError:  # the decimals that are no number and refuse to be hashed
        return None
    return key
