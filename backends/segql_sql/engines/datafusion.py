"""DataFusion, in this process."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, cast

import polars as pl
from sqlglot import exp

from segql.catalog import table_parts
from segql.json_path import parse_document, text_at
from segql_sql import nodes as n
from segql_sql.dialects.datafusion import Datafusion
from segql_sql.engines.base import Engine, failed, installed


@contextmanager
def opened() -> Generator[Engine]:
    """DataFusion without tables."""
    datafusion, arrow = installed("datafusion", "datafusion"), installed("pyarrow", "datafusion")
    config = datafusion.SessionConfig().with_target_partitions(1).with_information_schema(False)
    session = datafusion.SessionContext(config)
    register(session)
    yield _Datafusion(session, datafusion, arrow)


def register(session: Any) -> None:
    """Makes known to a session what DataFusion lacks to read JSON: `segql_json(text, steps)`,
    `segql_strings(text)` and `segql_integers(text)`. Raises MissingExtraError."""
    datafusion, arrow = installed("datafusion", "datafusion"), installed("pyarrow", "datafusion")
    text = arrow.string()
    for name, function, operands, result in (
        ("segql_json", _at_path, [text, text], text),
        ("segql_strings", _strings, [text], arrow.list_(text)),
        ("segql_integers", _integers, [text], arrow.list_(arrow.int64())),
    ):
        by_rows = _by_rows(function, result, arrow.array)
        session.register_udf(datafusion.udf(by_rows, operands, result, "immutable", name))


def _by_rows(function: Callable[..., object], result: Any, made: Any) -> Callable[..., Any]:
    def of_arrays(*arrays: Any) -> Any:
        rows = zip(*(each.to_pylist() for each in arrays), strict=True)
        return made([None if None in row else function(*row) for row in rows], type=result)

    return of_arrays


def _at_path(text: str, steps: str) -> str | None:
    try:
        return text_at(parse_document(text), _path(steps))
    except ValueError:
        return None


@lru_cache(maxsize=256)
def _path(steps: str) -> tuple[str | int, ...]:
    return tuple(json.loads(steps))


def _strings(text: str) -> list[str] | None:
    found = _list(text)
    return None if found is None else [each for each in found if isinstance(each, str)]


def _integers(text: str) -> list[int] | None:
    found = _list(text)
    return None if found is None else [each for each in found if isinstance(each, int)]


def _list(text: str) -> Iterable[object] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return cast("list[object]", found) if isinstance(found, list) else None


class _Datafusion:
    def __init__(self, session: Any, datafusion: Any, arrow: Any) -> None:
        self._session = session
        self._arrow = arrow
        self._queries_only = (
            datafusion.SQLOptions().with_allow_ddl(False).with_allow_dml(False).with_allow_statements(False)
        )

    def load(self, table: str, frame: pl.DataFrame) -> None:
        """Shows the frame as a table, strings as views: what DataFusion reads Parquet files as."""
        rows = cast("Any", frame).to_arrow(compat_level=pl.CompatLevel.newest())
        batches = rows.to_batches() or [self._arrow.RecordBatch.from_pylist([], schema=rows.schema)]
        *above, _ = table_parts(table)
        for at in range(len(above)):
            made = exp.Create(this=_place(above[at - 1 : at + 1] if at else above[:1]), exists=True)
            made.set("kind", "DATABASE" if len(above) - at == 2 else "SCHEMA")
            self._run(lambda made=made: self._session.sql(made.sql(Datafusion.sqlglot)).collect())
        name = n.table(table).sql(Datafusion.sqlglot)
        self._run(lambda: self._session.register_record_batches(name, [batches]))

    def ask(self, text: str) -> list[tuple[Any, ...]]:
        """The rows that a query finds."""
        batches = self._run(lambda: self._session.sql_with_options(text, self._queries_only).collect())
        return [row for batch in batches for row in _rows(batch)]

    def _run(self, work: Any) -> Any:
        try:
            return work()
        except BaseException as failure:  # a panic of the engine is no Exception
            if isinstance(failure, KeyboardInterrupt | SystemExit):
                raise
            raise failed("datafusion", Exception(str(failure))) from failure


def _place(parts: list[str]) -> exp.Expr:
    """A catalog, or a schema in one."""
    catalog = n.name(parts[0]) if len(parts) > 1 else None
    return exp.Table(db=n.name(parts[-1]), catalog=catalog)


def _rows(batch: Any) -> Iterable[tuple[Any, ...]]:
    return zip(*(each.to_pylist() for each in batch.columns), strict=True)
