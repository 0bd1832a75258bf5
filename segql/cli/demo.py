"""`segql demo`."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from segql.backend import available
from segql.cli.options import FILE
from segql.cli.report import working
from segql.demo import AS_OF, best_engine, report
from segql.demo.write import write_demo


@click.command("demo")
@click.option(
    "--engine", type=click.Choice(available()), help="Default: polars where it is installed, else python."
)
@click.option("--out", type=FILE, metavar="DIR", help="Writes catalog, segments and tables there instead.")
@click.option("--force", is_flag=True, help="Write over files that are there.")
def command(engine: str | None, out: Path | None, force: bool) -> None:
    """Shows the segments of a small shop that is made up on the spot."""
    if out is None:
        with working("making up a shop"):
            shown = report(engine)
        click.echo(shown)
        return
    for path in write_demo(out, force=force):
        click.echo(f"wrote {path}")
    parts = ("segql", "run", out / "demo.segql", "--catalog", out / "catalog.yaml", "--data", out / "data")
    rest = ("--as-of", f"{AS_OF:%Y-%m-%dT%H:%M:%SZ}", "--engine", engine or best_engine())
    click.echo("\n" + shlex.join(str(part) for part in (*parts, *rest)))
