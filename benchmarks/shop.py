"""A shop of any size, and any number of segments of its customers. The same at every run."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from random import Random

import polars as pl

AS_OF = "2025-07-01T00:00:00Z"
_START, _SECONDS = dt.datetime(2023, 7, 1, tzinfo=dt.UTC), 730 * 86_400
_SEED = 20250701
_KINDS = {"Visited": 50, "Viewed Product": 25, "Added to Cart": 9, "Placed Order": 14, "Returned Item": 2}
_ITEMS = {"shorts": "summer", "tank top": "summer", "hoodie": "winter", "coffee beans": "kitchen"}
_COUNTRIES = ("KR", "US", "CA", "JP", "DE", None)
_ITEM = {"item": "string", "category": "string"}
_TOTAL = {"type": "decimal(2)", "column": "amount"}


def _event(kind: str, **more: object) -> dict[str, object]:
    return {"table": "events", "customer": "customer_id", "time": "ts", "where": {"event": kind}, **more}


CATALOG: dict[str, object] = {
    "timezone": "Asia/Seoul",
    "customers": {
        "table": "customers",
        "key": "customer_id",
        "attributes": {"country": "string", "birthday": "date", "tags": "list[string]"},
    },
    "events": {
        "visited": _event("Visited"),
        "viewed_product": _event("Viewed Product", properties=_ITEM, subject="item"),
        "added_to_cart": _event("Added to Cart", properties=_ITEM, subject="item"),
        "placed_order": _event(
            "Placed Order", id="order_id", subject="item", properties={**_ITEM, "total": _TOTAL}
        ),
        "returned_item": _event("Returned Item", subject="item", properties={**_ITEM, "total": _TOTAL}),
    },
}

_TEMPLATES = (
    'placed_order("shorts") and not placed_order("tank top") and country in ["CA"] and age(birthday) >= {n}',
    "sum(placed_order.total in last {n} days) >= 100",
    "placed_order at least 2 times in last {n} days and not returned_item",
    "last(placed_order) more than {n} days ago and visited in last 30 days",
    "sum(placed_order.total) in top {p}%",
    "added_to_cart in last {n} days then no placed_order with same item within 1 day",
    'country != "KR" and distinct(placed_order.category in last {n} days) >= 2',
    'tags contains "vip" or viewed_product("hoodie") at least 3 times in last {n} days',
    "avg(placed_order.total) > {n} and anniversary(birthday) in next 30 days",
    "viewed_product then placed_order with same item within {n} hours",
)


def texts(count: int) -> dict[str, str]:
    """So many segments by name: ten kinds of question, each with other numbers every time."""
    return dict(islice(_texts(), count))


def _texts() -> Iterator[tuple[str, str]]:
    number = 0
    while True:
        n = 10 + number // len(_TEMPLATES) * 7
        yield f"s{number}", _TEMPLATES[number % len(_TEMPLATES)].format(n=n, p=n % 100 or 1)
        number += 1


def write(folder: Path, customers: int, events: int) -> None:
    """Writes `customers.parquet`, `events.parquet`, and a catalog and ten segments as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    draw = Random(_SEED)
    keys = [f"c{number:07}" for number in range(customers)]
    _customers(draw, keys).write_parquet(folder / "customers.parquet")
    _events(draw, keys, events).write_parquet(folder / "events.parquet")
    (folder / "catalog.json").write_text(json.dumps(CATALOG))
    (folder / "segments.json").write_text(json.dumps(texts(10)))


def _customers(draw: Random, keys: list[str]) -> pl.DataFrame:
    size = len(keys)
    births = [dt.date(1945, 1, 1) + dt.timedelta(days=each) for each in draw.choices(range(23_000), k=size)]
    return pl.DataFrame(
        {
            "customer_id": keys,
            "country": draw.choices(_COUNTRIES, k=size),
            "birthday": [born if draw.random() > 0.1 else None for born in births],
            "tags": draw.choices([[], ["vip"], ["vip", "wholesale"]], [90, 8, 2], k=size),
        },
        schema_overrides={"tags": pl.List(pl.String)},
    )


def _events(draw: Random, keys: list[str], size: int) -> pl.DataFrame:
    """Some customers do much, most do little; an order has up to three rows."""
    kinds = draw.choices(list(_KINDS), list(_KINDS.values()), k=size)
    weights = [1 / (1 + number % 100) for number in range(len(keys))]
    items = draw.choices(list(_ITEMS), k=size)
    cents = draw.choices(range(500, 20_000), k=size)
    orders = draw.choices(range(max(1, size // 20)), k=size)
    bought = [kind in ("Placed Order", "Returned Item") for kind in kinds]
    return pl.DataFrame(
        {
            "customer_id": draw.choices(keys, weights, k=size),
            "event": kinds,
            "ts": [_START + dt.timedelta(seconds=each) for each in draw.choices(range(_SECONDS), k=size)],
            "order_id": [f"o{order}" if paid else None for order, paid in zip(orders, bought, strict=True)],
            "item": [item if kind != "Visited" else None for item, kind in zip(items, kinds, strict=True)],
            "category": [
                _ITEMS[item] if kind != "Visited" else None for item, kind in zip(items, kinds, strict=True)
            ],
            "amount": [
                Decimal(c).scaleb(-2) if paid else None for c, paid in zip(cents, bought, strict=True)
            ],
        },
        schema_overrides={"amount": pl.Decimal(12, 2)},
    ).sort("ts")
