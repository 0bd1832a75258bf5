"""`segql init`."""

from __future__ import annotations

from pathlib import Path

import click

from segql.cli.options import FILE
from segql.cli.report import working
from segql.diagnostics import DataError, error
from segql.draft import draft
from segql.replace import write_text


@click.command("init")
@click.option(
    "--data",
    "-d",
    required=True,
    type=FILE,
    metavar="PATH",
    help="A folder of <table>.parquet, .csv or .ndjson, a DuckDB file or a SQLite file.",
)
@click.option(
    "--out", type=FILE, metavar="FILE", help="Where to write it, as catalog.yaml. Default: standard output."
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def command(data: Path, out: Path | None, force: bool) -> None:
    """Drafts a catalog from data: customers, events, lists and their types.

    The types hold for every row of the data; what the tables are is guessed from their names.
    """
    if out is not None and out.suffix.lower() not in (".yaml", ".yml"):
        raise click.BadParameter(f"{out} must end with .yaml", param_hint="--out")
    if out is not None and out.exists() and not force:
        raise error(DataError, "file-exists", f"`{out}` is already there", "give another name, or `--force`")
    with working(f"reading `{data}`"):
        text = draft(data)
    if out is None:
        click.echo(text, nl=False)
        return
    write_text(out, text)
    click.echo(f"wrote {out}")
