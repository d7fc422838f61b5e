"""Every matter that people are told of, and how it is found; the same question says whether it still stands."""

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

# What is due of a matter by the id of what it is about, at whatever time it comes.
Find = Callable[[OwnedSession, datetime, UUID], list[Due]]
# All that is due at an instant.
Seek = Callable[[OwnedSession, datetime], list[Due]]


def find_thanks(db: OwnedSession, at: datetime, thanks_id: UUID) -> list[Due]:
    """Those that were taken back are told of no more."""
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
# What a job looks for. Thanks are told of when they are said, and what expires person by person (warning_of_expiry).
SOUGHT: tuple[Seek, ...] = (
    reminding_of_interviews.find,
    reminding_of_training.find_asked,
    reminding_of_training.find_due,
    reminding_of_hours.find_to_verify,
    reminding_of_hours.find_to_correct,
)


def still_stands(db: OwnedSession, reminder_id: UUID | None, at: datetime) -> bool:
    """Whether what a notice reminds of is still so; a notice that reminds of nothing stands by itself."""
    if reminder_id is None:
        return True
    reminder = db.find(Reminder, reminder_id)
    about = (reminder.kind, reminder.about_id, reminder.whom_id)
    return any(due.matter[:3] == about for due in MATTERS[reminder.kind](db, at, reminder.about_id))
