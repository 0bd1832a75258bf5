"""`segql init`: a catalog that loads, holds for the data it was made from, and guesses well."""

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from click.testing import Result

from segql import Catalog, DataError
from segql.demo import AS_OF, make_shop
from segql.draft import draft
from segql.draft.hints import identifier

Run = Callable[..., Result]
Tables = Mapping[str, pl.DataFrame]

US = pl.Datetime("us")


def shop_tables() -> dict[str, pl.DataFrame]:
    """The demo's tables, of some of its customers."""
    tables = {name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in make_shop().items()}
    return {name: frame.filter(pl.col("customer_id") < "c0080") for name, frame in tables.items()}


def as_parquet(tables: Tables, folder: Path) -> Path:
    for name, frame in tables.items():
        frame.write_parquet(folder / f"{name}.parquet")
    return folder


def as_csv(tables: Tables, folder: Path) -> Path:
    for name, frame in tables.items():
        lists = [column for column, kind in frame.schema.items() if isinstance(kind, pl.List)]
        texts = [
            pl.Series(column, [json.dumps(each) for each in frame[column].to_list()]) for column in lists
        ]
        frame.with_columns(texts).write_csv(folder / f"{name}.csv", datetime_format="%Y-%m-%dT%H:%M:%S%.f%:z")
    return folder


def as_ndjson(tables: Tables, folder: Path) -> Path:
    for name, frame in tables.items():
        lines = [json.dumps(row, default=_plain, ensure_ascii=False) for row in frame.to_dicts()]
        (folder / f"{name}.ndjson").write_text("\n".join(lines), encoding="utf-8")
    return folder


def as_sqlite(tables: Tables, folder: Path) -> Path:
    with sqlite3.connect(folder / "shop.db") as database:
        for name, frame in tables.items():
            columns = ", ".join(f'"{column}"' for column in frame.columns)
            database.execute(f"create table {name} ({columns})")
            marks = ", ".join("?" * frame.width)
            rows = [[_plain(value) for value in row] for row in frame.rows()]
            database.executemany(f"insert into {name} values ({marks})", rows)  # noqa: S608 -- our own names
    database.close()
    return folder / "shop.db"


def as_duckdb(tables: Tables, folder: Path) -> Path:
    import duckdb

    with duckdb.connect(str(folder / "shop.duckdb")) as database:
        for name, frame in tables.items():
            frame.write_parquet(folder / name)
            database.execute(f"create table {name} as from read_parquet('{folder / name}')")
    return folder / "shop.duckdb"


def _plain(value: object) -> Any:
    match value:
        case Decimal():
            return float(value)
        case dt.date():
            return value.isoformat()
        case list():
            return json.dumps(value)
        case _:
            return value


WAYS = {each.__name__: each for each in (as_parquet, as_csv, as_ndjson, as_sqlite, as_duckdb)}


def drafted(folder: Path, **tables: pl.DataFrame) -> Catalog:
    """The catalog drafted from tables."""
    return Catalog.load(yaml.safe_load(draft(as_parquet(tables, folder))))


@pytest.mark.parametrize("way", WAYS)
def test_the_draft_of_a_shop_runs_on_the_same_data(segql: Run, tmp_path: Path, way: str) -> None:
    data_folder = tmp_path / "data"
    data_folder.mkdir()
    data, out = WAYS[way](shop_tables(), data_folder), tmp_path / "catalog.yaml"
    result = segql("init", "--data", data, "--out", out)
    assert (result.exit_code, result.stderr) == (0, "")
    catalog = Catalog.load(out)
    assert (catalog.customers.table, catalog.customers.key) == ("customers", "customer_id")
    types = {name: str(each.resolved) for name, each in catalog.customers.attributes.items()}
    assert types == {
        "country": "string",
        "gender": "string",
        "birthday": "date",
        "occupation": "string",
        "signup_at": "datetime",
        "tags": "list[string]",
        "predicted_tier": "string",
        "location": "point",
    }
    names = ["added_to_cart", "opened_email", "placed_order", "returned_item"]
    assert list(catalog.events) == [*names, "signed_up", "viewed_product", "visited"]
    order = catalog.events["placed_order"]
    assert (order.id, order.subject, order.time) == ("order_id", "item", "ts")
    assert order.where == {"event": "Placed Order"}
    assert (order.properties["amount"].type, order.properties["gift"].type) == ("decimal(2)", "boolean")
    assert list(catalog.lists) == ["newsletter"]
    segments = tmp_path / "a.segql"
    conditions = [f"{name} is set" for name in types]
    for name, event in catalog.events.items():
        conditions += [f"{name}({each} is set)" for each in event.properties]
    conditions += [f"{name}" for name in catalog.events] + ["in list newsletter"]
    segments.write_text("\n".join(f"segment s{n} = {text}" for n, text in enumerate(conditions)))
    ran = segql("run", segments, "-c", out, "-d", data, "--as-of", AS_OF.isoformat(), "--format", "json")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert all(each["members"] > 0 for each in json.loads(ran.stdout)["segments"])


def test_the_draft_says_what_it_guessed(segql: Run, shop: Path) -> None:
    text = segql("init", "--data", shop / "data").stdout
    assert "    gender: string  # enum? values: [female, male, other]\n" in text
    assert "    id: order_id  # rows with the same one count once\n" in text
    assert text.startswith("# Drafted from data: ")


def test_a_catalog_is_never_written_over(segql: Run, shop: Path, tmp_path: Path) -> None:
    out = tmp_path / "catalog.yaml"
    out.write_text("mine")
    refused = segql("init", "--data", shop / "data", "--out", out)
    assert refused.exit_code == 1 and "error[file-exists]" in refused.stderr and out.read_text() == "mine"
    assert segql("init", "--data", shop / "data", "--out", out, "--force").exit_code == 0
    assert Catalog.load(out).customers.table == "customers"
    assert segql("init", "--data", shop / "data", "--out", tmp_path / "c.toml").exit_code == 2


def test_types_are_the_narrowest_that_hold_for_every_row(tmp_path: Path) -> None:
    instant = dt.datetime(2024, 1, 31, 10)
    midnight = dt.datetime(2024, 1, 31)
    customers = pl.DataFrame(
        {
            "user_id": [1, 2, 3],
            "price": [1.5, None, 3.25],
            "fee": [1.0, 2.0, 3.0],
            "cost": [0.1234, 1.0, None],
            "score": [0.5, 0.25, 0.123],
            "visits": [1.0, 2.0, None],
            "odd": [1.5, float("inf"), 2.0],
            "balance": [Decimal("1.500"), Decimal("2.000"), None],
            "born": ["2001-02-28", "1999-12-31", None],
            "seen": ["2024-01-31T10:00:00Z", None, "2024-01-31"],
            "joined": [midnight, midnight, None],
            "logged": [instant, midnight, None],
            "is_active": [1, 0, None],
            "level": [1, 0, 1],
            "codes": [[1, 2], [], None],
            "labels": ['["a"]', "[]", None],
            "plain": ["00123", "7", "x"],
            "later": pl.Series([None, None, None], dtype=pl.Date),
            "never": pl.Series([None, None, None], dtype=pl.Null),
            "raw": [b"a", b"b", b"c"],
        },
        schema_overrides={"balance": pl.Decimal(18, 3), "joined": US, "logged": US},
    )
    catalog = drafted(tmp_path, users=customers)
    assert {name: each.type for name, each in catalog.customers.attributes.items()} == {
        "price": "decimal(2)",
        "fee": "decimal(2)",
        "cost": "decimal(4)",
        "score": "float",
        "visits": "integer",
        "odd": "float",
        "balance": "decimal(3)",
        "born": "date",
        "seen": "datetime",
        "joined": "date",
        "logged": "datetime",
        "is_active": "boolean",
        "level": "integer",
        "codes": "list[integer]",
        "labels": "list[string]",
        "plain": "string",
        "later": "date",
        "never": "string",
    }
    text = draft(tmp_path)
    assert "# raw: stored as Binary, for which there is no type\n" in text
    assert "logged: datetime  # stored without a zone" in text


def test_texts_of_csv_files_are_typed_with_care(tmp_path: Path) -> None:
    lines = [
        "customer_id,postcode,phone,age,amount,opt_in,digits,size,note",
        '1,01234,+8210,33,10.50,1,1,1e3,"[""a""]"',
        "2,98765,+8211,,3,0,0,2.5,[]",
    ]
    (tmp_path / "customers.csv").write_text("\n".join(lines))
    catalog = Catalog.load(yaml.safe_load(draft(tmp_path)))
    assert {name: each.type for name, each in catalog.customers.attributes.items()} == {
        "postcode": "string",
        "phone": "string",
        "age": "integer",
        "amount": "decimal(2)",
        "opt_in": "boolean",
        "digits": "integer",
        "size": "float",
        "note": "list[string]",
    }


def customers(**columns: object) -> pl.DataFrame:
    return pl.DataFrame({"customer_id": ["a", "b", "c"], **columns})


TIMES = [dt.datetime(2024, 1, day) for day in (1, 2, 3)]


def test_each_table_of_its_own_is_an_event_of_its_name(tmp_path: Path) -> None:
    orders = pl.DataFrame(
        {
            "order_no": [1, 1, 2],
            "customer_id": ["a", "a", "b"],
            "created_at": TIMES,
            "date": TIMES,
            "sku": ["x", "y", "z"],
        }
    )
    catalog = drafted(tmp_path, customers=customers(), orders=orders)
    ((name, event),) = catalog.events.items()
    assert (name, event.id, event.subject, event.time, event.where) == (
        "orders",
        "order_no",
        "sku",
        "created_at",
        {},
    )


def test_events_are_split_by_the_column_that_names_them_and_have_their_own_properties(tmp_path: Path) -> None:
    log = pl.DataFrame(
        {
            "user": ["a", "b", "c", "a"],
            "type": ["PlacedOrder", "주문 취소", "2nd visit", None],
            "when_at": [*TIMES, TIMES[0]],
            "page": [None, None, "/", "/"],
            "total": [1.5, 2.0, None, None],
        }
    )
    catalog = drafted(tmp_path, members=pl.DataFrame({"id": ["a", "b", "c"]}), event_log=log)
    assert catalog.customers.key == "id"
    assert {name: (each.where, list(each.properties)) for name, each in catalog.events.items()} == {
        "_2nd_visit": ({"type": "2nd visit"}, ["page"]),
        "placed_order": ({"type": "PlacedOrder"}, ["total"]),
        "주문_취소": ({"type": "주문 취소"}, ["total"]),
    }


def test_names_that_are_keywords_or_taken_are_changed(tmp_path: Path) -> None:
    people = customers(
        segment=["x", "y", "z"], visited=[True, False, None], **{"First Name": ["x", "y", "z"]}
    )
    log = pl.DataFrame({"customer_id": ["a", "b", "c"], "event": ["visited", "Visited", "last"], "ts": TIMES})
    catalog = drafted(tmp_path, customers=people, events=log)
    attributes = catalog.customers.attributes
    assert list(attributes) == ["segment_", "visited", "first_name"]
    assert (attributes["segment_"].column, attributes["first_name"].column) == ("segment", "First Name")
    assert [each.where["event"] for each in catalog.events.values()] == ["Visited", "last", "visited"]
    assert len({*attributes, *catalog.events}) == 6 and "last" not in catalog.events


def test_the_customers_are_found_by_name_uniqueness_and_references(tmp_path: Path) -> None:
    orders = pl.DataFrame({"id": [1, 2, 3], "customer_id": [7, 7, 9], "product_id": [1, 2, 2], "ts": TIMES})
    products = pl.DataFrame({"product_id": [1, 2, 3], "title": ["x", "y", "z"]})
    shoppers = pl.DataFrame({"customer_id": [7, 8, 9], "rank": [1, 2, 3]})
    text = draft(as_parquet({"a_products": products, "orders": orders, "shopper_master": shoppers}, tmp_path))
    catalog = Catalog.load(yaml.safe_load(text))
    assert (catalog.customers.table, catalog.customers.key) == ("shopper_master", "customer_id")
    assert list(catalog.events) == ["orders"]
    assert "# left out: `a_products` refers to no customer" in text


def test_korean_tables_are_understood(tmp_path: Path) -> None:
    people = pl.DataFrame({"고객번호": [1, 2, 3], "위도": [37.5, 37.6, None], "경도": [127.0, 126.9, None]})
    orders = pl.DataFrame(
        {
            "고객번호": [1, 1, 3],
            "주문번호": ["x", "x", "y"],
            "일시": TIMES,
            "상품명": ["반바지"] * 3,
            "금액": [1000.0, 2500.5, 1.25],
        }
    )
    catalog = drafted(tmp_path, 고객=people, 주문=orders)
    event = catalog.events["주문"]
    assert (catalog.customers.table, catalog.customers.key) == ("고객", "고객번호")
    assert (event.id, event.subject, event.properties["금액"].type) == ("주문번호", "상품명", "decimal(2)")
    assert catalog.customers.attributes["location"].latitude == "위도"


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Placed Order", "placed_order"),
        ("PlacedOrder", "placed_order"),
        ("placed-order!", "placed_order"),
        ("장바구니 담기", "장바구니_담기"),
        ("2nd", "_2nd"),
        ("!!", "_"),
        ("cafe\u0301", "caf\xe9"),
    ],
)
def test_names_are_turned_into_identifiers(name: str, made: str) -> None:
    assert identifier(name) == made


def test_without_customers_the_error_says_what_is_wanted(segql: Run, tmp_path: Path) -> None:
    result = segql("init", "--data", tmp_path)
    assert result.exit_code == 1 and "error[draft-no-tables]" in result.stderr
    pl.DataFrame({"x": [1, 1], "ts": TIMES[:2]}).write_parquet(tmp_path / "events.parquet")
    result = segql("init", "--data", tmp_path)
    assert (
        result.exit_code == 1 and "error[draft-no-customers]" in result.stderr and "events" in result.stderr
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("none", None),
        ("a.parquet", b"PAR1"),
        ("a.csv", b""),
        ("a.ndjson", b"{"),
        ("a.db", b"x" * 30),
        ("a.parquet", b""),
    ],
)
def test_data_that_cannot_be_read_are_a_named_error(tmp_path: Path, name: str, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError) as failure:
        draft(tmp_path / name)
    assert failure.value.diagnostics[0].code.startswith("data-")


def test_an_event_whose_name_no_text_can_hold_is_left_out(tmp_path: Path) -> None:
    log = pl.DataFrame({"customer_id": ["a", "a"], "event": ["bought", "a\0b"], "ts": TIMES[:2]})
    assert list(drafted(tmp_path, customers=customers(), events=log).events) == ["bought"]


def test_hostile_names_and_values_stay_valid_yaml(tmp_path: Path) -> None:
    people = customers(
        **{"a: b # c\n": ["x"] * 3, "yes": ["#", "\x1b\n", "{x"], "null": [1, 2, 3], '"': [1, 2, 3]}
    )
    log = pl.DataFrame(
        {
            "customer_id": ["a"] * 4,
            "event": ["on: off", "\u2028\x7f", "🎁 #", "- \"'"],
            "ts": [*TIMES, TIMES[0]],
        }
    )
    catalog = drafted(tmp_path, customers=people, events=log)
    assert sorted(str(each.where["event"]) for each in catalog.events.values()) == sorted(log["event"])
    assert {each.column or name for name, each in catalog.customers.attributes.items()} == set(
        people.columns[1:]
    )
