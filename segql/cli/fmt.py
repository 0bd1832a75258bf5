"""`segql fmt`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from segql.cli.options import FILE
from segql.cli.report import note, show
from segql.diagnostics import DataError, SegqlError, error
from segql.files import read_text
from segql.replace import write_text
from segql.syntax import format_text
from segql.terminal import count

_STDIN = Path("-")


@click.command("fmt")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--check", is_flag=True, help="Change nothing; list what would change, and exit with 1.")
def command(files: tuple[Path, ...], check: bool) -> int:
    """Rewrites .segql FILES in the one layout; `-` reads standard input and prints.

    Comments and meaning stay. A file that cannot be parsed is left as it is.
    """
    for file in files:
        if file != _STDIN and file.suffix.lower() != ".segql":
            raise click.BadParameter(f"{file} is no .segql file", param_hint="FILES")
    if _STDIN in files:
        if len(files) > 1:
            raise click.BadParameter("`-` stands alone", param_hint="FILES")
        return _stdin(check)
    failed, changed = 0, 0
    for file in files:
        try:
            if _differs(file, check):
                changed += 1
                click.echo(f"would change {file}" if check else f"changed {file}")
        except SegqlError as failure:
            show(failure.diagnostics)
            failed += 1
    left = len(files) - changed - failed
    word = "would change" if check else "changed"
    note(
        f"{count(changed, 'file')} {word}, {left:,} left as they were"
        + (f", {failed:,} failed" if failed else "")
    )
    return 1 if failed or (check and changed) else 0


def _differs(file: Path, check: bool) -> bool:
    """Whether a file is not in the one layout; it is then rewritten, unless `check`."""
    text = read_text(file)
    laid_out = format_text(text, name=str(file))
    if laid_out.encode() == file.read_bytes():
        return False
    if not check:
        write_text(file, laid_out)
    return True


def _stdin(check: bool) -> int:
    data = sys.stdin.buffer.read()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise error(DataError, "file-not-utf-8", "standard input is not UTF-8 text") from None
    laid_out = format_text(text, name="standard input")
    if not check:
        click.echo(laid_out, nl=False)
        return 0
    if laid_out.encode() == data:
        return 0
    click.echo("would change standard input")
    return 1
