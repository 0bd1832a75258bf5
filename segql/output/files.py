"""Files of members, each wholly written or left as it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, assert_never, get_args

from segql.diagnostics import DataError, error
from segql.members import Key, bits_of
from segql.output.columns import (
    BITMAP,
    MEMBERS,
    POSITION,
    SEGMENT,
    Rows,
    bitmap,
    long,
    package,
    streamed,
    wide,
)
from segql.replace import replacing

Shape = Literal["long", "wide", "bitmap"]
_CELLS = 1 << 22  # of a CSV that are written at once
SHAPES: tuple[Shape, ...] = get_args(Shape)


def write(
    path: Path, shape: Shape, key: str, keys: Sequence[Key], members: Mapping[str, Sequence[Key]]
) -> None:
    """Writes the members of segments, among the customers `keys`, in a shape. Raises DataError."""
    check(path, shape, key, members)
    bits = bits_of(keys, members)
    match shape:
        case "long":
            rows = long(key, keys, bits)
        case "wide":
            rows = wide(key, keys, bits)
        case "bitmap":
            rows = bitmap(key, keys, bits)
        case _:
            assert_never(shape)
    _write(path, rows)


def write_stream(path: Path, key: str, parts: Iterable[tuple[str, Sequence[Key]]]) -> None:
    """Writes the long shape of some members at a time, whose segments come sorted. Raises DataError."""
    check(path, "long", key, ())
    _write(path, streamed(key, parts))


def check(path: Path, shape: str, key: str, names: Iterable[str]) -> None:
    """Raises DataError where members cannot be written so."""
    kinds = (".parquet",) if shape == "bitmap" else (".parquet", ".csv")
    if shape not in SHAPES:
        message = f"`{shape}` is no shape of a file of members"
        raise error(DataError, "file-type", message, f"there are: {', '.join(SHAPES)}")
    if path.suffix.lower() not in kinds:
        message = f"`{path}` is none of the kinds of file that are written in the {shape} shape"
        raise error(DataError, "file-type", message, f"name it {' or '.join(kinds)}")
    if not path.absolute().parent.is_dir():
        raise error(DataError, "file-unwritable", f"cannot write `{path}`: there is no folder for it")
    others = {"long": [SEGMENT], "wide": names, "bitmap": [SEGMENT, MEMBERS, BITMAP, POSITION]}[shape]
    if key in others:
        message = f"two columns of `{path}` would be called `{key}`"
        other = "segment another name" if shape == "wide" else "key column another name"
        raise error(DataError, "column-taken", message, f"give the {other}, or choose another shape")


def _write(path: Path, rows: Rows) -> None:
    with replacing(path) as temporary, temporary.open("wb") as file:
        (_csv if path.suffix.lower() == ".csv" else _parquet)(file, rows)


def _parquet(file: Any, rows: Rows) -> None:
    """As plain columns: that names were gathered in a dictionary is not told."""
    parquet = import_module("pyarrow.parquet")
    options = {"compression": "zstd", "use_dictionary": [SEGMENT], "store_schema": False}
    with parquet.ParquetWriter(file, rows.schema, **options) as writer:
        for group in rows.groups:
            writer.write_table(group)


def _csv(file: Any, rows: Rows) -> None:
    polars = package("polars", "polars")
    polars.from_arrow(rows.schema.empty_table()).write_csv(file)
    some = max(1, _CELLS // len(rows.schema))
    for group in rows.groups:
        for start in range(0, group.num_rows, some):  # the text of a slice is held
            polars.from_arrow(group.slice(start, some)).write_csv(file, include_header=False)
