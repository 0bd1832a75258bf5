"""Whether anything listens, for drivers that try again for minutes where nothing does."""

from __future__ import annotations

import os
import socket

_SECONDS = 10
_PROXIES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")


def reach(places: list[tuple[str, int]]) -> None:
    """Raises OSError where none of the hosts and ports takes a connection."""
    failures: list[OSError] = []
    for place in places:
        try:
            socket.create_connection(place, timeout=_SECONDS).close()
            return
        except OSError as failure:
            failures.append(failure)
    raise failures[0]


def proxied() -> bool:
    """Whether requests go by a proxy, so that a host need not be in reach."""
    return any(os.environ.get(name) for name in _PROXIES)
