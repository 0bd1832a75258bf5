"""The name that is offered in place of one that is unknown."""

from __future__ import annotations

import pytest

from segql.nearest import nearest


@pytest.mark.parametrize(
    ("name", "known", "found"),
    [
        ("contry", ["city", "country"], "country"),
        ("COUNTRY", ["country"], "country"),
        ("구메", ["방문", "구매"], "구매"),
        ("yesterdy", ["today", "yesterday"], "yesterday"),
        ("x", ["country"], None),
        ("a" * 300, ["a" * 300], None),
    ],
)
def test_the_closest_name_is_offered_where_one_is_close(
    name: str, known: list[str], found: str | None
) -> None:
    assert nearest(name, known) == found
