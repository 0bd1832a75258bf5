"""Running texts: the data are checked, given to an engine in its own storage forms, and asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from segql.backend import BoundSegment, Key, Outcome
from segql.data.canonical import Canonical
from segql.data.tables import Tables
from segql.diagnostics import SegqlError
from segql.uses import uses
from segql_sql.dialects import Dialect
from segql_sql.engines.base import Engine, Opened
from segql_sql.tables import stored_tables


class Texts(Protocol):
    """What writes the texts: see `segql_sql.backend.SqlTexts`."""

    dialect: Dialect

    def sql(self, segment: BoundSegment, /) -> tuple[str, object]:
        """The query for the keys of a segment's members, and nothing to bind."""
        ...

    def together(self, segments: Mapping[str, BoundSegment], /) -> str:
        """The query for the keys of all customers, with 1 or 0 for each segment."""
        ...


def run(
    backend: Texts, segments: Mapping[str, BoundSegment], data: Mapping[str, object], opened: Opened
) -> Outcome:
    """The members of segments, as an engine finds them. Raises SegqlError."""
    if not segments:
        return Outcome([], {})
    batches = list(_batches(backend, segments))
    catalog = next(iter(segments.values())).catalog
    used = uses([segment.condition for segment in segments.values()])
    tables = Tables(catalog, data)
    checked = Canonical(catalog, tables, used)
    found: dict[str, list[Key]] = {}
    with opened() as engine:
        for table, frame in stored_tables(catalog, tables, used, checked.key_type).items():
            engine.load(table, frame)
        for names, text in batches:
            found |= _members(engine, names, text)
    return Outcome(checked.keys(), found, checked.strays)


def _batches(backend: Texts, segments: Mapping[str, BoundSegment]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Texts with the segments that each answers. Raises UnsupportedError."""
    names, size = list(segments), backend.dialect.at_once
    for at in range(0, len(names), size):
        yield from _split(backend, {name: segments[name] for name in names[at : at + size]})


def _split(backend: Texts, segments: Mapping[str, BoundSegment]) -> Iterator[tuple[tuple[str, ...], str]]:
    """All at once, or by halves where that is too much."""
    names = tuple(segments)
    if len(names) == 1:
        yield names, backend.sql(segments[names[0]])[0]
        return
    try:
        yield names, backend.together(segments)
    except SegqlError:
        half = len(names) // 2
        yield from _split(backend, {name: segments[name] for name in names[:half]})
        yield from _split(backend, {name: segments[name] for name in names[half:]})


def _members(engine: Engine, names: tuple[str, ...], text: str) -> dict[str, list[Key]]:
    rows = engine.ask(text)
    if len(names) == 1:
        return {names[0]: [row[0] for row in rows]}
    return {name: [row[0] for row in rows if row[at] == 1] for at, name in enumerate(names, 1)}
