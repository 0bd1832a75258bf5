"""Members as bits are the sequence of keys that they stand for."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from output.drawn import outcomes

import segql
from segql.backend import Key, Outcome
from segql.members import Members, bits_of


def of(keys: Sequence[Key], members: Sequence[Key]) -> Members:
    return Members(keys, bits_of(keys, {"it": members})["it"])


@settings(max_examples=30)
@given(st.sets(st.integers(0, 100_000), max_size=30), st.integers(90_000, 100_001))
def test_members_are_the_sequence_of_their_keys(chosen: set[int], customers: int) -> None:
    keys = range(0, 3 * customers, 3)
    expected = [3 * number for number in sorted(chosen) if number < customers]
    members = of(keys, expected)
    assert len(members) == len(expected)
    assert list(members) == expected and members == expected and members == of(keys, expected[::-1])
    assert [members[at] for at in range(len(expected))] == expected
    assert [members[at - len(expected)] for at in range(len(expected))] == expected
    assert members[1:-1] == expected[1:-1] and list(reversed(members)) == expected[::-1]
    assert [keys[place] for place in members.positions()] == expected
    with pytest.raises(IndexError):
        members[len(expected)]


@given(outcomes())
def test_whoever_has_her_bit_set_is_in(outcome: Outcome) -> None:
    for members in outcome.members.values():
        bits = bits_of(outcome.keys, {"it": members})["it"]
        held = {key for place, key in enumerate(outcome.keys) if bits[place >> 3] >> (place & 7) & 1}
        assert held == set(members)
        assert {key for key in outcome.keys if key in Members(outcome.keys, bits)} == held


@pytest.mark.parametrize("stranger", [2, "a", None, 1.5, float("nan"), ("a",)])
def test_a_stranger_is_not_in(stranger: object) -> None:
    assert stranger not in of([1, 3], [1, 3]) and stranger not in of(["b", "c"], ["b"])


@pytest.mark.parametrize(
    ("customers", "bits"), [(8, b""), (8, b"\1\0"), (0, b"\0"), (3, b"\x08"), (9, b"\0\2")]
)
def test_bits_are_those_of_the_customers(customers: int, bits: bytes) -> None:
    with pytest.raises(ValueError, match="are not the bits of"):
        Members(range(customers), bits)


def test_unequal_members_are_unequal() -> None:
    assert of([1, 2], [1]) != of([1, 2], [2]) and of([1, 2], [1]) != [2] and of([1, 2], [1]) != (1,)
    assert of([1, 2], [2]) == of([2, 3], [2]), "other customers, but the same members"


def test_a_member_who_is_no_customer_is_named() -> None:
    with pytest.raises(segql.DataError, match=r"unknown-member.*`vip` has the member `c`"):
        Outcome(["a", "b"], {"vip": ["a", "c"]}).overlaps()
