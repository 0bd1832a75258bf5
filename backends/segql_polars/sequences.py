"""Sequences of events: which rows can be the last one chosen, step by step.

A step looks at no row but the last one chosen. So of the rows that can be chosen last, only the
latest before a row (or, for a step that must not happen, the earliest row after it) matters: one
as-of join per step, by customer.
"""

from __future__ import annotations

import polars as pl

from segql import meaning as m

_SAME, _OTHER = "\x00same", "\x00other"
_FOREVER = 2**62  # microseconds, past any span between two events


def sequence(first: pl.LazyFrame, steps: list[tuple[m.Step, pl.LazyFrame]]) -> pl.LazyFrame:
    """The rows that end a choice of events that satisfies every step."""
    last = first
    for step, rows in steps:
        last = _absent(last, step, rows) if step.absent else _present(last, step, rows)
    return last


def _present(last: pl.LazyFrame, step: m.Step, rows: pl.LazyFrame) -> pl.LazyFrame:
    before, after = _with_same(last, rows, step)
    by = _by(step)
    if step.same is not None:
        before, after = before.drop_nulls(_SAME), after.drop_nulls(_SAME)
    found = after.sort("time").join_asof(
        before.select(*by, "time", pl.col("time").alias(_OTHER)).sort("time"),
        on="time",
        by=by,
        strategy="backward",
        allow_exact_matches=False,
        check_sortedness=False,
    )
    return found.filter(_within(pl.col("time") - pl.col(_OTHER), step)).drop(_OTHER, *by[1:])


def _absent(last: pl.LazyFrame, step: m.Step, rows: pl.LazyFrame) -> pl.LazyFrame:
    before, after = _with_same(last, rows, step)
    by = _by(step)
    if step.same is not None:
        after = after.drop_nulls(_SAME)
    found = before.sort("time").join_asof(
        after.select(*by, "time", pl.col("time").alias(_OTHER)).sort("time"),
        on="time",
        by=by,
        strategy="forward",
        allow_exact_matches=False,
        check_sortedness=False,
    )
    return found.filter(~_within(pl.col(_OTHER) - pl.col("time"), step)).drop(_OTHER, *by[1:])


def _within(elapsed: pl.Expr, step: m.Step) -> pl.Expr:
    return (elapsed.dt.total_microseconds() <= min(step.within, _FOREVER)).fill_null(False)


def _by(step: m.Step) -> list[str]:
    return ["customer"] if step.same is None else ["customer", _SAME]


def _with_same(last: pl.LazyFrame, rows: pl.LazyFrame, step: m.Step) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """Both sides with the property that has to be equal as a column of its own."""
    if step.same is None:
        return last, rows
    mine, other = step.same
    return (
        last.with_columns(pl.col("." + mine.name).alias(_SAME)),
        rows.with_columns(pl.col("." + other.name).alias(_SAME)),
    )
