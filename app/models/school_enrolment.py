"""School enrolments: which child goes to which class, from when to when, and how it ended."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from app.core.columns import coded, day, ref
from app.core.shapes import Body, Create, Patch, Shown
from app.core.tiers import C2
from app.models.base import Row, index
from app.models.school import Grade, SchoolYear


class EnrolmentOutcome(StrEnum):
    PROMOTED = "promoted"
    REPEATED = "repeated"
    TRANSFERRED = "transferred"
    DROPPED_OUT = "dropped_out"
    LEFT = "left"
    UNKNOWN = "unknown"


class SchoolEnrolmentFields(Body):
    child_id: Annotated[UUID, C2] = ref("child")
    school_id: Annotated[UUID, C2] = ref("school")
    class_id: Annotated[UUID | None, C2] = ref("school_class", nullable=True)
    grade: Annotated[Grade, C2]
    school_year: Annotated[SchoolYear, C2]
    from_on: Annotated[date, C2] = day()
    to_on: Annotated[date | None, C2] = day(None, description="The first day on which the child no longer goes there")
    outcome: Annotated[EnrolmentOutcome | None, C2] = coded(EnrolmentOutcome, None)


class SchoolEnrolment(SchoolEnrolmentFields, Row, table=True):
    __resource__: ClassVar[str] = "school-enrolments"
    __table_args__ = (index("child_id", "from_on"), index("class_id", "child_id"), index("school_id", "child_id"))


class SchoolEnrolmentCreate(Create, SchoolEnrolmentFields):
    pass


class SchoolEnrolmentUpdate(Patch, Body):
    class_id: Annotated[UUID | None, C2]
    to_on: Annotated[date | None, C2]
    outcome: Annotated[EnrolmentOutcome | None, C2]


class SchoolEnrolmentRead(Shown, SchoolEnrolmentFields):
    pass
