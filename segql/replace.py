"""Files that are either wholly written or left as they were."""

from __future__ import annotations

import os
import stat
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from segql.diagnostics import DataError, SegqlError, error


@contextmanager
def replacing(path: Path) -> Generator[Path]:
    """A new file to write, in the folder of `path`, that takes the place of `path` at the end.

    It keeps the mode of the file it replaces. On any failure it is removed. Raises DataError where
    the file cannot be written.
    """
    target = Path(os.path.realpath(path))  # a link stays a link
    temporary = target.with_name(f".{target.name[:100]}.{os.urandom(4).hex()}.tmp")
    try:
        if target.exists() and not target.is_file():
            raise error(DataError, "file-unwritable", f"cannot write `{path}`: it is not a file")
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        try:
            yield temporary
            if target.exists():
                temporary.chmod(stat.S_IMODE(target.stat().st_mode))
            _sync(temporary)
            temporary.replace(target)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
    except OSError as failure:
        raise unwritable(path, failure) from None
    with suppress(OSError):  # not every system can sync a folder
        _sync(target.parent)


def write_text(path: Path, text: str) -> None:
    """Writes a whole UTF-8 file, or leaves it as it was. Raises DataError."""
    with replacing(path) as temporary:
        temporary.write_bytes(text.encode("utf-8"))


def unwritable(path: Path, failure: OSError) -> SegqlError:
    """The error for a file that cannot be written."""
    reason = (failure.strerror or str(failure) or type(failure).__name__).lower()
    return error(DataError, "file-unwritable", f"cannot write `{path}`: {reason}")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
