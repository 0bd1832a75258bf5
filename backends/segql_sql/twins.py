"""Names that differ only in case: to a database they are one name, so no text can mean both."""

from __future__ import annotations

from collections.abc import Iterable

from segql.catalog import Catalog, stored_in


def twins(catalog: Catalog) -> str | None:
    """The first two tables, or columns of one table, of a catalog that are such, in words; None without."""
    columns = _columns(catalog)
    if pair := _twins(columns):
        return f"the tables `{pair[0]}` and `{pair[1]}`"
    for table, names in columns.items():
        if pair := _twins(names):
            return f"the columns `{pair[0]}` and `{pair[1]}` of `{table}`"
    return None


def _twins(names: Iterable[str]) -> tuple[str, str] | None:
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            return other, name
    return None


def _columns(catalog: Catalog) -> dict[str, list[str]]:
    """The columns that a catalog names, by table."""
    customers = catalog.customers
    found = {customers.table: [customers.key]}
    for name, field in customers.attributes.items():
        found[customers.table] += stored_in(name, field)
        if field.table is not None:
            found.setdefault(field.table, []).extend([field.key or "", field.column or name])
    for event in catalog.events.values():
        columns = found.setdefault(event.table, [])
        columns += [event.customer, event.time, *event.where, *([event.id] if event.id else [])]
        for name, field in event.properties.items():
            columns += stored_in(name, field)
            if field.table is not None:
                found.setdefault(field.table, []).extend([field.key or "", field.column or name])
    for listed in catalog.lists.values():
        found.setdefault(listed.table, []).extend([listed.customer, *listed.where])
    return found
