"""The members of segments as a file: one row for each segment and member."""

from __future__ import annotations

import csv
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import polars as pl

from segql.backend import BoundSegment, Key, Outcome, Warehouse
from segql.diagnostics import DataError, error, missing_extra
from segql.replace import replacing

KINDS = (".parquet", ".csv")


def check_out(path: Path, key: str) -> None:
    """Refuses early what could not be written in the end. Raises a usage error."""
    if path.suffix.lower() not in KINDS:
        raise click.BadParameter(f"{path} must end with .parquet or .csv", param_hint="--out")
    if key == "segment":
        raise click.BadParameter(
            "the customers' key is called `segment`, as the other column of this file", param_hint="--out"
        )
    if not path.absolute().parent.is_dir():
        raise click.BadParameter(f"there is no folder {path.parent}", param_hint="--out")


def write_members(path: Path, outcome: Outcome, key: str) -> None:
    """Writes the columns `segment` and `key`, sorted by both. Raises DataError."""
    with replacing(path) as temporary:
        if path.suffix.lower() == ".csv":
            with temporary.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(["segment", key])
                writer.writerows(_rows(outcome))
        else:
            try:
                _frame(outcome, key).write_parquet(temporary)
            except pl.exceptions.PolarsError as failure:
                reason = str(failure).splitlines()[0]
                raise error(DataError, "file-unwritable", f"cannot write `{path}`: {reason}") from None


def stream_members(
    path: Path, segments: Mapping[str, BoundSegment], warehouse: Warehouse, key: str
) -> dict[str, int]:
    """Writes the columns `segment` and `key`, some rows at a time, in the order of the segments' names;
    how many members each has. Raises DataError, EngineError."""
    counts = dict.fromkeys(segments, 0)
    with replacing(path) as temporary, _written(temporary, path, key) as write:
        for name in sorted(segments):
            for keys in warehouse.members(segments[name]):
                write(name, keys)
                counts[name] += len(keys)
    return counts


@contextmanager
def _written(temporary: Path, path: Path, key: str) -> Generator[Callable[[str, Sequence[Key]], None]]:
    """What writes some members of a segment to a file of the kind that `path` names."""
    if path.suffix.lower() == ".csv":
        with temporary.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["segment", key])
            yield lambda name, keys: writer.writerows((name, each) for each in keys)
        return
    try:
        pa, pq = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ModuleNotFoundError:
        raise missing_extra("pyarrow", "duckdb") from None
    parts: list[Any] = []

    def write(name: str, keys: Sequence[Key]) -> None:
        kind = pa.int64() if isinstance(keys[0], int) else pa.string()
        schema = pa.schema([("segment", pa.string()), (key, kind)])
        if not parts:
            parts.append(pq.ParquetWriter(temporary, schema))
        try:
            column = pa.array(keys, kind)
        except (pa.ArrowException, OverflowError):
            message = f"the keys of the segment `{name}` are neither all strings nor all integers of 64 bits"
            help = "store the keys as strings or integers"
            raise error(DataError, "data-key-type", message, help) from None
        parts[0].write_table(pa.table([pa.repeat(name, len(keys)), column], schema=schema))

    try:
        yield write
        if not parts:
            empty = pa.schema([("segment", pa.string()), (key, pa.string())])
            parts.append(pq.ParquetWriter(temporary, empty))
    finally:
        for each in parts:
            each.close()


def _rows(outcome: Outcome) -> Iterator[tuple[str, Key]]:
    for name in sorted(outcome.members):
        for member in outcome.members[name]:
            yield name, member


def _frame(outcome: Outcome, key: str) -> pl.DataFrame:
    integers = any(isinstance(members[0], int) for members in outcome.members.values() if members)
    schema = pl.Schema({"segment": pl.String(), key: pl.Int64() if integers else pl.String()})
    parts = [
        pl.DataFrame({"segment": name, key: list(outcome.members[name])}, schema)
        for name in sorted(outcome.members)
        if outcome.members[name]
    ]
    return pl.concat(parts) if parts else pl.DataFrame(schema=schema)
