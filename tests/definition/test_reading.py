"""A customer's values are read as `segql_python.values` reads them, the usual ones by a shorter way."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd  # pyright: ignore[reportMissingTypeStubs]
import pytest
from segql_python import PythonBackend, values
from segql_python.compiled import plain
from strategies import shop

import segql
from segql import meaning as m
from segql.backend import BoundSegment
from segql.catalog import Catalog
from segql.data.errors import Cell
from segql.types import INTEGER

KINDS: dict[str, dict[str, Any]] = {
    "string": {"type": "string"},
    "enum": {"type": "enum", "values": ["gold"]},
    "integer": {"type": "integer"},
    "decimal": {"type": "decimal(2)"},
    "whole": {"type": "decimal(0)"},
    "float": {"type": "float"},
    "boolean": {"type": "boolean"},
    "date": {"type": "date"},
    "datetime": {"type": "datetime"},
    "local": {"type": "datetime", "timezone": "Europe/Berlin"},
    "texts": {"type": "list[string]"},
    "integers": {"type": "list[integer]"},
    "point": {"type": "point", "latitude": "y", "longitude": "x"},
}
CATALOG = Catalog(
    customers={"table": "c", "key": "key", "attributes": KINDS},
    events={
        "done": {
            "table": "e", "customer": "c", "time": "t", "timezone": "Asia/Seoul", "id": "i",
            "properties": KINDS,
        }
    },
)  # fmt: skip


class Text(str):
    """A string of another class."""


class Number(int):
    """A number of another class."""


_BERLIN = ZoneInfo("Europe/Berlin")
ODD: list[object] = [
    None, math.nan, Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), math.inf, -math.inf, pd.NaT,
    "", "a", "한", "\ud800", "a\0", Text("b"), Text("\udfff"), b"a", "gold",
    0, 1, 2, -1, True, False, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 10**16, 10**16 - 1, 1 - 10**16,
    10**18,
    10**18 - 1, 10**400, Number(7), Fraction(1, 2),
    0.0, -0.0, 0.1, 12.5, 12.345, 1e15, 1e16, 1e300, 2.0**53,
    *map(Decimal, ("0", "-0", "12.5", "12.50", "12.500", "12.345", "1E+17", "1E+18", "1E-400", "9" * 40)),
    "12.5", " 12.5 ", "12.345", "1e5", "9" * 60, "0." + "0" * 60, "٣",
    dt.date(2024, 2, 29), dt.datetime(2024, 2, 29), dt.datetime(2024, 2, 29, 12), dt.time(1),
    dt.datetime(2024, 2, 29, 12, tzinfo=dt.UTC), dt.datetime(2023, 10, 29, 2, 30, fold=1, tzinfo=_BERLIN),
    dt.datetime(2023, 10, 29, 2, 30, fold=1),
    dt.datetime.max.replace(tzinfo=dt.timezone(dt.timedelta(hours=-9))),
    dt.datetime.min.replace(tzinfo=dt.timezone(dt.timedelta(hours=9))),
    dt.datetime.min.replace(tzinfo=_BERLIN),
    pd.Timestamp("2024-02-29T12:00:00.000001Z"), pd.Timestamp("2024-02-29T12:00:00.000000001Z"),
    "2024-02-29", "2023-02-29", "2024-02-29T12:00:00Z", "2024-02-29 12:00", "2024-02-29T12:00:00.123456Z",
    "2024-02-29T12:00:00.1234567Z", "2024-02-29T25:00:00Z", "2024-02-29T12:00:00+09:00",
    "2024-02-29T12:00:00",
    "٢٠٢٤-02-29T12:00:00Z", "0001-01-01T00:00:00+01:00", "soon", "2024-02-29T12:00:00Z\n",
    [], ["a", None], ("a", "b"), ["\ud800"], ["a", 1], [1, 2], [True], [[]], {"a"}, (1.5, 2), (91, 0),
    (0, None), (1, 2, 3), {}, object(),
]  # fmt: skip


def said(ask: Callable[..., object], *arguments: object) -> object:
    """What is answered, with its class, or what is wrong."""
    try:
        found = ask(*arguments)
    except segql.DataError as failure:
        return str(failure)
    return type(found).__name__, found


@pytest.mark.parametrize("kind", KINDS)
def test_values_are_read_as_the_definition_reads_them(kind: str) -> None:
    field, at = CATALOG.customers.attributes[kind], list(KINDS).index(kind)

    def expected(table: str, value: object, row: int | None) -> object:
        cell = Cell(table, kind, value, row)
        cell = values.number(cell) if field.resolved.kind == "decimal" else cell
        return values.canonical(cell, field.resolved, field.timezone)

    def attribute(value: object) -> object:
        return parts({kind: value})[0][at]

    def property(value: object) -> object:
        rows = [{"time": shop.AS_OF}, {"time": shop.AS_OF, kind: value}]
        return parts({"events": {"done": rows}})[1][0][1][at + 2]

    for value in ODD:
        assert said(attribute, value) == said(expected, "customer", value, None)
        assert said(property, value) == said(expected, "done", value, 2)


@pytest.mark.parametrize("kind", KINDS)
def test_a_segment_reads_a_mapping_as_a_profile_is_read_and_twice_only_to_say_what_is_wrong(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    again, read = list[object](), plain.read

    def noting(*arguments: Any) -> object:
        again.append(arguments[-1])
        return read(*arguments)

    monkeypatch.setattr(plain, "read", noting)
    type_ = CATALOG.customers.attributes[kind].resolved
    has = m.IsSet(m.Attribute(kind, type_))
    number = m.Aggregate("count", m.Events("done", m.TRUE), m.Property(kind, type_), INTEGER)
    happened = m.Compare("=", number, m.Constant(1, INTEGER))
    backend = PythonBackend()

    def of_profile(asked: Callable[[Any], bool], customer: Any) -> bool:
        return asked(backend.profile(CATALOG, customer))

    for condition in (has, happened):
        asked = backend.asked(BoundSegment(condition, CATALOG, None))(shop.AS_OF)
        for value in ODD:
            rows = [{"time": shop.AS_OF}, {"time": shop.AS_OF, kind: value}]
            customer: Any = {kind: value} if condition is has else {"events": {"done": rows}}
            expected = said(partial(of_profile, asked), customer)
            again.clear()
            assert said(asked, customer) == expected
            assert bool(again) is isinstance(expected, str)


@pytest.mark.parametrize("value", ODD, ids=lambda value: type(value).__name__)
def test_times_ids_and_keys_are_read_as_the_definition_reads_them(value: object) -> None:
    def row() -> Any:
        rows = parts({"events": {"done": [{"time": value}]}})[1][0]
        return rows[0][0] if rows else None

    assert said(row) == said(lambda: values.instant(Cell("done", "time", value, 1), "Asia/Seoul"))
    assert said(lambda: parts({"events": {"done": [{"time": shop.AS_OF, "id": value}]}})[1][0][0][1]) == said(
        lambda: values.identity(Cell("done", "id", value, 1))
    )
    assert said(lambda: parts({"key": value})[3]) == said(lambda: values.key(Cell("customer", "key", value)))


def parts(customer: dict[str, object]) -> Any:
    return PythonBackend().profile(CATALOG, customer).parts
