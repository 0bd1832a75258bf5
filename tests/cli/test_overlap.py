"""`segql overlap`: pairs, their shares, and the picture."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import Result

from segql import Catalog, DataError, compile_all
from segql.backend import BoundSegment, Key
from segql.cli.members import from_warehouse

Run = Callable[..., Result]
Write = Callable[[str, str], Path]

AS_OF = ["--as-of", "2025-07-01T00:00:00Z"]
TEXT = """
"휴면 고객": country in ["KR", "JP"]
korea: country = "KR"
nobody: country = "XX"
"a,b": country = "JP"
"""
ROOT = Path(__file__).parents[2]


@pytest.fixture
def given(shop: Path, write: Write) -> list[object]:
    return ["overlap", write("a.yaml", TEXT), "-c", shop / "catalog.yaml", "-d", shop / "data", *AS_OF]


def sizes(segql: Run, given: list[object]) -> dict[str, int]:
    counted = segql("run", *given[1:], "--format", "json").stdout
    return {each["name"]: each["members"] for each in json.loads(counted)["segments"]}


def test_a_table_shows_the_most_alike_first(segql: Run, given: list[object]) -> None:
    size = sizes(segql, given)
    asia, korea, japan = size["휴면 고객"], size["korea"], size["a,b"]
    result = segql(*given)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    larger, smaller = ("korea", "a,b") if korea > japan else ("a,b", "korea")
    assert lines[0] == "segment    segment  both  of smaller  Jaccard"
    assert lines[2].split() == [
        "휴면",
        "고객",
        larger,
        f"{size[larger]}",
        "100.0",
        "%",
        *percent(size[larger], asia),
    ]
    assert lines[3].split()[2] == smaller
    assert lines[2].index(larger) == len("휴면 고객  "), "wide letters take two columns"
    assert lines[-1] == "500 customers, as of 2025-07-01T00:00:00Z"
    assert len(lines) == 2 + 6 + 2


def percent(part: int, whole: int) -> list[str]:
    return [f"{100 * part / whole:.1f}", "%"]


def test_json_has_exactly_the_documented_form(segql: Run, given: list[object]) -> None:
    size = sizes(segql, given)
    found = json.loads(segql(*given, "--segment", "korea", "-s", "nobody", "--format", "json").stdout)
    assert found == {
        "as_of": "2025-07-01T00:00:00Z",
        "customers": 500,
        "segments": [{"name": "korea", "members": size["korea"]}, {"name": "nobody", "members": 0}],
        "overlaps": [{"first": "korea", "second": "nobody", "both": 0, "of_smaller": None, "jaccard": 0.0}],
    }


def test_csv_has_every_pair(segql: Run, given: list[object]) -> None:
    rows = list(csv.reader(segql(*given, "--format", "csv").stdout.splitlines()))
    assert rows[0] == ["first", "second", "both", "of_smaller", "jaccard"]
    assert {frozenset(row[:2]) for row in rows[1:]} >= {frozenset(("휴면 고객", "a,b"))} and len(rows) == 7


def test_top_and_with_choose_pairs(segql: Run, given: list[object]) -> None:
    result = segql(*given, "--top", "1")
    assert "5 pairs more: see --top" in result.stdout
    found = json.loads(segql(*given, "--with", "korea", "--format", "json").stdout)["overlaps"]
    assert len(found) == 3 and all("korea" in (each["first"], each["second"]) for each in found)


@pytest.mark.parametrize("source", [["--engine", "python"], ["--engine", "sqlite"], ["--connect", "duckdb:"]])
def test_it_is_the_same_wherever_it_is_asked(segql: Run, given: list[object], source: list[str]) -> None:
    assert segql(*given, *source).stdout == segql(*given).stdout


def test_a_picture_is_drawn(segql: Run, given: list[object], tmp_path: Path) -> None:
    assert segql(*given, "--out", tmp_path / "o.svg").exit_code == 0
    assert "휴면 고객</text>" in (tmp_path / "o.svg").read_text(encoding="utf-8")
    ElementTree.parse(tmp_path / "o.svg")


def test_more_segments_than_a_picture_holds_are_refused_early(
    segql: Run, given: list[object], write: Write, tmp_path: Path
) -> None:
    given[1] = write("many.json", json.dumps({f"s{number}": 'country = "KR"' for number in range(101)}))
    given[5] = tmp_path / "there are no data"
    result = segql(*given, "--out", tmp_path / "o.svg")
    assert result.exit_code == 2 and "room for 100 segments, and there are 101" in result.stderr


def test_the_picture_of_the_docs_is_current(segql: Run, shop: Path, tmp_path: Path) -> None:
    chosen = [word for name in ("vip", "loyal", "high_value", "top_spenders") for word in ("-s", name)]
    given = (
        "overlap",
        shop / "demo.segql",
        "-c",
        shop / "catalog.yaml",
        "-d",
        shop / "data",
        *AS_OF,
        *chosen,
    )
    assert segql(*given, "--out", tmp_path / "overlap.svg").exit_code == 0
    drawn = (tmp_path / "overlap.svg").read_bytes()
    assert drawn == (ROOT / "docs" / "members" / "overlap.svg").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--with", "koera"], 2, "did you mean `korea`?"),
        (["--segment", "koera"], 2, "did you mean `korea`?"),
        (["--top", "0"], 2, "--top"),
        (["--out", "o.jpg"], 2, "name it .svg or .png"),
        (["--out", "gone/o.svg"], 2, "there is no folder"),
        (["--segment", "korea"], 1, "an overlap is between two segments, and here is 1"),
        (["--connect", "duckdb:", "--engine", "polars"], 2, "--engine belongs to --data"),
    ],
)
def test_wrong_usage_is_said(
    segql: Run, given: list[object], arguments: list[str], code: int, said: str
) -> None:
    result = segql(*given, *arguments)
    assert result.exit_code == code and said in result.stderr and result.stdout == ""


class Warehouse:
    """One whose customers change between two queries."""

    name = "restless"

    def customers(self, segments: Mapping[str, BoundSegment], /) -> int:
        return 2

    def members(self, segments: Mapping[str, BoundSegment], /) -> Iterator[tuple[str, Sequence[Key]]]:
        for name in segments:
            yield name, [1] if name == "people" else []
            yield name, [3] if name in ("people", "fine") else [3, 5] if name == "grown" else []

    def counts(self, segments: Mapping[str, BoundSegment], /) -> Mapping[str, int]:
        raise NotImplementedError

    def keep(
        self, segments: Mapping[str, BoundSegment], table: str, /, *, replace: bool
    ) -> Mapping[str, int]:
        raise NotImplementedError


def test_members_of_a_warehouse_are_bits_over_its_customers() -> None:
    customers = {"table": "people", "key": "id", "attributes": {"n": "integer"}}
    texts = {"none": "n = 1", "fine": "n = 2", "grown": "n = 3"}
    bound = compile_all(texts, Catalog.load({"customers": customers})).at("2025-07-01")
    outcome = from_warehouse(Warehouse(), {name: bound[name] for name in ("none", "fine")})
    assert list(outcome.keys) == [1, 3] and outcome.members == {"none": [], "fine": [3]}
    with pytest.raises(DataError, match=r"unknown-member.*`grown` has the member `5`"):
        from_warehouse(Warehouse(), bound)
