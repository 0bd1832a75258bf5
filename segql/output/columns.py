"""The rows of a file of members: a schema, and tables that are made while they are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import chain
from typing import Any, TypeVar

from segql.diagnostics import DataError, error, missing_extra
from segql.members import Key, popcount

SEGMENT, MEMBERS, BITMAP, POSITION = "segment", "members", "bitmap", "position"
_ROWS = 1 << 19  # of a group in the long shape
_CUSTOMERS = 1 << 20  # whose keys are made Arrow's together; a multiple of 8, as all of these
_CELLS = 1 << 26  # of a group in the wide shape
_BYTES = 1 << 23  # of bitmaps in a group

_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class Rows:
    """Arrow's schema of a file, and its rows group by group, each made when it is asked for."""

    schema: Any
    groups: Iterator[Any]


def arrow() -> Any:
    """The package `pyarrow`. Raises MissingExtraError."""
    return package("pyarrow", "arrow")


def long(key: str, keys: Sequence[Key], bits: Mapping[str, bytes]) -> Rows:
    """A row for each segment and member, sorted by both."""

    def parts() -> Iterator[tuple[str, Any]]:
        every = list(_columns(keys))
        for name in sorted(bits):
            for start, column in every:
                mask = _booleans(bits[name][start // 8 : (start + len(column) + 7) // 8], 0, len(column))
                yield name, column.filter(mask)

    return _long(key, _type(keys), parts())


def streamed(key: str, parts: Iterable[tuple[str, Sequence[Key]]]) -> Rows:
    """The long shape of some members at a time, whose segments come sorted."""
    some = ((name, keys) for name, keys in parts if keys)
    first = next(some, None)
    if first is None:
        return _long(key, _type([]), iter(()))
    kind = _type(first[1])
    return _long(key, kind, ((name, _column(keys, kind)) for name, keys in chain([first], some)))


def wide(key: str, keys: Sequence[Key], bits: Mapping[str, bytes]) -> Rows:
    """A row for each customer: her key, and whether she is a member, in a column for each segment."""
    pa = arrow()
    schema = pa.schema([(key, _type(keys)), *((name, pa.bool_()) for name in bits)])
    rows = max(8, min(_CELLS // (len(bits) + 1), _CUSTOMERS) & ~7)

    def groups() -> Iterator[Any]:
        for start, column in _columns(keys, rows):
            masks = [_booleans(each, start, len(column)) for each in bits.values()]
            yield pa.table([column, *masks], schema=schema)

    return Rows(schema, groups())


def bitmap(key: str, keys: Sequence[Key], bits: Mapping[str, bytes]) -> Rows:
    """A row for each segment with a Roaring bitmap of positions, then one for each customer with hers."""
    pa, roaring = arrow(), package("pyroaring", "roaring")
    of_segments = {SEGMENT: pa.string(), MEMBERS: pa.int64(), BITMAP: pa.binary()}
    schema = pa.schema([*of_segments.items(), (POSITION, pa.int64()), (key, _type(keys))])

    def groups() -> Iterator[Any]:
        written = ((name, popcount(each), _roaring(roaring, each, len(keys))) for name, each in bits.items())
        for some in _up_to(_BYTES, ((len(row[-1]), row) for row in written)):
            columns = map(pa.array, zip(*some, strict=True), of_segments.values())
            yield _filled(schema, len(some), dict(zip(of_segments, columns, strict=True)))
        for start, column in _columns(keys):
            positions = pa.array(range(start, start + len(column)), pa.int64())
            yield _filled(schema, len(column), {POSITION: positions, key: column})

    return Rows(schema, groups())


def _filled(schema: Any, rows: int, columns: Mapping[str, Any]) -> Any:
    """Some columns of a schema; the others have no value."""
    pa = arrow()
    every = [columns.get(field.name, pa.nulls(rows, field.type)) for field in schema]
    return pa.table(every, schema=schema)


def _up_to(size: int, written: Iterable[tuple[int, _Part]], most: int = 1 << 13) -> Iterator[list[_Part]]:
    """Parts in lists of about that size, given the size of each, and of no more than `most`."""
    waiting: list[_Part] = []
    total = 0
    for own, part in written:
        waiting.append(part)
        total += own
        if total >= size or len(waiting) == most:
            yield waiting
            waiting, total = [], 0
    if waiting:
        yield waiting


def _long(key: str, kind: Any, parts: Iterator[tuple[str, Any]]) -> Rows:
    pa = arrow()
    schema = pa.schema([(SEGMENT, pa.dictionary(pa.int32(), pa.string())), (key, kind)])

    def batch(name: str, column: Any) -> Any:
        places = pa.repeat(pa.scalar(0, pa.int32()), len(column))
        names = pa.DictionaryArray.from_arrays(places, pa.array([name], pa.string()))
        return pa.record_batch([names, column], schema=schema)

    batches = ((len(column), batch(name, column)) for name, column in parts if len(column))
    return Rows(schema, map(pa.Table.from_batches, _up_to(_ROWS, batches)))


def _roaring(roaring: Any, bits: bytes, customers: int) -> bytes:
    """The portable form of a Roaring bitmap."""
    if customers > 1 << 32:
        raise error(DataError, "file-type", "a bitmap has room for 2^32 customers", "choose another shape")
    pa = arrow()
    places = import_module("pyarrow.compute").indices_nonzero(_booleans(bits, 0, customers))
    positions = places.cast(pa.uint32())
    found = roaring.BitMap(memoryview(positions.buffers()[1]).cast("I")[: len(positions)])
    found.run_optimize()
    return found.serialize()


def _booleans(bits: bytes, start: int, length: int) -> Any:
    """The bits of some customers, where they lie."""
    pa = arrow()
    return pa.BooleanArray.from_buffers(pa.bool_(), length, [None, pa.py_buffer(bits)], offset=start)


def _columns(keys: Sequence[Key], size: int | None = None) -> Iterator[tuple[int, Any]]:
    """Keys as columns of at most `size`, each with the position of its first."""
    kind, size = _type(keys), size or _CUSTOMERS
    for start in range(0, len(keys), size):
        yield start, _column(keys[start : start + size], kind)


def _type(keys: Sequence[Key]) -> Any:
    pa = arrow()
    return pa.int64() if len(keys) and isinstance(keys[0], int) else pa.string()


def _column(keys: Sequence[Key], kind: Any) -> Any:
    pa = arrow()
    try:
        return pa.array(keys, kind)
    except (pa.ArrowException, OverflowError, TypeError, UnicodeError):
        message = "the customers' keys are neither all texts nor all integers of 64 bits"
        raise error(DataError, "data-key-type", message, "store the keys as strings or integers") from None


def package(name: str, extra: str) -> Any:
    """An optional package. Raises MissingExtraError."""
    try:
        return import_module(name)
    except ModuleNotFoundError:
        raise missing_extra(name, extra) from None
