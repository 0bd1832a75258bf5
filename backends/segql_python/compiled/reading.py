"""Reading a customer from a mapping: lines that put what is asked of her into variables.

What is of the expected class already is taken as it stands; all else goes to `usual`, which converts it.
Lines that come by what does not fit the catalog raise DataError or KeyError, which say no more than that:
who runs them reads the mapping again by `plain`, which says what is wrong and where.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any, assert_never

from segql.catalog import ValueField
from segql.diagnostics import DataError
from segql.types import MAX_SCALE
from segql.uses import Uses
from segql_python import customer
from segql_python.compiled import plain, usual
from segql_python.compiled.profile import ID, TIME, Layout, Parts, time_of
from segql_python.compiled.source import Block, Bound, Lines, code
from segql_python.compiled.writer import IN_VARIABLES

Read = Callable[[object], Parts]
"""From a mapping (or a Profile of an equal catalog) to what is known of the customer. Raises DataError."""
_AT_HAND = ("UTC", "datetime", "dict", "int", "len", "str", "type")
TAKES = f"(customer, {', '.join(f'{each}={each}' for each in _AT_HAND)})"
"""What a function with the lines takes. What is asked for with every row is found soonest as a default."""


def reader(layout: Layout, uses: Uses) -> Read:
    """The function that reads what is used."""
    source, bound = written(layout, uses)
    names = dict(NAMES)
    exec(code(source), names)
    return names["bound"](*bound.constants.values())


def written(layout: Layout, uses: Uses) -> tuple[str, Bound]:
    """The source of a reader, and what its names are bound to."""
    bound = Bound(layout.catalog)
    reading = Reading(layout, uses, bound)
    rows = {event: f"rows{at}" for event, at in layout.events.items() if event in uses.events}
    attributes = [reading.attribute(name) for name in layout.attributes]
    events = [rows.get(event, "()") for event in layout.events]
    lines = [
        *[f"{each} = []" for each in rows.values()],
        *reading.customer(lambda event: [f"{rows[event]}.append(({_tuple(reading.row(event))}))"]),
        *[f"{each}.sort(key=time_of, reverse=True)" for each in rows.values()],
        f"return ({_tuple(attributes)}), ({_tuple(events)}), lists, key",
    ]
    body = Block(reading.or_again(lines)).text(2)
    head = [f"def bound({', '.join(bound.constants)}):", f" def read{TAKES}:"]
    return "\n".join([*head, *body, " return read"]), bound


class Reading:
    """Lines that read what is used of a customer."""

    def __init__(self, layout: Layout, uses: Uses, bound: Bound) -> None:
        self.layout, self.uses = layout, uses
        self.bound, self.name_of = bound, bound.constant
        self.catalog = layout.catalog

    def or_again(self, lines: Lines) -> Lines:
        """The lines, which return; who does not fit is read again, which raises the error, or returns what is
        known of her."""
        read = self.bound.fresh(partial(plain.read, self.layout, self.uses))
        return [
            "try:",
            Block(lines),
            "except (KeyError, DataError):",
            Block(["pass"]),
            f"return {read}(customer)",
        ]

    def attribute(self, name: str) -> str:
        """The variable of an attribute; None of one that is not read."""
        at = self.layout.attributes[name]
        return IN_VARIABLES.attribute.format(at=at) if name in self.uses.attributes else "None"

    def row(self, event: str) -> list[str]:
        """The variables of an event's time, id and properties; None of what is not read."""
        used = self.uses.events[event]
        id_is_used = self.catalog.events[event].id is not None and event in self.uses.counted
        return [
            _variable(TIME),
            _variable(ID) if id_is_used else "None",
            *[
                _variable(at) if name in used else "None"
                for name, at in self.layout.properties[event].items()
            ],
        ]

    def customer(self, happened: Callable[[str], Lines]) -> Lines:
        """Lines that read the variable `customer`: her attributes, `lists` and `key`, and the rows of events
        one by one, in the order given, with the lines that `happened` has for each."""
        name_of, attributes = self.name_of, Block()
        for name, field in self.catalog.customers.attributes.items():
            if name in self.uses.attributes:
                variable = self.attribute(name)
                given = f"{variable} = get({name_of(name)})"
                attributes.lines += [given, *self._value(variable, field)]
        in_64_bits = f"type(key) is int and -{2**63} <= key < {2**63}"
        rows = Block()
        for name in self.layout.events:
            if name in self.uses.events:
                rows.lines += self._rows(name, happened(name))
        return [
            "if type(customer) is not dict:",
            Block(["customer = mapping_of(customer)"]),
            f"if not {name_of(customer.known_names(self.catalog), 'known')}.issuperset(customer):",
            Block(["raise KeyError"]),
            "get = customer.get",
            *attributes.lines,
            f"key = get({name_of(self.catalog.customers.key)})",
            f"if key is not None and not (type(key) is str and key.isascii() or {in_64_bits}):",
            Block(["key = key_of(catalog, key)"]),
            "lists = get('lists')",
            "lists = nothing if lists is None else lists_of(catalog, lists)",
            "events = get('events')",
            "if events is not None:",
            Block(
                [
                    "if type(events) is not dict:",
                    Block(["events = events_of(events)"]),
                    f"if not {name_of(frozenset(self.catalog.events), 'known')}.issuperset(events):",
                    Block(["raise KeyError"]),
                    *rows.lines,
                ]
            ),
        ]

    def _rows(self, name: str, happened: Lines) -> Lines:
        """Lines that read the rows of an event."""
        event = self.name_of(name)
        return [
            f"rows = events.get({event})",
            "if rows is not None:",
            Block(
                [
                    "if type(rows) is not list:",
                    Block([f"rows = rows_of({event}, rows)"]),
                    "for row in rows:",
                    Block([*self._row(name), *happened]),
                ]
            ),
        ]

    def _row(self, event: str) -> Lines:
        """Lines that read one row."""
        entry = self.catalog.events[event]
        time, id, *properties = self.row(event)
        instant = self.bound.fresh(usual.instant_reader(entry.timezone))
        lines: Lines = [
            *self._given(event),
            f"if type({time}) is not datetime or {time}.tzinfo is not UTC:",
            Block([f"{time} = {instant}({time})", f"if {time} is None:", Block(["continue"])]),
        ]
        if id != "None":
            lines += [f"if {id} is not None and type({id}) is not str:", Block([f"{id} = id_of({id})"])]
        for variable, field in zip(properties, entry.properties.values(), strict=True):
            if variable != "None":
                lines += self._value(variable, field)
        return lines

    def _given(self, event: str) -> Lines:
        """Lines that put what is given of a row into its variables, unless it has an unknown name.

        One that has as many names as there are has just these, if all of them can be looked up.
        """
        entry = self.catalog.events[event]
        known = customer.known_properties(entry)
        ordered = [each for each in dict.fromkeys(["time", "id", *entry.properties]) if each in known]
        names = {each: repr(each) if each in ("time", "id") else self.name_of(each) for each in ordered}
        read = {
            variable: names[name]
            for variable, name in zip(self.row(event), ["time", "id", *entry.properties], strict=True)
            if variable != "None"
        }
        others = [each for each in names.values() if each not in read.values()]
        return [
            "if type(row) is not dict:",
            Block(["row = dict_of(row)"]),
            f"if len(row) == {len(known)}:",
            Block(
                [*[f"row[{name}]" for name in others], *[f"{x} = row[{name}]" for x, name in read.items()]]
            ),
            f"elif {self.name_of(known, 'known')}.issuperset(row):",
            Block([f"{x} = row.get({name})" for x, name in read.items()]),
            "else:",
            Block(["raise KeyError"]),
        ]

    def _value(self, variable: str, field: ValueField) -> Lines:
        """Lines that bring the value of a variable to its canonical form."""
        convert = Block([f"{variable} = {self.bound.fresh(usual.value_reader(field))}({variable})"])
        if field.resolved.kind == "decimal":
            most = 10 ** (MAX_SCALE - field.resolved.scale)
            return [
                f"if type({variable}) is int and -{most} < {variable} < {most}:",
                Block([f"{variable} *= {10**field.resolved.scale}"]),
                f"elif {variable} is not None:",
                convert,
            ]
        return [f"if not ({_plain(field, variable)}) and {variable} is not None:", convert]


def _variable(at: int) -> str:
    return IN_VARIABLES.of_row.format(at=at)


def _tuple(parts: list[str]) -> str:
    return "".join(f"{part}, " for part in parts)


def _plain(field: ValueField, x: str) -> str:
    """Whether a value is in its canonical form: where this is false, it may be so still."""
    match field.resolved.kind:
        case "string" | "enum":
            return f"type({x}) is str and {x}.isascii()"
        case "integer":
            most = 2**30 - 1  # up to which Python compares in less time
            return f"type({x}) is int and (-{most} <= {x} and {x} <= {most} or -{2**63} <= {x} < {2**63})"
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


NAMES: dict[str, Any] = {
    "DataError": DataError,
    "UTC": dt.UTC,
    "date": dt.date,
    "datetime": dt.datetime,
    "dict_of": usual.dict_of,
    "events_of": customer.events_of,
    "id_of": usual.id_of,
    "key_of": customer.key_of,
    "lists_of": customer.lists_of,
    "mapping_of": customer.mapping_of,
    "nothing": frozenset[str](),
    "rows_of": customer.rows_of,
    "time_of": time_of,
}
"""What lines may call."""
