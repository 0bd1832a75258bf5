"""Names on engines that read only so much of a name."""

from __future__ import annotations

from itertools import count

from sqlglot import exp

from segql_sql.refused import Refused


def shorten_names(query: exp.Select, most: int) -> None:
    """Other names for what the query itself names with more than `most` bytes of UTF-8.

    Raises Refused for names of tables and stored columns, which cannot be changed.
    """
    used = {each.this for each in query.find_all(exp.Identifier)}
    long = {name for name in used if len(name.encode()) > most}
    if not long:
        return
    if not long.isdisjoint(_stored(query)):
        raise Refused(f"names of more than {most} bytes", "rename the table or the column")
    renamed: dict[str, str] = {}
    for name in sorted(long):
        start = name.encode()[: most - 6].decode(errors="ignore")
        renamed[name] = next(
            each for each in (f"{start}_{number}" for number in count(1)) if each not in used
        )
        used.add(renamed[name])
    for each in query.find_all(exp.Identifier):
        each.set("this", renamed.get(each.this, each.this))


def _stored(query: exp.Select) -> set[str]:
    """The names of tables and of their columns, which alone are mentioned without a relation."""
    relations = {each.alias for each in query.find_all(exp.CTE)}
    tables = [each for each in query.find_all(exp.Table) if each.db or each.name not in relations]
    columns = [each.name for each in query.find_all(exp.Column) if not each.table]
    return {*columns, *(each.this for table in tables for each in table.parts)}
