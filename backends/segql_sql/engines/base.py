"""What is asked of an engine."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from importlib import import_module
from types import ModuleType
from typing import Any, Protocol

import polars as pl

from segql.diagnostics import EngineError, SegqlError, error, missing_extra


class Engine(Protocol):
    """An engine with tables of its own, empty when it is opened."""

    def load(self, table: str, frame: pl.DataFrame) -> None:
        """Makes a table with a frame's rows, in the types in which users of the engine store such.

        Columns are strings, booleans, 64-bit integers, doubles, decimals of up to 18 digits (stored
        ones may have more), dates, instants (with a zone, or naive), and lists of strings or integers.
        Raises EngineError, or DataError for values that the engine cannot hold.
        """
        ...

    def ask(self, text: str) -> list[tuple[Any, ...]]:
        """The rows that a query finds. Raises EngineError."""
        ...


Opened = Callable[[], AbstractContextManager[Engine]]
"""Opens an engine. Raises MissingExtraError, EngineError."""


def installed(package: str, extra: str) -> ModuleType:
    """A module that an extra brings. Raises MissingExtraError."""
    try:
        return import_module(package)
    except ModuleNotFoundError as missing:
        if missing.name != package.partition(".")[0]:
            raise
        raise missing_extra(package.partition(".")[0], extra) from None


def failed(engine: str, failure: Exception) -> SegqlError:
    """The error for what an engine says."""
    reason = str(failure).strip().partition("\n")[0]
    return error(EngineError, "engine-failed", f"{engine} failed: {reason}")
