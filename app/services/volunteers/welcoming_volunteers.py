"""Volunteers from their welcome to their farewell; whoever leaves leads no longer."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.relations import mine
from app.auth.session import OwnedSession
from app.core.problems import DomainError
from app.models import GroupLeader, User, Volunteer
from app.models.membership import Role
from app.models.volunteer import VolunteerCreate, VolunteerEnd, VolunteerState
from app.services import records
from app.services.groups import leading
from app.services.recruitment import filling_opportunities
from app.services.volunteers import ending_pairs, keeping_gate

GONE = "no longer a volunteer"


def name_of(column: Any) -> Any:
    """A name of the person, for a declared read: who reaches the volunteer is told it, whatever users they reach."""
    person = sa.and_(mine(User), col(User.id) == col(Volunteer.user_id))
    return sa.select(column).where(person).correlate(Volunteer).scalar_subquery()


GIVEN_NAME, SURNAME = name_of(col(User.given_name)), name_of(col(User.surname))


class AlreadyVolunteer(DomainError):
    """`present`: the id of the person's row."""

    slug, title, status = "already-volunteer", "This person is a volunteer already", 409
    detail = "There is one row for each person; one whose time has ended can rejoin."


def enter(db: OwnedSession, new: VolunteerCreate) -> Volunteer:
    """A volunteer in onboarding, of a user that is there. Raises AlreadyVolunteer."""
    if (known := records.already(db, Volunteer, new)) is not None:
        return known
    row = records.made(db, Volunteer, new)
    if (present := volunteer_of(db, row.user_id)) is not None:
        raise AlreadyVolunteer(present=str(present.id))
    return db.put(row)


def welcome(db: OwnedSession, user_id: UUID, *, source_campaign_id: UUID | None = None, **profile: Any) -> Volunteer:
    """Whoever was accepted begins onboarding, with the profile they gave; one whose time had ended comes back.

    A volunteer who is there already stays as they are.
    """
    present = volunteer_of(db, user_id)
    if present is None:
        return db.put(Volunteer(user_id=user_id, source_campaign_id=source_campaign_id, **profile))
    if present.ended_at is None:
        return present
    for name, value in profile.items():
        setattr(present, name, value)
    return back(db, present)


def volunteer_of(db: OwnedSession, user_id: UUID) -> Volunteer | None:
    """The person's row, after everybody else who enters them: the person is locked."""
    db.find(User, user_id, lock=True)
    same = sa.select(Volunteer).where(col(Volunteer.user_id) == user_id)
    found: Volunteer | None = db.execute(same.with_for_update(key_share=True)).scalar_one_or_none()
    return found


def activate(db: OwnedSession, id: UUID) -> Volunteer:
    """Ends the onboarding. Raises RequirementMissing while something is that blocks."""
    row = db.find(Volunteer, id)
    keeping_gate.require_cleared(db, row.user_id, {Role.VOLUNTEER})
    return records.move(db, db.find(Volunteer, id, lock=True), "activate")


def end(db: OwnedSession, id: UUID, ending: VolunteerEnd) -> Volunteer:
    """Ends a volunteer's time, and with it their leading and assisting of groups, from the next request on.

    Whoever leaves before the onboarding is over leaves a place to somebody else.
    """
    user_id = db.find(Volunteer, id).user_id
    places = filling_opportunities.held_places(db, user_id)
    db.find(User, user_id, lock=True)
    row = db.find(Volunteer, id, lock=True)
    if row.state is VolunteerState.ONBOARDING:
        filling_opportunities.free(db, places)
    records.move(db, row, "end", ending.note)
    row.ended_at, row.end_reason, row.ended_by = db.at, ending.reason, ending.by
    ending_pairs.with_volunteer(db, row.id)
    with db.beyond_reach("whoever leaves as a volunteer leads no longer") as wide:
        leading.end_where(wide, col(GroupLeader.user_id) == row.user_id, GONE)
    db.flush()
    return row


def rejoin(db: OwnedSession, id: UUID) -> Volunteer:
    """Takes somebody whose time had ended into onboarding again."""
    return back(db, db.find(Volunteer, id, lock=True))


def back(db: OwnedSession, row: Volunteer) -> Volunteer:
    records.move(db, row, "rejoin")
    row.ended_at = row.end_reason = row.ended_by = None
    db.flush()
    return row
