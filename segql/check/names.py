"""The definitions of a text: lets and segments, each checked once, in the order they need each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from segql import ast
from segql.check import comparing, messages
from segql.check.context import Context, strictest
from segql.check.terms import Result, relocated
from segql.diagnostics import Diagnostic, Source, Span
from segql.meaning import Condition
from segql.record import record
from segql.types import Type
from segql.walk import relocate


@record
class Definition:
    """A `let` or a `segment`, wherever it was written."""

    kind: str
    name: str
    span: Span
    expression: ast.Expression
    source: Source
    parameters: tuple[str, ...] | None = None
    description: str | None = None
    metadata: Mapping[str, object] = field(default_factory=dict[str, object])


@record
class Known:
    """What checking a definition gave; `result` is None where it makes no sense."""

    result: Result | Condition | None
    source: Source
    conditions: int = 0
    nodes: int = 0
    parameters: Mapping[str, Type] = field(default_factory=dict[str, Type])
    warnings: tuple[Diagnostic, ...] = ()


@dataclass(slots=True)
class Names:
    """The definitions that can be referred to, and what is known of those checked so far."""

    lets: dict[str, Definition] = field(default_factory=dict[str, Definition])
    segments: dict[str, Definition] = field(default_factory=dict[str, Definition])
    broken: set[str] = field(default_factory=set[str])
    """Segments whose text could not be parsed: nothing more is said where they are referred to."""
    known: dict[tuple[str, str], Known] = field(default_factory=dict[tuple[str, str], Known])
    cyclic: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    used: set[str] = field(default_factory=set[str])

    def is_let(self, name: str) -> bool:
        """Whether a let has the name."""
        return name in self.lets

    def parameters(self, name: str) -> tuple[str, ...] | None:
        """The parameters of a let that takes some, else None."""
        found = self.lets.get(name)
        return None if found is None else found.parameters

    def let(self, ctx: Context, name: str, span: Span) -> Result | None:
        """What a let without parameters stands for."""
        self.used.add(name)
        parameters = self.lets[name].parameters
        if parameters is not None:
            ctx.report(span, messages.call_needed(name, parameters))
            return None
        known = self.known.get(("let", name))
        if known is None or known.result is None:
            return None
        self._add(ctx, known, span)
        found = known.result
        assert not isinstance(found, Condition)
        return replace(found, span=span) if known.source == ctx.source else relocated(found, span)

    def segment(self, ctx: Context, name: str, span: Span) -> Condition | None:
        """The condition of another segment."""
        if name not in self.segments:
            if name not in self.broken:
                others = [each for each in self.segments if len(self.segments) > 1]
                ctx.report(span, messages.unknown_segment(name, others))
            return None
        known = self.known.get(("segment", name))
        if known is None or known.result is None:
            return None
        self._add(ctx, known, span)
        condition = known.result
        assert isinstance(condition, Condition)
        return condition if known.source == ctx.source else relocate(condition, span)

    def _add(self, ctx: Context, known: Known, span: Span) -> None:
        for name, type_ in known.parameters.items():
            before = ctx.parameters.get(name)
            if before is not None and comparing.family(before) != comparing.family(type_):
                ctx.report(span, messages.parameter_type(name, before, type_))
            else:
                ctx.parameters[name] = type_ if before is None else strictest(before, type_)
        ctx.count(span, known.conditions, known.nodes)
