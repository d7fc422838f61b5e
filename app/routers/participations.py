"""Participations: the parts of guardians in engagements."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.core.moments import Moment
from app.models import Engagement, Participation, ParticipationChild
from app.models.participation import (
    AnswerGiven,
    EventPlace,
    InvitationAnswer,
    Invitees,
    ParticipationChildRead,
    ParticipationOutcome,
    ParticipationRead,
    ParticipationSheet,
)
from app.services.engagement import answering_invitations, inviting_guardians, recording_engagement
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1", tag="engagements")


class ParticipationQuery(ListQuery):
    engagement_id: Annotated[list[UUID] | None, Many, Where(Participation.engagement_id)] = None
    guardian_id: Annotated[list[UUID] | None, Many, Where(Participation.guardian_id)] = None
    answer: Annotated[list[InvitationAnswer] | None, Many, Where(Participation.answer)] = None
    outcome: Annotated[list[ParticipationOutcome] | None, Many, Where(Participation.outcome)] = None
    place: Annotated[list[EventPlace] | None, Many, Where(Participation.place)] = None
    invited_at_from: Annotated[Moment | None, Where(Participation.invited_at, "from")] = None


CHILDREN = {"children": Include(ParticipationChildRead, ParticipationChild, ParticipationChild.participation_id)}
PARTICIPATIONS = Reads(ParticipationRead, Participation, ParticipationQuery, includes=CHILDREN)
SHEET = Reads(ParticipationRead, Participation, parent=(Engagement, Participation.engagement_id), includes=CHILDREN)
WHOLE = ListQuery(limit=200)


@router.get("/participations", Access(Participation, "read"))
async def list_participations(reader: Reader, query: ParticipationQuery) -> Answer[Page[ParticipationRead]]:
    """List the parts of guardians in engagements; a guardian's are the own invitations."""
    return await reader.page(PARTICIPATIONS, query)


@router.get("/participations/{id}", Access(Participation, "read"))
async def read_participation(reader: Reader, id: UUID, query: RowQuery) -> Answer[ParticipationRead]:
    """Read a guardian's part in an engagement."""
    return await reader.one(PARTICIPATIONS, id, query)


@router.get("/engagements/{id}/participations", Access(Participation, "read"))
async def list_engagement_participations(reader: Reader, id: UUID, query: ListQuery) -> Answer[Page[ParticipationRead]]:
    """Read the sheet of an engagement, as far as its guardians are in your reach."""
    return await reader.page(SHEET, query, parent=id)


@router.post("/engagements/{id}/participations", Access(Participation, "create"))
def record_participations(db: Db, id: UUID, sheet: ParticipationSheet) -> Answer[Page[ParticipationRead]]:
    """Put the sheet of an engagement.

    The same sheet again changes nothing. What a line does not name stays as it is, and so does a guardian without a
    line. `took_part` and `did_not_come` need an engagement that was held.
    """
    recording_engagement.record(db, id, sheet)
    return db.listed(SHEET, WHOLE, parent=id)


@router.post("/engagements/{id}/invite", Access(Participation, "create"))
def invite_guardians(db: Db, id: UUID, invitees: Invitees) -> Answer[Page[ParticipationRead]]:
    """Invite guardians to an engagement that has not begun.

    Through the channel that each prefers and in the first of their languages, unless you name others. Who is invited
    already stays as invited.
    """
    inviting_guardians.invite(db, id, invitees)
    return db.listed(SHEET, WHOLE, parent=id)


@router.post("/participations/{id}/answer", Access(Participation, "answer"))
def answer_invitation(db: Db, id: UUID, given: AnswerGiven) -> Answer[ParticipationRead]:
    """Answer your invitation, and answer anew until it begins.

    Where places are short, `place` says whether you have one or wait for one.
    """
    return db.shown(PARTICIPATIONS, answering_invitations.answer_own(db, id, given.answer))


@router.post("/participations/{id}/promote", Access(Participation, "promote"))
def promote_participation(db: Db, id: UUID) -> Answer[ParticipationRead]:
    """Give a guardian who waits a place that is free, and tell them."""
    return db.shown(PARTICIPATIONS, answering_invitations.promote(db, id))
