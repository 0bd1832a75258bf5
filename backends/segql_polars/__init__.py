"""Segments as Polars expressions and lazy plans. Needs the extra `polars`, but only when it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from segql.diagnostics import missing_extra

if TYPE_CHECKING:
    from segql_polars.backend import PolarsBackend
else:
    try:
        from segql_polars.backend import PolarsBackend
    except ModuleNotFoundError as missing:
        if missing.name not in ("polars", "polars_hash", "numpy", "nanoarrow"):
            raise

        class PolarsBackend:
            """Stands in where Polars is not installed, and says so when it is made."""

            def __init__(self) -> None:
                raise missing_extra("polars", "polars")


__all__ = ["PolarsBackend"]
