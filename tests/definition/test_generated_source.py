"""The source of compiled functions: nothing of a text stands in it, and it may be large and deep."""

from __future__ import annotations

import copy
import datetime as dt
import io
import tokenize
from typing import Any

import pytest
from segql_python import Population, PythonBackend, holds
from segql_python.compiled.profile import Layout, whole
from segql_python.compiled.programs import many, one
from segql_python.compiled.reading import written
from segql_python.rows import load
from strategies.one_customer import everything

import segql
from segql import meaning as m
from segql.backend import BoundSegment
from segql.types import INTEGER
from segql.uses import uses

HOSTILE = [
    "'", '"', "\\", "\\'", "'''", '"""', "\n", "\r\n", "\u2028", "{x}", "{0}", "%s", "# no",
    "x); import os; (",
    "__import__('os').abort()", "\x7f", "한", "😀", "lambda: 0", "k0", "customer", "return", " " * 9,
    "\\N{BULLET}",
]  # fmt: skip


def catalog(
    attribute: str = "age", event: str = "bought", a: str = "item", listed: str = "letters"
) -> segql.Catalog:
    return segql.Catalog.load(
        {
            "customers": {
                "table": "c", "key": "the key", "attributes": {attribute: "string", "n": "integer"},
            },
            "events": {
                event: {
                    "table": "e", "customer": "c", "time": "t", "id": "i", "subject": a,
                    "properties": {a: "string", "total": "decimal(2)"},
                },
                "seen": {"table": "s", "customer": "c", "time": "t"},
            },
            "lists": {listed: {"table": "l", "customer": "c"}},
        }
    )  # fmt: skip


CATALOG = catalog()
TIME = "2024-01-10T00:00:00Z"


def quoted(text: str) -> str:
    escaped = "".join(c if c.isalnum() and c.isascii() else f"\\u{{{ord(c):x}}}" for c in text)
    return f'"{escaped}"'


def texts(where: segql.Catalog, value: str) -> dict[str, str]:
    """Segments that hold all the names of a catalog, and a value."""
    attribute, event = (f"`{next(iter(each))}`" for each in (where.customers.attributes, where.events))
    item, listed, text = (
        f"`{next(iter(where.events[event[1:-1]].properties))}`",
        next(iter(where.lists)),
        quoted(value),
    )
    return {
        f"{value} one": f"({attribute} = {text} or {attribute} ends with {text}) and {event}({text})",
        f"{value} two": f"sum({event}({item} in [{text}, \"b\"]).total) > 3 and in list `{listed}`",
        f"{value} three": f"last({event}.{item}) = {text} and sample(50%, {text})",
        f"{value} four": f"{event}({text}) then no seen within 3 days and distinct({event}.{item}) >= 2",
    }  # fmt: skip


def sources(where: segql.Catalog, segments: segql.Segments) -> list[str]:
    live, layout = segments.live(), Layout(where)
    wanted = uses([each.condition for each in live.values()])
    return [
        many(live, layout).source,
        *[one(each, layout).source for each in live.values()],
        *[written(layout, each)[0] for each in (whole(where), wanted)],
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_source_holds_nothing_of_a_text_or_a_catalog(text: str) -> None:
    name = "a" + "".join(c for c in text if c not in "\r\n\x7f`")
    tame, hostile = CATALOG, catalog(name, f"{name} e", f"{name} p", f"{name} l")
    plain = segql.compile_all(texts(tame, "tame"), tame)
    odd = segql.compile_all(texts(hostile, text), hostile)

    assert sources(hostile, odd) == sources(tame, plain)
    assert {each.string for source in sources(hostile, odd) for each in strings(source)} <= {
        "'time'", "'id'", "'events'", "'lists'",
    }  # fmt: skip

    customer: dict[str, Any] = {name: text, "the key": text, "lists": [f"{name} l"]}
    rows = [{"time": TIME, "id": n, f"{name} p": text, "total": 2} for n in (text, "b")]
    customer["events"] = {f"{name} e": rows}
    asked = odd.matching(customer, as_of="2024-02-01")
    assert asked[:2] == [f"{text} one", f"{text} two"]
    assert asked == odd.matching(segql.profile(customer, hostile), as_of="2024-02-01")


def strings(source: str) -> list[tokenize.TokenInfo]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return [each for each in tokens if each.type == tokenize.STRING]


PEOPLE: list[dict[str, Any]] = [
    {},
    {"n": 7, "age": "x5", "events": {"bought": [{"time": TIME, "item": "x2999", "total": 1}]}},
    {"n": 2_000, "age": "x17", "events": {"seen": [{"time": TIME}]}},
]
EITHER = 'bought("x{0}") or n > {0}'
LARGE = {
    "attributes": " or ".join(f"n = {i} and age = \"x{i}\"" for i in range(10, 2_010)),
    "not events": " and ".join(f'not bought("x{i}")' for i in range(3_000)),
    "sums": " or ".join(f'sum(bought("x{i}").total in last {i % 99 + 1} days) >= 1' for i in range(3_000)),
    "at least": f"at least 1 of ({', '.join(f'n = {i}' for i in range(3_000))})",
    "at least with events": f"at least 2 of ({', '.join(EITHER.format(i) for i in range(1_500))})",
    "or in and": " and ".join(f"(n > {i % 9} or seen in last {i} days)" for i in range(1, 1_500)),
    "sequences": " or ".join(f'bought("x{i}") then no seen within {i} days' for i in range(1, 800)),
}  # fmt: skip


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_a_condition_of_thousands_of_parts_runs(text: str) -> None:
    limits = segql.Limits(conditions=10_000, text_bytes=1_000_000)
    segment = segql.compile(text, CATALOG, limits=limits)
    found = [segment.matches(each, as_of="2024-02-01") for each in PEOPLE]
    assert found == by_definition(segment, PEOPLE)


def by_definition(segment: segql.Segment, people: list[dict[str, Any]]) -> list[bool]:
    """What the definition says of people, who are read from tables."""
    rows = {
        "c": [{"the key": at, "age": each.get("age"), "n": each.get("n")} for at, each in enumerate(people)],
        "e": [
            {"c": at, "t": row["time"], **row, "i": row.get("id")}
            for at, each in enumerate(people)
            for row in each.get("events", {}).get("bought", ())
        ],
        "s": [
            {"c": at, "t": row["time"]}
            for at, each in enumerate(people)
            for row in each.get("events", {}).get("seen", ())
        ],
        "l": [],
    }
    loaded = load(segment.catalog, rows, everything(segment.catalog)).customers
    condition = segment.at("2024-02-01").condition
    return [holds(condition, each, Population((), frozenset({"bought"}))) for each in loaded]


DEEP = segql.Limits(nesting=150)


def nested(depth: int, leaf: str) -> str:
    text = leaf
    for at in range(depth):
        text = f"(n > {at + 5} or {text})" if at % 2 else f'not (age = "x{at}" and {text})'
    return text


@pytest.mark.parametrize(
    "leaf", ["n > 3", 'bought("x2999")', "bought(total > 0.5) then no seen within 2 days"]
)
@pytest.mark.parametrize("depth", [29, 31, 70])
def test_a_nested_condition_runs(depth: int, leaf: str) -> None:
    segment = segql.compile(nested(depth, leaf), CATALOG, limits=DEEP)
    found = [segment.matches(each, as_of="2024-02-01") for each in PEOPLE]
    assert found == by_definition(segment, PEOPLE)


def test_long_arithmetic_runs() -> None:
    segment = segql.compile("n" + " + n" * 90 + " = 637 and bought(total" + " * total" * 9 + " = 1)", CATALOG)
    assert [segment.matches(each, as_of="2024-02-01") for each in PEOPLE] == [False, True, False]


def test_who_calls_from_far_down_gets_an_answer_or_an_error_of_ours() -> None:
    segment = segql.compile(nested(90, "bought"), CATALOG, limits=DEEP)

    def ask(depth: int) -> str:
        if depth:
            return ask(depth - 1)
        try:
            return str(copy.copy(segment).matches({"n": 1}, as_of="2024-02-01"))
        except segql.SegqlError as failure:
            return failure.diagnostics[0].code

    assert {ask(depth) for depth in range(0, 800, 40)} <= {"True", "False", "limit-nesting"}
    assert ask(100) in ("True", "False")


def test_equal_parts_of_many_segments_are_computed_once() -> None:
    condition = "sum(bought.total in last 9 days) > {} and n > 3"
    segments = segql.compile_all({f"{i}": condition.format(i) for i in range(50)}, CATALOG)
    source = sources(CATALOG, segments)[0]
    assert source.count("for ") == 1
    assert source.count("attributes[1]") == 1


def test_a_number_past_38_digits_is_missing() -> None:
    n = m.Attribute("n", INTEGER)
    square = m.Arithmetic("*", m.Arithmetic("*", n, n, INTEGER), n, INTEGER)
    condition = m.Any((m.IsSet(square), m.Compare("<", m.Constant(0, INTEGER), square)))
    asked = PythonBackend().asked(BoundSegment(condition, CATALOG, None))(dt.datetime.now(dt.UTC))
    assert [asked({"n": n}) for n in (4 * 10**12, 5 * 10**12, -(2**63))] == [True, False, False]
