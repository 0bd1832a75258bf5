"""`segql sql`: queries that a database answers with the members."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest
from click.testing import Result

Run = Callable[..., Result]
Write = Callable[[str, str], Path]

AS_OF = ["--as-of", "2025-07-01T00:00:00Z"]
TEXT = """
segment asia = country in ["KR", "JP"]
segment one_country = country = $country
"""


@pytest.fixture
def given(shop: Path, write: Write) -> list[object]:
    return [
        "sql",
        write("a.segql", TEXT),
        "--catalog",
        shop / "catalog.yaml",
        *AS_OF,
        "--param",
        "country=US",
    ]


def test_each_query_stands_under_its_segments_name(segql: Run, given: list[object], shop: Path) -> None:
    result = segql(*given, "--dialect", "duckdb")
    assert result.exit_code == 0 and result.stderr == ""
    parts = result.stdout.split("\n\n")
    assert [part.splitlines()[0] for part in parts] == ["-- asia", "-- one_country"]
    assert all(part.rstrip().endswith(";") for part in parts)
    customers = pl.read_parquet(shop / "data" / "customers.parquet")
    with duckdb.connect() as database:
        database.execute(f"create table customers as from '{shop / 'data' / 'customers.parquet'}'")
        for part, countries in zip(parts, (["KR", "JP"], ["US"]), strict=True):
            expected = customers.filter(pl.col("country").is_in(countries))["customer_id"].sort().to_list()
            assert [key for (key,) in database.execute(part).fetchall()] == expected


def test_the_whole_output_is_one_script(segql: Run, given: list[object]) -> None:
    script = segql(*given, "--dialect", "sqlite").stdout
    with sqlite3.connect(":memory:") as database:
        database.execute("create table customers (customer_id text, country text)")
        database.executescript(script)


def test_one_segment_may_be_chosen(segql: Run, given: list[object]) -> None:
    result = segql(*given, "--dialect", "duckdb", "--segment", "asia")
    assert result.exit_code == 2  # `$country` is no parameter of it
    result = segql(*given[:-2], "--dialect", "duckdb", "--segment", "asia")
    assert result.exit_code == 0 and "-- one_country" not in result.stdout


def test_a_name_cannot_leave_its_comment(segql: Run, shop: Path, write: Write) -> None:
    path = write("a.json", '{"a\\n; drop table customers; \\u2028--": "country = \'CA\'"}')
    result = segql("sql", path, "-c", shop / "catalog.yaml", "-d", "sqlite")
    comments = [line for line in result.stdout.splitlines() if "drop table" in line]
    assert comments and all(line.startswith("-- ") for line in comments)


@pytest.mark.parametrize(
    ("dialect", "said"), [("duckdbb", "did you mean `duckdb`?"), ("polars", "no dialect of SQL")]
)
def test_an_unknown_dialect_is_wrong_usage(segql: Run, given: list[object], dialect: str, said: str) -> None:
    result = segql(*given, "--dialect", dialect)
    assert result.exit_code == 2 and said in result.stderr


def test_live_queries_are_of_no_day(segql: Run, write: Write, shop: Path) -> None:
    path = write("a.segql", "segment recent = placed_order in last 1 month\n")
    result = segql("sql", path, "--catalog", shop / "catalog.yaml", "--dialect", "sqlite", "--live")
    assert result.exit_code == 0 and result.stderr == ""
    assert result.stdout.count("'now'") == 1
    assert segql("sql", path, "-c", shop / "catalog.yaml", "-d", "sqlite", "--live").stdout == result.stdout


def test_live_queries_take_no_instant(segql: Run, given: list[object]) -> None:
    result = segql(*given, "--dialect", "duckdb", "--live")
    assert result.exit_code == 2 and result.stdout == ""
    assert "live SQL has no `as_of`" in result.stderr


def test_with_placeholders_the_values_stand_below_the_text(segql: Run, given: list[object]) -> None:
    result = segql(*given, "--dialect", "postgres", "--placeholders", "pyformat", "--segment", "one_country")
    assert result.exit_code == 0 and result.stderr == ""
    assert "%(p0)s" in result.stdout
    assert result.stdout.rstrip().splitlines()[-1] == '-- values: {"p0": "US"}'


def test_an_unknown_style_of_placeholders_is_told(segql: Run, given: list[object]) -> None:
    result = segql(*given, "--dialect", "duckdb", "--placeholders", "dollars")
    assert result.exit_code == 1
    assert "unknown style of placeholders `dollars`" in result.stderr


def test_together_a_query_names_the_segment_of_each_member(
    segql: Run, given: list[object], shop: Path
) -> None:
    alone = segql(*given, "--dialect", "duckdb").stdout.split("\n\n")
    result = segql(*given, "--dialect", "duckdb", "--together")
    assert result.exit_code == 0 and result.stderr == ""
    assert result.stdout.splitlines()[0] == "-- asia, one_country"
    with duckdb.connect() as database:
        database.execute(f"create table customers as from '{shop / 'data' / 'customers.parquet'}'")
        expected = [
            (name, key)
            for name, text in zip(("asia", "one_country"), alone, strict=True)
            for (key,) in database.execute(text).fetchall()
        ]
        assert database.execute(result.stdout).fetchall() == expected


def test_together_there_are_no_placeholders(segql: Run, given: list[object]) -> None:
    result = segql(*given, "--dialect", "duckdb", "--together", "--placeholders", "qmark")
    assert result.exit_code == 2 and "--together goes without --placeholders" in result.stderr
