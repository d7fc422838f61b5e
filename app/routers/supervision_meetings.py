"""Supervision meetings, those who take part and the children who are spoken of."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.core.moments import Moment
from app.models import AgreedAction, MeetingChild, MeetingParticipant, SupervisionMeeting, Transition
from app.models.supervision_meeting import (
    AgreedActionRead,
    MeetingChildCreate,
    MeetingChildRead,
    MeetingParticipantCreate,
    MeetingParticipantRead,
    MeetingState,
    SupervisionMeetingCreate,
    SupervisionMeetingHold,
    SupervisionMeetingRead,
    SupervisionMeetingReason,
    SupervisionMeetingUpdate,
)
from app.models.trail import TransitionRead
from app.services import records
from app.services.supervision import meeting_for_supervision as meeting
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1", tag="supervision")


class SupervisionMeetingQuery(ListQuery):
    programme_id: Annotated[UUID | None, Where(SupervisionMeeting.programme_id, "is")] = None
    supervisor_id: Annotated[list[UUID] | None, Many, Where(SupervisionMeeting.supervisor_id)] = None
    state: Annotated[list[MeetingState] | None, Many, Where(SupervisionMeeting.state)] = None
    starts_at_from: Annotated[Moment | None, Where(SupervisionMeeting.starts_at, "from")] = None
    starts_at_to: Annotated[Moment | None, Where(SupervisionMeeting.starts_at, "until")] = None


INCLUDES = {
    "participants": Include(MeetingParticipantRead, MeetingParticipant, MeetingParticipant.meeting_id),
    "children": Include(MeetingChildRead, MeetingChild, MeetingChild.meeting_id),
    "actions": Include(AgreedActionRead, AgreedAction, AgreedAction.meeting_id, order=AgreedAction.due_on),
    "transitions": Include(TransitionRead, Transition, Transition.row_id),
}
MEETINGS = Reads(
    SupervisionMeetingRead,
    SupervisionMeeting,
    SupervisionMeetingQuery,
    sorts={"starts_at": SupervisionMeeting.starts_at},
    includes=INCLUDES,
)
PARTICIPANTS = Reads(
    MeetingParticipantRead, MeetingParticipant, parent=(SupervisionMeeting, MeetingParticipant.meeting_id)
)
CHILDREN = Reads(MeetingChildRead, MeetingChild, parent=(SupervisionMeeting, MeetingChild.meeting_id))


@router.get("/supervision-meetings", Access(SupervisionMeeting, "read"))
async def list_supervision_meetings(
    reader: Reader, query: SupervisionMeetingQuery
) -> Answer[Page[SupervisionMeetingRead]]:
    """List supervision meetings: those you hold or take part in."""
    return await reader.page(MEETINGS, query)


@router.post("/supervision-meetings", Access(SupervisionMeeting, "create"), 201)
def create_supervision_meeting(db: Db, new: SupervisionMeetingCreate) -> Answer[SupervisionMeetingRead]:
    """Plan a supervision meeting with those who are to come and the children to speak of."""
    return db.created(MEETINGS, meeting.plan(db, new))


@router.get("/supervision-meetings/{id}", Access(SupervisionMeeting, "read"))
async def read_supervision_meeting(reader: Reader, id: UUID, query: RowQuery) -> Answer[SupervisionMeetingRead]:
    """Read a supervision meeting.

    Its notes are for those who supervise; of the actions and the children each sees their own.
    """
    return await reader.one(MEETINGS, id, query)


@router.patch("/supervision-meetings/{id}", Access(SupervisionMeeting, "update"))
def update_supervision_meeting(db: Db, id: UUID, changes: SupervisionMeetingUpdate) -> Answer[SupervisionMeetingRead]:
    """Move a planned meeting, or write its notes."""
    return db.shown(MEETINGS, meeting.change(db, db.matching(MEETINGS, id), changes).id)


@router.post("/supervision-meetings/{id}/hold", Access(SupervisionMeeting, "hold"))
def hold_supervision_meeting(db: Db, id: UUID, held: SupervisionMeetingHold) -> Answer[SupervisionMeetingRead]:
    """Record that a meeting took place."""
    return db.shown(MEETINGS, meeting.hold(db, id, held).id)


@router.post("/supervision-meetings/{id}/cancel", Access(SupervisionMeeting, "cancel"))
def cancel_supervision_meeting(db: Db, id: UUID, why: SupervisionMeetingReason) -> Answer[SupervisionMeetingRead]:
    """Cancel a planned meeting."""
    row = db.find(SupervisionMeeting, id, lock=True)
    return db.shown(MEETINGS, records.move(db, row, "cancel", why.reason).id)


@router.post("/supervision-meetings/{id}/reopen", Access(SupervisionMeeting, "reopen"))
def reopen_supervision_meeting(db: Db, id: UUID, why: SupervisionMeetingReason) -> Answer[SupervisionMeetingRead]:
    """Plan a cancelled meeting after all."""
    row = db.find(SupervisionMeeting, id, lock=True)
    return db.shown(MEETINGS, records.move(db, row, "reopen", why.reason).id)


@router.get("/supervision-meetings/{id}/participants", Access(MeetingParticipant, "read"))
async def list_participants_of_supervision_meeting(
    reader: Reader, id: UUID, query: ListQuery
) -> Answer[Page[MeetingParticipantRead]]:
    """List who takes part besides the supervisor."""
    return await reader.page(PARTICIPANTS, query, parent=id)


@router.post("/supervision-meetings/{id}/participants", Access(MeetingParticipant, "create"), 201)
def create_meeting_participant(db: Db, id: UUID, new: MeetingParticipantCreate) -> Answer[MeetingParticipantRead]:
    """Ask someone to a meeting."""
    return db.created(PARTICIPANTS, meeting.invite(db, id, new))


@router.delete("/meeting-participants/{id}", Access(MeetingParticipant, "delete"))
def delete_meeting_participant(db: Db, id: UUID) -> Answer[None]:
    """Take someone off a meeting's list who has not agreed to do anything."""
    meeting.disinvite(db, id)
    return Answer.nothing()


@router.get("/supervision-meetings/{id}/children", Access(MeetingChild, "read"))
async def list_children_of_supervision_meeting(
    reader: Reader, id: UUID, query: ListQuery
) -> Answer[Page[MeetingChildRead]]:
    """List the children who are spoken of, as far as you reach them."""
    return await reader.page(CHILDREN, query, parent=id)


@router.post("/supervision-meetings/{id}/children", Access(MeetingChild, "create"), 201)
def create_meeting_child(db: Db, id: UUID, new: MeetingChildCreate) -> Answer[MeetingChildRead]:
    """Add a child to those who are spoken of."""
    return db.created(CHILDREN, meeting.speak_of(db, id, new))


@router.delete("/meeting-children/{id}", Access(MeetingChild, "delete"))
def delete_meeting_child(db: Db, id: UUID) -> Answer[None]:
    """Take a child off those who are spoken of."""
    meeting.open_meeting(db, db.find(MeetingChild, id).meeting_id)
    records.remove(db, MeetingChild, id)
    return Answer.nothing()
