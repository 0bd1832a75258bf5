"""The command line as a whole: help, usage, and failures that have nothing to do with segments."""

import errno
import io
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from segql import Catalog
from segql.cli import app as application
from segql.cli import demo as demo_command
from segql.cli import report

Run = Callable[..., Result]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes, devices and signals")


def process(*arguments: object, **options: object) -> "subprocess.Popen[bytes]":
    code = "import sys; sys.argv[0] = 'segql'; from segql.cli import main; main()"
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, **options)  # type: ignore[call-overload]


def test_help_names_every_command_without_importing_any(segql: Run) -> None:
    result = segql("--help")
    assert result.exit_code == 0
    assert all(f"  {name} " in result.stdout for name in application.COMMANDS)


@pytest.mark.parametrize("name", application.COMMANDS)
def test_every_command_has_help(segql: Run, name: str) -> None:
    result = segql(name, "--help")
    assert result.exit_code == 0 and result.stdout.startswith(f"Usage: segql {name} ")


def test_version(segql: Run) -> None:
    assert segql("--version").stdout.startswith("segql 0.")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["chek"], "did you mean `check`?"), (["zzz"], "there are: run, "), (["check"], "Missing")],
)
def test_wrong_usage_exits_with_two(segql: Run, arguments: list[str], said: str) -> None:
    result = segql(*arguments)
    assert result.exit_code == 2 and said in result.stderr


def test_schema_is_that_of_catalogs(segql: Run) -> None:
    result = segql("schema")
    assert json.loads(result.stdout) == Catalog.json_schema()


@POSIX
def test_a_full_device_is_one_error(shop: Path) -> None:
    with open("/dev/full", "wb") as full:
        child = process("sql", shop / "demo.segql", "-c", shop / "catalog.yaml", "-d", "duckdb", stdout=full)
        _, said = child.communicate()
    assert child.returncode == 1
    assert said.decode() == "error[io]: reading or writing failed: no space left on device\n"


@POSIX
def test_outputs_may_be_closed_from_the_start(shop: Path) -> None:
    child = process("schema", preexec_fn=lambda: os.close(1))
    _, said = child.communicate()
    assert (child.returncode, said) == (0, b"")


@POSIX
def test_a_closed_pipe_ends_the_run_in_silence(shop: Path) -> None:
    child = process(
        "sql", shop / "demo.segql", "-c", shop / "catalog.yaml", "-d", "duckdb", stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    child.stdout.close()
    _, said = child.communicate()
    assert (child.returncode, said) == (128 + signal.SIGPIPE, b"")


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (KeyboardInterrupt(), 130, ""),
        (MemoryError(), 1, "error[out-of-memory]"),
        (OSError(errno.ENOSPC, "No space left on device", "x"), 1, "`x` failed: no space left on device"),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), application.BROKEN_PIPE, ""),
    ],
)
def test_failures_from_outside_have_their_exit_codes(
    segql: Run, monkeypatch: pytest.MonkeyPatch, raised: BaseException, code: int, said: str
) -> None:
    def fail(engine: str | None) -> str:
        raise raised

    monkeypatch.setattr(demo_command, "report", fail)
    result = segql("demo")
    assert result.exit_code == code and said in result.stderr and "Traceback" not in result.output


@pytest.mark.parametrize(
    ("absent", "arguments", "extra"),
    [
        ("polars", ["run", "--help"], "polars"),
        ("polars", ["init", "--help"], "polars"),
        ("sqlglot", ["sql", "SEGMENTS", "-c", "CATALOG", "-d", "duckdb"], "duckdb"),
        ("duckdb", ["run", "SEGMENTS", "-c", "CATALOG", "-d", "DATA", "--engine", "duckdb"], "duckdb"),
        ("yaml", ["check", "SEGMENTS", "-c", "CATALOG"], "yaml"),
    ],
)
def test_what_needs_a_missing_package_answers_with_the_pip_command(
    shop: Path, absent: str, arguments: list[str], extra: str
) -> None:
    paths = {"SEGMENTS": shop / "demo.segql", "CATALOG": shop / "catalog.yaml", "DATA": shop / "data"}
    code = f"import sys; sys.modules[{absent!r}] = None; from segql.cli import main; main()"
    given = [str(paths.get(each, each)) for each in arguments]
    result = subprocess.run([sys.executable, "-c", code, *given], capture_output=True, text=True)
    assert result.returncode == 1
    assert f"pip install 'segql[{extra}]'" in result.stderr and "Traceback" not in result.stderr


def test_without_the_extra_the_command_answers_with_the_pip_command() -> None:
    code = "import sys; sys.modules['click'] = None; from segql.cli import main; main()"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.returncode == 1 and "pip install 'segql[cli]'" in result.stderr
    assert "Traceback" not in result.stderr


class Terminal(io.StringIO):
    """A terminal that says when something was written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.written = threading.Event()

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.written.set()
        return super().write(text)


def test_progress_is_shown_on_a_terminal_and_wiped(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(report, "_PATIENCE", 0)
    with report.working("reading `a\x1b[2J`"):
        assert terminal.written.wait(60)
    assert " reading `a\ufffd[2J` (0 s)" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_progress_is_never_shown_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.StringIO()
    monkeypatch.setattr(sys, "stderr", pipe)
    threads = threading.active_count()
    with report.working("reading"):
        assert threading.active_count() == threads
    assert pipe.getvalue() == ""
