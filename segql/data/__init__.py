"""Reading data, checking it against a catalog, and bringing it into one canonical form, with Polars.

Needs the extra `polars`, but for `segql.data.errors`. Nothing in the core imports this package.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from segql.diagnostics import missing_extra

if TYPE_CHECKING:
    from segql.data.canonical import Canonical
    from segql.data.sources import DatabaseTable, open_tables
    from segql.data.tables import Tables

__all__ = ["Canonical", "DatabaseTable", "Tables", "open_tables"]

_HOMES = {"Canonical": "canonical", "DatabaseTable": "sources", "Tables": "tables", "open_tables": "sources"}


def __getattr__(name: str) -> object:
    """Imports what is asked for, so that the errors are there without Polars. Raises MissingExtraError."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    except ModuleNotFoundError as missing:
        if missing.name != "polars":
            raise
        raise missing_extra("polars", "polars") from None
