"""Segments run where the tables are: members streamed out, or left there in a table."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlglot import exp

from segql.backend import BoundSegment, Key
from segql.catalog import Catalog, TableName, table_parts
from segql.data import errors
from segql.data.sources import tables_of
from segql.diagnostics import DataError, EngineError, SegqlError, error
from segql.uses import uses
from segql_sql import nodes as n
from segql_sql.backend import SqlTexts
from segql_sql.batches import together
from segql_sql.compile import compile_together
from segql_sql.connect.connection import Connection
from segql_sql.connect.fits import check_columns, wanted_columns

_ROOM = 12
"""Characters of a table's own name that are kept in temporary ones."""


class SqlWarehouse:
    """A warehouse with tables of a catalog. Methods raise DataError for tables that do not fit it, and
    EngineError for statements that fail."""

    def __init__(self, backend: SqlTexts, connection: Connection) -> None:
        self._backend = backend
        self._connection = connection

    @property
    def name(self) -> str:
        """The name of the backend that writes its texts."""
        return self._backend.name

    def customers(self, segments: Mapping[str, BoundSegment]) -> int:
        """How many customers there are, once all that the segments look at is found to be there, and
        every customer to have a key of her own."""
        catalog = next(iter(segments.values())).catalog
        used = uses([segment.condition for segment in segments.values()])
        for table, wanted in wanted_columns(catalog, used, self.name).items():
            check_columns(table, wanted, self._connection.columns(table_parts(table)), self.name)
        (rows, keys, different) = self._row(self._promises(catalog))
        table, key = catalog.customers.table, catalog.customers.key
        if keys != rows:
            raise errors.missing_keys(table, key, rows - keys)
        if different != rows:
            message = f"`{table}.{key}` holds {rows - different} keys twice"
            raise error(DataError, "data-duplicate-key", message, "give every customer one row")
        return rows

    def members(self, segments: Mapping[str, BoundSegment]) -> Iterator[tuple[str, Sequence[Key]]]:
        """The keys of the members, ascending, some at a time, with the name of their segment. Segments come
        in their order, those without a member too."""
        for names, text in list(self._backend.together(segments, find="numbers")):
            told = 0
            with _of(names):
                for rows in self._connection.rows(text):
                    for number, some in groupby(rows, key=_number):
                        yield from ((name, []) for name in names[told : number - 1])
                        yield names[number - 1], [_key(row[1]) for row in some]
                        told = number
            yield from ((name, []) for name in names[told:])

    def counts(self, segments: Mapping[str, BoundSegment]) -> dict[str, int]:
        """How many members each segment has, counted there."""
        counts = dict.fromkeys(segments, 0)
        for names, text in list(self._backend.together(segments, find="counts")):
            with _of(names):
                for rows in self._connection.rows(text):
                    counts.update((names[_number(row) - 1], int(row[1])) for row in rows)
        return counts

    def keep(self, segments: Mapping[str, BoundSegment], table: str, *, replace: bool) -> dict[str, int]:
        """Leaves the members in a table, with the columns `segment` and the customers' key; how many
        each segment has.

        It is filled under another name, and takes its own when it is whole. A table that is there is
        an error, unless it is to be replaced.
        """
        target = TableName(tuple(table.split(".")))
        if not all(target.parts) or len(target.parts) > 3:
            message = f"`{table}` is no name of a table"
            raise error(DataError, "table-name", message, "write `table` or `schema.table`")
        self._check_unread(target, next(iter(segments.values())).catalog)
        exists = self._connection.exists(target.parts)
        if exists and not replace:
            message = f"the table `{table}` is already there"
            raise error(DataError, "table-exists", message, "name another, or replace it with `--replace`")
        filling = _beside(target)
        dialect = self._backend.dialect
        batches = list(together(segments, dialect, self._long))
        self._do(dialect.create_as(n.table(filling), self._empty(segments)))
        try:
            for names, tree in batches:
                with _of(names):
                    self._do(exp.Insert(this=n.table(filling), expression=tree))
            counts = dict.fromkeys(segments, 0) | self._counted(filling)
            self._take_place(filling, target, exists)
        except BaseException:
            with suppress(SegqlError):
                self._do(_dropped(filling))
            raise
        return counts

    def _check_unread(self, target: TableName, catalog: Catalog) -> None:
        """Raises DataError where the name may be that of a table with the data."""
        wanted = [part.casefold() for part in target.parts]
        for table in tables_of(catalog):
            parts = [part.casefold() for part in table_parts(table)]
            if all(one == other for one, other in zip(reversed(wanted), reversed(parts), strict=False)):
                message = f"`{target}` is a table of the catalog, `{table}`"
                raise error(DataError, "table-exists", message, "name another")

    def _take_place(self, filled: TableName, target: TableName, exists: bool) -> None:
        """Gives a table the name of another, which goes away only then."""
        dialect, connection = self._backend.dialect, self._connection
        taken = dialect.renamed(n.table(filled), n.table(target))
        if not exists or connection.transactional:
            self._do(*([_dropped(target)] if exists else []), taken)
            return
        aside = _beside(target)
        self._do(dialect.renamed(n.table(target), n.table(aside)))
        try:
            self._do(taken)
        except BaseException:
            with suppress(SegqlError):
                self._do(dialect.renamed(n.table(aside), n.table(target)))
            raise
        self._do(_dropped(aside))

    def _promises(self, catalog: Catalog) -> exp.Select:
        key = n.column(catalog.customers.key)
        different = exp.Distinct(expressions=[self._backend.dialect.read_key(key.copy())])
        counts = [exp.Count(this=exp.Star()), exp.Count(this=key), exp.Count(this=different)]
        return n.select(counts, n.table(catalog.customers.table))

    def _long(self, segments: Mapping[str, BoundSegment]) -> exp.Select:
        """The names of segments and the keys of their members."""
        tree = compile_together(segments, self._backend.dialect, "names").tree
        tree.set("order", None)
        return tree

    def _empty(self, segments: Mapping[str, BoundSegment]) -> exp.Select:
        """The long form without a row, wide enough for the longest name."""
        longest = max(segments, key=len)
        tree = self._long({longest: segments[longest]})
        where = tree.args.get("where")
        never = n.binary(exp.EQ, n.whole(1), n.whole(0))
        tree.set("where", exp.Where(this=n.all_of([where.this, never]) if where else never))
        return tree

    def _counted(self, table: TableName) -> dict[str, int]:
        """The rows of each name in a table of members."""
        same = self._backend.dialect.read_text(n.column("segment"))  # by code point
        query = n.select([exp.Min(this=n.column("segment")), exp.Count(this=exp.Star())], n.table(table))
        query.set("group", exp.Group(expressions=[same]))
        text = query.sql(self._backend.dialect.sqlglot)
        return {str(_key(name)): int(rows) for part in self._connection.rows(text) for name, rows in part}

    def _row(self, query: exp.Select) -> tuple[int, ...]:
        text = query.sql(self._backend.dialect.sqlglot)
        return tuple(int(value) for rows in self._connection.rows(text) for row in rows for value in row)

    def _do(self, *statements: exp.Expr) -> None:
        sqlglot = self._backend.dialect.sqlglot
        self._connection.execute(*(each.sql(sqlglot, comments=False) for each in statements))


def _dropped(table: TableName) -> exp.Expr:
    return exp.Drop(tables=[n.table(table)], kind="TABLE", exists=True)


def _beside(table: TableName) -> TableName:
    """A name in the same schema that no table has: short, for engines cut long ones."""
    *above, own = table.parts
    return TableName((*above, f"{own[:_ROOM]}_{secrets.token_hex(4)}"))


def _key(value: object) -> Key:
    """A key as the drivers hand it out: exact numbers may come as decimals, keys as UUIDs."""
    match value:
        case str() | int():
            return value
        case Decimal() if value == value.to_integral_value():
            return int(value)
        case bytes():
            return value.decode(errors="replace")
        case _:
            return str(value)


def _number(row: Sequence[Any]) -> int:
    return int(row[0])


class _of:
    """Names the segments in what an engine's failure says."""

    def __init__(self, names: Sequence[str]) -> None:
        several = f"one of the {len(names)} segments `{names[0]}` to `{names[-1]}`"
        self._segments = several if len(names) > 1 else f"the segment `{names[0]}`"

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, failure: BaseException | None, trace: object) -> None:
        if isinstance(failure, EngineError):
            (first,) = failure.diagnostics
            message = first.message.replace(" failed: ", f" failed on {self._segments}: ", 1)
            raise error(EngineError, first.code, message, first.help) from failure.__cause__
