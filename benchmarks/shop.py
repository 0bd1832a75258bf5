"""A shop of any size, drawn from a seed: the same tables at every run.

`python -m benchmarks.shop FOLDER` writes tables, catalog and files of segments.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

import numpy as np
import polars as pl

from benchmarks.questions import COUNTRIES, EVENTS, ITEMS, PLANS, TAGS, texts

Keys = Literal["dense", "sparse", "string"]
"""Keys of customers: 1, 2, 3, ...; integers of 62 bits in no order; texts as those of UUIDs."""
KEYS: tuple[Keys, ...] = ("dense", "sparse", "string")
FULL = (1_000_000, 20_000_000)
"""Customers and events of the full size."""
TENTH = (100_000, 2_000_000)

_SEED = 20260101
_DAY = 86_400_000_000
_FIRST = np.datetime64("2024-01-01T00:00:00", "us").astype(np.int64)
_DAYS = 732  # the last of them after the instant asked about: those events do not exist for it
_ROW_GROUP = 1_000_000
_UNKNOWN = 0.001  # of events: their customer is not in the table
_TYPES = {"item": "string", "category": "string", "amount": "decimal(2)"}

CATALOG: dict[str, object] = {
    "timezone": "Asia/Seoul",
    "customers": {
        "table": "customers",
        "key": "customer_id",
        "attributes": {
            "country": "string",
            "plan": {"type": "enum", "values": list(PLANS)},
            "birthday": "date",
            "signup_date": "date",
            "credit": "decimal(2)",
            "score": "float",
            "visits_a_year": "integer",
            "email_opt_in": "boolean",
            "tags": "list[string]",
            "location": {"type": "point", "latitude": "lat", "longitude": "lon"},
        },
    },
    "events": {
        name: {
            "table": "events",
            "customer": "customer_id",
            "time": "time",
            "where": {"event": event.stored},
            **({"subject": "item", "properties": _TYPES} if event.items else {}),
        }
        for name, event in EVENTS.items()
    },
    "lists": {"newsletter": {"table": "newsletter", "customer": "customer_id"}},
}


@dataclass(frozen=True, slots=True)
class Shop:
    """How large a shop is, and how its data lie."""

    customers: int
    events: int
    keys: Keys = "dense"
    sorted: bool = True
    """Whether the events are in order of time."""


def customers(shop: Shop) -> pl.DataFrame:
    """One row per customer, in the order in which they signed up."""
    draw = np.random.default_rng([_SEED, 1])
    size = shop.customers

    def some(values: pl.Series, missing: float) -> pl.Series:
        return pl.select(pl.when(pl.Series(draw.random(size) >= missing)).then(values)).to_series()

    def choice(values: tuple[str, ...], weights: list[float]) -> pl.Series:
        return pl.Series(values).gather(draw.choice(len(values), size, p=np.array(weights) / sum(weights)))

    day = pl.Date
    birth = pl.Series(draw.integers(-9_131, 14_000, size).astype(np.int32)).cast(day)  # from 1945 on
    signup = pl.Series(np.sort(draw.integers(18_262, 20_453, size)).astype(np.int32)).cast(day)  # 2020 on
    cents = pl.Series(np.floor(draw.exponential(4_000, size)).astype(np.int64))
    score = np.where(draw.random(size) < 0.01, np.nan, np.round(draw.normal(50, 20, size), 3))
    near = np.array([(37.56, 126.97), (35.18, 129.08), (40.71, -74.0), (51.5, -0.12), (-33.87, 151.2)])
    place = near[draw.choice(5, size, p=[0.4, 0.2, 0.2, 0.1, 0.1])] + draw.normal(0, 0.4, (size, 2))
    somewhere = draw.random(size) >= 0.2
    tags = [list[str](), *([tag] for tag in TAGS), [TAGS[0], TAGS[2]], list(TAGS)]
    return pl.DataFrame(
        {
            "customer_id": _keys(shop),
            "country": some(choice(COUNTRIES, [40, 20, 12, 8, 6, 5, 4, 3, 1, 1]), 0.05),
            "plan": choice(PLANS, [70, 18, 9, 3]),
            "birthday": some(birth, 0.15),
            "signup_date": signup,
            "credit": some(pl.select(_money(pl.lit(cents))).to_series(), 0.05),
            "score": some(pl.Series(score), 0.03),
            "visits_a_year": pl.Series(draw.poisson(12, size).astype(np.int64)),
            "email_opt_in": some(pl.Series(draw.random(size) < 0.6), 0.02),
            "tags": some(pl.Series(tags).gather(draw.choice(len(tags), size)), 0.1),
            "lat": pl.select(pl.when(pl.Series(somewhere)).then(pl.Series(place[:, 0]))).to_series(),
            "lon": pl.select(pl.when(pl.Series(somewhere)).then(pl.Series(place[:, 1]))).to_series(),
        }
    )


def events(shop: Shop) -> pl.DataFrame:
    """Some customers do much, most do little; a few names and items make up most of the events."""
    draw = np.random.default_rng([_SEED, 2])
    size = shop.events
    who = _drawn(draw, draw.lognormal(0, 1.2, shop.customers), size)
    names = list(EVENTS.values())
    what = _drawn(draw, np.array([event.weight for event in names]), size)
    which = _drawn(draw, 1 / np.arange(10, len(ITEMS) + 10), size)
    time = _FIRST + draw.integers(0, _DAYS * _DAY // 1000, size) * 1000  # to the millisecond
    cents = np.minimum(np.floor(draw.lognormal(8, 1, size)), 10_000_000).astype(np.int64)
    if shop.sorted:
        time.sort()
    has_item = pl.Series([event.items for event in names]).gather(what)
    has_amount = pl.Series([event.amounts for event in names]).gather(what)
    known = _keys(shop)
    lost = _keys(Shop(max(1, shop.customers // 100), 0, shop.keys), unknown=True)
    who = np.where(draw.random(size) < _UNKNOWN, len(known) + who % len(lost), who)
    return (
        pl.DataFrame(
            {
                "customer_id": pl.concat([known, lost]).gather(who),
                "event": pl.Series([event.stored for event in names]).gather(what),
                "time": pl.Series(time).cast(pl.Datetime("us", "UTC")),
                "item": pl.Series(list(ITEMS)).gather(which),
                "category": pl.Series(list(ITEMS.values())).gather(which),
                "amount": pl.Series(cents),
            }
        )
        .lazy()
        .with_columns(
            pl.when(has_item).then(pl.col("item", "category")),
            pl.when(has_amount).then(_money(pl.col("amount"))),
        )
        .collect()
    )


def newsletter(shop: Shop) -> pl.DataFrame:
    """The customers of a list: every seventh."""
    return pl.DataFrame({"customer_id": _keys(shop).gather_every(7)})


def write(folder: Path, shop: Shop) -> None:
    """Writes three tables as Parquet, `catalog.json`, and files of segments."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {"customers": customers, "events": events, "newsletter": newsletter}
    for name, table in tables.items():
        table(shop).write_parquet(
            folder / f"{name}.parquet", compression="zstd", statistics=True, row_group_size=_ROW_GROUP
        )
    (folder / "catalog.json").write_text(json.dumps(CATALOG, indent=1))
    for count in (10, 100, 1_000):
        named = texts(count)
        (folder / f"segments_{count}.json").write_text(json.dumps(named, indent=0))
        lines = (f"segment {name} = {each}\n" for name, each in named.items())
        (folder / f"segments_{count}.segql").write_text("".join(lines))
    (folder / "segments_every.segql").write_text((Path(__file__).parent / "every.segql").read_text())
    (folder / "complete").touch()  # last, so that half a shop is never taken for one


def _money(cents: pl.Expr) -> pl.Expr:
    return (cents.cast(pl.Decimal(14, 2)) / 100).cast(pl.Decimal(14, 2))


def _drawn(draw: np.random.Generator, weights: np.ndarray, size: int) -> np.ndarray:
    """So many numbers of weights, each as often as it weighs."""
    steps = np.cumsum(weights) / weights.sum()
    return np.minimum(np.searchsorted(steps, draw.random(size)), len(weights) - 1)


def _keys(shop: Shop, unknown: bool = False) -> pl.Series:
    """Keys of customers, or others that none of them has."""
    size = shop.customers
    if shop.keys == "dense":
        return pl.Series(np.arange(1, size + 1, dtype=np.int64) + (1 << 40) * unknown)
    draw = np.random.default_rng([_SEED, 3 + unknown])
    high, low = (draw.integers(0, 1 << 62, size, dtype=np.int64) for _ in range(2))
    high = high * 2 + unknown if shop.keys == "string" else high // 2 * 2 + unknown
    if shop.keys == "sparse":
        assert len(np.unique(high)) == size, "keys are distinct"
        return pl.Series(high)
    digits = (f"{a:016x}{b:016x}" for a, b in zip(high.tolist(), low.tolist(), strict=True))
    return pl.Series([f"{d[:8]}-{d[8:12]}-{d[12:16]}-{d[16:20]}-{d[20:]}" for d in digits])


def main() -> None:
    """Writes a shop to a folder."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.shop", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--full", action="store_true", help="a million customers, not a tenth of that")
    parser.add_argument("--customers", type=int, help="how many, if it is to be another size")
    parser.add_argument("--events", type=int)
    parser.add_argument("--keys", choices=KEYS, default="dense")
    parser.add_argument("--unsorted", action="store_true", help="events in no order")
    given = parser.parse_args()
    people, size = FULL if given.full else TENTH
    people, size = given.customers or people, given.events or size
    write(given.folder, Shop(people, size, cast("Keys", given.keys), not given.unsorted))


if __name__ == "__main__":
    main()
