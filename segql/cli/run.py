"""`segql run`."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import click

from segql.backend import BoundSegment, Outcome, connect
from segql.catalog import Catalog
from segql.cli.members import from_data, from_warehouse, refused_early, stream_members
from segql.cli.options import (
    FILE,
    as_of_option,
    catalog_option,
    check_source,
    format_option,
    limit_option,
    param_option,
    segment_option,
    segments_argument,
    source_options,
    values,
)
from segql.cli.report import note, working
from segql.diagnostics import SegqlError, error
from segql.limits import Limits
from segql.output import SHAPES, Shape, check
from segql.parameters import parse_as_of
from segql.segment import Segments, load
from segql.summary import share, summary
from segql.terminal import count


@click.command("run")
@segments_argument
@catalog_option
@source_options
@as_of_option
@segment_option
@param_option
@format_option
@click.option("--out", type=FILE, metavar="FILE", help="Writes the members there: .parquet or .csv.")
@click.option(
    "--shape",
    type=click.Choice(SHAPES),
    help="Of --out: a row a member (long, the default), a row a customer and a column a segment (wide), or a "
    "row a segment with a Roaring bitmap (bitmap).",
)
@click.option("--into", metavar="TABLE", help="With --connect: leaves the members in a table there.")
@click.option("--replace", is_flag=True, help="With --into: in place of a table that is there.")
@limit_option
def command(
    segments: Path,
    catalog: Path,
    data: str | None,
    url: str | None,
    as_of: str | None,
    engine: str | None,
    chosen: tuple[str, ...],
    params: tuple[tuple[str, str], ...],
    form: Literal["table", "json", "csv"],
    out: Path | None,
    shape: Shape | None,
    into: str | None,
    replace: bool,
    limits: Limits,
) -> None:
    """Counts the members of the segments of a file, and writes who they are.

    SEGMENTS is a .segql file, or a YAML, TOML or JSON mapping of names to texts.
    """
    _check_options(data, url, engine, out, shape, into, replace)
    loaded = Catalog.load(catalog)
    selected = load(segments, loaded, limits=limits).select(list(chosen))
    if not selected:
        raise error(SegqlError, "no-segments", f"`{segments}` defines no segment")
    to = None if out is None else _File(out, shape or "long", loaded.customers.key)
    if to is not None:
        with refused_early():
            check(to.path, to.shape, to.key, selected)
    instant = parse_as_of(as_of, loaded.timezone)
    bound = selected.at(instant, values(params))
    if url is not None:
        counts, customers, strays = _there(url, data, bound, to, into, replace)
    else:
        assert data is not None
        outcome = from_data(Path(data), engine or "polars", bound, loaded)
        with working("writing"):
            counts, customers, strays = _counted(outcome, to)
    click.echo(_shown(selected, counts, customers, instant, form))
    if selected.warnings:
        note(f"{count(len(selected.warnings), 'warning')} about the texts: see `segql check`")
    for name, rows in strays.items():
        if rows:
            verb = "belongs" if rows == 1 else "belong"
            note(f"{count(rows, 'row')} of `{name}` {verb} to no known customer")


def _check_options(
    data: str | None,
    url: str | None,
    engine: str | None,
    out: Path | None,
    shape: Shape | None,
    into: str | None,
    replace: bool,
) -> None:
    """Raises a usage error."""
    check_source(data, url, engine)
    if into is not None and (url is None or out is not None):
        raise click.UsageError("--into belongs to --connect, and goes without --out")
    if replace and into is None:
        raise click.UsageError("--replace belongs to --into")
    if shape is not None and out is None:
        raise click.UsageError("--shape belongs to --out")


@dataclass(frozen=True, slots=True)
class _File:
    """Where members are written, and how."""

    path: Path
    shape: Shape
    key: str


_Counted = tuple[dict[str, int], int, Mapping[str, int]]
"""Members by segment, customers, and the strays of events and lists."""


def _there(
    url: str,
    data: str | None,
    bound: Mapping[str, BoundSegment],
    to: _File | None,
    into: str | None,
    replace: bool,
) -> _Counted:
    with working(f"{count(len(bound), 'segment')} by --connect"), connect(url, data) as warehouse:
        customers = warehouse.customers(bound)
        if into is not None:
            return dict(warehouse.keep(bound, into, replace=replace)), customers, {}
        if to is not None and to.shape == "long":
            return stream_members(to.path, bound, warehouse, to.key), customers, {}
        if to is not None:
            return _counted(from_warehouse(warehouse, bound), to)
        return dict(warehouse.counts(bound)), customers, {}


def _counted(outcome: Outcome, to: _File | None) -> _Counted:
    if to is not None:
        outcome.write(to.path, shape=to.shape, key=to.key)
    counts = {name: len(members) for name, members in outcome.members.items()}
    return counts, outcome.customers, outcome.strays


def _shown(
    segments: Segments,
    counts: Mapping[str, int],
    customers: int,
    instant: dt.datetime,
    form: Literal["table", "json", "csv"],
) -> str:
    match form:
        case "table":
            return summary(segments, counts, customers, instant)
        case "json":
            return json.dumps(
                {
                    "as_of": instant.isoformat().replace("+00:00", "Z"),
                    "customers": customers,
                    "segments": [
                        {"name": name, "members": members, "share": share(members, customers)}
                        for name, members in counts.items()
                    ],
                },
                ensure_ascii=False,
            )
        case "csv":
            text = io.StringIO()
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(["name", "members", "share"])
            for name, members in counts.items():
                writer.writerow([name, members, share(members, customers)])
            return text.getvalue().removesuffix("\n")
