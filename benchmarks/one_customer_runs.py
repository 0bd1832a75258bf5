"""One customer: what is asked of her by segql, by hand, and by other languages of expressions.

Every function prepares the answers for all of a few customers; who of them holds is the answer.
Other languages get times as whole seconds since 1970, which costs them least.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from importlib import import_module
from random import Random
from typing import Any

from segql_python import Population, counted_by_id, holds
from segql_python.rows import load

from benchmarks.child import Work
from benchmarks.questions import AS_OF, EVENTS, ITEMS, texts
from benchmarks.shop import CATALOG as SHOP
from segql import Catalog, Segment, compile, compile_all, profile
from segql.uses import uses

ATTRIBUTES = 'country in ["CA", "US"] and age >= 30 and plan = "gold" and visits >= 10 and opted_in'
BEHAVIOUR = (
    'purchase("shorts") at least 2 times and purchase(total >= 50) in last 365 days'
    " and visit at least 3 times in last 60 days and not refund in last 90 days"
)
CATALOG = Catalog.load(
    {
        "timezone": "Asia/Seoul",
        "customers": {
            "table": "customers",
            "key": "customer_id",
            "attributes": {
                "country": "string", "age": "integer", "plan": "string", "visits": "integer",
                "opted_in": "boolean",
            },
        },
        "events": {
            name: {
                "table": name, "customer": "customer_id", "time": "time", "subject": "item",
                "properties": {"item": "string", "total": "integer"},
            }
            for name in ("visit", "view", "cart", "purchase", "refund")
        },
    }
)  # fmt: skip
CUSTOMERS = 10
HISTORY = 50
Customer = dict[str, Any]


def customers() -> list[Customer]:
    """Customers as mappings that segql takes; `history` has the events of all names in order of time."""
    draw, made = Random(20260101), list[Customer]()
    for _ in range(CUSTOMERS):
        customer: Customer = {
            "country": draw.choice(("CA", "US", "CA", "US", "CA", "US", "KR", None)),
            "age": draw.choice((None, 25, 31, 40, 44, 52, 60, 70)),
            "plan": draw.choice(("gold", "gold", "gold", "gold", "gold", "gold", "free", None)),
            "visits": draw.randrange(8, 60),
            "opted_in": draw.choice((True, True, True, True, True, False)),
        }
        names = draw.choices(("visit", "view", "cart", "purchase", "refund"), (34, 30, 15, 17, 2), k=HISTORY)
        times = sorted(AS_OF - dt.timedelta(seconds=draw.randrange(400 * 86_400)) for _ in names)
        customer["history"] = [
            {
                "event": name,
                "time": time,
                "item": draw.choice(("shorts", "tank top", "hoodie")),
                "total": draw.randrange(100),
            }
            for name, time in zip(names, times, strict=True)
        ]
        made.append(customer)
    return made


def given() -> list[Customer]:
    """The customers as segql takes them: events by name."""
    return [
        {
            **{name: value for name, value in each.items() if name != "history"},
            "events": {
                name: [
                    {"time": e["time"], "item": e["item"], "total": e["total"]}
                    for e in each["history"]
                    if e["event"] == name
                ]
                for name in CATALOG.events
            },
        }
        for each in customers()
    ]


def _asking(holds: Callable[[Any], object], everyone: Iterable[Any]) -> Work:
    everyone = list(everyone)
    return lambda: {"members": [at for at, each in enumerate(everyone) if holds(each)]}


# --- segql ------------------------------------------------------------------------------------


def _segment(case: str) -> Segment:
    return compile(ATTRIBUTES if case == "attributes" else BEHAVIOUR, CATALOG)


def of_profiles(case: str) -> Work:
    """Of customers who were read before."""
    return _asking(_segment(case).matcher(as_of=AS_OF), [profile(each, CATALOG) for each in given()])


def of_mappings(case: str) -> Work:
    """Of mappings, which are checked each time."""
    return _asking(_segment(case).matcher(as_of=AS_OF), given())


def at_instants(case: str) -> Work:
    """Of profiles, at another instant each time, as with `now`."""
    segment, times = _segment(case), list[int]()

    def matches(customer: Any) -> bool:
        times.append(0)
        return segment.matches(customer, as_of=AS_OF + dt.timedelta(microseconds=len(times) % 1_000_000))

    return _asking(matches, [profile(each, CATALOG) for each in given()])


def by_definition(case: str) -> Work:
    """By the functions that define the language; the customers are read before."""
    bound = _segment(case).at(AS_OF)
    rows: dict[str, list[dict[str, Any]]] = {"customers": [], **{name: [] for name in CATALOG.events}}
    for key, each in enumerate(given()):
        rows["customers"].append({**each, "customer_id": key})
        for name, happened in each["events"].items():
            rows[name] += [{**row, "customer_id": key} for row in happened]
    people = load(CATALOG, rows, uses([bound.condition])).customers
    alone = Population((), counted_by_id(CATALOG))
    return _asking(lambda each: holds(bound.condition, each, alone), people)


# --- by hand ----------------------------------------------------------------------------------

_COUNTRIES = frozenset({"CA", "US"})
_KNOWN = frozenset({"country", "age", "plan", "visits", "opted_in", "events", "lists", "customer_id"})
_KNOWN_OF_EVENTS = frozenset({"time", "item", "total"})
_DAYS_60, _DAYS_90, _DAYS_365 = (AS_OF - dt.timedelta(days=each) for each in (60, 90, 365))


def by_hand(case: str) -> Work:
    """A lambda, or one loop over the whole history: what is given is taken on trust."""
    if case == "behaviour":
        return _asking(_fused, [each["history"] for each in customers()])
    return _asking(
        lambda c: (
            c["country"] in _COUNTRIES
            and c["age"] is not None
            and c["age"] >= 30
            and c["plan"] == "gold"
            and c["visits"] is not None
            and c["visits"] >= 10
            and c["opted_in"] is True
        ),
        customers(),
    )


def _fused(history: list[Customer]) -> bool:
    shorts = large = visits = refunds = 0
    for event in history:
        name, time = event["event"], event["time"]
        if time > AS_OF:
            continue
        if name == "purchase":
            if event["item"] == "shorts":
                shorts += 1
            if time > _DAYS_365 and event["total"] is not None and event["total"] >= 50:
                large += 1
        elif name == "visit":
            if time > _DAYS_60:
                visits += 1
        elif name == "refund" and time > _DAYS_90:
            refunds += 1
    return shorts >= 2 and large >= 1 and visits >= 3 and not refunds


def by_hand_checked(case: str) -> Work:
    """The same, with the names and types checked that segql checks in a mapping."""
    return _asking(_checked_attributes if case == "attributes" else _checked_events, given())


def _checked_attributes(c: Customer) -> bool:
    if not c.keys() <= _KNOWN:
        raise ValueError("unknown name")
    country, age, plan, visits = c.get("country"), c.get("age"), c.get("plan"), c.get("visits")
    for text in (country, plan):
        if text is not None and not isinstance(text, str):
            raise TypeError("no string")
    for number in (age, visits):
        if number is not None and (not isinstance(number, int) or not -(2**63) <= number < 2**63):
            raise TypeError("no integer of 64 bits")
    if not isinstance(c.get("opted_in"), bool | None):
        raise TypeError("no boolean")
    return (
        country in _COUNTRIES
        and (age is not None and age >= 30)
        and plan == "gold"
        and (visits is not None and visits >= 10)
        and c.get("opted_in") is True
    )


def _checked_events(c: Customer) -> bool:
    if not c.keys() <= _KNOWN or not c["events"].keys() <= CATALOG.events.keys():
        raise ValueError("unknown name")
    shorts = large = visits = refunds = 0
    for name in ("purchase", "visit", "refund"):
        for event in c["events"].get(name) or ():
            if not event.keys() <= _KNOWN_OF_EVENTS:
                raise ValueError("unknown name")
            time = event.get("time")
            if not isinstance(time, dt.datetime) or time.tzinfo is None:
                raise TypeError("no instant")
            if name == "purchase":
                item, total = event.get("item"), event.get("total")
                if item is not None and not isinstance(item, str):
                    raise TypeError("no string")
                if total is not None and (not isinstance(total, int) or not -(2**63) <= total < 2**63):
                    raise TypeError("no integer of 64 bits")
            if time > AS_OF:
                continue
            if name == "purchase":
                if event["item"] == "shorts":
                    shorts += 1
                if time > _DAYS_365 and event["total"] is not None and event["total"] >= 50:
                    large += 1
            elif name == "visit":
                if time > _DAYS_60:
                    visits += 1
            elif time > _DAYS_90:
                refunds += 1
    return shorts >= 2 and large >= 1 and visits >= 3 and not refunds


# --- other languages --------------------------------------------------------------------------

_NOW, _S60, _S90, _S365 = (int(each.timestamp()) for each in (AS_OF, _DAYS_60, _DAYS_90, _DAYS_365))
_CEL = {
    "attributes": 'country in ["CA", "US"] && age != null && age >= 30 && plan == "gold"'
    " && visits != null && visits >= 10 && opted_in == true",
    "behaviour": 'history.filter(e, e.event == "purchase" && e.time <= NOW && e.item == "shorts").size() >= 2'
    ' && history.exists(e, e.event == "purchase" && e.time <= NOW && e.time > S365 && e.total >= 50)'
    ' && history.filter(e, e.event == "visit" && e.time <= NOW && e.time > S60).size() >= 3'
    ' && !history.exists(e, e.event == "refund" && e.time <= NOW && e.time > S90)',
}
_RULE = {
    "attributes": 'country in ["CA", "US"] and age != null and age >= 30 and plan == "gold"'
    " and visits != null and visits >= 10 and opted_in == true",
    "behaviour": '[e for e in history if e["event"] == "purchase" and e["time"] <= NOW'
    ' and e["item"] == "shorts"].length >= 2'
    ' and [e for e in history if e["event"] == "purchase" and e["time"] <= NOW and e["time"] > S365'
    ' and e["total"] >= 50].length >= 1'
    ' and [e for e in history if e["event"] == "visit" and e["time"] <= NOW and e["time"] > S60].length >= 3'
    ' and [e for e in history if e["event"] == "refund" and e["time"] <= NOW'
    ' and e["time"] > S90].length == 0',
}
_ZEN = {
    "attributes": 'country in ["CA", "US"] and age != null and age >= 30 and plan == "gold"'
    " and visits != null and visits >= 10 and opted_in == true",
    "behaviour": 'count(history, #.event == "purchase" and #.time <= NOW and #.item == "shorts") >= 2'
    ' and some(history, #.event == "purchase" and #.time <= NOW and #.time > S365 and #.total >= 50)'
    ' and count(history, #.event == "visit" and #.time <= NOW and #.time > S60) >= 3'
    ' and none(history, #.event == "refund" and #.time <= NOW and #.time > S90)',
}


def _written(texts: dict[str, str], case: str) -> str:
    text = texts[case]
    for name, seconds in {"NOW": _NOW, "S60": _S60, "S90": _S90, "S365": _S365}.items():
        text = text.replace(f" {name}", f" {seconds}")
    return text


def _in_seconds(case: str) -> list[Customer]:
    found: list[Customer] = []
    for each in customers():
        history = [{**event, "time": int(event["time"].timestamp())} for event in each.pop("history")]
        found.append({**each, "history": history} if case == "behaviour" else each)
    return found


def in_cel_python(case: str) -> Work:
    """cel-python; its own values are made before, and what is missing is 0 or empty: it compares no null."""
    celpy: Any = import_module("celpy")
    environment = celpy.Environment()
    text = _written(_CEL, case).replace("age != null && ", "").replace("visits != null && ", "")
    program = environment.program(environment.compile(text))
    empty = {"country": "", "plan": "", "age": 0}
    given = [{**c, **{name: empty[name] for name in empty if c[name] is None}} for c in _in_seconds(case)]
    everyone = [{name: celpy.json_to_cel(value) for name, value in c.items()} for c in given]
    return _asking(program.evaluate, everyone)


def in_common_expression_language(case: str) -> Work:
    """The Common Expression Language in Rust."""
    program: Any = import_module("cel").compile(_written(_CEL, case))
    return _asking(program.execute, _in_seconds(case))


def in_rule_engine(case: str) -> Work:
    """rule-engine."""
    rule: Any = import_module("rule_engine").Rule(_written(_RULE, case))
    return _asking(rule.matches, _in_seconds(case))


def in_zen_engine(case: str) -> Work:
    """zen-engine, in Rust."""
    expression: Any = import_module("zen").compile_expression(_written(_ZEN, case))
    return _asking(expression.evaluate, _in_seconds(case))


# --- many segments ----------------------------------------------------------------------------


def _shoppers() -> list[Customer]:
    """Customers of the shop of the other topics, with so many events each."""
    draw, made = Random(20260102), list[Customer]()
    for _ in range(CUSTOMERS):
        customer: Customer = {
            "country": draw.choice(("KR", "US", "CA")),
            "plan": draw.choice(("gold", "free")),
        }
        events: dict[str, list[Customer]] = {}
        for name in draw.choices(list(EVENTS), [each.weight for each in EVENTS.values()], k=HISTORY):
            event: Customer = {"time": AS_OF - dt.timedelta(seconds=draw.randrange(730 * 86_400))}
            if EVENTS[name].items:
                event["item"] = f"item-{int(draw.expovariate(1 / 60)) % 1_000:04}"
                event["category"] = ITEMS[event["item"]]
                event["amount"] = draw.randrange(10_000) / 100 if EVENTS[name].amounts else None
            events.setdefault(name, []).append(event)
        made.append({**customer, "events": events, "email_opt_in": draw.choice((True, False))})
    return made


def together(count: int, read: bool) -> Work:
    """The names of all segments that hold; of profiles if `read`, else of mappings."""
    catalog = Catalog.load(SHOP)
    matching = compile_all(texts(count), catalog).matcher(as_of=AS_OF)
    people = [profile(each, catalog) if read else each for each in _shoppers()]
    return lambda: {f"{at}": matching(each) for at, each in enumerate(people)}


def one_by_one(count: int) -> Work:
    """The same, each segment asked by itself, of profiles."""
    catalog = Catalog.load(SHOP)
    segments = compile_all(texts(count), catalog)
    asked = [(name, each.matcher(as_of=AS_OF)) for name, each in segments.items()]
    people = [profile(each, catalog) for each in _shoppers()]
    return lambda: {
        f"{at}": [name for name, matches in asked if matches(each)] for at, each in enumerate(people)
    }
