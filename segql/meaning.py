"""What a segment means: the small closed set of nodes that backends compile.

Names are resolved, shorthands are gone, and there is one way to say each thing. The definition of
each node is its case in `segql_python.evaluate`. Rules that hold for all of them:

* A value may be missing; a condition is true or false. A condition about a missing value is false.
* Exact numbers (integer, decimal, duration) are whole numbers: a decimal(2) of 1.50 is 150, a
  duration is a number of microseconds. An exact result of 39 digits or more is missing.
* Floats are IEEE doubles; NaN is missing, wherever it comes from.
* Datetimes are instants, constants of them are aware and in UTC; dates are plain.
* Nodes compare and hash by meaning: the span is no part of it.

`Parameter`, `Moment` and `Anniversary` are gone after `segql.bind.bind`, so backends never see them, but
for those that write live SQL: they see the two last.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import field
from typing import Literal

from segql.diagnostics import Span
from segql.record import Hashed, record
from segql.types import BOOLEAN, DATE, DATETIME, INTEGER, Type

Unit = Literal["second", "minute", "hour", "day", "week", "month", "quarter", "year"]
Scalar = str | int | float | bool | dt.date | dt.datetime
"""A value: int for integer, decimal (scaled) and duration (microseconds)."""

Operation = Literal["+", "-", "*", "/", "//"]
"""What arithmetic does."""

EXACT_LIMIT = 10**38
"""Exact results are below this in size; a result that is not is missing."""


@record
class Node(Hashed):
    """`span` is where the node was written, in the text of the definition it came from."""

    span: Span | None = field(default=None, compare=False, repr=False, kw_only=True)


# --- values ---------------------------------------------------------------------------------


@record
class Constant(Node):
    """A known value."""

    value: Scalar
    type: Type


@record
class Attribute(Node):
    """An attribute of the customer. A point off the globe (or half missing) is missing."""

    name: str
    type: Type


@record
class Property(Node):
    """A property of the event at hand: only inside `Events.where`, or what an aggregate is of."""

    name: str
    type: Type


@record
class EventTime(Node):
    """The instant of the event at hand: only where a `Property` may stand. Never missing."""

    type: Type = DATETIME


@record
class Arithmetic(Node):
    """`left op right` on two exact values, or on two floats; `/` is for floats alone, `//` for exact
    values alone: it rounds down.

    Exact operands have been brought to one scale by the checker, so a backend computes on whole
    numbers and ignores scales. Missing where an operand is, where `right` of `/` or `//` is zero,
    where a float result is NaN, and where an exact result has more than 38 digits.
    `type` is the result's.
    """

    op: Operation
    left: Value
    right: Value
    type: Type


@record
class Function(Node):
    """A function of one value; missing where the value is.

    float: an exact value as a double: the double nearest the whole number, divided by the double
        `10 ** scale` of the operand's type.
    lower: a string with the letters A to Z (no others) in lower case.
    length: the number of elements of a list (missing elements are none), or of the code points
        of a string.
    month_day: `100 * month + day` of a date, as an integer.
    epoch: a datetime as whole microseconds since 1970-01-01T00:00:00Z, or a date's midnight taken
        as if in UTC likewise, as a duration.
    """

    name: Literal["float", "lower", "length", "month_day", "epoch"]
    operand: Value
    type: Type


@record
class LocalDay(Node):
    """The calendar day of an instant in a zone, by the offsets of `segql.calendar.day_offsets(zone)`."""

    value: Value
    zone: str
    type: Type = DATE


@record
class WholeYears(Node):
    """Whole years from a date to the day `on` (a Constant, once bound), an integer:

        on.year - year(value) - (1 if month_day(value) > today else 0)

    with `today` the month_day of `on`, but 229 where `on` is 28 February of a common year: who was
    born on 29 February is a year older on that day. Negative for dates to come.
    """

    value: Value
    on: Constant | Moment
    type: Type = INTEGER


@record
class Events(Node):
    """The events named `event` of one customer for which `where` holds.

    `where` may look at the event (Property, EventTime) and the customer (Attribute), never at an
    aggregate, a list, the population or chance. Once bound, it holds the bound that nothing after
    `as_of` exists.
    """

    event: str
    where: Condition


@record
class Aggregate(Node):
    """One value from a customer's events; rows where `of` is missing are skipped.

    count: of None, the number of events: of distinct ids, plus one for each row with no id, where
        the catalog declares an `id`; the number of rows where it does not. Of a property, the
        number of rows that have it. Never missing.
    sum: of an exact property; 0 over nothing.
    min, max: of a property (an exact number, float, string, date or datetime) or of EventTime.
    distinct: the number of different values of a property; 0 over nothing.
    first, last: the property of the earliest or latest row that has it; among rows at the same
        instant the greatest value (true above false, strings by code point).
    """

    function: Literal["count", "sum", "min", "max", "distinct", "first", "last"]
    events: Events
    of: Property | EventTime | None
    type: Type


@record
class Standing(Node):
    """How many customers (of the whole table) have a smaller or a greater value, or any value.

    Missing for a customer whose own value is missing. `value` holds no other Standing.
    """

    side: Literal["smaller", "greater", "any"]
    value: Value
    type: Type = INTEGER


@record
class Parameter(Node):
    """A value that is given later. A list parameter stands only as a `OneOf`/`AnyOf` option."""

    name: str
    type: Type


@record
class Start:
    """A step of a Moment: back to the local start of the calendar unit."""

    unit: Unit


@record
class Shift:
    """A step of a Moment: `count` units on (back, where negative).

    Days and longer step in the zone's calendar at the same local time, hours and shorter exactly.
    """

    count: int
    unit: Unit


@record
class Moment(Node):
    """`as_of` (or the given `date`'s local midnight), moved step by step in the zone's calendar.

    `type` is DATETIME, or DATE for the local calendar day of where the steps end.
    """

    type: Type
    steps: tuple[Start | Shift, ...] = ()
    date: dt.date | None = None


Value = (
    Constant | Attribute | Property | EventTime | Arithmetic | Function | LocalDay | WholeYears | Aggregate
    | Standing | Parameter | Moment
)  # fmt: skip


# --- conditions -----------------------------------------------------------------------------


@record
class Compare(Node):
    """`left op right`; both of one family of types: exact numbers brought to one scale, floats,
    text, booleans (only `=`), dates, datetimes. False where a side is missing.
    """

    op: Literal["=", "<", "<="]
    left: Value
    right: Value


@record
class OneOf(Node):
    """The value is one of the options: constants of its family; once bound, no Parameter."""

    value: Value
    options: tuple[Constant | Parameter, ...]


@record
class AnyOf(Node):
    """The list has an element among the options."""

    value: Attribute | Property
    options: tuple[Constant | Parameter, ...]


@record
class TextTest(Node):
    """A string contains, starts with or ends with a literal text, or matches a regular expression
    (of `segql.regex`, searched for anywhere in the string). Once bound, `text` is a Constant.
    """

    op: Literal["contains", "starts", "ends", "matches"]
    value: Value
    text: Constant | Parameter


@record
class IsSet(Node):
    """The value is there."""

    value: Value


@record
class InList(Node):
    """The customer is in the catalog's list `name`."""

    name: str


@record
class Sample(Node):
    """The number written as the first 8 hex digits of md5(`salt` + ":" + key as text), in UTF-8,
    is below `below` (0 to 2**32). Integer keys are written in decimal.
    """

    salt: str
    below: int


@record
class Near(Node):
    """Great-circle distance (haversine) from a point, in degrees: `h <= limit`, in doubles, where

        h = sin((lat - latitude) * RAD / 2) ** 2
            + cos(lat * RAD) * cos_latitude * sin((lon - longitude) * RAD / 2) ** 2

    with RAD = math.pi / 180, the products taken left to right and squares as products; `limit` is
    sin(min(distance / (2 * 6371.0088 km), pi / 2)) ** 2 and `cos_latitude` is cos(latitude * RAD).
    """

    value: Attribute | Property
    latitude: float
    longitude: float
    cos_latitude: float
    limit: float


@record
class Step:
    """What must follow (or, with `absent`, must not): an event of `events` with
    `t < time <= t + within`, `t` being the time of the last event chosen before; where `same` is
    given, its property equals that event's (missing equals nothing). `within` in microseconds.
    """

    events: Events
    within: int
    absent: bool = False
    same: tuple[Property, Property] | None = None
    """The property of the event before, and that of this one; of one family of types."""


@record
class Sequence(Node):
    """One choice of events satisfies every step. A step after an absent one counts from the last
    event chosen. Once bound, the event before an absent step has a `where` that lets its time pass:
    `time <= as_of - within`.
    """

    first: Events
    steps: tuple[Step, ...]


@record
class Anniversary(Node):
    """An anniversary of the date falls on a day in `[start, end)`; both of type DATE. 29 February
    is celebrated on 28 February in a common year.
    """

    value: Value
    start: Constant | Moment
    end: Constant | Moment


@record
class Not(Node):
    """True exactly where the operand is false."""

    operand: Condition


@record
class All(Node):
    """Every operand holds; of none, true."""

    operands: tuple[Condition, ...] = ()


@record
class Any(Node):
    """At least one operand holds; of none, false."""

    operands: tuple[Condition, ...] = ()


@record
class AtLeast(Node):
    """At least `count` of the operands hold (equal operands count each)."""

    count: int
    operands: tuple[Condition, ...]


Condition = (
    Compare | OneOf | AnyOf | TextTest | IsSet | InList | Sample | Near | Sequence | Anniversary
    | Not | All | Any | AtLeast
)  # fmt: skip

TRUE = All()
FALSE = Any()


def yes(value: Value) -> Compare:
    """A boolean value as a condition."""
    return Compare("=", value, Constant(True, BOOLEAN), span=value.span)
