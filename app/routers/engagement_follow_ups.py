"""What was agreed at engagements, and what came of asking families."""

from datetime import date
from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import ConsultationQuestion, EngagementFollowUp, Transition
from app.models.engagement_follow_up import (
    ConsultationQuestionCreate,
    ConsultationQuestionRead,
    ConsultationQuestionUpdate,
    EngagementFollowUpCreate,
    EngagementFollowUpRead,
    EngagementFollowUpReason,
    EngagementFollowUpUpdate,
)
from app.models.supervision_meeting import ActionState
from app.models.trail import TransitionRead
from app.services.engagement import following_up_engagements as following_up
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1", tag="engagements")


class EngagementFollowUpQuery(ListQuery):
    engagement_id: Annotated[list[UUID] | None, Many, Where(EngagementFollowUp.engagement_id)] = None
    programme_id: Annotated[UUID | None, Where(EngagementFollowUp.programme_id, "is")] = None
    state: Annotated[list[ActionState] | None, Many, Where(EngagementFollowUp.state)] = None
    due_on_to: Annotated[date | None, Where(EngagementFollowUp.due_on, "until")] = None


class ConsultationQuestionQuery(ListQuery):
    engagement_id: Annotated[list[UUID] | None, Many, Where(ConsultationQuestion.engagement_id)] = None
    programme_id: Annotated[UUID | None, Where(ConsultationQuestion.programme_id, "is")] = None
    told: Annotated[bool | None, Where(ConsultationQuestion.told_on, "set")] = None


FOLLOW_UPS = Reads(
    EngagementFollowUpRead,
    EngagementFollowUp,
    EngagementFollowUpQuery,
    sorts={"due_on": EngagementFollowUp.due_on},
    includes={"transitions": Include(TransitionRead, Transition, Transition.row_id)},
)
QUESTIONS = Reads(ConsultationQuestionRead, ConsultationQuestion, ConsultationQuestionQuery)


@router.get("/engagement-follow-ups", Access(EngagementFollowUp, "read"))
async def list_engagement_follow_ups(
    reader: Reader, query: EngagementFollowUpQuery
) -> Answer[Page[EngagementFollowUpRead]]:
    """List what was agreed at engagements."""
    return await reader.page(FOLLOW_UPS, query)


@router.post("/engagements/{id}/follow-ups", Access(EngagementFollowUp, "create"), 201)
def create_engagement_follow_up(db: Db, id: UUID, new: EngagementFollowUpCreate) -> Answer[EngagementFollowUpRead]:
    """Keep what was agreed at an engagement, and until when."""
    return db.created(FOLLOW_UPS, following_up.agree(db, id, new))


@router.get("/engagement-follow-ups/{id}", Access(EngagementFollowUp, "read"))
async def read_engagement_follow_up(reader: Reader, id: UUID, query: RowQuery) -> Answer[EngagementFollowUpRead]:
    """Read what was agreed at an engagement."""
    return await reader.one(FOLLOW_UPS, id, query)


@router.patch("/engagement-follow-ups/{id}", Access(EngagementFollowUp, "update"))
def update_engagement_follow_up(db: Db, id: UUID, changes: EngagementFollowUpUpdate) -> Answer[EngagementFollowUpRead]:
    """Say an open follow-up anew, or give it more time."""
    return db.shown(FOLLOW_UPS, following_up.change(db, db.matching(FOLLOW_UPS, id), changes).id)


@router.post("/engagement-follow-ups/{id}/finish", Access(EngagementFollowUp, "finish"))
def finish_engagement_follow_up(db: Db, id: UUID) -> Answer[EngagementFollowUpRead]:
    """Say that a follow-up is done."""
    return db.shown(FOLLOW_UPS, following_up.close(db, id, "finish").id)


@router.post("/engagement-follow-ups/{id}/drop", Access(EngagementFollowUp, "drop"))
def drop_engagement_follow_up(db: Db, id: UUID, why: EngagementFollowUpReason) -> Answer[EngagementFollowUpRead]:
    """Say that a follow-up will not be done."""
    return db.shown(FOLLOW_UPS, following_up.close(db, id, "drop", why.reason).id)


@router.post("/engagement-follow-ups/{id}/reopen", Access(EngagementFollowUp, "reopen"))
def reopen_engagement_follow_up(db: Db, id: UUID, why: EngagementFollowUpReason) -> Answer[EngagementFollowUpRead]:
    """Take back that a follow-up was done or dropped."""
    return db.shown(FOLLOW_UPS, following_up.reopen(db, id, why.reason).id)


@router.get("/consultation-questions", Access(ConsultationQuestion, "read"))
async def list_consultation_questions(
    reader: Reader, query: ConsultationQuestionQuery
) -> Answer[Page[ConsultationQuestionRead]]:
    """List what families were asked, what they said and what was done; `told=false`: where they wait for word."""
    return await reader.page(QUESTIONS, query)


@router.post("/engagements/{id}/questions", Access(ConsultationQuestion, "create"), 201)
def create_consultation_question(db: Db, id: UUID, new: ConsultationQuestionCreate) -> Answer[ConsultationQuestionRead]:
    """Ask families something at a design consultation."""
    return db.created(QUESTIONS, following_up.ask(db, id, new))


@router.get("/consultation-questions/{id}", Access(ConsultationQuestion, "read"))
async def read_consultation_question(reader: Reader, id: UUID, query: RowQuery) -> Answer[ConsultationQuestionRead]:
    """Read a question of a design consultation."""
    return await reader.one(QUESTIONS, id, query)


@router.patch("/consultation-questions/{id}", Access(ConsultationQuestion, "update"))
def update_consultation_question(
    db: Db, id: UUID, changes: ConsultationQuestionUpdate
) -> Answer[ConsultationQuestionRead]:
    """Say what was heard, what was changed because of it, and when families were told."""
    return db.shown(QUESTIONS, following_up.change_question(db, db.matching(QUESTIONS, id), changes).id)
