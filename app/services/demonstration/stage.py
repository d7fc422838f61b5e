"""One organisation while it is being furnished, and the dice that fall the same way at every load."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from app.auth.session import OwnedSession
from app.models.base import Versioned

T = TypeVar("T")

WEEKS_BACK = 12
EPOCH_MS = 1_767_225_600_000  # 1 January 2026: earlier than any id that a client of the demonstration will make


class Dice:
    """Choices and ids from a fixed seed. Ids have the shape of UUIDv7 and sort in the order of their making."""

    def __init__(self, seed: str) -> None:
        self.seed, self.made = seed, 0
        self.of_ids, self.of_choices = Random(f"{seed} ids"), Random(seed)  # noqa: S311 - nothing here is a secret

    def begin(self, chapter: str) -> None:
        """What is chosen from here on is the chapter's own: the same, however many sessions lie behind us today."""
        self.of_choices = Random(f"{self.seed} {chapter}")  # noqa: S311

    def id(self) -> UUID:
        """The next id."""
        self.made += 1
        bits = self.of_ids.getrandbits(74)
        tail, head = bits & ((1 << 62) - 1), bits >> 62
        return UUID(int=((EPOCH_MS + self.made) << 80) | (7 << 76) | (head << 64) | (2 << 62) | tail)

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return self.of_choices.choice(choices)

    def weighted(self, choices: dict[T, int]) -> T:
        """One of the choices, each as likely as its weight says."""
        return self.of_choices.choices(list(choices), list(choices.values()))[0]

    def number(self, first: int, last: int) -> int:
        """A whole number from first to last."""
        return self.of_choices.randint(first, last)

    def happens(self, share: float) -> bool:
        """Whether something happens that does so in this share of cases."""
        return self.of_choices.random() < share


@dataclass
class Stage:
    """The organisation's session and dice, the present, and the user ids of those who sign in there."""

    db: OwnedSession
    dice: Dice
    domain: str
    password_hash: str
    zone: str
    now: datetime
    people: dict[str, UUID] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The present day, in UTC as the rules of reach take it."""
        return self.now.astimezone(UTC).date()

    @property
    def begun(self) -> datetime:
        """When everything was written that says nothing else: a week before the first session."""
        return self.now - timedelta(weeks=WEEKS_BACK + 1)

    def put(self, rows: Sequence[Any]) -> None:
        """Adds rows that refer to nothing that is not written yet."""
        for row in rows:
            if isinstance(row, Versioned) and row.created_at >= self.now:
                row.created_at = row.updated_at = self.begun
        self.db.add_all(rows)
        self.db.flush()
