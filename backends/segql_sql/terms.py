"""Values as SQL: a node, and what is known about it at compile time."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from segql.meaning import EXACT_LIMIT

INT64 = 2**63


@dataclass(frozen=True, slots=True)
class Range:
    """All that an exact value can be, both ends in."""

    low: int
    high: int

    @property
    def fits_64_bits(self) -> bool:
        """Whether every value is a 64-bit integer."""
        return self.low >= -INT64 and self.high < INT64

    @property
    def fits_the_limit(self) -> bool:
        """Whether every value has at most 38 digits."""
        return self.low > -EXACT_LIMIT and self.high < EXACT_LIMIT

    def clipped(self) -> Range:
        """What is left where values of 39 digits are missing."""
        return Range(max(self.low, 1 - EXACT_LIMIT), min(self.high, EXACT_LIMIT - 1))

    def hull(self, other: Range) -> Range:
        """The smallest range that covers both."""
        return Range(min(self.low, other.low), max(self.high, other.high))


STORED = Range(-INT64, INT64 - 1)
STORED_DECIMAL = Range(1 - 10**18, 10**18 - 1)
EVENTS = Range(0, 2**31 - 1)
"""Rows that one customer may have."""
POPULATION = Range(0, 2**40 - 1)
"""Customers there may be."""
SUM = Range(-(2**94), 2**94)
"""Sums of stored values over the rows of one customer."""
MICROSECONDS = Range(-(10**18), 10**18)
"""Instants of the years 0 to 10000."""


@dataclass(frozen=True, slots=True)
class Term:
    """A value as SQL. `range` is that of an exact number, None for all else."""

    node: exp.Expr
    nullable: bool = True
    range: Range | None = None

    @property
    def wide(self) -> bool:
        """Whether it is an exact number that may not fit into 64 bits."""
        return self.range is not None and not self.range.fits_64_bits


def combined(op: str, left: Range, right: Range) -> Range:
    """What `left op right` can be."""
    match op:
        case "+":
            return Range(left.low + right.low, left.high + right.high)
        case "-":
            return Range(left.low - right.high, left.high - right.low)
        case "//":
            size = max(abs(left.low), abs(left.high))
            return Range(-size, size)
        case _:
            corners = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
            return Range(min(corners), max(corners))
