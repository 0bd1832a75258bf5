"""What is computed once, ahead of all that asks for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from segql import meaning as m
from segql.walk import walk
from segql_python.compiled import aggregates, walks
from segql_python.compiled.source import Block
from segql_python.compiled.writer import Writer


def ahead(w: Writer, root: m.Condition) -> tuple[list[str | Block], m.Condition]:
    """Lines that answer where what looks at no events decides, and what is left to ask."""
    kind = m.All if isinstance(root, m.All) else m.Any if isinstance(root, m.Any) else None
    if kind is None or not isinstance(root, m.All | m.Any):
        return [], root
    plain = [each for each in root.operands if not _happens(each)]
    if not plain or len(plain) == len(root.operands):
        return [], root
    text = w.condition(kind(tuple(plain)))
    negated, answer = ("not ", False) if kind is m.All else ("", True)
    lines = [*w.base.lines, f"if {negated}{text}:", Block([f"return {answer}"])]
    w.base.lines.clear()
    return lines, kind(tuple([each for each in root.operands if _happens(each)]))


def _happens(condition: m.Condition) -> bool:
    return any(isinstance(node, m.Events) for node, _ in walk([condition]))


def is_costly(condition: m.Condition) -> bool:
    """Whether asking twice costs more than keeping the answer."""
    return _happens(condition) or not isinstance(condition, m.Compare | m.OneOf | m.IsSet | m.InList)


def share(w: Writer, roots: list[m.Condition], worthwhile: Callable[[m.Condition], bool]) -> None:
    """Computes what is asked for more than once; of conditions those that are worthwhile."""
    uses = _uses(roots)
    walks.group(w, uses.events)
    aggregates.share(w, [node for node, count in uses.aggregates.items() if count > 1])
    _share_conditions(w, uses, worthwhile)


def share_conditions(w: Writer, root: m.Condition) -> None:
    """Computes costly conditions that are asked for more than once."""
    _share_conditions(w, _uses([root]), is_costly)


def _share_conditions(w: Writer, uses: _Uses, worthwhile: Callable[[m.Condition], bool]) -> None:
    for node in uses.ordered:
        if uses.conditions[node] > 1 and worthwhile(node) and node not in (m.TRUE, m.FALSE):
            text, name = w.condition(node), w.name("c")
            w.line(f"{name} = {text}")
            w.conditions[node] = name


def _uses(roots: list[m.Condition]) -> _Uses:
    uses = _Uses()
    for root in roots:
        uses.count(root)
    return uses


class _Uses:
    """How often conditions and aggregates are asked for, once what recurs is computed once."""

    def __init__(self) -> None:
        self.conditions: Counter[m.Condition] = Counter()
        self.aggregates: Counter[m.Aggregate] = Counter()
        self.events: list[m.Events] = []
        self.ordered: list[m.Condition] = []  # operands before what holds them

    def count(self, condition: m.Condition) -> None:
        """Adds a condition and all that it holds."""
        self.conditions[condition] += 1
        if self.conditions[condition] > 1:
            return
        match condition:
            case m.All(operands) | m.Any(operands) | m.AtLeast(_, operands):
                for each in operands:
                    self.count(each)
            case m.Not(operand):
                self.count(operand)
            case _:
                nodes = [node for node, _ in walk([condition])]
                self.aggregates.update({node for node in nodes if isinstance(node, m.Aggregate)})
                self.events.extend([node for node in nodes if isinstance(node, m.Events)])
        self.ordered.append(condition)
