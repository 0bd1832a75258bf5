"""Running texts: the data are checked, given to an engine in its own storage forms, and asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from segql.backend import BoundSegment, Key, Outcome
from segql.data.canonical import Canonical
from segql.data.tables import Tables
from segql.uses import uses
from segql_sql.compile import Found
from segql_sql.dialects import Dialect
from segql_sql.engines.base import Opened
from segql_sql.tables import stored_tables


class Texts(Protocol):
    """What writes the texts: see `segql_sql.backend.SqlTexts`."""

    @property
    def dialect(self) -> Dialect:
        """The dialect."""
        ...

    def sql(self, segment: BoundSegment, /) -> tuple[str, object]:
        """The query for the keys of a segment's members, and nothing to bind."""
        ...

    def together(
        self, segments: Mapping[str, BoundSegment], /, find: Found = "names"
    ) -> Iterator[tuple[Sequence[str], str]]:
        """Queries for many segments, each with the names of those that it answers."""
        ...


def run(
    backend: Texts, segments: Mapping[str, BoundSegment], data: Mapping[str, object], opened: Opened
) -> Outcome:
    """The members of segments, as an engine finds them. Raises SegqlError."""
    if not segments:
        return Outcome([], {})
    batches = list(backend.together(segments, find="numbers"))
    catalog = next(iter(segments.values())).catalog
    used = uses([segment.condition for segment in segments.values()])
    tables = Tables(catalog, data)
    checked = Canonical(catalog, tables, used)
    found: dict[str, list[Key]] = {name: [] for name in segments}
    with opened() as engine:
        for table, frame in stored_tables(catalog, tables, used, checked.key_type).items():
            engine.load(table, frame)
        for names, text in batches:
            members = [found[name] for name in names]
            for number, key in engine.ask(text):
                members[int(number) - 1].append(key)
    return Outcome(checked.keys(), found, checked.strays)
