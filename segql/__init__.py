"""segql: a language for customer segments, with a compiler.

catalog = segql.Catalog.load("catalog.yaml")
segment = segql.compile('placed_order("shorts") and country in ["CA"]', catalog)
segment.members(data, as_of="2024-01-31T00:00:00Z")
"""

from segql.backend import BoundSegment, Outcome
from segql.catalog import Catalog
from segql.diagnostics import (
    CatalogError,
    DataError,
    Diagnostic,
    EngineError,
    MissingExtraError,
    ParameterError,
    SegqlError,
    Source,
    Span,
    UnsupportedError,
)
from segql.limits import Limits
from segql.segment import Segment, Segments, compile, compile_all, load, profile
from segql.syntax import format_text

__all__ = [
    "BoundSegment",
    "Catalog",
    "CatalogError",
    "DataError",
    "Diagnostic",
    "EngineError",
    "Limits",
    "MissingExtraError",
    "Outcome",
    "ParameterError",
    "Segment",
    "Segments",
    "SegqlError",
    "Source",
    "Span",
    "UnsupportedError",
    "compile",
    "compile_all",
    "format_text",
    "load",
    "profile",
]
