"""A text as it was written: the tree that the parser gives, the printer prints, the checker reads.

Nodes compare by what was written (layout, spans and the case of keywords aside), comments included.
Parentheses are kept as `Group`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import field
from decimal import Decimal
from typing import Literal

from segql.diagnostics import Span
from segql.meaning import Unit
from segql.record import record

_NOWHERE = Span(0, 0)


@record
class Node:
    """Anything with a place in the text."""

    span: Span = field(default=_NOWHERE, compare=False, repr=False, kw_only=True)


@record
class Name(Node):
    """A name, NFC. `quoted` when it was written in backticks; then it is never a function's."""

    text: str
    quoted: bool = field(default=False, compare=False)


# --- literals -------------------------------------------------------------------------------


@record
class String(Node):
    """A string literal, escapes resolved."""

    value: str


@record
class Number(Node):
    """An integer or decimal literal, unsigned; `1.50` and `1.5` are different texts."""

    value: int | Decimal

    @property
    def text(self) -> str:
        """As it is printed."""
        return f"{self.value:f}" if isinstance(self.value, Decimal) else str(self.value)


@record
class Boolean(Node):
    """`true` or `false`."""

    value: bool


@record
class Date(Node):
    """`2024-01-31`."""

    value: dt.date


@record
class Instant(Node):
    """`2024-01-31T10:00:00`, naive in the catalog's zone, or with `Z` or an offset: aware."""

    value: dt.datetime


@record
class Duration(Node):
    """`3 days`; as a value, in `within`, and in windows."""

    count: int
    unit: Unit


@record
class Percent(Node):
    """`10%`, an argument of `sample`."""

    number: Number


@record
class ListLiteral(Node):
    """`["CA", "US"]`."""

    items: tuple[Expression, ...]


# --- values ---------------------------------------------------------------------------------


@record
class Parameter(Node):
    """`$floor`."""

    name: Name


@record
class Reference(Node):
    """`country`, `customer.country`, `placed_order.total`: one name or two."""

    path: tuple[Name, ...]


@record
class Call(Node):
    """`placed_order("shorts", total >= 50)`, `lower(country)`, `placed_order("shorts").total`."""

    name: Name
    arguments: tuple[Expression, ...]
    member: Name | None = None


@record
class Negative(Node):
    """Unary minus."""

    operand: Expression


@record
class Binary(Node):
    """Arithmetic."""

    op: Literal["+", "-", "*", "/"]
    left: Expression
    right: Expression


@record
class Relative(Node):
    """`30 days ago`, `30 days from now`."""

    duration: Duration
    direction: Literal["ago", "from now"]


@record
class Word(Node):
    """`now`, `today`, `yesterday`, `tomorrow`."""

    word: Literal["now", "today", "yesterday", "tomorrow"]


# --- windows: what may stand behind an event or a value in time ---------------------------------


@record
class Within(Node):
    """`in last 30 days`, `in next 7 days`."""

    direction: Literal["last", "next"]
    duration: Duration


@record
class Calendar(Node):
    """`in this month`, `in last month`, `in next month`."""

    which: Literal["this", "last", "next"]
    unit: Unit


@record
class Relation(Node):
    """`before X`, `after X`, `since X`, `on X`."""

    relation: Literal["before", "after", "since", "on"]
    operand: Expression


@record
class Between(Node):
    """`between X and Y`, both ends in; of numbers as well."""

    low: Expression
    high: Expression


@record
class Distant(Node):
    """`more than 60 days ago`, `less than 60 days ago`."""

    relation: Literal["more", "less"]
    duration: Duration


Window = Within | Calendar | Relation | Between | Distant


# --- conditions -----------------------------------------------------------------------------


@record
class Group(Node):
    """Parentheses."""

    inner: Expression


@record
class Not(Node):
    """`not p`."""

    operand: Expression


@record
class And(Node):
    """`p and q and ...`, two operands or more."""

    operands: tuple[Expression, ...]


@record
class Or(Node):
    """`p or q or ...`, two operands or more."""

    operands: tuple[Expression, ...]


@record
class Comparison(Node):
    """`x = y`; `==` is read as `=`."""

    op: Literal["=", "!=", "<", "<=", ">", ">="]
    left: Expression
    right: Expression


@record
class Membership(Node):
    """`x in [...]`, `x not in $names`."""

    value: Expression
    options: ListLiteral | Parameter
    negated: bool = False


@record
class TextTest(Node):
    """`x contains "y"` (of a string or a list), `starts with`, `ends with`, `matches`."""

    op: Literal["contains", "starts with", "ends with", "matches"]
    value: Expression
    text: Expression
    negated: bool = False


@record
class ContainsOf(Node):
    """`tags contains any of [...]`, `all of`, `none of`."""

    quantifier: Literal["any", "all", "none"]
    value: Expression
    options: ListLiteral | Parameter
    negated: bool = False


@record
class State(Node):
    """`x is missing`, `x is set`, `x is not missing`, `x is not set`."""

    state: Literal["missing", "set"]
    value: Expression
    negated: bool = False


@record
class Timed(Node):
    """A window behind an event, an event's property (in an aggregate), a value in time or, for
    `between`, a number or string."""

    value: Expression
    window: Window
    negated: bool = False


@record
class Times(Node):
    """`placed_order at least 3 times in last 90 days`; `once` is `exactly` 1 with no bound word."""

    value: Expression
    bound: Literal["at least", "at most", "exactly", "more than", "fewer than", "once"]
    count: int
    window: Window | None = None


@record
class Recurring(Node):
    """`placed_order in at least 3 of last 6 months`."""

    value: Expression
    count: int
    duration: Duration


@record
class Ranked(Node):
    """`spent in top 10%`."""

    value: Expression
    side: Literal["top", "bottom"]
    percent: Number
    negated: bool = False


@record
class Near(Node):
    """`location within 50 km of (37.56, 126.97)`; the coordinates are signed."""

    value: Expression
    distance: Number
    unit: Literal["km", "mi"]
    latitude: Decimal
    longitude: Decimal
    negated: bool = False


@record
class InNamed(Node):
    """`in segment vip`, `not in list newsletter`."""

    kind: Literal["segment", "list"]
    name: Name
    negated: bool = False


@record
class CountOf(Node):
    """`at least 2 of (p, q, r)`."""

    count: int
    operands: tuple[Expression, ...]


@record
class Step(Node):
    """`then [no] EVENT [with same p] within 3 days`; `event` is an event, perhaps Timed."""

    event: Expression
    within: Duration
    absent: bool = False
    same: Name | None = None


@record
class Sequence(Node):
    """`viewed_product then placed_order within 3 days`."""

    first: Expression
    steps: tuple[Step, ...]


@record
class Commented(Node):
    """An expression with comments of its own (texts without `#` and outer blanks)."""

    comments: tuple[str, ...]
    inner: Expression


Expression = (
    String | Number | Boolean | Date | Instant | Duration | Percent | ListLiteral
    | Parameter | Reference | Call | Negative | Binary | Relative | Word
    | Group | Not | And | Or | Comparison | Membership | TextTest | ContainsOf | State | Timed
    | Times | Recurring | Ranked | Near | InNamed | CountOf | Sequence | Commented
)  # fmt: skip


# --- definitions ----------------------------------------------------------------------------


@record
class SegmentDefinition(Node):
    """`segment NAME "description" = CONDITION`."""

    name: Name
    condition: Expression
    description: String | None = None
    comments: tuple[str, ...] = ()


@record
class LetDefinition(Node):
    """`let NAME(PARAMETERS) = EXPRESSION`; `parameters` is None where no parentheses stand."""

    name: Name
    parameters: tuple[Name, ...] | None
    expression: Expression
    comments: tuple[str, ...] = ()


Definition = SegmentDefinition | LetDefinition


@record
class Document(Node):
    """A whole text: definitions, or one bare condition; `comments` are those at the end."""

    definitions: tuple[Definition, ...] = ()
    condition: Expression | None = None
    comments: tuple[str, ...] = ()
