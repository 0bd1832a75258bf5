"""The members of segments as a file: one row for each segment and member."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import click
import polars as pl

from segql.backend import Key, Outcome
from segql.diagnostics import DataError, error
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
