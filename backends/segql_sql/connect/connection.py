"""What is asked of a connection, and how its failures are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from segql.diagnostics import EngineError, SegqlError, error

BATCH = 10_000
"""Rows that are fetched at once."""


class Connection(Protocol):
    """A session of a warehouse. Every method raises EngineError where the warehouse fails."""

    @property
    def backend(self) -> str:
        """The name of the backend whose texts it takes."""
        ...

    def columns(self, parts: Sequence[str]) -> Mapping[str, str] | None:
        """The types of a table's columns by name, as the warehouse writes them; None where there is no
        such table."""
        ...

    def exists(self, parts: Sequence[str]) -> bool:
        """Whether there is a table (not: a file) of this name. Raises EngineError where none could stay."""
        ...

    def rows(self, text: str) -> Iterator[Sequence[Sequence[Any]]]:
        """The rows that a query finds, some at a time."""
        ...

    @property
    def transactional(self) -> bool:
        """Whether tables come and go with a transaction."""
        ...

    def execute(self, *texts: str) -> None:
        """Runs statements that find nothing: all or none, where it is transactional."""
        ...


def refused(engine: str, failure: BaseException) -> SegqlError:
    """The error for a connection that is not made."""
    help = "look at host, port, database, user and password in the URL, and whether the server runs"
    return error(EngineError, "connection-failed", f"cannot connect to {engine}: {reason(failure)}", help)


def failed(engine: str, failure: BaseException) -> SegqlError:
    """The error for a statement that the engine rejects, or during which it fails."""
    return error(EngineError, "engine-failed", f"{engine} failed: {reason(failure)}")


def reason(failure: BaseException) -> str:
    """The first line of what an engine says, without the statement."""
    original = getattr(failure, "orig", None) or failure
    lines = [line for line in str(original).strip().splitlines() if line.strip()]
    return lines[0].strip() if lines else type(original).__name__
