"""Every matter that people are reminded of, and how it is found; the same question says whether it still stands."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.models import Reminder, Thanks
from app.models.notice import NoticeKind
from app.services.notices.notifying import ToUser
from app.services.reminders import (
    reminding_of_hours,
    reminding_of_interviews,
    reminding_of_requirements,
    reminding_of_training,
)
from app.services.reminders.leaving_reminders import Due, Matter

# What is due at an instant; with the id of what a matter is about, that matter's own, at whatever time it comes.
Find = Callable[[OwnedSession, datetime, UUID | None], list[Due]]


def find_thanks(db: OwnedSession, at: datetime, thanks_id: UUID | None = None) -> list[Due]:
    """Thanks are told of when they are said, not by a job; those that were taken back are told of no more."""
    said = db.execute(sa.select(Thanks).where(col(Thanks.id) == thanks_id)).scalars()
    return [Due(Matter(NoticeKind.THANKS, row.id, row.user_id), ToUser(row.user_id)) for row in said]


MATTERS: dict[NoticeKind, Find] = {
    NoticeKind.INTERVIEW_AHEAD: reminding_of_interviews.find,
    NoticeKind.INTERVIEW_TO_HOLD: reminding_of_interviews.find,
    NoticeKind.TRAINING_ASKED: reminding_of_training.find_asked,
    NoticeKind.TRAINING_DUE: reminding_of_training.find_due,
    NoticeKind.HOURS_TO_VERIFY: reminding_of_hours.find_to_verify,
    NoticeKind.HOURS_TO_CORRECT: reminding_of_hours.find_to_correct,
    NoticeKind.REQUIREMENT_EXPIRING: reminding_of_requirements.find,
    NoticeKind.THANKS: find_thanks,
}


def still_stands(db: OwnedSession, reminder_id: UUID | None, at: datetime) -> bool:
    """Whether what a notice reminds of is still so; a notice that reminds of nothing stands by itself."""
    if reminder_id is None:
        return True
    reminder = db.find(Reminder, reminder_id)
    about = (reminder.kind, reminder.about_id, reminder.whom_id)
    return any(due.matter[:3] == about for due in MATTERS[reminder.kind](db, at, reminder.about_id))
