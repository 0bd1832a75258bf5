"""Small builders of sqlglot nodes: quoted names, literals as nodes, operands in parentheses.

Nothing here or elsewhere in the package makes a node from SQL text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sqlglot import exp

from segql.catalog import table_parts

GROUP = 16
"""Operands in one row: engines limit the depth of an expression, and a row is as deep as it is long."""


def name(text: str) -> exp.Identifier:
    """A quoted name."""
    return exp.Identifier(this=text, quoted=True)


def column(column_name: str, relation: str | None = None) -> exp.Column:
    """A column, of a relation of the query where given."""
    return exp.Column(this=name(column_name), table=name(relation) if relation is not None else None)


def table(table_name: str, alias: str | None = None) -> exp.Table:
    """A table, with the schema and catalog that it is named with, or a relation of the query."""
    *above, own = table_parts(table_name)
    made = exp.Table(this=name(own), alias=exp.TableAlias(this=name(alias)) if alias else None)
    for place, part in zip(("db", "catalog"), reversed(above), strict=False):
        made.set(place, name(part))
    return made


def text(value: str) -> exp.Expr:
    """A string."""
    return exp.Literal.string(value)


def whole(value: int) -> exp.Expr:
    """A whole number."""
    literal = exp.Literal.number(str(abs(value)))
    return exp.Neg(this=literal) if value < 0 else literal


def true() -> exp.Expr:
    """The condition that always holds."""
    return exp.Boolean(this=True)


def false() -> exp.Expr:
    """The condition that never holds."""
    return exp.Boolean(this=False)


def null() -> exp.Expr:
    """The missing value."""
    return exp.Null()


def is_constant(node: exp.Expr, value: bool) -> bool:
    """Whether a condition is the constant TRUE (or FALSE)."""
    return isinstance(node, exp.Boolean) and node.this is value


def call(function: str, *operands: exp.Expr) -> exp.Expr:
    """A function by its name in the engine."""
    return exp.Anonymous(this=function, expressions=list(operands))


def cast(node: exp.Expr, type_: exp.DataType) -> exp.Expr:
    """CAST(node AS type)."""
    return exp.Cast(this=node, to=type_)


def to(node: exp.Expr, kind: exp.DType) -> exp.Expr:
    """CAST(node AS kind)."""
    return cast(node, data_type(kind))


def data_type(kind: exp.DType, *arguments: int) -> exp.DataType:
    """A type of the engine."""
    given = [exp.DataTypeParam(this=whole(argument)) for argument in arguments]
    return exp.DataType(this=kind, expressions=given)


_SIMPLE = (
    exp.Column, exp.Literal, exp.Anonymous, exp.Func, exp.Paren, exp.Boolean, exp.Null, exp.Placeholder,
    exp.Subquery,
)  # fmt: skip


def operand(node: exp.Expr) -> exp.Expr:
    """The node as an operand: in parentheses unless it stands on its own."""
    if isinstance(node, _SIMPLE) and not isinstance(node, exp.Connector):
        return node
    return exp.Paren(this=node)


def binary(kind: Callable[..., exp.Expr], left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """`left op right`; `kind` is the class of the node."""
    return kind(this=operand(left), expression=operand(right))


def times(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """`left * right`."""
    return binary(exp.Mul, left, right)


def divided(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """`left / right`, of operands that are doubles as they are."""
    return exp.Div(this=operand(left), expression=operand(right), typed=True, safe=False)


def negated(node: exp.Expr) -> exp.Expr:
    """NOT node."""
    if isinstance(node, exp.Boolean):
        return exp.Boolean(this=not node.this)
    return exp.Not(this=operand(node))


def is_null(node: exp.Expr) -> exp.Expr:
    """`node IS NULL`."""
    return exp.Is(this=operand(node), expression=null())


def is_set(node: exp.Expr) -> exp.Expr:
    """`node IS NOT NULL`."""
    return exp.Not(this=is_null(node))


def case(branches: Iterable[tuple[exp.Expr, exp.Expr]], default: exp.Expr | None = None) -> exp.Expr:
    """CASE WHEN condition THEN value ... ELSE default END."""
    ifs = [exp.If(this=when, true=then) for when, then in branches]
    return exp.Case(ifs=ifs, default=default)


def coalesce(node: exp.Expr, default: exp.Expr) -> exp.Expr:
    """COALESCE(node, default)."""
    return exp.Coalesce(this=node, expressions=[default])


def one_of(node: exp.Expr, options: Sequence[exp.Expr]) -> exp.Expr:
    """`node IN (options)`, of at least one option."""
    if len(options) == 1:
        return binary(exp.EQ, node, options[0])
    return exp.In(this=operand(node), expressions=list(options))


def said(written: exp.Expr, yes: exp.Expr, no: exp.Expr) -> exp.Expr:
    """`yes` or `no` where a text says so: `true`, `1`, `false`, `0`; else NULL."""
    words = [(yes, ("true", "1")), (no, ("false", "0"))]
    return case([(one_of(written.copy(), [text(word) for word in of]), value) for value, of in words])


def among(node: exp.Expr, query: exp.Select) -> exp.Expr:
    """`node IN (query)`."""
    return exp.In(this=operand(node), query=exp.Subquery(this=query))


def all_of(operands: Iterable[exp.Expr]) -> exp.Expr:
    """The conjunction; of none, TRUE."""
    return _row(exp.And, operands, neutral=True)


def any_of(operands: Iterable[exp.Expr]) -> exp.Expr:
    """The disjunction; of none, FALSE."""
    return _row(exp.Or, operands, neutral=False)


def total(operands: Iterable[exp.Expr]) -> exp.Expr:
    """The sum of at least one operand."""
    return _joined(exp.Add, list(operands))


def _row(kind: type[exp.Expr], operands: Iterable[exp.Expr], *, neutral: bool) -> exp.Expr:
    kept: list[exp.Expr] = []
    for node in operands:
        if is_constant(node, not neutral):
            return node
        if not is_constant(node, neutral):
            kept.append(node)
    return _joined(kind, kept) if kept else exp.Boolean(this=neutral)


def _joined(kind: type[exp.Expr], operands: list[exp.Expr]) -> exp.Expr:
    return grouped(lambda few: _flat(kind, few), operands)


def grouped(joined: Callable[[list[exp.Expr]], exp.Expr], operands: Sequence[exp.Expr]) -> exp.Expr:
    """What joins a few operands in a row, over rows of such rows where there are many."""
    rows = list(operands)
    while len(rows) > GROUP:
        rows = [joined(rows[at : at + GROUP]) for at in range(0, len(rows), GROUP)]
    return joined(rows) if len(rows) > 1 else rows[0]


_LOOSE = (exp.Connector, exp.Add, exp.Sub)


def _flat(kind: type[exp.Expr], operands: list[exp.Expr]) -> exp.Expr:
    if len(operands) == 1:
        return operands[0]
    parts = [exp.Paren(this=node) if isinstance(node, _LOOSE) else node for node in operands]
    row = parts[0]
    for part in parts[1:]:
        row = kind(this=row, expression=part)
    return row


def select(
    columns: Iterable[exp.Expr],
    source: exp.Expr,
    where: exp.Expr | None = None,
    joins: Iterable[exp.Join] = (),
) -> exp.Select:
    """SELECT columns FROM source JOIN ... WHERE where; a condition TRUE is left out."""
    query = exp.Select(expressions=list(columns), from_=exp.From(this=source))
    if found := list(joins):
        query.set("joins", found)
    if where is not None and not is_constant(where, True):
        query.set("where", exp.Where(this=where))
    return query


def join(source: exp.Expr, on: exp.Expr, *, left: bool = False) -> exp.Join:
    """JOIN source ON on, or LEFT JOIN."""
    return exp.Join(this=source, on=on, side="LEFT" if left else None)


def named(node: exp.Expr, alias: str) -> exp.Expr:
    """`node AS alias`."""
    return exp.Alias(this=node, alias=name(alias))


def equal(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """`left = right`."""
    return binary(exp.EQ, left, right)
