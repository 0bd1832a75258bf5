"""The topics of the benchmarks, each a module of this package."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Protocol, cast

from benchmarks.measure import Setting
from benchmarks.rows import Bar, Row

TOPICS = ("many", "keys", "backends", "tpcds", "one_customer", "compiling")


class Topic(Protocol):
    """What the module of a topic has."""

    TITLE: str
    BASE: str
    """The subject that the others are divided by."""
    UNIT: str | None
    """The subject in which costs are counted besides, if there is one."""
    AXIS: str
    """What the size of a case counts."""

    def rows(self, setting: Setting, /) -> Iterator[list[Row]]:
        """Measures, case by case. Raises Differ."""
        ...

    def bars(self, found: Sequence[Row], /) -> Iterator[Bar]:
        """What is aimed at, beside what was found."""
        ...


def topic(name: str) -> Topic:
    """The module of a topic."""
    return cast("Topic", import_module(f"benchmarks.{name}"))
