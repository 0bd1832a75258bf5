"""Every way of storing a value gives its one canonical form."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

import polars as pl
import pytest
from data.shop import NOON, attribute, bought, canonical, customers, data, person

D = dt.date(2000, 2, 29)
SUMMER = dt.datetime(2024, 7, 1, 10, tzinfo=dt.UTC)  # noon in Berlin

FORMS: dict[str, tuple[str, pl.Series, list[object]]] = {
    "text": ("name", pl.Series(["a", "", None]), ["a", "", None]),
    "categorical": ("name", pl.Series(["a", None], dtype=pl.Categorical), ["a", None]),
    "enum": ("name", pl.Series(["a", None], dtype=pl.Enum(["a", "b"])), ["a", None]),
    "nothing at all": ("name", pl.Series([None, None]), [None, None]),
    "int8": ("age", pl.Series([1, -1, None], dtype=pl.Int8), [1, -1, None]),
    "uint64": ("age", pl.Series([2**63 - 1], dtype=pl.UInt64), [2**63 - 1]),
    "int128": ("age", pl.Series([-(2**63), None], dtype=pl.Int128), [-(2**63), None]),
    "integers as floats": ("age", pl.Series([3.0, math.nan, None]), [3, None, None]),
    "integers as decimals": ("age", pl.Series([Decimal("3.00")]), [3]),
    "decimals of the scale": ("balance", pl.Series([Decimal("-1.50"), None]), [-150, None]),
    "decimals of more digits": ("balance", pl.Series([Decimal("1.500000")]), [150]),
    "decimals of fewer digits": ("balance", pl.Series([Decimal("1.5")]), [150]),
    "decimals of 18 digits": ("balance", pl.Series([Decimal(10**18 - 1).scaleb(-2)]), [10**18 - 1]),
    "decimals as integers": ("balance", pl.Series([-7], dtype=pl.Int16), [-700]),
    "decimals as floats": ("balance", pl.Series([0.1 + 0.2, -1.15, math.nan]), [30, -115, None]),
    "decimals as text": ("balance", pl.Series(["1.5", "-.25", "+3", "007.10"]), [150, -25, 300, 710]),
    "floats": ("score", pl.Series([1.5, math.nan, math.inf, None]), [1.5, None, math.inf, None]),
    "float32": ("score", pl.Series([0.5], dtype=pl.Float32), [0.5]),
    "floats as integers": ("score", pl.Series([2]), [2.0]),
    "booleans": ("active", pl.Series([True, False, None]), [True, False, None]),
    "booleans as integers": ("active", pl.Series([1, 0, None]), [True, False, None]),
    "dates": ("born", pl.Series([D, None]), [D, None]),
    "dates as midnights": ("born", pl.Series([dt.datetime(2000, 2, 29)]).cast(pl.Datetime("ms")), [D]),
    "dates as text": ("born", pl.Series(["2000-02-29", "2000-02-29 00:00:00", None]), [D, D, None]),
    "instants": ("seen", pl.Series([NOON]), [NOON]),
    "instants of another zone": ("seen", pl.Series([NOON]).dt.convert_time_zone("Asia/Seoul"), [NOON]),
    "local times": ("seen", pl.Series([dt.datetime(2024, 7, 1, 12), None]), [SUMMER, None]),
    "local times in milliseconds": (
        "seen", pl.Series([dt.datetime(2024, 7, 1, 12)]).cast(pl.Datetime("ms")), [SUMMER],
    ),
    "local times in nanoseconds": (
        "seen", pl.Series([dt.datetime(2024, 7, 1, 12)]).cast(pl.Datetime("ns")), [SUMMER],
    ),
    "a local time that is skipped": (
        "seen", pl.Series([dt.datetime(2024, 3, 31, 2, 30)]), [NOON.replace(hour=1, minute=30)],
    ),
    "local days": ("seen", pl.Series([dt.date(2024, 7, 1)]), [dt.datetime(2024, 6, 30, 22, tzinfo=dt.UTC)]),
    "instants as text": (
        "seen",
        pl.Series(["2024-07-01T12:00", "2024-07-01 12:00:00.000000000", "2024-07-01T10:00:00Z"]),
        [SUMMER] * 3,
    ),
    "instants as text with an offset": (
        "seen",
        pl.Series(["2024-07-01T19:00:00+09:00", "2024-07-01 04:30:00-0530", "2024-07-01T12:00+02"]),
        [SUMMER] * 3,
    ),
    "lists": ("tags", pl.Series([["a", None, "a"], [], None]), [["a", "a"], [], None]),
    "lists of categories": ("tags", pl.Series([["a"]], dtype=pl.List(pl.Categorical)), [["a"]]),
    "lists of nothing": ("tags", pl.Series([[None]], dtype=pl.List(pl.Null)), [[]]),
    "arrays": ("codes", pl.Series([[1, 2]], dtype=pl.Array(pl.UInt8, 2)), [[1, 2]]),
    "lists as JSON": (
        "tags", pl.Series(['["a", null, "\\u00e9\\ud83d\\ude00"]', " [ ] ", None]), [["a", "é😀"], [], None],
    ),
    "integers as JSON": ("codes", pl.Series(["[1,-2,null]", "[]"]), [[1, -2], []]),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_the_canonical_form(name: str) -> None:
    attribute_name, stored, expected = FORMS[name]
    assert attribute(attribute_name, stored) == expected


def test_minus_zero_is_zero() -> None:
    assert math.copysign(1, float(str(attribute("score", pl.Series([-0.0]))[0]))) == 1


@pytest.mark.parametrize(
    ("lat", "lon"), [(None, 1.0), (1.0, None), (math.nan, 1.0), (1.0, math.inf), (90.1, 1.0), (1.0, -180.1)]
)
def test_a_point_off_the_globe_is_missing(lat: float | None, lon: float | None) -> None:
    assert customers(data(people=[person(lat=lat, lon=lon)]))[0][".home"] is None


def test_the_edge_of_the_globe_is_a_point() -> None:
    found = customers(data(people=[person(lat=-90, lon=180)]))[0][".home"]
    assert found == {"latitude": -90.0, "longitude": 180.0}


def test_integer_keys_of_any_width_are_one_family() -> None:
    people = pl.DataFrame([person(id=1)]).cast({"id": pl.UInt16})
    log = pl.DataFrame([{"who": 1, "at": NOON, "kind": "view", "shop": 1, "test": 0, "order": 1, "total": 1}])
    found = canonical({"people": people, "log": log, "letters": [{"who": 1, "on": 1}]})
    assert found.key_type == pl.Int64
    assert found.strays == {"bought": 0, "viewed": 0, "letter": 0}
    assert found.events_of("viewed").collect()["customer"].to_list() == [1]
    assert found.members_of("letter").collect()["customer"].to_list() == [1]


def test_rows_may_leave_out_what_is_missing() -> None:
    rows = [person(), {"id": "b"}]
    assert customers(data(people=rows))[1] == {
        "key": "b", ".active": None, ".age": None, ".balance": None, ".born": None, ".codes": None,
        ".home": None, ".name": None, ".score": None, ".seen": None, ".tags": None,
    }  # fmt: skip


def test_tables_without_rows() -> None:
    found = canonical({"people": [], "log": [], "letters": []})
    assert found.population == 0
    assert found.events_of("bought").collect().height == 0


@pytest.mark.parametrize("key", [1, "a"])
def test_without_customers_keys_of_any_family_are_strangers(key: object) -> None:
    found = canonical(data(people=[], log=[bought(who=key)], letters=[]))
    assert found.strays == {"bought": 1, "viewed": 0, "letter": 0}
