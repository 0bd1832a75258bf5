"""Texts with placeholders, as the drivers of databases want them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import count
from typing import Literal, get_args

from sqlglot import exp

from segql_sql.dialects.base import Dialect, DriverValue

Style = Literal["inline", "qmark", "numeric", "named", "format", "pyformat", "at", "braces"]
"""How a text asks for its values.

inline: not at all, they stand in the text. qmark: `?`. numeric: `:1`. named: `:p0`. format: `%s`.
pyformat: `%(p0)s`. (These five are the paramstyles of PEP 249.) at: `@p0`, as BigQuery and T-SQL write
parameters. braces: `{p0:Int64}`, as ClickHouse does. Under format and pyformat, `%` elsewhere is doubled.
"""
STYLES: tuple[Style, ...] = get_args(Style)

Bound = tuple[DriverValue, ...] | Mapping[str, DriverValue]
"""Values to bind: in the order of the placeholders, or by name."""

_BY_NAME = frozenset({"named", "pyformat", "at", "braces"})


def written(
    tree: exp.Select, dialect: Dialect, values: tuple[DriverValue, ...], style: Style
) -> tuple[str, Bound]:
    """The text of a query, and the values to bind.

    Placeholders are first written as marks that occur nowhere else in the text, so that no string and
    no name, whatever it looks like, is taken for one.
    """
    tree = tree.copy() if values else tree
    plain = _sql(tree, dialect)
    mark = next(each for each in (f"segql_{number}_" for number in count()) if each not in plain)
    for each in list(tree.find_all(exp.Placeholder)):
        each.replace(exp.Var(this=f"{mark}{each.this}_"))
    parts = re.split(f"{mark}([0-9]+)_", _sql(tree, dialect) if values else plain)
    order = [int(number) for number in parts[1::2]]
    texts = (
        [each.replace("%", "%%") for each in parts[::2]] if style in ("format", "pyformat") else parts[::2]
    )
    asked = [_placeholder(style, at, number, values[number]) for at, number in enumerate(order)]
    text = "".join([texts[0], *(each for pair in zip(asked, texts[1:], strict=True) for each in pair)])
    if style in _BY_NAME:
        return text, {f"p{number}": values[number] for number in dict.fromkeys(order)}
    return text, tuple(values[number] for number in order)


def _sql(tree: exp.Select, dialect: Dialect) -> str:
    return tree.sql(dialect.sqlglot, pretty=True, normalize_functions=False, comments=False)


def _placeholder(style: Style, at: int, number: int, value: DriverValue) -> str:
    match style:
        case "numeric":
            return f":{at + 1}"
        case "named":
            return f":p{number}"
        case "format":
            return "%s"
        case "pyformat":
            return f"%(p{number})s"
        case "at":
            return f"@p{number}"
        case "braces":
            return f"{{p{number}:{_clickhouse_type(value)}}}"
        case _:
            return "?"


def _clickhouse_type(value: DriverValue) -> str:
    match value:
        case bool():
            return "Bool"
        case str():
            return "String"
        case float():
            return "Float64"
        case int():
            return "Int64" if -(2**63) <= value < 2**63 else "Int256"
