"""`segql fmt`: files in the one layout, or left as they were."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
Write = Callable[[str, str], Path]

NEAT = "segment a = x = 1 and y = 2\n"


def test_a_file_is_rewritten_once_and_keeps_its_mode(segql: Run, write: Write) -> None:
    path = write("a.segql", "# why\nsegment a   =   x == 1   AND y = 2\n")
    path.chmod(0o640)
    result = segql("fmt", path)
    assert result.exit_code == 0 and result.stdout == f"changed {path}\n"
    assert path.read_text() == "# why\n" + NEAT
    assert path.stat().st_mode & 0o777 == 0o640
    before = path.stat().st_mtime_ns
    again = segql("fmt", path)
    assert (again.exit_code, again.stdout) == (0, "") and path.stat().st_mtime_ns == before
    assert again.stderr == "0 files changed, 1 left as they were\n"


def test_check_changes_nothing_and_exits_with_one(segql: Run, write: Write) -> None:
    loose, neat = write("a.segql", "segment a=x = 1\n"), write("b.segql", NEAT)
    result = segql("fmt", "--check", loose, neat)
    assert (result.exit_code, result.stdout) == (1, f"would change {loose}\n")
    assert loose.read_text() == "segment a=x = 1\n"
    assert segql("fmt", "--check", neat).exit_code == 0


def test_a_file_that_cannot_be_parsed_is_left_and_the_others_are_not(segql: Run, write: Write) -> None:
    bad, loose = write("a.segql", "segment a = and\n"), write("b.segql", "segment a=x = 1\n")
    result = segql("fmt", bad, loose)
    assert result.exit_code == 1
    assert "error[syntax" in result.stderr and "1 failed" in result.stderr
    assert bad.read_text() == "segment a = and\n" and loose.read_text() == "segment a = x = 1\n"


@pytest.mark.parametrize("name", ["a.yaml", "a.txt", "a"])
def test_only_segql_files_are_rewritten(segql: Run, write: Write, name: str) -> None:
    path = write(name, "x=1")
    result = segql("fmt", path)
    assert result.exit_code == 2 and path.read_text() == "x=1"


def test_standard_input_is_printed(segql: Run) -> None:
    result = segql("fmt", "-", input="segment a=x = '구매'  # why\n")
    assert result.exit_code == 0 and result.stdout == '# why\nsegment a = x = "구매"\n'
    assert segql("fmt", "--check", "-", input="x=1").exit_code == 1
    assert segql("fmt", "--check", "-", input="x = 1").exit_code == 0
    assert segql("fmt", "-", input=b"\xff").exit_code == 1
    assert segql("fmt", "-", "a.segql", input="").exit_code == 2


def test_windows_line_ends_and_a_byte_order_mark_are_laid_out(segql: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.segql"
    path.write_bytes(b"\xef\xbb\xbfsegment a = x = 1 and y = 2\r\n")
    assert segql("fmt", path).exit_code == 0
    assert path.read_bytes() == NEAT.encode()


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a user who may not write")
def test_a_file_in_a_closed_folder_is_a_named_error(segql: Run, write: Write, tmp_path: Path) -> None:
    path = write("a.segql", "segment a=x = 1\n")
    tmp_path.chmod(0o500)
    try:
        result = segql("fmt", path)
    finally:
        tmp_path.chmod(0o700)
    assert result.exit_code == 1 and "error[file-unwritable]" in result.stderr


def test_a_link_stays_a_link(segql: Run, write: Write, tmp_path: Path) -> None:
    path = write("a.segql", "segment a=x = 1\n")
    link = tmp_path / "link.segql"
    link.symlink_to(path)
    assert segql("fmt", link).exit_code == 0
    assert link.is_symlink() and path.read_text() == "segment a = x = 1\n"
