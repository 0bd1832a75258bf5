"""Many segments from one reading of the events: the same members as by a plan for each, in bounded memory."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from segql_polars import PolarsBackend
from segql_polars.bulk import run
from segql_polars.bulk.facts import Facts
from segql_polars.bulk.numbers import Numbers
from segql_python import PythonBackend

import segql
from segql.backend import Outcome
from segql.data import open_tables
from segql.diagnostics import DataError, EngineError, SegqlError
from segql.limits import Limits

AS_OF = dt.datetime(2024, 6, 1, tzinfo=dt.UTC)
CATALOG = segql.Catalog(
    timezone="Asia/Seoul",
    customers={
        "table": "people",
        "key": "id",
        "attributes": {"country": "string", "born": "date", "tags": "list[string]", "visits": "integer"},
    },
    events={
        name: {
            "table": "log",
            "customer": "who",
            "time": "at",
            "where": {"kind": kinds},
            "subject": "item",
            "properties": {"item": "string", "total": "decimal(2)"},
        }
        for name, kinds in {
            "buy": "buy",
            "view": "view",
            "any_of_both": ["buy", "view"],
            **{f"other_{n}": f"other {n}" for n in range(18)},
        }.items()
    },
    lists={"letter": {"table": "letters", "customer": "who"}},
)
TEXTS = {
    "item": 'buy("a")',
    "no item": 'not buy("a") and country = "KR"',
    "window": "view at least 2 times in last 30 days",
    "sum": "sum(buy.total) >= 60 or sum(any_of_both.total in last 90 days) < 20",
    "overlap": "any_of_both at least 3 times and other_17",
    "last": "last(buy) more than 60 days ago and last(view.item) = 'b'",
    "distinct": "distinct(buy.item) >= 2",
    "then": "view then buy within 20 days",
    "rank": "sum(buy.total) in top 20%",
    "two": "count(buy) > count(view)",
    "list": "in list letter and tags contains 'vip'",
    "age": "age(born) >= 30 and visits < 5",
    "sample": "sample(50%, 'x')",
    "place": "buy(item starts with 'a' and total > 5) exactly 1 time",
    "beside": "buy(total > customer.visits)",
}


def tables(
    customers: int, events: int, *, keys: str = "dense", shuffled: bool = False
) -> dict[str, pl.DataFrame]:
    """A shop from a fixed seed, with events of strangers, without a time, and in the future."""
    draw = random.Random(7)
    ids: list[Any] = list(range(customers))
    if keys == "sparse":
        ids = [draw.randrange(-(2**62), 2**62) for _ in ids]
    elif keys == "strings":
        ids = [f"{draw.randrange(2**60):x}" for _ in ids]
    known = [*ids, *([10**6, 10**7] if keys != "strings" else ["nobody", ""])]
    times = sorted(AS_OF + dt.timedelta(hours=draw.randrange(-9000, 200)) for _ in range(events))
    if shuffled:
        draw.shuffle(times)
    kinds = ["buy", "view", *(f"other {n}" for n in range(18)), "unknown"]
    people = pl.DataFrame(
        {
            "id": ids,
            "country": [draw.choice(["KR", "US", None]) for _ in ids],
            "born": [draw.choice([None, dt.date(1990, 2, 28), dt.date(2001, 5, 5)]) for _ in ids],
            "tags": [draw.choice([None, [], ["vip"], ["new", None, "vip"]]) for _ in ids],
            "visits": [draw.choice([None, 1, 7]) for _ in ids],
        },
        schema_overrides={"tags": pl.List(pl.String)},
    )
    log = pl.DataFrame(
        {
            "who": [draw.choice(known) for _ in times],
            "at": [None if draw.random() < 0.01 else time for time in times],
            "kind": [draw.choices(kinds, [9, 9, *[1] * 19])[0] for _ in times],
            "item": [draw.choice(["a", "b", "ab", None]) for _ in times],
            "total": [draw.choice([None, "5.00", "12.50", "3.99"]) for _ in times],
        },
        schema_overrides={"at": pl.Datetime("us", "UTC")},
    ).with_columns(pl.col("total").cast(pl.Decimal(10, 2)))
    letters = pl.DataFrame({"who": known[::3]})
    return {"people": people.sample(fraction=1, shuffle=True, seed=1), "log": log, "letters": letters}


def found(data: dict[str, Any], most_apart: int, texts: dict[str, str] = TEXTS) -> Outcome:
    return PolarsBackend(most_apart).run(segql.compile_all(texts, CATALOG).at(AS_OF), data)


def same(left: Outcome, right: Outcome) -> None:
    assert {name: list(each) for name, each in left.members.items()} == {
        name: list(each) for name, each in right.members.items()
    }
    assert list(left.keys) == list(right.keys)
    assert dict(left.strays) == dict(right.strays)


@pytest.mark.parametrize("keys", ["dense", "sparse", "strings"])
@pytest.mark.parametrize("shuffled", [False, True])
def test_one_reading_finds_the_members_that_a_plan_each_finds(keys: str, shuffled: bool) -> None:
    data = tables(200, 3_000, keys=keys, shuffled=shuffled)
    together = found(data, -1)
    same(together, found(data, 10**6))
    assert all(0 < len(each) < 200 for each in together.members.values()), "every text tells customers apart"


def test_files_of_many_parts_are_read_part_by_part(tmp_path: Path) -> None:
    data = tables(300, 4_000)
    for name, table in data.items():
        table.write_parquet(tmp_path / f"{name}.parquet", row_group_size=100)
    same(found(dict(open_tables(tmp_path, CATALOG)), -1), found(data, 10**6))


@pytest.mark.parametrize("memory", ["50KB", "10KB"])
def test_events_that_do_not_fit_are_read_once_for_each_span_of_customers(
    memory: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tables(300, 4_000)
    whole = found(data, -1)
    monkeypatch.setenv("SEGQL_MEMORY", memory)
    same(found(data, -1), whole)


@pytest.mark.parametrize("customers", [8, 9, 15, 16, 17])
def test_eight_customers_are_a_span(customers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tables(customers, 1)
    row = {"at": AS_OF, "kind": "buy", "item": "a", "total": None}
    data["log"] = pl.DataFrame(
        [{"who": who, **row} for who in range(customers) for _ in range(10)], schema=data["log"].schema
    )
    monkeypatch.setenv("SEGQL_MEMORY", f"{8 * 10 * 13 + 1}B")  # a number, an instant and a code a row
    same(found(data, -1, {"it": 'buy("a")'}), found(data, 10**6, {"it": 'buy("a")'}))


def test_spans_behind_a_busy_customer_are_wider(monkeypatch: pytest.MonkeyPatch) -> None:
    readings: list[range] = []
    whole = run.read

    def counted(*arguments: Any) -> Facts:
        readings.append((facts := whole(*arguments)).span)
        return facts

    monkeypatch.setattr(run, "read", counted)
    data = tables(4000, 4000)
    data["log"] = pl.concat([data["log"], *[data["log"].with_columns(who=pl.lit(0, pl.Int64))] * 4])
    plain = found(data, 10**6)
    monkeypatch.setenv("SEGQL_MEMORY", "305KB")
    same(found(data, -1), plain)
    assert len(readings) < 10, "there were 17, had all of them the width of the first"


def test_a_bound_that_no_span_fits_is_an_error_and_not_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEGQL_MEMORY", "100B")
    with pytest.raises(EngineError, match="do not fit into 100 bytes") as caught:
        found(tables(30, 4_000), -1)
    assert caught.value.diagnostics[0].code == "memory-limit"
    assert "SEGQL_MEMORY=8GB" in str(caught.value.diagnostics[0].help)


@pytest.mark.parametrize("given", ["much", "-1", "0", "1.5GB", "9" * 40, "50\u212a"])
def test_a_bound_that_is_no_amount_is_an_error(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEGQL_MEMORY", given)
    with pytest.raises(SegqlError, match="no amount of memory"):
        found(tables(3, 10), -1)


@pytest.mark.parametrize("most_apart", [-1, 10**6])
def test_a_file_that_was_cut_short_is_an_error_that_names_its_table(tmp_path: Path, most_apart: int) -> None:
    for name, table in tables(50, 2_000).items():
        table.write_parquet(tmp_path / f"{name}.parquet")
    whole = (tmp_path / "log.parquet").read_bytes()
    (tmp_path / "log.parquet").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match="log"):
        found(dict(open_tables(tmp_path, CATALOG)), most_apart)


@pytest.mark.parametrize("most_apart", [-1, 10**6])
def test_pages_that_were_overwritten_are_an_error(tmp_path: Path, most_apart: int) -> None:
    for name, table in tables(50, 2_000).items():
        table.write_parquet(tmp_path / f"{name}.parquet")
    whole = bytearray((tmp_path / "log.parquet").read_bytes())
    whole[8 : len(whole) // 2] = bytes(len(whole) // 2 - 8)
    (tmp_path / "log.parquet").write_bytes(whole)
    with pytest.raises(SegqlError):
        found(dict(open_tables(tmp_path, CATALOG)), most_apart)


@pytest.mark.parametrize("most_apart", [-1, 10**6])
def test_keys_of_another_kind_than_the_customers_are_an_error(most_apart: int) -> None:
    data = tables(20, 50) | {"log": tables(20, 50, keys="strings")["log"]}
    with pytest.raises(DataError, match="who"):
        found(data, most_apart)


@pytest.mark.parametrize("most_apart", [-1, 10**6])
def test_a_time_past_the_calendar_is_an_error(most_apart: int) -> None:
    data = tables(20, 50)
    late = pl.Series([2**62], dtype=pl.Int64).cast(pl.Datetime("us", "UTC"))
    row = data["log"].head(1).with_columns(late.alias("at"), pl.lit("buy").alias("kind"))
    with pytest.raises(DataError, match=r"`log.at`, row 51"):
        found(data | {"log": pl.concat([data["log"], row])}, most_apart)


RECENT = {
    "one": "buy in last 30 days",
    "two": "view at least 2 times in last 10 days and not buy('a') in last 60 days",
    "three": "sum(any_of_both.total in last 14 days) > 5 or country = 'KR'",
    "then": "view in last 20 days then buy in last 20 days within 5 days",
}


@pytest.mark.parametrize(
    "texts", [RECENT, RECENT | {"ever": "other_3"}, RECENT | {"listed": "in list letter"}]
)
def test_rows_before_all_windows_change_nothing(texts: dict[str, str], tmp_path: Path) -> None:
    data = tables(300, 6000)
    data["log"].write_parquet(tmp_path / "log.parquet", row_group_size=100)
    files = data | {"log": tmp_path / "log.parquet"}
    same(found(files, -1, texts), found(files, 10**6, texts))


@pytest.mark.parametrize("most_apart", [-1, 10**6])
def test_rows_before_all_windows_are_checked_too(most_apart: int) -> None:
    data = tables(50, 500)
    long_ago = pl.lit(AS_OF - dt.timedelta(days=300))
    total = (
        pl.when(pl.col("at") < long_ago)
        .then(pl.lit("1.234"))
        .otherwise(pl.lit("1.00"))
        .cast(pl.Decimal(10, 3))
    )
    data["log"] = data["log"].with_columns(total=total)
    with pytest.raises(DataError) as caught:
        found(data, most_apart, {"recent": "sum(buy.total in last 10 days) > 3"})
    assert [each.code for each in caught.value.diagnostics] == ["data-too-many-digits"]


@pytest.mark.parametrize("most_apart", [-1, 10**6])
def test_bad_data_count_only_where_their_customer_is_known(most_apart: int) -> None:
    data = tables(20, 50)
    fine = data["log"].with_columns(pl.col("total").cast(pl.Decimal(12, 3)))
    row = fine.head(1).with_columns(total=pl.lit("1.005").cast(pl.Decimal(12, 3)), kind=pl.lit("buy"))
    stranger = row.with_columns(pl.lit(10**7, dtype=pl.Int64).alias("who"))
    plain = found(data | {"log": fine}, most_apart)
    there = found(data | {"log": pl.concat([fine, stranger])}, most_apart)
    assert {k: list(v) for k, v in there.members.items()} == {k: list(v) for k, v in plain.members.items()}
    known = row.with_columns(data["people"]["id"].head(1).alias("who"))
    with pytest.raises(DataError, match=r"`log.total`, row 51"):
        found(data | {"log": pl.concat([fine, known])}, most_apart)


@pytest.mark.parametrize("most_apart", [-1, 10**6])
def test_a_condition_of_3000_parts_is_answered(most_apart: int) -> None:
    parts = " or ".join(f"(visits = {n} and not country = 'x{n}')" for n in range(1_500))
    limits = Limits(text_bytes=10**6, conditions=10_000)
    segment = segql.compile(parts, CATALOG, limits=limits)
    data = tables(50, 100)
    wanted = data["people"].filter(pl.col("visits").is_not_null())["id"].sort().to_list()
    assert list(PolarsBackend(most_apart).run({"it": segment.at(AS_OF)}, data).members["it"]) == wanted


KEYS = st.one_of(
    st.lists(st.integers(-(2**63), 2**63 - 1), unique=True),
    st.lists(st.integers(-20, 2_000), unique=True),
    st.integers(-(2**63), 2**63 - 60).map(lambda low: list(range(low, low + 50))),
    st.lists(st.text(max_size=3), unique=True),
)


@given(keys=KEYS, data=st.data())
def test_numbers_are_the_places_of_keys(keys: list[Any], data: st.DataObject) -> None:
    ordered = sorted(keys)
    dtype = pl.String if keys and isinstance(keys[0], str) else pl.Int64
    others: Any = st.text(max_size=3) if dtype == pl.String else st.integers(-(2**63), 2**63 - 1)
    one = st.one_of(st.none(), others, *([st.sampled_from(keys)] if keys else []))
    asked = data.draw(st.lists(one, max_size=20))
    places = {key: place for place, key in enumerate(ordered)}
    numbers = Numbers(pl.Series(ordered, dtype=dtype))
    assert numbers.of(pl.Series(asked, dtype=dtype)).tolist() == [places.get(each, -1) for each in asked]


def test_keys_whose_hashes_meet_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    def alike(keys: pl.Series) -> pl.Series:
        return pl.Series([1] * len(keys), dtype=pl.UInt64)

    monkeypatch.setattr(pl.Series, "hash", alike)
    numbers = Numbers(pl.Series(["a", "b", "c"]))
    assert numbers.of(pl.Series(["c", "x", None, "a", "b"])).tolist() == [2, -1, -1, 0, 1]


def test_numbers_without_gaps_are_counted() -> None:
    for low in (-5, 7, 2**63 - 4):
        keys = [low + n for n in range(4)]
        asked = [low - 1, *keys, None, -(2**63), min(low + 4, 2**63 - 1)]
        expected = [keys.index(each) if each in keys else -1 for each in asked]
        assert Numbers(pl.Series(keys)).of(pl.Series(asked, dtype=pl.Int64)).tolist() == expected


# --- which rows are whose ---------------------------------------------------------------------


def told_apart(log: Any, where: dict[str, dict[str, Any]]) -> None:
    """Asserts that events told apart by columns of a table have the same rows both ways."""
    catalog = segql.Catalog(
        customers={"table": "people", "key": "id"},
        events={
            name: {"table": "log", "customer": "who", "time": "at", "where": each}
            for name, each in where.items()
        },
    )
    data = {"people": pl.DataFrame({"id": list(range(20))}), "log": log}
    texts = {f"{name} {n}": f"{name} at least {n} times" for name in where for n in (1, 3)}
    bound = segql.compile_all(texts, catalog).at(AS_OF)
    same(PolarsBackend(-1).run(bound, data), PolarsBackend(10**6).run(bound, data))


@pytest.mark.parametrize("dtype", [pl.String, pl.Categorical, pl.Enum(["a", "b", "c", "A"])])
def test_rows_are_told_apart_by_strings(dtype: Any) -> None:
    log = _rows({"kind": ["a", "b", "c", None, "A"]}).with_columns(pl.col("kind").cast(dtype))
    told_apart(
        log,
        {"one": {"kind": "a"}, "two": {"kind": ["a", "b"]}, "other": {"kind": "x"}, "never": {"kind": []}},
    )


def test_rows_are_told_apart_by_columns_of_other_types_and_by_several() -> None:
    log = _rows({"kind": ["a", "b", None], "paid": [True, False, None], "shop": [1, 2, None]})
    told_apart(log, {"each": {}, "paid": {"paid": True}, "shop": {"shop": [1, 2]}})
    told_apart(log, {"each": {}, "one": {"kind": "a"}})
    told_apart(log, {"one": {"kind": "a", "paid": False}, "two": {"kind": ["a", "b"], "shop": 2}})


def test_rows_are_told_apart_by_numbers_in_texts(tmp_path: Path) -> None:
    _rows({"kind": ["1", "02", "-3", None]}).with_columns(pl.col("at").dt.to_string("iso:strict")).write_csv(
        tmp_path / "log.csv"
    )
    told_apart(tmp_path / "log.csv", {"one": {"kind": 1}, "two": {"kind": [2, -3]}, "text": {"kind": "02"}})


def test_strings_that_come_late_are_told_apart_too(tmp_path: Path) -> None:
    rows = 400_000  # more than one batch
    kinds = pl.Series("kind", ["early"] * (rows - 3000) + [f"late {n % 1000}" for n in range(3000)])
    log = pl.DataFrame({"who": pl.Series(range(rows)) % 20, "kind": kinds}).with_columns(at=pl.lit(AS_OF))
    log.write_parquet(tmp_path / "log.parquet", row_group_size=50_000)
    where: dict[str, dict[str, Any]] = {"early": {"kind": "early"}, "late": {"kind": ["late 1", "late 999"]}}
    told_apart(pl.scan_parquet(tmp_path / "log.parquet"), where)


def _rows(columns: dict[str, list[Any]]) -> pl.DataFrame:
    draw = random.Random(3)
    made = {name: [draw.choice(values) for _ in range(300)] for name, values in columns.items()}
    return pl.DataFrame({"who": [draw.randrange(22) for _ in range(300)], **made}).with_columns(
        at=pl.lit(AS_OF)
    )


def test_a_column_that_is_asked_for_often_has_the_same_rows() -> None:
    """More looks than an index is worth, of more strings than one byte tells apart."""
    data = tables(100, 4000)
    items = pl.int_range(pl.len()).mod(700).cast(pl.String)
    data["log"] = data["log"].with_columns(item=pl.when(pl.col("item").is_not_null()).then(items))
    texts = {
        f"{n}": f'view("{n}") or buy(["{n}", "{n + 1}", "{n + 9}"]) in last 200 days'
        for n in range(0, 700, 7)
    }
    same(found(data, -1, texts), found(data, 10**6, texts))


def test_many_options_that_do_not_follow_one_another_are_looked_up() -> None:
    data = tables(200, 3000)
    items = pl.int_range(pl.len()).mod(90).cast(pl.String)
    data["log"] = data["log"].with_columns(item=items)
    data["people"] = data["people"].with_columns(country=pl.int_range(pl.len()).mod(60).cast(pl.String))
    several = ", ".join(f'"{n}"' for n in range(0, 90, 4))
    texts = {
        "items": f"view([{several}]) at least 3 times",
        "countries": f"country in [{several}]",
        "neither": f"not view([{several}]) and country not in [{several}]",
        "visits": f"visits in [{', '.join(map(str, range(-20, 60, 3)))}]",
    }
    same(found(data, -1, texts), found(data, 10**6, texts))


def test_strings_of_which_hardly_any_comes_twice_are_asked_for() -> None:
    data = tables(200, 20_000)
    item = pl.int_range(pl.len()).cast(pl.String)
    data["log"] = data["log"].with_columns(item=item)
    texts = {f"{n}": f'view(["{n}", "{n * 3}", "none"]) or not buy("{n + 1}")' for n in range(0, 20_000, 99)}
    same(found(data, -1, texts), found(data, 10**6, texts))
    told_apart(
        data["log"].with_columns(kind=item), {f"e{n}": {"kind": [f"{n}", "x"]} for n in range(0, 20_000, 700)}
    )


@pytest.mark.parametrize("end", [-(2**63), 2**63 - 1])
def test_numbers_at_the_ends_of_64_bits_are_compared(end: int) -> None:
    data = tables(40, 200)
    near = [end - (n if end > 0 else -n) for n in range(3)]
    visits = pl.Series([near[n % 3] for n in range(40)])
    data["people"] = data["people"].with_columns(visits=visits)
    texts = {f"{op} {n}": f"visits {op} {near[n]}" for op in ("=", "<", ">=") for n in range(3)}
    texts["in"] = f"visits in [{near[0]}, {near[2]}, 5]"
    same(found(data, -1, texts), found(data, 10**6, texts))


@pytest.mark.parametrize("backend", [PolarsBackend(-1), PolarsBackend(10**6), PythonBackend()])
@pytest.mark.parametrize(
    "ids",
    [pl.Series([1, 2], dtype=pl.Object), pl.Series([[1], [2]]), pl.Series([{"a": 1}, {"a": 2}])],
    ids=["objects", "lists", "structs"],
)
def test_ids_that_are_no_values_are_an_error(backend: Any, ids: pl.Series) -> None:
    catalog = segql.Catalog(
        customers={"table": "people", "key": "id"},
        events={"buy": {"table": "log", "customer": "who", "time": "at", "id": "number"}},
    )
    log = pl.DataFrame({"who": [1, 1], "at": [AS_OF, AS_OF], "number": ids})
    bound = segql.compile_all({"twice": "buy exactly 2 times"}, catalog).at(AS_OF)
    with pytest.raises(DataError, match=r"`log.number` is stored as \w+.*, which cannot be read as an id"):
        backend.run(bound, {"people": pl.DataFrame({"id": [1]}), "log": log})
