"""`segql run --connect`: the members that a run on the data at hand gives, from where the tables are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result
from connect.shops import WAREHOUSES
from engines.tested import needs

from segql.cli.app import app
from segql.demo.write import write_demo

Run = Callable[..., Result]
AS_OF = ["--as-of", "2025-07-01T00:00:00Z"]
TEXT = """segment summer = placed_order(category = "summer")
segment `it's 100%, "late"` = not placed_order in last 30 days
segment nobody = 1 = 2
"""


def run(*arguments: object, environment: Mapping[str, str] | None = None) -> Result:
    """Calls the command line."""
    given = ["run", *map(str, arguments), *AS_OF]
    result = CliRunner().invoke(app, given, prog_name="segql", env=environment)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@dataclass(frozen=True)
class Place:
    """A folder with the demo, and the URL of a warehouse with its tables."""

    folder: Path
    engine: str
    url: str

    @property
    def table(self) -> str:
        """The name of a table to make: a hostile one, where any name will do."""
        return "members_of_segments" if self.engine == "spark" else 'members of "segments"; `--'

    @property
    def given(self) -> list[object]:
        """Segments and catalog."""
        chosen = ["-s", "loyal", "-s", "asia"] if self.engine == "spark" else []  # the others take it minutes
        return [self.folder / "demo.segql", *chosen, "--catalog", self.folder / "catalog.yaml"]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("warehouses")
    write_demo(folder)
    (folder / "odd.segql").write_text(TEXT, encoding="utf-8")
    return folder


@pytest.fixture(scope="session", params=WAREHOUSES)
def place(request: pytest.FixtureRequest, demo: Path) -> Place:
    engine: str = request.param
    needs(engine)
    frames = {path.stem: pl.read_parquet(path) for path in (demo / "data").glob("*.parquet")}
    return Place(demo, engine, WAREHOUSES[engine](demo, frames))


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_counts_and_members_are_those_of_a_run_on_the_data(place: Place, tmp_path: Path, ending: str) -> None:
    here, there = tmp_path / f"here.{ending}", tmp_path / f"there.{ending}"
    expected = run(*place.given, "--data", place.folder / "data", "--format", "csv", "--out", here)
    found = run(*place.given, "--connect", place.url, "--format", "csv", "--out", there)
    assert found.exit_code == 0, found.output
    assert found.stdout == expected.stdout
    if ending == "csv":
        assert there.read_bytes() == here.read_bytes()
    else:
        assert pl.read_parquet(there).equals(pl.read_parquet(here))


def test_counts_alone_hold_no_members(place: Place) -> None:
    expected = run(*place.given, "--data", place.folder / "data", "--format", "json")
    found = run(*place.given, "--connect", place.url, "--format", "json")
    assert found.stdout == expected.stdout


def test_members_stay_in_a_table_of_the_warehouse(place: Place) -> None:
    segments = [place.folder / "odd.segql", *place.given[-2:]]
    expected = run(*segments, "--data", place.folder / "data", "--format", "csv")
    into = [*segments, "--connect", place.url, "--into", place.table, "--format", "csv"]
    assert run(*into, "--replace").stdout == expected.stdout
    again = run(*into)
    assert again.exit_code == 1
    assert f"error[table-exists]: the table `{place.table}` is already there" in again.stderr
    assert run(*into, "--replace").stdout == expected.stdout


def test_a_column_that_is_not_there_is_named(place: Place, tmp_path: Path) -> None:
    text = (place.folder / "catalog.yaml").read_text(encoding="utf-8")
    catalog = tmp_path / "catalog.yaml"
    catalog.write_text(
        text.replace("country: string", "country: {type: string, column: contry}"), encoding="utf-8"
    )
    out = tmp_path / "out.csv"
    segments = tmp_path / "a.segql"
    segments.write_text('segment a = country = "KR"', encoding="utf-8")
    found = run(segments, "--catalog", catalog, "--connect", place.url, "--out", out)
    assert found.exit_code == 1
    assert "error[data-missing-column]: the table `customers` has no column `contry`" in found.stderr
    assert "did you mean `country`?" in found.stderr
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.segql", "catalog.yaml"]


def test_a_table_that_is_not_there_is_named(place: Place, tmp_path: Path) -> None:
    catalog = tmp_path / "catalog.yaml"
    catalog.write_text("customers: {table: nowhere, key: id, attributes: {a: string}}", encoding="utf-8")
    segments = tmp_path / "a.segql"
    segments.write_text("segment a = a is set", encoding="utf-8")
    found = run(segments, "--catalog", catalog, "--connect", place.url)
    assert found.exit_code == 1
    assert "error[data-missing-table]" in found.stderr and "`nowhere`" in found.stderr


def test_a_type_that_cannot_hold_what_is_declared_is_named(place: Place, tmp_path: Path) -> None:
    if place.engine == "sqlite":
        pytest.skip("the type of a column of SQLite does not say what its cells are")
    catalog = tmp_path / "catalog.yaml"
    declared = "{type: integer, column: country}"
    catalog.write_text(
        f"customers: {{table: customers, key: customer_id, attributes: {{a: {declared}}}}}", encoding="utf-8"
    )
    segments = tmp_path / "a.segql"
    segments.write_text("segment a = a > 1", encoding="utf-8")
    found = run(segments, "--catalog", catalog, "--connect", place.url)
    assert found.exit_code == 1
    assert "error[data-type]" in found.stderr and "`customers.country`" in found.stderr


def test_two_rows_of_one_customer_are_an_error(place: Place, tmp_path: Path) -> None:
    catalog = tmp_path / "catalog.yaml"
    catalog.write_text("customers: {table: events, key: customer_id, attributes: {}}", encoding="utf-8")
    segments = tmp_path / "a.segql"
    segments.write_text("segment a = 1 = 1", encoding="utf-8")
    found = run(segments, "--catalog", catalog, "--connect", place.url)
    assert found.exit_code == 1
    assert "error[data-duplicate-key]" in found.stderr


def test_a_statement_that_fails_names_engine_and_segment(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = import_module("segql_sql.compile")
    before = tmp_path / "out.csv"
    before.write_text("before", encoding="utf-8")

    def broken(*given: object) -> tuple[str, tuple[object, ...]]:
        return "SELECT nothing FROM nowhere", ()

    monkeypatch.setattr(module.Compiled, "text", broken)
    found = run(*place.given, "--connect", place.url, "--out", before)
    assert found.exit_code == 1
    assert f"error[engine-failed]: {place.engine} failed on one of the " in found.stderr
    assert before.read_text(encoding="utf-8") == "before"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out.csv"]


def test_the_url_may_stand_in_the_environment(place: Place) -> None:
    found = run(*place.given, environment={"SEGQL_CONNECT": place.url})
    assert found.exit_code == 0


@pytest.mark.parametrize("url", ["postgresql://u:secret@127.0.0.1:1/d", "mysql://u:secret@127.0.0.1:1/d"])
def test_a_refused_connection_is_one_clear_error(demo: Path, url: str) -> None:
    found = run(demo / "demo.segql", "-c", demo / "catalog.yaml", "--connect", url)
    assert found.exit_code == 1
    assert "error[connection-failed]: cannot connect to " in found.stderr
    assert "secret" not in found.output


@pytest.mark.parametrize(
    ("url", "extra"),
    [
        ("bigquery://project/dataset", "bigquery"),
        ("snowflake://u:p@account/db", "snowflake"),
        ("trino://u@localhost:1/catalog", "trino"),
        ("databricks://token:x@localhost", "databricks"),
    ],
)
def test_a_missing_driver_answers_with_the_pip_command(demo: Path, url: str, extra: str) -> None:
    found = run(demo / "demo.segql", "-c", demo / "catalog.yaml", "--connect", url)
    assert found.exit_code == 1
    assert f"pip install 'segql[{extra}]'" in found.stderr


def test_an_unknown_url_is_told_with_the_nearest(demo: Path) -> None:
    found = run(demo / "demo.segql", "-c", demo / "catalog.yaml", "--connect", "postgress://x")
    assert found.exit_code == 1
    assert "did you mean `postgres`?" in found.stderr


def test_duckdb_reads_a_folder_of_parquet_in_place(demo: Path) -> None:
    given = [demo / "demo.segql", "-c", demo / "catalog.yaml", "--data", demo / "data", "--format", "csv"]
    assert run(*given, "--connect", "duckdb:").stdout == run(*given).stdout


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--connect", "duckdb:", "--engine", "duckdb"],
        ["--data", "x", "--into", "t"],
        ["--connect", "duckdb:", "--replace"],
    ],
)
def test_options_that_do_not_belong_together_are_refused(demo: Path, options: list[str]) -> None:
    found = run(demo / "demo.segql", "-c", demo / "catalog.yaml", *options)
    assert found.exit_code == 2
