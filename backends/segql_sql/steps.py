"""The steps of a moment, brought into the form in which SQL takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from segql.calendar import DAYS, MICROSECONDS, MONTHS
from segql.meaning import Shift, Start, Unit

Steps = tuple[Start | Shift, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """On the zone's clock: back to the start of a unit, then months on, then days on."""

    start: Unit | None = None
    months: int = 0
    days: int = 0

    @property
    def by_months(self) -> bool:
        """Whether it needs the calendar's months."""
        return self.months != 0 or self.start in MONTHS


@dataclass(slots=True)
class Round:
    """Exact microseconds on, then moves on the zone's clock."""

    exact: int = 0
    moves: list[Move] = field(default_factory=list["Move"])


def rounds(steps: Steps) -> list[Round]:
    """The steps as rounds, at least one: few moves, so that the query has few relations."""
    found = [Round()]
    for step in steps:
        moves = found[-1].moves
        match step:
            case Start(unit):
                moves.append(Move(unit))
            case Shift(count, unit) if unit in ("second", "minute", "hour"):
                if moves:
                    found.append(Round())
                found[-1].exact += count * MICROSECONDS[unit]
            case Shift(0, _):
                pass
            case Shift(count, unit) if unit in DAYS:
                before = moves.pop() if moves else Move()
                moves.append(replace(before, days=before.days + count * DAYS[unit]))
            case Shift(count, unit):
                before = moves.pop() if moves and _takes_months(moves[-1]) else Move()
                moves.append(replace(before, months=before.months + count * MONTHS[unit]))
    return found


def _takes_months(move: Move) -> bool:
    """Whether months behind it can be added to its own: each shift by months may clamp the day, but
    never that of a first of the month."""
    return move.days == 0 and (move.months == 0 or move.start in MONTHS)


def described(steps: Sequence[Start | Shift]) -> str:
    """The steps in words, for the name of a column: `now`, `30 days ago`, `start of month`."""
    text = ""
    for step in steps:
        match step:
            case Start(unit):
                text = f"start of {unit}" + (f" of {text}" if text else "")
            case Shift(count, unit):
                length = f"{abs(count)} {unit}" + ("s" if abs(count) != 1 else "")
                if text:
                    text = f"{length} {'before' if count < 0 else 'after'} {text}"
                else:
                    text = f"{length} {'ago' if count < 0 else 'from now'}"
    return text or "now"
