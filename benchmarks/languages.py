"""One condition of many parts in several languages, compiled by each: work for `benchmarks.child`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from benchmarks.child import Work
from benchmarks.questions import part
from benchmarks.questions import text as drawn_text
from segql import Catalog, Limits, compile, compile_all, load

CATALOG: dict[str, object] = {
    "customers": {
        "table": "customers",
        "key": "id",
        "attributes": {
            "country": "string",
            "age": "integer",
            "score": "float",
            "email": "string",
            "tags": "list[string]",
        },
    }
}
Customer = dict[str, object]
CUSTOMERS: tuple[Customer, ...] = tuple(
    {"country": f"c{n}", "age": n + odd, "score": n - 0.5, "email": f"a@{n}.com", "tags": [f"t{n}", "vip"]}
    for n, odd in ((3, 0), (4, 7), (9, -5), (12, 2), (15, 0), (10_000, 0), (-1, -40))
)
"""For some of these a text holds, for others not."""

_LIMITS = Limits(conditions=10_000, text_bytes=10**6)
_PARTS = {  # for each language: `or`, `and`, and its ways to say the parts
    "segql": (
        *(" or ", " and ", 'country = "c{n}"', "age >= {n}", "score < {n}.5", 'email ends with "@{n}.com"'),
        *('tags contains "t{n}"', 'country in ["c{n}", "d{n}"]'),
    ),
    "cel": (
        *(" || ", " && ", 'country == "c{n}"', "age >= {n}", "score < {n}.5", 'email.endsWith("@{n}.com")'),
        *('"t{n}" in tags', 'country in ["c{n}", "d{n}"]'),
    ),
    "rule-engine": (
        *(" or ", " and ", 'country == "c{n}"', "age >= {n}", "score < {n}.5", 'email.ends_with("@{n}.com")'),
        *('"t{n}" in tags', 'country in ["c{n}", "d{n}"]'),
    ),
    "zen": (
        *(" or ", " and ", 'country == "c{n}"', "age >= {n}", "score < {n}.5", 'endsWith(email, "@{n}.com")'),
        *('contains(tags, "t{n}")', 'country in ["c{n}", "d{n}"]'),
    ),
}


def text(language: str, count: int) -> str:
    """Pairs of conditions, of which one is to hold: so many conditions in all."""
    either, both, *kinds = _PARTS[language]
    parts = [kinds[n % len(kinds)].format(n=n // 2) for n in range(count)]
    return either.join(f"({one}{both}{other})" for one, other in zip(parts[::2], parts[1::2], strict=True))


class Answers(Mapping[str, object]):
    """For which customers a compiled text holds, asked for only once the clock has stopped."""

    def __init__(self, holds: Callable[[Customer], object]) -> None:
        self._holds = holds

    def __getitem__(self, name: str) -> object:
        return [bool(self._holds(each)) for each in CUSTOMERS]

    def __iter__(self) -> Iterator[str]:
        return iter(("holds for",))

    def __len__(self) -> int:
        return 1


def segql(count: int) -> Work:
    """From the text to a checked segment."""
    catalog, written = Catalog.load(CATALOG), text("segql", count)
    return lambda: Answers(compile(written, catalog, limits=_LIMITS).matches)


def cel_python(count: int) -> Work:
    """cel-python: compiled, and a program made of it."""
    celpy = cast("Any", import_module("celpy"))
    values, written = cast("Any", import_module("celpy.adapter")), text("cel", count)
    environment = celpy.Environment()

    def work() -> Answers:
        program = environment.program(environment.compile(written))
        return Answers(
            lambda customer: program.evaluate({k: values.json_to_cel(v) for k, v in customer.items()})
        )

    return work


def rust_cel(count: int) -> Work:
    """common-expression-language: CEL in Rust."""
    cel, written = cast("Any", import_module("cel")), text("cel", count)

    def work() -> Answers:
        program = cel.compile(written)
        return Answers(lambda customer: program.execute(customer))

    return work


def rule_engine(count: int) -> Work:
    """rule-engine."""
    engine, written = cast("Any", import_module("rule_engine")), text("rule-engine", count)

    def work() -> Answers:
        return Answers(engine.Rule(written).matches)

    return work


def zen(count: int) -> Work:
    """zen-engine: Rust."""
    engine, written = cast("Any", import_module("zen")), text("zen", count)

    def work() -> Answers:
        return Answers(engine.compile_expression(written).evaluate)

    return work


# --- a thousand segments ------------------------------------------------------------------------


def from_file(path_: str, count: int) -> Work:
    """Segments of one file: read, parsed and checked."""
    catalog, path = _shop(), Path(path_)
    path.parent.mkdir(parents=True, exist_ok=True)
    texts = {each.name: drawn_text(each) for each in part(count, count)}
    if path.suffix == ".segql":
        path.write_text("".join(f"segment {name} =\n    {each}\n\n" for name, each in texts.items()))
    else:
        path.write_text("".join(f"{name}: |\n  {each}\n" for name, each in texts.items()))
    compile("visit", catalog)
    return lambda: len(load(path, catalog, limits=Limits(text_bytes=10**6)))


def at_an_instant(count: int) -> Work:
    """Checked segments, all of their bounds made constants."""
    segments = compile_all({each.name: drawn_text(each) for each in part(count, count)}, _shop())
    return lambda: len(segments.at("2025-12-31T15:00:00Z"))


def _shop() -> Catalog:
    return Catalog.load(cast("dict[str, object]", import_module("benchmarks.shop").CATALOG))
