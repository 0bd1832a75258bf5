"""Plain rows: what they are read as, and what is said where they do not fit the catalog."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import Any

import pytest
from segql_python import Canonical, PythonBackend
from segql_python.errors import Cell
from segql_python.rows import load
from segql_python.values import canonical, point

from segql import meaning as m
from segql.backend import BoundSegment, Outcome
from segql.catalog import Catalog
from segql.diagnostics import DataError
from segql.types import INTEGER, Type, parse_type
from segql.uses import uses

pd: Any = pytest.importorskip("pandas")
CATALOG = Catalog(
    customers={
        "table": "people",
        "key": "id",
        "attributes": {
            "age": "integer",
            "home": {"type": "point", "latitude": "lat", "longitude": "lon"},
        },
    },
    events={
        "order": {
            "table": "events",
            "customer": "who",
            "time": "at",
            "timezone": "Asia/Seoul",
            "where": {"kind": ["order", 7, True]},
            "id": "number",
            "properties": {"total": {"type": "decimal(2)", "column": "amount"}},
        }
    },
    lists={"letter": {"table": "letters", "customer": "who", "where": {"on": True}}},
)  # fmt: skip
AGE = m.Attribute("age", INTEGER)
ORDER = m.Events("order", m.All())
SPENT = m.Aggregate("sum", ORDER, m.Property("total", parse_type("decimal(2)")), INTEGER)
COUNT = m.Aggregate("count", ORDER, None, INTEGER)
NEW_YEAR = dt.datetime(2024, 1, 1)


def run(condition: m.Condition, **data: object) -> Outcome:
    segment = BoundSegment(condition, CATALOG, dt.datetime(2024, 3, 1, tzinfo=dt.UTC))
    return PythonBackend().run({"it": segment}, data)


def at_least(value: m.Value, least: int) -> m.Compare:
    return m.Compare("<=", m.Constant(least, INTEGER), value)


def refused(condition: m.Condition, **data: object) -> str:
    with pytest.raises(DataError) as caught:
        run(condition, **data)
    return str(caught.value)


def read(
    value: object, type_: str, zone: str | None = None, values: tuple[str, ...] = ()
) -> Canonical | None:
    return canonical(Cell("t", "c", value, 3), parse_type(type_, values), zone)


UTC = dt.UTC
SEOUL = dt.timezone(dt.timedelta(hours=9))


@pytest.mark.parametrize(
    ("type_", "stored", "held"),
    [
        ("string", "", ""),
        ("integer", 2**63 - 1, 2**63 - 1),
        ("integer", 3.0, 3),
        ("integer", Decimal("3.0"), 3),
        ("decimal(2)", 2, 200),
        ("decimal(2)", Decimal("1.5"), 150),
        ("decimal(2)", Decimal("1.500"), 150),
        ("decimal(2)", Decimal("-0.0001E+4"), -100),
        ("decimal(2)", Decimal("0E-99999"), 0),
        ("decimal(2)", 1.1, 110),
        ("decimal(2)", -1.115e6, -111500000),
        ("decimal(18)", Decimal("0.999999999999999999"), 10**18 - 1),
        ("float", 3, 3.0),
        ("float", math.inf, math.inf),
        ("boolean", True, True),
        ("boolean", 0, False),
        ("date", dt.date(2024, 2, 29), dt.date(2024, 2, 29)),
        ("date", dt.datetime(2024, 2, 29), dt.date(2024, 2, 29)),
        ("date", "2024-02-29", dt.date(2024, 2, 29)),
        ("date", pd.Timestamp("2024-02-29"), dt.date(2024, 2, 29)),
        ("datetime", dt.datetime(2024, 1, 1, 9, tzinfo=SEOUL), dt.datetime(2024, 1, 1, tzinfo=UTC)),
        ("datetime", dt.datetime(2024, 1, 1, 9), dt.datetime(2024, 1, 1, 9, tzinfo=UTC)),
        ("datetime", dt.date(2024, 1, 1), dt.datetime(2024, 1, 1, tzinfo=UTC)),
        ("datetime", "2024-01-01T09:00:00.5+09:00", dt.datetime(2024, 1, 1, 0, 0, 0, 500000, tzinfo=UTC)),
        ("datetime", pd.Timestamp("2024-01-01T09:00", tz="Asia/Seoul"), dt.datetime(2024, 1, 1, tzinfo=UTC)),
        ("list[string]", ["b", None, "a"], ("b", "a")),
        ("list[integer]", (1, None), (1,)),
        ("list[string]", [], ()),
    ],
)
def test_stored_values_have_one_canonical_form(type_: str, stored: object, held: Canonical) -> None:
    found = read(stored, type_)
    assert (found, type(found)) == (held, type(held))


def test_negative_zero_is_zero() -> None:
    assert math.copysign(1, float(str(read(-0.0, "float")))) == 1


@pytest.mark.parametrize(
    "type_", ["string", "integer", "decimal(2)", "float", "boolean", "date", "datetime", "list[string]"]
)
@pytest.mark.parametrize("missing", [None, math.nan, Decimal("nan"), pd.NaT])
def test_none_and_nan_are_missing(type_: str, missing: object) -> None:
    assert read(missing, type_) is None


@pytest.mark.parametrize(
    ("naive", "instant"),
    [
        ("2024-01-01T01:00", "2024-01-01T00:00Z"),
        ("2024-07-01T02:00", "2024-07-01T00:00Z"),
        ("2024-03-31T02:30", "2024-03-31T01:30Z"),  # skipped: read with the offset before
        ("2023-10-29T02:30", "2023-10-29T00:30Z"),  # occurs twice: the first
    ],
)
def test_naive_times_are_local_to_the_declared_zone(naive: str, instant: str) -> None:
    assert read(dt.datetime.fromisoformat(naive), "datetime", "Europe/Berlin") == dt.datetime.fromisoformat(
        instant
    )
    assert read(naive, "datetime", "Europe/Berlin") == dt.datetime.fromisoformat(instant)


@pytest.mark.parametrize(
    ("type_", "stored", "message"),
    [
        ("string", 5, "`5` is not a valid string"),
        ("string", "\ud800", "is not a valid string"),
        ("integer", "5", "`5` is not a valid integer"),
        ("integer", True, "`True` is not a valid integer"),
        ("integer", 1.5, "`1.5` is not a whole number"),
        ("integer", 2**63, "`9223372036854775808` has more than 64 bits"),
        ("integer", -math.inf, "`-inf` has more than 64 bits"),
        pytest.param("integer", 10**9999, "`a value of type int` has more than 64 bits", id="huge"),
        ("decimal(2)", Decimal("1.005"), "`1.005` has more than 2 digits after the point"),
        ("decimal(2)", Decimal("1E-999999999"), "has more than 2 digits after the point"),
        ("decimal(2)", Decimal("1E+999999999"), "has more than 18 digits"),
        ("decimal(2)", 10**16, "has more than 18 digits"),
        ("decimal(2)", math.inf, "has more than 18 digits"),
        ("decimal(2)", 0.125, "`0.125` has more than 2 digits after the point"),
        ("decimal(2)", "1", "`1` is not a valid decimal(2)"),
        ("float", 10**400, "has more than 64 bits"),
        ("float", "1", "`1` is not a valid float"),
        ("boolean", 2, "`2` is neither 0 nor 1"),
        ("boolean", "true", "`true` is not a valid boolean"),
        ("date", dt.datetime(2024, 1, 1, 1), "`2024-01-01 01:00:00` has a time of day"),
        ("date", dt.datetime(2024, 1, 1, tzinfo=UTC), "is not a valid date"),
        ("date", "2023-02-29", "`2023-02-29` is not a valid date"),
        ("date", 20240101, "`20240101` is not a valid date"),
        ("datetime", "yesterday", "`yesterday` is not a valid datetime"),
        ("datetime", "2024-01-01T25:00", "`2024-01-01T25:00` is not a valid datetime"),
        ("datetime", dt.datetime(1, 1, 1, tzinfo=SEOUL), "has a year outside of 1 to 9999"),
        ("datetime", pd.Timestamp(1), "is finer than a microsecond"),
        ("list[string]", "ab", "`ab` is not a valid list[string]"),
        ("list[string]", ["a", 1], "`1` is not a valid string"),
        ("list[integer]", [1, 2**63], "has more than 64 bits"),
    ],
)
def test_values_that_are_not_of_their_type_are_named_with_their_place(
    type_: str, stored: object, message: str
) -> None:
    with pytest.raises(DataError) as caught:
        read(stored, type_)
    assert "`t.c`, row 3: " in str(caught.value)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("latitude", "longitude", "held"),
    [
        (37, 127.0, (37.0, 127.0)),
        (-90.0, 180.0, (-90.0, 180.0)),
        (None, 1.0, None),
        (1.0, math.nan, None),
        (90.5, 0.0, None),
        (0.0, -180.5, None),
        (0.0, math.inf, None),
    ],
)
def test_a_point_off_the_globe_or_half_missing_is_missing(
    latitude: object, longitude: object, held: tuple[float, float] | None
) -> None:
    assert point(Cell("t", "a", latitude), Cell("t", "o", longitude)) == held


def test_members_are_in_ascending_order_of_their_keys() -> None:
    assert run(m.TRUE, people=[{"id": 10}, {"id": -1}, {"id": 9}]).members["it"] == [-1, 9, 10]
    assert run(m.TRUE, people=[{"id": "b"}, {"id": "😀"}, {"id": "B"}]).members["it"] == ["B", "b", "😀"]


def test_rows_that_belong_to_nobody_are_counted_and_count_for_nothing() -> None:
    events = [
        {"who": 1, "at": NEW_YEAR, "kind": "order", "amount": 5, "number": None},
        {"who": 9, "at": NEW_YEAR, "kind": "order", "amount": 5, "number": None},
        {"who": None, "at": NEW_YEAR, "kind": "order", "amount": 5, "number": None},
        {"who": 1, "at": None, "kind": "order", "amount": 5, "number": None},
        {"who": 9, "at": NEW_YEAR, "kind": "other", "amount": "?", "number": None},
    ]
    letters = [{"who": who, "on": on} for who in (1, 8, None) for on in (True, False, None)]
    outcome = run(
        m.All((at_least(SPENT, 500), m.InList("letter"))), people=[{"id": 1}], events=events, letters=letters
    )
    assert outcome == Outcome([1], {"it": [1]}, {"order": 3, "letter": 2})


@pytest.mark.parametrize(
    ("kind", "picked"),
    [("order", 1), (7, 1), (True, 1), (1, 0), (False, 0), ("Order", 0), (None, 0), ("7", 0)],
)
def test_where_picks_rows_by_equal_values_of_the_same_type(kind: object, picked: int) -> None:
    events = [{"who": 1, "at": NEW_YEAR, "kind": kind, "amount": 1, "number": None}]
    assert len(run(at_least(COUNT, 1), people=[{"id": 1}], events=events).members["it"]) == picked


def test_events_are_counted_by_their_id() -> None:
    rows = [
        {"who": 1, "at": NEW_YEAR, "kind": "order", "number": number} for number in ("a", "a", None, None)
    ]
    assert run(at_least(COUNT, 3), people=[{"id": 1}], events=rows).members["it"] == [1]
    assert run(at_least(COUNT, 4), people=[{"id": 1}], events=rows).members["it"] == []


def test_times_of_events_are_local_to_the_zone_of_the_event() -> None:
    events = [{"who": 1, "at": dt.datetime(2024, 1, 1, 9), "kind": "order"}]
    loaded = load(CATALOG, {"people": [{"id": 1}], "events": events}, uses([m.Sequence(ORDER, ())]))
    assert loaded.customers[0].events["order"][0].time == dt.datetime(2024, 1, 1, tzinfo=UTC)


def test_only_what_a_segment_looks_at_is_read() -> None:
    assert run(at_least(AGE, 3), people=[{"id": 1, "age": 3, "lat": "nowhere"}]).members["it"] == [1]


def test_empty_tables_need_no_columns() -> None:
    assert run(m.Not(at_least(SPENT, 1)), people=[{"id": "a"}], events=[]).members["it"] == ["a"]
    assert run(m.TRUE, people=[]) == Outcome([], {"it": []})


PERSON = [{"id": 1, "age": 1}]
GOOD = {"who": 1, "at": NEW_YEAR, "kind": "order", "amount": 1, "number": None}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"poeple": PERSON}, "the data has no table `people` (help: did you mean `poeple`?)"),
        ({"people": PERSON}, "the data has no table `events` (help: there are: people)"),
        ({"people": [{"id": 1, "aeg": 1}]}, "no column `age` (help: did you mean `aeg`?)"),
        ({"people": [{"age": 1}]}, "the table `people` has no column `id`"),
        ({"people": [1]}, "what was given for the table `people` is no table: int"),
        ({"people": [{"id": None, "age": 1}]}, "1 row has no key in `people.id`"),
        ({"people": PERSON * 2}, "the key `1` occurs more than once in `people.id`"),
        ({"people": [{"id": 1.5, "age": 1}]}, "`people.id`, row 1: `1.5` is no key"),
        ({"people": [*PERSON, {"id": "1"}]}, "row 2: `1` is a key of type str, but others are integers"),
        ({"people": [{"id": 1, "age": "x"}]}, "`people.age`, row 1: `x` is not a valid integer"),
        ({"people": PERSON, "events": [{**GOOD, "who": "1"}]}, "`events.who`, row 1: `1` is a key"),
        ({"people": PERSON, "events": [{**GOOD, "at": "x"}]}, "`events.at`, row 1: `x` is not a valid"),
        ({"people": PERSON, "events": [GOOD, {**GOOD, "amount": 0.001}]}, "`events.amount`, row 2: `0.001`"),
        ({"people": PERSON, "events": [{"who": 1, "at": NEW_YEAR}]}, "`events` has no column `kind`"),
    ],
)
def test_data_that_do_not_fit_the_catalog_are_a_named_error(data: dict[str, object], message: str) -> None:
    assert message in refused(m.All((at_least(AGE, 1), at_least(SPENT, 1))), **data)


def test_types_of_elements_are_known() -> None:
    assert parse_type("list[integer]").element == Type("integer")
