"""`segql conformance`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import click

from segql.backend import Backend, ServerBackend, load_backend, no_server
from segql.cli.options import FILE
from segql.cli.report import note, working
from segql.conformance.case import Case
from segql.conformance.reading import cases
from segql.conformance.report import counted, to_object, to_table
from segql.conformance.run import compile_all, has_engine, run_all
from segql.conformance.written import to_line
from segql.nearest import did_you_mean
from segql.replace import replacing
from segql.terminal import count


@click.command("conformance")
@click.option(
    "--backend", "-b", "name", metavar="NAME", help="The backend that is asked, as polars or postgres."
)
@click.option(
    "--connect",
    "url",
    metavar="URL",
    help="For backends of servers: one that executes the texts, on temporary tables.",
)
@click.option("--feature", "-f", "chosen", multiple=True, metavar="NAME", help="Only this one. Repeatable.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", help="Default: table."
)
@click.option("--export", type=FILE, metavar="FILE", help="Writes the cases, one JSON object a line: .jsonl.")
def command(
    name: str | None,
    url: str | None,
    chosen: tuple[str, ...],
    form: Literal["table", "json"],
    export: Path | None,
) -> int:
    """Asks a backend all cases of the conformance kit, or writes the cases out.

    Exits with 1 where a case failed: the backend gave other members than it should, or crashed.
    """
    if (name is None) == (export is None):
        raise click.UsageError("give --backend to ask it, or --export to write the cases")
    if url is not None and name is None:
        raise click.UsageError("--connect belongs to --backend")
    selected = _selected(chosen)
    if export is not None:
        return _export(export, selected)
    return _ask(_backend(str(name), url), selected, form)


def _selected(chosen: tuple[str, ...]) -> list[Case]:
    features = dict.fromkeys(case.feature for case in cases())
    for name in chosen:
        if name not in features:
            hint = did_you_mean(name, features) or f"there are: {', '.join(features)}"
            raise click.UsageError(f"no such feature: {name} ({hint})")
    return [case for case in cases() if not chosen or case.feature in chosen]


def _export(path: Path, selected: Iterable[Case]) -> int:
    lines = [to_line(case) for case in selected]
    with replacing(path) as temporary:
        temporary.write_text("".join(line + "\n" for line in lines), encoding="ascii")
    note(f"wrote {count(len(lines), 'case')} to `{path}`")
    return 0


def _backend(name: str, url: str | None) -> Backend:
    backend = load_backend(name)
    if url is None:
        return backend
    if not isinstance(backend, ServerBackend):
        raise no_server(name)
    return backend.at(url)


def _ask(backend: Backend, selected: Iterable[Case], form: Literal["table", "json"]) -> int:
    executed = has_engine(backend)
    with working(f"{backend.name}: the cases"):
        found = run_all(backend.name, backend.run, selected) if executed else compile_all(backend, selected)
        results = list(found)
    if form == "json":
        click.echo(json.dumps(to_object(backend.name, results, executed), indent=2))
    else:
        click.echo(to_table(backend.name, results, executed))
    if not executed:
        note(f"no-engine: {backend.name} does not run in this process; none of its texts is executed")
    return 1 if counted(results).failed else 0
