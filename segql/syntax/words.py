"""The words that are never names unless they stand in backticks."""

from __future__ import annotations

import re

RESERVED = frozenset(
    {
        "after", "ago", "all", "and", "any", "at", "before", "between", "contains", "ends",
        "exactly", "false", "fewer", "from", "in", "is", "km", "last", "least", "less", "let",
        "matches", "mi", "missing", "more", "most", "next", "no", "none", "not", "now", "of", "on",
        "once", "or", "same", "segment", "since", "starts", "than", "then", "this", "today",
        "tomorrow", "true", "with", "within", "yesterday",
    }
)  # fmt: skip
"""The keywords of the grammar, without those that it allows as names."""

SOFT = frozenset({"bottom", "list", "set", "times", "top"})
"""The keywords that may be names; units of time are too."""

_RESERVED = re.compile("|".join(sorted(RESERVED)), re.IGNORECASE)  # as the lexer compares, beyond ASCII too


def is_plain(name: str) -> bool:
    """Whether a name can be written without backticks."""
    return name.isidentifier() and _RESERVED.fullmatch(name) is None
