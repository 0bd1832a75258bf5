"""Passwords of a URL stay out of what is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qsl, unquote, unquote_plus

from segql.diagnostics import SegqlError

_SECRET = re.compile(r"pass|pwd|token|secret|private", re.I)
_LONG = 6
"""Secrets of so many characters are hidden within words too."""


def hidden(failure: SegqlError, url: str) -> SegqlError:
    """The same failure without the secrets of the URL."""
    found = [replace(each, message=_without(each.message, url)) for each in failure.diagnostics]
    return type(failure)(found)


def _without(text: str, url: str) -> str:
    for secret in sorted(set(_secrets(url)), key=len, reverse=True):
        pattern = re.escape(secret)
        text = re.sub(pattern if len(secret) >= _LONG else rf"(?<!\w){pattern}(?!\w)", "***", text)
    return text


def _secrets(url: str) -> Iterator[str]:
    """The password as it stands and decoded; where it holds a `@`, all that could be it."""
    _, _, rest = url.partition("://")
    _, _, after = rest.partition(":")
    for at in (found.start() for found in re.finditer("@", after)):
        yield from filter(None, (after[:at], unquote(after[:at]), unquote_plus(after[:at])))
    for name, value in parse_qsl(url.partition("?")[2]):
        if _SECRET.search(name):
            yield value
