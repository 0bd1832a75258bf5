"""One meaning: random texts over random catalogs and hostile data have the same members everywhere."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from engines.tested import ENGINES, needs, run
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from strategies import shop
from strategies.shops import Shop, shops
from strategies.texts import texts

import segql
from segql.backend import Key

PER_SHOP = 32 if settings().max_examples > 1_000 else 4
"""Texts over one catalog and its data: loading those takes longer than asking one more text."""


@st.composite
def cases(draw: st.DrawFn) -> tuple[Shop, list[str]]:
    """A shop, and texts over its catalog."""
    found = draw(shops())
    return found, [draw(texts(found.catalog)) for _ in range(PER_SHOP)]


def members(where: Shop, segments: dict[str, segql.BoundSegment], engine: str) -> dict[str, list[Key]]:
    data = dict(where.rows) if engine == "python" else dict(where.frames)
    try:
        outcome = run(engine, segments, data)
    except segql.DataError:
        if ENGINES[engine].finite:
            reject()
        raise
    return {name: list(found) for name, found in outcome.members.items()}


def held(where: Shop, engine: str) -> Shop:
    """The shop, without the numbers that an engine cannot hold."""
    if not ENGINES[engine].finite:
        return where
    rows = {
        table: [
            {name: None if each in (math.inf, -math.inf) else each for name, each in row.items()}
            for row in of
        ]
        for table, of in where.rows.items()
    }
    return replace(where, rows=rows)


def share(engine: str) -> settings:
    """Fewer examples where they take long."""
    return settings(max_examples=max(1, settings().max_examples // (10 if ENGINES[engine].heavy else 1)))


@pytest.mark.parametrize("engine", [each for each in ENGINES if each != "python"])
def test_every_engine_gives_the_members_that_the_definition_gives(
    engine: str,
) -> None:
    @share(engine)
    @given(case=cases())
    def holds(case: tuple[Shop, list[str]]) -> None:
        where, written = held(case[0], engine), case[1]
        compiled = segql.compile_all({f"{i}": text for i, text in enumerate(written)}, where.catalog)
        segments = compiled.at(shop.AS_OF)

        assert members(where, segments, engine) == members(where, segments, "python")

    needs(engine)
    holds()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_text_and_its_negation_split_the_customers(engine: str) -> None:
    @share(engine)
    @given(case=cases())
    def holds(case: tuple[Shop, list[str]]) -> None:
        where, written = held(case[0], engine), case[1]
        both = {f"{i}": text for i, text in enumerate(written)}
        both |= {f"not {i}": f"not ({text})" for i, text in enumerate(written)}
        found = members(where, segql.compile_all(both, where.catalog).at(shop.AS_OF), engine)
        everyone = sorted(str(row["the key"]) for row in where.rows[where.catalog.customers.table])

        for i in range(len(written)):
            assert sorted(map(str, [*found[f"{i}"], *found[f"not {i}"]])) == everyone

    needs(engine)
    holds()
