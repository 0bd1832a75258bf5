"""The types that the parameters of a segment are said to have."""

from __future__ import annotations

import pytest

import segql

CATALOG = segql.Catalog.load(
    {
        "customers": {
            "table": "customers",
            "key": "id",
            "attributes": {
                "points": "integer",
                "spent": "decimal(2)",
                "score": "float",
                "note": "string",
                "tier": {"type": "enum", "values": ["gold", "silver"]},
            },
        }
    }
)


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("spent >= $x", "decimal(2)"),
        ("points >= $x and spent >= $x", "integer"),
        ("spent >= $x and points >= $x", "integer"),
        ("score >= $x and spent >= $x", "decimal(2)"),
        ("spent >= $x and score >= $x", "decimal(2)"),
        ("note = $x or tier = $x", "enum"),
        ("tier = $x or note = $x", "enum"),
        ("spent in $x or points in $x", "list[integer]"),
        ("segment a = points >= $x\nsegment b = spent >= $x and in segment a", "integer"),
        ("let low = points < $x\nsegment b = spent >= $x and low", "integer"),
    ],
)
def test_a_parameter_of_several_places_takes_what_fits_all_of_them(text: str, type_: str) -> None:
    last = list(segql.compile_all(text, CATALOG).values())[-1]
    assert str(last.parameters["x"]) == type_


def test_a_value_that_does_not_fit_one_of_the_places_is_refused() -> None:
    segment = segql.compile("spent >= $x and points >= $x", CATALOG)
    with pytest.raises(segql.ParameterError) as caught:
        segment.at("2024-06-15", {"x": "1.5"})
    assert [each.code for each in caught.value.diagnostics] == ["parameter-value"]
