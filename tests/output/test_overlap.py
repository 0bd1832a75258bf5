"""Overlaps are what sets have in common, and the picture says the same."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from output.drawn import NAMES, outcomes

import segql
from segql.backend import Outcome
from segql.overlap import Overlaps, overlaps
from segql.picture import draw, svg


@pytest.fixture(scope="module", params=["numpy", "integers"])
def counting(request: pytest.FixtureRequest) -> Any:
    """With NumPy and without."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "integers":
            patch.setattr("segql.overlap.import_module", absent)
        yield


def absent(name: str) -> Any:
    raise ModuleNotFoundError(name=name)


@pytest.mark.usefixtures("counting")
@given(outcome=outcomes(most=100), data=st.data())
def test_overlaps_are_those_of_sets(outcome: Outcome, data: st.DataObject) -> None:
    sets = {name: set(keys) for name, keys in outcome.members.items()}
    found = outcome.overlaps()
    assert found.customers == len(outcome.keys)
    assert found.sizes == {name: len(each) for name, each in sets.items()}
    pairs = {(pair.first, pair.second): pair for pair in found.pairs()}
    assert list(pairs) == list(combinations(sets, 2)) and found.count == len(pairs)
    for (one, other), pair in pairs.items():
        assert pair.both == len(sets[one] & sets[other])
        assert pair.members == (len(sets[one]), len(sets[other]))
    if sets:
        of = data.draw(st.lists(st.sampled_from(list(sets)), min_size=1))
        some = outcome.overlaps(of)
        assert {name: list(row) for name, row in some.rows.items()} == {
            name: list(found.rows[name]) for name in of
        }
        either = {frozenset(pair) for pair in pairs if not set(pair).isdisjoint(of)}
        assert {frozenset((pair.first, pair.second)) for pair in some.pairs()} == either
        assert some.count == len(either) == len(list(some.pairs()))


@pytest.mark.usefixtures("counting")
def test_every_customer_of_many_is_counted() -> None:
    keys = range(70_001)
    found = overlaps(keys, {"all": keys, "threes": keys[::3], "fives": keys[::5], "last": keys[-1:]})
    assert [list(row) for row in found.rows.values()] == [
        [70_001, 23_334, 14_001, 1],
        [23_334, 23_334, 4_667, 0],
        [14_001, 4_667, 14_001, 1],
        [1, 0, 1, 1],
    ]


def test_shares_are_of_the_smaller_and_of_both_together() -> None:
    keys = list(range(10))
    found = Outcome(keys, {"none": [], "few": keys[:2], "more": keys[1:5], "nobody": []}).overlaps()
    pairs = {(pair.first, pair.second): (pair.of_smaller, pair.jaccard) for pair in found.pairs()}
    assert pairs["few", "more"] == (1 / 2, 1 / 5)
    assert pairs["none", "few"] == (None, 0.0) and pairs["none", "nobody"] == (None, None)
    first, *_, last = found.most_alike()
    assert (first.first, first.second) == ("few", "more") and (last.first, last.second) == ("none", "nobody")
    assert found.most_alike(3) == found.most_alike()[:3]


def test_an_unknown_segment_is_named() -> None:
    with pytest.raises(segql.SegqlError, match=r"unknown-segment.*did you mean `vip`"):
        Outcome([1], {"vip": [1]}).overlaps(["vp"])


# --- the picture ------------------------------------------------------------------------------


def told(text: str) -> list[str]:
    """The words that lie behind the cells."""
    space = {"s": "http://www.w3.org/2000/svg"}
    return [each.text or "" for each in ElementTree.fromstring(text).findall("s:rect/s:title", space)]


def test_a_cell_is_the_share_of_its_row() -> None:
    keys = list(range(10))
    found = Outcome(keys, {"few": keys[:2], "more": keys[1:5], "none": []}).overlaps()
    text = svg(found)
    assert told(text)[1:4] == [
        "few and more: 1 of 2, 50.0%",
        "few and none: 0 of 2, 0.0%",
        "more and few: 1 of 4, 25.0%",
    ]
    assert told(text)[-2] == "none and more: 0 of 0", "there is no share of nobody"
    shown = re.findall(r">(<?&?l?t?;?[0-9>]+)</text>", text)
    assert shown[-4:] == ["50", "0", "25", "0"]


def test_no_percents_hide_a_member() -> None:
    keys = list(range(1000))
    found = Outcome(keys, {"all": keys, "one": keys[:1], "but one": keys[1:]}).overlaps()
    assert "&lt;1</text>" in svg(found) and "&gt;99</text>" in svg(found)


HOSTILE = [
    "</text><script>",
    "\x00\x1b[31m",
    "\ud800",
    "\uffff\ufffe",
    "&lt;",
    "]]>",
    "<!--",
    "a" * 300,
    "🎉" * 40,
]


def test_hostile_names_leave_the_picture_whole() -> None:
    names = [*NAMES, *HOSTILE]
    text = svg(Outcome([1, 2], {name: [1] for name in names}).overlaps())
    root = ElementTree.fromstring(text.encode())
    assert {each.tag.rpartition("}")[2] for each in root.iter()} == {"svg", "rect", "text", "title"}
    assert any(title.startswith("휴면 고객 and vip: 1 of 1") for title in told(text))
    assert "휴면 고객</text>" in text


@pytest.mark.parametrize("segments", [0, 1, 2, 17, 100])
def test_from_no_segment_to_a_hundred_fit(segments: int) -> None:
    found = Outcome([1], {f"segment {number}": [1] for number in range(segments)}).overlaps()
    root = ElementTree.fromstring(svg(found))
    across, down = (float(root.attrib[side]) for side in ("width", "height"))
    cells = [each for each in root.iter() if each.tag.endswith("rect") and len(each)]
    assert len(cells) == segments**2
    assert all(float(each.attrib["x"]) + float(each.attrib["width"]) < across for each in cells)
    assert all(float(each.attrib["y"]) + float(each.attrib["height"]) < down for each in cells)


def test_more_than_a_hundred_are_refused() -> None:
    found = Outcome([1], {f"segment {number}": [1] for number in range(101)}).overlaps()
    with pytest.raises(segql.SegqlError, match=r"picture-size.*100 segments, and there are 101"):
        svg(found)


@pytest.fixture
def found() -> Overlaps:
    return Outcome([1, 2], {"vip": [1], "new": [1, 2]}).overlaps()


def test_a_png_is_the_picture(found: Overlaps, tmp_path: Path) -> None:
    draw(found, tmp_path / "o.png")
    image = (tmp_path / "o.png").read_bytes()
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    draw(found, tmp_path / "o.svg")
    root = ElementTree.parse(tmp_path / "o.svg").getroot()
    sides = [int.from_bytes(image[at : at + 4], "big") for at in (16, 20)]
    assert sides == [2 * int(root.attrib["width"]), 2 * int(root.attrib["height"])]


def test_letters_that_no_font_has_are_an_error(tmp_path: Path) -> None:
    private = Outcome([1], {"vip": [1], "\U0001fbfa\U0010fffdx가": [1]}).overlaps()
    from segql import picture

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(picture, "_drawn", lambda letter: b"" if ord(letter) > 127 else letter.encode())  # pyright: ignore
        with pytest.raises(segql.EngineError, match=r"missing-font.*no font of this machine has the letters"):
            draw(private, tmp_path / "o.png")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("out", "said"), [("o.jpg", r"file-type.*name it \.svg or \.png"), ("gone/o.svg", "file-unwritable")]
)
def test_what_cannot_be_drawn_is_said(found: Overlaps, tmp_path: Path, out: str, said: str) -> None:
    with pytest.raises(segql.DataError, match=said):
        draw(found, tmp_path / out)


def test_a_png_needs_its_package(found: Overlaps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from segql import picture

    modules: Mapping[str, Any] = {"resvg_py": None}
    monkeypatch.setattr(sys, "modules", {**sys.modules, **modules})
    picture._drawn.cache_clear()  # pyright: ignore
    with pytest.raises(segql.MissingExtraError, match=r"pip install 'segql\[png\]'"):
        draw(found, tmp_path / "o.png")
    assert list(tmp_path.iterdir()) == []
