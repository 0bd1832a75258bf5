"""What the compiler asks of an engine's dialect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sqlglot import exp

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
    def most_nested(self) -> int:
        """How deep values may nest."""
        ...

    @property
    def most_parameters(self) -> int:
        """How many values can be bound."""
        ...

    # --- stored columns ---

    def read_key(self, column: exp.Expression) -> exp.Expression:
        """A customer's key, or the id of an event, of whatever type it is stored in."""
        ...

    def read_text(self, column: exp.Expression) -> exp.Expression:
        """A string, compared by code point whatever the column's collation."""
        ...

    def read_integer(self, column: exp.Expression) -> exp.Expression:
        """A 64-bit integer."""
        ...

    def read_decimal(self, column: exp.Expression, scale: int) -> exp.Expression:
        """A number as a 64-bit whole number of `10 ** -scale`."""
        ...

    def read_float(self, column: exp.Expression) -> exp.Expression:
        """A double."""
        ...

    def read_coordinate(self, column: exp.Expression) -> exp.Expression:
        """A double of which `ABS(x) <= limit` is not true where it is NaN."""
        ...

    def read_boolean(self, column: exp.Expression) -> exp.Expression:
        """A boolean."""
        ...

    def read_date(self, column: exp.Expression) -> exp.Expression:
        """A day."""
        ...

    def read_instant(self, column: exp.Expression, zone: str | None) -> exp.Expression:
        """An instant; one stored without a zone is read in `zone` (None: UTC)."""
        ...

    def read_list(self, column: exp.Expression, integers: bool) -> exp.Expression:
        """A list of integers or strings; missing elements may stay."""
        ...

    # --- constants ---

    def stored(self, value: object, type_: Type) -> DriverValue:
        """A constant as what the driver binds."""
        ...

    def literal(self, value: DriverValue) -> exp.Expression:
        """A constant in the text."""
        ...

    def typed(self, node: exp.Expression, type_: Type) -> exp.Expression:
        """A literal or placeholder as a value of its type."""
        ...

    # --- exact numbers ---

    def exact(self, op: str, left: Term, right: Term, result: Range) -> Term:
        """`left op right`, NULL past 38 digits; `result` is its range before that."""
        ...

    def widened(self, term: Term) -> exp.Expression:
        """An exact number so that it compares with any wide one."""
        ...

    def wide_constant(self, value: int) -> DriverValue:
        """A constant beyond 64 bits, or one to compare with such values."""
        ...

    def sum(self, values: exp.Expression) -> exp.Expression:
        """The exact sum of 64-bit integers, an aggregate; 0 (wide) over nothing."""
        ...

    def to_float(self, term: Term) -> exp.Expression:
        """The double nearest an exact number."""
        ...

    # --- functions ---

    def float_operation(self, op: str, left: exp.Expression, right: exp.Expression) -> exp.Expression:
        """`left op right` of doubles; NULL where it is NaN, and for a division by zero."""
        ...

    def lower(self, value: exp.Expression) -> exp.Expression:
        """A string with A to Z in lower case."""
        ...

    def text_length(self, value: exp.Expression) -> exp.Expression:
        """The number of code points of a string."""
        ...

    def list_length(self, value: exp.Expression) -> exp.Expression:
        """The number of elements that are not missing."""
        ...

    def month_day(self, date: exp.Expression) -> exp.Expression:
        """`100 * month + day`."""
        ...

    def year(self, date: exp.Expression) -> exp.Expression:
        """The year of a date."""
        ...

    def epoch(self, value: exp.Expression, kind: str) -> exp.Expression:
        """Microseconds since 1970 of a date's midnight or of an instant (`kind` says which)."""
        ...

    def sample_digits(self, salt: exp.Expression, key: exp.Expression) -> exp.Expression:
        """The first 8 hex digits, in lower case, of md5(salt || ':' || key)."""
        ...

    # --- conditions ---

    def contains(self, value: exp.Expression, text: exp.Expression) -> exp.Expression:
        """Whether a string contains a literal text."""
        ...

    def starts(self, value: exp.Expression, text: exp.Expression, length: int) -> exp.Expression:
        """Whether a string starts with a literal text of `length` code points."""
        ...

    def ends(self, value: exp.Expression, text: exp.Expression, length: int) -> exp.Expression:
        """Whether a string ends with a literal text of `length` code points."""
        ...

    def pattern(self, text: str) -> str:
        """A regular expression as the engine reads it."""
        ...

    def matches(self, value: exp.Expression, pattern: exp.Expression) -> exp.Expression:
        """Whether some part of a string matches."""
        ...

    def has_any(
        self, value: exp.Expression, options: Sequence[exp.Expression], integers: bool
    ) -> exp.Expression:
        """Whether a list has an element among the options (at least one)."""
        ...

    def cell(self, column: exp.Expression, cell: bool | int | str) -> exp.Expression:
        """Whether a stored column equals a value of the catalog."""
        ...
