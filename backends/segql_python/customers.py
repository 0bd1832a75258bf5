"""Customers as segments see them: attributes, events and lists, every value in its canonical form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from segql.backend import Key

Canonical = str | int | float | bool | dt.date | dt.datetime | tuple[str | int, ...] | tuple[float, float]
"""A value: int for integers and, as whole multiples, for decimals; datetimes aware and in UTC; a tuple
of elements for a list; latitude and longitude for a point. Floats are never NaN."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something a customer did. `id` is what it is counted by, where the catalog declares one."""

    time: dt.datetime
    properties: Mapping[str, Canonical | None] = field(default_factory=dict[str, Canonical | None])
    id: Hashable = None


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer; `events` by the name of the event, `lists` the names of the lists she is in.

    An attribute or event that is not there is missing or never happened.
    """

    key: Key
    attributes: Mapping[str, Canonical | None] = field(default_factory=dict[str, Canonical | None])
    events: Mapping[str, Sequence[Event]] = field(default_factory=dict[str, Sequence[Event]])
    lists: frozenset[str] = frozenset()
