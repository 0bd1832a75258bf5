"""Makes the frozen cases anew: `cd tests && python -m conformance.freeze`; with `--keep`, asks the engines
again about those that are there.

Random catalogs, data and texts of the agreement properties, from one seed; those whose members are neither
nobody nor everybody, few rows, and as many kinds of nodes as possible. What the definition in Python finds is
written only where every other engine that is here finds the same, or refuses, which is pinned.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from engines.tested import ENGINES, absent, run
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from strategies import shop
from strategies.shops import Shop, shops
from strategies.size import Size
from strategies.texts import texts

import segql
from segql import meaning as m
from segql.backend import Key
from segql.conformance.case import Case, CaseForm, Rows, Setting, remarks
from segql.conformance.reading import FROZEN
from segql.conformance.run import run_all
from segql.conformance.written import read_lines, to_line
from segql.walk import walk

FEATURE = "frozen"
SEED = 20240615
SHOPS, PER_SHOP = 500, 12
WANTED, MOST_OF_SHOP = 430, 7
SIZE = Size(customers=6, events=7)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text with some members among the customers of a shop, and the kinds of nodes in it."""

    text: str
    members: Sequence[Key]
    kinds: frozenset[str]


Drawn = tuple[Shop, list[Candidate]]


def drawn() -> list[Drawn]:
    """The shops, each with its candidates."""
    found: list[Drawn] = []

    @seed(SEED)
    @settings(
        max_examples=SHOPS,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.large_base_example,
        ],
    )
    @given(st.data())
    def draw(data: st.DataObject) -> None:
        where = data.draw(shops(SIZE))
        written = {data.draw(texts(where.catalog)) for _ in range(PER_SHOP)}
        found.append((where, candidates(where, sorted(written))))

    draw()
    return found


def candidates(where: Shop, written: Sequence[str]) -> list[Candidate]:
    segments = segql.compile_all({text: text for text in written}, where.catalog).at(shop.AS_OF)
    members = run("python", segments, where.rows).members
    return [
        Candidate(text, members[text], frozenset(kinds(segments[text])))
        for text in written
        if 0 < len(members[text]) < len(where.rows[where.catalog.customers.table])
    ]


def kinds(segment: segql.BoundSegment) -> Iterable[str]:
    """The nodes of a segment, with what sets them apart."""
    for node, event in walk([segment.condition]):
        marks = [
            str(getattr(node, name)) for name in ("op", "kind", "function", "test") if hasattr(node, name)
        ]
        type_ = getattr(node, "type", None)
        yield " ".join([type(node).__name__, *marks, str(type_ or ""), "of events" if event else ""])
        if isinstance(node, m.Sequence):
            yield from (f"Step absent={step.absent} same={step.same is not None}" for step in node.steps)


def chosen(among: Sequence[Drawn]) -> list[Drawn]:
    """Shops and texts that add the kinds that are rare so far, the smaller first."""
    seen: Counter[str] = Counter()
    left, found = list(among), list[Drawn]()
    while left and sum(len(texts) for _, texts in found) < WANTED:
        best = max(left, key=partial(_gain, seen))
        left.remove(best)
        where, texts = best
        texts = sorted(texts, key=lambda each: (-_rarity(seen, each) / _cost(each), each.text))[:MOST_OF_SHOP]
        seen.update(kind for each in texts for kind in each.kinds)
        found.append((where, texts))
    return found


def _kinds(drawn: Sequence[Drawn]) -> int:
    return len({kind for _, texts in drawn for each in texts for kind in each.kinds})


def _rarity(seen: Mapping[str, int], candidate: Candidate) -> float:
    return sum(1 / (1 + seen.get(kind, 0)) ** 2 for kind in candidate.kinds)


def _cost(candidate: Candidate) -> float:
    return 1 + len(candidate.text) / 100


def _gain(seen: Mapping[str, int], drawn: Drawn) -> float:
    where, texts = drawn
    values = sum(len(row) for rows in where.rows.values() for row in rows)
    best = sorted((_rarity(seen, each) / _cost(each) for each in texts), reverse=True)
    return sum(best[:MOST_OF_SHOP]) / (1 + values / 40)


def cases_of(drawn: Sequence[Drawn]) -> Iterable[Case]:
    """The chosen as cases, as they are read back."""
    for number, (where, found) in enumerate(drawn, 1):
        form = where.catalog.form()
        assert segql.Catalog.load(form) == where.catalog
        named = Setting(form, {}).columns
        rows: dict[str, Rows] = {
            table: [{name: row.get(name) for name in named[table]} for row in of]
            for table, of in where.rows.items()
        }
        setting = Setting(form, rows)
        for index, each in enumerate(found, 1):
            warned = segql.compile(each.text, where.catalog).warnings
            written = CaseForm(
                name=f"shop {number}, text {index}",
                text=each.text,
                members=list(each.members),
                warnings=remarks(warned, "warning"),
            )
            yield from read_lines(
                [to_line(Case(FEATURE, written, f"{shop.AS_OF:%Y-%m-%dT%H:%M:%SZ}", setting))]
            )


def pinned(cases: Sequence[Case], engine: str) -> list[Case]:
    """The cases with the engine among those that refuse, where it does; without those that it answers
    differently, which are shown: they are bugs."""
    asked = [_allowing(case, engine) for case in cases]
    kept: list[Case] = []
    for case, result in zip(cases, run_all(engine, partial(run, engine), asked), strict=True):
        match result.verdict:
            case "equal":
                others = [each for each in case.form.refused if each != engine]
                kept.append(replace(case, form=case.form.model_copy(update={"refused": others})))
            case "refused":
                kept.append(result.case)
            case _:
                say(f"{engine}: {case.form.text}\n  {result.expected}\n  {result.got}")
    return kept


def _allowing(case: Case, engine: str) -> Case:
    form = case.form.model_copy(update={"refused": [*dict.fromkeys([*case.form.refused, engine])]})
    return replace(case, form=form)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main() -> None:
    """Writes the file."""
    cases = list(read_lines(FROZEN.read_text("ascii").splitlines())) if "--keep" in sys.argv else made()
    for engine in ENGINES:
        if lacking := absent(engine):
            say(f"{engine}: not asked, for it lacks {', '.join(lacking)}")
            continue
        cases = pinned(cases, engine)
        refusing = sum(engine in case.form.refused for case in cases)
        say(f"{engine}: {len(cases) - refusing} equal, {refusing} refused")
    FROZEN.write_text("".join(to_line(case) + "\n" for case in cases), encoding="ascii")


def made() -> list[Case]:
    """The cases, as the definition answers them."""
    among = drawn()
    found = chosen(among)
    cases = list(read_lines(map(to_line, cases_of(found))))
    say(f"{len(cases)} cases of {len(found)} shops, {_kinds(found)} of {_kinds(among)} kinds of nodes")
    return cases


if __name__ == "__main__":
    main()
