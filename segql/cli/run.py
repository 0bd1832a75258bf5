"""`segql run`."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Literal

import click

from segql.backend import Outcome, available, load_backend
from segql.catalog import Catalog
from segql.cli.members import check_out, write_members
from segql.cli.options import (
    FILE,
    as_of_option,
    catalog_option,
    limit_option,
    param_option,
    segment_option,
    segments_argument,
    values,
)
from segql.cli.report import note, working
from segql.data import open_tables
from segql.diagnostics import SegqlError, error
from segql.limits import Limits
from segql.parameters import parse_as_of
from segql.segment import Segments, load
from segql.summary import share, summary
from segql.terminal import count


@click.command("run")
@segments_argument
@catalog_option
@click.option(
    "--data",
    "-d",
    required=True,
    type=FILE,
    metavar="PATH",
    help="A folder of <table>.parquet, .csv or .ndjson, a DuckDB file or a SQLite file.",
)
@as_of_option
@click.option("--engine", type=click.Choice(available()), default="polars", help="Default: polars.")
@segment_option
@param_option
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", help="Default: table."
)
@click.option("--out", type=FILE, metavar="FILE", help="Writes the members there: .parquet or .csv.")
@limit_option
def command(
    segments: Path,
    catalog: Path,
    data: Path,
    as_of: str | None,
    engine: str,
    chosen: tuple[str, ...],
    params: tuple[tuple[str, str], ...],
    form: Literal["table", "json", "csv"],
    out: Path | None,
    limits: Limits,
) -> None:
    """Counts the members of the segments of a file, and writes who they are.

    SEGMENTS is a .segql file, or a YAML, TOML or JSON mapping of names to texts.
    """
    loaded = Catalog.load(catalog)
    if out is not None:
        check_out(out, loaded.customers.key)
    selected = load(segments, loaded, limits=limits).select(list(chosen))
    if not selected:
        raise error(SegqlError, "no-segments", f"`{segments}` defines no segment")
    instant = parse_as_of(as_of, loaded.timezone)
    bound = selected.at(instant, values(params))
    with working(f"{engine}: {count(len(bound), 'segment')} of `{data}`"):
        outcome = load_backend(engine).run(bound, open_tables(data, loaded))
    if out is not None:
        with working(f"writing `{out}`"):
            write_members(out, outcome, loaded.customers.key)
    click.echo(_shown(selected, outcome, instant, form))
    if selected.warnings:
        note(f"{count(len(selected.warnings), 'warning')} about the texts: see `segql check`")
    for name, rows in outcome.strays.items():
        if rows:
            verb = "belongs" if rows == 1 else "belong"
            note(f"{count(rows, 'row')} of `{name}` {verb} to no known customer")


def _shown(
    segments: Segments, outcome: Outcome, instant: dt.datetime, form: Literal["table", "json", "csv"]
) -> str:
    counts = {name: len(members) for name, members in outcome.members.items()}
    match form:
        case "table":
            return summary(segments, outcome, instant)
        case "json":
            return json.dumps(
                {
                    "as_of": instant.isoformat().replace("+00:00", "Z"),
                    "customers": outcome.customers,
                    "segments": [
                        {"name": name, "members": members, "share": share(members, outcome.customers)}
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
                writer.writerow([name, members, share(members, outcome.customers)])
            return text.getvalue().removesuffix("\n")
