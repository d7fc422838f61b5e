"""Engagements: contacts that involve guardians in schooling."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.core.moments import Moment
from app.models import (
    ConsultationQuestion,
    Engagement,
    EngagementFollowUp,
    EngagementOrganiser,
    Participation,
    Transition,
)
from app.models.engagement import (
    EngagementCancel,
    EngagementCreate,
    EngagementHold,
    EngagementKind,
    EngagementOrganiserRead,
    EngagementRead,
    EngagementReopen,
    EngagementState,
    EngagementUpdate,
)
from app.models.engagement_follow_up import ConsultationQuestionRead, EngagementFollowUpRead
from app.models.participation import ParticipationRead
from app.models.trail import TransitionRead
from app.services.engagement import planning_engagements as planning
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/engagements", tag="engagements")


class EngagementQuery(ListQuery):
    programme_id: Annotated[UUID | None, Where(Engagement.programme_id, "is")] = None
    school_id: Annotated[UUID | None, Where(Engagement.school_id, "is")] = None
    group_id: Annotated[UUID | None, Where(Engagement.group_id, "is")] = None
    kind: Annotated[list[EngagementKind] | None, Many, Where(Engagement.kind)] = None
    state: Annotated[list[EngagementState] | None, Many, Where(Engagement.state)] = None
    planned_at_from: Annotated[Moment | None, Where(Engagement.planned_at, "from")] = None
    planned_at_to: Annotated[Moment | None, Where(Engagement.planned_at, "until")] = None


ENGAGEMENTS = Reads(
    EngagementRead,
    Engagement,
    EngagementQuery,
    sorts={"planned_at": Engagement.planned_at},
    includes={
        "organisers": Include(EngagementOrganiserRead, EngagementOrganiser, EngagementOrganiser.engagement_id),
        "participations": Include(ParticipationRead, Participation, Participation.engagement_id),
        "follow_ups": Include(EngagementFollowUpRead, EngagementFollowUp, EngagementFollowUp.engagement_id),
        "questions": Include(ConsultationQuestionRead, ConsultationQuestion, ConsultationQuestion.engagement_id),
        "transitions": Include(TransitionRead, Transition, Transition.row_id),
    },
)


@router.get("", Access(Engagement, "read"))
async def list_engagements(reader: Reader, query: EngagementQuery) -> Answer[Page[EngagementRead]]:
    """List engagements: those of your programmes and families; a guardian's are the ones that invite them."""
    return await reader.page(ENGAGEMENTS, query)


@router.post("", Access(Engagement, "create"), 201)
def create_engagement(db: Db, new: EngagementCreate) -> Answer[EngagementRead]:
    """Plan an engagement, or record one that was held (`held`).

    You organise it unless others are named. Only workshops and information sessions have places; only a home visit has
    goals, and the package and day that its session follows.
    """
    return db.created(ENGAGEMENTS, planning.plan(db, new))


@router.get("/{id}", Access(Engagement, "read"))
async def read_engagement(reader: Reader, id: UUID, query: RowQuery) -> Answer[EngagementRead]:
    """Read an engagement."""
    return await reader.one(ENGAGEMENTS, id, query)


@router.patch("/{id}", Access(Engagement, "update"))
def update_engagement(db: Db, id: UUID, changes: EngagementUpdate) -> Answer[EngagementRead]:
    """Change an engagement; its time and places only while it is planned.

    Of a new time or place guardians are told who were invited and have not declined: by e-mail, and those whom none
    reaches by the texts of `invitation-texts`.
    """
    return db.shown(ENGAGEMENTS, planning.change(db, db.matching(ENGAGEMENTS, id), changes).id)


@router.post("/{id}/hold", Access(Engagement, "hold"))
def hold_engagement(db: Db, id: UUID, held: EngagementHold) -> Answer[EngagementRead]:
    """Record that an engagement took place."""
    return db.shown(ENGAGEMENTS, planning.hold(db, id, held).id)


@router.post("/{id}/cancel", Access(Engagement, "cancel"))
def cancel_engagement(db: Db, id: UUID, cancelled: EngagementCancel) -> Answer[EngagementRead]:
    """Cancel a planned engagement; guardians who were invited and have not declined are told."""
    return db.shown(ENGAGEMENTS, planning.cancel(db, id, cancelled).id)


@router.post("/{id}/reopen", Access(Engagement, "reopen"))
def reopen_engagement(db: Db, id: UUID, again: EngagementReopen) -> Answer[EngagementRead]:
    """Plan a cancelled engagement after all."""
    return db.shown(ENGAGEMENTS, planning.reopen(db, id, again.reason).id)
