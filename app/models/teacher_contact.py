"""Teacher contacts: one communication with a teacher about one child or several."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import Field

from app.core.columns import coded, day, document, instant, ref
from app.core.moments import Moment
from app.core.shapes import Body, Create, Line, Patch, Prose, Shown
from app.core.tiers import C2, C3
from app.models.base import Row, index
from app.models.contact_point import ContactChannel


class ContactDirection(StrEnum):
    OUTGOING = "outgoing"
    INCOMING = "incoming"


class ContactTopic(StrEnum):
    HOMEWORK = "homework"
    ATTENDANCE = "attendance"
    PROGRESS = "progress"
    BEHAVIOUR = "behaviour"
    ONLINE_LESSONS = "online_lessons"
    SUPPORT_NEEDS = "support_needs"
    MATERIALS = "materials"
    TRANSITION = "transition"
    OTHER = "other"


class TeacherContactDetails(Body):
    channel: Annotated[ContactChannel, C2] = coded(ContactChannel)
    direction: Annotated[ContactDirection, C2] = coded(ContactDirection)
    at: Annotated[Moment, C2] = instant()
    topics: Annotated[list[ContactTopic], C2] = document(list)
    summary: Annotated[Prose, C3] = ""
    child_facts_told: Annotated[bool, C2] = Field(
        default=False,
        description="Whether facts about the children were told to the teacher: needs the consent to share with school",
    )
    follow_up: Annotated[Line, C3] = ""
    follow_up_due: Annotated[date | None, C2] = day(None)
    followed_up_on: Annotated[date | None, C2] = day(None)
    recorded_at: Annotated[Moment | None, C2] = instant(None, description="The device's clock")


class TeacherContactFields(TeacherContactDetails):
    teacher_id: Annotated[UUID, C2] = ref("teacher")
    report_id: Annotated[UUID | None, C2] = ref("session_report", nullable=True)


class TeacherContact(TeacherContactFields, Row, table=True):
    """`child_id` is the first of the children, for a reach that holds before the others are written."""

    __resource__: ClassVar[str] = "teacher-contacts"
    __table_args__ = (
        index("programme_id", "id"),
        index("author_id", "id"),
        index("child_id", "id"),
        index("teacher_id", "id"),
        index("report_id", "id"),
        index("at", "id"),
        index("follow_up_due", "id", where="follow_up_due IS NOT NULL AND followed_up_on IS NULL"),
    )

    author_id: UUID = ref("user")
    child_id: UUID = ref("child")
    programme_id: UUID = ref("programme")
    at: datetime = instant()
    recorded_at: datetime | None = instant(None)


class ContactedChild(Row, table=True):
    """A child whom a contact was about."""

    __resource__: ClassVar[str] = "contacted-children"
    __table_args__ = (index("contact_id", "child_id", unique=True), index("child_id", "contact_id"))

    contact_id: UUID = ref("teacher_contact")
    child_id: UUID = ref("child")


class TeacherContactCreate(Create, TeacherContactFields):
    teacher_id: Annotated[UUID | None, C2] = Field(  # type: ignore[assignment]  # optional here alone
        default=None, description="The teacher of the first child's class unless given"
    )
    report_id: Annotated[UUID | None, C2] = Field(default=None, description="Your session report that mentions it")
    child_ids: list[UUID] = Field(
        min_length=1, max_length=50, description="Of one programme; one contact for each where it was personal"
    )


class TeacherContactUpdate(Patch, TeacherContactDetails):
    """Whom it was about stays as it is."""


class TeacherContactRead(Shown, TeacherContactFields):
    author_id: Annotated[UUID, C2]
    programme_id: Annotated[UUID, C2]


class ContactedChildRead(BaseModel):
    """Shown with the contact (`include=children`): the children in the caller's reach."""

    child_id: Annotated[UUID, C2]
