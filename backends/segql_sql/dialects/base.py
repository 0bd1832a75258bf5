"""What the compiler asks of an engine's dialect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sqlglot import exp

from segql.calendar import Offsets
from segql.types import Type
from segql_sql.terms import Range, Term

DriverValue = str | int | float | bool
"""What a driver binds, and what literals are made of."""


class Dialect(Protocol):
    """How one engine says what every segment needs.

    The functions take and give sqlglot nodes. `read_` is from a stored column to the canonical value:
    text, 64-bit integers, the engine's booleans and doubles (never NaN, -0.0), days and instants of
    UTC that compare by `<`. All give NULL where an operand is NULL, and raise for no stored value.
    """

    @property
    def name(self) -> str:
        """The name of the backend, and of the dialect in sqlglot."""
        ...

    @property
    def most_joins(self) -> int:
        """How many relations one SELECT may join."""
        ...

    @property
    def most_columns(self) -> int:
        """How many columns a relation may have."""
        ...

    @property
    def most_nested(self) -> int:
        """How deep values may nest."""
        ...

    @property
    def products_nest(self) -> bool:
        """Whether factors in a row nest: each product is checked for its size before it is a factor."""
        ...

    @property
    def most_divisors(self) -> int:
        """How deep divisions of floats may nest in divisors of such."""
        ...

    @property
    def most_parameters(self) -> int:
        """How many values can be bound."""
        ...

    @property
    def materializes(self) -> bool:
        """Whether it has to be told to compute the values of an event's rows only once."""
        ...

    # --- stored columns ---

    def read_key(self, column: exp.Expr) -> exp.Expr:
        """A customer's key, or the id of an event, of whatever type it is stored in."""
        ...

    def read_text(self, column: exp.Expr) -> exp.Expr:
        """A string, compared by code point whatever the column's collation."""
        ...

    def read_integer(self, column: exp.Expr) -> exp.Expr:
        """A 64-bit integer."""
        ...

    def read_decimal(self, column: exp.Expr, scale: int) -> exp.Expr:
        """A number as a 64-bit whole number of `10 ** -scale`."""
        ...

    def read_float(self, column: exp.Expr) -> exp.Expr:
        """A double."""
        ...

    def read_coordinate(self, column: exp.Expr) -> exp.Expr:
        """A double of which `ABS(x) <= limit` is not true where it is NaN."""
        ...

    def read_boolean(self, column: exp.Expr) -> exp.Expr:
        """A boolean."""
        ...

    def read_date(self, column: exp.Expr) -> exp.Expr:
        """A day."""
        ...

    def read_instant(self, column: exp.Expr, zone: str | None) -> exp.Expr:
        """An instant; one stored without a zone is read in `zone` (None: UTC)."""
        ...

    def read_list(self, column: exp.Expr, integers: bool) -> exp.Expr:
        """A list of integers or strings; missing elements may stay."""
        ...

    # --- constants ---

    def stored(self, value: object, type_: Type) -> DriverValue:
        """A constant as what the driver binds."""
        ...

    def literal(self, value: DriverValue) -> exp.Expr:
        """A constant in the text."""
        ...

    def typed(self, node: exp.Expr, type_: Type) -> exp.Expr:
        """A literal or placeholder as a value of its type."""
        ...

    # --- exact numbers ---

    def exact(self, op: str, left: Term, right: Term, result: Range) -> Term:
        """`left op right`, NULL past 38 digits; `result` is its range before that."""
        ...

    def widened(self, term: Term) -> exp.Expr:
        """An exact number so that it compares with any wide one."""
        ...

    def wide_constant(self, value: int) -> DriverValue:
        """A constant beyond 64 bits, or one to compare with such values."""
        ...

    def sum(self, values: exp.Expr) -> exp.Expr:
        """The exact sum of 64-bit integers, an aggregate; 0 (wide) over nothing."""
        ...

    def to_float(self, term: Term) -> exp.Expr:
        """The double nearest an exact number."""
        ...

    # --- functions ---

    def float_operation(self, op: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        """`left op right` of doubles; NULL for a division by zero, and NULL or NaN where it is NaN."""
        ...

    def finished(self, result: exp.Expr) -> exp.Expr:
        """What `float_operation` gives, as it is compared: NULL where it is NaN.

        Asked for once per value, since `NaN op x` is NaN anyway: for engines where it names its operand
        twice, nested ones would double the query at every level.
        """
        ...

    def lower(self, value: exp.Expr) -> exp.Expr:
        """A string with A to Z in lower case."""
        ...

    def text_length(self, value: exp.Expr) -> exp.Expr:
        """The number of code points of a string."""
        ...

    def list_length(self, value: exp.Expr) -> exp.Expr:
        """The number of elements that are not missing."""
        ...

    def month_day(self, date: exp.Expr) -> exp.Expr:
        """`100 * month + day`."""
        ...

    def year(self, date: exp.Expr) -> exp.Expr:
        """The year of a date."""
        ...

    def local_day(self, instant: exp.Expr, pairs: Offsets) -> exp.Expr:
        """The date of an instant on the clock that a table of `calendar.day_offsets` describes."""
        ...

    def epoch(self, value: exp.Expr, kind: str) -> exp.Expr:
        """Microseconds since 1970 of a date's midnight or of an instant (`kind` says which)."""
        ...

    def sample_digits(self, salt: exp.Expr, key: exp.Expr) -> exp.Expr:
        """The first 8 hex digits, in lower case, of md5(salt || ':' || key)."""
        ...

    # --- conditions ---

    def contains(self, value: exp.Expr, text: exp.Expr) -> exp.Expr:
        """Whether a string contains a literal text."""
        ...

    def starts(self, value: exp.Expr, text: exp.Expr, length: int) -> exp.Expr:
        """Whether a string starts with a literal text of `length` code points."""
        ...

    def ends(self, value: exp.Expr, text: exp.Expr, length: int) -> exp.Expr:
        """Whether a string ends with a literal text of `length` code points."""
        ...

    def pattern(self, text: str) -> str:
        """A regular expression as the engine reads it."""
        ...

    def matches(self, value: exp.Expr, pattern: exp.Expr) -> exp.Expr:
        """Whether some part of a string matches."""
        ...

    def has_any(self, value: exp.Expr, options: Sequence[exp.Expr], integers: bool) -> exp.Expr:
        """Whether a list has an element among the options (at least one)."""
        ...

    def cell(self, column: exp.Expr, cell: bool | int | str) -> exp.Expr:
        """Whether a stored column equals a value of the catalog."""
        ...
