"""Polars gives the members that the definition gives, in plans of bounded size, and refuses clearly."""

from __future__ import annotations

import datetime as dt
import hashlib
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from segql_polars import PolarsBackend
from strategies import shop
from strategies.meanings import Tables, bound, conditions, expected_members, frames, tables

from segql import meaning as m
from segql.backend import Key
from segql.data import Canonical, open_tables
from segql.data.views import Views
from segql.diagnostics import EngineError, UnsupportedError
from segql.types import DATE, DATETIME, FLOAT, INTEGER, STRING, Type
from segql.uses import uses

AGE = m.Attribute("age", INTEGER)
SCORE = m.Attribute("score", FLOAT)
NAME = m.Attribute("name", STRING)
EVERYTHING = m.Events("ordered", m.TRUE)


def members(condition: m.Condition, given: Tables) -> list[Key]:
    return list(PolarsBackend().run({"it": bound(condition)}, frames(given)).members["it"])


def people(**columns: Sequence[object]) -> Tables:
    """Customers `0`, `1`, ... with these columns, and no events."""
    size = len(next(iter(columns.values())))
    schema = shop.SCHEMAS["customers"]
    rows = [
        {"customer id": str(n), **dict.fromkeys(schema), **{name: each[n] for name, each in columns.items()}}
        for n in range(size)
    ]
    return {"customers": rows, "events": [], "visits": [], "letters": []}


def number(value: int) -> m.Constant:
    return m.Constant(value, INTEGER)


# --- one meaning ----------------------------------------------------------------------------


@given(condition=conditions(), given=tables())
def test_members_are_those_of_the_definition(condition: m.Condition, given: Tables) -> None:
    assert members(condition, given) == expected_members(condition, given)


@given(several=st.lists(conditions(), min_size=2, max_size=8), given=tables())
def test_many_segments_at_once_are_each_as_alone(several: list[m.Condition], given: Tables) -> None:
    segments = {f"{n}": bound(each) for n, each in enumerate([*several, *map(m.Not, several)])}
    found = PolarsBackend().run(segments, frames(given))
    assert found.customers == len(given["customers"])
    for n, each in enumerate(several):
        assert list(found.members[f"{n}"]) == expected_members(each, given)
        both = [*found.members[f"{n}"], *found.members[f"{n + len(several)}"]]
        assert sorted(map(str, both)) == sorted(str(row["customer id"]) for row in given["customers"])


@given(condition=conditions(), given=tables())
def test_the_plan_of_one_segment_has_the_same_members(condition: m.Condition, given: Tables) -> None:
    plan = PolarsBackend().compile(bound(condition))
    canonical = Canonical(shop.CATALOG, frames(given), uses([condition]))
    assert plan.members(canonical).collect()["key"].to_list() == expected_members(condition, given)


def test_parquet_files_are_read_where_they_lie(tmp_path: Path) -> None:
    given = happened(("viewed", 1, "a"), ("ordered", 2, "b"))
    for name, frame in frames(given).items():
        frame.write_parquet(tmp_path / f"{name}.parquet")
    segment = bound(m.Compare("<=", number(1), m.Aggregate("count", EVERYTHING, None, INTEGER)))
    assert PolarsBackend().run({"it": segment}, open_tables(tmp_path, shop.CATALOG)).members == {"it": ["0"]}


# --- exact numbers --------------------------------------------------------------------------

LARGE = 2**63 - 1


@pytest.mark.parametrize("size", [1, 2, 3, 12])
def test_a_product_past_38_digits_is_missing_not_wrapped(size: int) -> None:
    ages = [0, 1, -1, 10, 10**9, 10**12, -(10**13), 10**18, LARGE, -LARGE - 1]
    product: m.Value = AGE
    for _ in range(size - 1):
        product = m.Arithmetic("*", product, AGE, INTEGER)
    for condition in (
        m.IsSet(product),
        m.Compare("<", number(5), product),
        m.Compare("<=", product, number(-1)),
    ):
        assert members(condition, people(age=ages)) == expected_members(condition, people(age=ages))


@pytest.mark.parametrize("value", [10**38 - 1, 10**38, 10**38 + 1, 2**127 - 1, 2**127, 2**128])
def test_the_last_number_of_38_digits_is_the_last(value: int) -> None:
    high, low = divmod(value, 10**19)
    total = m.Arithmetic("+", m.Arithmetic("*", number(high), number(10**19), INTEGER), number(low), INTEGER)
    assert (members(m.IsSet(total), people(age=[1])) == ["0"]) == (value < 10**38)


def test_sums_past_64_bits_are_exact() -> None:
    rows = people(age=[None])
    order = {"customer id": "0", "who": "0", "at": shop.AS_OF, "kind": "ordered", "void": False}
    rows["events"] = [{**dict.fromkeys(shop.SCHEMAS["events"]), **order, "quantity": LARGE}] * 3
    total = m.Aggregate("sum", EVERYTHING, m.Property("quantity", INTEGER), INTEGER)
    assert members(m.Compare("=", total, number(3 * LARGE)), rows) == ["0"]
    assert members(m.OneOf(total, (number(3 * LARGE - 2**64), number(LARGE))), rows) == []


# --- counting and ranks ---------------------------------------------------------------------


def ordered(*ids: str | None) -> Tables:
    """One customer's orders, by their ids."""
    rows = people(age=[None])
    whole = {
        **dict.fromkeys(shop.SCHEMAS["events"]),
        "who": "0",
        "at": shop.AS_OF,
        "kind": "ordered",
        "void": False,
    }
    rows["events"] = [{**whole, "order_id": id} for id in ids]
    return rows


@pytest.mark.parametrize(
    ("ids", "count"), [([], 0), (["1", "1", "2"], 2), ([None], 1), ([None, None, "1", "1", ""], 4)]
)
def test_events_are_counted_by_distinct_ids_and_each_without_one(ids: list[str | None], count: int) -> None:
    counted = m.Aggregate("count", EVERYTHING, None, INTEGER)
    assert members(m.Compare("=", counted, number(count)), ordered(*ids)) == ["0"]
    assert members(m.Compare("<=", number(1), counted), ordered(*ids)) == (["0"] if ids else [])


@pytest.mark.parametrize(
    "values", [[1, 2, 2, None, 2, 3], [None, None], [5], [7, 7, 7], [LARGE, -LARGE - 1, 0]]
)
@pytest.mark.parametrize("side", ["smaller", "greater", "any"])
def test_a_standing_counts_the_others_ties_apart(
    side: Literal["smaller", "greater", "any"], values: list[int | None]
) -> None:
    for value in (AGE, m.Arithmetic("*", AGE, number(10**19), INTEGER)):
        for n in range(len(values) + 1):
            condition = m.Compare("=", m.Standing(side, value), number(n))
            assert members(condition, people(age=values)) == expected_members(condition, people(age=values))


@pytest.mark.parametrize("values", [["b", "a", "", None, "b"], ["한", "\uffff", "😀"]])
def test_texts_are_ranked_by_code_point(values: list[str | None]) -> None:
    rows = people(**{'full "name"': values})
    for n in range(len(values) + 1):
        condition = m.Compare("=", m.Standing("greater", NAME), number(n))
        assert members(condition, rows) == expected_members(condition, rows)


def test_a_local_day_at_the_end_of_the_calendar_stays_in_it() -> None:
    seen = [dt.datetime(1, 1, 1, tzinfo=dt.UTC), dt.datetime(9999, 12, 31, 23, tzinfo=dt.UTC)]
    rows = people(seen=seen)
    for zone, day in (("America/New_York", dt.date.min), ("Asia/Seoul", dt.date.max)):
        local = m.LocalDay(m.Attribute("seen", DATETIME), zone)
        condition = m.Compare("=", local, m.Constant(day, DATE))
        assert members(condition, rows) == expected_members(condition, rows) != []


# --- size -----------------------------------------------------------------------------------


def nested(depth: int) -> m.Condition:
    found: m.Condition = m.Compare("<", number(3), AGE)
    for n in range(depth):
        other = m.Compare("=", AGE, number(n))
        found = [
            m.Not(found),
            m.All((found, m.Not(other))),
            m.Any((other, found)),
            m.AtLeast(1, (found, other)),
        ][n % 4]
    return found


def test_deep_conditions_and_values() -> None:
    rows = people(age=[1, 5, None], score=[0.0, 2.0, None])
    quotient: m.Value = SCORE
    product: m.Value = AGE
    for _ in range(150):
        quotient = m.Arithmetic("/", m.Constant(1.0, FLOAT), quotient, FLOAT)
        product = m.Arithmetic("*", product, number(1), INTEGER)
    for condition in (nested(150), m.IsSet(quotient), m.Compare("=", product, AGE)):
        assert members(condition, rows) == expected_members(condition, rows)


def test_wide_conditions() -> None:
    rows = people(age=[1, 999, 5000])
    rows["events"] = [
        {
            **dict.fromkeys(shop.SCHEMAS["events"]),
            "who": str(n),
            "at": shop.AS_OF,
            "kind": "viewed",
            "item": f"{n}",
        }
        for n in range(3)
    ]
    ages = m.Any(tuple(m.Compare("=", AGE, number(n)) for n in range(1000)))
    options = m.OneOf(AGE, tuple(number(n) for n in range(10_000)))
    items = [m.Compare("=", m.Property("item", STRING), m.Constant(f"{n}", STRING)) for n in range(300)]
    views = [m.Aggregate("count", m.Events("viewed", item), None, INTEGER) for item in items]
    viewed = m.Any(tuple(m.Compare("<=", number(1), view) for view in views[1:]))
    assert members(ages, rows) == ["0", "1"]
    assert members(options, rows) == ["0", "1", "2"]
    assert members(viewed, rows) == ["1", "2"]


# --- chance and place -----------------------------------------------------------------------


@pytest.mark.parametrize("keys", [["", "한국", "😀", "a:b"], [0, -1, 2**63 - 1, -(2**63)]])
def test_a_sample_is_by_the_first_digits_of_md5(keys: list[Key]) -> None:
    rows = people(age=[None] * len(keys))
    for row, key in zip(rows["customers"], keys, strict=True):
        row["customer id"] = key
    for key in keys:
        digits = int(hashlib.md5(f"한:{key}".encode()).hexdigest()[:8], 16)
        assert key not in members(m.Sample("한", digits), rows)
        assert key in members(m.Sample("한", digits + 1), rows)


# --- refusals and failures ------------------------------------------------------------------


def test_the_last_of_a_list_is_refused() -> None:
    pages = m.Property("pages", Type("list", element=STRING))
    last = m.Aggregate("last", m.Events("구매 방문", m.TRUE), pages, pages.type)
    with pytest.raises(UnsupportedError) as caught:
        PolarsBackend().compile(bound(m.IsSet(last)))
    assert (
        caught.value.diagnostics[0].message == "polars cannot do `last` of a list with exactly this meaning"
    )


def test_a_failure_of_the_engine_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> pl.LazyFrame:
        raise pl.exceptions.ComputeError("out of memory\nat some place")

    monkeypatch.setattr(Views, "members_of", broken)
    with pytest.raises(EngineError) as caught:
        members(m.InList("newsletter"), people(age=[1]))
    assert caught.value.diagnostics[0].code == "engine-failed"
    assert caught.value.diagnostics[0].message == "polars failed: out of memory"


@pytest.mark.parametrize("package", ["polars", "polars_hash", "nanoarrow"])
def test_without_its_packages_it_imports_and_says_what_to_install(package: str) -> None:
    script = (
        f"import sys; sys.modules[{package!r}] = None\n"
        "import segql_polars\n"
        "from segql.diagnostics import MissingExtraError\n"
        "try: segql_polars.PolarsBackend()\n"
        "except MissingExtraError as failure: print(failure.diagnostics[0].help)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout == "pip install 'segql[polars]'\n", done.stderr


def test_no_segments_need_no_data() -> None:
    assert PolarsBackend().run({}, {}).members == {}


# --- sequences ------------------------------------------------------------------------------

DAY = 86_400_000_000


def happened(*moments: tuple[str, int, str | None]) -> Tables:
    """One customer's events: their kind, the day, and the item."""
    rows = people(age=[None])
    rows["events"] = [
        {
            **dict.fromkeys(shop.SCHEMAS["events"]), "who": "0", "void": False, "kind": kind,
            "at": shop.AS_OF - dt.timedelta(days=30 - day), "item": item,
        }
        for kind, day, item in moments
    ]  # fmt: skip
    return rows


ITEMS = (m.Property("item", STRING), m.Property("item", STRING))


@pytest.mark.parametrize(
    ("absent", "same", "moments", "expected"),
    [
        (False, False, [("viewed", 1, "a"), ("ordered", 2, "b")], True),
        (False, False, [("viewed", 1, "a"), ("ordered", 1, "a")], False),
        (False, False, [("viewed", 1, "a"), ("ordered", 4, "a")], False),
        (False, False, [("viewed", 0, "a"), ("viewed", 3, "a"), ("ordered", 4, "a")], True),
        (False, True, [("viewed", 1, "a"), ("viewed", 2, "b"), ("ordered", 3, "a")], True),
        (False, True, [("viewed", 1, None), ("ordered", 2, None)], False),
        (True, False, [("viewed", 1, "a"), ("ordered", 3, "a")], False),
        (True, False, [("viewed", 1, "a"), ("ordered", 4, "a")], True),
        (True, False, [("viewed", 1, "a"), ("ordered", 2, "a"), ("viewed", 5, "a")], True),
        (True, True, [("viewed", 1, "a"), ("ordered", 2, "b")], True),
        (True, True, [("viewed", 1, None), ("ordered", 2, None)], True),
    ],
)
def test_a_step(absent: bool, same: bool, moments: list[tuple[str, int, str | None]], expected: bool) -> None:
    step = m.Step(m.Events("ordered", m.TRUE), 2 * DAY, absent=absent, same=ITEMS if same else None)
    condition = m.Sequence(m.Events("viewed", m.TRUE), (step,))
    assert members(condition, happened(*moments)) == (["0"] if expected else [])
    assert expected_members(condition, happened(*moments)) == (["0"] if expected else [])


def test_a_value_that_everyone_has_stands_in_every_row() -> None:
    quantity = m.Property("quantity", INTEGER)
    total, count = (m.Aggregate(of, EVERYTHING, quantity, INTEGER) for of in ("sum", "count"))
    average = m.All((m.Compare("=", total, count), m.Compare("<=", number(1), count)))
    assert members(average, happened(("ordered", 1, "a"))) == []
    assert members(m.Not(average), happened(("ordered", 1, "a"))) == ["0"]
