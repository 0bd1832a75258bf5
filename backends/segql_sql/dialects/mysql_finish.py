"""What MariaDB and MySQL need of a query as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from segql_sql import nodes as n
from segql_sql.dialects.mysql_names import with_legal_names
from segql_sql.refused import Refused

STORED_KEY = "stored key"


def finished(query: exp.Select) -> exp.Select:
    """The query with the keys as they are stored, in their order, and with no more said than needed."""
    if any(table.catalog for table in query.find_all(exp.Table)):
        raise Refused("tables of a catalog", "name the table as `schema.table`")
    _give_stored_keys(query)
    _say_collations_once(query)
    _say_what_not_binds(query)
    return with_legal_names(query)


def _give_stored_keys(query: exp.Select) -> None:
    """Keys are joined as text; they come back in their own type, integers in the order of numbers."""
    relation: exp.CTE = query.args["with_"].expressions[0]
    customers = relation.this
    read = customers.expressions[0]
    taken = {each.alias_or_name.casefold() for each in customers.expressions}
    name = next(each for each in _candidates() if each not in taken)
    stored = next(iter(read.find_all(exp.Column)))
    customers.append("expressions", n.named(stored.copy(), name))
    key = query.expressions[0]
    raw = n.column(name, relation.alias)
    query.expressions[0].replace(n.named(raw, key.name))
    number = n.equal(n.call("COERCIBILITY", raw.copy()), n.whole(5))
    value = n.case([(number, n.binary(exp.Add, raw.copy(), n.whole(0)))])
    query.set("order", exp.Order(expressions=[value, key.copy()]))


def _candidates() -> Iterator[str]:
    yield STORED_KEY
    number = 1
    while True:
        number += 1
        yield f"{STORED_KEY} {number}"


def _say_collations_once(query: exp.Select) -> None:
    """A literal takes the collation of the column that it is compared with."""
    for node in query.find_all(exp.EQ, exp.LT, exp.LTE, exp.In):
        if isinstance(node.this, exp.Column | exp.Collate):
            for option in (node.args.get("expression"), *node.expressions):
                inner = option.this if isinstance(option, exp.Paren) else option
                if isinstance(inner, exp.Collate) and not isinstance(inner.this, exp.Cast):
                    (inner if option is None else option).replace(inner.this)


def _say_what_not_binds(query: exp.Select) -> None:
    """Under the sql_mode HIGH_NOT_PRECEDENCE, `NOT a IS NULL` is another condition."""
    for node in list(query.find_all(exp.Not)):
        if isinstance(node.this, exp.Binary | exp.In | exp.Is):
            node.set("this", exp.Paren(this=node.this))
