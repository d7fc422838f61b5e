"""Questions asked at the desk of an open group: subject, grade, who answered, how long; never who asked."""

from datetime import date, datetime
from typing import Annotated, ClassVar
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import Field

from app.core.columns import coded, day, instant, ref
from app.core.moments import Moment
from app.core.shapes import Body, Create, Line, Patch, Shown
from app.core.tiers import C2
from app.models.base import Row, index
from app.models.school import Grade
from app.models.school_subject import SchoolSubject


class Asked(Body):
    subject: Annotated[SchoolSubject, C2] = coded(SchoolSubject)
    grade: Annotated[Grade | None, C2] = Field(default=None, description="Absent where unknown")
    minutes: Annotated[int | None, C2] = Field(default=None, ge=0, le=600, description="How long the answer took")
    text: Annotated[Line, C2] = Field(default="", description="What was asked, never by whom: please no names here")
    asked_at: Annotated[Moment, C2] = instant()


class QuestionFields(Asked):
    group_id: Annotated[UUID, C2] = ref("mentor_group")
    recorded_at: Annotated[Moment | None, C2] = instant(None, description="The device's clock")


# All that the totals read, so that they read nothing else.
TOTALS = ["organisation_id", "month", "subject", "programme_id", "group_id", "site_id", "minutes"]


class Question(QuestionFields, Row, table=True):
    """There is no column for a name. Programme, site and month are copied here for reach and sums."""

    __resource__: ClassVar[str] = "questions"
    __table_args__ = (
        index("group_id", "asked_at", "id"),
        index("asked_at", "id"),
        index("answered_by_id", "id"),
        sa.Index("ix_question_totals", *TOTALS),
    )

    answered_by_id: UUID = ref("user")
    programme_id: UUID = ref("programme")
    site_id: UUID | None = ref("site", nullable=True)
    month: date = day()


class QuestionCreate(Create, QuestionFields):
    answered_by_id: Annotated[UUID | None, C2] = Field(default=None, description="You, when absent")


class QuestionUpdate(Patch, Asked):
    pass


class QuestionRead(Shown, QuestionFields):
    answered_by_id: Annotated[UUID, C2]
    programme_id: Annotated[UUID, C2]
    site_id: Annotated[UUID | None, C2]
    asked_at: Annotated[datetime, C2]
    recorded_at: Annotated[datetime | None, C2]


class QuestionTotal(BaseModel):
    """The questions of a month about one subject."""

    month: date = Field(description="First day of the month")
    subject: SchoolSubject
    questions: int
    minutes: int


class QuestionTotals(BaseModel):
    """By month and subject."""

    items: list[QuestionTotal]
