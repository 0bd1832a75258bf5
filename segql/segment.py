"""The public face: a checked segment, many of them, and how they come from texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import Literal, cast, overload

from segql.asking import AsOf, At, Kept, customer_backend, too_deep
from segql.backend import (
    Bound,
    BoundSegment,
    Key,
    OneCustomer,
    Outcome,
    Profile,
    SqlBackend,
    load_backend,
)
from segql.bind import bind
from segql.catalog import Catalog
from segql.check import Checked, Text, check
from segql.diagnostics import DataError, Diagnostic, SegqlError, Source, error
from segql.files import read_mapping, read_text
from segql.limits import DEFAULT_LIMITS, Limits
from segql.meaning import Condition
from segql.nearest import did_you_mean
from segql.parameters import ParameterValue, check_names, live_has_no_as_of, parse_as_of
from segql.record import record
from segql.types import Type

Values = Mapping[str, ParameterValue]
"""Values of `$parameters` by name."""


@record
class Segment:
    """A text that passed the checker: what it means, ready to be compiled and run.

    `parameters` are the types of its `$parameters`, `warnings` what the checker remarked,
    `metadata` what else a configuration file says of it. Two that mean the same compare equal.
    """

    condition: Condition
    catalog: Catalog = field(hash=False)
    name: str = field(default="segment", compare=False)
    description: str | None = field(default=None, compare=False)
    source: Source | None = field(default=None, compare=False, repr=False)
    parameters: Mapping[str, Type] = field(default_factory=dict[str, Type], compare=False)
    warnings: tuple[Diagnostic, ...] = field(default=(), compare=False, repr=False)
    metadata: Mapping[str, object] = field(default_factory=dict[str, object], compare=False, repr=False)
    _kept: Kept = field(default_factory=Kept, init=False, compare=False, repr=False)

    def at(self, as_of: AsOf = None, values: Values | None = None) -> BoundSegment:
        """The segment at one instant, all bounds and parameters constants. Raises ParameterError."""
        given = values or {}
        check_names(given, self.parameters)
        instant = parse_as_of(as_of, self.catalog.timezone)
        condition = bind(self.condition, self.catalog, instant, given, self.source)
        return BoundSegment(condition, self.catalog, instant, self.name, self.source)

    def live(self, values: Values | None = None) -> BoundSegment:
        """The segment for SQL that takes the time at which it is run as `as_of`. Raises ParameterError."""
        given = values or {}
        check_names(given, self.parameters)
        condition = bind(self.condition, self.catalog, None, given, self.source)
        return BoundSegment(condition, self.catalog, None, self.name, self.source)

    def members(
        self,
        data: Mapping[str, object],
        *,
        as_of: AsOf = None,
        values: Values | None = None,
        backend: str = "polars",
    ) -> list[Key]:
        """The keys of the members, ascending.

        `data` maps the catalog's table names to frames (Polars, Arrow, pandas), paths of Parquet, CSV
        or NDJSON files, or lists of rows as mappings. Raises UnsupportedError, DataError, EngineError.
        """
        outcome = load_backend(backend).run({self.name: self.at(as_of, values)}, data)
        return list(outcome.members[self.name])

    @overload
    def sql(
        self,
        dialect: str,
        *,
        as_of: AsOf = None,
        values: Values | None = None,
        live: bool = False,
        parameters: Literal[False] = False,
    ) -> str: ...
    @overload
    def sql(
        self,
        dialect: str,
        *,
        as_of: AsOf = None,
        values: Values | None = None,
        live: bool = False,
        parameters: Literal[True] | str,
    ) -> tuple[str, Bound]: ...
    def sql(
        self,
        dialect: str,
        *,
        as_of: AsOf = None,
        values: Values | None = None,
        live: bool = False,
        parameters: bool | str = False,
    ) -> str | tuple[str, Bound]:
        """The query for the keys of the members, ascending.

        With `live`, one that stays true: it computes its bounds of time from the engine's current time,
        and takes no `as_of`. With `parameters`, the text with placeholders, and the values to bind: a
        tuple in their order, or a mapping by name. True writes them as the usual driver of the engine
        wants them; else it is the name of a style: qmark `?`, numeric `:1`, named `:p0`, format `%s`,
        pyformat `%(p0)s`, at `@p0`, braces `{p0:String}`. Raises UnsupportedError.
        """
        backend = _dialect(dialect)
        if live and as_of is not None:
            raise live_has_no_as_of()
        bound = self.live(values) if live else self.at(as_of, values)
        if not parameters:
            return backend.sql(bound)[0]
        return backend.sql(bound, style="driver" if parameters is True else parameters)

    def matches(self, customer: OneCustomer, *, as_of: AsOf = None, values: Values | None = None) -> bool:
        """Whether one customer is a member.

        `customer` is a `profile`, or maps attribute names to values, `events` to a mapping of event name
        to a list of events (mappings of property names to values, with `time`, and `id` where the catalog
        declares one), `lists` to the names of the lists she is in, and the catalog's key column to her
        key. What is not there is missing. Raises DataError for values that are not of their type, and
        UnsupportedError for what depends on the other customers.
        """
        return self.matcher(as_of=as_of, values=values)(customer)

    def matcher(self, *, as_of: AsOf = None, values: Values | None = None) -> Callable[[OneCustomer], bool]:
        """`matches` at one instant as a function of the customer. Raises UnsupportedError."""

        def compiled(at: dt.datetime | None) -> At:
            return customer_backend().asked(self.live(values) if at is None else self.at(at, values))

        return self._kept.asked(as_of, values, self.catalog.timezone, compiled)


class Segments(Mapping[str, Segment]):
    """Checked segments by name, in the order of the text."""

    def __init__(self, segments: Mapping[str, Segment], warnings: tuple[Diagnostic, ...] = ()) -> None:
        self._segments = dict(segments)
        self._kept = Kept()
        self.warnings = warnings

    def __getitem__(self, name: str) -> Segment:
        return self._segments[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._segments)

    def __len__(self) -> int:
        return len(self._segments)

    def select(self, names: list[str]) -> Segments:
        """Those with the given names, in that order; all, where none is given. Raises SegqlError."""
        for name in names:
            if name not in self._segments:
                hint = did_you_mean(name, self._segments) or f"there are: {', '.join(self._segments)}"
                raise error(SegqlError, "unknown-segment", f"unknown segment `{name}`", hint)
        chosen = {name: self._segments[name] for name in names} if names else self._segments
        return Segments(chosen, self.warnings)

    @property
    def parameters(self) -> dict[str, Type]:
        """The types of the parameters of all segments."""
        return {name: type_ for each in self.values() for name, type_ in each.parameters.items()}

    def at(self, as_of: AsOf = None, values: Values | None = None) -> dict[str, BoundSegment]:
        """All segments at one instant. Raises ParameterError."""
        known = self._values(values)
        when = None
        bound: dict[str, BoundSegment] = {}
        for name, each in self.items():
            when = when or parse_as_of(as_of, each.catalog.timezone)
            bound[name] = each.at(when, known[name])
        return bound

    def live(self, values: Values | None = None) -> dict[str, BoundSegment]:
        """All segments for SQL that takes the time at which it is run. Raises ParameterError."""
        known = self._values(values)
        return {name: each.live(known[name]) for name, each in self.items()}

    def sql(
        self, dialect: str, *, as_of: AsOf = None, values: Values | None = None, live: bool = False
    ) -> list[tuple[list[str], str]]:
        """Queries for the members of all segments, each with the names of those that it answers.

        They are few, since segments share what they look at, and none is larger than engines plan well. The
        rows hold the columns `segment` and the customers' key: segments in their order, keys ascending.
        `live` as in `Segment.sql`. Raises UnsupportedError.
        """
        backend = _dialect(dialect)
        if live and as_of is not None:
            raise live_has_no_as_of()
        bound = self.live(values) if live else self.at(as_of, values)
        return [(list(names), text) for names, text in backend.together(bound)]

    def _values(self, values: Values | None) -> dict[str, Values]:
        """Those of each segment's own parameters."""
        given = values or {}
        check_names(given, self.parameters)
        return {name: {k: v for k, v in given.items() if k in each.parameters} for name, each in self.items()}

    def run(
        self,
        data: Mapping[str, object],
        *,
        as_of: AsOf = None,
        values: Values | None = None,
        backend: str = "polars",
    ) -> Outcome:
        """The members of every segment, and who was asked about. Raises UnsupportedError, DataError,
        EngineError."""
        return load_backend(backend).run(self.at(as_of, values), data)

    def members(
        self,
        data: Mapping[str, object],
        *,
        as_of: AsOf = None,
        values: Values | None = None,
        backend: str = "polars",
    ) -> Mapping[str, Sequence[Key]]:
        """The keys of the members of every segment by its name, ascending: `run`, without the rest of what it
        finds. `data` is as in `Segment.members`. Raises UnsupportedError, DataError, EngineError."""
        return self.run(data, as_of=as_of, values=values, backend=backend).members

    def matching(
        self, customer: OneCustomer, *, as_of: AsOf = None, values: Values | None = None
    ) -> list[str]:
        """The names, in their order, of all segments that one customer is a member of.

        `customer` is as in `Segment.matches`. Raises DataError, and UnsupportedError where a segment
        depends on the other customers.
        """
        return self.matcher(as_of=as_of, values=values)(customer)

    def matcher(
        self, *, as_of: AsOf = None, values: Values | None = None
    ) -> Callable[[OneCustomer], list[str]]:
        """`matching` at one instant as a function of the customer. Raises UnsupportedError."""

        def compiled(at: dt.datetime | None) -> At:
            return customer_backend().asked_all(self.live(values) if at is None else self.at(at, values))

        zone = next((each.catalog.timezone for each in self.values()), "UTC")
        return self._kept.asked(as_of, values, zone, compiled)


def profile(customer: Mapping[str, object], catalog: Catalog) -> Profile:
    """One customer, checked and read once, of whom any segment of the catalog can be asked.

    `customer` is as in `Segment.matches`. Raises DataError.
    """
    return customer_backend().profile(catalog, customer)


def compile(
    text: str, catalog: Catalog, *, name: str = "segment", limits: Limits = DEFAULT_LIMITS
) -> Segment:
    """The segment that a text means: a bare condition, or definitions with one segment.

    Raises SegqlError, whose `diagnostics` hold all that was found.
    """
    segments = compile_all({name: text}, catalog, limits=limits)
    if len(segments) != 1:
        raise error(
            SegqlError,
            "one-segment",
            f"this text defines {len(segments)} segments where one is wanted",
            "compile it with `segql.compile_all`, which gives all of them",
        )
    return replace(next(iter(segments.values())), warnings=segments.warnings)


def compile_all(
    texts: str | Mapping[str, object], catalog: Catalog, *, limits: Limits = DEFAULT_LIMITS
) -> Segments:
    """The segments of a text of definitions, or of a mapping of names to texts.

    In a mapping, a text may also stand under `when`, beside a `description` and further keys, which
    become the segment's `metadata`. Raises SegqlError.
    """
    if isinstance(texts, str):
        return _segments([Text(Source(texts))], catalog, limits)
    found: list[Text] = []
    for name, value in texts.items():
        entry = cast("Mapping[object, object]", value) if isinstance(value, Mapping) else {"when": value}
        text, description = entry.get("when"), entry.get("description")
        if not isinstance(text, str) or not isinstance(description, str | None):
            raise error(
                SegqlError,
                "segment-form",
                f"segment `{name}` has no text",
                f"write `{name}: TEXT`, or `{name}: {{when: TEXT, description: ...}}`",
            )
        if any("\ud800" <= letter <= "\udfff" for letter in name):
            help = "write the character itself, without a surrogate"
            raise error(SegqlError, "segment-form", f"the name `{name}` holds half a character", help)
        metadata = {str(k): v for k, v in entry.items() if k not in ("when", "description")}
        found.append(Text(Source(text, name), name, description, metadata))
    return _segments(found, catalog, limits)


def load(path: str | Path, catalog: Catalog, *, limits: Limits = DEFAULT_LIMITS) -> Segments:
    """The segments of a file: `.segql`, or a YAML, TOML or JSON mapping of name to text.

    Raises DataError for a file that cannot be read, SegqlError for its texts.
    """
    path = Path(path)
    if path.suffix.lower() in (".yaml", ".yml", ".toml", ".json"):
        return compile_all(read_mapping(path), catalog, limits=limits)
    if path.suffix.lower() not in (".segql", ".txt"):
        raise error(
            DataError,
            "file-type",
            f"`{path}` is none of the kinds of file that are read here",
            "name it .segql, .yaml, .toml or .json",
        )
    return _segments([Text(Source(read_text(path), str(path)))], catalog, limits)


def _segments(texts: list[Text], catalog: Catalog, limits: Limits) -> Segments:
    try:
        checked, warnings = check(texts, catalog, limits)
    except RecursionError:  # within the limits there is room for all, but for who calls from far down
        raise too_deep() from None
    return Segments({each.name: _segment(each, catalog) for each in checked}, warnings)


def _dialect(name: str) -> SqlBackend:
    backend = load_backend(name)
    if not isinstance(backend, SqlBackend):
        raise error(SegqlError, "unknown-dialect", f"`{name}` is no dialect of SQL")
    return backend


def _segment(checked: Checked, catalog: Catalog) -> Segment:
    return Segment(
        checked.condition,
        catalog,
        checked.name,
        checked.description,
        checked.source,
        checked.parameters,
        checked.warnings,
        checked.metadata,
    )
