"""What follows when a letter did not go: who was to be told by it is told in another way."""

from collections.abc import Callable
from uuid import UUID

from app.auth.session import OwnedSession
from app.models.notice import NoticeKind
from app.services.engagement import telling_changes

# By kind: hears the kind and the row that the notice was about. The session sees the whole organisation.
HEARD_BY: dict[NoticeKind, Callable[[OwnedSession, NoticeKind, UUID], None]] = dict.fromkeys(
    telling_changes.NEWS, telling_changes.leave_by_hand
)


def hear(db: OwnedSession, kind: NoticeKind, about: str | None) -> None:
    """Passes it on to whoever left the notice, if they said what it was about."""
    if about is not None and kind in HEARD_BY:
        HEARD_BY[kind](db, kind, UUID(about))
