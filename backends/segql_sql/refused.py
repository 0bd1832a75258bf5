"""What a dialect raises where its engine cannot do what a segment asks."""

from __future__ import annotations


class Refused(Exception):
    """`feature` is what the engine cannot do, `help` what to write instead: see `Query.unsupported`."""

    def __init__(self, feature: str, help: str) -> None:
        super().__init__(feature)
        self.feature = feature
        self.help = help
