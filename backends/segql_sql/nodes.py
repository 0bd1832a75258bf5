"""Small builders of sqlglot nodes: quoted names, literals as nodes, operands in parentheses.

Nothing here or elsewhere in the package makes a node from SQL text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sqlglot import exp

GROUP = 16
"""Operands in one row: engines limit the depth of an expression, and a row is as deep as it is long."""


def name(text: str) -> exp.Identifier:
    """A quoted name."""
    return exp.Identifier(this=text, quoted=True)


def column(column_name: str, relation: str | None = None) -> exp.Column:
    """A column, of a relation of the query where given."""
    return exp.Column(this=name(column_name), table=name(relation) if relation is not None else None)


def table(table_name: str, alias: str | None = None) -> exp.Table:
    """A table or a relation of the query, to stand in FROM."""
    return exp.Table(this=name(table_name), alias=exp.TableAlias(this=name(alias)) if alias else None)


def text(value: str) -> exp.Expression:
    """A string."""
    return exp.Literal.string(value)


def whole(value: int) -> exp.Expression:
    """A whole number."""
    literal = exp.Literal.number(str(abs(value)))
    return exp.Neg(this=literal) if value < 0 else literal


def true() -> exp.Expression:
    """The condition that always holds."""
    return exp.Boolean(this=True)


def false() -> exp.Expression:
    """The condition that never holds."""
    return exp.Boolean(this=False)


def null() -> exp.Expression:
    """The missing value."""
    return exp.Null()


def is_constant(node: exp.Expression, value: bool) -> bool:
    """Whether a condition is the constant TRUE (or FALSE)."""
    return isinstance(node, exp.Boolean) and node.this is value


def call(function: str, *operands: exp.Expression) -> exp.Expression:
    """A function by its name in the engine."""
    return exp.Anonymous(this=function, expressions=list(operands))


def cast(node: exp.Expression, type_: exp.DataType) -> exp.Expression:
    """CAST(node AS type)."""
    return exp.Cast(this=node, to=type_)


def data_type(kind: exp.DataType.Type, *arguments: int) -> exp.DataType:
    """A type of the engine."""
    given = [exp.DataTypeParam(this=whole(argument)) for argument in arguments]
    return exp.DataType(this=kind, expressions=given)


_SIMPLE = (
    exp.Column, exp.Literal, exp.Anonymous, exp.Func, exp.Paren, exp.Boolean, exp.Null, exp.Placeholder, exp.Subquery,
)  # fmt: skip


def operand(node: exp.Expression) -> exp.Expression:
    """The node as an operand: in parentheses unless it stands on its own."""
    if isinstance(node, _SIMPLE) and not isinstance(node, exp.Connector):
        return node
    return exp.Paren(this=node)


def binary(
    kind: Callable[..., exp.Expression], left: exp.Expression, right: exp.Expression
) -> exp.Expression:
    """`left op right`; `kind` is the class of the node."""
    return kind(this=operand(left), expression=operand(right))


def times(left: exp.Expression, right: exp.Expression) -> exp.Expression:
    """`left * right`."""
    return binary(exp.Mul, left, right)


def divided(left: exp.Expression, right: exp.Expression) -> exp.Expression:
    """`left / right`, of operands that are doubles as they are."""
    return exp.Div(this=operand(left), expression=operand(right), typed=True, safe=False)


def negated(node: exp.Expression) -> exp.Expression:
    """NOT node."""
    if isinstance(node, exp.Boolean):
        return exp.Boolean(this=not node.this)
    return exp.Not(this=operand(node))


def is_null(node: exp.Expression) -> exp.Expression:
    """`node IS NULL`."""
    return exp.Is(this=operand(node), expression=null())


def is_set(node: exp.Expression) -> exp.Expression:
    """`node IS NOT NULL`."""
    return exp.Not(this=is_null(node))


def case(
    branches: Iterable[tuple[exp.Expression, exp.Expression]], default: exp.Expression | None = None
) -> exp.Expression:
    """CASE WHEN condition THEN value ... ELSE default END."""
    ifs = [exp.If(this=when, true=then) for when, then in branches]
    return exp.Case(ifs=ifs, default=default)


def coalesce(node: exp.Expression, default: exp.Expression) -> exp.Expression:
    """COALESCE(node, default)."""
    return exp.Coalesce(this=node, expressions=[default])


def one_of(node: exp.Expression, options: Sequence[exp.Expression]) -> exp.Expression:
    """`node IN (options)`, of at least one option."""
    if len(options) == 1:
        return binary(exp.EQ, node, options[0])
    return exp.In(this=operand(node), expressions=list(options))


def among(node: exp.Expression, query: exp.Select) -> exp.Expression:
    """`node IN (query)`."""
    return exp.In(this=operand(node), query=exp.Subquery(this=query))


def all_of(operands: Iterable[exp.Expression]) -> exp.Expression:
    """The conjunction; of none, TRUE."""
    return _row(exp.And, operands, neutral=True)


def any_of(operands: Iterable[exp.Expression]) -> exp.Expression:
    """The disjunction; of none, FALSE."""
    return _row(exp.Or, operands, neutral=False)


def total(operands: Iterable[exp.Expression]) -> exp.Expression:
    """The sum of at least one operand."""
    return _joined(exp.Add, list(operands))


def _row(kind: type[exp.Expression], operands: Iterable[exp.Expression], *, neutral: bool) -> exp.Expression:
    kept: list[exp.Expression] = []
    for node in operands:
        if is_constant(node, not neutral):
            return node
        if not is_constant(node, neutral):
            kept.append(node)
    return _joined(kind, kept) if kept else exp.Boolean(this=neutral)


def _joined(kind: type[exp.Expression], operands: list[exp.Expression]) -> exp.Expression:
    while len(operands) > GROUP:
        operands = [_flat(kind, operands[at : at + GROUP]) for at in range(0, len(operands), GROUP)]
    return _flat(kind, operands)


_LOOSE = (exp.Connector, exp.Add, exp.Sub)


def _flat(kind: type[exp.Expression], operands: list[exp.Expression]) -> exp.Expression:
    if len(operands) == 1:
        return operands[0]
    parts = [exp.Paren(this=node) if isinstance(node, _LOOSE) else node for node in operands]
    row = parts[0]
    for part in parts[1:]:
        row = kind(this=row, expression=part)
    return row


def select(
    columns: Iterable[exp.Expression],
    source: exp.Expression,
    where: exp.Expression | None = None,
    joins: Iterable[exp.Join] = (),
) -> exp.Select:
    """SELECT columns FROM source JOIN ... WHERE where; a condition TRUE is left out."""
    query = exp.Select(expressions=list(columns), from_=exp.From(this=source))
    if found := list(joins):
        query.set("joins", found)
    if where is not None and not is_constant(where, True):
        query.set("where", exp.Where(this=where))
    return query


def join(source: exp.Expression, on: exp.Expression, *, left: bool = False) -> exp.Join:
    """JOIN source ON on, or LEFT JOIN."""
    return exp.Join(this=source, on=on, side="LEFT" if left else None)


def named(node: exp.Expression, alias: str) -> exp.Expression:
    """`node AS alias`."""
    return exp.Alias(this=node, alias=name(alias))


def equal(left: exp.Expression, right: exp.Expression) -> exp.Expression:
    """`left = right`."""
    return binary(exp.EQ, left, right)
