"""What segql says about a text or about data: diagnostics as data, and the errors that carry them.

Messages are written elsewhere (one file per stage); rendering lives in `segql.render`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from segql.record import record

Severity = Literal["error", "warning"]


@record
class Span:
    """Half-open range of characters (code points) in a source text."""

    start: int
    end: int

    def __lt__(self, other: Span) -> bool:
        return (self.start, self.end) < (other.start, other.end)

    def join(self, other: Span) -> Span:
        """The smallest span that covers both."""
        return Span(min(self.start, other.start), max(self.end, other.end))


@record
class Source:
    """A text and the name it goes by in messages (a file, a segment, or `text`)."""

    text: str
    name: str = "text"


@record
class Diagnostic:
    """One finding: a stable `code` (docs/diagnostics.md), where, what, and how to mend it.

    `span` and `source` are None where the finding is not about a place in a text (data, catalogs).
    `fix`, where present, is the text to put in place of the span.
    """

    code: str
    message: str
    span: Span | None = None
    source: Source | None = None
    help: str | None = None
    fix: str | None = None
    severity: Severity = "error"

    @property
    def underlined(self) -> str:
        """The characters that the span covers."""
        if self.span is None or self.source is None:
            return ""
        return self.source.text[self.span.start : self.span.end]


class SegqlError(Exception):
    """Every error that segql raises; `diagnostics` says what was found."""

    diagnostics: tuple[Diagnostic, ...]

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(map(_line, self.diagnostics)))


class CatalogError(SegqlError):
    """The catalog is wrong."""


class ParameterError(SegqlError):
    """A parameter's value is missing, unknown or of the wrong type."""


class UnsupportedError(SegqlError):
    """A backend cannot do a feature with exactly the meaning that the language gives it."""


class DataError(SegqlError):
    """The data do not fit the catalog, or cannot be read or written."""


class EngineError(SegqlError):
    """The engine that ran a query failed."""


class MissingExtraError(SegqlError):
    """An optional dependency is not installed; the help holds the pip command."""


def error(kind: type[SegqlError], code: str, message: str, help: str | None = None) -> SegqlError:
    """An error of one diagnostic that is about no place in a text."""
    return kind([Diagnostic(code, message, help=help)])


def missing_extra(package: str, extra: str) -> SegqlError:
    """The answer to asking for something whose optional dependency is not installed."""
    return error(
        MissingExtraError,
        "missing-extra",
        f"this needs the package `{package}`, which is not installed",
        f"pip install 'segql[{extra}]'",
    )


def _line(diagnostic: Diagnostic) -> str:
    where = ""
    if diagnostic.source is not None and diagnostic.span is not None:
        before = diagnostic.source.text[: diagnostic.span.start]
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        where = f"{diagnostic.source.name}:{line}:{column}: "
    hint = f" (help: {diagnostic.help})" if diagnostic.help else ""
    return f"{where}{diagnostic.severity}[{diagnostic.code}]: {diagnostic.message}{hint}"
