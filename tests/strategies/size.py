"""How large generated segments and tables become."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """`depth` of conditions inside conditions and values inside values, the most `operands` of one
    node, and the most rows of customers and events."""

    depth: int = 2
    operands: int = 3
    customers: int = 6
    events: int = 10


SMALL = Size()
