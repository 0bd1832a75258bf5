"""One customer at a time: a segment, and a thousand of them, beside code by hand and other languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.measure import Call, Setting, side_by_side
from benchmarks.one_customer_runs import CUSTOMERS, HISTORY
from benchmarks.rows import Bar, Row, find

TITLE = "One customer"
BASE = "by hand"
AXIS = "customers"
UNIT = None
SEGMENTS = 1_000
_READ, _GIVEN = "segql, a profile", "segql, a mapping"
_TOGETHER, _ALONE = "segql, all together", "segql, one by one"
_CASES = {
    "attributes": f"5 conditions on attributes, {CUSTOMERS} customers",
    "behaviour": f"4 conditions on {HISTORY} events, {CUSTOMERS} customers",
}
_MANY = f"{SEGMENTS:,} segments, {HISTORY} events, {CUSTOMERS} customers"


def rows(setting: Setting) -> Iterator[list[Row]]:
    """Each question, all subjects side by side."""
    for name, case in _CASES.items():
        yield side_by_side(setting, "one_customer", case, CUSTOMERS, subjects(name))
    yield side_by_side(setting, "one_customer", _MANY, CUSTOMERS, subjects_of_many(SEGMENTS))


def subjects(case: str) -> dict[str, Call]:
    """What is measured for a question."""
    return {
        BASE: _call("by_hand", case),
        "by hand, checked": _call("by_hand_checked", case),
        _READ: _call("of_profiles", case),
        "segql, a profile, other instants": _call("at_instants", case),
        _GIVEN: _call("of_mappings", case),
        "the definition of segql": _call("by_definition", case),
        "zen-engine": _call("in_zen_engine", case),
        "common-expression-language": _call("in_common_expression_language", case),
        "rule-engine": _call("in_rule_engine", case),
        "cel-python": _call("in_cel_python", case),
    }


def subjects_of_many(count: int) -> dict[str, Call]:
    """What is measured for so many segments."""
    return {
        _TOGETHER: _call("together", count, True),
        "segql, all together, a mapping": _call("together", count, False),
        _ALONE: _call("one_by_one", count),
    }


def bars(found: Sequence[Row]) -> Iterator[Bar]:
    """What is aimed at."""
    attributes, behaviour = _CASES["attributes"], _CASES["behaviour"]
    for case, own, other, most in (
        (attributes, _READ, BASE, 1.5),
        (behaviour, _GIVEN, BASE, 1.2),
        (behaviour, _READ, BASE, 0.3),
        (_MANY, _TOGETHER, _ALONE, 1.0),
    ):
        mine, others = find(found, case, own), find(found, case, other)
        if mine and others:
            yield Bar(f"{case}: {own}, times {other}", mine.times(others), most)


def _call(function: str, *arguments: object) -> Call:
    return Call(f"benchmarks.one_customer_runs:{function}", arguments, over_and_over=True)
