"""The group of commands: each is imported when it is called, and every failure has one line or a few."""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import NoReturn, cast

import click

from segql.cli.report import exit_code, show, show_failure
from segql.diagnostics import SegqlError, missing_extra
from segql.nearest import did_you_mean

COMMANDS = {
    "run": "The members of segments, counted or written to a file.",
    "overlap": "The members that segments have in common.",
    "check": "What is wrong with segments, or odd about them.",
    "sql": "The segments as SQL.",
    "fmt": "Rewrites files in the one layout.",
    "init": "Drafts a catalog from data.",
    "demo": "Segments of a small shop that is made up on the spot.",
    "schema": "The JSON Schema of catalogs, for editors.",
    "conformance": "Whether a backend gives the members that it should.",
}
"""The commands and what they do; a command is `command` in the module of its name."""

EXTRAS = {
    "polars": "polars",
    "polars_hash": "polars",
    "nanoarrow": "polars",
    "sqlglot": "sql",
    "duckdb": "duckdb",
    "pyarrow": "arrow",
    "yaml": "yaml",
}
"""The optional packages that commands import, and the extras that bring them."""

BROKEN_PIPE = 128 + signal.SIGPIPE if hasattr(signal, "SIGPIPE") else 1
INTERRUPTED = 128 + signal.SIGINT


class Commands(click.Group):
    """Commands by name, from modules of this package; turns failures into exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of a user's day."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        return cast("click.Command", import_module(f"segql.cli.{cmd_name}").command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name; a usage error with the nearest where there is none."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            hint = did_you_mean(args[0], COMMANDS) or f"there are: {', '.join(COMMANDS)}"
            ctx.fail(f"no such command: {args[0]} ({hint})")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> None:
        """Runs the command, whose result is the exit code."""
        code = _guarded(lambda: cast("int | None", super(Commands, self).invoke(ctx)))
        if code:
            ctx.exit(code)


def _guarded(run: Callable[[], int | None]) -> int:
    """The exit code of a run, whatever comes."""
    try:
        try:
            code = run() or 0
            sys.stdout.flush()
            return code
        except SegqlError as failure:
            show(failure.diagnostics)
            return exit_code(failure)
        except ModuleNotFoundError as missing:
            package = (missing.name or "").partition(".")[0]
            if package not in EXTRAS:
                raise
            show(missing_extra(package, EXTRAS[package]).diagnostics)
            return 1
        except MemoryError:
            show_failure("out-of-memory", "there is not enough memory for this")
            return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _drop_output()
        return BROKEN_PIPE
    except OSError as failure:
        _drop_output()
        if failure.errno == errno.EPIPE:
            return BROKEN_PIPE
        where = f" `{failure.filename}`" if failure.filename else ""
        show_failure("io", f"reading or writing{where} failed: {(failure.strerror or str(failure)).lower()}")
        return 1


def _drop_output() -> None:
    """Lets what is still buffered go nowhere, so that nothing fails again at exit."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="segql", message="segql %(version)s")
def app() -> None:
    """Customer segments: checked, counted, and turned into SQL."""


def main() -> NoReturn:
    """Runs the command line and exits: 0 clean, 1 errors, 2 wrong usage, 130 interrupted."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # those of packages, meant for programmers
    gc.freeze()  # what the imports made stays to the end: not looking at it saves a tenth of a short run
    _open_closed_streams()
    try:
        app.main(prog_name="segql")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    sys.exit(0)


def _open_closed_streams() -> None:
    """Python has None for an output that was closed before it started (`segql demo >&-`)."""
    if sys.__stdout__ is None:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 -- for as long as the process runs
    if sys.__stderr__ is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115
