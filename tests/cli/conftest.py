"""A folder with the demo's shop, and the command line called in this process."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from segql.cli.app import app
from segql.demo.write import write_demo

AS_OF = ["--as-of", "2025-07-01T00:00:00Z"]

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `segql demo --out` writes; not to be changed."""
    folder = tmp_path_factory.mktemp("shop")
    write_demo(folder)
    return folder


@pytest.fixture
def segql() -> Run:
    """Calls the command line: `segql("check", path, ...)`."""

    def run(*arguments: object, input: str | bytes | None = None) -> Result:
        result = CliRunner().invoke(app, [str(each) for each in arguments], input=input, prog_name="segql")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a text file: `write("a.segql", "...")`."""

    def file(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return file
