"""Arithmetic on whole numbers for engines that hold 38 digits and fail beyond: the trees are computed here
by a machine like that, which takes every branch, so that no CASE hides a number that is too long."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from segql_sql import nodes as n
from segql_sql.dialects.decimal38 import Decimal38
from segql_sql.dialects.snowflake import Snowflake
from segql_sql.dialects.tsql import Tsql
from segql_sql.refused import Refused
from segql_sql.terms import STORED, SUM, Range, Term, combined
from sqlglot import exp

from segql.meaning import EXACT_LIMIT

Rows = Mapping[str, int | None]
dialects = pytest.mark.parametrize("dialect", [Snowflake(), Tsql()], ids=lambda each: each.name)
some = settings(max_examples=max(1, settings().max_examples // 3))
LIMIT = Range(1 - EXACT_LIMIT, EXACT_LIMIT - 1)


class TooLong(Exception):
    """What the engine would fail with."""


def computed(node: exp.Expr, row: Rows) -> Any:
    """The value of a tree; conditions are True, False or None."""
    match node:
        case exp.Column():
            return row[node.name]
        case exp.Literal():
            return node.this if node.is_string else number(int(node.this))
        case exp.Null():
            return None
        case exp.Paren():
            return computed(node.this, row)
        case exp.Neg():
            return negated(computed(node.this, row))
        case exp.Cast():
            value = computed(node.this, row)
            return cast(value, str(node.to.sql()))
        case exp.Case():
            branches = [
                (computed(each.this, row), computed(each.args["true"], row)) for each in node.args["ifs"]
            ]
            default = node.args.get("default")
            last = computed(default, row) if default is not None else None
            return next((value for test, value in branches if test), last)
        case exp.Nullif():
            left, right = computed(node.this, row), computed(node.expression, row)
            return None if left == right else left
        case exp.Anonymous():
            return called(node.this, [computed(each, row) for each in node.expressions])
        case exp.Binary():
            return binary(type(node), computed(node.this, row), computed(node.expression, row))
        case _:
            raise TypeError(f"{node!r}")


def number(value: int) -> int:
    if abs(value) >= EXACT_LIMIT:
        raise TooLong(value)
    return value


def negated(value: int | None) -> int | None:
    return None if value is None else -value


def cast(value: Any, type_: str) -> Any:
    if value is None or "VARCHAR" in type_:
        return None if value is None else str(value)
    if type_ == "BIGINT" and not -(2**63) <= int(value) < 2**63:
        raise TooLong(value)
    return number(int(value))


def called(name: str, given: list[Any]) -> Any:
    if None in given:
        return None
    match name, given:
        case "ABS", [value]:
            return abs(value)
        case "MOD", [left, right]:
            return remainder(left, right)
        case "TO_VARCHAR", [value]:
            return str(value)
        case "LPAD", [text, length, filling]:
            return text.rjust(length, filling)
        case "RIGHT", [text, length]:
            return text[-length:]
        case (("SUBSTR" | "SUBSTRING"), [text, first, length]):
            return text[first - 1 : first - 1 + length]
        case _:
            raise TypeError(name)


def remainder(left: int, right: int) -> int:
    return (
        left % right
        if (left < 0) == (right < 0)
        else -(abs(left) % abs(right))
        if left < 0
        else left % abs(right)
    )


def binary(kind: type[exp.Expr], left: Any, right: Any) -> Any:
    if kind is exp.And:
        return False if False in (left, right) else None if None in (left, right) else True
    if kind is exp.Or:
        return True if True in (left, right) else None if None in (left, right) else False
    if left is None or right is None:
        return None
    match kind:
        case exp.Add:
            return left + right if isinstance(left, str) else number(left + right)
        case exp.Sub:
            return number(left - right)
        case exp.Mul:
            return number(left * right)
        case exp.Mod:
            return remainder(left, right)
        case exp.Div:
            number(abs(left) * 10**6)  # six digits behind the point
            assert left % right == 0, "a quotient that would be rounded"
            return left // right
        case _:
            tests: dict[type[exp.Expr], bool] = {
                exp.LT: left < right, exp.LTE: left <= right, exp.GT: left > right, exp.GTE: left >= right,
                exp.EQ: left == right, exp.NEQ: left != right,
            }  # fmt: skip
            return tests[kind]


def meant(op: str, a: int, b: int) -> int | None:
    if op == "//":
        return a // b if b else None
    found = {"+": a + b, "-": a - b, "*": a * b}[op]
    return found if abs(found) < EXACT_LIMIT else None


def around(*points: int) -> st.SearchStrategy[int]:
    return st.sampled_from(
        [sign * (point + by) for point in points for by in range(-3, 4) for sign in (1, -1)]
    )


BIGINTS = st.one_of(st.integers(-(2**63), 2**63 - 1), around(0, 1, 10**9, 10**18), st.just(-(2**63)))
LONG = st.one_of(
    st.integers(1 - EXACT_LIMIT, EXACT_LIMIT - 1),
    st.integers(-(10**30), 10**30),
    around(0, 10**19, 10**12, 10**25, 10**32, EXACT_LIMIT // 2, EXACT_LIMIT - 4, 9 * 10**18),
)


def check(dialect: Decimal38, op: str, a: int, b: int, *ranges: Range) -> None:
    left, right = (
        Term(n.column(name) if each.low < each.high else n.whole(each.low), range=each)
        for name, each in zip("ab", ranges, strict=True)
    )
    term = dialect.exact(op, left, right, combined(op, *ranges))
    expected = meant(op, a, b)
    assert computed(term.node, {"a": a, "b": b}) == expected
    assert computed(term.node, {"a": None, "b": b}) is None or ranges[0].low == ranges[0].high


@dialects
@pytest.mark.parametrize("op", ["+", "-", "*"])
@some
@given(a=LONG, b=LONG)
@example(a=10**19, b=10**19)
@example(a=2 * 10**19, b=5 * 10**18)
@example(a=5 * 10**18, b=-2 * 10**19)
@example(a=10**19 - 1, b=10**19)
@example(a=EXACT_LIMIT - 1, b=1 - EXACT_LIMIT)
@example(a=EXACT_LIMIT - 1, b=1)
def test_results_of_39_digits_are_missing(dialect: Decimal38, op: str, a: int, b: int) -> None:
    check(dialect, op, a, b, LIMIT, LIMIT)


@dialects
@pytest.mark.parametrize("op", ["+", "-", "*", "//"])
@some
@given(a=LONG, b=BIGINTS)
@example(a=EXACT_LIMIT - 1, b=-(2**63))
@example(a=1 - EXACT_LIMIT, b=1)
@example(a=2 * 10**19, b=5 * 10**18)
@example(a=-1, b=2)
def test_of_a_long_number_and_a_stored_one(dialect: Decimal38, op: str, a: int, b: int) -> None:
    check(dialect, op, a, b, LIMIT, STORED)
    if op != "//":
        check(dialect, op, b, a, STORED, LIMIT)


@dialects
@pytest.mark.parametrize("op", ["+", "-", "*", "//"])
@some
@given(a=LONG, b=LONG)
def test_of_a_long_number_and_a_constant(dialect: Decimal38, op: str, a: int, b: int) -> None:
    if op != "//":
        check(dialect, op, a, b, LIMIT, Range(b, b))
        check(dialect, op, b, a, Range(b, b), LIMIT)
    elif abs(b) < 2**63:
        check(dialect, op, a, b, LIMIT, Range(b, b))


@dialects
@pytest.mark.parametrize("op", ["+", "-", "*", "//"])
@some
@given(a=BIGINTS, b=BIGINTS)
@example(a=-(2**63), b=-1)
@example(a=-7, b=2)
def test_of_stored_numbers(dialect: Decimal38, op: str, a: int, b: int) -> None:
    check(dialect, op, a, b, STORED, STORED)


@dialects
@some
@given(a=st.integers(0, EXACT_LIMIT - 1), b=st.integers(1, 2**31 - 1))
def test_averages_of_what_is_not_negative(dialect: Decimal38, a: int, b: int) -> None:
    check(dialect, "//", a, b, Range(0, EXACT_LIMIT - 1), Range(0, 2**31 - 1))


@dialects
def test_a_division_by_long_numbers_is_refused(dialect: Decimal38) -> None:
    with pytest.raises(Refused, match="more than 64 bits"):
        check(dialect, "//", 1, 1, LIMIT, SUM)
