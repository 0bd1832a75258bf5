"""What stands at a path of JSON, in BigQuery."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from segql_sql import nodes as n


def text_at(text: exp.Expr, path: Sequence[str | int]) -> exp.Expr:
    """What stands at a path of a text of JSON: a string as it is, all else as JSON, NULL for null."""
    way = "$"
    for step in path:
        if isinstance(step, str) and _is_spelled(step):
            way += f'."{step}"'
            continue
        text, way = (_item(text, way, step) if isinstance(step, int) else _member(text, way, step)), "$"
    scalar = n.call("JSON_VALUE", text, n.text(way))
    other = n.call("JSON_QUERY", text.copy(), n.text(way))
    return n.coalesce(scalar, exp.Nullif(this=other, expression=n.text("null")))


def _is_spelled(key: str) -> bool:
    """Whether JSONPath knows the key for just that: digits may be a place in an array, what stands for
    quotation marks and backslashes is not said, and escapes of two halves are not understood."""
    return not (key.isdigit() or '"' in key or "\\" in key or max(key, default="") > "\uffff")


def _item(text: exp.Expr, way: str, place: int) -> exp.Expr:
    """An element of an array; `[1]` in a path would be a key of an object as well."""
    items = n.call("JSON_QUERY_ARRAY", text, n.text(way))
    return exp.Bracket(this=items, expressions=[n.call("SAFE_OFFSET", n.whole(place))])


def whole(text: exp.Expr) -> exp.Expr:
    """A text of JSON without escapes of two halves, which only PARSE_JSON puts together."""
    escaped = n.call("REGEXP_CONTAINS", text, n.text(r"\\u[dD][89abAB]"))
    written = n.call("TO_JSON_STRING", _value(text.copy()))
    return n.case([(escaped, written)], text.copy())


def _member(text: exp.Expr, way: str, key: str) -> exp.Expr:
    """A member of an object by any key."""
    value = _value(n.call("JSON_QUERY", text, n.text(way)))
    return n.call("TO_JSON_STRING", exp.Bracket(this=value, expressions=[n.text(key)]))


def _value(text: exp.Expr) -> exp.Expr:
    """JSON as a value, which has numbers of 64 bits, and doubles."""
    rounded = exp.Kwarg(this=exp.Var(this="wide_number_mode"), expression=n.text("round"))
    return n.call("SAFE.PARSE_JSON", text, rounded)
