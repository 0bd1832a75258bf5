"""`segql check`: what is wrong, as text and as JSON."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
Write = Callable[[str, str], Path]


@pytest.fixture
def check(segql: Run, shop: Path, write: Write) -> Callable[..., Result]:
    """Checks a text in a file of the given name."""

    def run(text: str, *arguments: str, name: str = "a.segql") -> Result:
        return segql("check", write(name, text), "--catalog", shop / "catalog.yaml", *arguments)

    return run


def test_a_clean_file_says_so(check: Run) -> None:
    result = check('segment a = country = "CA"\nsegment b = not in segment a\n')
    assert (result.exit_code, result.stdout, result.stderr) == (0, "2 segments, no errors\n", "")


def test_the_demo_is_clean(segql: Run, shop: Path) -> None:
    result = segql("check", shop / "demo.segql", "--catalog", shop / "catalog.yaml")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.endswith(" segments, no errors\n")


def test_warnings_alone_are_no_failure(check: Run) -> None:
    result = check('country != "CA" or country != "US"')
    assert result.exit_code == 0 and result.stderr.startswith("warning[")
    assert result.stdout == "1 segment, no errors, 1 warning\n"


def test_all_errors_of_all_segments_are_shown(check: Run) -> None:
    result = check('segment a = countri = "CA"\nsegment b = age(birthday) > "x"\n')
    assert result.exit_code == 1 and result.stdout == "2 errors\n"
    assert result.stderr.count("error[") == 2
    assert "did you mean `country`?" in result.stderr and "a.segql:2:" in result.stderr


def test_json_lists_the_diagnostics(check: Run) -> None:
    result = check('segment a = countri = "CA"\n', "--format", "json")
    assert result.exit_code == 1 and result.stderr == ""
    (found,) = json.loads(result.stdout)
    assert (found["severity"], found["underlined"]) == ("error", "countri")
    assert (found["line"], found["column"], found["end_line"], found["end_column"]) == (1, 13, 1, 20)
    assert found["span"] == {"start": 12, "end": 19} and found["source"].endswith("a.segql")
    assert json.loads(check('country = "CA"', "--format", "json").stdout) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", "one: country = 'CA'\ntwo:\n  when: country = 'US'\n  description: D\n  owner: me\n"),
        ("a.toml", "one = \"country = 'CA'\"\n[two]\nwhen = \"country = 'US'\"\n"),
        ("a.json", '{"one": "country = \'CA\'", "two": {"when": "country = \'US\'"}}'),
    ],
)
def test_configuration_files_are_read(check: Run, name: str, text: str) -> None:
    result = check(text, name=name)
    assert (result.exit_code, result.stdout) == (0, "2 segments, no errors\n")
    wrong = check(text.replace("country = 'US'", "countri = 'US'"), name=name)
    assert wrong.exit_code == 1 and "--> two:1:1" in wrong.stderr


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_wrong_catalog_is_told_like_a_wrong_text(segql: Run, write: Write, form: str) -> None:
    catalog = write("c.yaml", "custommers: {table: c, key: id}\n")
    result = segql("check", write("a.segql", "x = 1"), "-c", catalog, "--format", form)
    assert result.exit_code == 1
    if form == "json":
        assert "catalog-unknown-key" in [each["code"] for each in json.loads(result.stdout)]
    else:
        assert "error[catalog-unknown-key]" in result.stderr and "did you mean `customers`?" in result.stderr


@pytest.mark.parametrize("name", ["none.segql", "none.yaml", "folder.segql"])
def test_a_file_that_cannot_be_read_is_a_named_error(
    segql: Run, shop: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "folder.segql").mkdir()
    result = segql("check", tmp_path / name, "-c", shop / "catalog.yaml")
    assert result.exit_code == 1 and result.stderr.startswith("error[file-unreadable]: cannot read ")


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00a", b"x = \x00", b"(" * 500, b"", b"segment", b"\xf0\x9f\x8e\x81 = 1"]
)
def test_any_content_is_answered(segql: Run, shop: Path, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.segql"
    path.write_bytes(content)
    result = segql("check", path, "-c", shop / "catalog.yaml")
    assert result.exit_code in (0, 1)
    assert result.exit_code == 0 or result.stderr.startswith("error[")


def test_names_that_steer_a_terminal_are_shown_harmless(check: Run) -> None:
    result = check("`a\x1b[2Jb` = 1")
    assert result.exit_code == 1 and "\x1b" not in result.stderr


def test_check_imports_nothing_heavy(shop: Path) -> None:
    code = (
        "import sys; from segql.cli.app import app\n"
        "try: app.main(sys.argv[1:])\n"
        "except SystemExit as end: assert not end.code\n"
        "heavy = {'polars', 'duckdb', 'sqlglot', 'pyarrow', 'numpy', 'pandas', 'rich', 'sqlite3',"
        " 'segql.data', 'segql_polars', 'segql_sql', 'segql_python', 'segql.draft'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    arguments = ["check", str(shop / "demo.segql"), "-c", str(shop / "catalog.yaml")]
    result = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")
