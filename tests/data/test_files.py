"""The same shop in files of every kind gives the same canonical data."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import duckdb
import pandas as pd  # pyright: ignore[reportMissingTypeStubs]
import polars as pl
import pytest
from data.shop import CATALOG, NOON, USES, bought, canonical, person, refused, tables

import segql
from segql.data import Canonical, DatabaseTable, Tables, open_tables
from segql.diagnostics import DataError

CSV = {
    "people": (
        "id,name,age,balance,score,active,born,seen,tags,codes,lat,lon\n"
        'a,Kim,30,1.50,0.5,true,2000-02-29,2024-03-31T12:00:00Z,"[""x""]",[1],1.0,2.0\n'
        ",,,,,,,,,,,\n"
        '"b\n",,,,nan,0,,2024-03-31 14:00,,,91,2\n'
    ),
    "log": "who,at,kind,shop,test,order,total\na,2024-03-31T12:00:00Z,buy,1,false,1,9.99\nz,,buy,1,false,,\n",
    "letters": "who,on\na,1\nb,\n",
}
ROWS: Mapping[str, Sequence[Mapping[str, object]]] = tables(
    people=[person(), {"id": "b\n", "active": False, "seen": NOON, "lat": 91.0, "lon": 2.0}],
    log=[bought(), bought(who="z", at=None)],
)


Write = Callable[[Path], Path]


def contents(found: Canonical) -> dict[str, object]:
    """All that is canonical, to compare."""
    return {
        "customers": found.customers.collect().to_dicts(),
        "bought": found.events_of("bought").collect().to_dicts(),
        "viewed": found.events_of("viewed").collect().to_dicts(),
        "letter": found.members_of("letter").collect().to_dicts(),
        "strays": found.strays,
    }


def frames() -> dict[str, pl.DataFrame]:
    """The shop as Polars frames."""
    return {name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in ROWS.items()}


def write_csv(folder: Path) -> Path:
    for name, text in CSV.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


def write_parquet(folder: Path) -> Path:
    for name, frame in frames().items():
        frame.write_parquet(folder / f"{name}.parquet")
    return folder


def write_ndjson(folder: Path) -> Path:
    for name, rows in ROWS.items():
        lines = [json.dumps(row, default=str) for row in rows]
        (folder / f"{name}.ndjson").write_text("\n\n".join(lines))
    return folder


def write_duckdb(folder: Path) -> Path:
    with closing(duckdb.connect(str(folder / "shop.db"))) as connection:
        for name, frame in frames().items():
            connection.register("given", cast("Any", frame.to_arrow()))
            connection.execute(f"create table {name} as from given")
    return folder / "shop.db"


def write_sqlite(folder: Path) -> Path:
    with closing(sqlite3.connect(folder / "shop.duckdb")) as connection:  # the bytes tell, not the suffix
        for name, frame in frames().items():
            columns = ", ".join(f'"{column}"' for column in frame.columns)
            connection.execute(f"create table {name} ({columns})")
            marks = ", ".join("?" * frame.width)
            rows = [[_cell(value) for value in row] for row in frame.iter_rows()]
            connection.executemany(f"insert into {name} values ({marks})", rows)  # noqa: S608 -- our own names
        connection.commit()
    return folder / "shop.duckdb"


def _cell(value: object) -> object:
    match value:
        case None | str() | int() | float():
            return value
        case list():
            return json.dumps(value)
        case dt.date():
            return value.isoformat()
        case _:
            return float(str(value))


@pytest.mark.parametrize("write", [write_csv, write_parquet, write_ndjson, write_duckdb, write_sqlite])
def test_files_and_rows_are_the_same_data(write: Write, tmp_path: Path) -> None:
    found = Canonical(CATALOG, open_tables(write(tmp_path), CATALOG), USES)
    assert contents(found) == contents(canonical(ROWS))


def test_frames_and_rows_are_the_same_data() -> None:
    expected = contents(canonical(ROWS))
    eager = frames()
    assert contents(canonical({name: frame.lazy() for name, frame in eager.items()})) == expected
    assert (
        contents(canonical({name: cast("Any", frame.to_arrow()) for name, frame in eager.items()}))
        == expected
    )
    readers = {name: cast("Any", frame.to_arrow()).to_reader() for name, frame in eager.items()}
    assert contents(canonical(readers)) == expected
    pandas = {name: pd.DataFrame(frame.to_dicts()) for name, frame in eager.items()}
    assert contents(canonical(pandas)) == expected


def test_raw_columns_of_text_files_have_their_types(tmp_path: Path) -> None:
    tables = Tables(CATALOG, open_tables(write_csv(tmp_path), CATALOG))
    people = tables.raw("people", ["id", "age", "balance", "born", "active", "codes", "lat"]).collect()
    assert people.schema == {
        "id": pl.String, "age": pl.Int64, "balance": pl.Decimal(38, 2), "born": pl.Date,
        "active": pl.Boolean, "codes": pl.List(pl.Int64), "lat": pl.Float64,
    }  # fmt: skip
    log = tables.raw("log", ["shop", "test", "kind", "total"]).collect()
    assert [log.schema[name] for name in ("shop", "test", "kind")] == [pl.Int64, pl.Boolean, pl.String]
    assert str(log["total"].item(0)) == "9.99"


def test_ndjson_keeps_every_digit(tmp_path: Path) -> None:
    (tmp_path / "people.ndjson").write_text('{"id": "a", "balance": 1234567890123456.78}\n')
    tables = Tables(CATALOG, {"people": tmp_path / "people.ndjson"})
    assert str(tables.raw("people", ["balance"]).collect()["balance"].item()) == "1234567890123456.78"


UNREADABLE = {
    "an integer": (
        "csv",
        'id,age\n1,\n"2\n",\n\n3,x\n',
        "data-unparsable",
        "`people.age`, line 6: `x` is not a valid integer",
    ),
    "a large integer": (
        "csv",
        "id,age\n1,99999999999999999999\n",
        "data-out-of-range",
        "`people.age`, line 2: `99999999999999999999` has more than 64 bits",
    ),
    "a field too many": (
        "csv",
        "id,age\n1,2,3\n",
        "data-unreadable",
        "cannot read the table `people`: found more fields than defined in 'Schema'",
    ),
    "an empty file": ("csv", "", "data-unreadable", "cannot read `{path}`: it has no header line"),
    "a name twice": (
        "csv",
        "id,age,id\n",
        "data-unreadable",
        "cannot read `{path}`: two columns are called `id`",
    ),
    "a number of JSON": (
        "ndjson",
        '{"id": 1}\n\n{"id": 2, "age": 1.5}\n',
        "data-unparsable",
        "`people.age`, line 3: `1.5` is not a valid integer",
    ),
    "no object": (
        "ndjson",
        '{"id": 1, "age": 2}\n[1]\n',
        "data-unreadable",
        "cannot read `{path}`, line 2: it is not a JSON object",
    ),
    "no column": (
        "ndjson",
        '{"id": 1, "ages": 2}\n',
        "data-missing-column",
        "the table `people` has no column `age`",
    ),
    "no Parquet": ("parquet", "PAR1", "data-unreadable", None),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_named(name: str, tmp_path: Path) -> None:
    suffix, text, code, message = UNREADABLE[name]
    path = tmp_path / f"people.{suffix}"
    path.write_text(text)
    uses = type(USES)(frozenset(["age"]), {}, frozenset(), frozenset())
    found = refused({"people": path}, uses).diagnostics[0]
    assert found.code == code
    assert message is None or found.message == message.replace("{path}", str(path))


def test_a_parquet_file_cut_short_is_refused(tmp_path: Path) -> None:
    folder = write_parquet(tmp_path)
    whole = (folder / "log.parquet").read_bytes()
    (folder / "log.parquet").write_bytes(whole[: len(whole) // 2])
    assert refused(open_tables(folder, CATALOG)).diagnostics[0].code == "data-unreadable"


def opening(path: Path) -> str:
    with pytest.raises(DataError) as caught:
        open_tables(path, CATALOG)
    assert len(caught.value.diagnostics) == 1
    return caught.value.diagnostics[0].code


def test_what_is_no_data_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing")
    assert opening(tmp_path / "nowhere") == "data-missing-path"
    assert opening(tmp_path / "notes.txt") == "data-unknown-format"
    assert opening(tmp_path) == "data-missing-table"
    write_csv(tmp_path)
    (tmp_path / "log.parquet").touch()
    assert opening(tmp_path) == "data-ambiguous-table"


@pytest.mark.parametrize("write", [write_duckdb, write_sqlite])
def test_a_damaged_database_is_refused(write: Write, tmp_path: Path) -> None:
    path = write(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[:64] + b"\xff" * (len(whole) - 64))
    assert opening(path) == "data-unreadable"


def test_tables_of_a_database_are_found_by_name(tmp_path: Path) -> None:
    path = write_sqlite(tmp_path)
    assert open_tables(path, CATALOG)["log"] == DatabaseTable(path, "sqlite", "log")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("alter table log rename to logs")
    with pytest.raises(DataError) as caught:
        open_tables(path, CATALOG)
    assert caught.value.diagnostics[0].help == "did you mean `logs`?"


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.97])
def test_a_sqlite_file_that_is_cut_short_is_an_error(tmp_path: Path, kept: float) -> None:
    path = tmp_path / "shop.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table customers (id integer, n integer)")
        connection.executemany("insert into customers values (?, ?)", [(i, i) for i in range(5_000)])
        connection.commit()
    catalog = segql.Catalog.load(
        {"customers": {"table": "customers", "key": "id", "attributes": {"n": "integer"}}}
    )
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * kept)])
    with pytest.raises(DataError) as caught:
        segql.compile("n > 10", catalog).members(open_tables(path, catalog))
    assert [each.code for each in caught.value.diagnostics] == ["data-unreadable"]
