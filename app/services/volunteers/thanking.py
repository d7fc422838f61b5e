"""Thanking volunteers: a few words from who leads; a letter tells that they are there, without them."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.relations import mine
from app.auth.session import OwnedSession
from app.core.problems import SecondPersonNeeded
from app.models import Thanks, User, Volunteer
from app.models.notice import NoticeKind
from app.models.thanks import ThanksCreate
from app.services import records
from app.services.notices.notifying import ToUser
from app.services.reminders.leaving_reminders import Due, Matter, remind


def author_name() -> Any:
    """The given name of who thanks, for a declared read: whoever reads thanks is told, whatever users they reach."""
    author = sa.and_(mine(User), col(User.id) == col(Thanks.created_by))
    name = sa.select(col(User.given_name)).where(author).correlate(Thanks).scalar_subquery()
    return sa.func.coalesce(name, "")


AUTHOR_NAME = author_name()


def thank(db: OwnedSession, new: ThanksCreate) -> Thanks:
    """Thanks a volunteer in the caller's reach. Raises SecondPersonNeeded for oneself."""
    if (known := records.already(db, Thanks, new)) is not None:
        return known
    user_id = db.refer(Volunteer, new.volunteer_id, "volunteer_id").user_id
    if user_id == db.caller.user_id:
        raise SecondPersonNeeded
    row = db.put(records.made(db, Thanks, new, user_id=user_id))
    remind(db, [Due(Matter(NoticeKind.THANKS, row.id, user_id), ToUser(user_id))])
    return row


def take_back(db: OwnedSession, id: UUID) -> None:
    """The author's words are gone; a letter that has not left yet stays behind (`matters`)."""
    records.remove(db, Thanks, id)
