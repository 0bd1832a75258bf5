"""Names for the relations and columns of a query that collide with no others."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


class Names:
    """Hands out names; engines that ignore case see different ones as different too."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {_folded(name) for name in taken}
        self._last: dict[str, int] = {}

    def new(self, wanted: str) -> str:
        """`wanted`, or that with a number behind it where it is taken."""
        found, number = wanted, self._last.get(wanted, 1)
        while _folded(found) in self._taken:
            number += 1
            found = f"{wanted}_{number}"
        self._taken.add(_folded(found))
        self._last[wanted] = number
        return found


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
