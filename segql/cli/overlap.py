"""`segql overlap`."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import click

from segql.backend import connect
from segql.catalog import Catalog
from segql.cli.members import from_data, from_warehouse, refused_early
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
from segql.cli.report import working
from segql.diagnostics import SegqlError, error
from segql.limits import Limits
from segql.overlap import Overlap, Overlaps, overlaps
from segql.parameters import parse_as_of
from segql.picture import check, draw
from segql.segment import load
from segql.terminal import count, table

_SHOWN = 20
"""Pairs of a table."""
_HEADER = ("first", "second", "both", "of_smaller", "jaccard")


@click.command("overlap")
@segments_argument
@catalog_option
@source_options
@as_of_option
@segment_option
@click.option(
    "--with", "of", multiple=True, metavar="NAME", help="Only the pairs of this segment. Repeatable."
)
@param_option
@format_option
@click.option(
    "--top",
    type=click.IntRange(min=1),
    metavar="N",
    help=f"The N pairs that are most alike. Default: {_SHOWN} in a table, all in JSON and CSV.",
)
@click.option("--out", type=FILE, metavar="FILE", help="Draws the overlaps there: .svg or .png.")
@limit_option
def command(
    segments: Path,
    catalog: Path,
    data: str | None,
    url: str | None,
    engine: str | None,
    as_of: str | None,
    chosen: tuple[str, ...],
    of: tuple[str, ...],
    params: tuple[tuple[str, str], ...],
    form: Literal["table", "json", "csv"],
    top: int | None,
    out: Path | None,
    limits: Limits,
) -> None:
    """Counts the members that segments have in common, pair by pair, the most alike first.

    SEGMENTS is a .segql file, or a YAML, TOML or JSON mapping of names to texts.
    """
    check_source(data, url, engine)
    loaded = Catalog.load(catalog)
    every = load(segments, loaded, limits=limits)
    every.select(list(of))
    selected = every.select(list(dict.fromkeys((*chosen, *of))) if chosen else [])
    if len(selected) < 2:
        message = (
            f"an overlap is between two segments, and here {'is' if selected else 'are'} {len(selected)}"
        )
        raise error(SegqlError, "no-segments", message)
    if out is not None:
        with refused_early():
            check(out, len(selected))
    instant = parse_as_of(as_of, loaded.timezone)
    bound = selected.at(instant, values(params))
    if url is not None:
        with working(f"{count(len(bound), 'segment')} by --connect"), connect(url, data) as warehouse:
            warehouse.customers(bound)
            outcome = from_warehouse(warehouse, bound)
    else:
        assert data is not None
        outcome = from_data(Path(data), engine or "polars", bound, loaded)
    with working("counting"):
        found = overlaps(outcome.keys, outcome.members, of or None)
        if out is not None:
            draw(found, out)
    click.echo(_shown(found, instant, form, top))


def _shown(
    found: Overlaps, instant: dt.datetime, form: Literal["table", "json", "csv"], top: int | None
) -> str:
    match form:
        case "table":
            return _table(found, instant, top or _SHOWN)
        case "json":
            return json.dumps(
                {
                    "as_of": _utc(instant),
                    "customers": found.customers,
                    "segments": [{"name": name, "members": size} for name, size in found.sizes.items()],
                    "overlaps": [
                        dict(zip(_HEADER, row, strict=True)) for row in _rows(found.most_alike(top))
                    ],
                },
                ensure_ascii=False,
            )
        case "csv":
            text = io.StringIO()
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(_HEADER)
            writer.writerows(_rows(found.most_alike(top)))
            return text.getvalue().removesuffix("\n")


def _rows(pairs: Iterable[Overlap]) -> Iterable[tuple[object, ...]]:
    return ((pair.first, pair.second, pair.both, pair.of_smaller, pair.jaccard) for pair in pairs)


def _table(found: Overlaps, instant: dt.datetime, top: int) -> str:
    pairs = found.most_alike(top)
    rows = [
        (pair.first, pair.second, f"{pair.both:,}", _percent(pair.of_smaller), _percent(pair.jaccard))
        for pair in pairs
    ]
    header = ("segment", "segment", "both", "of smaller", "Jaccard")
    left_out = found.count - len(pairs)
    said = [f"{count(left_out, 'pair')} more: see --top"] if left_out else []
    said.append(f"{count(found.customers, 'customer')}, as of {_utc(instant)}")
    return "\n".join([table(header, rows, (False, False, True, True, True)), "", *said])


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"


def _utc(instant: dt.datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")
