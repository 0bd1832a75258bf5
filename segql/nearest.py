"""The name that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import normalize

_LONGEST = 200  # difflib is quadratic: names from hostile texts may be long
_MOST = 2_000


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name closest to `name`, or None where none is close."""
    if len(name) > _LONGEST:
        return None
    from difflib import get_close_matches  # noqa: PLC0415 -- slow to import, and good texts need none of it

    names = [each for each in known if len(each) <= _LONGEST][:_MOST]
    folded = {_folded(each): each for each in reversed(names)}
    found = get_close_matches(_folded(name), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def _folded(name: str) -> str:
    """Letters in their parts, so that two syllables of Hangul that differ in a vowel are close."""
    return normalize("NFD", name.casefold())


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """The hint that names the known name closest to `name`, or None where none is close."""
    close = nearest(name, known)
    return f"did you mean `{close}`?" if close else None
