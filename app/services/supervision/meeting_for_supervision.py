"""Supervision meetings: planned with those who are to come, held, and what is agreed there."""

from typing import TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.listing import Clause
from app.core.problems import Conflict, IdConflict, IllegalTransition, InvalidRequest, StillReferenced
from app.models import AgreedAction, MeetingChild, MeetingParticipant, SupervisionMeeting
from app.models.membership import Role
from app.models.supervision_meeting import (
    ActionState,
    AgreedActionCreate,
    AgreedActionUpdate,
    MeetingChildCreate,
    MeetingParticipantCreate,
    MeetingState,
    SupervisionMeetingCreate,
    SupervisionMeetingHold,
    SupervisionMeetingUpdate,
)
from app.services import records
from app.services.people.granting import require_role
from app.services.sessions.holding_sessions import require_begun

T = TypeVar("T", MeetingParticipant, MeetingChild, AgreedAction)

HOLDERS = {Role.COORDINATOR, Role.SUPERVISOR}
# Not assistants: they live among the families that are spoken of.
MAY_ATTEND = HOLDERS | {Role.EDUCATOR, Role.MEDIATOR, Role.VOLUNTEER}


def plan(db: OwnedSession, new: SupervisionMeetingCreate) -> SupervisionMeeting:
    """A meeting with those who are to come and the children to speak of."""
    if new.supervisor_id is None:
        new.model_fields_set.discard("supervisor_id")
    if (known := records.already(db, SupervisionMeeting, new)) is not None:
        return known
    holder = new.supervisor_id or db.caller.user_id
    require_role(db, holder, "supervisor_id", HOLDERS)
    meeting = db.put(records.made(db, SupervisionMeeting, new, supervisor_id=holder))
    for user_id in sorted(set(new.participant_ids) - {holder}):
        require_role(db, user_id, "participant_ids", MAY_ATTEND)
        db.put(MeetingParticipant(meeting_id=meeting.id, user_id=user_id))
    for child_id in sorted(set(new.child_ids)):
        db.put(records.made(db, MeetingChild, MeetingChildCreate(child_id=child_id), meeting_id=meeting.id))
    return meeting


def change(db: OwnedSession, row: SupervisionMeeting, changes: SupervisionMeetingUpdate) -> SupervisionMeeting:
    """When it is, while it is planned; its notes, until it is cancelled."""
    times = changes.model_fields_set - {"notes"}
    if row.state is MeetingState.CANCELLED or (times and row.state is not MeetingState.PLANNED):
        raise IllegalTransition(state=row.state, allowed=row.__lifecycle__.open_from(row.state))
    return records.change(db, row, changes)


def hold(db: OwnedSession, id: UUID, held: SupervisionMeetingHold) -> SupervisionMeeting:
    """It took place: when it really began, how long it was, what was said."""
    row = db.find(SupervisionMeeting, id, lock=True)
    require_begun(db, held.starts_at)
    row.starts_at, row.minutes, row.notes = held.starts_at, held.minutes, held.notes or row.notes
    return records.move(db, row, "hold")


def invite(db: OwnedSession, meeting_id: UUID, new: MeetingParticipantCreate) -> MeetingParticipant:
    """One more who takes part; Conflict for one who does already."""
    meeting = open_meeting(db, meeting_id)
    if (known := records.already(db, MeetingParticipant, new)) is not None:
        return of_meeting(known, meeting)
    require_role(db, new.user_id, "user_id", MAY_ATTEND)
    same = [col(MeetingParticipant.meeting_id) == meeting.id, col(MeetingParticipant.user_id) == new.user_id]
    if new.user_id == meeting.supervisor_id or found(db, MeetingParticipant, *same):
        raise Conflict
    return db.put(records.made(db, MeetingParticipant, new, meeting_id=meeting.id))


def speak_of(db: OwnedSession, meeting_id: UUID, new: MeetingChildCreate) -> MeetingChild:
    """One more child that is spoken of; Conflict for one that is already."""
    meeting = open_meeting(db, meeting_id)
    if (known := records.already(db, MeetingChild, new)) is not None:
        return of_meeting(known, meeting)
    row = records.made(db, MeetingChild, new, meeting_id=meeting.id)
    if found(db, MeetingChild, col(MeetingChild.meeting_id) == meeting.id, col(MeetingChild.child_id) == row.child_id):
        raise Conflict
    return db.put(row)


def disinvite(db: OwnedSession, id: UUID) -> None:
    """Takes someone off the list. Raises StillReferenced for whoever has agreed to do something."""
    row = db.find(MeetingParticipant, id)
    open_meeting(db, row.meeting_id)
    if found(
        db, AgreedAction, col(AgreedAction.meeting_id) == row.meeting_id, col(AgreedAction.user_id) == row.user_id
    ):
        raise StillReferenced
    records.remove(db, MeetingParticipant, id)


def agree(db: OwnedSession, meeting_id: UUID, new: AgreedActionCreate) -> AgreedAction:
    """What one of those who took part is to do until a day; agreed once the meeting was held."""
    meeting = db.find(SupervisionMeeting, meeting_id, lock=True)
    if (known := records.already(db, AgreedAction, new)) is not None:
        return of_meeting(known, meeting)
    if meeting.state is not MeetingState.HELD:
        raise IllegalTransition(state=meeting.state, allowed=meeting.__lifecycle__.open_from(meeting.state))
    there = [col(MeetingParticipant.meeting_id) == meeting.id, col(MeetingParticipant.user_id) == new.user_id]
    if new.user_id != meeting.supervisor_id and not found(db, MeetingParticipant, *there):
        detail = "This person does not take part in the meeting."
        raise InvalidRequest(errors=[{"pointer": "/user_id", "code": "not_allowed", "detail": detail}])
    of = {"meeting_id": meeting.id, "programme_id": meeting.programme_id, "supervisor_id": meeting.supervisor_id}
    return db.put(records.made(db, AgreedAction, new, **of))


def change_action(db: OwnedSession, row: AgreedAction, changes: AgreedActionUpdate) -> AgreedAction:
    """Says an open action anew, or gives it more time."""
    if row.state is not ActionState.OPEN:
        raise IllegalTransition(state=row.state, allowed=row.__lifecycle__.open_from(row.state))
    return records.change(db, row, changes)


def close_action(db: OwnedSession, id: UUID, verb: str, reason: str = "") -> AgreedAction:
    """Done or dropped, and by whose word."""
    row = db.find(AgreedAction, id, lock=True)
    row.closed_at, row.closed_by_id = db.at, db.principal.user_id
    return records.move(db, row, verb, reason)


def reopen_action(db: OwnedSession, id: UUID, reason: str) -> AgreedAction:
    """It is to be done after all."""
    row = db.find(AgreedAction, id, lock=True)
    row.closed_at = row.closed_by_id = None
    return records.move(db, row, "reopen", reason)


def open_meeting(db: OwnedSession, id: UUID) -> SupervisionMeeting:
    """The meeting, locked. Raises IllegalTransition for one that was cancelled."""
    meeting = db.find(SupervisionMeeting, id, lock=True)
    if meeting.state is MeetingState.CANCELLED:
        raise IllegalTransition(state=meeting.state, allowed=meeting.__lifecycle__.open_from(meeting.state))
    return meeting


def of_meeting(known: T, meeting: SupervisionMeeting) -> T:
    """The row that the client's id names, if it was sent for this meeting before."""
    if known.meeting_id != meeting.id:
        raise IdConflict
    return known


def found(db: OwnedSession, model: type, *where: Clause) -> bool:
    return db.execute(sa.select(model).where(*where)).scalars().first() is not None
