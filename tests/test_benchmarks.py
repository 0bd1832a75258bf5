"""The benchmark's comparison of engines: on a tiny shop they agree, and a difference is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from benchmarks.__main__ import ENGINES, Cell, differing
from benchmarks.cell import measure
from benchmarks.shop import write


def _cells(folder: Path) -> dict[str, Cell]:
    write(folder, 30, 600)
    return {engine: Cell(**measure(engine, 10, folder)) for engine in ENGINES}


def test_all_engines_agree_and_a_difference_is_told(tmp_path: Path) -> None:
    cells = _cells(tmp_path)
    assert differing(cells) == []
    assert len(set(cells["polars"].members.values())) > 5, "the segments tell customers apart"
    wrong = replace(cells["sqlite"], members={**cells["sqlite"].members, "s3": "1 other"})
    assert [line.partition(":")[0] for line in differing({**cells, "sqlite": wrong})] == ["s3"]
