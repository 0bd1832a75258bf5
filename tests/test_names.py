"""Names of a catalog that differ only in case are two names on every engine."""

from __future__ import annotations

import pytest
from engines.tested import ENGINES, needs, run

import segql

CATALOG = segql.Catalog.load(
    {
        "customers": {"table": "customers", "key": "id"},
        "events": {
            "ordered": {
                "table": "orders",
                "customer": "who",
                "time": "ts",
                "properties": {
                    "Total": {"type": "integer", "column": "first"},
                    "total": {"type": "integer", "column": "second"},
                },
            }
        },
    }
)
ORDERS = [("01", 1, 2), ("02", 1, 2), ("03", 3, 2)]
DATA = {
    "customers": [{"id": 1}, {"id": 2}],
    "orders": [
        {"who": 1, "ts": f"2024-06-{day}T00:00:00Z", "first": first, "second": second}
        for day, first, second in ORDERS
    ],
}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_sequence_may_compare_both(engine: str) -> None:
    needs(engine)
    text = "ordered then ordered with same Total within 1 day then ordered with same total within 1 day"
    segment = segql.compile(text, CATALOG).at("2024-06-30T00:00:00Z")
    assert run(engine, {"it": segment}, DATA).members == {"it": [1]}
