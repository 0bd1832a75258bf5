"""`segql run --connect` of Spark: Parquet read in place, tables of its catalog, failures."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from connect.test_warehouses import run
from engines.tested import needs
from segql_sql.engines import spark as engine

from segql.demo.write import write_demo

LOCAL = ["--connect", "local[2]"]


@pytest.fixture(scope="module")
def session() -> Any:
    needs("spark")
    return engine.session()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, session: Any) -> Path:
    folder = tmp_path_factory.mktemp("in place")  # a blank in the path is no matter
    write_demo(folder)
    return folder


@pytest.fixture
def given(shop: Path) -> list[object]:
    return [shop / "demo.segql", "-c", shop / "catalog.yaml", "-s", "loyal", "-s", "asia"]


@pytest.fixture
def analytics(session: Any) -> Iterator[str]:
    session.sql("CREATE SCHEMA IF NOT EXISTS analytics")
    yield "analytics"
    session.sql("DROP SCHEMA analytics CASCADE")


def test_parquet_is_read_in_place(shop: Path, given: list[object], tmp_path: Path) -> None:
    here, there = tmp_path / "here.parquet", tmp_path / "there.parquet"
    data = ["--data", shop / "data", "--format", "json"]
    expected = run(*given, *data, "--out", here)
    found = run(*given, *data, *LOCAL, "--out", there)
    assert found.exit_code == 0, found.output
    assert found.stdout == expected.stdout
    assert pl.read_parquet(there).equals(pl.read_parquet(here))


def test_a_table_may_be_a_folder_of_parquet_files(
    shop: Path, given: list[object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data" / "customers.parquet").mkdir(parents=True)
    frame = pl.read_parquet(shop / "data" / "customers.parquet")
    for number, part in enumerate((frame[:200], frame[200:])):
        part.write_parquet(tmp_path / "data" / "customers.parquet" / f"part-{number}.parquet")
    shutil.copy(shop / "data" / "events.parquet", tmp_path / "data")
    monkeypatch.chdir(tmp_path)  # later than Java started, which keeps the folder it had
    expected = run(*given, "--data", shop / "data", "--format", "csv")
    for url in ("local[2]", "duckdb:"):
        found = run(*given, "--data", "data", "--format", "csv", "--connect", url)
        assert found.stdout == expected.stdout, found.output


def test_members_stay_in_a_table_of_a_schema(
    shop: Path, given: list[object], analytics: str, session: Any
) -> None:
    into = [*given, "--data", shop / "data", *LOCAL, "--into", "analytics.members"]
    assert run(*into).exit_code == 0
    assert "error[table-exists]" in run(*into).stderr
    assert run(*into, "--replace").exit_code == 0
    rows = session.sql("SELECT segment, COUNT(*) FROM analytics.members GROUP BY segment").collect()
    assert {row[0]: row[1] for row in rows} == {"asia": 240, "loyal": 66}
    assert [row.tableName for row in session.sql("SHOW TABLES IN analytics").collect()] == ["members"]


def test_tables_of_a_schema_are_read(shop: Path, analytics: str, session: Any, tmp_path: Path) -> None:
    session.read.parquet(f"{shop}/data/customers.parquet").write.saveAsTable("analytics.people")
    catalog, segments = tmp_path / "catalog.yaml", tmp_path / "a.segql"
    catalog.write_text(
        "customers: {table: analytics.people, key: customer_id, attributes: {country: string}}",
        encoding="utf-8",
    )
    segments.write_text('segment a = country in ["KR", "JP"]', encoding="utf-8")
    found = run(segments, "-c", catalog, *LOCAL, "--format", "csv")
    assert found.stdout.splitlines()[1].startswith("a,240,"), found.output


def test_a_file_that_is_none_of_parquet_is_named(shop: Path, given: list[object], tmp_path: Path) -> None:
    shutil.copy(shop / "data" / "customers.parquet", tmp_path)
    (tmp_path / "events.parquet").write_bytes(b"PAR1 cut short")
    out = tmp_path / "out.csv"
    found = run(*given, "--data", tmp_path, *LOCAL, "--out", out)
    assert found.exit_code == 1
    assert "error[engine-failed]: spark failed: " in found.stderr and "events.parquet" in found.stderr
    assert "An error occurred while calling" not in found.stderr and not out.exists()


def test_a_place_that_spark_cannot_read_is_told_by_spark(given: list[object]) -> None:
    found = run(*given, "--data", "nowhere://bucket/shop", *LOCAL)
    assert found.exit_code == 1
    assert "spark failed: " in found.stderr and '"nowhere"' in found.stderr


def test_another_spark_than_that_of_this_process_is_refused(given: list[object]) -> None:
    found = run(*given, "--connect", "spark://127.0.0.1:7077")
    assert found.exit_code == 1
    assert "error[connection-failed]: cannot connect to spark: this process has a Spark at `" in found.stderr


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("spark://127.0.0.1:1", "onnection refused"),
        ("spark://127.0.0.1", "a master is named as `spark://host:port`"),
        ("spark://127.0.0.1:x", "a master is named as `spark://host:port`"),
        ("spark://127.0.0.1:1,127.0.0.1:99999", "a master is named as `spark://host:port`"),
    ],
)
def test_a_master_that_does_not_answer_is_told_at_once(
    given: list[object], url: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pyspark.sql import SparkSession

    monkeypatch.setattr(SparkSession, "getActiveSession", lambda: None)
    found = run(*given, "--connect", url)
    assert found.exit_code == 1
    assert "error[connection-failed]: cannot connect to spark: " in found.stderr
    assert said in found.stderr


def test_spark_connect_names_the_extra_that_it_needs(given: list[object]) -> None:
    if find_spec("grpc_status") is not None or find_spec("grpc") is not None:
        pytest.skip("Spark Connect is here, or a part of it")
    found = run(*given, "--connect", "sc://127.0.0.1:1")
    assert found.exit_code == 1
    assert "pip install 'segql[spark-connect]'" in found.stderr
