"""What applicants do with their link: see how it stands, choose a time for the interview, withdraw."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.models import Application, InterviewSlot, Opportunity, Organisation
from app.models.application import INTERVIEW
from app.models.application_form import ApplicationStatus, OfferedSlot
from app.models.contact_point import ContactChannel
from app.models.interview_slot import FREE, TAKEN
from app.services.recruitment import interviewing, screening_applicants

BY_LINK = "an application is its applicant's, who holds a link to it"
MOST_SLOTS = 50


def read(db: OwnedSession, id: UUID) -> ApplicationStatus:
    """How an application stands."""
    with db.beyond_reach(BY_LINK) as wide:
        return status_of(wide, id)


def choose(db: OwnedSession, id: UUID, slot_id: UUID) -> ApplicationStatus:
    """Takes a free time in the place of the one that was chosen before. Raises SlotGone, IllegalTransition."""
    with db.beyond_reach(BY_LINK) as wide:
        interviewing.take(wide, wide.find(Application, id, lock=True), slot_id)
        return status_of(wide, id)


def withdraw(db: OwnedSession, id: UUID) -> ApplicationStatus:
    """The applicant does not want it any more."""
    with db.beyond_reach(BY_LINK) as wide:
        screening_applicants.withdraw(wide, id)
        return status_of(wide, id)


def status_of(wide: OwnedSession, id: UUID) -> ApplicationStatus:
    """`wide` sees every row."""
    row = wide.find(Application, id)
    organisation = wide.find(Organisation, wide.organisation_id)
    taken = slots(wide, col(InterviewSlot.application_id) == id, col(InterviewSlot.state) == TAKEN)
    return ApplicationStatus(
        organisation=organisation.name,
        opportunity=title_in(row.language, wide.find(Opportunity, row.opportunity_id)),
        language=row.language,
        code_sent_by=ContactChannel.E_MAIL if row.email else ContactChannel.PHONE,
        state=row.state,
        submitted_at=row.submitted_at,
        time_zone=organisation.time_zone,
        slot=taken[-1] if taken else None,
        slots=free_slots(wide, row) if row.state is INTERVIEW else [],
    )


def title_in(language: str, opportunity: Opportunity) -> str:
    texts: list[Any] = opportunity.texts
    return next((text["title"] for text in texts if text["language"] == language), opportunity.title)


def free_slots(wide: OwnedSession, row: Application) -> list[OfferedSlot]:
    offered = [col(InterviewSlot.opportunity_id) == row.opportunity_id, col(InterviewSlot.state) == FREE]
    return slots(wide, *offered, col(InterviewSlot.starts_at) > wide.at)


def slots(wide: OwnedSession, *where: Any) -> list[OfferedSlot]:
    """In the order of time."""
    found = sa.select(InterviewSlot).where(*where).order_by(col(InterviewSlot.starts_at)).limit(MOST_SLOTS)
    return [
        OfferedSlot(id=one.id, starts_at=one.starts_at, minutes=one.minutes, online=one.online, place=one.place)
        for one in wide.execute(found).scalars()
    ]
