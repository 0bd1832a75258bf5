"""What a user gets: the wheel, built from the sdist, with the core's dependencies and nothing else."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import venv
import zipfile
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PACKAGES = {"segql", "segql_polars", "segql_python", "segql_sql"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel that was built from the files of the sdist alone."""
    where = tmp_path_factory.mktemp("dist")
    _build(ROOT, where, "--sdist")
    (sdist,) = where.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        if hasattr(tarfile, "data_filter"):  # not in the first releases of 3.11
            archive.extraction_filter = tarfile.data_filter
        archive.extractall(where)
    _build(where / sdist.name.removesuffix(".tar.gz"), where, "--wheel")
    (found,) = where.glob("*.whl")
    return found


def _build(source: Path, out: Path, kind: str) -> None:
    command = [sys.executable, "-m", "build", "--no-isolation", kind, "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True)


def _core() -> list[Distribution]:
    """What segql needs without any extra, and what that needs."""
    found: dict[str, Distribution] = {}
    names = ["segql"]
    while names:
        here = distribution(names.pop())
        for text in here.requires or []:
            wanted = Requirement(text)
            if (wanted.marker is None or wanted.marker.evaluate({"extra": ""})) and wanted.name not in found:
                found[wanted.name] = distribution(wanted.name)
                names.append(wanted.name)
    return list(found.values())


@pytest.fixture(scope="module")
def bare(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with the wheel and the core's dependencies."""
    where = tmp_path_factory.mktemp("bare")
    venv.create(where, with_pip=False)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = where / "lib" / version / "site-packages"
    for each in _core():
        for file in each.files or []:
            source = Path(str(file.locate()))
            if ".." in file.parts or not source.is_file():
                continue
            target = packages / str(file)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(source)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    return where / "bin" / "python"


def test_the_wheel_holds_the_packages_with_the_tables_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    info = {name.split("/")[0] for name in names} - PACKAGES

    assert {name.split("/")[0] for name in names} >= PACKAGES
    assert [name.endswith(".dist-info") for name in info] == [True]
    assert {"segql/syntax/tables.py", "segql/demo/demo.segql", "segql/py.typed"} <= set(names)
    kit = {name.removeprefix("segql/conformance/cases/") for name in names if "/cases/" in name}
    assert kit == {path.name for path in (ROOT / "segql/conformance/cases").iterdir()}
    assert {"age.yaml", "frozen.jsonl"} <= kit


def test_the_wheel_runs_the_demo_with_the_core_alone(bare: Path) -> None:
    code = "import sys; sys.argv = ['segql', 'demo']; from segql.cli import main; main()"
    result = subprocess.run([bare, "-I", "-c", code], capture_output=True, text=True)

    assert (result.returncode, result.stderr) == (0, "")
    assert "cross_sell" in result.stdout and "500 customers" in result.stdout


@pytest.mark.parametrize("backend", ["polars", "duckdb", "sqlite"])
def test_a_backend_without_its_extra_answers_with_the_pip_command(bare: Path, backend: str) -> None:
    code = (
        "import segql\n"
        "customers = {'table': 'c', 'key': 'k', 'attributes': {'n': 'integer'}}\n"
        "catalog = segql.Catalog.load({'customers': customers})\n"
        f"try: segql.compile('n > 1', catalog).members({{'c': []}}, backend={backend!r})\n"
        "except segql.MissingExtraError as error: print(error.diagnostics[0].help)\n"
    )
    result = subprocess.run([bare, "-I", "-c", code], capture_output=True, text=True)

    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("pip install 'segql[")
