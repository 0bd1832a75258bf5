"""A small shop, made up from a seed: the same customers and events on every machine.

Only `Random.random` is drawn from, whose numbers are the same in every version of Python.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import TypeVar

Row = dict[str, object]
_T = TypeVar("_T")

AS_OF = dt.datetime(2025, 7, 1, tzinfo=dt.UTC)
"""The instant at which the shop's story ends."""

CUSTOMERS = 500
DAYS = 730
_SEED = 20250701


@dataclass(frozen=True, slots=True)
class _Item:
    name: str
    category: str
    cents: int
    weight: float


@dataclass(frozen=True, slots=True)
class _Habit:
    """How a kind of customer behaves; `pause` is the mean number of days between two visits."""

    name: str
    weight: float
    pause: float
    buys: float
    gone_for: tuple[int, int] = (0, 0)
    refills: bool = False


_ITEMS = (
    _Item("shorts", "summer", 3900, 5),
    _Item("tank top", "summer", 2500, 4),
    _Item("running shoes", "sport", 11900, 2),
    _Item("hoodie", "winter", 6900, 3),
    _Item("coffee beans", "kitchen", 1650, 4),
    _Item("한라봉 차", "kitchen", 1290, 3),  # hallabong tea
    _Item("도자기 머그컵", "kitchen", 2200, 2),  # ceramic mug
    _Item("gift card", "gifts", 5000, 1),
)
_COFFEE = _ITEMS[4]
_HABITS = (
    _Habit("loyal", 15, 15, 0.32),
    _Habit("regular", 25, 27, 0.22),
    _Habit("refills", 8, 32, 0.10, refills=True),
    _Habit("occasional", 22, 42, 0.10),
    _Habit("lapsed", 12, 20, 0.22, (190, 420)),
    _Habit("away", 8, 22, 0.2, (20, 110)),
    _Habit("looking", 10, 35, 0.0),
)
_COUNTRIES = (("KR", 40), ("US", 18), ("CA", 15), ("JP", 10), ("DE", 8), ("AU", 5), (None, 4))
_JOBS = (
    ("student", 18),
    ("teacher", 10),
    ("nurse", 9),
    ("developer", 20),
    ("designer", 12),
    ("자영업", 12),
    (None, 19),
)
_GENDERS = (("female", 48), ("male", 44), ("other", 3), (None, 5))
_PLACES = {
    "KR": (37.5665, 126.978), "US": (40.7128, -74.006), "CA": (43.6532, -79.3832),
    "JP": (35.6762, 139.6503), "DE": (52.52, 13.405), "AU": (-33.8688, 151.2093),
}  # fmt: skip


@dataclass(slots=True)
class _Story:
    """One customer's events as they come about."""

    customer: str
    draw: Random
    rows: list[Row] = field(default_factory=list[Row])

    def add(self, event: str, time: dt.datetime, item: _Item | None = None, **more: object) -> None:
        """An event, unless it lies in the future."""
        if time <= AS_OF:
            properties = {"item": item.name, "category": item.category} if item else {}
            known = {"customer_id": self.customer, "event": event, "ts": time}
            self.rows.append({**dict.fromkeys(_COLUMNS), **known, **properties, **more})


_COLUMNS = ("customer_id", "event", "ts", "order_id", "item", "category", "amount", "gift", "campaign")


def make_shop(seed: int = _SEED) -> dict[str, list[Row]]:
    """The tables `customers`, `events` (in order of time) and `newsletter`, as rows."""
    draw = Random(seed)
    customers: list[Row] = []
    events: list[Row] = []
    for number in range(1, CUSTOMERS + 1):
        habit = _pick(draw, [(each, each.weight) for each in _HABITS])
        customer = _customer(draw, number, habit)
        customers.append(customer)
        events += _story(draw, customer, habit)
    events.sort(key=lambda row: (str(row["ts"]), str(row["customer_id"])))
    _number_orders(events)
    listed = [row["customer_id"] for row in customers if draw.random() < 0.45]
    return {"customers": customers, "events": events, "newsletter": [{"customer_id": key} for key in listed]}


def _customer(draw: Random, number: int, habit: _Habit) -> Row:
    country = _pick(draw, _COUNTRIES)
    away = draw.random()
    place = _PLACES.get(country) if country and away > 0.1 else None
    age = 17 + int(58 * draw.random() * draw.random()) + int(20 * draw.random())
    born = AS_OF.date() - dt.timedelta(days=int(365.25 * (age + draw.random())))
    signed_up = AS_OF - dt.timedelta(days=_signed_up(draw, habit), hours=draw.random() * 24)
    tier = _pick(
        draw,
        (("high", 2), ("medium", 4), ("low", 4))
        if habit.buys < 0.2
        else (("high", 5), ("medium", 4), ("low", 1)),
    )
    tags = [
        tag
        for tag, chance in (("vip", 0.3 if habit.name == "loyal" else 0.02), ("wholesale", 0.05))
        if draw.random() < chance
    ]
    return {
        "customer_id": f"c{number:04}",
        "country": country,
        "gender": _pick(draw, _GENDERS),
        "birthday": born if draw.random() > 0.12 else None,
        "occupation": _pick(draw, _JOBS),
        "signup_at": signed_up.replace(microsecond=0),
        "tags": tags,
        "predicted_tier": tier if draw.random() > 0.1 else None,
        "lat": round(place[0] + draw.random() - 0.5, 4) if place else None,
        "lon": round(place[1] + draw.random() - 0.5, 4) if place else None,
    }


def _signed_up(draw: Random, habit: _Habit) -> int:
    """How many days ago; those who are gone must have come before."""
    least = habit.gone_for[1] + 30
    return least + int((DAYS - least) * draw.random()) if habit.gone_for[1] else int(DAYS * draw.random())


def _story(draw: Random, customer: Row, habit: _Habit) -> list[Row]:
    story = _Story(str(customer["customer_id"]), draw)
    time = start = _instant(customer["signup_at"])
    low, high = habit.gone_for
    end = AS_OF - dt.timedelta(days=low + (high - low) * draw.random())
    story.add("Signed Up", time)
    favourite = _pick(draw, [(item, item.weight) for item in _ITEMS])
    while time < end:
        _visit(story, habit, time, favourite)
        time += dt.timedelta(minutes=5 + _wait(draw, habit.pause * 1440))
    if habit.gone_for[0] and draw.random() < 0.35:  # a look after a long time
        _visit(story, _HABITS[-1], AS_OF - dt.timedelta(hours=1 + 60 * draw.random()), favourite)
    if habit.refills:
        _refill(story, start)
    _mails(story, start, end)
    return story.rows


def _visit(story: _Story, habit: _Habit, time: dt.datetime, favourite: _Item) -> None:
    """A visit; perhaps some views, perhaps a full cart, perhaps an order."""
    draw = story.draw
    story.add("Visited", time)
    basket: list[_Item] = []
    while draw.random() < 0.5:
        item = favourite if draw.random() < 0.35 else _pick(draw, [(each, each.weight) for each in _ITEMS])
        time += dt.timedelta(seconds=20 + int(240 * draw.random()))
        story.add("Viewed Product", time, item)
        if item not in basket and draw.random() < 0.35 + habit.buys:
            story.add("Added to Cart", time + dt.timedelta(seconds=15), item)
            basket.append(item)
    if basket and draw.random() < 3 * habit.buys:
        _order(story, time + dt.timedelta(minutes=3 + _wait(draw, 30)), basket)


def _order(story: _Story, time: dt.datetime, basket: Sequence[_Item]) -> None:
    draw = story.draw
    gift = draw.random() < 0.1 if draw.random() > 0.05 else None
    order = (story.customer, time)
    for item in basket:
        pieces = 1 + int(draw.random() * 1.3)
        cents = item.cents * pieces - int(draw.random() * 300)
        amount = Decimal(cents).scaleb(-2)
        story.add("Placed Order", time, item, order_id=order, amount=amount, gift=gift)
        if draw.random() < 0.07:
            later = time + dt.timedelta(days=2 + _wait(draw, 6), seconds=int(3600 * draw.random()))
            story.add("Returned Item", later, item, order_id=order, amount=amount)


def _refill(story: _Story, start: dt.datetime) -> None:
    """Coffee, about every month, now and then late."""
    draw = story.draw
    time = start + dt.timedelta(days=5 + 20 * draw.random())
    while time < AS_OF - dt.timedelta(days=25 * draw.random() * draw.random()):
        _order(story, time.replace(microsecond=0), [_COFFEE])
        time += dt.timedelta(days=24 + 12 * draw.random())


def _mails(story: _Story, start: dt.datetime, end: dt.datetime) -> None:
    draw = story.draw
    opens = 0.35 * draw.random() * draw.random()
    time = start + dt.timedelta(days=3)
    number = 1
    while time < end:
        if draw.random() < opens:
            at = time + dt.timedelta(seconds=int(80_000 * draw.random()))
            story.add("Opened Email", at, campaign=f"news {number % 12 + 1}" if draw.random() > 0.1 else None)
        time += dt.timedelta(days=7)
        number += 1


def _number_orders(events: list[Row]) -> None:
    """Gives the orders numbers in the order of time."""
    numbers: dict[object, str] = {}
    for row in events:
        if row["order_id"] is not None:
            row["order_id"] = numbers.setdefault(row["order_id"], f"o{len(numbers) + 1:05}")


def _pick(draw: Random, options: Sequence[tuple[_T, float]]) -> _T:
    """One of the options, by their weights."""
    left = draw.random() * sum(weight for _, weight in options)
    for option, weight in options:
        left -= weight
        if left < 0:
            return option
    return options[-1][0]


def _wait(draw: Random, mean: float) -> int:
    """A whole number with this mean, mostly below it, now and then well above."""
    part = draw.random()
    return int(3 * mean * part * part)


def _instant(value: object) -> dt.datetime:
    assert isinstance(value, dt.datetime)
    return value
