"""Reading a customer from a mapping: one Python function for a catalog and what is asked of it.

What is of the expected class already is taken as it stands; all else goes to `customer`, cell by cell,
which converts it or says what is wrong with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, assert_never

from segql.catalog import Catalog, ValueField
from segql.types import MAX_SCALE
from segql.uses import Uses
from segql_python import customer
from segql_python.compiled.profile import Layout, Profile, time_of
from segql_python.compiled.writer import Block, Bound

Read = Callable[[object], Profile]
"""From a mapping (or a Profile of an equal catalog) to a Profile. Raises DataError."""


def reader(layout: Layout, uses: Uses | None) -> Read:
    """The function that reads what is used: all, where that is not said."""
    catalog, bound, lines = layout.catalog, Bound(), Block()
    known = bound.constant(customer.known_names(catalog), "known")
    lines.lines += [
        "if type(customer) is not dict:",
        Block(
            [
                "if type(customer) is Profile: return same(customer, catalog)",
                "customer = mapping(customer)",
            ]
        ),
        f"if not {known}.issuperset(customer):",
        Block(["unknown_attribute(catalog, customer)"]),
        "get = customer.get",
    ]
    attributes: list[str] = []
    for at, (name, field) in enumerate(catalog.customers.attributes.items()):
        if uses is None or name in uses.attributes:
            attributes.append(f"x{at}")
            _read_value(lines, bound, f"x{at}", f"get({bound.constant(name)})", name, field, None)
        else:
            attributes.append("None")
    lines.lines.append(f"key = get({bound.constant(catalog.customers.key)})")
    lines.lines.append("if key is not None and not (type(key) is str and key.isascii()):")
    lines.lines.append(Block(["key = key_of(catalog, key)"]))
    lines.lines.append("lists = get('lists')")
    lines.lines.append("lists = nothing if lists is None else lists_of(catalog, lists)")
    events = _read_events(lines, bound, layout, uses)
    made = f"Profile(catalog, key, ({_tuple(attributes)}), {events}, lists)"
    source = [
        f"def bound(catalog, {', '.join(bound.constants)}):",
        " def read(customer):",
        *lines.text(2),
        f"  return {made}",
        " return read",
    ]
    names = dict(_NAMES)
    exec(compile("\n".join(source), "<customer>", "exec"), names)
    return names["bound"](catalog, *bound.constants.values())


def _tuple(parts: list[str]) -> str:
    return "".join(f"{part}, " for part in parts)


def _read_events(lines: Block, bound: Bound, layout: Layout, uses: Uses | None) -> str:
    catalog = layout.catalog
    known = bound.constant(frozenset(catalog.events), "known")
    read: dict[str, str] = {}
    deeper = Block()
    for at, name in enumerate(catalog.events):
        if uses is None or name in uses.events:
            read[name] = f"v{at}"
            _read_rows(deeper, bound, catalog, name, f"v{at}", uses)
    lines.lines.append(" = ".join([*read.values(), "()"]) if read else "")
    lines.lines.append("events = get('events')")
    lines.lines.append("if events is not None:")
    lines.lines.append(
        Block(
            [
                "if type(events) is not dict: events = events_of(events)",
                f"if not {known}.issuperset(events): unknown_event(catalog, events)",
                *deeper.lines,
            ]
        )
    )
    return f"({_tuple([read.get(name, '()') for name in catalog.events])})"


def _read_rows(lines: Block, bound: Bound, catalog: Catalog, name: str, rows: str, uses: Uses | None) -> None:
    """Lines that read the rows of one event."""
    entry = catalog.events[name]
    event, known = bound.constant(name), bound.constant(customer.known_properties(entry), "known")
    instant = bound.constant(customer.instant_reader(name, entry))
    body = Block(
        [
            f"if type(row) is not dict: row = event_of({event}, row, number)",
            f"if not {known}.issuperset(row): unknown_property(catalog, {event}, row)",
            "value = row.get",
            "time = value('time')",
            "if type(time) is not datetime or time.tzinfo is not UTC:",
            Block([f"time = {instant}(time, number)", "if time is None: continue"]),
        ]
    )
    id = "None"
    if entry.id is not None and (uses is None or name in uses.counted):
        id = "id"
        body.lines.append("id = value('id')")
        body.lines.append(f"if id is not None and type(id) is not str: id = id_of({event}, id, number)")
    parts = ["time", id]
    for at, (each, field) in enumerate(entry.properties.items()):
        if uses is None or each in uses.events[name]:
            parts.append(f"y{at}")
            _read_value(body, bound, f"y{at}", f"value({bound.constant(each)})", each, field, name)
        else:
            parts.append("None")
    body.lines.append(f"append(({_tuple(parts)}))")
    lines.lines += [
        f"given = events.get({event})",
        "if given is not None:",
        Block(
            [
                f"if type(given) is not list: given = rows_of({event}, given)",
                f"{rows} = []",
                f"append = {rows}.append",
                "number = 0",
                "for row in given:",
                Block(["number += 1", *body.lines]),
                f"if number > 1: {rows}.sort(key=time_of, reverse=True)",
            ]
        ),
    ]


def _read_value(
    lines: Block, bound: Bound, name: str, text: str, given: str, field: ValueField, event: str | None
) -> None:
    """Lines that put a value, in its canonical form, into a variable."""
    convert = bound.constant(customer.value_reader(given, field, event))
    number = "None" if event is None else "number"
    lines.lines.append(f"{name} = {text}")
    otherwise = f"if {name} is not None and not ({_plain(field, name)}):"
    if field.resolved.kind == "decimal":
        most = 10 ** (MAX_SCALE - field.resolved.scale)
        lines.lines.append(f"if type({name}) is int and -{most} < {name} < {most}:")
        lines.lines.append(Block([f"{name} *= {10**field.resolved.scale}"]))
        otherwise = f"elif {name} is not None:"
    lines.lines.extend([otherwise, Block([f"{name} = {convert}({name}, {number})"])])


def _plain(field: ValueField, x: str) -> str:
    """Whether a value is in its canonical form: where this is false, it may be so still."""
    match field.resolved.kind:
        case "string" | "enum":
            return f"type({x}) is str and {x}.isascii()"
        case "integer":
            return f"type({x}) is int and -{2**63} <= {x} < {2**63}"
        case "float":
            return f"type({x}) is float and {x} == {x}"  # NaN is missing; -0.0 is as good as 0.0
        case "boolean":
            return f"type({x}) is bool"
        case "date":
            return f"type({x}) is date"
        case "datetime":
            return f"type({x}) is datetime and {x}.tzinfo is UTC"
        case "decimal" | "list" | "point" | "duration":
            return "False"
        case _:
            assert_never(field.resolved.kind)


def _same(profile: Profile, catalog: Catalog) -> Profile:
    if profile.catalog != catalog:
        raise customer.other_catalog()
    return profile


_NAMES: dict[str, Any] = {
    "Profile": Profile,
    "UTC": dt.UTC,
    "date": dt.date,
    "datetime": dt.datetime,
    "event_of": customer.event_of,
    "events_of": customer.events_of,
    "id_of": customer.id_of,
    "key_of": customer.key_of,
    "lists_of": customer.lists_of,
    "mapping": customer.mapping_of,
    "nothing": frozenset[str](),
    "rows_of": customer.rows_of,
    "same": _same,
    "time_of": time_of,
    "unknown_attribute": customer.unknown_attribute,
    "unknown_event": customer.unknown_event,
    "unknown_property": customer.unknown_property,
}
