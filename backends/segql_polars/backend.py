"""The backend: one segment as a lazy plan, or many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate

import polars as pl

from segql import meaning as m
from segql.backend import BoundSegment, Outcome, unsupported
from segql.catalog import Catalog
from segql.data import Canonical
from segql.data.views import Views
from segql.diagnostics import EngineError, error
from segql.regex import parse_pattern
from segql.uses import uses
from segql.walk import walk
from segql_polars.bulk.memory import most
from segql_polars.bulk.reading import leaves_out
from segql_polars.bulk.run import distinct_tests, run_together
from segql_polars.bulk.windows import since
from segql_polars.few import members, run_apart
from segql_polars.inventory import inventory, plain
from segql_polars.source import KEY

_FEW = 12  # each look at the events costs about a fifteenth of reading all that many segments need
_RECENT = 3  # so many times as much where rows before some time need not be read


@dataclass(frozen=True, slots=True)
class Plan:
    """A segment, ready to be laid over data."""

    condition: m.Condition
    catalog: Catalog

    def members(self, canonical: Canonical) -> pl.LazyFrame:
        """The keys of the members as the column `key`, ascending."""
        return members(self.condition, canonical).sort(KEY)


class PolarsBackend:
    """Compiles segments to lazy plans, and runs many at once."""

    name = "polars"

    def __init__(self, most_apart: int = _FEW) -> None:
        """Up to `most_apart` looks at tables (a third of that, where all windows of time are bounded),
        each segment has a plan of its own; past that, all are answered from one reading of the events:
        `docs/many-segments.md`."""
        self._most_apart = most_apart

    def compile(self, segment: BoundSegment, /) -> Plan:
        """The plan of a segment. Raises UnsupportedError."""
        for node, _ in walk([segment.condition]):
            match node:
                case m.TextTest("matches", _, m.Constant(str(text))):
                    _check_pattern(segment, node, text)
                case m.Aggregate("first" | "last" | "min" | "max", _, m.Property(type=of)) if of.kind in (
                    "list",
                    "point",
                ):
                    help = "ask for a property that has an order"
                    raise unsupported(
                        segment, self.name, f"`{node.function}` of a {of.kind}", node.span, help
                    )
                case _:
                    pass
        return Plan(plain(segment.condition), segment.catalog)

    def run(self, segments: Mapping[str, BoundSegment], data: Mapping[str, object], /) -> Outcome:
        """The members of each segment; all segments share one catalog.

        Raises UnsupportedError, DataError or EngineError.
        """
        if not segments:
            return Outcome([], {})
        plans = {name: self.compile(segment) for name, segment in segments.items()}
        catalog = next(iter(segments.values())).catalog
        conditions = {name: plan.condition for name, plan in plans.items()}
        tests = distinct_tests(conditions.values())
        try:
            views = Views(catalog, data, uses(tests))
            first = since(tests)
            most_apart = self._most_apart // (_RECENT if leaves_out(views, first) else 1)
            if _are_few(conditions.values(), most_apart):
                return run_apart(views, conditions)
            return run_together(views, conditions, tests, first, most())
        except (pl.exceptions.PolarsError, OSError) as failure:
            reason = (str(failure).splitlines() or ["no reason given"])[0]
            raise error(EngineError, "engine-failed", f"polars failed: {reason}") from failure


def _are_few(conditions: Iterable[m.Condition], most: int) -> bool:
    """Whether conditions need only so many looks at tables, those of each counted alone."""
    looks = accumulate(max(1, inventory([each]).frames) for each in conditions)
    return all(each <= most for each in looks)


def _check_pattern(segment: BoundSegment, node: m.TextTest, text: str) -> None:
    try:
        pl.Series([""]).str.contains(parse_pattern(text).spelling())
    except pl.exceptions.PolarsError:
        help = "make the numbers in `{m,n}` smaller"
        raise unsupported(segment, "polars", "a pattern of this size", node.span, help) from None
