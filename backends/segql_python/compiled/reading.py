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
from segql_python.compiled.profile import Layout, Parts, Profile, time_of
from segql_python.compiled.writer import Block, Bound, code

Read = Callable[[object], Parts]
"""From a mapping (or a Profile of an equal catalog) to what is known of the customer. Raises DataError."""


def reader(layout: Layout, uses: Uses | None) -> Read:
    """The function that reads what is used: all, where that is not said."""
    source, bound = written(layout, uses)
    names = dict(_NAMES)
    exec(code(source), names)
    return names["bound"](layout.catalog, *bound.constants.values())


def written(layout: Layout, uses: Uses | None) -> tuple[str, Bound]:
    """The source of a reader, and what its names are bound to."""
    w = _Writer(layout.catalog, uses)
    body = w.customer()
    head = [f"def bound(catalog, {', '.join(w.bound.constants)}):", " def read(customer):"]
    return "\n".join([*head, *body.text(2), " return read"]), w.bound


class _Writer:
    def __init__(self, catalog: Catalog, uses: Uses | None) -> None:
        self.catalog, self.uses = catalog, uses
        self.bound = Bound()

    def customer(self) -> Block:
        """Lines that read all of a customer."""
        catalog, name_of = self.catalog, self.bound.constant
        values, names = Block(), list[str]()
        for at, (name, field) in enumerate(catalog.customers.attributes.items()):
            used = self.uses is None or name in self.uses.attributes
            names.append(f"x{at}" if used else "None")
            if used:
                self._value(values, f"x{at}", f"get({name_of(name)})", name, field, None)
        happened, events = self._events()
        in_64_bits = f"type(key) is int and -{2**63} <= key < {2**63}"
        return Block(
            [
                "if type(customer) is Profile:",
                Block(["return parts_of(customer, catalog)"]),
                "if type(customer) is not dict:",
                Block(["customer = mapping(customer)"]),
                f"if not {name_of(customer.known_names(catalog), 'known')}.issuperset(customer):",
                Block(["unknown_attribute(catalog, customer)"]),
                "get = customer.get",
                *values.lines,
                f"key = get({name_of(catalog.customers.key)})",
                f"if key is not None and not (type(key) is str and key.isascii() or {in_64_bits}):",
                Block(["key = key_of(catalog, key)"]),
                "lists = get('lists')",
                "lists = nothing if lists is None else lists_of(catalog, lists)",
                *happened.lines,
                f"return ({_tuple(names)}), ({_tuple(events)}), lists, key",
            ]
        )

    def _events(self) -> tuple[Block, list[str]]:
        """Lines that read what happened, and where the rows of each event are then."""
        catalog, read, names = self.catalog, Block(), list[str]()
        for at, name in enumerate(catalog.events):
            used = self.uses is None or name in self.uses.events
            names.append(f"v{at}" if used else "()")
            if used:
                self._rows(read, f"v{at}", name)
        known = self.bound.constant(frozenset(catalog.events), "known")
        lines: list[str | Block] = [f"{name} = ()" for name in names if name != "()"]
        lines += [
            "events = get('events')",
            "if events is not None:",
            Block(
                [
                    "if type(events) is not dict:",
                    Block(["events = events_of(events)"]),
                    f"if not {known}.issuperset(events):",
                    Block(["unknown_event(catalog, events)"]),
                    *read.lines,
                ]
            ),
        ]
        return Block(lines), names

    def _rows(self, lines: Block, rows: str, name: str) -> None:
        """Lines that read the rows of an event into the variable `rows`."""
        event = self.bound.constant(name)
        each = Block(["number += 1", *self._row(name, event).lines])
        lines.lines += [
            f"given = events.get({event})",
            "if given is not None:",
            Block(
                [
                    "if type(given) is not list:",
                    Block([f"given = rows_of({event}, given)"]),
                    f"{rows} = []",
                    f"append = {rows}.append",
                    "number = 0",
                    "for row in given:",
                    each,
                    "if number > 1:",
                    Block([f"{rows}.sort(key=time_of, reverse=True)"]),
                ]
            ),
        ]

    def _row(self, name: str, event: str) -> Block:
        """Lines that read one row."""
        entry, parts = self.catalog.events[name], ["time", "None"]
        known = self.bound.constant(customer.known_properties(entry), "known")
        instant = self.bound.constant(customer.instant_reader(name, entry))
        row = Block(
            [
                "if type(row) is not dict:",
                Block([f"row = event_of({event}, row, number)"]),
                f"if not {known}.issuperset(row):",
                Block([f"unknown_property(catalog, {event}, row)"]),
                "time = row.get('time')",
                "if type(time) is not datetime or time.tzinfo is not UTC:",
                Block([f"time = {instant}(time, number)", "if time is None:", Block(["continue"])]),
            ]
        )
        if entry.id is not None and (self.uses is None or name in self.uses.counted):
            parts[1] = "id"
            row.lines += ["id = row.get('id')", "if id is not None and type(id) is not str:"]
            row.lines.append(Block([f"id = id_of({event}, id, number)"]))
        for at, (each, field) in enumerate(entry.properties.items()):
            used = self.uses is None or each in self.uses.events[name]
            parts.append(f"y{at}" if used else "None")
            if used:
                self._value(row, f"y{at}", f"row.get({self.bound.constant(each)})", each, field, name)
        row.lines.append(f"append(({_tuple(parts)}))")
        return row

    def _value(
        self, lines: Block, variable: str, given: str, name: str, field: ValueField, event: str | None
    ) -> None:
        """Lines that put a value, in its canonical form, into a variable."""
        convert = self.bound.constant(customer.value_reader(name, field, event))
        lines.lines.append(f"{variable} = {given}")
        otherwise = f"if not ({_plain(field, variable)}) and {variable} is not None:"
        if field.resolved.kind == "decimal":
            most = 10 ** (MAX_SCALE - field.resolved.scale)
            lines.lines.append(f"if type({variable}) is int and -{most} < {variable} < {most}:")
            lines.lines.append(Block([f"{variable} *= {10**field.resolved.scale}"]))
            otherwise = f"elif {variable} is not None:"
        number = "None" if event is None else "number"
        lines.lines += [otherwise, Block([f"{variable} = {convert}({variable}, {number})"])]


def _tuple(parts: list[str]) -> str:
    return "".join(f"{part}, " for part in parts)


def _plain(field: ValueField, x: str) -> str:
    """Whether a value is in its canonical form: where this is false, it may be so still."""
    match field.resolved.kind:
        case "string" | "enum":
            return f"type({x}) is str and {x}.isascii()"
        case "integer":
            small = f"-{2**30} < {x} < {2**30}"  # which Python compares in less time
            return f"type({x}) is int and ({small} or -{2**63} <= {x} < {2**63})"
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


def _parts_of(profile: Profile, catalog: Catalog) -> Parts:
    if profile.catalog != catalog:
        raise customer.other_catalog()
    return profile.parts


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
    "parts_of": _parts_of,
    "time_of": time_of,
    "unknown_attribute": customer.unknown_attribute,
    "unknown_event": customer.unknown_event,
    "unknown_property": customer.unknown_property,
}
