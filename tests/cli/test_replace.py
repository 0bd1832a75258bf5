"""Files are wholly written or left as they were."""

import os
import sys
from pathlib import Path

import pytest

from segql import DataError
from segql.replace import replacing, write_text


def test_nothing_is_left_behind_when_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt), replacing(path) as temporary:
        temporary.write_text("half")
        assert temporary.parent == tmp_path and path.read_text() == "old"
        raise KeyboardInterrupt
    assert os.listdir(tmp_path) == ["a.txt"] and path.read_text() == "old"


def test_an_error_of_the_system_names_the_file_and_why(tmp_path: Path) -> None:
    path = tmp_path / "none" / "a.txt"
    with pytest.raises(DataError, match=r"cannot write `.*a\.txt`: no such file or directory"):
        write_text(path, "new")
    with pytest.raises(DataError, match=r"cannot write `.*`: it is not a file"):
        write_text(tmp_path, "new")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_a_new_file_has_the_mode_of_any_new_file(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        write_text(tmp_path / "a.txt", "new")
    finally:
        os.umask(before)
    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == 0o666 & ~umask


@pytest.mark.parametrize("length", [1, 240])
def test_long_names_have_room_for_the_temporary_file(tmp_path: Path, length: int) -> None:
    path = tmp_path / ("n" * length + ".segql")
    write_text(path, "구매")
    assert path.read_text(encoding="utf-8") == "구매"
