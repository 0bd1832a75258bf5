"""The demo as files: catalog, segments and tables, to play with."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

from segql.demo import CATALOG, Row, make_shop, text
from segql.diagnostics import DataError, error
from segql.replace import replacing, unwritable, write_text
from segql.yaml_text import to_yaml


def write_demo(folder: Path, *, force: bool = False) -> list[Path]:
    """Writes the demo into a folder, which is made where it is missing; gives the files' paths.

    Tables are Parquet where Polars is installed, else NDJSON. Raises DataError, for files that are
    already there as well, unless `force`.
    """
    suffix = "parquet" if find_spec("polars") else "ndjson"
    shop = make_shop()
    tables = {folder / "data" / f"{name}.{suffix}": rows for name, rows in shop.items()}
    texts = {folder / "catalog.yaml": to_yaml(CATALOG), folder / "demo.segql": text()}
    paths = [*texts, *tables]
    there = [path for path in paths if path.exists()]
    if there and not force:
        raise error(DataError, "file-exists", f"`{there[0]}` is already there", "give another folder")
    try:
        (folder / "data").mkdir(parents=True, exist_ok=True)
    except OSError as failure:
        raise unwritable(folder, failure) from None
    for path, content in texts.items():
        write_text(path, content)
    for path, rows in tables.items():
        _write_table(path, rows)
    return paths


def _write_table(path: Path, rows: Sequence[Row]) -> None:
    with replacing(path) as temporary:
        if path.suffix == ".parquet":
            import polars as pl  # noqa: PLC0415 -- optional, and slow to import

            pl.DataFrame(rows, infer_schema_length=None).write_parquet(temporary)
        else:
            lines = (json.dumps(row, ensure_ascii=False, default=_plain) + "\n" for row in rows)
            temporary.write_text("".join(lines), encoding="utf-8")


def _plain(value: object) -> object:
    """A date, an instant or an amount as JSON has it."""
    match value:
        case Decimal():
            return float(value)
        case dt.date():
            return value.isoformat()
        case _:
            raise TypeError(type(value).__name__)
