"""Warehouses at a URL: segments run where the tables are."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from importlib import import_module
from typing import cast

from segql.backend import load_backend
from segql.diagnostics import SegqlError, error
from segql.nearest import did_you_mean
from segql_sql.backend import SqlTexts
from segql_sql.connect.files import check_folder
from segql_sql.connect.secrets import hidden
from segql_sql.connect.urls import KINDS, scheme_of
from segql_sql.connect.warehouse import SqlWarehouse


@contextmanager
def opened(url: str, data: str | None = None) -> Generator[SqlWarehouse]:
    """The warehouse at a URL.

    `data` is a folder of Parquet files that DuckDB and Spark read in place. Raises SegqlError: for an
    unknown kind of URL, a missing driver, or a connection that fails. No message holds a password.
    """
    scheme = scheme_of(url)
    kind = KINDS.get(scheme)
    if kind is None:
        hint = did_you_mean(scheme, KINDS) or f"it starts with one of: {', '.join(KINDS)}"
        raise error(SegqlError, "unknown-url", f"no warehouse is known by `{scheme}`", hint)
    if data is not None:
        if not kind.reads_files:
            message, help = f"{kind.backend} reads no folder of files", "leave out `--data`"
            raise error(SegqlError, "unknown-url", message, help)
        check_folder(data)
    module = import_module(f"segql_sql.connect.{kind.module}")
    try:
        with module.connected(url, kind, data) as connection:
            yield SqlWarehouse(cast("SqlTexts", load_backend(connection.backend)), connection)
    except SegqlError as failure:
        raise hidden(failure, url) from failure.__cause__
