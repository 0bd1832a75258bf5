"""Conditions as boolean expressions that are never null."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any, assert_never, cast

import polars as pl
import polars_hash

from segql import meaning as m
from segql.calendar import born_by
from segql.regex import parse_pattern
from segql.types import Type
from segql_polars import exact
from segql_polars.values import Scope, exact_value, expression, options

_RAD = math.pi / 180
_FEW = 8  # options of a list that are asked for one by one


def condition(node: m.Condition, scope: Scope) -> pl.Expr:
    """The condition, true or false in every row."""
    match node:
        case m.Not(operand):
            return ~condition(operand, scope)
        case m.All(operands):
            return every([condition(each, scope) for each in operands])
        case m.Any(operands):
            found = [condition(each, scope) for each in operands]
            return found[0] if len(found) == 1 else pl.any_horizontal(found) if found else pl.lit(False)
        case m.AtLeast(count, operands):
            return _at_least(count, [condition(each, scope) for each in operands])
        case _ if node in scope.columns:
            return pl.col(scope.columns[node])
        case _:
            return _test(node, scope).fill_null(False)


def kept(node: m.Condition, scope: Scope) -> pl.Expr:
    """The condition, for a filter: true, or not; a scan understands it better than one that is never null."""
    match node:
        case m.Not() | m.All() | m.Any() | m.AtLeast():
            return condition(node, scope)
        case _:
            return condition(node, scope) if node in scope.columns else _test(node, scope)


def split(node: m.Condition) -> Sequence[m.Condition]:
    """The conditions that must all hold."""
    return node.operands if isinstance(node, m.All) else (node,)


def every(conditions: list[pl.Expr]) -> pl.Expr:
    """All of them; of none, true."""
    if not conditions:
        return pl.lit(True)
    return conditions[0] if len(conditions) == 1 else pl.all_horizontal(conditions)


def _at_least(count: int, conditions: list[pl.Expr]) -> pl.Expr:
    if count <= 0:
        return pl.lit(True)
    if count > len(conditions):
        return pl.lit(False)
    return pl.sum_horizontal([each.cast(pl.Int32) for each in conditions]) >= count


Test = m.Compare | m.OneOf | m.AnyOf | m.TextTest | m.IsSet | m.InList | m.Sample | m.Near | m.Sequence
"""A condition that holds no other."""


def _test(node: Test | m.Anniversary, scope: Scope) -> pl.Expr:
    match node:
        case m.Compare():
            return _compare(node, scope)
        case m.OneOf(value, constants):
            return _one_of(value, constants, scope)
        case m.AnyOf(value, constants):
            return _any_of(expression(value, scope), options(constants, cast("Type", value.type.element)))
        case m.TextTest(op, value, text):
            return _text_test(op, expression(value, scope), cast("str", cast("m.Constant", text).value))
        case m.IsSet(value):
            return expression(value, scope).is_not_null()
        case m.Sample(salt, below):
            return _sample(salt, below)
        case m.Near():
            return _near(node, expression(node.value, scope))
        case m.InList() | m.Sequence():
            raise TypeError("computed beforehand")
        case m.Anniversary():
            raise TypeError("a segment is bound before it is compiled")
        case _:
            assert_never(node)


def _compare(node: m.Compare, scope: Scope) -> pl.Expr:
    match node:
        case m.Compare(
            "<=" | "<" as op, m.Constant(int(years)), m.WholeYears(of, m.Constant(dt.date() as on))
        ):
            last = born_by(on, years if op == "<=" else years + 1)
            if last is not None:
                return expression(of, scope) <= last
        case m.Compare(
            "<=" | "<" as op, m.WholeYears(of, m.Constant(dt.date() as on)), m.Constant(int(years))
        ):
            last = born_by(on, years if op == "<" else years + 1)
            if last is not None:
                return expression(of, scope) > last
        case _:
            pass
    if node.left.type.is_exact:
        left, right = exact.aligned(exact_value(node.left, scope), exact_value(node.right, scope))
    else:
        left, right = expression(node.left, scope), expression(node.right, scope)
    match node.op:
        case "=":
            return left == right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case _:
            assert_never(node.op)


def _one_of(value: m.Value, constants: tuple[m.Constant | m.Parameter, ...], scope: Scope) -> pl.Expr:
    wide = value.type.is_exact and not exact_value(value, scope).is_narrow
    return expression(value, scope).is_in(options(constants, value.type, wide=wide).implode())


def _any_of(elements: pl.Expr, wanted: pl.Series) -> pl.Expr:
    if len(wanted) > _FEW:
        return elements.list.eval(pl.element().is_in(wanted.implode())).list.any()
    found = [elements.list.contains(each) for each in wanted]
    return pl.any_horizontal(found) if found else pl.lit(False)


def _text_test(op: str, value: pl.Expr, text: str) -> pl.Expr:
    match op:
        case "contains":
            return value.str.contains(text, literal=True)
        case "starts":
            return value.str.starts_with(text)
        case "ends":
            return value.str.ends_with(text)
        case _:
            return value.str.contains(parse_pattern(text).spelling())


def _sample(salt: str, below: int) -> pl.Expr:
    if below >= 2**32:
        return pl.lit(True)
    text = polars_hash.concat_str([pl.lit(salt + ":"), pl.col("key").cast(pl.String)])
    digest = cast("pl.Expr", cast("Any", text).nchash.md5())
    return digest.str.head(8) < f"{max(below, 0):08x}"


def _near(near: m.Near, place: pl.Expr) -> pl.Expr:
    lat, lon = place.struct.field("latitude"), place.struct.field("longitude")
    half_lat = ((lat - near.latitude) * _RAD / 2).sin()
    half_lon = ((lon - near.longitude) * _RAD / 2).sin()
    h = half_lat * half_lat + (lat * _RAD).cos() * near.cos_latitude * (half_lon * half_lon)
    return h <= near.limit
