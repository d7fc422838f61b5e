"""Actions agreed at supervision meetings."""

from datetime import date
from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import AgreedAction, Transition
from app.models.supervision_meeting import (
    ActionState,
    AgreedActionCreate,
    AgreedActionRead,
    AgreedActionReason,
    AgreedActionUpdate,
)
from app.models.trail import TransitionRead
from app.services.supervision import meeting_for_supervision as meeting
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1", tag="supervision")


class AgreedActionQuery(ListQuery):
    meeting_id: Annotated[list[UUID] | None, Many, Where(AgreedAction.meeting_id)] = None
    user_id: Annotated[list[UUID] | None, Many, Where(AgreedAction.user_id)] = None
    state: Annotated[list[ActionState] | None, Many, Where(AgreedAction.state)] = None
    due_on_to: Annotated[date | None, Where(AgreedAction.due_on, "until")] = None


ACTIONS = Reads(
    AgreedActionRead,
    AgreedAction,
    AgreedActionQuery,
    sorts={"due_on": AgreedAction.due_on},
    includes={"transitions": Include(TransitionRead, Transition, Transition.row_id)},
)


@router.get("/agreed-actions", Access(AgreedAction, "read"))
async def list_agreed_actions(reader: Reader, query: AgreedActionQuery) -> Answer[Page[AgreedActionRead]]:
    """List agreed actions: your own, and those of whom you supervise."""
    return await reader.page(ACTIONS, query)


@router.post("/supervision-meetings/{id}/actions", Access(AgreedAction, "create"), 201)
def create_agreed_action(db: Db, id: UUID, new: AgreedActionCreate) -> Answer[AgreedActionRead]:
    """Record what someone who took part in a held meeting is to do."""
    return db.created(ACTIONS, meeting.agree(db, id, new))


@router.get("/agreed-actions/{id}", Access(AgreedAction, "read"))
async def read_agreed_action(reader: Reader, id: UUID, query: RowQuery) -> Answer[AgreedActionRead]:
    """Read an agreed action."""
    return await reader.one(ACTIONS, id, query)


@router.patch("/agreed-actions/{id}", Access(AgreedAction, "update"))
def update_agreed_action(db: Db, id: UUID, changes: AgreedActionUpdate) -> Answer[AgreedActionRead]:
    """Say an open action anew, or give it more time."""
    return db.shown(ACTIONS, meeting.change_action(db, db.matching(ACTIONS, id), changes).id)


@router.post("/agreed-actions/{id}/finish", Access(AgreedAction, "finish"))
def finish_agreed_action(db: Db, id: UUID) -> Answer[AgreedActionRead]:
    """Say that an action is done."""
    return db.shown(ACTIONS, meeting.close_action(db, id, "finish").id)


@router.post("/agreed-actions/{id}/drop", Access(AgreedAction, "drop"))
def drop_agreed_action(db: Db, id: UUID, why: AgreedActionReason) -> Answer[AgreedActionRead]:
    """Say that an action will not be done."""
    return db.shown(ACTIONS, meeting.close_action(db, id, "drop", why.reason).id)


@router.post("/agreed-actions/{id}/reopen", Access(AgreedAction, "reopen"))
def reopen_agreed_action(db: Db, id: UUID, why: AgreedActionReason) -> Answer[AgreedActionRead]:
    """Take back that an action was done or dropped."""
    return db.shown(ACTIONS, meeting.reopen_action(db, id, why.reason).id)
