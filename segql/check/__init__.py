"""Check: from texts as written to what they mean.

Every text is parsed, all definitions are collected, put into the order in which they need each other,
and each is checked once; all that is found on the way is told together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from segql import ast
from segql.catalog import Catalog
from segql.check import messages
from segql.check.context import Context, LimitReached, Scope
from segql.check.expressions import Checker
from segql.check.names import Definition, Known, Names
from segql.check.order import Key, components, needs, one_cycle
from segql.check.terms import Result, Truth
from segql.diagnostics import Diagnostic, SegqlError, Source, Span
from segql.limits import Limits
from segql.meaning import Condition
from segql.record import record
from segql.syntax import parse
from segql.types import Type

__all__ = ["Checked", "Text", "check"]


@record
class Text:
    """A text to check; `name` and the rest are those of the segment that a bare condition is."""

    source: Source
    name: str = "segment"
    description: str | None = None
    metadata: Mapping[str, object] = field(default_factory=dict[str, object])


@record
class Checked:
    """A segment that passed."""

    name: str
    condition: Condition
    source: Source
    description: str | None
    parameters: Mapping[str, Type]
    warnings: tuple[Diagnostic, ...]
    metadata: Mapping[str, object]


def check(
    texts: Sequence[Text], catalog: Catalog, limits: Limits
) -> tuple[list[Checked], tuple[Diagnostic, ...]]:
    """The segments of the texts, in their order, and all warnings. Raises SegqlError."""
    names, found = Names(), dict[tuple[object, ...], Diagnostic]()
    for text in texts:
        try:
            document = parse(text.source, limits)
        except SegqlError as failure:
            found.update(
                {(each.code, each.span, each.source, each.message): each for each in failure.diagnostics}
            )
            names.broken.add(text.name)
            continue
        _collect(text, document, Context(catalog, limits, text.source, found), names)
    _check_all(names, catalog, limits, found)
    diagnostics = _in_order(texts, found.values())
    if any(each.severity == "error" for each in diagnostics):
        raise SegqlError(diagnostics)
    return _checked(names), diagnostics


def _in_order(texts: Sequence[Text], found: object) -> tuple[Diagnostic, ...]:
    position = {text.source: index for index, text in enumerate(texts)}
    nowhere = Span(0, 0)

    def key(each: Diagnostic) -> tuple[int, Span]:
        return (position.get(each.source, 0) if each.source else 0, each.span or nowhere)

    return tuple(sorted(found, key=key))  # type: ignore[call-overload]


def _collect(text: Text, document: ast.Document, ctx: Context, names: Names) -> None:
    if document.condition is not None:
        start = Span(0, 0)
        definition = Definition(
            "segment",
            text.name,
            start,
            document.condition,
            text.source,
            None,
            text.description,
            text.metadata,
        )
        _define(ctx, names, definition)
    for each in document.definitions:
        match each:
            case ast.SegmentDefinition(name, condition, description):
                words = description.value if description else None
                _define(
                    ctx,
                    names,
                    Definition("segment", name.text, name.span, condition, text.source, None, words),
                )
            case ast.LetDefinition(name, parameters, expression):
                taken = None if parameters is None else tuple(each.text for each in parameters)
                _define(ctx, names, Definition("let", name.text, name.span, expression, text.source, taken))
                for one, other in _twice(parameters or ()):
                    ctx.report(other.span, messages.name_taken(one.text, "another parameter"))


def _twice(parameters: Sequence[ast.Name]) -> list[tuple[ast.Name, ast.Name]]:
    first: dict[str, ast.Name] = {}
    return [(first[each.text], each) for each in parameters if first.setdefault(each.text, each) is not each]


def _define(ctx: Context, names: Names, definition: Definition) -> None:
    name, catalog = definition.name, ctx.catalog
    if definition.kind == "segment":
        if name in names.segments:
            ctx.report(definition.span, messages.name_taken(name, "another segment"))
        else:
            names.segments[name] = definition
        return
    if name in names.lets:
        ctx.report(definition.span, messages.name_taken(name, "another let"))
    elif catalog.attribute(name) is not None:
        ctx.report(definition.span, messages.name_taken(name, "an attribute"))
    elif name in catalog.events:
        ctx.report(definition.span, messages.name_taken(name, "an event"))
    else:
        names.lets[name] = definition


def _check_all(
    names: Names, catalog: Catalog, limits: Limits, found: dict[tuple[object, ...], Diagnostic]
) -> None:
    definitions: dict[Key, Definition] = {
        **{("let", each.name): each for each in names.lets.values()},
        **{("segment", each.name): each for each in names.segments.values()},
    }
    needed = {
        key: needs(each.expression, definitions, each.parameters or ()) for key, each in definitions.items()
    }
    graph = {key: each for key, (each, _) in needed.items()}
    levels: dict[Key, int] = {}
    deep: set[Key] = set()
    for group in components(graph):
        key = group[0]
        ctx = Context(catalog, limits, definitions[key].source, found)
        if len(group) > 1 or key in graph[key]:
            cycle = one_cycle(group, graph)
            ctx.source = definitions[cycle[0]].source
            ctx.report(definitions[cycle[0]].span, messages.cycle([name for _, name in cycle]))
            names.cyclic.update(group)
            continue
        levels[key] = needed[key][1] + max((levels.get(each, 0) for each in graph[key]), default=0)
        if levels[key] > 2 * limits.nesting:  # each level of the text may be two of the tree
            if deep.isdisjoint(graph[key]):  # else it has been told
                ctx.report(definitions[key].span, messages.limit_nesting(limits.nesting))
            deep.add(key)
            continue
        names.known[key] = _check_one(ctx, names, definitions[key])
    if any(each.severity == "error" for each in found.values()):
        return  # what is broken may be why a let seems unused
    for name, definition in names.lets.items():
        if name not in names.used:
            Context(catalog, limits, definition.source, found).report(definition.span, messages.unused(name))


def _check_one(ctx: Context, names: Names, definition: Definition) -> Known:
    checker = Checker(ctx, names)
    before = len(ctx.findings)
    result: Result | Condition | None
    try:
        if definition.kind == "segment":
            result = checker.condition(definition.expression, Scope())
        else:  # the parameters of a let are checked at each call; here nothing is known of them
            result = checker.check(
                definition.expression, Scope(None, dict.fromkeys(definition.parameters or ()))
            )
            if isinstance(result, Truth):
                checker.remark(definition.expression, result.condition)
    except LimitReached:
        result = None
    new = tuple(ctx.findings.values())[before:]
    return Known(result, definition.source, ctx.conditions, ctx.nodes, ctx.parameters, new)


def _checked(names: Names) -> list[Checked]:
    found: list[Checked] = []
    for definition in names.segments.values():
        known = names.known[("segment", definition.name)]
        assert isinstance(known.result, Condition)
        found.append(
            Checked(
                definition.name,
                known.result,
                definition.source,
                definition.description,
                known.parameters,
                known.warnings,
                definition.metadata,
            )
        )
    return found
