"""Files of members hold the members, in each shape, or are not touched."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from output.drawn import NAMES, outcomes
from pyroaring import BitMap

import segql
from segql.backend import Outcome
from segql.output import Shape, columns, write_stream

SHAPES: list[tuple[Shape, str]] = [
    ("long", "parquet"),
    ("long", "csv"),
    ("wide", "parquet"),
    ("wide", "csv"),
    ("bitmap", "parquet"),
]
arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
quick = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read_bitmaps(path: Path, key: str) -> dict[str, list[Any]]:
    rows = pl.read_parquet(path)
    customers = rows.filter(pl.col("segment").is_null())
    assert customers["position"].to_list() == list(range(len(customers)))
    found: dict[str, list[Any]] = {}
    for name, members, bitmap, *_ in rows.filter(pl.col("segment").is_not_null()).iter_rows():
        positions = BitMap.deserialize(bitmap)
        assert len(positions) == members
        found[name] = customers[key].gather(list(positions)).to_list()
    return found


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def expected(outcome: Outcome) -> dict[str, list[Any]]:
    return {name: list(keys) for name, keys in outcome.members.items()}


@quick
@given(outcome=outcomes())
def test_the_long_shape_has_a_row_for_each_member(outcome: Outcome, tmp_path: Path) -> None:
    outcome.write(tmp_path / "m.parquet", key="고객")
    rows = [(name, key) for name in sorted(outcome.members) for key in outcome.members[name]]
    frame = pl.read_parquet(tmp_path / "m.parquet")
    assert frame.columns == ["segment", "고객"] and frame.rows() == rows
    assert frame.schema["segment"] == pl.String()
    outcome.write(tmp_path / "m.csv", key="고객")
    assert read_csv(tmp_path / "m.csv") == [["segment", "고객"], *([name, str(key)] for name, key in rows)]


@quick
@given(outcome=outcomes())
def test_the_wide_shape_has_a_column_for_each_segment(outcome: Outcome, tmp_path: Path) -> None:
    outcome.write(tmp_path / "m.parquet", shape="wide")
    frame = pl.read_parquet(tmp_path / "m.parquet")
    assert frame.columns == ["key", *outcome.members] and frame["key"].to_list() == list(outcome.keys)
    for name, keys in outcome.members.items():
        assert frame.filter(pl.col(name))["key"].to_list() == list(keys)
    outcome.write(tmp_path / "m.csv", shape="wide")
    rows = [[str(key), *("true" if each else "false" for each in told)] for key, *told in frame.iter_rows()]
    assert read_csv(tmp_path / "m.csv") == [["key", *outcome.members], *rows]


@quick
@given(outcome=outcomes())
def test_bitmaps_are_read_without_segql(outcome: Outcome, tmp_path: Path) -> None:
    outcome.write(tmp_path / "m.parquet", shape="bitmap", key="id")
    assert read_bitmaps(tmp_path / "m.parquet", "id") == expected(outcome)


@pytest.fixture
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in {"_ROWS": 10, "_CUSTOMERS": 16, "_CELLS": 32, "_BYTES": 40}.items():
        monkeypatch.setattr(columns, name, size)


@pytest.mark.usefixtures("small_groups")
@quick
@given(outcome=outcomes(most=80))
def test_groups_of_rows_leave_nothing_out(outcome: Outcome, tmp_path: Path) -> None:
    long, wide, bitmap = (tmp_path / f"{shape}.parquet" for shape in ("long", "wide", "bitmap"))
    outcome.write(long)
    outcome.write(wide, shape="wide")
    outcome.write(bitmap, shape="bitmap")
    assert pl.read_parquet(long).rows() == [
        (n, k) for n in sorted(outcome.members) for k in outcome.members[n]
    ]
    frame = pl.read_parquet(wide)
    assert {name: frame.filter(pl.col(name))["key"].to_list() for name in outcome.members} == expected(
        outcome
    )
    assert read_bitmaps(bitmap, "key") == expected(outcome)
    assert parquet.ParquetFile(bitmap).num_row_groups >= -(-len(outcome.keys) // 16)


@quick
@given(outcome=outcomes())
def test_a_stream_gives_the_same_file(outcome: Outcome, tmp_path: Path) -> None:
    outcome.write(tmp_path / "whole.parquet")
    whole = [(name, list(keys)) for name, keys in outcome.members.items()]
    parts = [(name, keys[at : at + 3]) for name, keys in sorted(whole) for at in range(0, len(keys) + 1, 3)]
    write_stream(tmp_path / "stream.parquet", "key", parts)
    one, other = (pl.read_parquet(tmp_path / f"{name}.parquet") for name in ("whole", "stream"))
    assert one.rows() == other.rows() and (one.is_empty() or one.schema == other.schema)


GROWTH = """
import resource, sys
from segql.backend import Outcome
from segql.members import Members
from segql.output import columns

columns._ROWS = 1 << 15
keys = [f"customer {number:07}" for number in range(1 << 15)]

def peak(segments):
    members = {f"s{number:04}": Members(keys, b"U" * (1 << 12)) for number in range(segments)}
    for suffix in ("csv", "parquet"):
        Outcome(keys, members).write(f"{sys.argv[1]}/m.{suffix}")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

small = peak(40)
print((peak(260) - small) * (1 if sys.platform == "darwin" else 1024))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="asks the system for the most memory that was taken")
def test_members_are_not_held_while_they_are_written(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", GROWTH, tmp_path], capture_output=True, text=True, check=True
    )
    bytes_of_members = 220 * (1 << 14) * len("customer 0000000")
    assert int(done.stdout) < bytes_of_members / 2


@pytest.mark.parametrize(("shape", "suffix"), SHAPES)
def test_without_segments_or_customers_a_file_has_its_columns(
    shape: Shape, suffix: str, tmp_path: Path
) -> None:
    out = tmp_path / f"m.{suffix}"
    read = pl.read_parquet if suffix == "parquet" else pl.read_csv
    names = {"long": ["segment", "key"], "bitmap": ["segment", "members", "bitmap", "position", "key"]}
    Outcome([], {}).write(out, shape=shape)
    assert read(out).columns == names.get(shape, ["key"]) and read(out).is_empty()
    Outcome([], {"vip": []}).write(out, shape=shape)
    assert read(out).columns == names.get(shape, ["key", "vip"])
    Outcome([1, 2], {}).write(out, shape=shape)
    assert read(out).height == (0 if shape == "long" else 2)


@pytest.mark.parametrize(
    ("out", "shape", "key", "said"),
    [
        ("m.txt", "long", "id", r"file-type.*name it \.parquet or \.csv"),
        ("m.csv", "bitmap", "id", r"file-type.*name it \.parquet\)"),
        ("m.parquet", "tall", "id", "file-type.*there are: long, wide, bitmap"),
        ("gone/m.parquet", "long", "id", "file-unwritable.*there is no folder"),
        ("m.parquet", "long", "segment", "column-taken.*`segment`"),
        ("m.csv", "wide", "vip", "column-taken.*give the segment another name"),
        ("m.parquet", "bitmap", "position", "column-taken.*`position`"),
    ],
)
def test_what_cannot_be_written_is_said_and_left(
    out: str, shape: Any, key: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "m.parquet").write_text("old")
    with pytest.raises(segql.DataError, match=said):
        Outcome([1, 2], {"vip": [2]}).write(tmp_path / out, shape=shape, key=key)
    assert os.listdir(tmp_path) == ["m.parquet"] and (tmp_path / "m.parquet").read_text() == "old"


@pytest.mark.parametrize("keys", [[1, 2**63], ["a", "\ud800"], [1, "b"]], ids=["wide", "surrogate", "both"])
@pytest.mark.parametrize(("shape", "suffix"), SHAPES)
def test_keys_that_no_file_can_hold_are_an_error(
    keys: list[Any], shape: Shape, suffix: str, tmp_path: Path
) -> None:
    with pytest.raises(segql.DataError, match="data-key-type"):
        Outcome(keys, {"all": keys}).write(tmp_path / f"m.{suffix}", shape=shape)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(("shape", "suffix"), SHAPES)
def test_segments_may_have_any_name(shape: Shape, suffix: str, tmp_path: Path) -> None:
    out = tmp_path / f"m.{suffix}"
    Outcome([1, 2], {name: [1] for name in NAMES}).write(out, shape=shape)
    frame = pl.read_parquet(out) if suffix == "parquet" else pl.DataFrame(read_csv(out), orient="row")
    header = frame.columns if suffix == "parquet" else list(frame.row(0))
    names = (
        header[1:] if shape == "wide" else [name for name in frame.to_series().to_list() if name is not None]
    )
    assert set(names) - {"segment"} == set(NAMES)


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits on the size of files")
@pytest.mark.parametrize(("shape", "suffix"), [("wide", "csv"), ("bitmap", "parquet")])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(shape: str, suffix: str, tmp_path: Path) -> None:
    out = tmp_path / f"m.{suffix}"
    out.write_text("old")
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000));"
        "from segql.backend import Outcome; keys = [number * number for number in range(100_000)];"
        "Outcome(keys, {'some': keys[::7], 'more': keys[::3]}).write(sys.argv[1], shape=sys.argv[2])"
    )
    done = subprocess.run([sys.executable, "-c", code, out, shape], capture_output=True, text=True)
    said = done.stderr.splitlines()[-1]
    assert said.startswith(f"segql.diagnostics.DataError: error[file-unwritable]: cannot write `{out}`: ")
    assert "Exception ignored" not in done.stderr
    assert os.listdir(tmp_path) == [out.name] and out.read_text() == "old"


@pytest.mark.parametrize(
    ("package", "shape", "extra"),
    [("pyarrow", "long", "arrow"), ("pyroaring", "bitmap", "roaring")],
)
def test_a_missing_package_is_named(
    package: str, shape: Shape, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modules: Mapping[str, Any] = {package: None}
    monkeypatch.setattr(sys, "modules", {**sys.modules, **modules})
    with pytest.raises(segql.MissingExtraError, match=rf"pip install 'segql\[{extra}\]'"):
        Outcome([1], {"vip": [1]}).write(tmp_path / "m.parquet", shape=shape)
    assert os.listdir(tmp_path) == []
