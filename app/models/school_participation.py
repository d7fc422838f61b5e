"""School participation: what the school tells, week by week, about a child's part in the school's own lessons."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AfterValidator
from sqlmodel import Field

from app.core.columns import coded, day, instant, ref
from app.core.moments import Moment
from app.core.shapes import Body, Create, Line, Patch, Shown
from app.core.strict_json import refusal
from app.core.tiers import C2, C3
from app.models.base import Row, index


class ParticipationStatus(StrEnum):
    REGULAR = "regular"
    PARTLY = "partly"
    NOT_AT_ALL = "not_at_all"
    UNKNOWN = "unknown"


def monday(value: date) -> date:
    """A week is named by its Monday (ISO 8601)."""
    if value.weekday() != 0:
        raise refusal("not_a_monday", "A week is named by its Monday.")
    return value


Week = Annotated[date, AfterValidator(monday)]


class Told(Body):
    """What was told, and by whom or where."""

    status: Annotated[ParticipationStatus, C2] = coded(ParticipationStatus)
    teacher_id: Annotated[UUID | None, C2] = ref("teacher", nullable=True)
    channel_id: Annotated[UUID | None, C2] = ref("school_channel", nullable=True)
    note: Annotated[Line, C3] = Field(default="", description="In the teacher's words, about lessons only")


class SchoolParticipationFields(Told):
    child_id: Annotated[UUID, C2] = ref("child")
    week: Annotated[Week, C2] = day(description="The Monday of the week")
    recorded_at: Annotated[Moment | None, C2] = instant(None, description="The device's clock")


class SchoolParticipation(SchoolParticipationFields, Row, table=True):
    """One row for each child and week; school, class and enrolment are those of that week."""

    __resource__: ClassVar[str] = "school-participation"
    __table_args__ = (
        index("child_id", "week", unique=True),
        index("class_id", "week", "id"),
        index("week", "id"),
    )

    enrolment_id: UUID = ref("school_enrolment")
    school_id: UUID = ref("school")
    class_id: UUID | None = ref("school_class", nullable=True)


class SchoolParticipationCreate(Create, SchoolParticipationFields):
    pass


class SchoolParticipationUpdate(Patch, Told):
    pass


class SchoolParticipationRead(Shown, SchoolParticipationFields):
    enrolment_id: Annotated[UUID, C2]
    school_id: Annotated[UUID, C2]
    class_id: Annotated[UUID | None, C2]
    recorded_at: Annotated[datetime | None, C2]
