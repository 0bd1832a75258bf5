"""MariaDB 10.6 or later: regular expressions are those of PCRE."""

# ruff: noqa: D102 -- `Dialect` says what the methods do

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import product

from sqlglot import exp

from segql.regex import parse_pattern
from segql_sql import nodes as n
from segql_sql.dialects.backtracking import may_explode
from segql_sql.dialects.mysql_family import MysqlFamily
from segql_sql.refused import Refused

_LONGEST_CHARACTER = 4
"""In bytes: lists are cut between characters."""


class Mariadb(MysqlFamily):
    """See `segql_sql.dialects.base.Dialect`."""

    name = "mariadb"
    most_relations = 64
    collation = "utf8mb4_nopad_bin"

    def _paths(self, path: Sequence[str | int]) -> Sequence[str]:
        if any(isinstance(step, str) and step.startswith("-") for step in path):  # it finds none such
            raise Refused("keys of JSON that begin with `-`", "store the value in a column of its own")
        # keys are compared as they are written: as they are, or each with one of the usual escapes
        ways = (_plain, json.dumps, _upper, _slashed)
        steps = [
            {f"[{each}]": 0} if isinstance(each, int) else {f".{way(each)}": 0 for way in ways}
            for each in path
        ]
        return ["$" + "".join(found) for found in product(*steps)]

    def pattern(self, text: str) -> str:
        if may_explode(parse_pattern(text).tree):  # past its limit of steps it says that nothing matches
            help = "write repetitions that read a text in one way only: `a+` for `(a+)+`"
            raise Refused("repetitions that read one text in many ways", help)
        return super().pattern(text)

    def matches(self, value: exp.Expr, pattern: exp.Expr) -> exp.Expr:
        or_else_the_end = n.call("CONCAT", pattern.copy(), n.text("|$"))  # found, unless it gave up before
        branches = [
            (self._finds(value, pattern), n.true()),
            (self._finds(value.copy(), or_else_the_end), n.false()),
        ]
        failure = _failure("too many steps to match a pattern", value)
        return n.case(branches, n.binary(exp.GT, failure, n.whole(0)))

    def _finds(self, value: exp.Expr, pattern: exp.Expr) -> exp.Expr:
        return n.binary(exp.GT, n.call("REGEXP_INSTR", value, pattern), n.whole(0))

    def collected(self, element: exp.Expr, integers: bool) -> exp.Expr:
        elements = super().collected(element, integers)
        length = n.binary(exp.Add, n.call("LENGTH", elements), n.whole(_LONGEST_CHARACTER))
        limit = exp.SessionParameter(this=exp.Var(this="group_concat_max_len"))
        whole = n.binary(exp.LT, length, limit)  # past it, elements are cut off
        failure = n.call("CONCAT", _failure("a list is longer than group_concat_max_len", elements.copy()))
        return n.case([(whole, elements.copy())], failure)

    def _found_or(self, text: exp.Expr, pattern: str, default: str) -> exp.Expr:
        part = n.call("REGEXP_SUBSTR", text, n.text(pattern))
        return n.coalesce(exp.Nullif(this=part, expression=n.text("")), n.text(default))

    def _within_limit(self, digits: exp.Expr) -> exp.Expr:
        too_long = n.call("REGEXP_REPLACE", digits, n.text("^-?[0-9]{39,}$"), n.text("null"))
        return n.call("JSON_VALUE", too_long, n.text("$"))


def _failure(reason: str, value: exp.Expr) -> exp.Expr:
    """A number too large for a double: the query fails, and says with what expression."""
    said = n.call("LENGTH", n.call("CONCAT", n.text(reason), value.copy()))
    return n.call("EXP", n.binary(exp.Add, said, n.whole(1_000)))


def _plain(key: str) -> str:
    return json.dumps(key, ensure_ascii=False)


def _upper(key: str) -> str:
    return re.sub(
        r"[^\x00-\x7f]", lambda char: json.dumps(char[0])[1:-1].upper().replace("U", "u"), _plain(key)
    )


def _slashed(key: str) -> str:
    return _plain(key).replace("/", "\\/")
