"""What the compiler asks of an engine's dialect."""

from __future__ import annotations

import datetime as dt
import string
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Literal

from sqlglot import exp

from segql.calendar import Offsets
from segql.types import Type
from segql_sql import nodes as n
from segql_sql.refused import Refused
from segql_sql.terms import Range, Term

DriverValue = str | int | float | bool
"""What a driver binds, and what literals are made of."""


class Dialect(ABC):
    """How one engine says what every segment needs.

    The functions take and give sqlglot nodes. `read_` is from a stored column to the canonical value:
    text, 64-bit integers, the engine's booleans and doubles (never NaN, -0.0), days and instants of
    UTC that compare by `<`. All give NULL where an operand is NULL, and raise for no stored value.
    """

    name: ClassVar[str]
    """The name of the backend."""
    sqlglot: ClassVar[str]
    """The dialect of sqlglot that writes the text: its quotes, escapes and names of types."""
    style: ClassVar[str] = "qmark"
    """How its usual driver writes placeholders: see `segql_sql.placeholders.Style`."""
    most_joins: ClassVar[int] = 60
    """How many relations one SELECT may join."""
    most_columns: ClassVar[int] = 1_000
    """How many columns a relation may have."""
    most_distinct: ClassVar[int] = 1_000
    """How many of these may count different values."""
    most_relations: ClassVar[int] = 10_000
    """How many relations one query may name."""
    most_nested: ClassVar[int] = 20
    """How deep values may nest."""
    products_nest: ClassVar[bool] = True
    """Whether factors in a row nest: each product is checked for its size before it is a factor."""
    most_divisors: ClassVar[int] = 6
    """How deep divisions of floats may nest in divisors of such."""
    most_parameters: ClassVar[int] = 1_000
    """How many values can be bound."""
    materializes: ClassVar[bool] = False
    """Whether it has to be told to compute the values of an event's rows only once."""
    folds_case: ClassVar[bool] = True
    """Whether names of tables or columns that differ only in case may be one name."""
    one_by_one: ClassVar[Literal["", "materialized", "distinct"]] = ""
    """How it is told to compute the relations of a live query's moments one by one, where it would write
    each into the next, so that they grow at every step: by the word MATERIALIZED, or by DISTINCT, which
    changes nothing about them."""
    makes_rows: ClassVar[bool] = False
    """Whether a column of a SELECT can make several rows of one: see `row_each`."""
    at_once: ClassVar[int] = 100
    """How many segments one statement answers."""
    aggregates_at_once: ClassVar[int] = 100
    """How many different aggregates, sequences and standings these may look at together."""
    nodes_at_once: ClassVar[int] = 5_000
    """How many nodes their conditions may have together: the text grows with them."""

    def finish(self, query: exp.Select) -> exp.Select:
        """The whole query, with the settings under which it means what it says."""
        return query

    # --- tables made of members ---

    def create_as(self, table: exp.Table, query: exp.Select) -> exp.Expr:
        """CREATE TABLE table AS query."""
        return exp.Create(this=table, kind="TABLE", expression=query)

    def renamed(self, table: exp.Table, to: exp.Table) -> exp.Expr:
        """The statement that gives a table another name in the same schema."""
        return exp.Alter(this=table, kind="TABLE", actions=[exp.AlterRename(this=exp.Table(this=to.this))])

    # --- stored columns ---

    @abstractmethod
    def read_key(self, column: exp.Expr) -> exp.Expr:
        """A customer's key, or the id of an event, of whatever type it is stored in."""
        ...

    @abstractmethod
    def read_text(self, column: exp.Expr) -> exp.Expr:
        """A string, compared by code point whatever the column's collation."""
        ...

    def read_integer(self, column: exp.Expr) -> exp.Expr:
        """A 64-bit integer."""
        return n.to(column, exp.DType.BIGINT)

    @abstractmethod
    def read_decimal(self, column: exp.Expr, scale: int) -> exp.Expr:
        """A number as a 64-bit whole number of `10 ** -scale`."""
        ...

    @abstractmethod
    def read_float(self, column: exp.Expr) -> exp.Expr:
        """A double."""
        ...

    def read_coordinate(self, column: exp.Expr) -> exp.Expr:
        """A double of which `ABS(x) <= limit` is not true where it is NaN."""
        return n.to(column, exp.DType.DOUBLE)

    def read_boolean(self, column: exp.Expr) -> exp.Expr:
        """A boolean."""
        return n.to(column, exp.DType.BOOLEAN)

    def read_date(self, column: exp.Expr) -> exp.Expr:
        """A day."""
        return n.to(self.read_instant(column, None), exp.DType.DATE)

    @abstractmethod
    def read_instant(self, column: exp.Expr, zone: str | None) -> exp.Expr:
        """An instant; one stored without a zone is read in `zone` (None: UTC)."""
        ...

    @abstractmethod
    def read_list(self, column: exp.Expr, integers: bool) -> exp.Expr:
        """A list of integers or strings; missing elements may stay."""
        ...

    def read_epoch(self, column: exp.Expr, unit: str) -> exp.Expr:
        """An instant from an integer that counts seconds, milliseconds or microseconds since 1970."""
        raise NotImplementedError

    def json_text(self, column: exp.Expr, path: Sequence[str | int]) -> exp.Expr:
        """What stands at a path of a column of JSON (of the engine's own type, or text): a string as it
        is, all else as JSON; NULL for null, and where nothing stands."""
        raise NotImplementedError

    def parsed(self, text: exp.Expr, type_: Type, zone: str | None) -> exp.Expr:
        """The canonical value that such a text writes: digits, `true` or `false`, ISO 8601 (a time without
        a zone is read in `zone`; None: UTC), or a list in JSON."""
        raise NotImplementedError

    def collected(self, element: exp.Expr, integers: bool) -> exp.Expr:
        """An aggregate: the elements of a group's rows as a list; missing ones may stay."""
        raise NotImplementedError

    def empty_list(self, integers: bool) -> exp.Expr:
        """A list without elements."""
        raise NotImplementedError

    # --- constants ---

    def stored(self, value: object, type_: Type) -> DriverValue:
        """A constant as what the driver binds."""
        match value:
            case dt.datetime():
                return value.replace(tzinfo=None).isoformat(" ")
            case dt.date():
                return value.isoformat()
            case str() | int() | float():
                return value
            case _:
                raise TypeError(f"not a value: {value!r}")

    def literal(self, value: DriverValue) -> exp.Expr:
        """A constant in the text."""
        match value:
            case bool():
                return exp.Boolean(this=value)
            case str():
                return n.text(value)
            case int():
                return n.whole(value)
            case float():
                return self.double(value)

    @abstractmethod
    def double(self, value: float) -> exp.Expr:
        """A double in the text, to the last bit; infinities too."""
        ...

    @abstractmethod
    def typed(self, node: exp.Expr, type_: Type) -> exp.Expr:
        """A literal or placeholder as a value of its type."""
        ...

    # --- exact numbers ---

    @abstractmethod
    def exact(self, op: str, left: Term, right: Term, result: Range) -> Term:
        """`left op right`, NULL past 38 digits; `result` is its range before that."""
        ...

    def widened(self, term: Term) -> exp.Expr:
        """An exact number so that it compares with any wide one."""
        return term.node

    def wide_constant(self, value: int) -> DriverValue:
        """A constant beyond 64 bits, or one to compare with such values."""
        return value

    def typed_wide(self, node: exp.Expr) -> exp.Expr:
        """A literal or placeholder of a `wide_constant` as a value of its type."""
        return node

    @abstractmethod
    def sum(self, values: exp.Expr) -> exp.Expr:
        """The exact sum of 64-bit integers, an aggregate; 0 (wide) over nothing."""
        ...

    def count_distinct(self, values: exp.Expr, of: int) -> exp.Expr:
        """How many different values there are, an aggregate; one of so many that are computed together."""
        return exp.Count(this=exp.Distinct(expressions=[values]))

    @abstractmethod
    def to_float(self, term: Term) -> exp.Expr:
        """The double nearest an exact number."""
        ...

    # --- functions ---

    @abstractmethod
    def float_operation(self, op: str, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        """`left op right` of doubles; NULL for a division by zero, and NULL or NaN where it is NaN."""
        ...

    @abstractmethod
    def finished(self, result: exp.Expr) -> exp.Expr:
        """What `float_operation` gives, as it is compared: NULL where it is NaN.

        Asked for once per value, since `NaN op x` is NaN anyway: for engines where it names its operand
        twice, nested ones would double the query at every level.
        """
        ...

    def lower(self, value: exp.Expr) -> exp.Expr:
        """A string with A to Z in lower case."""
        return n.call("TRANSLATE", value, n.text(string.ascii_uppercase), n.text(string.ascii_lowercase))

    def concatenated(self, texts: Sequence[exp.Expr]) -> exp.Expr:
        """Strings that are not missing, one behind the other."""
        return n.grouped(lambda few: n.call("CONCAT", *few), texts)

    def without_zeros(self, numbers: Sequence[exp.Expr]) -> exp.Expr:
        """The list of some whole numbers but those that are 0, where it `makes_rows`."""
        raise NotImplementedError

    def computed_once(self, query: exp.Select, key: str) -> exp.Select:
        """A query with a row for each `key` so that what is asked of it in two passes is computed in one."""
        return query

    def row_each(self, value: exp.Expr) -> exp.Expr:
        """A column of a SELECT that makes a row of each element of a list, where it `makes_rows`; of an
        empty list it makes none, or one with NULL."""
        raise NotImplementedError

    def element(self, texts: Sequence[exp.Expr], number: exp.Expr) -> exp.Expr:
        """One of some constant texts, by its number from 1 on, where it `makes_rows`."""
        raise NotImplementedError

    def text_length(self, value: exp.Expr) -> exp.Expr:
        """The number of code points of a string."""
        return n.call("LENGTH", value)

    @abstractmethod
    def list_length(self, value: exp.Expr) -> exp.Expr:
        """The number of elements that are not missing."""
        ...

    def month_day(self, date: exp.Expr) -> exp.Expr:
        """`100 * month + day`."""
        month = n.times(n.call("MONTH", date), n.whole(100))
        return exp.Add(this=month, expression=n.call("DAY", date.copy()))

    def year(self, date: exp.Expr) -> exp.Expr:
        """The year of a date."""
        return n.call("YEAR", date)

    @abstractmethod
    def local_day(self, instant: exp.Expr, pairs: Offsets) -> exp.Expr:
        """The date of an instant on the clock that a table of `calendar.day_offsets` describes."""
        ...

    @abstractmethod
    def epoch(self, value: exp.Expr, kind: str) -> exp.Expr:
        """Microseconds since 1970 of a date's midnight or of an instant (`kind` says which)."""
        ...

    @abstractmethod
    def sample_digits(self, salt: exp.Expr, key: exp.Expr) -> exp.Expr:
        """The first 8 hex digits, in lower case, of md5(salt || ':' || key)."""
        ...

    # --- the current time, for live queries ---

    def now(self) -> exp.Expr:
        """The current time of the statement as an instant: however often it is computed, the same one."""
        raise self._no_clock()

    def instant_at(self, microseconds: exp.Expr) -> exp.Expr:
        """The instant from whole microseconds since 1970."""
        raise self._no_clock()

    def day_at(self, days: exp.Expr) -> exp.Expr:
        """The day from whole days since 1970-01-01."""
        raise self._no_clock()

    def quotient(self, left: exp.Expr, right: int) -> exp.Expr:
        """`left / right` rounded down, of whole numbers, as a 64-bit integer; `left >= 0`, `right > 0`."""
        raise self._no_clock()

    def _no_clock(self) -> Refused:
        return Refused("live texts", "take a text of one instant, and make it again for the next")

    # --- conditions ---

    def closed(self, condition: exp.Expr) -> exp.Expr:
        """A condition that is false where the given one is NULL."""
        return n.coalesce(condition, n.false())

    def decided(self, branches: Sequence[tuple[exp.Expr, bool]], default: exp.Expr) -> exp.Expr:
        """A condition: the result of the first branch whose condition holds, else the default."""
        given = [(each, n.true() if result else n.false()) for each, result in branches]
        return n.case(given, default)

    @abstractmethod
    def contains(self, value: exp.Expr, text: exp.Expr) -> exp.Expr:
        """Whether a string contains a literal text."""
        ...

    @abstractmethod
    def starts(self, value: exp.Expr, text: exp.Expr, length: int) -> exp.Expr:
        """Whether a string starts with a literal text of `length` code points."""
        ...

    @abstractmethod
    def ends(self, value: exp.Expr, text: exp.Expr, length: int) -> exp.Expr:
        """Whether a string ends with a literal text of `length` code points."""
        ...

    @abstractmethod
    def pattern(self, text: str) -> str:
        """A regular expression as the engine reads it."""
        ...

    @abstractmethod
    def matches(self, value: exp.Expr, pattern: exp.Expr) -> exp.Expr:
        """Whether some part of a string matches."""
        ...

    @abstractmethod
    def has_any(self, value: exp.Expr, options: Sequence[exp.Expr], integers: bool) -> exp.Expr:
        """Whether a list has an element among the options (at least one)."""
        ...

    @abstractmethod
    def cell(self, column: exp.Expr, cell: bool | int | str) -> exp.Expr:
        """Whether a stored column equals a value of the catalog."""
        ...
