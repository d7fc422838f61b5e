"""Telling invited guardians that an engagement has moved or is cancelled, or that one who waited has a place.

Each change is told once: by e-mail where one arrives; otherwise, at once or when the letter did not go, the part says
what is still `to_tell`, and the text is among those that somebody sends by hand (`showing_invitations.prepare`).
Whoever has declined hears no more of it, and of a guardian who is excluded for safety no row tells.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.models import Engagement, Guardian, Participation
from app.models.engagement import EngagementState
from app.models.notice import NoticeKind
from app.models.participation import EventNews, EventPlace, InvitationAnswer, ParticipationOutcome
from app.services.engagement.counting_guardians import IS_COUNTED, is_counted
from app.services.engagement.linking_invitations import new_link
from app.services.notices import addresses, notifying
from app.services.notices.letter_values import Value
from app.services.notices.notifying import ToGuardian

LETTERS: dict[EventNews, NoticeKind] = {
    EventNews.MOVED: NoticeKind.ENGAGEMENT_MOVED,
    EventNews.CANCELLED: NoticeKind.ENGAGEMENT_CANCELLED,
    EventNews.PLACE_GIVEN: NoticeKind.ENGAGEMENT_PLACE,
}
NEWS = {kind: news for news, kind in LETTERS.items()}
# What makes an engagement another one to come to.
WHEN_AND_WHERE = ("planned_at", "site_id", "place", "channel")
OUT = (ParticipationOutcome.DECLINED, ParticipationOutcome.NOT_INVITED)


def when_and_where(event: Engagement) -> tuple[Any, ...]:
    """What the guardians are told anew when it changes."""
    return tuple(getattr(event, name) for name in WHEN_AND_WHERE)


def tell_all(db: OwnedSession, event: Engagement, news: EventNews) -> None:
    """Everybody who was invited and has not declined; nobody of what is over. The event's row is locked."""
    if event.planned_at <= db.at:
        return
    with db.beyond_reach("whoever is invited is told what becomes of it") as wide:
        invited = (
            sa.select(Participation, Guardian)
            .join(Guardian, col(Guardian.id) == col(Participation.guardian_id))
            .where(col(Participation.engagement_id) == event.id, col(Participation.invited_at).is_not(None), IS_COUNTED)
            .order_by(col(Participation.id))
        )
        for part, guardian in wide.execute(invited).all():
            if part.answer is not InvitationAnswer.NOT_COMING and part.outcome not in OUT:
                tell(wide, event, part, guardian, news)
        wide.flush()


def tell(wide: OwnedSession, event: Engagement, part: Participation, guardian: Guardian, news: EventNews) -> None:
    """One guardian; `wide` reaches them all."""
    kind = LETTERS[news]
    sent = addresses.reaches(wide, kind, guardian) and notifying.is_queued(
        wide, notifying.notify(wide, kind, ToGuardian(guardian.id, part.id), values(wide, event, part, news))
    )
    part.to_tell = None if sent else news


def values(wide: OwnedSession, event: Engagement, part: Participation, news: EventNews) -> dict[str, Value]:
    """What stands in the letter; where it is, the page behind the link says."""
    told: dict[str, Value] = {"what": event.kind, "when": event.planned_at}
    if news is not EventNews.CANCELLED:
        told["link"] = new_link(wide, event, part)
    return told


def leave_by_hand(wide: OwnedSession, kind: NoticeKind, id: UUID) -> None:
    """A letter about a part did not go: it is told by hand, unless it is not so any more."""
    event = wide.find(Engagement, wide.find(Participation, id).engagement_id, lock=True)
    part, news = wide.find(Participation, id, lock=True), NEWS[kind]
    if event.planned_at > wide.at and is_counted(wide.find(Guardian, part.guardian_id)) and holds(event, part, news):
        part.to_tell = news


def holds(event: Engagement, part: Participation, news: EventNews) -> bool:
    """Whether the news is still true."""
    if news is EventNews.CANCELLED:
        return event.state is EngagementState.CANCELLED
    planned = event.state is EngagementState.PLANNED
    return planned and (news is EventNews.MOVED or part.place is EventPlace.TAKEN)
