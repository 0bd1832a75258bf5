"""A mapping is asked in one go: with the answers of a Profile, and with its errors."""

from __future__ import annotations

import datetime as dt
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable
from itertools import permutations
from types import MappingProxyType
from typing import Any

import pytest
from segql_python.compiled import plain
from segql_python.compiled.profile import Layout
from segql_python.compiled.programs import one

import segql

CATALOG = segql.Catalog.load(
    {
        "customers": {"table": "c", "key": "key", "attributes": {"n": "integer"}},
        "events": {
            "bought": {
                "table": "e", "customer": "c", "time": "t",
                "properties": {"item": "string", "total": "integer", "note": "string"},
            },
            "seen": {"table": "s", "customer": "c", "time": "t", "properties": {"page": "string"}},
        },
        "lists": {"letters": {"table": "l", "customer": "c"}},
    }
)  # fmt: skip
NOON, DAY = dt.datetime(2024, 1, 10, 12, tzinfo=dt.UTC), dt.timedelta(days=1)
ROW: dict[str, Any] = {"time": NOON, "item": "tea", "total": 3, "note": None}
AS_OF = dt.datetime(2024, 1, 12, tzinfo=dt.UTC)
TEXT = "sum(bought.total in last 30 days) = 6 and not seen in last 3 days"
SEGMENT = segql.compile(TEXT, CATALOG)


@pytest.fixture
def again(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Who is read a second time, which is done to say what is wrong."""
    found: list[object] = []
    read = plain.read

    def noting(*arguments: Any) -> object:
        found.append(arguments[-1])
        return read(*arguments)

    monkeypatch.setattr(plain, "read", noting)
    return found


def without(name: str) -> dict[str, Any]:
    return {each: value for each, value in ROW.items() if each != name}


def with_defaults() -> dict[str, Any]:
    return defaultdict(lambda: "none", without("item"))


FITTING: dict[str, Callable[[], Any]] = {
    "as it is": lambda: ROW,
    "names left out": lambda: {"total": 3, "time": NOON},
    "another order": lambda: dict(reversed(ROW.items())),
    "ordered": lambda: OrderedDict(ROW),
    "a view": lambda: MappingProxyType(ROW),
    "a view, names left out": lambda: MappingProxyType(without("note")),
    "with defaults": with_defaults,
    "what is not looked at is of another type": lambda: {**ROW, "item": 5, "note": object()},
    "a number of another class": lambda: {**ROW, "total": 3.0},
    "a time of another zone": lambda: {**ROW, "time": NOON.astimezone(dt.timezone(9 * DAY / 24))},
    "a time as text": lambda: {**ROW, "time": "2024-01-10T12:00:00Z"},
}


@pytest.mark.parametrize("given", FITTING.values(), ids=FITTING)
def test_what_fits_the_catalog_is_read_once(given: Callable[[], Any], again: list[object]) -> None:
    asked = one(segql.compile(TEXT, CATALOG).live(), Layout(CATALOG)).at(AS_OF)
    row = given()
    before = dict(row)
    rows = [ROW, row, {**ROW, "time": None, "total": 100}, {**ROW, "time": AS_OF + DAY, "total": 100}]
    assert asked({"events": {"bought": rows}})
    assert not asked({"events": {"bought": tuple(rows), "seen": [{"time": NOON}]}})
    assert (again, dict(row)) == ([], before)


ODD: dict[str, tuple[Any, str]] = {
    "a name too many": ({**ROW, "itme": "tea"}, "the catalog has no property `itme`"),
    "another name in place of one that is read": (
        {**without("total"), "totl": 3}, "the catalog has no property `totl`",
    ),
    "another name in place of one that is not read": (
        {**without("note"), "note ": 3}, "the catalog has no property `note `",
    ),
    "another name, and few": ({"time": NOON, "id": 1}, "the catalog has no property `id`"),
    "a name that is no string": ({**without("note"), 5: 3}, "the catalog has no property `5`"),
    "another name where all else is zero": (
        Counter({**without("total"), "totl": 3}), "the catalog has no property `totl`",
    ),
    "another name where all else is made": (
        defaultdict(int, {**without("total"), "totl": 3}), "the catalog has no property `totl`",
    ),
    "no mapping": ([*ROW.items()], "event 3 of `bought` is no mapping"),
    "missing": (None, "event 3 of `bought` is no mapping"),
    "no number": ({**ROW, "total": "x"}, "`bought.total`, row 3: `x` is not a valid integer"),
    "a number too large": ({**ROW, "total": 2**63}, "`bought.total`, row 3: "),
    "no number, in the future": (
        {**ROW, "time": AS_OF + DAY, "total": "x"}, "`bought.total`, row 3: `x` is not a valid integer",
    ),
    "no number, long ago": (
        {**ROW, "time": AS_OF - 99 * DAY, "total": "x"}, "`bought.total`, row 3: `x` is not a valid integer",
    ),
    "no time": ({**ROW, "time": "soon"}, "`bought.time`, row 3: `soon` is not a valid datetime"),
    "a time outside of all years": (
        {**ROW, "time": dt.datetime.max.replace(tzinfo=dt.timezone(-DAY / 24))}, "`bought.time`, row 3: ",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("row", "message"), ODD.values(), ids=ODD)
@pytest.mark.parametrize("answered", [True, False], ids=["holds before", "cannot hold"])
def test_what_does_not_fit_is_an_error_in_every_row(row: Any, message: str, answered: bool) -> None:
    # that she has seen something in these days says already that she is no member
    seen = [] if answered else [{"time": NOON}]
    customer = {"events": {"bought": [ROW, ROW, row, ROW], "seen": seen}}
    with pytest.raises(segql.DataError) as caught:
        SEGMENT.matches(customer, as_of=AS_OF)
    assert message in str(caught.value)
    assert not isinstance(caught.value.__context__, KeyError | segql.DataError), "it is said once"
    with pytest.raises(segql.DataError) as of_profile:
        segql.profile(customer, CATALOG)
    assert str(of_profile.value) == str(caught.value)


AROUND: dict[str, tuple[dict[str, Any], str]] = {
    "attribute": ({"m": 1}, "no attribute `m`"),
    "event": ({"events": {"sold": []}}, "no event `sold`"),
    "list": ({"lists": ["ads"]}, "no list `ads`"),
    "key": ({"key": 1.5}, "`1.5` is no key"),
    "rows": ({"events": {"bought": {"time": NOON}}}, "the events `bought` are no list"),
}


@pytest.mark.parametrize(("customer", "message"), AROUND.values(), ids=AROUND)
def test_what_is_not_asked_about_has_a_name_of_the_catalog_all_the_same(
    customer: dict[str, Any], message: str
) -> None:
    with pytest.raises(segql.DataError, match=message):
        SEGMENT.matches(customer, as_of=AS_OF)


SUMS = {
    'sum(bought(item = "tea").total in last 3 days) = {}': 3,
    "count(bought in last 3 days) = {}": 2,
    "count(bought before 2024-01-10) = {}": 2,
    "max(bought.total in last 2 days) = {}": 8,
    "distinct(bought.item) = {}": 2,
    "first(bought.total) = {}": 5,
    "last(bought.total) = {}": 8,
    "min(bought.total) = {}": 1,
}


@pytest.mark.parametrize("number", range(-1, 3))
def test_events_come_in_any_order(number: int, again: list[object]) -> None:
    # the first two happened at one instant, the last two too; one has not happened yet
    rows = [
        {"time": NOON - 9 * DAY, "item": "tea", "total": 1},
        {"time": NOON - 9 * DAY, "item": "tea", "total": 5},
        {"time": NOON, "item": "tea", "total": 3},
        {"time": NOON, "item": "ink", "total": 8},
        {"time": AS_OF + DAY, "item": "jam", "total": 100},
    ]
    texts = [text.format(value + number) for text, value in SUMS.items()]
    for chosen in (texts[:5], texts[3:]):
        either = segql.compile(" or ".join(chosen), CATALOG).matcher(as_of=AS_OF)
        every = segql.compile(" and ".join(chosen), CATALOG).matcher(as_of=AS_OF)
        for order in permutations(rows):
            customer = {"events": {"bought": list(order)}}
            assert either(customer) is every(customer) is (number == 0)
    assert again == []


def test_an_event_that_is_asked_about_in_many_ways_is_read_first(again: list[object]) -> None:
    text = " and ".join(f"count(bought in last {n} days) = 1" for n in range(3, 30))
    segment = segql.compile(text, CATALOG)
    assert segment.matches({"events": {"bought": [ROW]}}, as_of=AS_OF)
    assert not segment.matches({"events": {"bought": [ROW, ROW]}}, as_of=AS_OF)
    assert again == []
    with pytest.raises(segql.DataError, match="no property `x`"):
        segment.matches({"events": {"bought": [{**ROW, "x": 1}]}}, as_of=AS_OF)
    assert len(again) == 1
