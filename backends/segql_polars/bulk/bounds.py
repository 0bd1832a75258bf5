"""Conditions that compare something with a constant that NumPy compares exactly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, assert_never

import numpy as np
from numpy.typing import NDArray

from segql import meaning as m
from segql.calendar import to_microseconds

Op = Literal["=", "<", "<=", ">", ">="]

_TURNED: Mapping[Literal["=", "<", "<="], Op] = {"=": "=", "<": ">", "<=": ">="}


@dataclass(frozen=True, slots=True)
class Bound:
    """`value op limit`: of whole numbers, or of instants in microseconds since 1970."""

    value: m.Value
    op: Op
    limit: int

    def holds(self, values: NDArray[Any]) -> NDArray[np.bool_]:
        """For which of some values that are there."""
        match self.op:
            case "=":
                return values == self.limit
            case "<":
                return values < self.limit
            case "<=":
                return values <= self.limit
            case ">":
                return values > self.limit
            case ">=":
                return values >= self.limit
            case _:
                assert_never(self.op)


def bound_of(test: m.Condition) -> Bound | None:
    """The comparison that a condition is; None where it is another condition."""
    match test:
        case m.Compare(op, value, m.Constant(known)):
            turned: Op = op
        case m.Compare(op, m.Constant(known), value):
            turned = _TURNED[op]
        case _:
            return None
    limit = to_microseconds(known) if isinstance(known, dt.datetime) else known
    return Bound(value, turned, limit) if isinstance(limit, int) and not isinstance(limit, bool) else None
