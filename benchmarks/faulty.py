"""The product with a fault, so that `python -m benchmarks.kills --twin` shows that it sees one; nothing else differs.

`early`: SQLite's writer answers a round before it is committed. `forgetful`: a key that comes again is new to it.
"""

import time
from typing import Any

from app.core import database
from app.core.group_commit import GroupCommit, tell
from app.start import create_app
from app.web import idempotency

TOO_EARLY = 0.005  # seconds


class Early(GroupCommit):
    """A writer whose members hear of their work while it may still be lost."""

    def settle(self) -> bool:
        outcomes, self.outcomes = self.outcomes, []
        for one in outcomes:
            one.done.get_loop().call_soon_threadsafe(tell, [one])
        time.sleep(TOO_EARLY)
        return super().settle()


def early() -> Any:
    """The application, for the server."""
    database.GroupCommit = Early  # type: ignore[attr-defined]
    return create_app()


def forgetful() -> Any:
    """The application, for the server."""
    idempotency.key_of = lambda headers: None
    return create_app()
