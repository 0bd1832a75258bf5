"""The backends: compile to a query, write its text, and run that text on the data."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import ModuleType

from segql.backend import BoundSegment, Outcome, unsupported
from segql.diagnostics import missing_extra
from segql_sql.compile import Compiled, compile_segment
from segql_sql.dialects import Dialect, Duckdb, Sqlite


class _Sql:
    """What the backends share: a dialect, and the way to a text."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    @property
    def name(self) -> str:
        """The name of its entry point."""
        return self._dialect.name

    def compile(self, segment: BoundSegment, /) -> Compiled:
        """The query as a sqlglot tree. Raises UnsupportedError only."""
        return compile_segment(segment, self._dialect)

    def sql(self, segment: BoundSegment, /, *, parameters: bool = False) -> tuple[str, tuple[object, ...]]:
        """The query for the keys of the members, ascending, and the values to bind for its `?`.

        Without `parameters` the values stand in the text, and the tuple is empty. Raises
        UnsupportedError only.
        """
        try:
            return compile_segment(segment, self._dialect, parameters=parameters).text()
        except RecursionError:  # who calls from deep within a program has less room
            help = "split the segment, or ask from a place that fewer calls lead to"
            span = segment.condition.span
            raise unsupported(segment, self.name, "a text nested this deep", span, help) from None

    def _texts(self, segments: Mapping[str, BoundSegment]) -> dict[str, str]:
        return {name: self.sql(segment)[0] for name, segment in segments.items()}


class DuckdbBackend(_Sql):
    """Segments as queries of DuckDB."""

    def __init__(self) -> None:
        super().__init__(Duckdb())

    def run(self, segments: Mapping[str, BoundSegment], data: Mapping[str, object], /) -> Outcome:
        """The members of each segment, by DuckDB in memory. Raises SegqlError."""
        running = _running("duckdb")
        return running.run(segments, data, self._texts(segments), running.in_duckdb)


class SqliteBackend(_Sql):
    """Segments as queries of SQLite."""

    def __init__(self) -> None:
        super().__init__(Sqlite())

    def run(self, segments: Mapping[str, BoundSegment], data: Mapping[str, object], /) -> Outcome:
        """The members of each segment, by SQLite in memory. Raises SegqlError."""
        running = _running("sqlite")
        return running.run(segments, data, self._texts(segments), running.in_sqlite)


def _running(extra: str) -> ModuleType:
    """What runs the texts: it needs Polars, which the texts do without. Raises MissingExtraError."""
    try:
        return import_module("segql_sql.running")
    except ModuleNotFoundError as missing:
        if missing.name != "polars":
            raise
        raise missing_extra("polars", extra) from None
