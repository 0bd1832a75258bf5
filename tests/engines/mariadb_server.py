"""A private MariaDB for this process: own data folder, a free loopback port, an ordinary user."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from segql_sql.engines.base import Engine
from segql_sql.engines.mariadb import at

PROGRAMS = ("mariadb-install-db", "mariadbd")
_PATH = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin"
_OPTIONS = (
    "--bind-address=127.0.0.1",
    "--skip-log-bin",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-buffer-pool-size=64M",
    "--innodb-doublewrite=0",
    "--performance-schema=off",
    "--character-set-server=utf8mb4",
    "--collation-server=utf8mb4_general_ci",  # as users have it: neither case nor trailing blanks count
    "--default-time-zone=-05:00",  # nothing may depend on it
)
_SECONDS = 60.0


def absent() -> list[str]:
    """What is not installed: `apt-get install mariadb-server` brings it."""
    return [each for each in PROGRAMS if shutil.which(each, path=_PATH) is None]


@contextmanager
def opened() -> Generator[Engine]:
    """The server without tables, in a database of its own."""
    with at(url())() as engine:
        yield engine


@cache
def url() -> str:
    """Where the server listens: it is started when first asked for, and stopped at exit."""
    user = _ordinary_user()
    folder = Path(tempfile.mkdtemp(prefix="segql-mariadb-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    who, group = (None, None) if user is None else (user.pw_uid, user.pw_gid)
    others = None if user is None else ()
    install = [_program("mariadb-install-db"), "--no-defaults", f"--datadir={folder / 'data'}"]
    install += ["--auth-root-authentication-method=normal", "--skip-test-db"]
    subprocess.run(
        install, check=True, capture_output=True, cwd=folder, user=who, group=group, extra_groups=others
    )
    port = _free_port()
    serve = [_program("mariadbd"), "--no-defaults", f"--datadir={folder / 'data'}", f"--port={port}"]
    serve += [f"--socket={folder / 'socket'}", f"--pid-file={folder / 'pid'}", *_OPTIONS]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            serve, stdout=log, stderr=log, cwd=folder, user=who, group=group, extra_groups=others
        )
    atexit.register(_stop, server)
    _wait(server, port, folder / "log")
    found = f"mysql://root@127.0.0.1:{port}"
    with at(found)() as engine:
        engine.ask("CREATE DATABASE segql")
    return f"{found}/segql"


def _ordinary_user() -> pwd.struct_passwd | None:
    """Whom to run the server as where this process is root's."""
    if os.geteuid() != 0:
        return None
    for name in ("mysql", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("root runs these tests, and there is no ordinary user to run a server as")


def _program(name: str) -> str:
    found = shutil.which(name, path=_PATH)
    assert found is not None, name
    return found


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        with socket.socket() as attempt:
            attempt.settimeout(1)
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')[-2000:]}")


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
