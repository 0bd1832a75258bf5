"""Why a text does not parse, said in the words of the language.

`explain` asks one small function after the other whether it knows the mistake; what none of them
knows is said in general: what stands there, and what could.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from segql.diagnostics import Span
from segql.record import record
from segql.syntax import literals, messages
from segql.syntax.expected import expected
from segql.syntax.machine import END
from segql.syntax.messages import Said
from segql.syntax.words import RESERVED, SOFT


@record
class Piece:
    """A token or (type empty) a finished part of the text."""

    type: str
    span: Span


@record
class Situation:
    """Where the parser stopped: at `here`, behind the `before` (the last few), inside an open bracket.

    `accepts` holds the types of tokens that could have stood there.
    """

    text: str
    here: Piece
    before: Sequence[Piece]
    accepts: frozenset[str]
    opened: Piece | None = None

    def words(self, piece: Piece) -> str:
        """The text of a piece."""
        return self.text[piece.span.start : piece.span.end]

    def last(self, count: int = 1) -> Piece:
        """The piece so many before the place."""
        return self.before[-count] if len(self.before) >= count else Piece("", Span(0, 0))

    @property
    def found(self) -> str:
        """What stands there."""
        return "" if self.here.type == END else self.words(self.here)

    def rest(self) -> str:
        """What follows, a little of it."""
        return self.text[self.here.span.end : self.here.span.end + 100]


Finding = tuple[Said, Span]


def explain(at: Situation) -> Finding:
    """What is said, and where."""
    for known in _KNOWN:
        finding = known(at)
        if finding is not None:
            return finding
    place = at.last().span if at.here.type == END else at.here.span
    return messages.unexpected(at.found, expected(at.accepts)), place


# Patterns are compiled where they are used: most texts need none of them.


# --- known mistakes -----------------------------------------------------------------------------


def _bad_name(at: Situation) -> Finding | None:
    if at.here.type != "NAME":
        return None
    try:
        literals.name(at.found)
    except literals.Fault as fault:
        start = at.here.span.start
        return fault.said, Span(start + fault.start, start + fault.end)
    return None


_ADJACENT = {"=>": ">=", "=<": "<=", "<>": "!=", "===": "=", "!==": "!=", "><": "!=", "//": "#", "=!": "!="}


def _operators(at: Situation) -> Finding | None:
    """Two operators that touch."""
    span = at.last().span.join(at.here.span)
    plain = _ADJACENT.get(at.text[span.start : span.end])
    if plain is None or at.last().type == "":
        return None
    advice = "a comment starts with `#`" if plain == "#" else None
    return messages.instead(at.text[span.start : span.end], plain, advice), span


def _chain(at: Situation) -> Finding | None:
    comparisons = ("EQUAL", "COMPARISON")
    if at.here.type not in comparisons or at.last(2).type not in comparisons:
        return None
    return messages.chained(at.words(at.last(2)), at.found), at.here.span


_CLOSING = {"LPAR": ("(", ")"), "LSQB": ("[", "]")}


def _brackets(at: Situation) -> Finding | None:
    if at.here.type in ("RPAR", "RSQB") and at.opened is None:
        return messages.unopened(at.found), at.here.span
    if at.opened is None or at.here.type not in (END, "SEGMENT", "LET", "RPAR", "RSQB"):
        return None
    opening, closing = _CLOSING[at.opened.type]
    if not at.accepts & {"RPAR", "RSQB"} or at.found == closing:
        return None
    line = at.text.count("\n", 0, at.opened.span.start) + 1
    last = at.last().span
    end = Span(max(last.start, last.end - 1), last.end)
    return messages.unclosed(opening, closing, line, at.text[end.start : end.end]), end


def _definition(at: Situation) -> Finding | None:
    if at.here.type in ("SEGMENT", "LET") and END in at.accepts:
        return messages.condition_and_definition(at.found), at.here.span
    if at.here.type in ("SEGMENT", "LIST") and at.last().type == "IN":
        return messages.value_before_segment(at.found.lower()), at.here.span
    return None


def _is(at: Situation) -> Finding | None:
    """`is null`, `is not null`, `is "CA"`."""
    negated = at.last().type == "NOT"
    verb = at.last(2) if negated else at.last()
    if verb.type != "IS" or at.here.type == END:
        return None
    if at.found.lower() in ("null", "none", "nil", "empty", "blank", "unknown"):
        span = at.last().span.join(at.here.span) if negated else at.here.span
        return messages.is_null(at.text[span.start : span.end], "set" if negated else "missing"), span
    return messages.is_other(at.found, "!=" if negated else "="), at.here.span


_OPENERS = ("where", "when", "if", "having", "filter", "select")
_SYNONYMS = {
    "equals": "=", "equal": "=", "eq": "=", "contain": "contains", "has": "contains", "include": "contains",
    "includes": "contains", "startswith": "starts with", "endswith": "ends with", "match": "matches",
}  # fmt: skip


def _other_languages(at: Situation) -> Finding | None:
    """Words and signs of SQL and of plain English."""
    found, first = at.found.lower(), at.last()
    if found in _LIKE and "CONTAINS" in at.accepts:
        return messages.like(found), at.here.span
    if found in _SYNONYMS and "CONTAINS" in at.accepts:
        return messages.instead(at.found, _SYNONYMS[found]), at.here.span
    if first.type == "NAME" and at.words(first).lower() in _OPENERS and len(at.before) in (1, 3, 4):
        return messages.instead(at.words(first), "", "write the condition alone"), first.span
    if first.type == "NOT" and found in ("set", "missing") and "CONTAINS" in at.accepts:
        return messages.without_is(found), first.span.join(at.here.span)
    between = "AND" in at.accepts and "OR" not in at.accepts
    if between and (at.here.type == "COMMA" or found in ("to", "through", "until")):
        plain = " and" if at.here.type == "COMMA" else "and"
        return messages.unexpected(at.found, "`and`", "write `between 1 and 2`", plain), at.here.span
    return None


_LIKE = ("like", "ilike", "rlike", "regexp", "similar")


def _comments(at: Situation) -> Finding | None:
    """A comment of SQL."""
    place = at.here.span.start
    line = at.text.rfind("\n", 0, place) + 1
    dashes = at.text.find("--", line, place)
    if dashes < 0 or at.here.type == END or any(quote in at.text[line:dashes] for quote in "\"'`"):
        return None
    return messages.instead("--", "#", "a comment starts with `#`"), Span(dashes, dashes + 2)


_ITEMS = r"""\(((?:[^()"'\[\]\n]|"[^"\\\n]*"|'[^'\\\n]*')*)\)"""


def _lists(at: Situation) -> Finding | None:
    plain = {"=": "in", "==": "in", "!=": "not in"}.get(at.words(at.last()))
    if at.here.type == "LSQB" and plain is not None:
        return messages.compared_list(at.words(at.last()), plain), at.last().span
    if at.last().type == "IN" and "LSQB" in at.accepts:
        if at.here.type == "LPAR":
            found = re.compile(_ITEMS).match(at.text, at.here.span.start)
            if found is None:
                return messages.list_in_parentheses(None), at.here.span
            return messages.list_in_parentheses(f"[{found[1]}]"), Span(*found.span())
        if at.here.type in ("STRING", "INTEGER", "DECIMAL", "DATE"):
            fix = f"[{at.found}]"
            return messages.unexpected(at.found, "a list", f"write `in {fix}`", fix), at.here.span
    inside = at.opened is not None and at.opened.type == "LSQB"
    if inside and at.here.type in ("NAME", *RESERVED_TYPES) and "STRING" in at.accepts:
        return messages.bare_item(at.found), at.here.span
    return None


RESERVED_TYPES = tuple(sorted(word.upper() for word in RESERVED))
_LIKE_A_NAME = r"(?i)\s*(?:[=<>.(]|!=|(?:is|in|contains|between)\b)"


def _keywords(at: Situation) -> Finding | None:
    """A keyword where a name is meant."""
    if at.here.type not in RESERVED_TYPES or "NAME" not in at.accepts:
        return None
    only_a_name = "STRING" not in at.accepts and "AND" not in at.accepts
    if only_a_name or re.match(_LIKE_A_NAME, at.rest()):
        return messages.keyword(at.found), at.here.span
    return None


def _numbers(at: Situation) -> Finding | None:
    previous = at.last()
    touching = previous.span.end == at.here.span.start
    if previous.type in ("INTEGER", "DECIMAL") and touching and at.here.type in ("NAME", "DOT"):
        span = previous.span.join(at.here.span)
        return messages.malformed_number(at.text[span.start : span.end], None), span
    digits = re.match(r"[0-9]+", at.rest())
    if at.here.type == "DOT" and digits and "INTEGER" in at.accepts:
        span = Span(at.here.span.start, at.here.span.end + digits.end())
        written = at.text[span.start : span.end]
        return messages.malformed_number(written, "0" + written), span
    if at.here.type == "PERCENT":
        return messages.percent(), at.here.span
    return None


_WORDS = ("NAME", "UNIT", *(word.upper() for word in SOFT))


def _names(at: Situation) -> Finding | None:
    previous = at.last()
    if previous.type == "LAST" and at.accepts == frozenset({"LPAR"}):
        return messages.keyword(at.words(previous)), previous.span
    if at.here.type == "DOT" and "EQUAL" in at.accepts:
        return messages.long_path(), at.here.span
    if at.here.type not in _WORDS or "OR" not in at.accepts:
        return None
    if re.match(r"\s*(?:\([\w\s,]*\)\s*)?=", at.rest()):
        return messages.bare_definition(at.found, expected(at.accepts)), at.here.span
    if previous.type in _WORDS:
        return messages.two_names(at.words(previous), at.found), at.here.span
    return None


_KNOWN: tuple[Callable[[Situation], Finding | None], ...] = (
    _bad_name,
    _operators,
    _chain,
    _is,
    _other_languages,
    _comments,
    _definition,
    _brackets,
    _lists,
    _numbers,
    _keywords,
    _names,
)


# --- what is no word at all ---------------------------------------------------------------------

_PLAIN = {
    "&&": " and ", "&": " and ", "||": " or ", "|": " or ", "!": "not ", "~": "matches",
    ";": "", ":=": "=", ":": "=", "{": "(", "}": ")",
}  # fmt: skip
_TYPOGRAPHIC = r"[«»‘-‟′″‹›「-』＂＇]([^«»‘-‟′″‹›「-』＂＇\"\\\n]*)[«»‘-‟′″‹›「-』＂＇]?"


def explain_character(text: str, position: int) -> Finding:
    """What is said about a character that starts no word."""
    found = text[position]
    line = text.find("\n", position)
    end = line if line >= 0 else len(text)
    if found in "\"'":
        return messages.open_string(found), Span(position, end)
    if found == "`":
        return messages.open_name(), Span(position, end)
    quoted = re.compile(_TYPOGRAPHIC).match(text, position)
    if quoted is not None:
        return messages.typographic(f'"{quoted[1]}"'), Span(*quoted.span())
    for length in (2, 1):
        written = text[position : position + length]
        if written in _PLAIN:
            return messages.instead(written, _PLAIN[written]), Span(position, position + len(written))
    return messages.character(found), Span(position, position + 1)
