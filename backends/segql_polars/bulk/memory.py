"""How much memory the rows of events may take."""

from __future__ import annotations

import os
import re
from pathlib import Path

from segql.diagnostics import SegqlError, error

VARIABLE = "SEGQL_MEMORY"
"""The environment variable that says how much."""
_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_SHARE = 0.5  # of what is free: indexes, groups and sets of customers take memory too
_UNKNOWN = 4 * 10**9  # bytes that are taken to be free where nothing says
_CGROUP = Path("/sys/fs/cgroup")


def most() -> int:
    """Bytes: what `SEGQL_MEMORY` says, such as 2GB or 500MB, else half of what is free. Raises SegqlError."""
    given = os.environ.get(VARIABLE, "").strip()
    if not given:
        return int(_free() * _SHARE)
    found = re.fullmatch(r"([0-9]{1,15})\s*([KMGT]?)B?", given, re.IGNORECASE | re.ASCII)
    if found is None or not int(found[1]):
        message = f"`{VARIABLE}` is `{given}`, which is no amount of memory"
        raise error(SegqlError, "memory-limit", message, f"write it as {VARIABLE}=2GB or {VARIABLE}=500MB")
    return int(found[1]) * _UNITS[found[2].upper()]


def _free() -> int:
    """Bytes that this process can still take, as far as the machine and its container say."""
    found = [each for each in (_of_machine(), _of_container()) if each is not None]
    return max(min(found, default=_UNKNOWN), 0)


def _of_machine() -> int | None:
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), None)


def _of_container() -> int | None:
    try:
        limit = (_CGROUP / "memory.max").read_text(encoding="ascii").strip()
        used = (_CGROUP / "memory.current").read_text(encoding="ascii").strip()
    except OSError:
        return None
    return int(limit) - int(used) if limit.isdigit() and used.isdigit() else None
