"""Volunteers."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import Volunteer
from app.models.volunteer import (
    VolunteerCreate,
    VolunteerEnd,
    VolunteerPause,
    VolunteerRead,
    VolunteerState,
    VolunteerUpdate,
)
from app.services import records
from app.services.volunteers import welcoming_volunteers
from app.services.volunteers.welcoming_volunteers import GIVEN_NAME, SURNAME
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/volunteers", tag="volunteers")


class VolunteerQuery(ListQuery):
    user_id: Annotated[list[UUID] | None, Many, Where(Volunteer.user_id)] = None
    state: Annotated[list[VolunteerState] | None, Many, Where(Volunteer.state)] = None
    source_campaign_id: Annotated[UUID | None, Where(Volunteer.source_campaign_id, "is")] = None


VOLUNTEERS = Reads(VolunteerRead, Volunteer, VolunteerQuery, computed={"given_name": GIVEN_NAME, "surname": SURNAME})


@router.get("", Access(Volunteer, "read"))
async def list_volunteers(reader: Reader, query: VolunteerQuery) -> Answer[Page[VolunteerRead]]:
    """List volunteers.

    Educators, mediators and families are told the names of those who lead the groups in their reach now.
    """
    return await reader.page(VOLUNTEERS, query)


@router.post("", Access(Volunteer, "create"), 201)
def create_volunteer(db: Db, new: VolunteerCreate) -> Answer[VolunteerRead]:
    """Enter a user as a volunteer.

    Onboarding begins. There is one row for each person: 409 `already-volunteer` for a second one.
    """
    return db.created(VOLUNTEERS, welcoming_volunteers.enter(db, new))


@router.get("/{id}", Access(Volunteer, "read"))
async def read_volunteer(reader: Reader, id: UUID, query: RowQuery) -> Answer[VolunteerRead]:
    """Read a volunteer."""
    return await reader.one(VOLUNTEERS, id, query)


@router.patch("/{id}", Access(Volunteer, "update"))
def update_volunteer(db: Db, id: UUID, changes: VolunteerUpdate) -> Answer[VolunteerRead]:
    """Change a volunteer's profile; volunteers change their own."""
    return db.shown(VOLUNTEERS, records.change(db, db.matching(VOLUNTEERS, id), changes).id)


@router.post("/{id}/activate", Access(Volunteer, "activate"))
def activate_volunteer(db: Db, id: UUID) -> Answer[VolunteerRead]:
    """End a volunteer's onboarding; 409 `requirement-missing` while something that blocks is."""
    return db.shown(VOLUNTEERS, welcoming_volunteers.activate(db, id).id)


@router.post("/{id}/pause", Access(Volunteer, "pause"))
def pause_volunteer(db: Db, id: UUID, pausing: VolunteerPause) -> Answer[VolunteerRead]:
    """Pause a volunteer: who is on a pause is suggested for no group and no child."""
    return db.shown(VOLUNTEERS, records.move(db, db.find(Volunteer, id, lock=True), "pause", pausing.reason).id)


@router.post("/{id}/resume", Access(Volunteer, "resume"))
def resume_volunteer(db: Db, id: UUID) -> Answer[VolunteerRead]:
    """End a volunteer's pause."""
    return db.shown(VOLUNTEERS, records.move(db, db.find(Volunteer, id, lock=True), "resume").id)


@router.post("/{id}/end", Access(Volunteer, "end"))
def end_volunteer(db: Db, id: UUID, ending: VolunteerEnd) -> Answer[VolunteerRead]:
    """End a volunteer's time.

    Their leading and assisting of groups ends with it, and with that their reach, from the next request on.
    """
    return db.shown(VOLUNTEERS, welcoming_volunteers.end(db, id, ending).id)


@router.post("/{id}/rejoin", Access(Volunteer, "rejoin"))
def rejoin_volunteer(db: Db, id: UUID) -> Answer[VolunteerRead]:
    """Take a volunteer whose time had ended into onboarding again."""
    return db.shown(VOLUNTEERS, welcoming_volunteers.rejoin(db, id).id)
