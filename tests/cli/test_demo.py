"""`segql demo`: the shop, its segments, and what is written of it."""

import hashlib
import json
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import Result

from segql import Catalog, SegqlError, format_text
from segql.demo import AS_OF, CATALOG, make_shop, segments, text
from segql.demo import run as run_demo
from segql.demo import write as demo_write

Run = Callable[..., Result]


def test_the_shop_is_the_same_on_every_machine() -> None:
    shop = make_shop()
    told = json.dumps(shop, default=str, ensure_ascii=False, sort_keys=True)
    assert (
        hashlib.sha256(told.encode()).hexdigest()
        == "d731de8a3c5bb51feaa51f2697819cce002a7d839f6eea260ee0a663ad0ea4ae"
    )
    assert make_shop(1) != shop


def test_the_shop_is_of_the_promised_size_and_not_too_tidy() -> None:
    shop = make_shop()
    customers, events = shop["customers"], shop["events"]
    assert len(customers) == 500 and 15_000 < len(events) < 30_000
    assert all(str(row["ts"]) <= str(AS_OF) for row in events)
    for column in ("country", "gender", "birthday", "occupation", "predicted_tier", "lat"):
        assert 0 < sum(row[column] is None for row in customers) < 250
    assert any(not str(row["item"]).isascii() for row in events)
    assert all(Counter(str(row["event"]) for row in events)[name] > 100 for name in _events())


def _events() -> list[str]:
    return [each.where["event"] for each in Catalog.load(CATALOG).events.values()]  # type: ignore[misc]


def test_every_segment_splits_the_customers() -> None:
    outcome = run_demo(make_shop(), "polars")
    assert len(outcome.members) >= 25
    assert [name for name, members in outcome.members.items() if not 0 < len(members) < 500] == []
    assert set(outcome.strays.values()) <= {0}


def test_the_definition_and_polars_agree() -> None:
    shop = make_shop()
    assert dict(run_demo(shop, "python").members) == dict(run_demo(shop, "polars").members)


def test_the_text_is_in_the_one_layout_and_clean() -> None:
    assert format_text(text()) == text()
    assert segments().warnings == ()


def test_the_table_names_every_segment(segql: Run) -> None:
    result = segql("demo")
    assert result.exit_code == 0 and result.stderr == ""
    names = [line.split()[0] for line in result.stdout.splitlines()[2:-2]]
    assert names == list(segments())
    assert result.stdout.endswith("\n\n500 customers, as of 2025-07-01T00:00:00Z\n")


def test_what_is_written_runs_and_gives_the_same_table(segql: Run, tmp_path: Path) -> None:
    written = segql("demo", "--out", tmp_path / "new" / "my shop")
    assert written.exit_code == 0
    command = shlex.split(written.stdout.splitlines()[-1])
    assert segql(*command[1:]).stdout == segql("demo").stdout


def test_nothing_is_written_over(segql: Run, tmp_path: Path) -> None:
    (tmp_path / "catalog.yaml").write_text("mine")
    result = segql("demo", "--out", tmp_path)
    assert result.exit_code == 1 and "error[file-exists]" in result.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["catalog.yaml"]
    assert segql("demo", "--out", tmp_path, "--force").exit_code == 0
    assert Catalog.load(tmp_path / "catalog.yaml") == Catalog.load(CATALOG)


def test_a_file_where_the_folder_should_be_is_a_named_error(segql: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = segql("demo", "--out", tmp_path / "file")
    assert result.exit_code == 1 and result.stderr.startswith("error[file-unwritable]")


def test_without_polars_the_tables_are_ndjson_and_mean_the_same(
    segql: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo_write, "find_spec", dict[str, object]().get)
    written = segql("demo", "--out", tmp_path)
    assert sorted(each.name for each in (tmp_path / "data").iterdir()) == [
        "customers.ndjson", "events.ndjson", "newsletter.ndjson",
    ]  # fmt: skip
    assert segql(*written.stdout.splitlines()[-1].split()[1:]).stdout == segql("demo").stdout


@pytest.mark.parametrize(
    "start",
    [
        "import runpy; runpy.run_module('segql.demo', run_name='__main__')",
        "sys.argv = ['segql', 'demo']; from segql.cli import main; main()",
    ],
)
def test_the_core_alone_shows_the_demo(start: str) -> None:
    absent = ("polars", "click", "yaml", "sqlglot", "duckdb", "numpy", "pyarrow", "pandas", "nanoarrow")
    code = f"import sys\nfor name in {absent}: sys.modules[name] = None\n{start}"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")
    assert "cross_sell" in result.stdout and "500 customers" in result.stdout


def test_a_segment_that_fails_is_told_without_a_traceback(segql: Run) -> None:
    result = segql("demo", "--engine", "nothing")
    assert result.exit_code == 2
    with pytest.raises(SegqlError):
        run_demo(make_shop(), "nothing")


def test_the_written_catalog_is_yaml_that_loads(shop: Path) -> None:
    content = yaml.safe_load((shop / "catalog.yaml").read_text(encoding="utf-8"))
    assert Catalog.load(content) == Catalog.load(CATALOG)
