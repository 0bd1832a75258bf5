"""The customers, sales and returns of TPC-DS as a shop: `python -m benchmarks.tpcds_data FOLDER SCALE`."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import duckdb

TABLES = ("customer", "customer_address", "date_dim", "item", "store_sales", "store_returns", "web_sales")

_ITEM = {"item": "string", "category": "string"}
CATALOG: dict[str, object] = {
    "timezone": "UTC",
    "customers": {
        "table": "customers",
        "key": "customer",
        "attributes": {
            "birthday": "date",
            "country": "string",
            "state": "string",
            "preferred": "boolean",
            "first_sale": "date",
        },
    },
    "events": {
        name: {
            "table": name,
            "customer": "customer",
            "time": "time",
            **({"id": "ticket"} if name != "returned" else {}),
            "subject": "item",
            "properties": {**_ITEM, "quantity": "integer", "paid": "decimal(2)"},
        }
        for name in ("bought", "bought_online", "returned")
    },
}

_FACTS = {
    "bought": ("store_sales", "ss", "customer", "sold_date", "sold_time", "net_paid", "quantity", "ticket"),
    "bought_online": (
        "web_sales",
        "ws",
        "bill_customer",
        "sold_date",
        "sold_time",
        "net_paid",
        "quantity",
        "order",
    ),
    "returned": (
        *("store_returns", "sr", "customer", "returned_date", "return_time", "return_amt", "return_quantity"),
        "ticket",
    ),
}
"""Of each event its table, and what the columns are called there."""


def write(folder: Path, scale: int) -> None:
    """Generates TPC-DS at a scale factor, and writes four tables as Parquet and `catalog.json`."""
    raw = folder / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    generator = shutil.which("tpcgen-cli", path=sysconfig.get_path("scripts")) or "tpcgen-cli"
    options = ["-s", str(scale), f"--tables={','.join(TABLES)}", f"--output-dir={raw}", "--overwrite"]
    subprocess.run([generator, "tpcds", "parquet", *options], check=True, capture_output=True)
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    for table in TABLES:
        connection.read_parquet(str(raw / f"{table}.parquet")).create_view(table)
    tables = {"customers": _CUSTOMERS, **{name: _FACT.format(*columns) for name, columns in _FACTS.items()}}
    for name, query in tables.items():
        connection.execute(f"COPY ({query}) TO '{folder}/{name}.parquet' (COMPRESSION zstd)")
    (folder / "catalog.json").write_text(json.dumps(CATALOG, indent=1))
    shutil.rmtree(raw)
    (folder / "complete").touch()


_CUSTOMERS = """
SELECT
    c_customer_sk AS customer,
    make_date(c_birth_year, c_birth_month, c_birth_day) AS birthday,
    c_birth_country AS country,
    ca_state AS state,
    c_preferred_cust_flag = 'Y' AS preferred,
    CAST(d_date AS DATE) AS first_sale
FROM customer
LEFT JOIN customer_address ON ca_address_sk = c_current_addr_sk
LEFT JOIN date_dim ON d_date_sk = c_first_sales_date_sk
"""
_FACT = """
SELECT
    {1}_{2}_sk AS customer,
    (CAST(d_date AS TIMESTAMP) + to_seconds({1}_{4}_sk)) AT TIME ZONE 'UTC' AS time,
    i_item_id AS item,
    trim(i_category) AS category,
    CAST({1}_{6} AS BIGINT) AS quantity,
    {1}_{5} AS paid,
    {1}_{7}_number AS ticket
FROM {0}
LEFT JOIN date_dim ON d_date_sk = {1}_{3}_sk
LEFT JOIN item ON i_item_sk = {1}_item_sk
"""


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
