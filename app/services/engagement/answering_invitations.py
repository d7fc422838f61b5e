"""Answers to invitations, and the places that they take.

The engagement's row is locked before a place is counted; its counters move in the same transaction and the table checks
them once more. Who answers or records reaches the part, rarely the whole event: the counters are kept beyond reach.
"""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import DomainError, IllegalTransition
from app.models import Engagement, Guardian, Participation
from app.models.engagement import EngagementState
from app.models.participation import REACHED, EventNews, EventPlace, InvitationAnswer
from app.services.engagement.telling_changes import tell
from app.services.groups.placing import CapacityExceeded

COUNTING = "an answer takes or frees a place of the event"


class InvitationOver(DomainError):
    """`state`: of the engagement."""

    slug, title, status = "invitation-over", "It is too late to answer", 409
    detail = "An invitation can be answered until the engagement begins or is cancelled."


def answer_own(db: OwnedSession, id: UUID, answer: InvitationAnswer) -> UUID:
    """A guardian answers an invitation, as often as wished until it begins."""
    part = db.find(Participation, id)
    with db.beyond_reach(COUNTING) as wide:
        give_answer(wide, part.id, answer)
    return part.id


def give_answer(wide: OwnedSession, id: UUID, answer: InvitationAnswer) -> Participation:
    """The same for whoever holds the invitation's link: `wide` reaches both the part and the event."""
    event = wide.find(Engagement, wide.find(Participation, id).engagement_id, lock=True)
    part = wide.find(Participation, id, lock=True)
    require_ahead(event, wide.at)
    take_answer(event, part, answer, wide.at)
    part.to_tell = None  # whoever answers has seen how it stands now
    wide.flush()
    return part


def promote(db: OwnedSession, id: UUID) -> UUID:
    """Gives a guardian who waits a place, if there is one, and tells them."""
    part = db.find(Participation, id)
    with db.beyond_reach(COUNTING) as wide:
        event = wide.find(Engagement, part.engagement_id, lock=True)
        part = wide.find(Participation, id, lock=True)
        require_ahead(event, wide.at)
        if part.place is not EventPlace.WAITING:
            raise IllegalTransition(state=part.place, allowed=[])
        if not has_room(event):
            raise CapacityExceeded(rule="places", limit=event.places, present=event.taken)
        move_place(event, part, EventPlace.TAKEN)
        tell(wide, event, part, wide.find(Guardian, part.guardian_id), EventNews.PLACE_GIVEN)
    return part.id


def leave_all(db: OwnedSession, guardian: Guardian) -> None:
    """Frees every place of a guardian who is excluded for safety from now on, so that no count betrays one."""
    theirs = [col(Participation.guardian_id) == guardian.id, col(Participation.place) != EventPlace.NONE]
    found = db.execute(sa.select(col(Participation.engagement_id), col(Participation.id)).where(*theirs)).all()
    with db.beyond_reach(COUNTING) as wide:
        for engagement_id, id in sorted(found):
            event = wide.find(Engagement, engagement_id, lock=True)
            move_place(event, wide.find(Participation, id, lock=True), EventPlace.NONE)


def take_answer(event: Engagement, part: Participation, answer: InvitationAnswer | None, at: datetime) -> None:
    """Keeps an answer and the place that it takes or frees; the event's row is locked."""
    if part.answer != answer:
        part.answer, part.answered_at = answer, None if answer is None else at
    if event.state is EngagementState.PLANNED:
        move_place(event, part, place_for(event, part))
    part.reached_at = last_reached(event, part)


def place_for(event: Engagement, part: Participation) -> EventPlace:
    if part.answer is not InvitationAnswer.COMING:
        return EventPlace.NONE
    if part.place is not EventPlace.NONE:
        return part.place
    # Nobody passes by those who wait already.
    return EventPlace.TAKEN if has_room(event) and not event.waiting else EventPlace.WAITING


def has_room(event: Engagement) -> bool:
    return event.places is None or event.taken < event.places


def move_place(event: Engagement, part: Participation, to: EventPlace) -> None:
    event.taken += (to is EventPlace.TAKEN) - (part.place is EventPlace.TAKEN)
    event.waiting += (to is EventPlace.WAITING) - (part.place is EventPlace.WAITING)
    part.place = to


def last_reached(event: Engagement, part: Participation) -> datetime | None:
    """When the guardian was last spoken with about this engagement."""
    moments = [part.answered_at] if part.answered_at else []
    if part.outcome in REACHED:
        moments.append(event.held_at or part.created_at)
    return max(moments, default=None)


def require_ahead(event: Engagement, at: datetime) -> None:
    if event.state is not EngagementState.PLANNED or event.planned_at <= at:
        raise InvitationOver(state=event.state)
