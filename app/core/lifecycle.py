"""State machines as data: `Lifecycle("state", {"hold": Move((PLANNED,), HELD)})`."""

from enum import StrEnum
from typing import Any, NamedTuple

from app.core.problems import IllegalTransition


class Move(NamedTuple):
    """A move by name: the states it leaves, the state it reaches, and whether a reason must be given.

    `by_system`: no role may make it and no operation offers it; a job or another act brings it about.
    `others`: states that it may reach instead, where what was found decides.
    """

    sources: tuple[StrEnum, ...]
    target: StrEnum
    needs_reason: bool = False
    by_system: bool = False
    others: tuple[StrEnum, ...] = ()


class Lifecycle:
    """The moves of one column. Who may make a move is a verb in the table of permissions; guards live in services."""

    def __init__(self, column: str, moves: dict[str, Move]) -> None:
        self.column, self.moves = column, moves

    def fire(self, row: Any, move: str, to: StrEnum | None = None) -> None:
        """Moves the row (to one of the move's other states), or raises IllegalTransition with what is possible."""
        self.require(row, move)
        if to not in (None, self.moves[move].target, *self.moves[move].others):
            raise ValueError(f"{move} does not lead to {to}")
        setattr(row, self.column, to or self.moves[move].target)

    def require(self, row: Any, move: str) -> None:
        """Raises IllegalTransition with the moves that are possible unless this one is."""
        state = getattr(row, self.column)
        if state not in self.moves[move].sources:
            raise IllegalTransition(state=state, allowed=self.open_from(state))

    def between(self, old: StrEnum, new: StrEnum) -> str:
        """The move that leads from old to new; assignments outside the lifecycle are refused by the session."""
        for name, move in self.moves.items():
            if old in move.sources and new in (move.target, *move.others):
                return name
        raise IllegalTransition(state=old, allowed=self.open_from(old))

    def open_from(self, state: StrEnum) -> list[str]:
        """The moves that are possible from a state."""
        return [name for name, move in self.moves.items() if state in move.sources]
