"""The constants of one query: literals in its text, or placeholders with values beside it."""

from __future__ import annotations

from sqlglot import exp

from segql import meaning as m
from segql_sql.dialects.base import Dialect, DriverValue


class Constants:
    """Makes the nodes of constants; `values` are those of the placeholders by number."""

    def __init__(self, dialect: Dialect, parameters: bool) -> None:
        self.values: list[DriverValue] = []
        self._dialect = dialect
        self._parameters = parameters

    def node(self, constant: m.Constant) -> exp.Expr:
        """A constant of its own type."""
        value = self._dialect.stored(constant.value, constant.type)
        return self._dialect.typed(self.of(value), constant.type)

    def wide(self, value: int) -> exp.Expr:
        """A whole number beyond 64 bits, or one to compare with such."""
        return self._dialect.typed_wide(self.of(self._dialect.wide_constant(value)))

    def of(self, value: DriverValue) -> exp.Expr:
        """A value as the driver binds it."""
        if not self._parameters:
            return self._dialect.literal(value)
        self.values.append(value)
        return exp.Placeholder(this=str(len(self.values) - 1))
