"""Values as expressions of Python."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from segql import meaning as m
from segql.types import DATETIME, FLOAT
from segql_python.compiled import moments
from segql_python.compiled.writer import Term, Writer

_STORED = 2**63 + 1
"""Stored exact numbers, and numbers of rows, are below this in size."""


def value(w: Writer, node: m.Value) -> Term:
    """The value, for the customer and the event at hand."""
    match node:
        case m.Constant(known):
            below = abs(known) + 1 if isinstance(known, int) else m.EXACT_LIMIT
            return Term(w.bound.constant(known), below=below)
        case m.Moment():
            return _closed(w, node)
        case m.Attribute(name):
            return Term(w.attribute(name), missing=True, below=_STORED)
        case m.Property(name):
            return Term(w.property(name), missing=True, below=_STORED)
        case m.EventTime():
            return Term(w.time())
        case m.Arithmetic():
            return _closed(w, node) if moments.is_closed(node) else _arithmetic(w, node)
        case m.Function():
            return _closed(w, node) if moments.is_closed(node) else _function(w, node)
        case m.LocalDay(of, zone):
            inner = present(w, w.value(of))
            return Term(f"local_day({inner.text}, {w.bound.constant(zone)})", inner.guards, atom=False)
        case m.WholeYears():
            return _whole_years(w, node)
        case m.Aggregate():
            return w.aggregate(node)
        case m.Standing() | m.Parameter():
            raise TypeError("a value that no function of one customer has")
        case _:
            assert_never(node)


def present(w: Writer, term: Term) -> Term:
    """The same with a guard for its being there; it may be written more than once."""
    if term.atom and not term.missing:
        return term
    if term.text.isidentifier():
        return replace(term, guards=(*term.guards, f"{term.text} is not None"), missing=False)
    name = w.name("x")
    return replace(
        term,
        text=name,
        guards=(*term.guards, f"({name} := {term.text}) is not None"),
        missing=False,
        atom=True,
    )


def _closed(w: Writer, node: m.Value) -> Term:
    name = w.bound.moment(node, moments.clock(node, w.layout.catalog, w.source))
    below = m.EXACT_LIMIT
    return Term(name, missing=not isinstance(node, m.Moment), below=below)


def _arithmetic(w: Writer, node: m.Arithmetic) -> Term:
    left, right = present(w, w.value(node.left)), present(w, w.value(node.right))
    guards = [*left.guards, *right.guards]
    if node.op in ("/", "//"):
        guards.append(f"{right.text} != 0")
    text, name = f"{left.text} {node.op} {right.text}", w.name("x")
    if node.type == FLOAT:
        return Term(name, (*guards, f"({name} := {text}) == {name}"))  # NaN does not equal itself
    below = left.below * right.below if node.op == "*" else left.below + right.below
    if below <= m.EXACT_LIMIT:
        return Term(text, tuple(guards), below=below, atom=False)
    limit = w.bound.constant(m.EXACT_LIMIT)
    return Term(name, (*guards, f"-{limit} < ({name} := {text}) < {limit}"))


def _function(w: Writer, node: m.Function) -> Term:
    inner = present(w, w.value(node.operand))
    x = inner.text
    match node.name:
        case "float":
            text = f"float({x}) / {w.bound.constant(float(10**node.operand.type.scale))}"
        case "lower":
            text = f"lower({x})"
        case "length":
            text = f"len({x})"
        case "month_day":
            text = f"100 * {x}.month + {x}.day"
        case "epoch":
            text = f"to_microseconds({x if node.operand.type == DATETIME else f'midnight({x})'})"
        case _:
            assert_never(node.name)
    return Term(text, inner.guards, below=_STORED, atom=False)


def _whole_years(w: Writer, node: m.WholeYears) -> Term:
    born = present(w, w.value(node.value))
    at_year, at_mark = moments.marked(node.on, w.layout.catalog, w.source)
    year, mark = w.bound.moment((node.on, "year"), at_year), w.bound.moment((node.on, "mark"), at_mark)
    x = born.text
    text = f"{year} - {x}.year - (100 * {x}.month + {x}.day > {mark})"
    return Term(text, born.guards, below=_STORED, atom=False)
