"""A segment asked of a mapping in one go: rows are tallied while they are read, in the order given.

There is one loop for each event, and nothing is kept of a row. What needs the rows themselves, or looks at
an event in many ways, is asked of the rows of a Profile.
"""

from __future__ import annotations

from collections import Counter

from segql import meaning as m
from segql.uses import Uses
from segql.walk import walk
from segql_python.compiled import sharing
from segql_python.compiled.aggregates import Tally, by_events, take
from segql_python.compiled.reading import Reading
from segql_python.compiled.source import Block, Lines
from segql_python.compiled.walks import in_window
from segql_python.compiled.writer import Writer

_MOST_WINDOWS = 5
"""So many different `Events` of one event are told apart row by row."""


def is_fusable(condition: m.Condition) -> bool:
    """Whether tallies answer it, and that is the shorter way."""
    nodes = [node for node, _ in walk([condition])]
    windows = Counter(each.event for each in {node for node in nodes if isinstance(node, m.Events)})
    return not any(isinstance(node, m.Sequence) for node in nodes) and all(
        count <= _MOST_WINDOWS for count in windows.values()
    )


def fused(w: Writer, condition: m.Condition, uses: Uses, checked: Lines) -> Lines:
    """Lines that return whether the condition holds of the variable `customer`, a mapping that has been read
    and `checked`. Of a Profile, or after an error of the lines, they return what is known of her."""
    nodes = [node for node, _ in walk([condition]) if isinstance(node, m.Aggregate)]
    groups = by_events(list(dict.fromkeys(nodes)))
    tallies = {group[0].events: [Tally(w, node, ends=False) for node in group] for group in groups}
    reading = Reading(w.layout, uses, w.bound)

    def happened(event: str) -> Lines:
        with w.into(Block()) as block, w.each(event):
            for events, mine in tallies.items():
                if events.event == event:
                    with in_window(w, events):
                        take(w, mine)
        return block.lines

    every = [tally for mine in tallies.values() for tally in mine]
    w.here.lines.extend([*[tally.start for tally in every], *reading.customer(happened), *checked])
    w.aggregates.update({tally.node: tally.result() for tally in every})
    sharing.share_conditions(w, condition)
    text = w.condition(condition)
    return reading.or_again([*w.base.lines, f"return {text}"])
