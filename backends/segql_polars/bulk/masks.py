"""Conditions over a frame as masks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from segql import meaning as m
from segql_polars.conditions import condition
from segql_polars.values import Scope


def masks(frame: pl.DataFrame, tests: Sequence[m.Condition], scope: Scope) -> list[NDArray[np.bool_]]:
    """For each test, in which rows it holds."""
    frame = pl.DataFrame(frame.get_columns())  # one value for all rows becomes one for each
    made = [condition(test, scope).alias(f"{n}") for n, test in enumerate(tests)]
    # One that looks at no column has one value, which Polars does not always repeat for every row.
    fixed = [each for each in made if not each.meta.root_names()]
    known = {column.name: bool(column[0]) for column in pl.select(fixed)}
    found = frame.select([each for each in made if each.meta.root_names()])
    return [
        np.full(frame.height, known[name]) if name in known else found[name].to_numpy()
        for name in map(str, range(len(tests)))
    ]
