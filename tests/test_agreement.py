"""One meaning: random texts over random catalogs and hostile data have the same members everywhere.

A pair is a text and a data set. Each catalog has several of both, and all of their pairs are compared: to
write the SQL of a text, and to load a data set, takes longer than to ask.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest
from engines.tested import ENGINES, alone, needs, run
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from strategies import shop
from strategies.shops import Shop, catalogs, filled
from strategies.texts import texts

import segql
from segql.backend import Key
from segql.catalog import Catalog

CATALOGS, TEXTS, TABLES = (640, 40, 6) if settings().max_examples > 1_000 else (50, 6, 2)
"""How many, and of each the texts and data sets. Hypothesis gives up examples that are much larger."""


@dataclass(frozen=True, slots=True)
class Case:
    """Texts over a catalog, and data sets that fit it."""

    catalog: Catalog
    texts: list[str]
    shops: list[Shop]

    def segments(self, form: str = "{}") -> dict[str, segql.BoundSegment]:
        """The texts in a form, bound, by their numbers in that form."""
        written = {form.format(at): form.format(text) for at, text in enumerate(self.texts)}
        return dict(segql.compile_all(written, self.catalog).at(shop.AS_OF))


@st.composite
def cases(draw: st.DrawFn, tables: int = TABLES) -> Case:
    """A catalog with all that is asked of it."""
    catalog = draw(catalogs())
    written = draw(st.lists(texts(catalog), min_size=TEXTS, max_size=TEXTS, unique=True))
    return Case(catalog, written, [draw(filled(catalog)) for _ in range(tables)])


def together(engine: str, segments: Mapping[str, segql.BoundSegment], where: Shop) -> dict[str, list[Key]]:
    """What an engine finds that is asked for all segments at once."""
    data = where.rows if engine == "python" else where.frames
    return {name: [*found] for name, found in run(engine, segments, dict(data)).members.items()}


@contextmanager
def numbers_held(engine: str) -> Generator[None]:
    """Gives up an example in which a number becomes one that the engine cannot hold."""
    try:
        yield
    except segql.DataError:
        if ENGINES[engine].finite:
            reject()
        raise


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
    """Fewer catalogs where an engine takes long."""
    return settings(max_examples=CATALOGS // (5 if ENGINES[engine].heavy else 1))


@pytest.mark.parametrize("engine", [each for each in ENGINES if each != "python"])
def test_every_engine_gives_the_members_that_the_definition_gives(engine: str) -> None:
    @share(engine)
    @given(case=cases())
    def holds(case: Case) -> None:
        segments, data = case.segments(), [held(each, engine) for each in case.shops]

        with numbers_held(engine):
            found = alone(engine, segments, [dict(each.frames) for each in data])

        assert found == [together("python", segments, each) for each in data]

    needs(engine)
    holds()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_text_and_its_negation_asked_together_split_the_customers(engine: str) -> None:
    @share(engine)
    @given(case=cases(tables=1))
    def holds(case: Case) -> None:
        where, plain, negated = held(case.shops[0], engine), case.segments(), case.segments("not ({})")

        with numbers_held(engine):
            found = together(engine, plain | negated, where)

        assert {name: found[name] for name in plain} == together("python", plain, where)
        everyone = sorted(str(row["the key"]) for row in where.rows[case.catalog.customers.table])
        for one, other in zip(plain, negated, strict=True):
            assert sorted(map(str, [*found[one], *found[other]])) == everyone

    needs(engine)
    holds()
