"""Trees as the parser gives them: every form of the language, parentheses where they are needed."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import Any

from hypothesis import strategies as st

from segql import ast
from segql.syntax.words import RESERVED, SOFT

_CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
_WORDS = ["country", "placed_order", "total", "구매", "é", "Straße", "x1", "day", *sorted(RESERVED | SOFT)]


def _quotable(text: str) -> bool:
    return bool(text.strip()) and "`" not in text and "\n" not in text


def texts(max_size: int = 12) -> st.SearchStrategy[str]:
    """Any string that a text may hold."""
    return st.text(_CHARACTERS, max_size=max_size)


def names() -> st.SearchStrategy[ast.Name]:
    """Plain names, keywords, and names that need backticks."""
    written = texts(8).map(lambda text: unicodedata.normalize("NFC", text)).filter(_quotable)
    return st.builds(ast.Name, st.sampled_from(_WORDS) | written)


def comments() -> st.SearchStrategy[tuple[str, ...]]:
    """One or two comments."""
    line = texts().map(lambda text: text.replace("\n", " ").strip())
    return st.lists(line, min_size=1, max_size=2).map(tuple)


_UNITS = st.sampled_from(["second", "minute", "hour", "day", "week", "month", "quarter", "year"])
_COUNTS = st.integers(0, 10**6)
_DECIMALS = st.decimals(0, 10**9, allow_nan=False, places=3)
_NUMBERS = st.builds(ast.Number, st.integers(0, 10**18) | _DECIMALS)
_DURATIONS = st.builds(ast.Duration, _COUNTS, _UNITS)
_ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))
_DATES = st.builds(ast.Date, st.dates())
_TIMES = st.datetimes(dt.datetime(2, 1, 1), dt.datetime(9998, 1, 1))
_AWARE = st.tuples(_TIMES, _ZONES).map(lambda drawn: drawn[0].replace(tzinfo=drawn[1]))
_INSTANTS = st.builds(ast.Instant, _TIMES | _AWARE)
_STRINGS = st.builds(ast.String, texts())
_BOOLEANS = st.builds(ast.Boolean, st.booleans())
_PARAMETERS = st.builds(ast.Parameter, names())
_LITERALS = st.one_of(_STRINGS, _NUMBERS, _BOOLEANS, _DATES, _INSTANTS)


def commented(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """An expression where comments may stand, with or without them."""
    return inner | st.builds(ast.Commented, comments(), inner)


_ITEMS = commented(_LITERALS | st.builds(ast.Negative, _NUMBERS))
_LISTS = st.builds(ast.ListLiteral, st.lists(_ITEMS, max_size=3).map(tuple))
_OPTIONS = _LISTS | _PARAMETERS
_LEAVES = st.one_of(
    _LITERALS,
    _DURATIONS,
    _PARAMETERS,
    st.builds(ast.Reference, st.lists(names(), min_size=1, max_size=2).map(tuple)),
    st.builds(ast.Relative, _DURATIONS, st.sampled_from(["ago", "from now"])),
    st.builds(ast.Word, st.sampled_from(["now", "today", "yesterday", "tomorrow"])),
)


def _calls(inside: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    functions = st.builds(ast.Name, st.sampled_from(["last", "sum", "구매"])) | names().map(
        lambda name: ast.Name(name.text, quoted=True)
    )
    arguments = commented(inside | _LISTS | st.builds(ast.Percent, _NUMBERS))
    return st.builds(ast.Call, functions, st.lists(arguments, max_size=3).map(tuple), st.none() | names())


def _values(inside: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    primary = st.one_of(_LEAVES, _calls(inside), st.builds(ast.Group, commented(inside)))
    unary = st.one_of(primary, st.builds(ast.Negative, primary))
    product = st.one_of(unary, st.builds(ast.Binary, st.sampled_from(["*", "/"]), unary, unary))
    return st.one_of(product, st.builds(ast.Binary, st.sampled_from(["+", "-"]), product, product))


def _windows(value: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(ast.Within, st.sampled_from(["last", "next"]), _DURATIONS),
        st.builds(ast.Calendar, st.sampled_from(["this", "last", "next"]), _UNITS),
        st.builds(ast.Relation, st.sampled_from(["before", "after", "since", "on"]), value),
        st.builds(ast.Between, value, value),
        st.builds(ast.Distant, st.sampled_from(["more", "less"]), _DURATIONS),
    )


def _times(value: st.SearchStrategy[Any], window: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    bounds = st.sampled_from(["at least", "at most", "exactly", "more than", "fewer than"])
    within = st.none() | window
    return st.builds(ast.Times, value, bounds, _COUNTS, within) | st.builds(
        ast.Times, value, st.just("once"), st.just(1), within
    )


def _sequences(value: st.SearchStrategy[Any], window: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    event = value | st.builds(ast.Timed, value, window)
    step = st.builds(ast.Step, event, _DURATIONS, st.booleans(), st.none() | names())
    return st.builds(ast.Sequence, event, st.lists(step, min_size=1, max_size=2).map(tuple))


def _predicates(inside: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    value = _values(inside)
    window = _windows(value)
    negated = st.booleans()
    degrees = st.decimals(-180, 180, allow_nan=False, places=2)
    operators = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
    operations = st.sampled_from(["contains", "starts with", "ends with", "matches"])
    quantifiers = st.sampled_from(["any", "all", "none"])
    kinds, sides = st.sampled_from(["segment", "list"]), st.sampled_from(["top", "bottom"])
    operands = st.lists(commented(inside), min_size=1, max_size=3).map(tuple)
    return st.one_of(
        value,
        st.builds(ast.Comparison, operators, value, value),
        st.builds(ast.Membership, value, _OPTIONS, negated),
        st.builds(ast.TextTest, operations, value, value, negated),
        st.builds(ast.ContainsOf, quantifiers, value, _OPTIONS, negated),
        st.builds(ast.State, st.sampled_from(["missing", "set"]), value, negated),
        st.builds(ast.Timed, value, window, negated),
        _times(value, window),
        st.builds(ast.Recurring, value, _COUNTS, _DURATIONS),
        st.builds(ast.Ranked, value, sides, _NUMBERS, negated),
        st.builds(ast.Near, value, _NUMBERS, st.sampled_from(["km", "mi"]), degrees, degrees, negated),
        st.builds(ast.InNamed, kinds, names(), negated),
        st.builds(ast.CountOf, _COUNTS, operands),
        _sequences(value, window),
    )


def _negate(operand: Any) -> Any:
    plain = isinstance(operand, ast.InNamed) and not operand.negated
    return operand if plain else ast.Not(operand)  # `not in segment x` is one node


def _chain(kind: Any, operand: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Comments of the first operand stand before the chain."""
    rest = st.lists(commented(operand), min_size=1, max_size=3)
    return st.tuples(operand, rest).map(lambda drawn: kind((drawn[0], *drawn[1])))


def _conditions(inside: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    predicate = _predicates(inside)
    negation = predicate | predicate.map(_negate)
    conjunction = negation | _chain(ast.And, negation)
    return conjunction | _chain(ast.Or, conjunction)


def expressions() -> st.SearchStrategy[ast.Expression]:
    """Conditions and values of every form, without comments before the whole."""
    return st.recursive(_LEAVES, _conditions, max_leaves=6)


def definitions() -> st.SearchStrategy[ast.Definition]:
    """Segments and lets, with comments."""
    body, notes = commented(expressions()), st.just(()) | comments()
    parameters = st.none() | st.lists(names(), max_size=2).map(tuple)
    return st.builds(ast.SegmentDefinition, names(), body, st.none() | _STRINGS, notes) | st.builds(
        ast.LetDefinition, names(), parameters, body, notes
    )


def documents() -> st.SearchStrategy[ast.Document]:
    """Whole texts."""
    notes = st.just(()) | comments()
    listed = st.lists(definitions(), min_size=1, max_size=3).map(tuple)
    return st.builds(ast.Document, listed, st.none(), notes) | st.builds(
        ast.Document, st.just(()), commented(expressions()), notes
    )
