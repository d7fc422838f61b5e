"""Interviews ahead: whoever comes is told by the address that they confirmed, whoever holds it as a user."""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.models import Application, InterviewSlot
from app.models.interview_slot import TAKEN
from app.models.notice import NoticeKind
from app.services.notices.notifying import ToUser
from app.services.recruitment.writing_to_applicants import address_of, link_for
from app.services.reminders.leaving_reminders import Due, Matter

# The job comes a few times a day, and quiet hours lie between: so the letter goes on the day before.
AHEAD = timedelta(hours=36)


def find(db: OwnedSession, at: datetime, slot_id: UUID | None = None) -> list[Due]:
    """Two letters for each interview that somebody comes to soon."""
    soon = [col(InterviewSlot.state) == TAKEN, col(InterviewSlot.starts_at) > at]
    soon.append(col(InterviewSlot.starts_at) <= at + AHEAD if slot_id is None else col(InterviewSlot.id) == slot_id)
    comes = sa.and_(
        col(Application.organisation_id) == col(InterviewSlot.organisation_id),
        col(Application.id) == col(InterviewSlot.application_id),
    )
    found = db.execute(sa.select(InterviewSlot, Application).join(Application, comes).where(*soon))
    return [due for slot, application in found for due in (ahead(slot, application), to_hold(slot))]


def ahead(slot: InterviewSlot, application: Application) -> Due:
    """The place is somebody's own words, so it stands behind the link, and so does how to withdraw."""
    matter = Matter(NoticeKind.INTERVIEW_AHEAD, slot.id, application.id)
    link = partial(link_for, application_id=application.id)
    return Due(matter, address_of(application), {"when": slot.starts_at}, link)


def to_hold(slot: InterviewSlot) -> Due:
    matter = Matter(NoticeKind.INTERVIEW_TO_HOLD, slot.id, slot.interviewer_id)
    return Due(matter, ToUser(slot.interviewer_id, slot.programme_id), {"when": slot.starts_at})
