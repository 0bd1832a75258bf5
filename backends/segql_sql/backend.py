"""The backends: compile to a query, write its text, and run that text on data at hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module

from segql.backend import BoundSegment, Outcome, no_server, unsupported
from segql.diagnostics import SegqlError, error, missing_extra
from segql_sql.batches import together
from segql_sql.compile import Compiled, Found, compile_segment, compile_together
from segql_sql.dialects import Dialect
from segql_sql.placeholders import STYLES, Bound


class SqlTexts:
    """The backend of one dialect.

    `engine` is the module of `segql_sql.engines` that answers its texts in this process, if there is one,
    `server` that of servers, and `url` where one is.
    """

    def __init__(
        self, dialect: Dialect, engine: str | None = None, server: str | None = None, url: str | None = None
    ) -> None:
        self.dialect = dialect
        self._engine = engine
        self._server = server
        self._url = url

    @property
    def name(self) -> str:
        """The name of its entry point."""
        return self.dialect.name

    def compile(self, segment: BoundSegment, /) -> Compiled:
        """The query as a sqlglot tree. Raises UnsupportedError only."""
        return compile_segment(segment, self.dialect)

    def sql(self, segment: BoundSegment, /, *, style: str = "inline") -> tuple[str, Bound]:
        """The query for the keys of the members, ascending, and the values to bind.

        `style` says how the text asks for its values (see `segql_sql.placeholders.Style`): `inline`, they
        stand in the text; `driver`, as the usual driver of the engine wants it. Raises UnsupportedError,
        and SegqlError for an unknown style.
        """
        if style == "driver":
            style = self.dialect.style
        if style not in STYLES:
            known = f"there are: {', '.join(STYLES)}"
            raise error(SegqlError, "unknown-style", f"unknown style of placeholders `{style}`", known)
        try:
            compiled = compile_segment(segment, self.dialect, parameters=style != "inline")
            return compiled.text(style)
        except RecursionError:  # who calls from deep within a program has less room
            raise self._too_deep(segment) from None

    def together(
        self, segments: Mapping[str, BoundSegment], /, find: Found = "names"
    ) -> Iterator[tuple[Sequence[str], str]]:
        """Queries for many segments of one catalog and instant, each of bounded size and with the names
        of those that it answers: see `segql_sql.compile.compile_together`. Raises UnsupportedError."""

        def written(few: Mapping[str, BoundSegment]) -> str:
            try:
                return compile_together(few, self.dialect, find).text()[0]
            except RecursionError:
                raise self._too_deep(next(iter(few.values()))) from None

        return together(segments, self.dialect, written)

    def at(self, url: str, /) -> SqlTexts:
        """The backend that runs on the server at a URL, in temporary tables. Raises SegqlError."""
        if self._server is None:
            raise no_server(self.name)
        return SqlTexts(self.dialect, self._engine, self._server, url)

    def run(self, segments: Mapping[str, BoundSegment], data: Mapping[str, object], /) -> Outcome:
        """The members of each segment, by the engine in this process or on its server. Raises SegqlError."""
        module = self._engine if self._url is None else self._server
        if module is None:
            help = "give `--connect` the URL of a server with the tables, or take the text from `segql sql`"
            raise error(SegqlError, "no-engine", f"{self.name} does not run in this process", help)
        try:
            running = import_module("segql_sql.running")
        except ModuleNotFoundError as missing:
            if missing.name != "polars":
                raise
            raise missing_extra("polars", self.name) from None
        engine = import_module(f"segql_sql.engines.{module}")
        return running.run(self, segments, data, engine.opened if self._url is None else engine.at(self._url))

    def _too_deep(self, segment: BoundSegment) -> SegqlError:
        help = "split the segment, or ask from a place that fewer calls lead to"
        return unsupported(segment, self.name, "a text nested this deep", segment.condition.span, help)
