"""Columns at the ends of what can be stored: a value or a named error, on every engine."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import segql
from segql.data import Tables, open_tables

UTC = dt.UTC
ENGINES = ["python", "polars", "duckdb", "sqlite"]
CATALOG = segql.Catalog.load(
    {
        "customers": {
            "table": "people",
            "key": "id",
            "attributes": {"size": "float", "paid": "decimal(2)", "day": "date", "seen": "datetime"},
        },
        "events": {"did": {"table": "log", "customer": "who", "time": "seen", "id": "number"}},
    }
)


@pytest.mark.parametrize("backend", ENGINES)
@pytest.mark.parametrize("dtype", [pl.UInt64, pl.Int128])
def test_integers_past_64_bits_are_floats_and_ids(backend: str, dtype: type[pl.DataType]) -> None:
    large = pl.Series([2**63 + 4096, 2**63 + 4097, 2**63 + 4097], dtype=dtype)
    data = {
        "people": pl.DataFrame({"id": [1, 2, 3], "size": large}),
        "log": pl.DataFrame(
            {"who": [1, 1, 1], "seen": [dt.datetime(2024, 1, 1, tzinfo=UTC)] * 3, "number": large}
        ),
    }
    text = "size > 9223372036854775807 and did exactly 2 times"
    assert segql.compile(text, CATALOG).members(data, as_of="2024-02-01", backend=backend) == [1]


@pytest.mark.parametrize("backend", ENGINES)
@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("day is set", pl.Series("day", [2**31 - 1], dtype=pl.Int32).cast(pl.Date), "2147483647 days"),
        ("day is set", pl.Series("day", [2**62]).cast(pl.Datetime("ms")), f"{2**62} ms"),
        ("seen is set", pl.Series("seen", [2**63 - 1]).cast(pl.Datetime("us")), f"{2**63 - 1} us"),
        ("seen is set", pl.Series("seen", [-(2**62)]).cast(pl.Datetime("us", "UTC")), f"-{2**62} us"),
    ],
)
def test_times_that_no_calendar_has_are_told_in_words(
    backend: str, text: str, column: pl.Series, message: str
) -> None:
    data = {"people": pl.DataFrame({"id": [1], column.name: column})}
    with pytest.raises(segql.DataError, match=f"`{message} from 1970-01-01`"):
        segql.compile(text, CATALOG).members(data, as_of="2024-02-01", backend=backend)


@pytest.mark.parametrize("backend", ENGINES)
@pytest.mark.parametrize("framed", [False, True])
def test_decimals_written_as_text_are_the_numbers_they_say(backend: str, framed: bool) -> None:
    rows = [
        {"id": key, "paid": paid} for key, paid in enumerate(["1.50", "-0.05", " +2.", ".5", None, "0.00"])
    ]
    people = pl.DataFrame(rows) if framed else rows
    for text, members in {
        "paid > 1.5": [2],
        "paid = 1.50": [0],
        "paid < 0": [1],
        "paid = 0.5": [3],
        "paid = 0": [5],
        "paid is missing": [4],
    }.items():
        assert segql.compile(text, CATALOG).members({"people": people}, backend=backend) == members


@pytest.mark.parametrize("backend", ENGINES)
@pytest.mark.parametrize(
    "data", [None, [1], "x", 3, {"people": [{1: 2}]}, {"people": [3]}, {"people": object()}]
)
def test_what_is_no_data_is_an_error_of_ours(backend: str, data: Any) -> None:
    with pytest.raises(segql.DataError):
        segql.compile("paid > 1", CATALOG).members(data, backend=backend)


@pytest.mark.parametrize("backend", ENGINES)
def test_a_lazy_frame_that_fails_is_an_error_of_ours(backend: str) -> None:
    texts = pl.LazyFrame({"id": [1], "size": ["x"]})
    people = texts.with_columns(pl.col("size").cast(pl.Float64))
    with pytest.raises(segql.SegqlError, match="conversion from"):
        segql.compile("size > 1", CATALOG).members({"people": people}, backend=backend)


@pytest.mark.parametrize("customer", [None, 3, "x", []])
def test_what_is_no_customer_is_an_error_of_ours(customer: Any) -> None:
    with pytest.raises(segql.DataError):
        segql.compile("paid > 1", CATALOG).matches(customer)


def test_a_column_of_a_database_is_called_by_its_name(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.db")) as database:
        script = (
            "create table log(who); create table people(id, size); insert into people values (1, 2), (2, 'x')"
        )
        database.executescript(script)
    with pytest.raises(segql.DataError, match=r"`people\.size`"):
        segql.compile("size > 1", CATALOG).members(open_tables(tmp_path / "a.db", CATALOG))


def test_only_the_columns_asked_for_are_made_of_a_wide_file(tmp_path: Path) -> None:
    names = ["id", "size", *[f"c{number}" for number in range(300)]]
    (tmp_path / "people.csv").write_text(f"{','.join(names)}\n{',' * 301}\n7,{',' * 300}x\n")
    data = {"people": tmp_path / "people.csv"}
    assert segql.compile("size is missing", CATALOG).members(data) == ["7"]
    assert Tables(CATALOG, data).stored("people", ["id"]).schema.names() == ["id"]
