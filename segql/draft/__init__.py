"""Drafting a catalog from data: types that hold for every row, and guesses at what the tables are.

Needs the extra `polars`.
"""

from __future__ import annotations

from pathlib import Path

from segql.draft.columns import guess
from segql.draft.customers import Customers, find_customers
from segql.draft.events import draft_events, time_column
from segql.draft.fields import fields
from segql.draft.hints import free_name
from segql.draft.tables import Table, read_tables
from segql.yaml_text import Remarked, to_yaml

__all__ = ["draft"]

_HEADER = (
    "Drafted from data: the types hold for every row of it, the rest are guesses.",
    "Read it through; behind `enum?` stand values that could be declared.",
)


def draft(path: str | Path) -> str:
    """A catalog, as YAML with comments, for a folder of tables, a database file or a file.

    Raises DataError where the data cannot be read, or no table looks like the customers.
    """
    tables = read_tables(Path(path))
    customers = find_customers(tables)
    columns = guess(customers.table)
    attributes, _ = fields({name: each for name, each in columns.items() if name != customers.key})
    events: dict[str, object] = {}
    lists: dict[str, object] = {}
    left_out: list[str] = []
    for table in tables:
        if table is not customers.table:
            left_out += _other(table, customers, attributes, events, lists)
    zone = Remarked("UTC", "the zone whose days and months are meant, as Asia/Seoul")
    entry = {"table": customers.table.name, "key": customers.key, "attributes": attributes}
    catalog: dict[str, object] = {"#": _HEADER, "timezone": zone, "customers": entry}
    catalog |= {"events": events} if events else {}
    catalog |= {"lists": lists} if lists else {}
    return to_yaml(catalog) + "".join(f"# {line}\n" for line in left_out)


def _other(
    table: Table,
    customers: Customers,
    attributes: dict[str, object],
    events: dict[str, object],
    lists: dict[str, object],
) -> list[str]:
    """Enters a table as events or as a list; says why where it is neither."""
    customer = customers.links.get(table.name)
    if customer is None:
        return [f"left out: `{table.name}` refers to no customer by a column like `{customers.key}`"]
    columns = guess(table)
    time = time_column({name: each for name, each in columns.items() if name != customer})
    if time is not None:
        events.update(draft_events(table, columns, customer, time, {*attributes, *events}))
        return []
    if len(columns) == 1:
        lists[free_name(table.name, lists)] = {"table": table.name, "customer": customer}
        return []
    return [f"left out: `{table.name}` has no column with a time"]
