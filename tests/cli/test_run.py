"""`segql run`: counts, members, and what can be wrong."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest
from click.testing import Result

Run = Callable[..., Result]
Write = Callable[[str, str], Path]

AS_OF = ["--as-of", "2025-07-01T00:00:00Z"]
TEXT = 'segment asia "in Asia" = country in ["KR", "JP"]\nsegment nobody = country = "XX"\n'


@pytest.fixture
def given(shop: Path, write: Write) -> list[object]:
    """Segments, catalog and data, as arguments."""
    return ["run", write("a.segql", TEXT), "--catalog", shop / "catalog.yaml", "--data", shop / "data"]


def in_asia(shop: Path) -> list[str]:
    customers = pl.read_parquet(shop / "data" / "customers.parquet")
    return customers.filter(pl.col("country").is_in(["KR", "JP"]))["customer_id"].sort().to_list()


def test_a_table_counts_members(segql: Run, given: list[object], shop: Path) -> None:
    result = segql(*given, *AS_OF)
    number = len(in_asia(shop))
    assert result.exit_code == 0 and result.stderr == ""
    assert result.stdout.splitlines() == [
        "segment  members   share  description",
        "-------  -------  ------  -----------",
        f"asia     {number:>7}  {number / 5:.1f} %  in Asia",
        "nobody         0   0.0 %",
        "",
        "500 customers, as of 2025-07-01T00:00:00Z",
    ]


def test_json_has_exactly_the_documented_form(segql: Run, given: list[object], shop: Path) -> None:
    number = len(in_asia(shop))
    assert json.loads(segql(*given, *AS_OF, "--format", "json").stdout) == {
        "as_of": "2025-07-01T00:00:00Z",
        "customers": 500,
        "segments": [
            {"name": "asia", "members": number, "share": number / 500},
            {"name": "nobody", "members": 0, "share": 0.0},
        ],
    }


def test_csv_has_name_members_share(segql: Run, given: list[object], shop: Path) -> None:
    number = len(in_asia(shop))
    expected = f"name,members,share\nasia,{number},{number / 500}\nnobody,0,0.0\n"
    assert segql(*given, *AS_OF, "--format", "csv").stdout == expected


@pytest.mark.parametrize(
    "as_of", ["2025-07-01T00:00:00Z", "2025-07-01T09:00:00", "2025-07-01T02:00:00+02:00"]
)
def test_as_of_is_printed_in_utc_and_read_on_the_catalogs_clock(
    segql: Run, given: list[object], as_of: str
) -> None:
    result = segql(*given, "--as-of", as_of, "--format", "json")
    assert json.loads(result.stdout)["as_of"] == "2025-07-01T00:00:00Z"


@pytest.mark.parametrize("engine", ["python", "polars", "duckdb", "sqlite"])
def test_every_engine_gives_the_same(segql: Run, shop: Path, tmp_path: Path, engine: str) -> None:
    given = ("run", shop / "demo.segql", "-c", shop / "catalog.yaml", "-d", shop / "data", *AS_OF)
    chosen = ("-s", "cart_abandoners", "-s", "loyal", "-s", "middle_spenders")
    backwards = ("-s", "middle_spenders", "-s", "loyal", "-s", "cart_abandoners")
    out, expected = tmp_path / "members.csv", tmp_path / "expected.csv"
    assert segql(*given, *chosen, "--engine", engine, "--out", out).exit_code == 0
    assert segql(*given, *backwards, "--out", expected).exit_code == 0
    assert out.read_bytes() == expected.read_bytes()
    assert len(out.read_text().splitlines()) > 100


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_members_are_written_sorted_by_segment_and_key(
    segql: Run, given: list[object], shop: Path, tmp_path: Path, write: Write, suffix: str
) -> None:
    given[1] = write("b.segql", TEXT.replace("nobody", "a_first").replace('"XX"', '"JP"'))
    out = tmp_path / f"members.{suffix}"
    assert segql(*given, *AS_OF, "--out", out).exit_code == 0
    frame = pl.read_parquet(out) if suffix == "parquet" else pl.read_csv(out)
    assert frame.columns == ["segment", "customer_id"]
    assert frame["segment"].unique(maintain_order=True).to_list() == ["a_first", "asia"]
    assert frame.equals(frame.sort("segment", "customer_id"))
    assert frame.filter(segment="asia")["customer_id"].to_list() == in_asia(shop)
    assert sorted(os.listdir(tmp_path)) == ["a.segql", "b.segql", f"members.{suffix}"]


@pytest.mark.parametrize("shape", ["long", "wide", "bitmap"])
@pytest.mark.parametrize("source", [["--engine", "python"], ["--engine", "duckdb"], ["--connect", "duckdb:"]])
def test_every_source_writes_the_same_shapes(
    segql: Run, given: list[object], tmp_path: Path, shape: str, source: list[str]
) -> None:
    expected, out = tmp_path / "expected.parquet", tmp_path / "m.parquet"
    assert segql(*given, *AS_OF, "--out", expected, "--shape", shape).exit_code == 0
    result = segql(*given, *AS_OF, *source, "--out", out, "--shape", shape, "--format", "csv")
    assert result.exit_code == 0
    assert pl.read_parquet(out).equals(pl.read_parquet(expected))
    assert result.stdout == segql(*given, *AS_OF, "--format", "csv").stdout


def test_the_wide_shape_is_the_customers_with_a_column_a_segment(
    segql: Run, given: list[object], shop: Path, tmp_path: Path
) -> None:
    assert segql(*given, *AS_OF, "--out", tmp_path / "m.csv", "--shape", "wide").exit_code == 0
    frame = pl.read_csv(tmp_path / "m.csv")
    assert frame.columns == ["customer_id", "asia", "nobody"] and frame.height == 500
    assert frame.filter("asia")["customer_id"].to_list() == in_asia(shop) and not frame["nobody"].any()


def test_integer_keys_stay_integers(segql: Run, write: Write, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    pl.DataFrame({"id": [30, 4, 100], "n": [1, 2, None]}).write_parquet(data / "people.parquet")
    catalog = write(
        "c.json", json.dumps({"customers": {"table": "people", "key": "id", "attributes": {"n": "integer"}}})
    )
    out = tmp_path / "m.parquet"
    result = segql("run", write("a.segql", "n is set"), "-c", catalog, "-d", data, "--out", out)
    assert result.exit_code == 0
    assert pl.read_parquet(out).to_dict(as_series=False) == {"segment": ["segment"] * 2, "id": [4, 30]}


def test_a_file_that_is_there_is_replaced_and_keeps_its_mode(
    segql: Run, given: list[object], tmp_path: Path
) -> None:
    out = tmp_path / "members.csv"
    out.write_text("old")
    out.chmod(0o640)
    assert segql(*given, *AS_OF, "--out", out).exit_code == 0
    assert out.read_text().startswith("segment,customer_id\nasia,")
    assert out.stat().st_mode & 0o777 == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits on the size of files")
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    given: list[object], tmp_path: Path, suffix: str
) -> None:
    out = tmp_path / f"members.{suffix}"
    out.write_text("old")
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600));"
        "sys.argv[0] = 'segql'; from segql.cli import main; main()"
    )
    arguments = [str(each) for each in (*given, *AS_OF, "--out", out)]
    result = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True)
    assert result.returncode == 1
    assert result.stderr.startswith(f"error[file-unwritable]: cannot write `{out}`: ")
    assert "Traceback" not in result.stderr and result.stdout == ""
    assert out.read_text() == "old"
    assert sorted(os.listdir(tmp_path)) == ["a.segql", out.name]


@pytest.mark.parametrize(
    ("out", "shape"),
    [
        ("members.xlsx", "long"),
        ("members", "long"),
        ("nowhere/members.csv", "long"),
        ("members.csv", "bitmap"),
    ],
)
def test_an_out_that_cannot_be_is_wrong_usage(
    segql: Run, given: list[object], tmp_path: Path, out: str, shape: str
) -> None:
    result = segql(*given, "--out", tmp_path / out, "--shape", shape)
    assert result.exit_code == 2 and "Invalid value for --out" in result.stderr


def test_a_segment_called_as_the_key_is_no_column(
    segql: Run, given: list[object], tmp_path: Path, write: Write
) -> None:
    given[1] = write("b.segql", 'segment customer_id = country = "KR"')
    result = segql(*given, *AS_OF, "--out", tmp_path / "m.csv", "--shape", "wide")
    assert result.exit_code == 2 and "would be called `customer_id`" in result.stderr
    assert segql(*given, *AS_OF, "--out", tmp_path / "m.csv").exit_code == 0


def test_a_folder_is_no_out(segql: Run, given: list[object], tmp_path: Path) -> None:
    (tmp_path / "members.csv").mkdir()
    result = segql(*given, "--out", tmp_path / "members.csv")
    assert result.exit_code == 1 and "error[file-unwritable]" in result.stderr


def test_only_the_chosen_segments_run(segql: Run, given: list[object]) -> None:
    found = json.loads(segql(*given, "--segment", "nobody", "--format", "json").stdout)
    assert [each["name"] for each in found["segments"]] == ["nobody"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--segment", "asai"], "did you mean `asia`?"),
        (["--engine", "polar"], "polars"),
        (["--as-of", "soon"], "error[as-of]"),
        (["--param", "floor=1"], "there is no parameter `$floor`"),
        (["--param", "floor"], "NAME=VALUE"),
        (["--limit", "text_byte=1"], "did you mean text_bytes?"),
        (["--limit", "text_bytes=many"], "text_bytes"),
        (["--limit", "nesting=0"], "nesting"),
        (["--format", "xml"], "--format"),
        (["--shape", "wide"], "--shape belongs to --out"),
        (["--colour"], "--colour"),
    ],
)
def test_wrong_usage_exits_with_two(segql: Run, given: list[object], arguments: list[str], said: str) -> None:
    result = segql(*given, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr and result.stdout == ""


def test_limits_reach_the_checker(segql: Run, given: list[object]) -> None:
    result = segql(*given, "--limit", "text_bytes=20")
    assert result.exit_code == 1 and "error[limit-" in result.stderr


def test_parameters_are_given_by_name_and_repeated_for_lists(
    segql: Run, given: list[object], write: Write
) -> None:
    given[1] = write(
        "p.segql",
        "segment a = country in $countries and age(birthday) >= $floor\nsegment b = age(birthday) < $floor",
    )

    def counts(*arguments: str) -> list[int]:
        result = segql(*given, *AS_OF, "--format", "json", *arguments)
        return [each["members"] for each in json.loads(result.stdout)["segments"]]

    one = counts("--param", "countries=KR", "-p", "floor=40")
    two = counts("--param", "countries=KR", "--param", "countries=JP", "--param", "floor=40")
    assert two[0] > one[0] > 0 and two[1] == one[1]
    missing = segql(*given, "--param", "countries=KR")
    assert missing.exit_code == 2 and "no value is given for `$floor`" in missing.stderr


def test_rows_of_unknown_customers_are_reported(
    segql: Run, given: list[object], shop: Path, tmp_path: Path, write: Write
) -> None:
    data = tmp_path / "data"
    shutil.copytree(shop / "data", data)
    customers = pl.read_parquet(data / "customers.parquet")
    orders = pl.read_parquet(data / "events.parquet").filter(event="Placed Order")
    gone = orders["customer_id"][0]
    customers.filter(pl.col("customer_id") != gone).write_parquet(data / "customers.parquet")
    given[1], given[5] = write("o.segql", "segment buyers = placed_order"), data
    result = segql(*given, *AS_OF)
    rows = orders.filter(customer_id=gone).height
    assert result.exit_code == 0
    assert f"{rows} rows of `placed_order` belong to no known customer" in result.stderr


def test_no_customers_have_no_share(segql: Run, given: list[object], shop: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(shop / "data", data)
    pl.read_parquet(data / "customers.parquet").clear().write_parquet(data / "customers.parquet")
    given[5] = data
    found = json.loads(segql(*given, *AS_OF, "--format", "json").stdout)
    assert found["customers"] == 0 and [each["share"] for each in found["segments"]] == [0.0, 0.0]


def _no_folder(data: Path) -> None:
    shutil.rmtree(data)


def _no_table(data: Path) -> None:
    (data / "customers.parquet").unlink()


def _cut_short(data: Path) -> None:
    whole = (data / "customers.parquet").read_bytes()
    (data / "customers.parquet").write_bytes(whole[: len(whole) // 2])


def _empty(data: Path) -> None:
    (data / "customers.parquet").write_bytes(b"")


def _no_column(data: Path) -> None:
    pl.read_parquet(data / "customers.parquet").drop("country").write_parquet(data / "customers.parquet")


def _wrong_type(data: Path) -> None:
    frame = pl.read_parquet(data / "customers.parquet").with_columns(country=pl.lit(1.5))
    frame.write_parquet(data / "customers.parquet")


def _duplicate(data: Path) -> None:
    frame = pl.read_parquet(data / "customers.parquet")
    pl.concat([frame, frame.head(1)]).write_parquet(data / "customers.parquet")


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (_no_folder, "data-missing-path"),
        (_no_table, "data-missing-table"),
        (_cut_short, "data-unreadable"),
        (_empty, "data-unreadable"),
        (_no_column, "data-missing-column"),
        (_wrong_type, "data-type"),
        (_duplicate, "data-duplicate-key"),
    ],
)
@pytest.mark.parametrize("engine", ["python", "polars", "duckdb", "sqlite"])
def test_bad_data_are_one_named_error(
    segql: Run,
    given: list[object],
    shop: Path,
    tmp_path: Path,
    damage: Callable[[Path], None],
    code: str,
    engine: str,
) -> None:
    data = tmp_path / "data"
    shutil.copytree(shop / "data", data)
    damage(data)
    given[5] = data
    result = segql(*given, *AS_OF, "--engine", engine, "--out", tmp_path / "m.csv")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"error[{code}]: ") and result.stdout == ""
    assert not (tmp_path / "m.csv").exists()


@pytest.mark.parametrize("engine", ["duckdb", "sqlite"])
def test_data_may_be_one_database_file(
    segql: Run, given: list[object], shop: Path, tmp_path: Path, engine: str
) -> None:
    path = tmp_path / f"shop.{engine}"
    customers = pl.read_parquet(shop / "data" / "customers.parquet").select("customer_id", "country")
    if engine == "sqlite":
        with sqlite3.connect(path) as connection:
            connection.execute("create table customers (customer_id text, country text)")
            connection.executemany("insert into customers values (?, ?)", customers.rows())
    else:
        customers.write_parquet(tmp_path / "given")
        with duckdb.connect(str(path)) as database:
            database.execute(f"create table customers as from read_parquet('{tmp_path / 'given'}')")
    catalog = tmp_path / "c.json"
    fields = {"country": "string"}
    catalog.write_text(
        json.dumps({"customers": {"table": "customers", "key": "customer_id", "attributes": fields}})
    )
    given[3], given[5] = catalog, path
    result = segql(*given, "--format", "csv")
    assert f"asia,{len(in_asia(shop))}," in result.stdout


def test_a_file_without_segments_is_an_error(segql: Run, given: list[object], write: Write) -> None:
    given[1] = write("none.yaml", "{}")
    result = segql(*given)
    assert result.exit_code == 1 and "error[no-segments]" in result.stderr


def test_a_name_that_is_no_text_is_an_error(segql: Run, given: list[object], write: Write) -> None:
    given[1] = write("half.json", '{"\\ud800": "country = \\"KR\\""}')
    result = segql(*given, "--format", "json")
    assert result.exit_code == 1
    assert "error[segment-form]: the name `\ufffd` holds half a character" in result.stderr


def test_errors_in_texts_are_shown_with_the_line(segql: Run, given: list[object], write: Write) -> None:
    given[1] = write("bad.segql", 'segment a = countri = "CA"\n')
    result = segql(*given)
    assert result.exit_code == 1
    assert '1 | segment a = countri = "CA"\n' in result.stderr and "            ^^^^^^^" in result.stderr
    assert "did you mean `country`?" in result.stderr


def test_warnings_about_texts_are_counted(segql: Run, given: list[object], write: Write) -> None:
    given[1] = write("odd.segql", 'segment a = country != "CA" or country != "US"\n')
    result = segql(*given)
    assert result.exit_code == 0 and "1 warning about the texts: see `segql check`" in result.stderr
