"""State machines as data: `Lifecycle("state", {"hold": Move((PLANNED,), HELD)})`."""

from enum import StrEnum
from typing import Any, NamedTuple

from app.core.problems import IllegalTransition


class Move(NamedTuple):
    """A move by name: the states it leaves, the state it reaches, and whether a reason must be given.

    `by_system`: no role may make it and no operation offers it; a job or another act brings it about.
    """

    sources: tuple[StrEnum, ...]
    target: StrEnum
    needs_reason: bool = False
    by_system: bool = False


class Lifecycle:
    """The moves of one column. Who may make a move is a verb in the table of permissions; guards live in services."""

    def __init__(self, column: str, moves: dict[str, Move]) -> None:
        self.column, self.moves = column, moves

    def fire(self, row: Any, move: str) -> None:
        """Moves the row, or raises IllegalTransition with the moves that are possible."""
        state = getattr(row, self.column)
        if state not in self.moves[move].sources:
            raise IllegalTransition(state=state, allowed=self.open_from(state))
        setattr(row, self.column, self.moves[move].target)

    def between(self, old: StrEnum, new: StrEnum) -> str:
        """The move that leads from old to new; assignments outside the lifecycle are refused by the session."""
        for name, move in self.moves.items():
            if old in move.sources and new == move.target:
                return name
        raise IllegalTransition(state=old, allowed=self.open_from(old))

    def open_from(self, state: StrEnum) -> list[str]:
        """The moves that are possible from a state."""
        return [name for name, move in self.moves.items() if state in move.sources]
