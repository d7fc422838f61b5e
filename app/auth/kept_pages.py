"""Pages that were answered before, for who asks again: a phone that looks for news, a screen that is opened anew.

Each time the database says which rows the caller reaches and in which versions (`identity_for`). Only when they are
the very rows of the kept page are its bytes sent again, so neither rights nor changes come late; what is spared is
writing the rows out. Kept are settled pages alone (app.auth.questions): nothing personal stays in memory here.
"""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from app.core.statements import Plan

# Bytes of all kept pages together, about.
ROOM = 24 * 1_048_576
# What the identity of a row takes.
OF_A_ROW = 350

# Whose page (a membership, which is one person in one role of one organisation), its path and its query.
Place = tuple[str, str, bytes]

# Asks the database in the name of the caller.
Ask = Callable[[Plan, dict[str, Any]], Awaitable[list[Any]]]


class KeptPage(NamedTuple):
    """The bytes of a page and their tag; `rows` say which rows it has and in which versions.

    `values`: what was asked, without the caller.
    """

    plan: Plan
    values: dict[str, Any]
    rows: list[Any]
    body: bytes
    tag: bytes

    @property
    def size(self) -> int:
        """Bytes, about."""
        return len(self.body) + OF_A_ROW * len(self.rows)


class KeptPages:
    """The kept pages of one process; belongs to the event loop. The oldest give way."""

    def __init__(self, room: int = ROOM) -> None:
        self.room, self.taken = room, 0
        self.pages: dict[Place, KeptPage] = {}

    async def same(self, place: Place, plan: Plan, identity: Callable[[], Plan], ask: Ask) -> KeptPage | None:
        """The page that was kept here for this plan, if its rows are still what the plan of its identity finds."""
        kept = self.pages.get(place)
        if kept is None or kept.plan is not plan:
            return None
        return kept if await ask(identity(), kept.values) == kept.rows else None

    def keep(self, place: Place, page: KeptPage) -> None:
        """Keeps a page of at least one row: no row may also mean that the sign-in has ended."""
        self.drop(place)
        if not page.rows or page.size > self.room:
            return
        self.pages[place], self.taken = page, self.taken + page.size
        while self.taken > self.room:
            self.drop(next(iter(self.pages)))

    def drop(self, place: Place) -> None:
        if (old := self.pages.pop(place, None)) is not None:
            self.taken -= old.size
