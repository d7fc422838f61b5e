"""Telling those who take part that there is something new, not in their quiet hours and once until they have read."""

from collections.abc import Iterable
from datetime import datetime

from app.auth.session import OwnedSession
from app.core.quiet_hours import QuietHours
from app.models import Conversation, ConversationParticipant
from app.models.notice import NoticeKind
from app.services.notices.notifying import To, ToGuardian, ToUser, notify


def tell(wide: OwnedSession, conversation: Conversation, others: Iterable[ConversationParticipant]) -> None:
    """A notice to each who has read all that they were told of; what was said is stored at once for everybody."""
    for part in others:
        if part.told_number <= part.read_number:
            part.told_number = conversation.last_number
            notify(wide, NoticeKind.NEW_MESSAGE, address(conversation, part), at=not_before(part, wide.at))


def address(conversation: Conversation, part: ConversationParticipant) -> To:
    """A guardian by the contact points of their row, everybody else as the user."""
    if part.guardian_id is not None:
        return ToGuardian(part.guardian_id)
    if part.user_id is None:
        raise ValueError("a part is a guardian's or a user's")
    return ToUser(part.user_id, conversation.programme_id)


def not_before(part: ConversationParticipant, at: datetime) -> datetime:
    """When a notice may come: at once, or after the quiet hours of whom it is for."""
    return QuietHours.of(part.quiet_from, part.quiet_to, part.time_zone).after(at)
