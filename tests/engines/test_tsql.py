"""T-SQL, as text: what it has not is not in there, and what it cannot hold is refused by name."""

from __future__ import annotations

from functools import cache

import pytest
import sqlglot
from engines import small, text_only
from engines.test_sql import LARGE
from segql_sql import entry
from sqlglot import exp

from segql import compile as compiled
from segql import meaning as m
from segql.catalog import Catalog
from segql.diagnostics import UnsupportedError

CATALOG = Catalog(
    customers={
        "table": "c", "key": "id",
        "attributes": {"name": "string", "score": "float", "wants": "boolean"},
    },
    events={
        "bought": {
            "table": "b", "customer": "who", "time": "at",
            "properties": {"labels": "list[string]", "total": "decimal(2)", "item": "string"},
        }
    },
)  # fmt: skip


def written(condition: str) -> str:
    return compiled(condition, CATALOG).sql("tsql", as_of="2024-06-01T00:00:00Z")


@cache
def golden() -> list[exp.Expr]:
    """The golden texts as sqlglot reads them."""
    texts = [text_only.written("tsql", each) for each in text_only.golden_segments().values()]
    return [sqlglot.parse_one(text, read="tsql") for text in texts if text is not None]


@pytest.mark.parametrize(
    "condition",
    [
        'bought(labels contains "new") at least 1 times and bought(total > 5) at least 2 times',
        'sum(bought(labels contains "new").total) > 5 and sum(bought.total) > 1',
        'last(bought(labels contains "new").item) = "tea"',
        'distinct(bought(not labels contains "new").item) > 2 and bought at least 2 times',
    ],
)
def test_no_aggregate_has_a_subquery_within(condition: str) -> None:
    tree = sqlglot.parse_one(written(condition), read="tsql")
    aggregates = list(tree.find_all(exp.AggFunc))
    assert aggregates
    assert not any(each.find(exp.Select) for each in aggregates)
    assert tree.find(exp.Exists)


def test_there_are_no_booleans() -> None:
    for tree in [*golden(), sqlglot.parse_one(written("wants = true and not wants = false"), read="tsql")]:
        assert not list(tree.find_all(exp.Boolean))
        around = [each.parent for each in tree.find_all(exp.Predicate)]
        assert not any(isinstance(each, exp.Alias | exp.Coalesce | exp.Select) for each in around)


def test_counts_are_of_64_bits_and_only_the_whole_query_has_an_order() -> None:
    for tree in golden():
        assert all(each.args.get("big_int") for each in tree.find_all(exp.Count))
        orders = [each for each in tree.find_all(exp.Order) if not each.find_ancestor(exp.Window)]
        assert [each.parent for each in orders] == [tree]


def test_keys_are_handed_out_as_they_are_stored() -> None:
    for tree in golden():
        assert isinstance(tree, exp.Select)
        (key,) = tree.expressions
        column = key.unalias()
        people = next(each.this for each in tree.args["with_"].expressions if each.alias == column.table)
        read = next(each.unalias() for each in people.expressions if each.alias_or_name == column.name)
        assert isinstance(read, exp.Column)


def test_every_string_ends_with_what_no_text_holds() -> None:
    text = written('name = "a " or name in ["b", "c"]')
    assert text.count("+ CHAR(0)") == 5  # the key, the column, three constants
    assert "N'a ' COLLATE Latin1_General_100_BIN2_UTF8" in text


@pytest.mark.parametrize(
    ("condition", "feature"),
    [
        ('name matches "a+"', "`matches`"),
        ("score * 2.5 > 1.0", "arithmetic on floats"),
        (f'name contains "{"x" * 8001}"', "a search for more than 8,000 bytes"),
    ],
)
def test_what_it_cannot_hold_is_refused_by_name(condition: str, feature: str) -> None:
    with pytest.raises(UnsupportedError, match=feature) as raised:
        written(condition)
    assert "tsql" in raised.value.diagnostics[0].message


@pytest.mark.parametrize("condition", LARGE.values(), ids=LARGE)
def test_no_case_nests_deeper_than_the_manual_allows(condition: m.Condition) -> None:
    text, _ = entry.tsql().sql(small.segment(condition))
    depth = deepest = 0
    for word in text.split():
        depth += word.strip("(),") == "CASE"
        depth -= word.strip("(),") == "END"
        deepest = max(deepest, depth)
    assert deepest <= 10


def test_a_name_past_the_limit_is_cut_where_it_is_the_querys_own() -> None:
    name = "e" * 125
    catalog = Catalog(
        customers={"table": "c", "key": "id"}, events={name: {"table": "b", "customer": "who", "time": "at"}}
    )
    text = compiled(f"{name} at least 2 times", catalog).sql("tsql", as_of="2024-06-01T00:00:00Z")
    tree = sqlglot.parse_one(text, read="tsql")
    assert max(len(each.name) for each in tree.find_all(exp.Identifier)) <= 128
