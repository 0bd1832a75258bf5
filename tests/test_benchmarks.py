"""The benchmarks on tiny data: what is compared is equal, and what differs is found. Nothing is timed."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from benchmarks import segql_runs, shop
from benchmarks.by_hand import in_duckdb, in_polars
from benchmarks.child import Work
from benchmarks.digests import digest
from benchmarks.measure import Call, Differ, Setting, compare, side_by_side
from benchmarks.page import PAGE, fill
from benchmarks.questions import questions, texts
from benchmarks.rows import Results, Row, Run, find
from benchmarks.shop import KEYS, Shop
from benchmarks.tables import table
from benchmarks.topics import TOPICS, topic
from segql import Catalog, compile_all
from segql.members import Members

TINY = Shop(300, 9_000)
COUNT = 60


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    made = tmp_path_factory.mktemp("shop")
    shop.write(made, TINY)
    return str(made)


# --- what is asked of what --------------------------------------------------------------------


@pytest.mark.parametrize("keys", KEYS)
def test_a_shop_is_the_same_at_every_run(keys: shop.Keys) -> None:
    small = Shop(50, 500, keys)
    for part in (shop.customers, shop.events, shop.newsletter):
        assert_frame_equal(part(small), part(small))
    known = shop.customers(small)["customer_id"]
    assert known.n_unique() == 50
    assert not shop.events(Shop(50, 5_000, keys))["customer_id"].is_in(known.implode()).all(), "strangers"


def test_events_lie_in_order_of_time_unless_asked_otherwise() -> None:
    assert shop.events(TINY)["time"].is_sorted()
    assert not shop.events(Shop(300, 9_000, sorted=False))["time"].is_sorted()


def test_many_segments_share_much_and_differ_in_much() -> None:
    asked = questions(1_000)
    assert asked[:10] == questions(10)
    behaviour = [each for question in asked for each in question.behaviour]
    assert 500 < len({(each.rows, each.kind) for each in behaviour}) < len(behaviour) / 2


def test_no_drawn_segment_gives_a_warning() -> None:
    assert compile_all(texts(200), Catalog.load(shop.CATALOG)).warnings == ()


# --- that they answer the same ----------------------------------------------------------------


def test_queries_by_hand_and_segql_find_the_same_members(folder: str) -> None:
    work: dict[str, Work] = {
        "segql": segql_runs.drawn(folder, COUNT),
        "polars": in_polars.each(folder, COUNT, COUNT),
        "wide polars": in_polars.wide(folder, COUNT),
        "duckdb": in_duckdb.each(folder, COUNT, COUNT),
        "wide duckdb": in_duckdb.wide(folder, COUNT),
    }
    found = {name: _digests(run) for name, run in work.items()}
    compare(found)
    assert {len(answers) for answers in found.values()} == {COUNT}
    assert len(set(found["segql"].values())) > COUNT / 3, "the segments tell customers apart"


@pytest.mark.skipif(find_spec("ibis") is None, reason="ibis is not installed")
@pytest.mark.filterwarnings("ignore")
def test_ibis_finds_the_same_members(folder: str) -> None:
    from benchmarks.by_hand import in_ibis

    compare({"segql": _digests(segql_runs.drawn(folder, 10)), "ibis": _digests(in_ibis.each(folder, 10, 10))})


def test_every_construct_is_asked_of_all_backends(folder: str) -> None:
    compare({name: _digests(segql_runs.every(folder, name)) for name in ("polars", "duckdb", "python")})


def test_a_digest_is_of_members_in_any_form_and_order() -> None:
    forms = [[3, 1], np.array([1, 3], np.int32), pl.Series([3, 1]), Members([1, 2, 3], bytes([0b101]))]
    assert {digest(form) for form in forms} == {digest([1, 3])} != {digest([1, 2])}
    texts = [["b", "a"], np.array(["a", "b"], object), pl.Series(["b", "a"])]
    assert {digest(form) for form in texts} == {digest(["a", "b"])} != {digest(["a,b"])}


def test_a_difference_of_one_member_is_told() -> None:
    same = {"s1": digest([1, 2]), "s2": digest([])}
    compare({"a": same, "b": {"s1": same["s1"]}})
    with pytest.raises(Differ, match=r"^s2: a gives 0 \w+, b gives 1 \w+$"):
        compare({"a": same, "b": {**same, "s2": digest([1])}})


def test_a_subject_that_fails_is_told_and_the_others_are_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "subjects.py").write_text(
        "def well(found): return lambda: {'s': found}\n\ndef ill(): return lambda: 1 / 0\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    well, ill, odd = Call("subjects:well", ([1],)), Call("subjects:ill"), Call("subjects:well", ([2],))
    setting = Setting(tmp_path, rounds=2)
    rows = side_by_side(setting, "topic", "case", 1, {"well": well, "ill": ill})
    assert [len(row.runs) for row in rows] == [2, 0]
    assert rows[1].note == "failed: ZeroDivisionError: division by zero"
    with pytest.raises(Differ, match=r"^s: well gives 1 \w+, odd gives 1 \w+$"):
        side_by_side(setting, "topic", "case", 1, {"well": well, "odd": odd})


def _digests(work: Work) -> dict[str, str]:
    found = work()
    assert isinstance(found, dict)
    return {name: digest(members) for name, members in found.items()}  # pyright: ignore


# --- figures, tables, the page ----------------------------------------------------------------


def _row(case: str, size: float, subject: str, *cpu: float, scale: float = 1.0) -> Row:
    runs = tuple(Run(each, each, 10**9) for each in cpu)
    return Row("many", case, size, subject, runs, scale, "a part" if scale != 1 else "")


MANY = (
    _row("100 segments", 100, "bare scan", 1.0, 2.0, 1.0),
    _row("100 segments", 100, "segql (Polars)", 2.0, 4.0, 8.0),
    _row("100 segments", 100, "Polars, a query each", 20.0, 20.0, 20.0, scale=4),
    _row("100 segments", 100, "DuckDB, one wide aggregate"),
    _row("1,000 segments", 1_000, "bare scan", 1.0),
    _row("1,000 segments", 1_000, "segql (Polars)", 5.0),
)


def test_a_ratio_is_the_median_of_the_ratios_within_each_round() -> None:
    own, scan = find(MANY, "100 segments", "segql (Polars)"), find(MANY, "100 segments", "bare scan")
    each = find(MANY, "100 segments", "Polars, a query each")
    assert own and scan and each
    assert own.times(scan) == 2.0  # of 2, 2, 8: not 4 / 1
    assert each.times(own) == 20.0  # four times 5, of 10, 5, 2.5
    assert find(MANY, "100 segments", "DuckDB, one wide aggregate") is None, "it did not end"


def test_what_is_multiplied_and_what_did_not_end_is_told() -> None:
    lines = table(MANY, "segql (Polars)", "bare scan").splitlines()
    assert [line for line in lines if "≈" in line] == [line for line in lines if "a query each" in line]
    assert re.search(r"wide aggregate +\| +– \|", lines[5])


def test_the_page_is_made_of_the_json(tmp_path: Path) -> None:
    results = Results("2026-01-01", "tiny", {"Python": "3.11"}, MANY)
    results.write(tmp_path / "benchmarks.json")
    read = Results.read(tmp_path / "benchmarks.json")
    assert read == results
    page = tmp_path / "performance.md"
    page.write_text(
        "Before.\n\n<!-- figures: many -->\nold\n<!-- end -->\n\n<!-- figures: keys -->\n<!-- end -->\n"
    )
    assert fill(page, {"many": read}) == ["many"]
    once = page.read_text()
    assert once.startswith("Before.\n\n<!-- figures: many -->\n\n![Many segments at once: CPU time]")
    assert "old" not in once
    assert "| 100 segments: bare scans of the events " in once
    assert once.endswith("Python 3.11.\n\n<!-- end -->\n\n<!-- figures: keys -->\n<!-- end -->\n")
    fill(page, {"many": read})
    assert page.read_text() == once
    drawing = ElementTree.parse(tmp_path / "performance" / "many.svg").getroot()
    drawn = [element.text for element in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert {"100", "1,000", "segments", "segql (Polars)", "bare scan"} <= set(drawn)


def test_every_topic_has_its_place_on_the_page() -> None:
    assert re.findall(r"<!-- figures: (\w+) -->", PAGE.read_text(encoding="utf-8")) == list(TOPICS)
    for name in TOPICS:
        module = topic(name)
        assert module.TITLE and module.BASE and list(module.bars([])) == []
