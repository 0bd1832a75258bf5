"""The one interface that a backend implements, and how backends are found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable

from segql.catalog import Catalog
from segql.diagnostics import (
    Diagnostic,
    SegqlError,
    Source,
    Span,
    UnsupportedError,
    error,
    missing_extra,
)
from segql.meaning import Condition
from segql.members import Key as Key  # part of this interface
from segql.nearest import did_you_mean
from segql.record import record

if TYPE_CHECKING:
    from segql.output import Shape
    from segql.overlap import Overlaps

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

Bound = Sequence[object] | Mapping[str, object]
"""Values to bind to placeholders: in their order, or by name."""


@record
class BoundSegment:
    """A segment at one instant with all its parameters: what backends compile.

    `condition` holds no Parameter, Moment or Anniversary; one without `as_of` is live, for texts of SQL
    that are to hold at the time of each run: it holds Moments and Anniversaries. Two that mean the same
    compare equal.
    """

    condition: Condition
    catalog: Catalog = field(hash=False)
    as_of: dt.datetime | None
    name: str = field(default="segment", compare=False)
    source: Source | None = field(default=None, compare=False, repr=False)


@record
class Outcome:
    """Members by segment name, each in ascending order of the key.

    `keys` are those of all customers, ascending. `strays` counts, by the name of each event and list, the
    rows whose customer is not in the customers table (such rows count for nothing).
    """

    keys: Sequence[Key]
    members: Mapping[str, Sequence[Key]]
    """`segql.members.Members` where the engine has bits, which are small; else any sequence."""
    strays: Mapping[str, int] = field(default_factory=dict[str, int])

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return len(self.keys)

    def write(self, path: str | Path, *, shape: Shape = "long", key: str = "key") -> None:
        """Writes the members to a file, .parquet or .csv, that is replaced where it exists.

        `long` has a row for each segment and member: the columns `segment` and `key`, which may be named
        otherwise. `wide` has a row for each customer and a boolean column for each segment. `bitmap`, for
        Parquet, has a row for each segment with a Roaring bitmap. Raises DataError, MissingExtraError.
        """
        # Imported when asked for: who has one customer or a text to check does without it.
        import_module("segql.output").write(Path(path), shape, key, self.keys, self.members)

    def overlaps(self, of: Sequence[str] | None = None) -> Overlaps:
        """The members that segments have in common: each with each, or those of `of` with each."""
        return cast("Overlaps", import_module("segql.overlap").overlaps(self.keys, self.members, of))


class Backend(Protocol):
    """Turns bound segments into something an engine can run, and runs them."""

    @property
    def name(self) -> str:
        """The name of its entry point."""
        ...

    def compile(self, segment: BoundSegment, /) -> object:
        """The backend's own form of a segment. Raises UnsupportedError only."""
        ...

    def run(self, segments: Mapping[str, BoundSegment], data: Mapping[str, object], /) -> Outcome:
        """The members of each segment; all segments share one catalog.

        `data` maps the catalog's table names to frames (Polars, Arrow, pandas), paths of files, or
        lists of rows as mappings. Raises UnsupportedError, DataError or EngineError.
        """
        ...


@runtime_checkable
class SqlBackend(Backend, Protocol):
    """A backend whose form is SQL text."""

    def sql(self, segment: BoundSegment, /, *, style: str = "inline") -> tuple[str, Bound]:
        """The query for the keys of the members, ascending, and the values to bind.

        `style` says how the text asks for them: `inline`, not at all (they stand in the text); `driver`,
        as the usual driver of the engine wants it; or the name of a style that the backend knows.
        """
        ...

    def together(self, segments: Mapping[str, BoundSegment], /) -> Iterator[tuple[Sequence[str], str]]:
        """Queries for the members of many segments, each with the names of those that it answers.

        Its rows hold the name of a segment and, ascending beneath each, the keys of the members. Raises
        UnsupportedError.
        """
        ...


@runtime_checkable
class ServerBackend(Backend, Protocol):
    """A backend whose engine may be a server."""

    def at(self, url: str, /) -> Backend:
        """The backend that runs on the server at a URL, in tables that go with the connection.

        Raises SegqlError where there is no such server for it.
        """
        ...


class Profile(Protocol):
    """One customer who was read once, to be asked about many times."""

    @property
    def catalog(self) -> Catalog:
        """The catalog against which she was read."""
        ...

    @property
    def key(self) -> Key | None:
        """Who she is, if that was given."""
        ...


OneCustomer = Mapping[str, object] | Profile
"""A customer as a mapping, or read already.

The mapping has the names of attributes with their values; `events`, a mapping of event name to a list
of events (mappings of property name to value, with `time`, and `id` where the catalog declares one);
`lists`, the names of the lists she is in; and, for `sample`, the catalog's key column with her key.
What is not there is missing.
"""


@runtime_checkable
class CustomerBackend(Backend, Protocol):
    """A backend that answers for one customer at a time.

    What it gives for a segment (live, or at an instant) is a function from an instant in UTC to a
    function of a customer. The second raises DataError for a customer that does not fit the catalog.
    """

    def profile(self, catalog: Catalog, customer: Mapping[str, object], /) -> Profile:
        """The customer, read once. Raises DataError."""
        ...

    def asked(self, segment: BoundSegment, /) -> Callable[[dt.datetime], Callable[[OneCustomer], bool]]:
        """Whether a customer is a member. Raises UnsupportedError for what depends on the others."""
        ...

    def asked_all(
        self, segments: Mapping[str, BoundSegment], /
    ) -> Callable[[dt.datetime], Callable[[OneCustomer], list[str]]]:
        """The names, in their order, of the segments that she is a member of; they share one catalog.

        Raises UnsupportedError.
        """
        ...


class Warehouse(Protocol):
    """A connection to where the tables of a catalog are.

    Methods raise DataError for tables that do not fit the catalog, EngineError for what fails there.
    """

    @property
    def name(self) -> str:
        """The name of the backend that writes its texts."""
        ...

    def customers(self, segments: Mapping[str, BoundSegment], /) -> int:
        """How many customers there are; all that the segments look at is found to be there."""
        ...

    def members(self, segments: Mapping[str, BoundSegment], /) -> Iterator[tuple[str, Sequence[Key]]]:
        """The keys of the members, ascending, some at a time, with the name of their segment. Segments come
        in their order, those without a member too."""
        ...

    def counts(self, segments: Mapping[str, BoundSegment], /) -> Mapping[str, int]:
        """How many members each segment has, counted there."""
        ...

    def keep(
        self, segments: Mapping[str, BoundSegment], table: str, /, *, replace: bool
    ) -> Mapping[str, int]:
        """Leaves the members there, in a table of the columns `segment` and the customers' key; how many
        each segment has. A table of this name that is there is an error unless it is replaced."""
        ...


def connect(url: str, data: str | None = None) -> AbstractContextManager[Warehouse]:
    """The warehouse at a URL; `data` is a folder of Parquet files, for engines that read such in place.

    Raises SegqlError for a URL of no known kind, MissingExtraError, and EngineError where the
    connection fails.
    """
    for point in _points("segql.warehouses"):
        return cast("Callable[[str, str | None], AbstractContextManager[Warehouse]]", point.load())(url, data)
    raise missing_extra("sqlglot", "sql")


def unsupported(segment: BoundSegment, engine: str, feature: str, span: Span | None, help: str) -> SegqlError:
    """The error for what an engine cannot do with exactly the language's meaning."""
    message = f"{engine} cannot do {feature} with exactly this meaning"
    return UnsupportedError([Diagnostic("unsupported", message, span, segment.source, help)])


def no_server(name: str) -> SegqlError:
    """The error for a backend that is to run on a server and cannot."""
    help = "leave the URL out: `segql run --connect` asks tables that are there"
    return error(SegqlError, "no-server", f"`{name}` loads no data into a server", help)


def _points(group: str) -> Iterable[EntryPoint]:
    from importlib.metadata import entry_points  # noqa: PLC0415 -- slow to import, and no text needs it

    return entry_points(group=group)


def available() -> list[str]:
    """Names of the installed backends."""
    return sorted(point.name for point in _points("segql.backends"))


def load_backend(name: str) -> Backend:
    """The installed backend called `name`. Raises SegqlError where there is none."""
    for point in _points("segql.backends"):
        if point.name == name:
            return cast("Backend", point.load()())
    hint = did_you_mean(name, available()) or f"installed: {', '.join(available())}"
    raise error(SegqlError, "unknown-backend", f"unknown backend `{name}`", hint)
