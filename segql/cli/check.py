"""`segql check`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import click

from segql.catalog import Catalog
from segql.cli.options import catalog_option, limit_option, segments_argument
from segql.cli.report import show
from segql.diagnostics import Diagnostic, SegqlError
from segql.limits import Limits
from segql.render import to_json
from segql.segment import load
from segql.terminal import count


@click.command("check")
@segments_argument
@catalog_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Default: text.")
@limit_option
def command(segments: Path, catalog: Path, form: Literal["text", "json"], limits: Limits) -> int:
    """Says what is wrong with the segments of a file, or odd about them.

    SEGMENTS is a .segql file, or a YAML, TOML or JSON mapping of names to texts. Exits with 0 where
    there is no error (warnings are none), 1 where there is one, 2 for wrong usage.
    """
    try:
        checked = load(segments, Catalog.load(catalog), limits=limits)
        found, number = checked.warnings, len(checked)
    except SegqlError as failure:
        found, number = failure.diagnostics, None
    if form == "json":
        click.echo(json.dumps([to_json(each) for each in found], ensure_ascii=False, indent=2))
    else:
        if found:
            show(found)
        click.echo(_summary(found, number))
    return 1 if number is None else 0


def _summary(found: Sequence[Diagnostic], segments: int | None) -> str:
    errors = sum(each.severity == "error" for each in found)
    parts = [count(errors, "error") if errors else "no errors"]
    if len(found) > errors:
        parts.append(count(len(found) - errors, "warning"))
    if segments is not None:
        parts.insert(0, count(segments, "segment"))
    return ", ".join(parts)
