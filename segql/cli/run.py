"""`segql run`."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import click

from segql.backend import BoundSegment, available, connect, load_backend
from segql.catalog import Catalog
from segql.cli.members import check_out, stream_members, write_members
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
    metavar="PATH",
    help="A folder of <table>.parquet, .csv or .ndjson, a DuckDB file or a SQLite file. With --connect to "
    "DuckDB or Spark: a folder of <table>.parquet that they read in place.",
)
@click.option(
    "--connect",
    "url",
    envvar="SEGQL_CONNECT",
    metavar="URL",
    help="Runs where the tables are: duckdb:, sqlite:, postgresql:, mysql:, mariadb:, clickhouse:, "
    "bigquery:, snowflake:, trino:, databricks:, spark:, sc:, local[N]. Default: the variable SEGQL_CONNECT.",
)
@as_of_option
@click.option("--engine", type=click.Choice(available()), help="With --data alone. Default: polars.")
@segment_option
@param_option
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", help="Default: table."
)
@click.option("--out", type=FILE, metavar="FILE", help="Writes the members there: .parquet or .csv.")
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
    into: str | None,
    replace: bool,
    limits: Limits,
) -> None:
    """Counts the members of the segments of a file, and writes who they are.

    SEGMENTS is a .segql file, or a YAML, TOML or JSON mapping of names to texts.
    """
    _check_options(data, url, engine, out, into, replace)
    loaded = Catalog.load(catalog)
    if out is not None:
        check_out(out, loaded.customers.key)
    selected = load(segments, loaded, limits=limits).select(list(chosen))
    if not selected:
        raise error(SegqlError, "no-segments", f"`{segments}` defines no segment")
    instant = parse_as_of(as_of, loaded.timezone)
    bound = selected.at(instant, values(params))
    if url is not None:
        counts, customers, strays = _there(url, data, bound, out, into, replace)
    else:
        assert data is not None
        counts, customers, strays = _here(Path(data), engine or "polars", bound, out, loaded)
    click.echo(_shown(selected, counts, customers, instant, form))
    if selected.warnings:
        note(f"{count(len(selected.warnings), 'warning')} about the texts: see `segql check`")
    for name, rows in strays.items():
        if rows:
            verb = "belongs" if rows == 1 else "belong"
            note(f"{count(rows, 'row')} of `{name}` {verb} to no known customer")


def _check_options(
    data: str | None, url: str | None, engine: str | None, out: Path | None, into: str | None, replace: bool
) -> None:
    """Raises a usage error."""
    if data is None and url is None:
        raise click.UsageError("give --data, or --connect to run where the tables are")
    if url is not None and engine is not None:
        raise click.UsageError("--engine belongs to --data; with --connect, the URL names the engine")
    if into is not None and (url is None or out is not None):
        raise click.UsageError("--into belongs to --connect, and goes without --out")
    if replace and into is None:
        raise click.UsageError("--replace belongs to --into")


_Counted = tuple[dict[str, int], int, Mapping[str, int]]
"""Members by segment, customers, and the strays of events and lists."""


def _here(
    data: Path, engine: str, bound: Mapping[str, BoundSegment], out: Path | None, catalog: Catalog
) -> _Counted:
    with working(f"{engine}: {count(len(bound), 'segment')} of `{data}`"):
        outcome = load_backend(engine).run(bound, open_tables(data, catalog))
    if out is not None:
        with working(f"writing `{out}`"):
            write_members(out, outcome, catalog.customers.key)
    counts = {name: len(members) for name, members in outcome.members.items()}
    return counts, outcome.customers, outcome.strays


def _there(
    url: str,
    data: str | None,
    bound: Mapping[str, BoundSegment],
    out: Path | None,
    into: str | None,
    replace: bool,
) -> _Counted:
    with working(f"{count(len(bound), 'segment')} by --connect"), connect(url, data) as warehouse:
        customers = warehouse.customers(bound)
        if into is not None:
            return dict(warehouse.keep(bound, into, replace=replace)), customers, {}
        if out is not None:
            key = next(iter(bound.values())).catalog.customers.key
            return stream_members(out, bound, warehouse, key), customers, {}
        counts = {name: sum(map(len, warehouse.members(each))) for name, each in bound.items()}
        return counts, customers, {}


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
