"""What programs ask of one customer: segments alone and together, at instants, with values, as profiles."""

from __future__ import annotations

import copy
import datetime as dt
import pickle
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import segql


def catalog(attribute: str = "age") -> segql.Catalog:
    return segql.Catalog.load(
        {
            "customers": {
                "table": "c",
                "key": "the key",
                "attributes": {attribute: "string", "n": "integer"},
            },
            "events": {
                "bought": {
                    "table": "e",
                    "customer": "c",
                    "time": "t",
                    "id": "i",
                    "subject": "item",
                    "properties": {"item": "string", "total": "decimal(2)"},
                }
            },
        }
    )


CATALOG = catalog()
TIME = "2024-01-10T00:00:00Z"


# --- instants and values ----------------------------------------------------------------------

RECENT = segql.compile("bought in last 30 days", CATALOG)
ONCE = {"events": {"bought": [{"time": TIME}]}}


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [("2024-01-09", False), ("2024-01-10", True), ("2024-02-08T23:59:59Z", True), ("2024-02-09", False)],
)
def test_one_segment_is_asked_at_one_instant_after_another(as_of: str, expected: bool) -> None:
    for customer in (ONCE, segql.profile(ONCE, CATALOG)):
        assert RECENT.matches(customer, as_of=as_of) is expected
        assert segql.Segments({"a": RECENT}).matching(customer, as_of=as_of) == ["a"] * expected


def test_an_event_of_the_instant_itself_has_happened_and_none_after_it() -> None:
    twice = segql.compile("count(bought) = 2", CATALOG)
    times = ["2024-01-01T00:00:00Z", "2024-01-02T00:00:00.000001Z", "2024-01-02T00:00:00Z"]
    customer = {"events": {"bought": [{"time": each} for each in times]}}
    assert twice.matches(customer, as_of="2024-01-02T00:00:00Z")


def test_without_an_instant_now_is_meant() -> None:
    ever = segql.compile("bought", CATALOG)
    assert ever.matches(ONCE)
    assert not ever.matches({"events": {"bought": [{"time": "9999-01-01"}]}})


def test_an_instant_that_live_sql_does_not_have_is_asked_about_all_the_same() -> None:
    ages = segql.compile("bought in last 2010 years", CATALOG)
    assert ages.matches(ONCE, as_of="2024-01-11")
    assert not ages.matches(ONCE, as_of="2024-01-09T23:59:59Z")
    with pytest.raises(segql.ParameterError, match="outside of the years 1 to 9999"):
        ages.matches(ONCE, as_of="2001-01-01")
    with pytest.raises(segql.ParameterError, match="outside of the years 1 to 9999"):
        RECENT.matches(ONCE, as_of="0001-01-03")


def test_who_was_born_on_29_february_is_older_on_the_28th_of_a_common_year() -> None:
    born = segql.Catalog.load({"customers": {"table": "c", "key": "k", "attributes": {"born": "date"}}})
    three = segql.compile("age(born) >= 3", born)
    days = ("2023-02-27", "2023-02-28", "2024-02-28", "2023-03-01")
    leapling = {"born": dt.date(2020, 2, 29)}
    assert [three.matches(leapling, as_of=each) for each in days] == [False, True, True, True]
    assert [three.matches({"born": dt.date(2020, 3, 1)}, as_of=each) for each in days] == [
        False,
        False,
        True,
        True,
    ]


def test_nobody_has_abandoned_for_longer_than_there_are_years() -> None:
    customer = {"events": {"bought": [{"time": "1960-01-01"}, {"time": "0001-01-01"}]}}
    for days, expected in ((20_000, True), (700_000, True), (800_000, False)):
        segment = segql.compile(f"bought then no bought(item = 'x') within {days} days", CATALOG)
        assert segment.matches(customer, as_of="2024-01-01") is expected


def test_values_that_are_equal_but_of_another_type_are_looked_at_anew() -> None:
    segment = segql.compile("n = $x", CATALOG)
    assert segment.matches({"n": 1}, values={"x": 1})
    for wrong in (True, "one", 1.5):
        with pytest.raises(segql.ParameterError):
            segment.matches({"n": 1}, values={"x": wrong})
    assert segment.matches({"n": 1}, values={"x": "1"})
    assert not segment.matches({"n": 1}, values={"x": 2})
    with pytest.raises(segql.ParameterError, match="no value is given"):
        segment.matches({"n": 1})


def test_the_hour_that_a_clock_shows_twice_is_two_hours() -> None:
    zone, ever = ZoneInfo("Europe/Berlin"), segql.compile("bought", CATALOG)
    customer = {"events": {"bought": [{"time": "2023-10-29T01:00:00Z"}]}}
    first, second = (dt.datetime(2023, 10, 29, 2, 30, tzinfo=zone, fold=fold) for fold in (0, 1))
    assert [ever.matches(customer, as_of=each) for each in (first, second, first)] == [False, True, False]


def test_lists_of_values_and_values_of_several_segments() -> None:
    segments = segql.compile_all({"a": "n in $some", "b": "age = $x and n in $some"}, CATALOG)
    values: dict[str, Any] = {"some": [1, 2], "x": "y"}
    assert segments.matching({"n": 2, "age": "y"}, values=values) == ["a", "b"]
    assert segments.matching({"n": 2}, values={**values, "some": (2, 3)}) == ["a"]
    assert segments.matching({"n": 1}, values={**values, "some": [2, 3]}) == []
    with pytest.raises(segql.ParameterError, match="there is no parameter"):
        segments.matching({"n": 1}, values={**values, "y": 1})


def test_a_segment_that_was_asked_is_copied_and_pickled() -> None:
    assert RECENT.matches(ONCE, as_of="2024-01-10")
    for other in (pickle.loads(pickle.dumps(RECENT)), copy.deepcopy(RECENT), copy.copy(RECENT)):
        assert other == RECENT
        assert other.matches(ONCE, as_of="2024-01-10")


# --- profiles ---------------------------------------------------------------------------------


def test_a_profile_is_of_one_catalog() -> None:
    profile = segql.profile({"the key": "k", "n": 3}, CATALOG)
    assert (profile.key, profile.catalog) == ("k", CATALOG)
    assert segql.compile("n = 3", catalog()).matches(profile), "an equal catalog will do"
    with pytest.raises(segql.DataError, match="read against another catalog"):
        segql.compile("n = 3", catalog("other")).matches(profile)


def test_a_profile_is_checked_as_a_whole_and_a_mapping_where_it_is_looked_at() -> None:
    customer = {"n": 3, "age": 5}
    assert segql.compile("n = 3", CATALOG).matches(customer)
    for ask in (
        lambda: segql.profile(customer, CATALOG),
        lambda: segql.compile("age is set", CATALOG).matches(customer),
    ):
        with pytest.raises(segql.DataError, match=r"`customer\.age`: `5` is not a valid string"):
            ask()


def test_a_sample_needs_the_key_of_a_profile_too() -> None:
    segment = segql.compile('sample(100%, "s")', CATALOG)
    assert segment.matches(segql.profile({"the key": 3}, CATALOG))
    for customer in (dict[str, object](), segql.profile({}, CATALOG)):
        with pytest.raises(segql.DataError, match="`sample` needs the customer's key"):
            segment.matches(customer)


@pytest.mark.parametrize("wrap", [dict, MappingProxyType], ids=["dict", "proxy"])
def test_any_mapping_and_any_order_of_events_will_do(wrap: Any) -> None:
    times = ["2024-01-03", "2024-01-09", "2024-01-01", "2024-01-05"]
    rows = tuple(wrap({"time": each, "item": each[-1], "id": each}) for each in times)
    customer: Mapping[str, object] = wrap({"events": wrap({"bought": rows})})
    segment = segql.compile(
        'last(bought.item) = "9" and first(bought.item) = "1" and bought at least 4 times', CATALOG
    )
    assert segment.matches(customer, as_of="2024-02-01")
    assert not segment.matches(customer, as_of="2024-01-08")
    assert segment.matches(segql.profile(customer, CATALOG), as_of="2024-02-01")


def test_names_come_in_their_order_and_ranks_are_refused() -> None:
    segments = segql.compile_all({"z": "n > 1", "none": "n > 9", "a": "n > 1", "m": "in segment z"}, CATALOG)
    assert segments.matching({"n": 2}) == ["z", "a", "m"]
    assert segments.select(["none"]).matching({"n": 2}) == []
    ranked = segql.compile_all({"z": "n > 1", "rank": "n in top 10%"}, CATALOG)
    with pytest.raises(segql.UnsupportedError) as refused:
        ranked.matching({"n": 2})
    assert refused.value.diagnostics[0].underlined == "n in top 10%"
    assert ranked.select(["z"]).matching({"n": 2}) == ["z"]
