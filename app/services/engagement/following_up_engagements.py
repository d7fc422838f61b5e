"""What follows from engagements: what was agreed with families, and what came of asking them."""

from typing import TypeVar
from uuid import UUID

from app.auth.session import OwnedSession
from app.core.problems import DomainError, IdConflict, IllegalTransition, InvalidRequest
from app.models import ConsultationQuestion, Engagement, EngagementFollowUp
from app.models.engagement import EngagementKind, EngagementState
from app.models.engagement_follow_up import (
    ConsultationQuestionCreate,
    ConsultationQuestionUpdate,
    EngagementFollowUpCreate,
    EngagementFollowUpUpdate,
)
from app.models.supervision_meeting import ActionState
from app.services import records

T = TypeVar("T", ConsultationQuestion, EngagementFollowUp)


class NotAConsultation(DomainError):
    slug, title, status = "not-a-consultation", "Nobody is consulted here", 409
    detail = "Questions belong to a design consultation."


def agree(db: OwnedSession, engagement_id: UUID, new: EngagementFollowUpCreate) -> EngagementFollowUp:
    """Keeps what was agreed at an engagement, and until when."""
    event = db.find(Engagement, engagement_id, lock=True)
    if (known := records.already(db, EngagementFollowUp, new)) is not None:
        return of_engagement(known, event)
    if event.state is EngagementState.CANCELLED:
        raise IllegalTransition(state=event.state, allowed=event.__lifecycle__.open_from(event.state))
    of = {"engagement_id": event.id, "programme_id": event.programme_id}
    return db.put(records.made(db, EngagementFollowUp, new, **of))


def change(db: OwnedSession, row: EngagementFollowUp, changes: EngagementFollowUpUpdate) -> EngagementFollowUp:
    """Says an open follow-up anew, or gives it more time."""
    if row.state is not ActionState.OPEN:
        raise IllegalTransition(state=row.state, allowed=row.__lifecycle__.open_from(row.state))
    return records.change(db, row, changes)


def close(db: OwnedSession, id: UUID, verb: str, reason: str = "") -> EngagementFollowUp:
    """Done, or dropped."""
    row = db.find(EngagementFollowUp, id, lock=True)
    row.closed_at = db.at
    return records.move(db, row, verb, reason)


def reopen(db: OwnedSession, id: UUID, reason: str) -> EngagementFollowUp:
    """It is to be done after all."""
    row = db.find(EngagementFollowUp, id, lock=True)
    row.closed_at = None
    return records.move(db, row, "reopen", reason)


def ask(db: OwnedSession, engagement_id: UUID, new: ConsultationQuestionCreate) -> ConsultationQuestion:
    """A question that families are asked at a design consultation."""
    event = db.find(Engagement, engagement_id, lock=True)
    if (known := records.already(db, ConsultationQuestion, new)) is not None:
        return of_engagement(known, event)
    if event.kind is not EngagementKind.DESIGN_CONSULTATION:
        raise NotAConsultation
    row = records.made(db, ConsultationQuestion, new, engagement_id=event.id, programme_id=event.programme_id)
    require_something_to_tell(row)
    return db.put(row)


def change_question(
    db: OwnedSession, row: ConsultationQuestion, changes: ConsultationQuestionUpdate
) -> ConsultationQuestion:
    """What was heard, what was changed because of it, and when families were told."""
    changed = records.change(db, row, changes)
    require_something_to_tell(changed)
    return changed


def require_something_to_tell(row: ConsultationQuestion) -> None:
    if row.told_on is not None and not row.changed:
        detail = "Say first what was changed, or why nothing was."
        raise InvalidRequest(errors=[{"pointer": "/changed", "code": "missing", "detail": detail}])


def of_engagement(known: T, event: Engagement) -> T:
    """The row that the client's id names, if it was sent for this engagement before."""
    if known.engagement_id != event.id:
        raise IdConflict
    return known
