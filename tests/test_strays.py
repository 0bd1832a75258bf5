"""Rows that count for nothing are counted alike on every engine."""

from __future__ import annotations

import pytest
from engines.tested import ENGINES, needs, run
from segql_polars import PolarsBackend
from segql_python import PythonBackend

import segql

CATALOG = segql.Catalog.load(
    {
        "customers": {"table": "customers", "key": "id"},
        "events": {"visited": {"table": "visits", "customer": "who", "time": "ts"}},
        "lists": {"news": {"table": "news", "customer": "who"}},
    }
)
DATA = {
    "customers": [{"id": 1}, {"id": 2}],
    "visits": [
        {"who": 1, "ts": "2024-06-01T00:00:00Z"},
        {"who": 1, "ts": None},
        {"who": None, "ts": "2024-06-01T00:00:00Z"},
        {"who": None, "ts": None},
        {"who": 99, "ts": "2024-06-01T00:00:00Z"},
    ],
    "news": [{"who": 1}, {"who": 99}, {"who": None}, {"who": 1}],
}


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_without_a_customer_or_a_time_and_of_unknown_customers_are_counted(engine: str) -> None:
    needs(engine)
    segments = segql.compile_all({"active": "visited", "told": "in list news"}, CATALOG)
    outcome = run(engine, segments.at("2024-06-30T00:00:00Z"), DATA)
    assert outcome.members == {"active": [1], "told": [1]}
    assert outcome.strays == {"visited": 4, "news": 2}
    assert outcome.customers == 2


@pytest.mark.parametrize("most_apart", [-1, 100])
@pytest.mark.parametrize("of_one_table", [False, True])
def test_an_event_and_a_list_of_one_name_are_counted_together(most_apart: int, of_one_table: bool) -> None:
    catalog = segql.Catalog.load(
        {
            "customers": {"table": "customers", "key": "id"},
            "events": {"news": {"table": "visits", "customer": "who", "time": "ts"}},
            "lists": {"news": {"table": "visits" if of_one_table else "news", "customer": "who"}},
        }
    )
    bound = segql.compile_all({"both": "news and in list news"}, catalog).at("2024-06-30T00:00:00Z")
    for backend in (PythonBackend(), PolarsBackend(most_apart)):
        outcome = backend.run(bound, DATA)
        assert dict(outcome.strays) == {"news": 7 if of_one_table else 6}
        assert list(outcome.strays) == ["news"] and len(outcome.strays) == 1
