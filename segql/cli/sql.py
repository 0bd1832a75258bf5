"""`segql sql`."""

from __future__ import annotations

from pathlib import Path

import click

from segql.backend import SqlBackend, load_backend
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
@param_option
@limit_option
def command(
    segments: Path,
    catalog: Path,
    dialect: str,
    chosen: tuple[str, ...],
    as_of: str | None,
    live: bool,
    params: tuple[tuple[str, str], ...],
    limits: Limits,
) -> None:
    """Prints the query for the members of each segment."""
    backend = load_backend(dialect)
    if not isinstance(backend, SqlBackend):
        raise error(SegqlError, "unknown-dialect", f"`{dialect}` is no dialect of SQL")
    if live and as_of is not None:
        raise live_has_no_as_of()
    selected = load(segments, Catalog.load(catalog), limits=limits).select(list(chosen))
    given = values(params)
    bound = selected.live(given) if live else selected.at(as_of, given)
    texts = [
        f"-- {visible(name)}\n{backend.sql(each)[0].rstrip().removesuffix(';')};"
        for name, each in bound.items()
    ]
    if texts:
        click.echo("\n\n".join(texts))
