"""Strings as codes: whatever batches a column comes in, a code stands for its string and for no other."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from segql_polars.bulk import buffers, strings
from segql_polars.bulk.columns import Column
from segql_polars.bulk.strings import Coding

Strings = Sequence[str | None]
SHORT_AND_LONG = [
    "",
    "\0",
    "\0\0",
    "a",
    "é" * 6,
    "b" * 12,
    "b" * 13,
    "b" * 12 + "c",
    "한국어로 쓴 긴 이름",
    "b" * 40,
]


def decoded(batches: Iterable[pl.Series]) -> list[str | None]:
    coding = Coding()
    codes = [coding.codes(batch).tolist() for batch in batches]
    known = [None, *coding.dictionary().values.to_list()]
    return [known[code] for batch in codes for code in batch]


def assert_decoded(batches: Sequence[Strings]) -> None:
    columns = [pl.Series("\0name", batch, dtype=pl.String) for batch in batches]
    assert decoded(columns) == [each for batch in batches for each in batch]


@given(
    batches=st.lists(
        st.lists(st.one_of(st.none(), st.sampled_from(SHORT_AND_LONG), st.text(max_size=20)), max_size=40),
        max_size=6,
    )
)
def test_codes_stand_for_their_strings(batches: Sequence[Strings]) -> None:
    assert_decoded(batches)


@given(batches=st.lists(st.lists(st.sampled_from([None, *SHORT_AND_LONG]), max_size=40), max_size=6))
def test_strings_that_share_slots_are_told_apart(batches: Sequence[Strings]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strings, "_SLOTS", (1, 2))
        patch.setattr(strings, "_BLOCK", 3)
        patch.setattr(strings, "_FEW", 2)
        assert_decoded(batches)


def test_a_column_of_unlike_strings_is_looked_up_after_a_while() -> None:
    assert_decoded([[f"{batch} {n}" for n in range(3_000)] for batch in range(8)])


def test_long_strings_are_learned_anew_in_each_batch() -> None:
    draw = random.Random(1)
    names = [f"a name that is longer than twelve bytes {n}" for n in range(300)]
    batches = [[draw.choice([None, "short", *names]) for _ in range(2_000)] for _ in range(5)]
    assert_decoded(batches)


def test_long_strings_that_move_about_leave_their_slots_to_others() -> None:
    names = [f"a name that is longer than twelve bytes {n}" for n in range(300)]
    draw, coding = random.Random(2), Coding()
    for _ in range(60):
        vocabulary = pl.Series(draw.sample(names, len(names)))  # in another place each time
        batch = vocabulary.gather([draw.randrange(300) for _ in range(30_000)])
        codes = coding.codes(batch).tolist()
        known = [None, *coding.dictionary().values.to_list()]
        assert [known[code] for code in codes] == batch.to_list()
    assert np.count_nonzero(coding._known._tables[1]) < 1_000  # pyright: ignore[reportPrivateUsage]


def test_strings_of_a_file_and_of_parts_of_columns_are_decoded() -> None:
    values = [None, "a", "a longer name than that", "b"] * 500
    column = pl.Series(values)
    parts = [column[3:700], column[700:].rechunk(), pl.concat([column[:2], column[5:9]], rechunk=False)]
    assert decoded(parts) == [*values[3:700], *values[700:], *values[:2], *values[5:9]]


def test_more_than_65536_strings_have_codes() -> None:
    assert_decoded([[f"{n}" for n in range(70_000)], ["69999", None, "0"]])


def test_strings_that_are_kept_in_another_way_are_coded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(column: pl.Series) -> None:
        return None

    monkeypatch.setattr(buffers, "strings", none)
    assert_decoded([["a", None, "a longer name than that"], [], ["b", "a"]])


@pytest.mark.parametrize("dtype", [pl.Int8, pl.UInt16, pl.Int64, pl.Float32, pl.Float64])
def test_missing_numbers_are_zeros_that_are_not_there(dtype: pl.DataType) -> None:
    values = pl.Series([1, None, 3, None, 5], dtype=dtype)
    for column in (values, values[1:4], pl.concat([values, values], rechunk=False)):
        found = Column.of(column)
        assert isinstance(found.values, np.ndarray)
        assert found.values.tolist() == column.fill_null(0).to_list()
        assert found.there is not None
        assert found.there.tolist() == column.is_not_null().to_list()
