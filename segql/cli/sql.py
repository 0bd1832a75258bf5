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
from segql.segment import load
from segql.terminal import visible


@click.command("sql")
@segments_argument
@catalog_option
@click.option("--dialect", "-d", required=True, metavar="NAME", help="The database, as duckdb or sqlite.")
@segment_option
@as_of_option
@param_option
@limit_option
def command(
    segments: Path,
    catalog: Path,
    dialect: str,
    chosen: tuple[str, ...],
    as_of: str | None,
    params: tuple[tuple[str, str], ...],
    limits: Limits,
) -> None:
    """Prints the query for the members of each segment."""
    backend = load_backend(dialect)
    if not isinstance(backend, SqlBackend):
        raise error(SegqlError, "unknown-dialect", f"`{dialect}` is no dialect of SQL")
    selected = load(segments, Catalog.load(catalog), limits=limits).select(list(chosen))
    texts = [
        f"-- {visible(name)}\n{backend.sql(bound)[0].rstrip().removesuffix(';')};"
        for name, bound in selected.at(as_of, values(params)).items()
    ]
    if texts:
        click.echo("\n\n".join(texts))
