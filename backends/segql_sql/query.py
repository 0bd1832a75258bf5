"""What is known of a query while it is built, and what its parts share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from segql import meaning as m
from segql.backend import BoundSegment, unsupported
from segql.diagnostics import SegqlError, Span
from segql_sql import nodes as n
from segql_sql.constants import Constants
from segql_sql.dialects import Dialect
from segql_sql.moments import MOST, Moments, Part
from segql_sql.names import Names
from segql_sql.parts import aggregates, parts
from segql_sql.sources import CustomerSource, EventSource, ListSource


@dataclass(slots=True)
class Totals:
    """A relation with one row per customer who has the event, and one column per aggregate."""

    name: str
    names: Names
    columns: dict[m.Aggregate, str] = field(default_factory=dict["m.Aggregate", str])


@dataclass(slots=True)
class Standings:
    """A relation with one row per customer, and where each stands among all."""

    name: str
    names: Names
    columns: dict[m.Standing, str] = field(default_factory=dict["m.Standing", str])


@dataclass(slots=True)
class Scope:
    """Where a node stands: among the customers, or (with `event`) among the rows of an event.

    `joined` collects the relations that the nodes need beside the customers; those of members are among
    them where `joins_members` says so, since not all engines take a subquery anywhere. `looks_at_customer`
    whether the rows of the event need their customer, `looks_at_moments` whether any row needs the
    moments of a live query.
    """

    event: str | None = None
    joins_members: bool = False
    joined: dict[str, None] = field(default_factory=dict[str, None])
    looks_at_customer: bool = False
    looks_at_moments: bool = False


class Query:
    """The relations of one segment. Equal parts are asked for once and shared."""

    def __init__(self, segment: BoundSegment, dialect: Dialect, parameters: bool) -> None:
        self.segment = segment
        self.dialect = dialect
        self.constants = Constants(dialect, parameters)
        catalog = segment.catalog
        tables = [each.table for each in (*catalog.events.values(), *catalog.lists.values())]
        self.names = Names([catalog.customers.table, *tables])
        self.customers = CustomerSource(dialect, self.names.new("customer"), catalog.customers)
        self.events: dict[str, EventSource] = {}
        self.lists: dict[str, ListSource] = {}
        self.totals: dict[str, list[Totals]] = {}
        self.sequences: dict[m.Sequence, str] = {}
        self.members: dict[tuple[str, str], str] = {}
        self.parts: dict[str, exp.Select] = {}
        self.moments: Moments | None = None
        self._standings: Standings | None = None
        self._is_large = len(aggregates(segment.condition)) > dialect.most_columns

    def event(self, name: str) -> EventSource:
        """The relation of an event's rows."""
        if name not in self.events:
            event = self.segment.catalog.events[name]
            self.events[name] = EventSource(self.dialect, self.names.new(name), event)
        return self.events[name]

    def list(self, name: str) -> ListSource:
        """The relation of a list's customers."""
        if name not in self.lists:
            listed = self.segment.catalog.lists[name]
            self.lists[name] = ListSource(self.dialect, self.names.new(f"{name} list"), listed)
        return self.lists[name]

    def aggregate(self, node: m.Aggregate) -> tuple[str, str]:
        """The relation and the column of an aggregate."""
        event = node.events.event
        relations = self.totals.setdefault(event, [])
        known = next((each for each in relations if node in each.columns), None)
        if known is None:
            if not relations or self._is_full(relations[-1], node):
                taken = Names(
                    ["customer", *self.segment.catalog.events]
                )  # ClickHouse takes one for the other
                relations.append(Totals(self.names.new(f"{event} totals"), taken))
            known = relations[-1]
            known.columns[node] = known.names.new(node.function)
        return known.name, known.columns[node]

    def _is_full(self, relation: Totals, node: m.Aggregate) -> bool:
        if len(relation.columns) >= self.dialect.most_columns:
            return True
        distinct = sum(map(self.is_distinct, relation.columns)) if self.is_distinct(node) else 0
        return distinct >= self.dialect.most_distinct

    def is_distinct(self, node: m.Aggregate) -> bool:
        """Whether values are told apart to compute an aggregate."""
        by_id = node.of is None and self.segment.catalog.events[node.events.event].id is not None
        return by_id or node.function == "distinct"

    def sequence(self, node: m.Sequence) -> str:
        """The relation of the customers with a sequence."""
        if node not in self.sequences:
            self.sequences[node] = self.names.new(f"sequence {len(self.sequences) + 1}")
        return self.sequences[node]

    def once(self, relation: str, column: str) -> str:
        """The relation of the customers of another, each once."""
        if (relation, column) not in self.members:
            self.members[relation, column] = self.names.new(f"{relation} members")
        return self.members[relation, column]

    def standing(self, node: m.Standing) -> tuple[str, str]:
        """The relation and the column of a standing."""
        standings = self.standings()
        if node not in standings.columns:
            if len(standings.columns) >= self.dialect.most_columns:
                feature = f"more than {self.dialect.most_columns} standings"
                raise self.unsupported(feature, node.span, "split the segment")
            standings.columns[node] = standings.names.new(node.side)
        return standings.name, standings.columns[node]

    @property
    def has_standings(self) -> bool:
        """Whether anything asks where customers stand."""
        return self._standings is not None

    def standings(self) -> Standings:
        """The relation of all standings."""
        if self._standings is None:
            self._standings = Standings(self.names.new("standing"), Names([self.customers.key]))
        return self._standings

    def moment(self, node: m.Moment, part: Part, scope: Scope) -> exp.Expr:
        """A part of a moment, of a live query."""
        scope.looks_at_moments = True
        if self.moments is None:
            self.moments = Moments(self.names.new("moments"))
        column = self.moments.column(node, part)
        if len(self.moments.chains) > MOST:
            raise self.unsupported(
                f"more than {MOST} moments in a live query", node.span, "split the segment"
            )
        return n.column(column, self.moments.name)

    def across(self, scope: Scope) -> list[exp.Join]:
        """The join with the moments, where the scope looks at any."""
        if self.moments is None or not scope.looks_at_moments:
            return []
        return [exp.Join(this=n.table(self.moments.name), kind="CROSS")]

    def joins(self, scope: Scope) -> list[exp.Join]:
        """The joins of the customers with all that the scope looks at."""
        people = self.customers
        joins = self.across(scope)
        if len(scope.joined) >= self.dialect.most_joins:
            feature = f"{self.dialect.most_joins} kinds of events in one segment"
            raise self.unsupported(feature, self.segment.condition.span, "split the segment")
        standing = self._standings.name if self._standings is not None else None
        for relation in scope.joined:
            column = people.key if relation == standing else "customer"
            on = n.equal(n.column(column, relation), n.column(people.key, people.name))
            joins.append(n.join(n.table(relation), on, left=True))
        return joins

    def in_parts(self, operands: Sequence[m.Condition], scope: Scope) -> Sequence[tuple[m.Condition, ...]]:
        """The operands in rows that the engine plans one by one: a single row unless there are many."""
        if scope.event is not None or not self._is_large:
            return [tuple(operands)]
        return parts(operands, self.dialect.most_columns)

    def part(self, number: exp.Expr, looks_at: Scope, scope: Scope) -> exp.Expr:
        """A number for each customer, never missing, from a relation of its own."""
        people = self.customers
        columns = [n.named(n.column(people.key, people.name), "customer"), n.named(number, "found")]
        name = self.names.new("part")
        self.parts[name] = n.select(columns, n.table(people.name), None, self.joins(looks_at))
        scope.joined[name] = None
        return n.column("found", name)

    def unsupported(self, feature: str, span: Span | None, help: str) -> SegqlError:
        """The error for what the engine cannot do."""
        return unsupported(self.segment, self.dialect.name, feature, span, help)
