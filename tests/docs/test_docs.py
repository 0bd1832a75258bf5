"""Every fenced block in README.md and docs/ is run, in the order of its page, in a folder that holds
the demo (`segql demo --out shop`). What a comment before a block says of it:

    <!-- not run: WHY -->       counted below, so that none slips in unseen
    <!-- file: NAME -->         write the block to this file
    <!-- error: CODE -->        each text of the block is refused with this code
    <!-- warning: CODE -->      the block's texts give this warning
    <!-- exit: N -->            how the block's last command exits
    <!-- needs: ENGINE -->      left out where the engine is absent, except in CI

segql   compiled; without `segment` or `let`, every line that is not indented begins a text of its own.
        `Members: 1, 2.` behind it: how many of the demo's customers are in each
python  executed; a `text` block behind it holds what it prints
console `$ segql ...` is run; what follows is its output, where a line `...` stands for any lines
yaml    a catalog, or a part of one that is laid over the page's
"""

from __future__ import annotations

import contextlib
import fnmatch
import io
import json
import re
import shlex
import shutil
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from click.testing import CliRunner
from engines.tested import absent, in_ci
from segql_sql.dialects.duckdb import Duckdb
from segql_sql.dialects.sqlite import Sqlite

import segql
from segql.cli.app import app
from segql.demo import AS_OF, CATALOG
from segql.demo.write import write_demo

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
ELSEWHERE = {"docs/diagnostics.md"}  # its examples are run by a test of their own
NOT_RUN = 6
_BLOCK = re.compile(
    r"(?:^ *<!-- (?P<directives>[^\n]*) -->\n+)?"
    r"^(?P<indent> *)```(?P<kind>[a-z]+)\n(?P<text>.*?)^(?P=indent)```$"
    r"(?:\n+Members: (?P<members>[^\n]*)\.$)?",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block and what the comment before it says."""

    page: str
    line: int
    kind: str
    text: str
    says: Mapping[str, str]
    members: str | None


@dataclass(slots=True)
class Page:
    """What the blocks of a page share."""

    folder: Path
    names: dict[str, object] = field(default_factory=dict[str, object])
    printed: str | None = None

    @property
    def catalog(self) -> dict[str, Any]:
        """What catalog.yaml holds, if a block made one, else the demo's."""
        path = self.folder / "catalog.yaml"
        return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else dict(CATALOG)


def blocks(path: Path) -> list[Block]:
    text = path.read_text(encoding="utf-8")
    page = path.relative_to(ROOT).as_posix()
    found: list[Block] = []
    for match in _BLOCK.finditer(text):
        parts = (match["directives"] or "").split("; ") if match["directives"] else []
        says = {key: value for key, _, value in (part.partition(": ") for part in parts)}
        line = text.count("\n", 0, match.start("kind")) + 1
        body = textwrap.dedent(match["text"])
        found.append(Block(page, line, match["kind"], body, says, match["members"]))
    assert len(found) == len(re.findall(r"^ *```[a-z]", text, re.MULTILINE)), f"{page}: an odd fence"
    return found


# --- running ----------------------------------------------------------------------------------


def run_segql(block: Block, page: Page) -> None:
    catalog = segql.Catalog.load(page.catalog)
    for text in texts(block.text):
        if "error" in block.says:
            with pytest.raises(segql.SegqlError) as caught:
                segql.compile_all(text, catalog)
            assert {each.code for each in caught.value.diagnostics} == {block.says["error"]}, text
            continue
        found = segql.compile_all(text, catalog)
        expected = {block.says["warning"]} if "warning" in block.says else set[str]()
        assert {each.code for each in found.warnings} - {"unused-let"} == expected, text
        if block.members is not None:
            data = {path.stem: path for path in (page.folder / "shop" / "data").iterdir()}
            outcome = found.run(data, as_of=AS_OF)
            assert ", ".join(str(len(keys)) for keys in outcome.members.values()) == block.members
    if "file" in block.says:
        (page.folder / block.says["file"]).write_text(block.text, encoding="utf-8")


def texts(block: str) -> list[str]:
    """The texts of a block: all of it where it has definitions, else its conditions."""
    if re.search(r"^(segment|let)\b", block, re.MULTILINE):
        return [block]
    conditions = re.split(r"\n+(?=[^\s#])", block.strip("\n"))
    return [each for each in conditions if re.sub(r"#.*", "", each).strip()]


def run_python(block: Block, page: Page) -> None:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(block.text, f"{block.page}:{block.line}", "exec"), page.names)
    page.printed = printed.getvalue()


def run_text(block: Block, page: Page) -> None:
    assert page.printed is not None, "a text block follows what prints it"
    assert_output(page.printed, block.text)


def run_console(block: Block, page: Page) -> None:
    parts = re.split(r"^\$ ", block.text, flags=re.MULTILINE)
    assert parts[0] == "", "a console block begins with a command"
    for number, part in enumerate(parts[1:], 1):
        command, _, output = re.sub(r"\\\n *", "", part).partition("\n")
        words = shlex.split(command)
        assert words[0] == "segql", f"`{words[0]}` is not run here: say so"
        result = CliRunner().invoke(app, words[1:], prog_name="segql")
        code = int(block.says.get("exit", 0)) if number == len(parts) - 1 else 0
        assert result.exit_code == code, result.output
        if output.strip():
            assert_output(result.output, output)


def assert_output(printed: str, shown: str) -> None:
    actual, wanted = ([line.rstrip() for line in each.strip("\n").splitlines()] for each in (printed, shown))
    pattern = "\n".join("*" if line == "..." else re.sub(r"([*?[])", r"[\1]", line) for line in wanted)
    if not fnmatch.fnmatchcase("\n".join(actual), pattern):
        raise AssertionError(f"printed:\n{printed}\nshown:\n{shown}")


def run_yaml(block: Block, page: Page) -> None:
    given = yaml.safe_load(block.text)
    if "file" in block.says and "customers" not in given:
        (page.folder / block.says["file"]).write_text(block.text, encoding="utf-8")
        return
    if "attributes" in given:
        given = {"customers": {"attributes": given.pop("attributes")}, **given}
    if "error" in block.says:
        with pytest.raises(segql.CatalogError) as caught:
            segql.Catalog.load(laid_over(page.catalog, given))
        assert {each.code for each in caught.value.diagnostics} == {block.says["error"]}
        return
    found = given if "table" in given.get("customers", {}) else laid_over(page.catalog, given)
    segql.Catalog.load(found)
    written = yaml.safe_dump(found, allow_unicode=True, sort_keys=False)
    (page.folder / "catalog.yaml").write_text(written, encoding="utf-8")


def laid_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    found = dict(below)
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(found.get(key), dict)
        found[key] = laid_over(found[key], cast("dict[str, Any]", value)) if both else value
    return found


def run_file(block: Block, page: Page) -> None:
    (page.folder / block.says["file"]).write_text(block.text, encoding="utf-8")


RUN: dict[str, Callable[[Block, Page], None]] = {
    "segql": run_segql,
    "python": run_python,
    "text": run_text,
    "console": run_console,
    "yaml": run_yaml,
    "toml": run_file,
    "json": run_file,
}


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    write_demo(folder)
    return folder


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_page_says_what_happens(
    path: Path, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if path.name != "README.md":  # which makes it itself
        shutil.copytree(demo, tmp_path / "shop")
    monkeypatch.chdir(tmp_path)
    page = Page(tmp_path)
    wrong: list[str] = []
    for block in to_run(path):
        try:
            RUN[block.kind](block, page)
        except Exception as failure:
            wrong.append(f"{block.page}:{block.line}: {type(failure).__name__}: {failure}")
    if wrong:
        pytest.fail("\n\n".join(wrong), pytrace=False)


def to_run(path: Path) -> Iterator[Block]:
    if path.relative_to(ROOT).as_posix() not in ELSEWHERE:
        yield from (block for block in blocks(path) if "not run" not in block.says and has_engine(block))


def has_engine(block: Block) -> bool:
    """Whether the engine that a block needs is here; Spark then runs, small and quiet, in this process."""
    engine = block.says.get("needs")
    if engine == "spark" and not absent(engine):
        import_module("segql_sql.engines.spark").session()
    return engine is None or not absent(engine) or in_ci()


def test_blocks_that_are_not_run_are_few_and_say_why() -> None:
    pages = [path for path in PAGES if path.relative_to(ROOT).as_posix() not in ELSEWHERE]
    left_out = [each for path in pages for each in blocks(path) if "not run" in each.says]
    assert all(len(each.says["not run"]) > 10 for each in left_out)
    assert len(left_out) == NOT_RUN, [f"{each.page}:{each.line}" for each in left_out]


# --- around the blocks --------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    text = re.sub(
        r"^```.*?^```$|`[^`\n]*`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("https://", "http://")):
            continue
        file, _, anchor = target.partition("#")
        linked = (path.parent / file).resolve() if file else path
        assert linked.exists(), target
        assert not anchor or anchor in anchors(linked), target


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


def test_the_schema_of_catalogs_is_current() -> None:
    written = json.loads((ROOT / "docs" / "catalog.schema.json").read_text(encoding="utf-8"))
    assert written == json.loads(json.dumps(segql.Catalog.json_schema())), "run: segql schema"


@pytest.mark.parametrize("dialect", [Duckdb, Sqlite], ids=lambda dialect: dialect.name)
def test_the_page_of_an_engine_names_its_limits(dialect: type[Duckdb | Sqlite]) -> None:
    page = (ROOT / "docs" / "backends" / f"{dialect.name}.md").read_text(encoding="utf-8")
    limits = [value for name, value in vars(dialect).items() if name.startswith("most_")]
    assert {f"{limit:,}" for limit in limits} <= set(re.findall(r"[0-9]+(?:,[0-9]{3})*", page))
