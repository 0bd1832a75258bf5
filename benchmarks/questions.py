"""Segments drawn from a seed, as data: for texts of segql, and for queries written by hand.

Each asks two to four things about behaviour and one or two about attributes. Windows, items and
categories are drawn as people choose them, round numbers and best sellers most, so that in a
thousand segments many conditions recur and hundreds of distinct aggregates remain.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from random import Random
from typing import Literal, assert_never

AS_OF = dt.datetime(2025, 12, 31, 15, tzinfo=dt.UTC)  # New Year in Seoul
TODAY = dt.date(2026, 1, 1)
"""The day of `AS_OF` in the zone of the catalog."""


@dataclass(frozen=True, slots=True)
class Event:
    """A kind of event: its name in the data, how frequent it is, and what it has."""

    stored: str
    weight: float
    items: bool
    amounts: bool = False


EVENTS = {
    "visit": Event("Visited", 34, False),
    "view_item": Event("Viewed Item", 25, True),
    "open_email": Event("Opened Email", 12, False),
    "add_to_cart": Event("Added to Cart", 9, True, True),
    "purchase": Event("Purchased", 7, True, True),
    "click_email": Event("Clicked Email", 5, False),
    "wishlist": Event("Added to Wishlist", 3, True, True),
    "use_coupon": Event("Used Coupon", 2, True, True),
    "review": Event("Wrote Review", 1.2, True),
    "refund": Event("Got Refund", 0.8, True, True),
    "call_support": Event("Called Support", 0.7, False),
    "share": Event("Shared Item", 0.3, True),
}
_CATEGORY_COUNT = 20
ITEMS = {f"item-{n:04}": f"category-{n * 7 % _CATEGORY_COUNT:02}" for n in range(1_000)}
"""The category of each item; the first ones sell best."""
CATEGORIES = tuple(f"category-{n:02}" for n in range(_CATEGORY_COUNT))
COUNTRIES = ("KR", "US", "JP", "DE", "CA", "GB", "FR", "AU", "BR", "IN")
PLANS = ("free", "silver", "gold", "platinum")
TAGS = ("vip", "wholesale", "early-adopter", "student")
_WINDOWS = {7: 15, 14: 6, 30: 30, 60: 10, 90: 16, 180: 6, 365: 8, None: 9}


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of an event: in the last so many days, of some items, or of a category."""

    event: str
    days: int | None = None
    items: tuple[str, ...] = ()
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Behaviour:
    """The count of rows or the sum of their amounts (in cents) is at least so much, or a count is nothing;
    or the latest was more than so many days ago."""

    kind: Literal["at least", "none", "sum", "recency"]
    rows: Rows
    number: int = 1


@dataclass(frozen=True, slots=True)
class Attribute:
    """What is asked about an attribute; `values` are constants as they stand in a text."""

    kind: Literal["country", "plan", "age", "signup", "credit", "visits", "opt_in", "tag", "no_birthday"]
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A segment: all of `behaviour` (or any, where `either`), and all of `attributes`."""

    name: str
    behaviour: tuple[Behaviour, ...]
    either: bool
    attributes: tuple[Attribute, ...]


@cache
def questions(count: int) -> tuple[Question, ...]:
    """The first so many segments; fewer are the beginning of more."""
    return tuple(islice(_questions(), count))


def text(question: Question) -> str:
    """A segment as a text of segql."""
    asked = f" {'or' if question.either else 'and'} ".join(map(_behaviour, question.behaviour))
    asked = f"({asked})" if question.either else asked
    return " and ".join([asked, *map(_attribute, question.attributes)])


def part(count: int, most: int) -> tuple[Question, ...]:
    """At most so many of the first `count` segments, evenly taken."""
    return questions(count)[:: max(1, count // most)]


def groups(count: int, number: int) -> list[tuple[Question, ...]]:
    """So many groups of `count` segments, one after the other."""
    asked = questions(count * number)
    return [asked[first : first + count] for first in range(0, len(asked), count)]


def texts(count: int) -> dict[str, str]:
    """So many segments as texts by name."""
    return {each.name: text(each) for each in questions(count)}


def _questions() -> Iterator[Question]:
    draw, number = Random(20260101), 0
    while True:
        drawn = [_draw_behaviour(draw) for _ in range(draw.choice((2, 2, 3, 3, 4)))]
        behaviour = {each.rows: each for each in drawn}  # nobody asks of the same rows twice
        asked = [_draw_attribute(draw) for _ in range(draw.choice((1, 1, 2)))]
        attributes = {"age" if each.kind == "no_birthday" else each.kind: each for each in asked}
        if len(behaviour) > 1:
            yield Question(
                f"s{number:04}", tuple(behaviour.values()), draw.random() < 0.3, tuple(attributes.values())
            )
            number += 1


def _draw_behaviour(draw: Random) -> Behaviour:
    kind = draw.choices(("at least", "none", "sum", "recency"), (55, 15, 20, 10))[0]
    if kind == "recency":
        return Behaviour(kind, _draw_rows(draw, window=False), draw.choice((30, 60, 90, 180)))
    rows = _draw_rows(draw, amounts=kind == "sum")
    if kind == "sum":
        return Behaviour(kind, rows, draw.choice((2_000, 5_000, 10_000, 20_000)))
    return Behaviour(kind, rows, draw.choice((1, 1, 1, 2, 3, 5)) if kind == "at least" else 0)


def _draw_rows(draw: Random, *, amounts: bool = False, window: bool = True) -> Rows:
    names = [name for name, event in EVENTS.items() if event.amounts or not amounts]
    name = draw.choices(names, [EVENTS[each].weight ** 0.5 for each in names])[0]
    days = draw.choices(list(_WINDOWS), list(_WINDOWS.values()))[0] if window else None
    narrow = draw.random() if EVENTS[name].items else 1.0
    if narrow < 0.15:
        items = {f"item-{int(draw.expovariate(1 / 60)) % 1_000:04}" for _ in range(draw.choice((1, 1, 1, 3)))}
        return Rows(name, days, tuple(sorted(items)))
    if narrow < 0.5:
        return Rows(name, days, category=CATEGORIES[int(draw.expovariate(1 / 5)) % len(CATEGORIES)])
    return Rows(name, days)


def _draw_attribute(draw: Random) -> Attribute:
    kind = draw.choices(
        ("country", "plan", "age", "signup", "credit", "visits", "opt_in", "tag", "no_birthday"),
        (20, 12, 18, 14, 8, 8, 8, 10, 2),
    )[0]
    match kind:
        case "country":
            return Attribute(kind, tuple(sorted(draw.sample(COUNTRIES[:6], draw.choice((1, 2, 3))))))
        case "plan":
            return Attribute(kind, tuple(draw.sample(PLANS[1:], draw.choice((1, 2)))))
        case "age":
            return Attribute(kind, (str(draw.choice(range(18, 66))),))
        case "signup":
            day = dt.date(2020, 1, 1) + dt.timedelta(days=draw.randrange(0, 2_000))
            return Attribute(kind, (day.isoformat(),))
        case "credit":
            return Attribute(kind, (str(draw.choice(range(5, 100, 5))),))
        case "visits":
            return Attribute(kind, (str(draw.choice(range(6, 19))),))
        case "tag":
            return Attribute(kind, (draw.choice(TAGS),))
        case _:
            return Attribute(kind)


def _behaviour(asked: Behaviour) -> str:
    rows, number = asked.rows, asked.number
    window = f" in last {rows.days} days" if rows.days else ""
    match asked.kind:
        case "at least":
            times = f" at least {number} times" if number > 1 else ""
            return f"{rows.event}{_filter(rows)}{times}{window}"
        case "none":
            return f"not {rows.event}{_filter(rows)}{window}"
        case "sum":
            return f"sum({rows.event}{_filter(rows)}.amount{window}) >= {number // 100}"
        case "recency":
            return f"last({rows.event}{_filter(rows)}) more than {number} days ago"
        case _:
            assert_never(asked.kind)


def _filter(rows: Rows) -> str:
    if rows.items:
        quoted = ", ".join(f'"{item}"' for item in rows.items)
        return f"({quoted})" if len(rows.items) == 1 else f"([{quoted}])"
    return f'(category = "{rows.category}")' if rows.category else ""


def _attribute(asked: Attribute) -> str:
    first = asked.values[0] if asked.values else ""
    match asked.kind:
        case "country" | "plan":
            quoted = ", ".join(f'"{value}"' for value in asked.values)
            return f"{asked.kind} in [{quoted}]"
        case "age":
            return f"age(birthday) >= {first}"
        case "signup":
            return f"signup_date >= {first}"
        case "credit":
            return f"credit >= {first}"
        case "visits":
            return f"visits_a_year >= {first}"
        case "opt_in":
            return "email_opt_in"
        case "tag":
            return f'tags contains "{first}"'
        case "no_birthday":
            return "birthday is missing"
        case _:
            assert_never(asked.kind)
