"""What commands say on standard error."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager

import click

from segql.diagnostics import Diagnostic, ParameterError, SegqlError
from segql.render import WIDTH, to_text
from segql.terminal import visible

_USAGE = frozenset({"no-server", "unknown-backend", "unknown-dialect", "unknown-segment"})
_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_PATIENCE = 0.5  # seconds of work before progress is shown
_PACE = 0.1


def show(diagnostics: Iterable[Diagnostic]) -> None:
    """Shows diagnostics; in colour on a terminal, unless NO_COLOR is set."""
    color = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    columns = shutil.get_terminal_size().columns - 8 if sys.stderr.isatty() else WIDTH
    click.echo(to_text(diagnostics, color=color, width=columns), err=True, color=color)


def show_failure(code: str, message: str, help: str | None = None) -> None:
    """Shows one error that is about no place in a text."""
    show([Diagnostic(code, message, help=help)])


def note(message: str) -> None:
    """A line about the run."""
    click.echo(visible(message), err=True)


def exit_code(failure: SegqlError) -> int:
    """2 where the arguments are wrong, 1 where texts, data or an engine are."""
    wrong_usage = isinstance(failure, ParameterError) or all(
        each.code in _USAGE and each.source is None for each in failure.diagnostics
    )
    return 2 if wrong_usage else 1


@contextmanager
def working(on: str) -> Generator[None]:
    """Shows on a terminal that work is going on, once it takes long; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield
        return
    done = threading.Event()
    thread = threading.Thread(target=_spin, args=(visible(on), done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _spin(on: str, done: threading.Event) -> None:
    started = time.monotonic()
    if done.wait(_PATIENCE):
        return
    turn = 0
    while not done.wait(_PACE):
        seconds = int(time.monotonic() - started)
        sys.stderr.write(f"\r\x1b[K{_FRAMES[turn % len(_FRAMES)]} {on} ({seconds} s)")
        sys.stderr.flush()
        turn += 1
    sys.stderr.write("\r\x1b[K")
    sys.stderr.flush()
