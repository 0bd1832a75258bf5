"""The rule of every node, by example, with its operands missing among them."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from typing import cast

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from segql_python import Canonical, Customer, Event, Population, holds, value_of

from segql import meaning as m
from segql.calendar import born_by
from segql.types import BOOLEAN, DATE, DATETIME, DURATION, FLOAT, INTEGER, POINT, STRING, Type, decimal

NOBODY = Customer("k")
EVERYONE = Population()
LIST = Type("list", element=STRING)
NOON = dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)
MISSING = m.Attribute("missing", INTEGER)


def known(value: Canonical) -> m.Constant:
    match value:
        case bool():
            return m.Constant(value, BOOLEAN)
        case int():
            return m.Constant(value, INTEGER)
        case float():
            return m.Constant(value, FLOAT)
        case str():
            return m.Constant(value, STRING)
        case dt.datetime():
            return m.Constant(value, DATETIME)
        case dt.date():
            return m.Constant(value, DATE)
        case _:
            raise TypeError


def value(of: m.Value, customer: Customer = NOBODY) -> Canonical | None:
    return value_of(of, customer, EVERYONE)


def true(condition: m.Condition, customer: Customer = NOBODY, population: Population = EVERYONE) -> bool:
    return holds(condition, customer, population)


def having(**attributes: Canonical | None) -> Customer:
    return Customer("k", attributes)


# --- values ---------------------------------------------------------------------------------


def test_an_attribute_that_is_not_there_is_missing() -> None:
    assert value(m.Attribute("age", INTEGER), having(age=3)) == 3
    assert value(m.Attribute("age", INTEGER), having(age=None)) is None
    assert value(m.Attribute("age", INTEGER)) is None


@pytest.mark.parametrize(
    ("op", "left", "right", "result"),
    [
        ("+", 2, 3, 5),
        ("-", 2, 3, -1),
        ("*", -2, 3, -6),
        ("+", 10**38 - 2, 1, 10**38 - 1),
        ("+", 10**38 - 1, 1, None),
        ("-", -(10**38) + 1, 1, None),
        ("*", 10**19, 10**18, 10**37),
        ("*", 10**19, -(10**19), None),
        ("+", 0.1, 0.2, 0.1 + 0.2),
        ("/", 1.0, 4.0, 0.25),
        ("/", 1.0, 0.0, None),
        ("/", 1.0, -0.0, None),
        ("*", 1e308, 10.0, math.inf),
        ("-", math.inf, math.inf, None),
        ("*", math.inf, 0.0, None),
        ("/", math.inf, math.inf, None),
    ],
)
def test_arithmetic(op: str, left: float, right: float, result: float | None) -> None:
    type_ = FLOAT if isinstance(left, float) else INTEGER
    assert op in ("+", "-", "*", "/")
    assert value(m.Arithmetic(op, known(left), known(right), type_)) == result


@pytest.mark.parametrize("op", ["+", "-", "*"])
def test_arithmetic_with_a_missing_operand_is_missing(op: str) -> None:
    assert op in ("+", "-", "*")
    assert value(m.Arithmetic(op, MISSING, known(1), INTEGER)) is None
    assert value(m.Arithmetic(op, known(1), MISSING, INTEGER)) is None


@pytest.mark.parametrize(
    ("name", "operand", "result"),
    [
        ("float", m.Constant(150, decimal(2)), 1.5),
        ("float", m.Constant(2**53 + 1, INTEGER), 2.0**53),
        ("float", m.Constant(10**38 - 1, decimal(2)), 1e38 / 100.0),
        ("lower", known("ÀBÇ-KİZ"), "Àb\u00c7-kİz"),
        ("length", known("한😀e\u0301"), 4),
        ("month_day", known(dt.date(2024, 2, 29)), 229),
        ("epoch", known(dt.datetime(1969, 12, 31, 23, 59, 59, tzinfo=dt.UTC)), -1_000_000),
        ("epoch", known(dt.date(1970, 1, 2)), 86_400_000_000),
    ],
)
def test_functions(name: str, operand: m.Value, result: Canonical) -> None:
    assert name in ("float", "lower", "length", "month_day", "epoch")
    assert value(m.Function(name, operand, DURATION)) == result
    assert value(m.Function(name, m.Attribute("missing", operand.type), DURATION)) is None


def test_the_length_of_a_list_is_the_number_of_its_elements() -> None:
    length = m.Function("length", m.Attribute("tags", LIST), INTEGER)
    assert value(length, having(tags=("a", "a"))) == 2
    assert value(length, having(tags=())) == 0
    assert value(length) is None


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        ((2000, 3, 1), (2024, 2, 29), 23),
        ((2000, 3, 1), (2024, 3, 1), 24),
        ((2004, 2, 29), (2023, 2, 28), 19),
        ((2004, 2, 29), (2023, 2, 27), 18),
        ((2004, 2, 29), (2024, 2, 28), 19),
        ((2004, 2, 29), (2024, 2, 29), 20),
        ((2030, 1, 1), (2024, 1, 1), -6),
        ((2030, 1, 2), (2024, 1, 1), -7),
    ],
)
def test_whole_years(born: tuple[int, int, int], on: tuple[int, int, int], years: int) -> None:
    assert value(m.WholeYears(known(dt.date(*born)), known(dt.date(*on)))) == years


@given(on=st.dates(), years=st.integers(-20, 130), off=st.integers(-400, 400))
def test_who_is_so_many_years_old_was_born_by_a_day(on: dt.date, years: int, off: int) -> None:
    last = born_by(on, years)
    day = 0 if last is None else last.toordinal() + off
    if not 1 <= day <= dt.date.max.toordinal():
        reject()
    born = dt.date.fromordinal(day)
    assert (cast("int", value(m.WholeYears(known(born), known(on)))) >= years) == (off <= 0)


def test_whole_years_from_a_missing_date_are_missing() -> None:
    assert value(m.WholeYears(m.Attribute("birthday", DATE), known(dt.date(2024, 1, 1)))) is None


# --- events ---------------------------------------------------------------------------------


def at(hours: float, id: str | None = None, **properties: Canonical | None) -> Event:
    return Event(NOON + dt.timedelta(hours=hours), properties, id)


def did(*events: Event, of: str = "order") -> Customer:
    return Customer("k", {}, {of: events})


ORDERS = m.Events("order", m.All())
TOTAL = m.Property("total", INTEGER)


def aggregate(function: str, of: m.Property | m.EventTime | None, *events: Event) -> Canonical | None:
    assert function in ("count", "sum", "min", "max", "distinct", "first", "last")
    return value(m.Aggregate(function, ORDERS, of, INTEGER), did(*events))


def test_events_are_counted_by_row_where_there_is_no_id() -> None:
    assert aggregate("count", None, at(0, "a"), at(1, "a")) == 2
    assert aggregate("count", None) == 0


def test_events_are_counted_by_id_and_by_row_where_it_is_missing() -> None:
    customer = did(at(0, "a"), at(1, "a"), at(2, "b"), at(3), at(4))
    count = m.Aggregate("count", ORDERS, None, INTEGER)
    assert value_of(count, customer, Population((), frozenset({"order"}))) == 4
    assert value_of(count, customer, Population((), frozenset({"other"}))) == 5


@pytest.mark.parametrize(
    ("function", "result", "over_nothing"),
    [
        ("count", 3, 0),
        ("sum", 9, 0),
        ("min", 2, None),
        ("max", 5, None),
        ("distinct", 2, 0),
        ("first", 2, None),
        ("last", 5, None),
    ],
)
def test_aggregates_skip_missing_values(function: str, result: int, over_nothing: int | None) -> None:
    rows = [at(-1, total=None), at(0, total=2), at(1, total=2), at(2, total=5), at(3)]
    assert aggregate(function, TOTAL, *rows) == result
    assert aggregate(function, TOTAL, at(0, total=None)) == over_nothing
    assert aggregate(function, TOTAL) == over_nothing


def test_a_sum_of_39_digits_is_missing() -> None:
    assert aggregate("sum", TOTAL, *[at(0, total=10**37)] * 9) == 9 * 10**37
    assert aggregate("sum", TOTAL, *[at(0, total=10**37)] * 10) is None


def test_the_greatest_of_simultaneous_values_is_the_first_and_the_last() -> None:
    item = m.Property("item", STRING)
    rows = [at(0, item="a"), at(0, item="😀"), at(0, item="\uffff"), at(1, item=None), at(-1)]
    assert aggregate("first", item, *rows) == aggregate("last", item, *rows) == "😀"
    gift = m.Property("gift", BOOLEAN)
    assert aggregate("last", gift, at(0, gift=False), at(0, gift=True), at(0, gift=False)) is True


def test_the_time_of_events_can_be_aggregated() -> None:
    assert aggregate("min", m.EventTime(), at(2), at(1)) == NOON + dt.timedelta(hours=1)
    assert aggregate("max", m.EventTime(), at(2), at(1)) == NOON + dt.timedelta(hours=2)


def test_where_looks_at_the_event_and_the_customer() -> None:
    home = m.Compare("=", m.Property("country", STRING), m.Attribute("country", STRING))
    early = m.Compare("<=", m.EventTime(), known(NOON))
    count = m.Aggregate("count", m.Events("order", m.All((early, home))), None, INTEGER)
    events = {
        "order": [at(0, country="CA"), at(0, country="US"), at(0), at(1, country="CA")],
        "other": [at(0)],
    }
    assert value(count, Customer("k", {"country": "CA"}, events)) == 1
    assert value(count, Customer("k", {"country": None}, events)) == 0


# --- conditions -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right", "equal", "less"),
    [
        (1, 1, True, False),
        (1, 2, False, True),
        (-0.0, 0.0, True, False),
        (1.0, math.inf, False, True),
        ("Z", "a", False, True),
        ("a", "a ", False, True),
        ("\uffff", "😀", False, True),
        (dt.date(2024, 1, 1), dt.date(2024, 1, 2), False, True),
        (NOON, NOON, True, False),
    ],
)
def test_comparisons(left: Canonical, right: Canonical, equal: bool, less: bool) -> None:
    assert true(m.Compare("=", known(left), known(right))) is equal
    assert true(m.Compare("<", known(left), known(right))) is less
    assert true(m.Compare("<=", known(left), known(right))) is (equal or less)
    assert true(m.Compare("<", known(right), known(left))) is (not equal and not less)


@pytest.mark.parametrize(
    "condition",
    [
        m.Compare("=", MISSING, MISSING),
        m.Compare("<", MISSING, known(1)),
        m.Compare("<=", known(1), MISSING),
        m.OneOf(MISSING, (known(1),)),
        m.AnyOf(m.Attribute("tags", LIST), (known("a"),)),
        m.TextTest("contains", m.Attribute("name", STRING), known("")),
        m.TextTest("starts", m.Attribute("name", STRING), known("")),
        m.TextTest("ends", m.Attribute("name", STRING), known("")),
        m.TextTest("matches", m.Attribute("name", STRING), known("")),
        m.IsSet(MISSING),
        m.Near(m.Attribute("home", POINT), 0.0, 0.0, 1.0, 1.0),
        m.InList("newsletter"),
        m.Compare("=", m.Standing("any", MISSING), known(0)),
        m.Sequence(ORDERS, ()),
    ],
)
def test_a_condition_about_what_is_missing_is_false_and_its_complement_true(condition: m.Condition) -> None:
    assert not true(condition)
    assert true(m.Not(condition))


def test_one_of_and_any_of_look_for_equal_values() -> None:
    assert true(m.OneOf(known(2), (known(1), known(2))))
    assert not true(m.OneOf(known(3), (known(1), known(2))))
    assert not true(m.OneOf(known(3), ()))
    tags = m.Attribute("tags", LIST)
    assert true(m.AnyOf(tags, (known("x"), known("b"))), having(tags=("a", "b")))
    assert not true(m.AnyOf(tags, (known("x"),)), having(tags=("a", "b")))
    assert not true(m.AnyOf(tags, (known("x"),)), having(tags=()))


@pytest.mark.parametrize(
    ("op", "text", "found"),
    [
        ("contains", "%_\\", True),
        ("contains", "a%b", False),
        ("contains", "", True),
        ("starts", "x", True),
        ("starts", "X", False),
        ("ends", "\n", True),
        ("ends", "y", False),
        ("matches", r"%_\\", True),
        ("matches", "y$", False),
        ("matches", "y\\s$", True),
    ],
)
def test_tests_of_text_are_literal_but_for_patterns(op: str, text: str, found: bool) -> None:
    assert op in ("contains", "starts", "ends", "matches")
    assert true(m.TextTest(op, known("x%_\\y\n"), known(text))) is found


def test_an_empty_string_an_empty_list_and_false_are_values() -> None:
    for name, held in {"a": "", "b": (), "c": False, "d": 0}.items():
        assert true(m.IsSet(m.Attribute(name, STRING)), having(**{name: held}))


def test_membership_of_a_list() -> None:
    assert true(m.InList("newsletter"), Customer("k", lists=frozenset({"newsletter"})))


@pytest.mark.parametrize(
    ("key", "text"), [("a", "holdout:a"), ("한😀", "holdout:한😀"), (-12, "holdout:-12")]
)
def test_a_sample_is_below_its_share_of_md5(key: str | int, text: str) -> None:
    drawn = int(hashlib.md5(text.encode()).hexdigest()[:8], 16)
    assert true(m.Sample("holdout", drawn + 1), Customer(key))
    assert not true(m.Sample("holdout", drawn), Customer(key))


def near(latitude: float, longitude: float, kilometres: float) -> m.Near:
    limit = math.sin(min(kilometres / (2 * 6371.0088), math.pi / 2)) ** 2
    return m.Near(m.Attribute("home", POINT), latitude, longitude, math.cos(math.radians(latitude)), limit)


@pytest.mark.parametrize(
    ("home", "kilometres", "inside"),
    [
        ((35.1796, 129.0756), 330, True),  # Seoul to Busan: 325 km
        ((35.1796, 129.0756), 320, False),
        ((37.5665, 126.978), 0, True),
        ((-37.5665, -53.022), 20_000, False),
        ((-37.5665, -53.022), 20_016, True),
    ],
)
def test_distance_is_along_a_great_circle(home: tuple[float, float], kilometres: float, inside: bool) -> None:
    assert true(near(37.5665, 126.978, kilometres), having(home=home)) is inside


def test_and_or_not_and_at_least_k() -> None:
    yes, no = m.TRUE, m.FALSE
    assert true(yes) and not true(no)
    assert true(m.All((yes, yes))) and not true(m.All((yes, no)))
    assert true(m.Any((no, yes))) and not true(m.Any((no, no)))
    assert true(m.AtLeast(2, (yes, no, yes))) and not true(m.AtLeast(3, (yes, no, yes)))
    assert true(m.AtLeast(2, (yes, yes))), "equal operands count each"
    assert true(m.AtLeast(0, ()))


def test_standing_counts_strictly_smaller_and_greater_values_and_leaves_out_who_has_none() -> None:
    spent = m.Attribute("spent", INTEGER)
    people = [Customer(str(n), {"spent": each}) for n, each in enumerate([5, 1, 5, None, 9])]
    everyone = Population(people)

    def standing(side: str) -> list[Canonical | None]:
        assert side in ("smaller", "greater", "any")
        return [value_of(m.Standing(side, spent), each, everyone) for each in people]

    assert standing("smaller") == [1, 0, 1, None, 3]
    assert standing("greater") == [1, 3, 1, None, 0]
    assert standing("any") == [4, 4, 4, None, 4]


@pytest.mark.parametrize("node", [m.Parameter("x", INTEGER), m.Moment(DATETIME)])
def test_what_is_not_bound_is_not_evaluated(node: m.Value) -> None:
    with pytest.raises(TypeError, match="bound"):
        value(node)
