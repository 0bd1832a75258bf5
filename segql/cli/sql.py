"""`segql sql`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from segql.backend import BoundSegment, SqlBackend, load_backend
from segql.catalog import Catalog
from segql.cli.options import (
    as_of_option,
    catalog_option,
    limit_option,
    param_option,
    segment_option,
    segments_argument,
    values,
)
from segql.diagnostics import SegqlError, error
from segql.limits import Limits
from segql.parameters import live_has_no_as_of
from segql.segment import load
from segql.terminal import visible


@click.command("sql")
@segments_argument
@catalog_option
@click.option("--dialect", "-d", required=True, metavar="NAME", help="The database, as duckdb or sqlite.")
@segment_option
@as_of_option
@click.option("--live", is_flag=True, help="Takes the time at which the query is run, for views and models.")
@click.option(
    "--placeholders",
    "style",
    metavar="STYLE",
    help="Leaves the values out of the text, and prints them below it: driver (as the usual driver of the "
    "database wants them), qmark, numeric, named, format, pyformat, at or braces.",
)
@click.option(
    "--together",
    is_flag=True,
    help="A few queries for all segments, whose rows name the segment of each member.",
)
@param_option
@limit_option
def command(
    segments: Path,
    catalog: Path,
    dialect: str,
    chosen: tuple[str, ...],
    as_of: str | None,
    live: bool,
    style: str | None,
    together: bool,
    params: tuple[tuple[str, str], ...],
    limits: Limits,
) -> None:
    """Prints the query for the members of each segment."""
    if together and style is not None:
        raise click.UsageError("--together goes without --placeholders")
    backend = load_backend(dialect)
    if not isinstance(backend, SqlBackend):
        raise error(SegqlError, "unknown-dialect", f"`{dialect}` is no dialect of SQL")
    if live and as_of is not None:
        raise live_has_no_as_of()
    selected = load(segments, Catalog.load(catalog), limits=limits).select(list(chosen))
    given = values(params)
    bound = selected.live(given) if live else selected.at(as_of, given)
    if together:
        texts = [_titled(", ".join(names), text) for names, text in backend.together(bound)]
    else:
        texts = [_written(backend, name, each, style or "inline") for name, each in bound.items()]
    if texts:
        click.echo("\n\n".join(texts))


def _written(backend: SqlBackend, name: str, segment: BoundSegment, style: str) -> str:
    text, given = backend.sql(segment, style=style)
    statement = _titled(name, text)
    if style == "inline":
        return statement
    return f"{statement}\n-- values: {visible(json.dumps(given, ensure_ascii=False))}"


def _titled(title: str, text: str) -> str:
    return f"-- {visible(title)}\n{text.rstrip().removesuffix(';')};"
