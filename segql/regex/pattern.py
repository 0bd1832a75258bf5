"""A pattern: parsed once, searched often, spelled for other engines."""

from __future__ import annotations

from functools import cached_property, lru_cache

from segql.regex.automaton import Automaton
from segql.regex.parse import PatternError, parse
from segql.regex.spelling import RE2, Flavor, spell
from segql.regex.tree import Regex, repetitions, size

MOST_STATES = 2_000
"""How large a pattern may be when its repetitions are written out."""
_MOST_NESTED = 1_000  # RE2 refuses repetitions that multiply to more


class Pattern:
    """A regular expression, searched for anywhere in a text."""

    def __init__(self, tree: Regex) -> None:
        self.tree = tree

    @cached_property
    def _automaton(self) -> Automaton:
        return Automaton(self.tree)

    def search(self, text: str) -> bool:
        """Whether some part of the text matches, in time linear in the text."""
        return self._automaton.search(text)

    def spelling(self, flavor: Flavor = RE2) -> str:
        """A pattern with this meaning, by default for RE2 and the Rust regex crate in their default modes.

        Equal trees have one spelling. Python's `re` reads it too, once `\\z` is written `\\Z`.
        """
        return spell(self.tree, flavor)


@lru_cache(maxsize=256)
def parse_pattern(text: str) -> Pattern:
    """The pattern that a text is, of at most 2,000 states when written out. Raises PatternError."""
    tree = parse(text)
    if size(tree) > MOST_STATES or repetitions(tree) > _MOST_NESTED:
        message = "the pattern is too large when its repetitions are written out"
        raise PatternError(message, 0, len(text), "make the numbers in `{m,n}` smaller")
    return Pattern(tree)
