"""Live SQL: at any current time its members are those of the definition at that instant."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterator
from functools import cache
from typing import cast

import pytest
from engines import live, small
from engines.tested import ENGINES, needs
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from segql_sql import nodes as n
from segql_sql.backend import SqlTexts
from segql_sql.running import run
from strategies import shop
from strategies.shops import WEEKDAYS, ZONES, Shop, shops
from strategies.texts import texts
from test_agreement import held

import segql
from segql import calendar
from segql import meaning as m
from segql.backend import BoundSegment, Key, load_backend
from segql.catalog import Catalog
from segql.conformance.case import Case, Setting
from segql.conformance.reading import cases
from segql.parameters import parse_as_of
from segql.segment import Values
from segql.types import DATE, DATETIME
from segql.walk import walk

LIVE = live.live_engines()
UNITS = ["second", "minute", "hour", "day", "week", "month", "quarter", "year"]


def share(engine: str, of: int = 1) -> settings:
    """Fewer examples where they take long."""
    less = of * (20 if ENGINES[engine].heavy else 1)
    return settings(max_examples=max(1, settings().max_examples // less))


# --- moments ----------------------------------------------------------------------------------

_SHIFTS = st.builds(m.Shift, st.sampled_from([*range(-14, 15), -400, 90, 365]), st.sampled_from(UNITS))
_STEPS = st.lists(st.builds(m.Start, st.sampled_from(UNITS)) | _SHIFTS, max_size=4).map(tuple)
_SECONDS = st.integers(0, 100 * 365 * 86_400)


@st.composite
def clocks(draw: st.DrawFn, zone: str) -> dt.datetime:
    """A current time, often one at which something of the zone's calendar ends or begins."""
    if draw(st.booleans()):
        return draw(st.sampled_from(live.instants(zone)))
    seconds, micros = draw(_SECONDS), draw(st.sampled_from([0, 1, 999_999]))
    return calendar.CLOCKS[0] + dt.timedelta(seconds=seconds, microseconds=micros)


@pytest.mark.parametrize("engine", LIVE)
def test_each_chain_of_steps_leads_to_where_the_definition_says(engine: str) -> None:
    needs(engine)

    @share(engine, of=3)
    @given(data=st.data(), zone=st.sampled_from(ZONES), week=st.sampled_from(WEEKDAYS))
    def holds(data: st.DataObject, zone: str, week: str) -> None:
        catalog = Catalog(timezone=zone, week_starts=week, customers={"table": "customers", "key": "id"})
        chains = data.draw(st.lists(_STEPS, min_size=1, max_size=8, unique=True))
        clock = data.draw(clocks(zone))
        segments: dict[str, BoundSegment] = {}
        for chain, kind in itertools.product(chains, (DATETIME, DATE)):
            moment = m.Moment(kind, chain)
            end = m.Constant(calendar.resolve(moment, clock, zone, week), kind)
            segments[f"{kind} {chain}"] = BoundSegment(m.Compare("=", moment, end), catalog, None)
        found = live.members(engine, segments, {"customers": [{"id": "a"}]}, clock)
        assert all(each == ["a"] for each in found.values()), found

    holds()


# --- the corpus -------------------------------------------------------------------------------


def _timed() -> Iterator[Case]:
    for case in cases():
        if not case.runs or case.form.data_error is not None or case.form.error is not None:
            continue
        bound = case.compiled().live(cast("Values", case.form.values))
        nodes = walk(each.condition for each in bound.values())
        if any(isinstance(node, m.Moment | m.Anniversary) for node, _ in nodes):
            yield case


SETTINGS: dict[str, list[Case]] = {}
"""The cases with moments by what they share: file, catalog and rows."""
for each in _timed():
    SETTINGS.setdefault(f"{each.feature} {id(each.setting)}", []).append(each)
GROUPS = [(f"{of[0].feature} {number}", of) for number, of in enumerate(SETTINGS.values())]


def clocks_of(name: str, group: list[Case]) -> list[dt.datetime]:
    """The instants of the cases themselves, and a share of those of the zone."""
    setting = group[0].setting
    own = {parse_as_of(case.as_of, setting.catalog.timezone) for case in group}
    low, high = calendar.CLOCKS
    known = sorted(each for each in own if low <= each < high)[:2]
    others = live.instants(setting.catalog.timezone)
    count = max(2, settings().max_examples // 50)
    return known + random.Random(name).sample(others, min(len(others), count))


def bound(group: list[Case], as_of: dt.datetime | None) -> dict[str, segql.BoundSegment]:
    """The segments of the cases, live or at an instant."""
    found: dict[str, segql.BoundSegment] = {}
    for case in group:
        compiled, values = case.compiled(complements=True), cast("Values", case.form.values)
        named = compiled.live(values) if as_of is None else compiled.at(as_of, values)
        found |= {f"{case.form.name}\n{name}": each for name, each in named.items()}
    return found


@cache
def live_ones(name: str) -> dict[str, segql.BoundSegment]:
    """The live segments of a group, for all engines."""
    return bound(dict(GROUPS)[name], None)


@cache
def expected_at(name: str, clock: dt.datetime) -> dict[str, list[Key]]:
    """What the definition finds of a group at an instant."""
    group = dict(GROUPS)[name]
    return pinned(group[0].setting, bound(group, clock))


def pinned(setting: Setting, segments: dict[str, segql.BoundSegment]) -> dict[str, list[Key]]:
    """What the definition finds."""
    outcome = load_backend("python").run(segments, setting.data)
    return {name: list(found) for name, found in outcome.members.items()}


@pytest.mark.parametrize("engine", LIVE)
@pytest.mark.parametrize(("name", "group"), GROUPS, ids=[name for name, _ in GROUPS])
def test_the_corpus_has_the_members_of_each_instant(engine: str, name: str, group: list[Case]) -> None:
    needs(engine)
    refused = {case.form.name for case in group if engine in case.form.refused}
    if len(refused) == len(group):
        pytest.skip("refused, as the corpus says")
    asked = {key: each for key, each in live_ones(name).items() if key.partition("\n")[0] not in refused}
    clocks = clocks_of(name, group)
    if engine == "clickhouse":  # which takes as long for a statement as all the others together
        clocks = [clocks[0], clocks[-1]]
    for clock in clocks[:1] if ENGINES[engine].heavy else clocks:
        found = live.members(engine, asked, group[0].setting.data, clock)
        expected = expected_at(name, clock)
        assert found == {key: expected[key] for key in asked}, clock


def test_the_corpus_has_many_cases_with_moments() -> None:
    assert sum(len(group) for _, group in GROUPS) > 500


# --- random texts -----------------------------------------------------------------------------


@st.composite
def asked(draw: st.DrawFn) -> tuple[Shop, list[str], dt.datetime]:
    """A shop, texts over its catalog, and a time: often a calendar unit or so from its data."""
    found = draw(shops())
    written = [draw(texts(found.catalog)) for _ in range(4)]
    zone = found.catalog.timezone
    moment = m.Moment(DATETIME, draw(_STEPS))
    data = draw(st.sampled_from([shop.AS_OF, *(each for each in shop.INSTANTS if 2000 < each.year < 2100)]))
    near = calendar.resolve(moment, data, zone, "monday")
    assert isinstance(near, dt.datetime)
    near += dt.timedelta(microseconds=draw(st.sampled_from([0, 0, -1, 1])))
    low, high = calendar.CLOCKS
    return found, written, near if low <= near < high else draw(clocks(zone))


@pytest.mark.parametrize("engine", LIVE)
def test_random_texts_have_the_members_of_each_instant(engine: str) -> None:
    needs(engine)

    @share(engine)
    @given(case=asked())
    def holds(case: tuple[Shop, list[str], dt.datetime]) -> None:
        where, written, clock = held(case[0], engine), case[1], case[2]
        segments = segql.compile_all({f"{i}": text for i, text in enumerate(written)}, where.catalog)
        try:
            found = live.members(engine, segments.live(), where.frames, clock)
        except segql.DataError:
            if ENGINES[engine].finite:
                reject()
            raise
        outcome = load_backend("python").run(segments.at(clock), where.rows)
        assert found == {name: list(each) for name, each in outcome.members.items()}

    holds()


# --- the text ---------------------------------------------------------------------------------

TEXTS = [
    "ordered in last 30 days and age(born) >= 18",
    "anniversary(born) in next 7 days",
    "ordered then no ordered within 1 day",
    "seen in last 2 months or ordered in at least 3 of last 6 weeks",
    "last(ordered) before 60 days ago and percentile(now - seen) > 50",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("engine", LIVE)
def test_the_current_time_stands_in_the_text_once(engine: str, text: str) -> None:
    segment = segql.compile(text, small.CATALOG)
    backend, mark = cast("SqlTexts", load_backend(engine)), n.call("THE_CURRENT_TIME")
    vars(backend.dialect).update(now=lambda: mark.copy())
    assert backend.sql(segment.live())[0].count("THE_CURRENT_TIME") == 1
    assert "THE_CURRENT_TIME" not in backend.sql(segment.at(small.AS_OF))[0]


@pytest.mark.parametrize("engine", LIVE)
def test_the_real_clock_is_the_present(engine: str) -> None:
    """Whoever was seen an hour ago was seen in the last 2 hours and not in the last 30 minutes."""
    needs(engine)
    before = dt.datetime.now(dt.UTC)
    rows = [
        {"id": f"{minutes}", "seen": (before - dt.timedelta(minutes=minutes)).replace(tzinfo=None)}
        for minutes in (1, 60, 600)
    ]
    catalog = Catalog(
        customers={"table": "customers", "key": "id", "attributes": {"seen": "datetime"}},
        timezone="Australia/Lord_Howe",
    )
    segments = segql.compile_all(
        {
            "soon": "seen in last 30 minutes",
            "late": "seen in last 2 hours",
            "past": "seen < now",
            "day": "seen in last 2 days",
            "to come": "seen > now",
        },
        catalog,
    )
    backend = cast("SqlTexts", load_backend(engine))
    outcome = run(backend, segments.live(), {"customers": rows}, live.opened(engine))
    assert outcome.members == {
        "soon": ["1"],
        "late": ["1", "60"],
        "past": ["1", "60", "600"],
        "day": ["1", "60", "600"],
        "to come": [],
    }
