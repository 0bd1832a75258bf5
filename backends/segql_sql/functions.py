"""The functions that SQLite lacks, for texts that mention `segql_...`."""

from __future__ import annotations

import hashlib
import json
import sqlite3

from segql.json_path import parse_document, text_at
from segql.meaning import EXACT_LIMIT
from segql.regex import parse_pattern
from segql_sql.wide import decode, encode


def register(connection: sqlite3.Connection) -> None:
    """Make the functions that SQLite lacks known to a connection: `segql_...` in the text of a query.

    segql_matches(pattern, text), segql_md5(text), segql_json(document, path), segql_sum(integer),
    segql_wide(integer), segql_exact(number, operator, number, ...) and segql_float(number), where a
    number is an integer or the text that `segql_sum` and `segql_exact` give for numbers of up to 38
    digits.
    """
    connection.create_function("segql_matches", 2, _matches, deterministic=True)
    connection.create_function("segql_md5", 1, _md5, deterministic=True)
    connection.create_function("segql_wide", 1, _wide, deterministic=True)
    connection.create_function("segql_exact", -1, _exact, deterministic=True)
    connection.create_function("segql_float", 1, _float, deterministic=True)
    connection.create_function("segql_json", 2, _json, deterministic=True)
    connection.create_aggregate("segql_sum", 1, _Sum)  # pyright: ignore[reportArgumentType] -- gives str


def _matches(pattern: str, text: str | None) -> int | None:
    return None if text is None else int(parse_pattern(pattern).search(text))


def _json(document: str | None, path: str) -> str | None:
    return None if document is None else text_at(parse_document(document), tuple(json.loads(path)))


def _md5(text: str | None) -> str | None:
    return None if text is None else hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _wide(value: int | str | None) -> str | None:
    return None if value is None else encode(decode(value))


def _exact(*parts: int | str | None) -> str | None:
    """Left to right, missing where an operand is or where a step has 39 digits or more."""
    if parts[0] is None:
        return None
    result = decode(parts[0])
    for op, part in zip(parts[1::2], parts[2::2], strict=True):
        if part is None:
            return None
        other = decode(part)
        match op:
            case "+":
                result += other
            case "-":
                result -= other
            case "//":
                if other == 0:
                    return None
                result //= other
            case _:
                result *= other
        if abs(result) >= EXACT_LIMIT:
            return None
    return encode(result)


def _float(value: int | str | None) -> float | None:
    return None if value is None else float(decode(value))


class _Sum:
    def __init__(self) -> None:
        self._total = 0

    def step(self, value: int | None) -> None:
        """Add a row's value."""
        if value is not None:
            self._total += value

    def finalize(self) -> str:
        """The sum of all rows."""
        return encode(self._total)
