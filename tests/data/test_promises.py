"""Data that break a promise of the catalog are refused, with a code and the place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

import polars as pl
import pytest
from data.shop import bought, canonical, data, person, refused

from segql.uses import Uses

KEYS_ONLY = Uses(frozenset(), {}, frozenset(), frozenset())

CASES: dict[str, tuple[dict[str, object], str, str]] = {
    "no table": ({"people": [person()], "log": []}, "data-missing-table", "the data has no table `letters`"),
    "no column": (
        data(people=pl.DataFrame([{**person(), "nmae": ""}]).drop("name")),
        "data-missing-column",
        "the table `people` has no column `name`",
    ),
    "no frame": (data(log=7), "data-not-a-table", "what was given for the table `log` is no table: int"),
    "no rows": (data(log=[7]), "data-not-a-table", "what was given for the table `log` is no table: list"),
    "a type": (
        data(people=[person(age="30")]),
        "data-type",
        "`people.age` is stored as String, which cannot be read as integer",
    ),
    "binary": (
        data(people=[person(name=b"Kim")]),
        "data-type",
        "`people.name` is stored as Binary, which cannot be read as string",
    ),
    "a coordinate": (
        data(people=[person(lat="north")]),
        "data-type",
        "`people.lat` is stored as String, which cannot be read as a coordinate",
    ),
    "mixed types": (
        data(people=[person(), person(id="b", age="x")]),
        "data-type",
        "`people.age` is stored as a mix (int, str), which cannot be read as one type",
    ),
    "no key": (
        data(people=[person(), person(id=None)]),
        "data-missing-key",
        "1 row has no key in `people.id`",
    ),
    "a key twice": (
        data(people=[person(), person()]),
        "data-duplicate-key",
        "the key `a` occurs more than once in `people.id`",
    ),
    "keys of floats": (
        data(people=[person(id=1.5)]),
        "data-key-type",
        "`people.id` is stored as Float64, but keys are strings or integers",
    ),
    "keys of another family": (
        data(log=[bought(who=1)]),
        "data-key-type",
        "`log.who` holds integers, but the customers' keys are strings",
    ),
    "digits": (
        data(people=[person(balance=Decimal("1.505"))]),
        "data-too-many-digits",
        "`people.balance`, row 1: `1.505` has more than 2 digits after the point",
    ),
    "digits of a float": (
        data(people=[person(balance=1.505)]),
        "data-too-many-digits",
        "`people.balance`, row 1: `1.505` has more than 2 digits after the point",
    ),
    "a decimal of 19 digits": (
        data(people=[person(), person(id="b", balance=Decimal(10**16))]),
        "data-out-of-range",
        "`people.balance`, row 2: `10000000000000000.00` has more than 18 digits",
    ),
    "an infinite decimal": (
        data(people=[person(balance=float("inf"))]),
        "data-out-of-range",
        "`people.balance`, row 1: `inf` has more than 18 digits",
    ),
    "an integer of 65 bits": (
        data(people=[person(age=2**63)]),
        "data-out-of-range",
        "`people.age`, row 1: `9223372036854775808` has more than 64 bits",
    ),
    "a fraction": (
        data(people=[person(age=1.5)]),
        "data-not-whole",
        "`people.age`, row 1: `1.5` is not a whole number",
    ),
    "a boolean of 2": (
        data(people=[person(active=2)]),
        "data-not-boolean",
        "`people.active`, row 1: `2` is neither 0 nor 1",
    ),
    "a date that is none": (
        data(people=[person(born="2023-02-29")]),
        "data-unparsable",
        "`people.born`, row 1: `2023-02-29` is not a valid date",
    ),
    "a list that is none": (
        data(people=[person(tags='["a"')]),
        "data-unparsable",
        '`people.tags`, row 1: `["a"` is not a valid list[string]',
    ),
    "a time of day": (
        data(people=[person(born=dt.datetime(2000, 1, 1, 0, 0, 1))]),
        "data-time-of-day",
        "`people.born`, row 1: `2000-01-01 00:00:01` has a time of day, but is declared as a date",
    ),
    "a year too early in UTC": (
        data(people=[person(seen=dt.datetime(1, 1, 1))]),
        "data-out-of-range",
        "`people.seen`, row 1: `0001-01-01 00:00:00` has a year outside of 1 to 9999",
    ),
    "an event": (
        data(log=[bought(kind="view"), bought(total=Decimal("0.001"))]),
        "data-too-many-digits",
        "`log.total`, row 2: `0.001` has more than 2 digits after the point",
    ),
    "a column of `where`": (
        data(log=[bought(kind=3)]),
        "data-type",
        "`log.kind` is stored as Int64, which cannot be read as string",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_code_and_the_message(name: str) -> None:
    given, code, message = CASES[name]
    found = refused(given).diagnostics
    assert [(each.code, each.message) for each in found] == [(code, message)]


def test_the_nearest_name_is_offered() -> None:
    given = data(people=pl.DataFrame([{**person(), "nmae": ""}]).drop("name"))
    assert refused(given).diagnostics[0].help == "did you mean `nmae`?"


def test_a_nanosecond_is_refused_unless_it_is_zero() -> None:
    fine = pl.Series([1_700_000_000_000_000_000, 1_700_000_000_000_000_500]).cast(pl.Datetime("ns"))
    frame = pl.DataFrame([person(), person(id="b")]).with_columns(fine.alias("seen"))
    found = refused(data(people=frame)).diagnostics[0]
    assert found.code == "data-sub-microsecond"
    assert found.message.startswith("`people.seen`, row 2: ")
    canonical(data(people=frame.head(1)))


def test_every_broken_promise_of_a_table_is_told_at_once() -> None:
    given = data(people=[person(age=1.5, balance=Decimal("0.001"), active=2)])
    codes = [each.code for each in refused(given).diagnostics]
    assert sorted(codes) == ["data-not-boolean", "data-not-whole", "data-too-many-digits"]


def test_unused_columns_are_not_looked_at() -> None:
    canonical({"people": [{"id": 1, "age": "thirty"}]}, KEYS_ONLY)


@pytest.mark.parametrize(
    "row",
    [
        bought(who="stranger", total=Decimal("0.001")),
        bought(who=None, total=Decimal("0.001")),
        bought(at=None, total=Decimal("0.001")),
        bought(kind="view", total=Decimal("0.001")),
        bought(kind=None, total=Decimal("0.001")),
    ],
    ids=["unknown customer", "no customer", "no time", "another event", "no event"],
)
def test_a_row_that_does_not_count_may_hold_anything(row: Mapping[str, object]) -> None:
    assert canonical(data(log=[bought(), row])).events_of("bought").collect()[".total"].head(1).item() == 999


def test_strays_are_counted() -> None:
    log = [bought(), bought(who="z"), bought(who=None), bought(at=None), bought(who="z", kind="view")]
    found = canonical(
        data(
            log=log, letters=[{"who": "z", "on": True}, {"who": None, "on": True}, {"who": "z", "on": False}]
        )
    )
    assert found.strays == {"bought": 3, "viewed": 1, "letter": 2}
    assert found.population == 1


def test_a_frame_that_fails_is_a_data_error() -> None:
    def broken(frame: pl.DataFrame) -> pl.DataFrame:
        raise RuntimeError("the disk is gone")

    lazy = pl.DataFrame([person()]).lazy().map_batches(broken)
    found = refused(data(people=lazy)).diagnostics[0]
    assert found.code == "data-unreadable"
    assert "`people`" in found.message
