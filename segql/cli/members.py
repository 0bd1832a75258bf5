"""The members of segments: from the engine of this process or from a warehouse, and into a file."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import click

from segql.backend import BoundSegment, Key, Outcome, Warehouse, load_backend
from segql.catalog import Catalog
from segql.cli.report import working
from segql.data import open_tables
from segql.diagnostics import SegqlError
from segql.meaning import TRUE
from segql.members import Members, Packer
from segql.output import write_stream
from segql.terminal import count


@contextmanager
def refused_early() -> Generator[None]:
    """Makes a usage error of `--out` out of what a file cannot be."""
    try:
        yield
    except SegqlError as failure:
        (wrong,) = failure.diagnostics
        message = f"{wrong.message} ({wrong.help})" if wrong.help else wrong.message
        raise click.BadParameter(message, param_hint="--out") from None


def from_data(data: Path, engine: str, segments: Mapping[str, BoundSegment], catalog: Catalog) -> Outcome:
    """The members among the data of a folder or a database file."""
    with working(f"{engine}: {count(len(segments), 'segment')} of `{data}`"):
        return load_backend(engine).run(segments, open_tables(data, catalog))


def from_warehouse(warehouse: Warehouse, segments: Mapping[str, BoundSegment]) -> Outcome:
    """The members among the customers of a warehouse, as bits. Raises DataError, EngineError."""
    one = next(iter(segments.values()))
    everyone = BoundSegment(TRUE, one.catalog, one.as_of, one.catalog.customers.table)
    keys = [key for _, some in warehouse.members({everyone.name: everyone}) for key in some]
    packer = Packer(keys)
    bits = {
        name: packer.bits(name, (key for _, keys in some for key in keys))
        for name, some in groupby(warehouse.members(segments), key=itemgetter(0))
    }
    return Outcome(keys, {name: Members(keys, bits[name]) for name in segments})


def stream_members(
    path: Path, segments: Mapping[str, BoundSegment], warehouse: Warehouse, key: str
) -> dict[str, int]:
    """Writes the long shape, some rows at a time; how many members each segment has. Raises DataError,
    EngineError."""
    counts = dict.fromkeys(segments, 0)

    def parts() -> Iterator[tuple[str, Sequence[Key]]]:
        for name, keys in warehouse.members({name: segments[name] for name in sorted(segments)}):
            counts[name] += len(keys)
            yield name, keys

    write_stream(path, key, parts())
    return counts
