"""The events that a table holds: one kind, or one for each value of a column that names them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import polars as pl

from segql.draft.columns import Column
from segql.draft.fields import fields
from segql.draft.hints import (
    free_name,
    identifier,
    is_order,
    is_order_id,
    names_events,
    subject_rank,
    time_rank,
)
from segql.draft.tables import Table, collect
from segql.yaml_text import Remarked

_KINDS = 100  # different events in one table, at most


def time_column(columns: Mapping[str, Column]) -> str | None:
    """The column that says when something happened; None where there is none."""
    times = [each for each in columns.values() if each.type and each.type.is_time and not each.empty]
    ranked = sorted(
        times, key=lambda each: (each.type is None or each.type.kind == "date", time_rank(each.name))
    )
    return ranked[0].name if ranked else None


def draft_events(
    table: Table, columns: Mapping[str, Column], customer: str, time: str, taken: Collection[str]
) -> Iterator[tuple[str, dict[str, object]]]:
    """Names and catalog entries of the events of a table. Raises DataError."""
    names = set(taken)
    base: dict[str, object] = {
        "table": table.name,
        "customer": customer,
        "time": _remarked_time(columns[time]),
    }
    properties = {name: each for name, each in columns.items() if name not in (customer, time)}
    kind = _kind_column(table, properties)
    if kind is None:
        name = free_name(identifier(table.name), names)
        yield name, base | _about(properties, is_orders=True)
        return
    del properties[kind]
    used = collect(
        table.frame.group_by(pl.col(kind).cast(pl.String)).agg(pl.col(list(properties)).is_not_null().any()),
        table.name,
    )
    for row in used.drop_nulls(kind).sort(kind).iter_rows(named=True):
        if "\0" in row[kind]:  # which no catalog can hold
            continue
        name = free_name(identifier(row[kind]), names)
        names.add(name)
        own = {each: column for each, column in properties.items() if row[each]}
        yield name, base | {"where": {kind: row[kind]}} | _about(own, is_orders=is_order(row[kind]))


def _remarked_time(column: Column) -> object:
    return Remarked(column.name, column.remark) if column.remark else column.name


def _kind_column(table: Table, columns: Mapping[str, Column]) -> str | None:
    """The column whose values name the events."""
    texts = [name for name, each in columns.items() if each.type and each.type.is_text and not each.empty]
    named = [name for name in texts if names_events(name, table.name)]
    few = table.which((pl.col(name).n_unique() <= _KINDS) & (pl.col(name) != "").all() for name in named)
    return next((name for name, held in zip(named, few, strict=True) if held), None)


def _about(columns: Mapping[str, Column], *, is_orders: bool) -> dict[str, object]:
    """Id, subject and properties."""
    made: dict[str, object] = {}
    order = next((name for name, each in columns.items() if is_order_id(name) and _may_be_id(each)), None)
    if is_orders and order is not None:
        made["id"] = Remarked(order, "rows with the same one count once")
    properties, sources = fields(columns)
    ranked = sorted(
        (rank, name)
        for name, source in sources.items()
        if (rank := subject_rank(source)) is not None
        and columns[source].type is not None
        and _is_text(columns[source])
    )
    if ranked:
        name = ranked[0][1]
        made["subject"] = Remarked(name, 'what EVENT("...") compares')
    if properties:
        made["properties"] = properties
    return made


def _may_be_id(column: Column) -> bool:
    return column.type is not None and column.type.kind in ("string", "integer")


def _is_text(column: Column) -> bool:
    return column.type is not None and column.type.is_text
