"""What a program may give as `as_of` and `values`: all else is an error of ours."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import segql

CATALOG = segql.Catalog.load({"customers": {"table": "c", "key": "id", "attributes": {"n": "integer"}}})
SEGMENT = segql.compile("n > $x", CATALOG)


def kind(value: object) -> str:
    """A value in the name of a test: some cannot be written out."""
    return type(value).__name__


@pytest.mark.parametrize(
    "as_of", [0, 10**5000, 1.5, b"2024-01-01", [], dt.time(1), dt.timedelta(1), "\ud800"], ids=kind
)
def test_what_is_no_instant_is_refused(as_of: Any) -> None:
    with pytest.raises(segql.ParameterError) as raised:
        SEGMENT.at(as_of, {"x": 1})
    assert raised.value.diagnostics[0].code == "as-of"


@pytest.mark.parametrize(
    "value", [None, 10**5000, "9" * 5000, float("nan"), b"1", {}, {1}, object(), "\ud800"], ids=kind
)
def test_what_is_no_integer_is_refused(value: Any) -> None:
    with pytest.raises(segql.ParameterError) as raised:
        SEGMENT.at("2024-01-01", {"x": value})
    assert raised.value.diagnostics[0].code == "parameter-value"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ([1], "parameter-value"),
        ("x", "parameter-value"),
        ({1: 2}, "parameter-unknown"),
        ({None: 2}, "parameter-unknown"),
    ],
)
def test_values_that_are_not_by_name_are_refused(values: Any, code: str) -> None:
    with pytest.raises(segql.ParameterError) as raised:
        SEGMENT.at("2024-01-01", values)
    assert raised.value.diagnostics[0].code == code
