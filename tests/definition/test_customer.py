"""`matches`: one customer as a mapping."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

import pytest
from segql_python import PythonBackend
from strategies import shop

from segql import meaning as m
from segql.backend import BoundSegment
from segql.catalog import Catalog
from segql.diagnostics import DataError, Source, Span, UnsupportedError
from segql.types import INTEGER, POINT, STRING, decimal

SPENT = m.Aggregate("sum", m.Events("ordered", m.TRUE), m.Property("total", decimal(2)), decimal(2))
COUNT = m.Aggregate("count", m.Events("ordered", m.TRUE), None, INTEGER)
TIME = "2024-01-01T09:00:00Z"


def matches(condition: m.Condition, customer: Mapping[str, object], catalog: Catalog = shop.CATALOG) -> bool:
    source = Source("spent in top 10%")
    bound = BoundSegment(condition, catalog, shop.AS_OF, source=source)
    found = PythonBackend().asked(bound)(shop.AS_OF)(customer)
    assert PythonBackend().asked_all({"one": bound})(shop.AS_OF)(customer) == ["one"] * found
    return found


def exactly(value: m.Value, number: int) -> m.Compare:
    return m.Compare("=", value, m.Constant(number, value.type))


@pytest.mark.parametrize("amount", ["12.50", 12.5, Decimal("12.5"), Decimal("12.500")])
def test_decimals_are_numbers_of_any_kind_or_text(amount: object) -> None:
    orders = [{"time": TIME, "total": amount}, {"time": TIME, "total": None}, {"time": TIME}]
    assert matches(exactly(SPENT, 1250), {"events": {"ordered": orders}})
    assert matches(exactly(m.Attribute("balance", decimal(2)), 1250), {"balance": amount})


def test_what_is_not_there_is_missing() -> None:
    assert not matches(m.IsSet(m.Attribute("name", STRING)), {})
    assert matches(exactly(COUNT, 0), {"name": "x"})
    assert matches(exactly(COUNT, 0), {"events": {"ordered": [{"time": None}]}})
    assert not matches(m.InList("newsletter"), {})


def test_events_are_counted_by_id() -> None:
    orders = [{"time": TIME, "id": id} for id in ("a", "a", None)]
    assert matches(exactly(COUNT, 2), {"events": {"ordered": orders}})


def test_points_lists_and_lists_of_customers() -> None:
    home = m.Attribute("home", POINT)
    assert matches(m.Near(home, 37.56, 126.97, 0.79, 0.0), {"home": (37.56, 126.97)})
    assert not matches(m.IsSet(home), {"home": (91, 0)})
    assert matches(m.InList("newsletter"), {"lists": ["newsletter"]})


def test_sample_needs_the_key() -> None:
    assert matches(m.Sample("s", 2**32), {"customer id": "k"})
    with pytest.raises(DataError, match="`sample` needs the customer's key, and there is no `customer id`"):
        matches(m.Sample("s", 2**32), {})


def test_what_depends_on_the_other_customers_is_refused_with_its_place() -> None:
    standing = m.Standing("greater", SPENT, span=Span(0, 16))
    with pytest.raises(UnsupportedError) as caught:
        matches(m.Not(exactly(standing, 0)), {})
    assert caught.value.diagnostics[0].underlined == "spent in top 10%"


@pytest.mark.parametrize(
    ("customer", "message"),
    [
        ({"nmae": "x"}, "the catalog has no attribute `nmae` (help: did you mean `name`?)"),
        ({"balance": "12,50"}, "`customer.balance`: `12,50` is not a valid decimal(2)"),
        ({"home": "Seoul"}, "`customer.home`: `Seoul` is not a valid point"),
        ({"events": []}, "`events` is no mapping"),
        ({"events": {"orderd": []}}, "the catalog has no event `orderd` (help: did you mean `ordered`?)"),
        ({"events": {"ordered": {}}}, "the events `ordered` are no list"),
        ({"events": {"ordered": ["x"]}}, "event 1 of `ordered` is no mapping"),
        ({"events": {"ordered": [{"time": "soon"}]}}, "`ordered.time`, row 1: `soon` is not a valid"),
        ({"events": {"ordered": [{"tiem": TIME}]}}, "no property `tiem` (help: did you mean `time`?)"),
        ({"events": {"viewed": [{"time": TIME, "id": 1}]}}, "the catalog has no property `id`"),
        ({"lists": "newsletter"}, "`lists` is no list of names"),
        ({"lists": ["newslettr"]}, "no list `newslettr` (help: did you mean `newsletter`?)"),
        ({"customer id": 1.5}, "`customer.customer id`: `1.5` is no key"),
    ],
)
def test_a_customer_that_does_not_fit_the_catalog_is_a_named_error(
    customer: dict[str, object], message: str
) -> None:
    looks = [
        exactly(SPENT, 0),
        m.IsSet(m.Attribute("balance", decimal(2))),
        m.IsSet(m.Attribute("home", POINT)),
    ]
    viewed = m.Sequence(m.Events("viewed", m.TRUE), ())
    with pytest.raises(DataError) as caught:
        matches(m.AtLeast(9, (*looks, viewed)), customer)
    assert message in str(caught.value)


def test_dates_and_datetimes_may_be_iso_text() -> None:
    born = m.Compare(
        "=",
        m.Attribute("birthday", shop.fields(None)["birthday"]),
        m.Constant(dt.date(2000, 2, 29), shop.fields(None)["birthday"]),
    )
    assert matches(born, {"birthday": "2000-02-29"})
    assert matches(born, {"birthday": dt.date(2000, 2, 29)})
