"""What T-SQL asks of a whole query, after its parts are written."""

from __future__ import annotations

from itertools import count

from sqlglot import exp

from segql_sql import nodes as n
from segql_sql.dialects.long_names import shorten_names
from segql_sql.refused import Refused

_LONGEST_NAME = 128
"""Characters; where a name has more, those that the query makes are cut to so many bytes."""
_MOST_CASES = 10
"""How deep the manual lets a CASE nest."""
_WHOLE = ("tinyint", "smallint", "int", "bigint", "decimal", "numeric")


def finish(query: exp.Select) -> exp.Select:
    """The query with keys as they are stored, counts of 64 bits, no subquery within an aggregate and no
    NULL without a type. Raises Refused."""
    _give_stored_key(query)
    for select in list(query.find_all(exp.Select)):
        _lift_subqueries(select, query)
    for each in query.find_all(exp.Count):
        each.set("big_int", True)
    for null in list(query.find_all(exp.Null)):
        if _lacks_type(null):
            null.replace(n.cast(exp.Null(), n.data_type(exp.DType.DECIMAL, 38, 0)))
    if any(_cases_around(each) > _MOST_CASES for each in query.find_all(exp.Case)):
        raise Refused(f"more than {_MOST_CASES} choices within each other", "split the segment")
    if any(len(each.name) > _LONGEST_NAME for each in query.find_all(exp.Identifier)):
        shorten_names(query, _LONGEST_NAME)
    return query


def _cases_around(case: exp.Expr) -> int:
    """How many CASEs a CASE is the innermost of, itself among them."""
    depth, node = 1, case.parent
    while node is not None:
        depth += isinstance(node, exp.Case)
        node = node.parent
    return depth


def _unused(query: exp.Select, wanted: str) -> str:
    taken = {each.name.casefold() for each in query.find_all(exp.Identifier)}
    names = (f"{wanted} {number}" for number in count(1))
    return next(name for name in names if name not in taken)


def _give_stored_key(query: exp.Select) -> None:
    """Keys are compared as text, and handed out as they are stored, in the order of their own type."""
    key = query.expressions[0]
    customers = next(each.this for each in query.args["with_"].expressions if each.alias == key.table)
    read = next(each for each in customers.expressions if each.alias_or_name == key.name)
    column = read.find(exp.Column)
    assert column is not None
    stored = _unused(query, "stored key")
    customers.append("expressions", n.named(column.copy(), stored))
    own = n.column(stored, key.table)
    key.replace(n.named(own, key.name))
    kind = n.call("SQL_VARIANT_PROPERTY", own.copy(), n.text("BaseType"))
    short = exp.DataType(this=exp.DType.USERDEFINED, kind="VARCHAR(128)")
    is_whole = n.one_of(n.cast(kind, short), [n.text(each) for each in _WHOLE])
    number = exp.TryCast(this=own.copy(), to=n.data_type(exp.DType.DECIMAL, 38, 0))
    order = [n.case([(is_whole, number)]), n.column(key.name, key.table)]
    query.set("order", exp.Order(expressions=order))


def _lift_subqueries(select: exp.Select, query: exp.Select) -> None:
    """Aggregates take no subquery: it becomes a column of a relation below them."""
    found = [each for column in select.expressions for each in column.find_all(exp.AggFunc)]
    own = [each for each in found if each.find_ancestor(exp.Select) is select]
    if not any(each.find(exp.Select) for each in own):
        return
    source = next(each.table for each in select.find_all(exp.Column) if each.table)
    below: list[exp.Expr] = [exp.Column(this=exp.Star(), table=n.name(source))]
    wanted = _unused(query, "argument of an aggregate")
    for each in own:
        operand = each.this.expressions[0] if isinstance(each.this, exp.Distinct) else each.this
        if not isinstance(operand, exp.Star):
            name = f"{wanted} {len(below)}"
            operand.replace(n.column(name, source))
            below.append(n.named(operand, name))
    inner = exp.Select(expressions=below)
    for part in ("from_", "joins", "where"):
        inner.set(part, select.args.get(part))
        select.set(part, None)
    alias = exp.TableAlias(this=n.name(source))
    select.set("from_", exp.From(this=exp.Subquery(this=inner, alias=alias)))


def _lacks_type(null: exp.Null) -> bool:
    """Whether nothing beside a NULL says of which type it is."""
    parent = null.parent
    if isinstance(parent, exp.If | exp.Case):
        case = parent.parent if isinstance(parent, exp.If) else parent
        assert isinstance(case, exp.Case)
        results = [each.args["true"] for each in case.args["ifs"]] + [case.args.get("default")]
        return all(each is None or isinstance(each, exp.Null) for each in results)
    return not isinstance(parent, exp.Is)
