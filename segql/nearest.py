"""The name that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 200  # difflib is quadratic: names from hostile texts may be long
_MOST = 2_000


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name closest to `name`, or None where none is close."""
    if len(name) > _LONGEST:
        return None
    names = [each for each in known if len(each) <= _LONGEST][:_MOST]
    folded = {each.casefold(): each for each in reversed(names)}
    found = get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None
