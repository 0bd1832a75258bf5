"""Live SQL from Python."""

from __future__ import annotations

import re

import pytest

import segql
from segql.backend import load_backend
from segql.catalog import Catalog

CATALOG = Catalog(
    timezone="Asia/Seoul",
    customers={"table": "customers", "key": "id", "attributes": {"seen": "datetime", "country": "string"}},
)


def test_a_live_text_takes_no_instant() -> None:
    segment = segql.compile("seen in last 30 days", CATALOG)
    with pytest.raises(segql.ParameterError) as caught:
        segment.sql("duckdb", as_of="2024-01-31", live=True)
    assert [each.code for each in caught.value.diagnostics] == ["as-of"]


def test_a_live_text_takes_values_and_placeholders() -> None:
    segment = segql.compile("seen in last 30 days and country = $country", CATALOG)
    text, values = segment.sql("duckdb", live=True, values={"country": "X'"}, parameters="named")
    assert values == {"p0": "X'"}
    assert ":p0" in text and "X'" not in text
    with pytest.raises(segql.ParameterError):
        segment.sql("duckdb", live=True)


def test_a_text_without_time_is_the_same_live() -> None:
    segment = segql.compile('country = "CA" and seen > 2024-01-31T10:00:00', CATALOG)
    assert segment.sql("duckdb", live=True) == segment.sql("duckdb", as_of="2001-01-01")


def test_no_date_stands_in_a_live_text() -> None:
    text = segql.compile("seen in last 30 days", CATALOG).sql("sqlite", live=True)
    assert re.findall(r"'\d{4}-\d\d-\d\d", text) == []


@pytest.mark.parametrize("text", ["seen in last 3000 years", "seen in next 7950 years"])
def test_a_bound_that_may_leave_the_years_is_refused(text: str) -> None:
    with pytest.raises(segql.ParameterError) as caught:
        segql.compile(text, CATALOG).sql("duckdb", live=True)
    assert [each.code for each in caught.value.diagnostics] == ["time-range"]


def test_more_bounds_than_an_engine_puts_together_are_refused() -> None:
    segment = segql.compile(" or ".join(f"seen < {n} minutes ago" for n in range(1, 403)), CATALOG)
    with pytest.raises(segql.UnsupportedError, match="more than 400 moments"):
        segment.sql("sqlite", live=True)


def test_an_engine_without_a_clock_refuses() -> None:
    segment = segql.compile("seen in last 30 days", CATALOG)
    backend = load_backend("redshift")
    with pytest.raises(segql.UnsupportedError, match="redshift cannot do live texts"):
        segment.sql(backend.name, live=True)
