"""Trino and Athena: texts as they read, and all that a text can hold as Trino's own grammar reads it."""

from __future__ import annotations

from textwrap import dedent

import pytest
from engines import small
from engines.grammars import complaints
from segql_sql import entry
from segql_sql import nodes as n
from segql_sql.dialects.athena import Athena
from segql_sql.dialects.trino import Trino
from sqlglot import exp

from segql import meaning as m
from segql.diagnostics import UnsupportedError
from segql.types import BOOLEAN, DATE, DATETIME, FLOAT, INTEGER, STRING, Type, decimal

TRINO, ATHENA = entry.trino(), entry.athena()
DIALECT = Trino()
X = n.column("x")
TYPES = [
    BOOLEAN, DATE, DATETIME, FLOAT, INTEGER, STRING, decimal(2), Type("list", element=STRING),
    Type("list", element=INTEGER),
]  # fmt: skip


def sql(node: exp.Expr) -> str:
    return node.sql("trino")


def reads(node: exp.Expr) -> bool:
    """Whether Trino's grammar takes an expression."""
    pytest.importorskip("trino_query_parser")
    return complaints("trino", f"SELECT {sql(node)} FROM t") == []  # noqa: S608 -- nothing runs it


def test_a_plain_segment_reads_plainly() -> None:
    found, values = TRINO.sql(small.segment(m.All((small.is_("CA"), m.Not(small.DID)))))
    assert values == ()
    assert found == dedent("""\
        WITH "customer" AS (
          SELECT
            "id",
            CAST("country" AS VARCHAR) AS "country"
          FROM "customers"
        ), "ordered" AS (
          SELECT
            "who" AS "customer",
            CASE
              WHEN TYPEOF("at") LIKE '%with time zone'
              THEN CAST(AT_TIMEZONE(CAST("at" AS TIMESTAMP(6) WITH TIME ZONE), 'UTC') AS TIMESTAMP(6))
              ELSE CAST("at" AS TIMESTAMP(6))
            END AS "time"
          FROM "orders"
          WHERE
            NOT "who" IS NULL AND NOT "at" IS NULL
        ), "ordered totals" AS (
          SELECT
            "ordered"."customer" AS "customer",
            COUNT(*) AS "count"
          FROM "ordered"
          WHERE
            "ordered"."time" <= CAST('2024-06-01 00:00:00' AS TIMESTAMP(6))
          GROUP BY
            "ordered"."customer"
        )
        SELECT
          "customer"."id"
        FROM "customer"
        LEFT JOIN "ordered totals"
          ON "ordered totals"."customer" = "customer"."id"
        WHERE
          "customer"."country" = 'CA'
          AND NOT (
            1 <= COALESCE("ordered totals"."count", 0)
          )
        ORDER BY
          "customer"."id\"""")


def test_a_product_that_may_be_too_long_is_tried_and_others_are_not() -> None:
    square = m.Arithmetic("*", small.AGE, small.AGE, INTEGER)
    cube = m.Arithmetic("*", square, small.AGE, INTEGER)
    assert "TRY(" not in TRINO.sql(small.segment(m.IsSet(square)))[0]
    assert TRINO.sql(small.segment(m.IsSet(cube)))[0].count("TRY(") == 1


@pytest.mark.parametrize("style", ["inline", "driver"])
def test_whole_numbers_past_64_bits_are_decimals(style: str) -> None:
    square = m.Arithmetic("*", small.AGE, small.AGE, INTEGER)
    text, values = TRINO.sql(small.segment(m.Compare("=", square, small.whole(10**30))), style=style)
    assert f"CAST({'?' if values else f'{chr(39)}{10**30}{chr(39)}'} AS DECIMAL(38, 0))" in text


def test_the_least_integer_is_no_negated_one() -> None:
    assert "CAST('-9223372036854775808' AS BIGINT)" in TRINO.sql(small.segment(small.aged(-(2**63))))[0]


def test_doubles_are_written_as_such() -> None:
    assert sql(DIALECT.double(0.1)) == "0.1e0"
    assert sql(DIALECT.double(-1e300)) == "-1e+300"
    assert sql(DIALECT.double(float("-inf"))) == "-INFINITY()"
    assert reads(DIALECT.double(-1e300))
    assert reads(DIALECT.double(5e-324))


def test_keys_of_a_path_are_quoted_within_it() -> None:
    found = sql(DIALECT.json_text(X, ["a.b", 'q"\\', 0, "it's", "한"]))
    assert """'$["a.b"]["q\\"\\\\"][0]["it''s"]["한"]'""" in found
    assert reads(DIALECT.json_text(X, ["a", 'q"\\', 0, "it's"]))


@pytest.mark.parametrize("zone", [None, "Asia/Seoul"])
@pytest.mark.parametrize("type_", TYPES, ids=str)
def test_the_grammar_reads_values_from_their_texts(type_: Type, zone: str | None) -> None:
    assert reads(DIALECT.parsed(X, type_, zone))


@pytest.mark.parametrize(
    "node",
    [
        DIALECT.read_epoch(X, "seconds"),
        DIALECT.read_instant(X, "Asia/Seoul"),
        DIALECT.collected(X, True),
        DIALECT.empty_list(True),
        DIALECT.empty_list(False),
        DIALECT.read_list(X, True),
        DIALECT.now(),
        DIALECT.instant_at(X),
        DIALECT.day_at(X),
        DIALECT.epoch(X, "datetime"),
        DIALECT.epoch(X, "date"),
        DIALECT.quotient(X, 7),
        DIALECT.list_length(X),
        DIALECT.has_any(X, [n.text("a"), n.text("b")], False),
    ],
    ids=sql,
)
def test_the_grammar_reads_what_a_text_may_hold(node: exp.Expr) -> None:
    assert reads(node)


def test_the_current_time_is_that_of_utc() -> None:
    assert sql(DIALECT.now()) == "CAST(AT_TIMEZONE(CURRENT_TIMESTAMP(6), 'UTC') AS TIMESTAMP(6))"


def test_athena_takes_the_text_of_trino_up_to_its_own_length() -> None:
    few = small.segment(m.OneOf(small.COUNTRY, tuple(small.text(f"{each}") for each in range(10))))
    assert ATHENA.sql(few)[0] == TRINO.sql(few)[0]
    many = small.segment(
        m.OneOf(small.COUNTRY, tuple(small.text("x" * 50 + f"{each}") for each in range(6_000)))
    )
    assert TRINO.sql(many)[0]
    with pytest.raises(UnsupportedError, match="more than 262,144 bytes"):
        ATHENA.sql(many)
    assert Athena.style == "pyformat"
