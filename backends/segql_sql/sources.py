"""Relations that read a table: each used column as its canonical value, each used row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from segql.catalog import Cell, Customers, Epoch, Event, NamedList, ValueField, columns_of
from segql.json_path import parse_path
from segql.types import INTEGER
from segql_sql import nodes as n
from segql_sql.dialects import Dialect
from segql_sql.names import Names

_OWN = "own"
"""What a table is called beside the tables of its lists."""


class Source:
    """A relation over one table. Columns come in as they are asked for."""

    def __init__(
        self, dialect: Dialect, name: str, table: str, fields: Mapping[str, ValueField], owner: str = ""
    ) -> None:
        """`owner` is the column by which lists with a table of their own name its rows."""
        self.name = name
        self._owner = owner
        self._children: list[exp.Join] = []
        self.rows: list[exp.Expr] = []
        """What holds for the rows that count."""
        self._dialect = dialect
        self._table = table
        self._fields = fields
        self._names = Names()
        self._columns: dict[str, exp.Expr] = {}
        self._of_field: dict[str, tuple[str, ...]] = {}

    def add(self, wanted: str, column: exp.Expr) -> str:
        """The name under which a column is read from now on."""
        name = self._names.new(wanted)
        self._columns[name] = column
        return name

    def field(self, name: str) -> tuple[str, ...]:
        """The columns of an attribute or property: latitude and longitude of a point, else one."""
        if name not in self._of_field:
            field = self._fields[name]
            read = [self._child(name, field)] if field.table else read_field(self._dialect, name, field)
            wanted = [name] if len(read) == 1 else [f"{name} latitude", f"{name} longitude"]
            self._of_field[name] = tuple(map(self.add, wanted, read))
        return self._of_field[name]

    def select(self) -> exp.Select:
        """The query."""
        columns = [_as(column, name) for name, column in self._columns.items()]
        where = n.all_of(self.rows)
        if not self._children:
            return n.select(columns, n.table(self._table), where)
        for node in (*columns, where, *(join.args["on"] for join in self._children)):
            for column in list(node.find_all(exp.Column)):
                if not column.table:
                    column.set("table", n.name(_OWN))
        return n.select(columns, n.table(self._table, _OWN), where, self._children)

    def _child(self, name: str, field: ValueField) -> exp.Expr:
        """The list of the rows of its own table; an empty one for who has none there."""
        dialect, integers = self._dialect, _of_integers(field)
        element, key = n.column(field.column or name), dialect.read_key(n.column(field.key or ""))
        value = dialect.read_integer(element) if integers else dialect.read_text(element)
        columns = [n.named(key, "owner"), n.named(dialect.collected(value, integers), "list")]
        rows = n.select(columns, n.table(field.table or ""), n.is_set(n.column(field.key or "")))
        rows.set("group", exp.Group(expressions=[key.copy()]))
        alias = f"list {len(self._children) + 1}"
        owner = dialect.read_key(n.column(self._owner))
        lists = exp.Subquery(this=rows, alias=exp.TableAlias(this=n.name(alias)))
        self._children.append(n.join(lists, n.equal(n.column("owner", alias), owner), left=True))
        return n.coalesce(n.column("list", alias), dialect.empty_list(integers))


class CustomerSource(Source):
    """The customers' table; `key` is the column with the key."""

    def __init__(self, dialect: Dialect, name: str, customers: Customers) -> None:
        super().__init__(dialect, name, customers.table, customers.attributes, customers.key)
        self.key = self.add(customers.key, dialect.read_key(n.column(customers.key)))


class EventSource(Source):
    """The rows of an event that have a customer and a time, as the columns `customer` and `time`."""

    def __init__(self, dialect: Dialect, name: str, event: Event) -> None:
        super().__init__(dialect, name, event.table, event.properties, event.id or "")
        self.customer = self.add("customer", dialect.read_key(n.column(event.customer)))
        self.time = self.add("time", _instant(dialect, n.column(event.time), event.epoch, event.timezone))
        self.rows = [n.is_set(n.column(column)) for column in (event.customer, event.time)]
        self.rows += [picked(dialect, column, cells) for column, cells in event.where.items()]
        self._event = event
        self._id: str | None = None

    @property
    def id(self) -> str | None:
        """The column by whose distinct values events are counted."""
        if self._id is None and self._event.id is not None:
            self._id = self.add("id", self._dialect.read_key(n.column(self._event.id)))
        return self._id


class ListSource(Source):
    """The customers in a list, as the column `customer`."""

    def __init__(self, dialect: Dialect, name: str, listed: NamedList) -> None:
        super().__init__(dialect, name, listed.table, {})
        self.customer = self.add("customer", dialect.read_key(n.column(listed.customer)))
        self.rows = [n.is_set(n.column(listed.customer))]
        self.rows += [picked(dialect, column, cells) for column, cells in listed.where.items()]


def picked(dialect: Dialect, column: str, cells: Cell | list[Cell]) -> exp.Expr:
    """Whether a stored column equals a cell of the catalog, or any of a list."""
    wanted = cells if isinstance(cells, list) else [cells]
    return n.any_of([dialect.cell(n.column(column), cell) for cell in wanted])


def read_field(dialect: Dialect, name: str, field: ValueField) -> list[exp.Expr]:
    """The canonical value of a field from its stored columns; of a point, its coordinates."""
    column, wanted = n.column(field.column or name), field.resolved
    if field.path is not None:
        text = dialect.json_text(column, parse_path(field.path))
        if field.epoch is None:
            return [dialect.parsed(text, wanted, field.timezone)]
        column = dialect.parsed(text, INTEGER, None)
    match wanted.kind:
        case "string" | "enum":
            return [dialect.read_text(column)]
        case "integer" | "duration":
            return [dialect.read_integer(column)]
        case "decimal":
            return [dialect.read_decimal(column, wanted.scale)]
        case "float":
            return [dialect.read_float(column)]
        case "boolean":
            return [dialect.read_boolean(column)]
        case "date":
            return [dialect.read_date(column)]
        case "datetime":
            return [_instant(dialect, column, field.epoch, field.timezone)]
        case "list":
            return [dialect.read_list(column, _of_integers(field))]
        case "point":
            halves = [dialect.read_coordinate(n.column(each)) for each in columns_of(name, field)]
            return [n.case([(_on_globe(halves), half.copy())]) for half in halves]


def _instant(dialect: Dialect, column: exp.Expr, epoch: Epoch | None, zone: str | None) -> exp.Expr:
    return dialect.read_instant(column, zone) if epoch is None else dialect.read_epoch(column, epoch)


def _of_integers(field: ValueField) -> bool:
    element = field.resolved.element
    return element is not None and element.kind == "integer"


def _on_globe(halves: Sequence[exp.Expr]) -> exp.Expr:
    ends = zip(halves, (90, 180), strict=True)
    return n.all_of([n.binary(exp.LTE, n.call("ABS", half.copy()), n.whole(end)) for half, end in ends])


def _as(column: exp.Expr, name: str) -> exp.Expr:
    same = isinstance(column, exp.Column) and column.name == name
    return column if same else n.named(column, name)
