"""Reminders: of which matter whom a letter was left for, so that nobody gets two about the same."""

from typing import ClassVar
from uuid import UUID

from sqlmodel import Field

from app.core.columns import Id, coded
from app.models.base import Row, index
from app.models.notice import NoticeKind


class Reminder(Row, table=True):
    """`about_id` is the row that the matter is about, `whom_id` a user, or an application. `step` tells letters about
    the same matter apart: days before an end, a week, the day of a dispute.

    Rows stay when their letters are cleared, and outlive what they are about: nothing here is a foreign key.
    """

    __resource__: ClassVar[str] = "reminders"
    __told__ = False
    __table_args__ = (index("about_id", "whom_id", "kind", "step", unique=True),)

    kind: NoticeKind = coded(NoticeKind)
    about_id: UUID = Field(sa_type=Id)
    whom_id: UUID = Field(sa_type=Id)
    step: int = 0
