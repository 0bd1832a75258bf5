"""What the checker carries along: the catalog, what was found, and the names in reach."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from segql.catalog import Catalog
from segql.check.messages import Finding, limit_conditions
from segql.check.terms import Result
from segql.diagnostics import Diagnostic, Source, Span
from segql.limits import Limits
from segql.meaning import Parameter
from segql.record import record
from segql.types import Type

_NODES_PER_CONDITION = 50


class LimitReached(Exception):
    """The definition at hand is past a limit; the finding has been reported."""


@record
class Scope:
    """The names in reach: of one event's properties, or of the customer; and of a let's parameters.

    A binding of None stands for a value that is not known (yet), about which nothing is said.
    """

    event: str | None = None
    bindings: Mapping[str, Result | None] = field(default_factory=dict[str, "Result | None"])

    def inside(self, event: str) -> Scope:
        """The scope between an event's parentheses."""
        return Scope(event, self.bindings)


@dataclass(slots=True)
class Context:
    """The state of checking one definition."""

    catalog: Catalog
    limits: Limits
    source: Source
    findings: dict[tuple[object, ...], Diagnostic] = field(
        default_factory=dict[tuple[object, ...], Diagnostic]
    )
    parameters: dict[str, Type] = field(default_factory=dict[str, Type])
    conditions: int = 0
    nodes: int = 0
    calls: tuple[tuple[str, Span], ...] = ()

    def report(self, span: Span, finding: Finding) -> None:
        """Keep a finding; in a called let it is told at the call."""
        message = finding.message
        if self.calls:
            name, span = self.calls[0]
            message = f"in `{name}`: {message}"
            if finding.severity == "warning":
                return
        fix = None if self.calls else finding.fix
        found = Diagnostic(finding.code, message, span, self.source, finding.help, fix, finding.severity)
        key = (found.code, found.span, found.source, "" if self.calls else found.message)
        self.findings.setdefault(key, found)

    def count(self, span: Span, conditions: int = 0, nodes: int = 1) -> None:
        """Add to the size of the definition. Raises LimitReached past the limit."""
        self.conditions += conditions
        self.nodes += nodes
        limit = self.limits.conditions
        if self.conditions > limit or self.nodes > limit * _NODES_PER_CONDITION:
            self.report(span, limit_conditions(limit))
            raise LimitReached

    def parameter(self, name: str, type_: Type, span: Span) -> Parameter:
        """A use of `$name` with the type that its place asks for."""
        known = self.parameters.get(name)
        self.parameters[name] = type_ if known is None else strictest(known, type_)
        return Parameter(name, type_, span=span)

    @contextmanager
    def call(self, name: str, span: Span) -> Generator[None]:
        """Findings in the body of a let are told at its call."""
        before = self.calls
        self.calls = (*before, (name, span))
        try:
            yield
        finally:
            self.calls = before


def strictest(one: Type, other: Type) -> Type:
    """The type of the values that two types of one family share: what a parameter used as both takes."""
    if one.element is not None and other.element is not None:
        return replace(one, element=strictest(one.element, other.element))
    if one.is_number:
        exact = [each for each in (one, other) if each.kind != "float"]
        return min(exact, key=lambda each: each.scale, default=one)
    if one.kind == "enum" and other.kind == "enum":
        return replace(one, values=tuple(each for each in one.values if each in other.values))
    return other if one.kind == "string" else one
