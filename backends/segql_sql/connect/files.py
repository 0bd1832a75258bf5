"""Folders of Parquet files that an engine reads in place."""

from __future__ import annotations

import re
from pathlib import Path

from segql.data import errors

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")  # more than the letter of a drive


def is_remote(folder: str) -> bool:
    """Whether it stands elsewhere, as `s3://bucket/shop` does: the engine is asked for it."""
    return _SCHEME.match(folder) is not None


def check_folder(folder: str) -> None:
    """Raises DataError where a folder of this machine is none."""
    if is_remote(folder):
        return
    path = Path(folder)
    if not path.exists():
        raise errors.no_such_path(path)
    if not path.is_dir():
        raise errors.unknown_format(path)


def file_of(folder: str, table: str) -> str | None:
    """Where the Parquet file, or the folder of such, of a table would be; None where its name is none of
    a file."""
    if "/" in table or "\\" in table or "\0" in table:
        return None
    return f"{folder.rstrip('/')}/{table}.parquet"
