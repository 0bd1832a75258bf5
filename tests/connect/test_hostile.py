"""Warehouses when things go wrong: interruptions, full disks, odd names, keys and URLs, large results."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import polars as pl
import pytest
from connect.shops import WAREHOUSES
from connect.test_warehouses import Place, run
from engines.tested import needs
from segql_sql import nodes
from segql_sql.connect import opened
from segql_sql.connect.connection import BATCH
from segql_sql.connect.secrets import hidden
from segql_sql.connect.warehouse import SqlWarehouse

import segql
from segql.diagnostics import EngineError, error

PEOPLE = pl.DataFrame({"id": [3, 1, 2], "country": ["KR", "KR", "US"]})
CATALOG = "customers: {table: people, key: id, attributes: {country: string}}"
EVERYONE = "segment everyone = 1 = 1\nsegment korea = country = 'KR'\n"


@pytest.fixture(scope="module", params=[name for name in WAREHOUSES if name != "spark"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Place:
    engine: str = request.param
    needs(engine)
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "catalog.yaml").write_text(CATALOG, encoding="utf-8")
    (folder / "demo.segql").write_text(EVERYONE.replace("'", '"'), encoding="utf-8")
    empty = PEOPLE.clear()
    frames = {"people": PEOPLE, "nobody": empty}
    return Place(folder, engine, WAREHOUSES[engine](folder, frames))


def inside(owner: object, name: str) -> Any:
    """What an object keeps to itself."""
    return vars(owner)[name]


def tables(place: Place) -> set[str]:
    """The tables that there are."""
    query = {
        "duckdb": "SELECT table_name FROM information_schema.tables",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
        "postgres": "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'",
        "mariadb": "SELECT table_name FROM information_schema.tables WHERE table_schema = database()",
        "clickhouse": "SELECT name FROM system.tables WHERE database = currentDatabase()",
    }[place.engine]
    with opened(place.url) as warehouse:
        connection: Any = inside(warehouse, "_connection")
        return {str(row[0]) for rows in connection.rows(query) for row in rows}


def into(place: Place, *more: object) -> list[object]:
    return [*place.given, "--connect", place.url, "--into", "kept", *more]


def kept(place: Place) -> int:
    with opened(place.url) as warehouse:
        connection: Any = inside(warehouse, "_connection")
        return sum(len(rows) for rows in connection.rows("SELECT segment FROM kept"))


def test_keys_that_are_numbers_stay_numbers_in_order(place: Place, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    assert run(*place.given, "--connect", place.url, "--out", out).exit_code == 0
    found = pl.read_parquet(out)
    assert found.schema == pl.Schema({"segment": pl.String(), "id": pl.Int64()})
    assert found.rows() == [("everyone", 1), ("everyone", 2), ("everyone", 3), ("korea", 1), ("korea", 3)]


def test_a_table_of_no_customers_has_no_members(place: Place, tmp_path: Path) -> None:
    catalog = tmp_path / "catalog.yaml"
    catalog.write_text(CATALOG.replace("people", "nobody"), encoding="utf-8")
    given = [place.folder / "demo.segql", "-c", catalog, "--connect", place.url, "--format", "csv"]
    for out in ("out.csv", "out.parquet"):
        found = run(*given, "--out", tmp_path / out)
        assert found.stdout.splitlines()[1:] == ["everyone,0,0.0", "korea,0,0.0"]
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "segment,id\n"
    assert pl.read_parquet(tmp_path / "out.parquet").columns == ["segment", "id"]


@pytest.mark.parametrize("failure", [KeyboardInterrupt, MemoryError])
@pytest.mark.parametrize("replace", [False, True])
def test_an_interruption_leaves_what_was_there(
    place: Place, monkeypatch: pytest.MonkeyPatch, failure: type[BaseException], replace: bool
) -> None:
    before = kept(place) if run(*into(place, *(["--replace"] if replace else []))).exit_code == 0 else None
    there = tables(place)
    count = SqlWarehouse._counted  # pyright: ignore[reportPrivateUsage]

    def interrupted(*given: Any) -> dict[str, int]:
        count(*given)
        raise failure

    monkeypatch.setattr(SqlWarehouse, "_counted", interrupted)
    found = run(*into(place, "--replace"))
    assert found.exit_code == (130 if failure is KeyboardInterrupt else 1)
    assert tables(place) == there
    assert before is None or kept(place) == before


def test_an_interruption_within_a_function_is_none_of_the_engine(tmp_path: Path) -> None:
    def stop() -> int:
        raise KeyboardInterrupt

    with opened(WAREHOUSES["sqlite"](tmp_path, {"people": PEOPLE})) as warehouse:
        session: Any = inside(warehouse, "_connection")
        connection: Any = inside(session, "_connection")
        connection.create_function("stop", 0, stop)
        for ask in (lambda: list(session.rows("SELECT stop()")), lambda: session.execute("SELECT stop()")):
            with pytest.raises(KeyboardInterrupt):
                ask()


@pytest.mark.parametrize("said", ["Query interrupted", "INTERRUPT Error: Interrupted!"])
def test_an_interruption_of_duckdb_is_no_failure(tmp_path: Path, said: str) -> None:
    class Interrupted:
        def execute(self, text: str) -> None:
            raise RuntimeError(said)

    with opened(small(tmp_path).url) as warehouse:
        session: Any = inside(warehouse, "_connection")
        connection: Any = inside(session, "_connection")
        try:
            vars(session)["_connection"] = Interrupted()
            with pytest.raises(KeyboardInterrupt):
                list(session.rows("SELECT 1"))
        finally:
            vars(session)["_connection"] = connection


def test_where_taking_the_place_fails_the_old_table_stays(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(*into(place, "--replace")).exit_code == 0
    there = tables(place)
    dialect: Any = cast("Any", type(segql_dialect(place)))
    renamed: Callable[..., Any] = dialect.renamed
    broken: list[object] = []

    def first_fails(self: Any, table: Any, to: Any) -> Any:
        if to.name == "kept" and not broken:
            broken.append(table)
            return renamed(self, nodes.table("nowhere"), to)
        return renamed(self, table, to)

    monkeypatch.setattr(dialect, "renamed", first_fails)
    found = run(*into(place, "--replace", "-s", "korea"))
    assert found.exit_code == 1 and "error[engine-failed]" in found.stderr
    assert tables(place) == there and kept(place) == 5


def segql_dialect(place: Place) -> Any:
    with opened(place.url) as warehouse:
        return inside(warehouse, "_backend").dialect


@pytest.mark.parametrize("name", ["people", "PEOPLE", "x.people"])
def test_no_table_of_the_catalog_is_replaced(place: Place, name: str) -> None:
    found = run(*place.given, "--connect", place.url, "--into", name, "--replace")
    assert found.exit_code == 1
    assert f"error[table-exists]: `{name}` is a table of the catalog" in found.stderr
    assert "people" in tables(place)


@pytest.mark.parametrize("name", ["", ".", "a.", "a..b", "a.b.c.d"])
def test_what_is_no_name_of_a_table_is_refused(place: Place, name: str) -> None:
    found = run(*place.given, "--connect", place.url, "--into", name)
    assert found.exit_code == 1 and "error[table-name]" in found.stderr


def test_a_schema_that_is_not_there_is_an_error_of_the_engine(place: Place) -> None:
    there = tables(place)
    found = run(*place.given, "--connect", place.url, "--into", "nowhere.kept")
    assert found.exit_code == 1 and "error[engine-failed]" in found.stderr
    assert tables(place) == there


def test_a_table_may_stand_in_a_schema(tmp_path: Path) -> None:
    needs("duckdb")
    place = small(tmp_path)
    import duckdb

    with duckdb.connect(str(tmp_path / "shop.duckdb")) as connection:
        connection.execute("CREATE SCHEMA analytics; CREATE TABLE analytics.people AS SELECT 1 AS other")
    given = [*place.given, "--connect", place.url]
    assert run(*given, "--into", "analytics.kept").exit_code == 0
    with duckdb.connect(str(tmp_path / "shop.duckdb")) as connection:
        assert connection.execute("SELECT COUNT(*) FROM analytics.kept").fetchall() == [(5,)]


def small(folder: Path) -> Place:
    """A DuckDB file with three customers."""
    (folder / "catalog.yaml").write_text(CATALOG, encoding="utf-8")
    (folder / "demo.segql").write_text(EVERYONE.replace("'", '"'), encoding="utf-8")
    return Place(folder, "duckdb", WAREHOUSES["duckdb"](folder, {"people": PEOPLE}))


def test_views_on_the_table_of_sqlite_stay(tmp_path: Path) -> None:
    place = Place(tmp_path, "sqlite", WAREHOUSES["sqlite"](tmp_path, {"people": PEOPLE}))
    small_files = small(tmp_path).given
    given = [*small_files, "--connect", place.url, "--into", "kept", "--replace"]
    assert run(*given).exit_code == 0
    with sqlite3.connect(tmp_path / "shop.sqlite") as connection:
        connection.execute("CREATE VIEW seen AS SELECT segment FROM kept")
    assert run(*given).exit_code == 0
    with sqlite3.connect(tmp_path / "shop.sqlite") as connection:
        assert connection.execute("SELECT COUNT(*) FROM seen").fetchone() == (5,)


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits on the size of files")
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path, suffix: str, engine: str) -> None:
    needs(engine)
    many = pl.DataFrame({"id": range(50_000), "country": ["KR"] * 50_000})
    place = small(tmp_path)
    (tmp_path / "db").mkdir()
    url = WAREHOUSES[engine](tmp_path / "db", {"people": many})
    folder = tmp_path / "out"
    folder.mkdir()
    out = folder / f"members.{suffix}"
    out.write_text("old", encoding="utf-8")
    code = (
        "import resource, sys; from segql.cli import main; import segql_sql.connect, polars, pyarrow.parquet;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000)); sys.argv[0] = 'segql'; main()"
    )
    # one segment: for many, engines sort on disk
    arguments = ["run", *map(str, place.given), "-s", "korea", "--connect", url, "--out", str(out)]
    result = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True)
    assert result.returncode == 1
    assert result.stderr.startswith(f"error[file-unwritable]: cannot write `{out}`: "), result.stderr
    assert "Traceback" not in result.stderr and result.stdout == ""
    assert out.read_text(encoding="utf-8") == "old" and os.listdir(folder) == [out.name]


@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
def test_members_come_some_at_a_time(tmp_path: Path, engine: str) -> None:
    needs(engine)
    many = pl.DataFrame({"id": range(3 * BATCH + 1), "country": ["KR"] * (3 * BATCH + 1)})
    url = WAREHOUSES[engine](tmp_path, {"people": many})
    catalog = segql.Catalog.load(small_catalog(tmp_path))
    bound = segql.compile('country = "KR"', catalog).at("2025-07-01")
    with opened(url) as warehouse:
        sizes = [len(keys) for _, keys in warehouse.members({"s": bound})]
    assert sizes == [BATCH, BATCH, BATCH, 1]


def small_catalog(folder: Path) -> Path:
    path = folder / "catalog.yaml"
    path.write_text(CATALOG, encoding="utf-8")
    return path


# --- URLs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:pass%40w%2Frd@127.0.0.1:1/d",
        "postgresql://u:pass@word!@127.0.0.1:1/d",
        "postgresql://u:secret@127.0.0.1:port/d",
        "postgresql://u:secret@[::1/d",
        "postgresql://u:secret@127.0.0.1:99999999/d",
        "postgresql://u@127.0.0.1:1/d?password=secret",
        "postgresql://u@127.0.0.1:1/d?nonsense=secret&sslpassword=secret",
        "postgresql:",
        "postgresql://u:secret@127.0.0.1:1/%00",
        "mysql://u:secret@127.0.0.1:1/d?charset=nonsense",
        "mariadb://구:비밀번호@127.0.0.1:1/d",
        "clickhouse://u:secret@127.0.0.1:1/d",
        "redshift://u:secret@127.0.0.1:1/d",
        "duckdb:///nowhere/shop.duckdb",
        "duckdb:///%00",
        "sqlite:",
        "sqlite:///nowhere.sqlite",
        "sqlite:///%00",
    ],
)
def test_a_url_that_leads_nowhere_is_one_clear_error(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    place = small(tmp_path)
    there = sorted(os.listdir(tmp_path))
    found = run(*place.given, "--connect", url)
    assert found.exit_code == 1, found.output
    assert "error[connection-failed]: cannot connect to " in found.stderr
    assert not any(secret in found.output for secret in ("secret", "pass@w", "pass%40", "비밀"))
    assert sorted(os.listdir(tmp_path)) == there


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    place = small(tmp_path)
    (tmp_path / "text.db").write_text("no database" * 200, encoding="utf-8")
    for kind in ("duckdb", "sqlite"):
        found = run(*place.given, "--connect", f"{kind}:///{tmp_path}/text.db")
        assert found.exit_code == 1 and "error[connection-failed]" in found.stderr, found.output


@pytest.mark.parametrize("url", [":", "//", "DUCKDB :x", "http://x", "jdbc:postgresql://x"])
def test_a_url_of_no_kind_is_told_so(tmp_path: Path, url: str) -> None:
    found = run(*small(tmp_path).given, "--connect", url)
    assert found.exit_code == 1 and "error[unknown-url]" in found.stderr


@pytest.mark.parametrize(("url", "name"), [("sqlite:///x", "sqlite"), ("postgres://x", "postgres")])
def test_an_engine_that_reads_no_files_says_so(tmp_path: Path, url: str, name: str) -> None:
    found = run(*small(tmp_path).given, "--connect", url, "--data", tmp_path)
    assert found.exit_code == 1
    assert f"error[unknown-url]: {name} reads no folder of files" in found.stderr


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    given = [*small(tmp_path).given, "--connect", "duckdb:", "--data"]
    assert "error[data-missing-path]" in run(*given, tmp_path / "nowhere").stderr
    assert "error[data-unknown-format]" in run(*given, tmp_path / "catalog.yaml").stderr


def test_a_file_that_is_none_of_parquet_matters_only_where_it_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "a [1] *b"
    folder.mkdir()
    PEOPLE.write_parquet(folder / "people.parquet")
    (folder / "other.parquet").write_bytes(b"PAR1 cut short")
    given = [*small(tmp_path).given, "--connect", "duckdb:", "--data", folder]
    assert run(*given).exit_code == 0
    (folder / "people.parquet").write_bytes(b"PAR1 cut short")
    found = run(*given)
    assert found.exit_code == 1 and "error[engine-failed]: duckdb failed: " in found.stderr


@pytest.mark.parametrize(
    ("url", "said", "shown"),
    [
        ("postgresql://u:secret@h/d", "no secret for u:secret@h", "no *** for u:***@h"),
        ("postgresql://u:p%40ss@h/d", "p@ss and p%40ss", "*** and ***"),
        ("postgresql://u:a@h/d", "a failure at all", "*** failure at all"),
        ("databricks://token:dapi123@h?http_path=/x", "xdapi123x", "x***x"),
        ("trino://u@h/c?access_token=abcdefg", "bad abcdefg", "bad ***"),
        ("duckdb:///file", "file", "file"),
    ],
)
def test_secrets_are_hidden(url: str, said: str, shown: str) -> None:
    (found,) = hidden(error(EngineError, "engine-failed", said), url).diagnostics
    assert found.message == shown


def test_where_the_schema_is_not_named_the_table_of_another_is_not_read(tmp_path: Path) -> None:
    needs("duckdb")
    import duckdb

    place = small(tmp_path)
    with duckdb.connect(str(tmp_path / "shop.duckdb")) as connection:
        connection.execute("CREATE SCHEMA other; CREATE TABLE other.people AS SELECT 1 AS contry")
    catalog = tmp_path / "other.yaml"
    catalog.write_text(CATALOG.replace("country:", "contry:"), encoding="utf-8")
    segments = tmp_path / "b.segql"
    segments.write_text('segment a = contry = "KR"', encoding="utf-8")
    found = run(segments, "-c", catalog, "--connect", place.url)
    assert "error[data-missing-column]" in found.stderr


def test_keys_of_two_kinds_are_an_error(tmp_path: Path) -> None:
    path = tmp_path / "mixed.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE people (id, country TEXT)")
        rows: Sequence[tuple[object, str]] = [(1, "KR"), ("a", "KR")]
        connection.executemany("INSERT INTO people VALUES (?, ?)", rows)
    connection.close()
    out = tmp_path / "out.parquet"
    found = run(*small(tmp_path).given, "--connect", f"sqlite:///{path}", "--out", out)
    assert found.exit_code == 1 and "error[data-key-type]" in found.stderr, found.output
    assert not out.exists()


# --- servers that are taken for others ------------------------------------------------------------


def test_a_mariadb_that_is_called_mysql_is_taken_for_what_it_is(tmp_path: Path) -> None:
    needs("mariadb")
    url = WAREHOUSES["mariadb"](tmp_path, {"people": PEOPLE})
    with opened(url.replace("mariadb://", "mysql://", 1)) as warehouse:
        assert warehouse.name == "mariadb"


def test_columns_that_no_driver_describes_are_found_by_a_query(tmp_path: Path) -> None:
    needs("postgres")
    url = WAREHOUSES["postgres"](tmp_path, {"people": PEOPLE}).replace("postgresql:", "redshift:", 1)
    given = [*small(tmp_path).given, "--connect", url]
    assert "error[data-missing-table]" not in run(*given).stderr  # texts for Redshift alone fail later
    (tmp_path / "demo.segql").write_text('segment a = contry = "KR"', encoding="utf-8")
    for table, code in (("people", "missing-column"), ("nowhere", "missing-table")):
        attributes = "{contry: {type: string, column: contry}}"
        (tmp_path / "catalog.yaml").write_text(
            f"customers: {{table: {table}, key: id, attributes: {attributes}}}", encoding="utf-8"
        )
        assert f"error[data-{code}]" in run(*given).stderr


def test_a_table_of_a_catalog_of_schemas_is_found_by_a_query(tmp_path: Path) -> None:
    needs("postgres")
    url = WAREHOUSES["postgres"](tmp_path, {"people": PEOPLE})
    given = [*small(tmp_path).given, "--connect", url, "--format", "csv"]
    named = CATALOG.replace("people", "postgres.public.people")
    (tmp_path / "catalog.yaml").write_text(named, encoding="utf-8")
    found = run(*given)
    assert found.stdout.splitlines()[1:2] == ["everyone,3,1.0"], found.output
