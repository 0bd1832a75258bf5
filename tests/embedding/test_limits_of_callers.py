"""What a caller far down a program, or with odd values, gets: members or an error of ours."""

from __future__ import annotations

import pytest

import segql

CATALOG = segql.Catalog.load({"customers": {"table": "c", "key": "k", "attributes": {"n": "integer"}}})
NESTED = "(" * 90 + "n > 1" + ")" * 90


def _from(depth: int) -> str:
    if depth:
        return _from(depth - 1)
    try:
        segql.compile(NESTED, CATALOG)
    except segql.SegqlError as failure:
        return failure.diagnostics[0].code
    return "compiled"


def test_a_nested_text_compiles_or_is_refused_however_deep_the_caller_is() -> None:
    codes = {_from(depth) for depth in range(0, 760, 40)}

    assert codes <= {"compiled", "limit-nesting"}
    assert _from(300) == "compiled"


@pytest.mark.parametrize("given", ["1_0", "٣", "0x10", "", "1" * 101])
def test_a_number_is_given_as_texts_write_it(given: str) -> None:
    segment = segql.compile("n > $floor", CATALOG)

    with pytest.raises(segql.ParameterError) as refused:
        segment.at("2024-01-01", {"floor": given})
    assert refused.value.diagnostics[0].code == "parameter-value"


def test_segments_that_mean_the_same_are_one_in_a_set() -> None:
    texts = ["n > 1", "not n <= 1 and n is set", "n >= 2"]
    one, other, third = (segql.compile(text, CATALOG) for text in texts)

    assert {one, third} == {one}
    assert len({one, other, one.at("2024-01-01"), third.at("2024-01-01")}) == 3
