"""A few segments: a plan for each, which reads no more of the tables than it has to."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from segql import meaning as m
from segql.backend import Outcome
from segql.data.checks import check_before, check_customers
from segql.data.views import Views
from segql_polars.bulk.keys import Keys
from segql_polars.bulk.strays import Strays
from segql_polars.conditions import split
from segql_polars.frames import chosen
from segql_polars.source import KEY, Source


def members(root: m.Condition, source: Source) -> pl.LazyFrame:
    """The keys of the members as the column `key`, in no order."""
    return chosen(source, split(root)).select(KEY)


def run_apart(views: Views, conditions: Mapping[str, m.Condition]) -> Outcome:
    """The members of each condition. Raises DataError."""
    keys = check_customers(views)
    check_before(views)
    found: dict[str, Keys] = {}
    for name, each in conditions.items():
        theirs = members(each, views).collect(engine="streaming").to_series()
        found[name] = Keys(theirs.sort())
    return Outcome(Keys(keys), found, Strays(views, keys))
