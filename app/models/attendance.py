"""Attendance: one mark per session and child, never inferred; and the monthly sums that change with the marks."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict
from sqlmodel import Field

from app.core.columns import ID, coded, day, instant, ref
from app.core.moments import Moment
from app.core.shapes import Body, Shown
from app.core.tiers import C2
from app.models.base import Row, index


class AttendanceStatus(StrEnum):
    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    ABSENT = "absent"


class AbsenceReason(StrEnum):
    ILL = "ill"
    NOT_AT_HOME = "not_at_home"
    NO_DEVICE = "no_device"
    DEVICE_SHARED = "device_shared"
    NO_ELECTRICITY = "no_electricity"
    NO_CONNECTIVITY = "no_connectivity"
    APP_DIFFICULTY = "app_difficulty"
    FAMILY_OBLIGATION = "family_obligation"
    SCHOOL_ACTIVITY = "school_activity"
    LANGUAGE_BARRIER = "language_barrier"
    MOVED = "moved"
    UNKNOWN = "unknown"


class AttendanceMark(Body):
    """One child's line of a sheet."""

    child_id: Annotated[UUID, C2] = ref("child")
    status: Annotated[AttendanceStatus, C2] = coded(AttendanceStatus)
    reason: Annotated[AbsenceReason | None, C2] = coded(AbsenceReason, None)
    excused: Annotated[bool | None, C2] = None
    minutes: Annotated[int | None, C2] = Field(
        default=None, ge=0, le=720, description="Minutes that the child took part"
    )


class AttendanceSheet(Body):
    """The whole sheet of a session: sent again and again, the result is the same."""

    marks: list[AttendanceMark] = Field(min_length=1, max_length=200)
    recorded_at: Moment | None = Field(default=None, description="The device's clock")


class Attendance(AttendanceMark, Row, table=True):
    """Group, programme, month and grade are copied here, so that reach and sums are index ranges."""

    __resource__: ClassVar[str] = "attendance"
    __table_args__ = (
        index("session_id", "child_id", unique=True),
        index("child_id", "id"),
        index("group_id", "id"),
    )

    session_id: UUID = ref("session")
    group_id: UUID | None = ref("mentor_group", nullable=True)
    programme_id: UUID = ref("programme")
    month: date = day()
    grade: int = -1
    recorded_at: datetime | None = instant(None)


class AttendanceRead(Shown, AttendanceMark):
    session_id: Annotated[UUID, C2]
    group_id: Annotated[UUID | None, C2]
    recorded_at: Annotated[datetime | None, C2]


# All that totals by month and grade read, so that they read nothing else: a year of a large organisation in 30 ms.
TOTALS = [
    "organisation_id", "month", "grade", "programme_id", "group_id",
    "present", "late", "left_early", "absent", "minutes",
]  # fmt: skip


class AttendanceSummary(Row, table=True):
    """Sums by programme, group, month and grade (-1: unknown); the nil id stands for sessions of single children."""

    __resource__: ClassVar[str] = "attendance-summaries"
    __told__ = False
    __table_args__ = (
        index("programme_id", "group_id", "month", "grade", unique=True),
        sa.Index("ix_attendance_summary_totals", *TOTALS),
    )

    programme_id: UUID = ref("programme")
    group_id: UUID = Field(sa_type=ID)
    month: date = day()
    grade: int = -1
    present: int = 0
    late: int = 0
    left_early: int = 0
    absent: int = 0
    minutes: int = 0


class AttendanceSummaryRead(Shown):
    programme_id: Annotated[UUID, C2]
    group_id: Annotated[UUID, C2]
    month: Annotated[date, C2] = Field(description="First day of the month")
    grade: Annotated[int, C2] = Field(description="-1 where unknown")
    present: Annotated[int, C2]
    late: Annotated[int, C2]
    left_early: Annotated[int, C2]
    absent: Annotated[int, C2]
    minutes: Annotated[int, C2]


class AttendanceTotal(BaseModel):
    """The marks of a month and a grade, over all groups in reach."""

    month: Annotated[date, C2] = Field(description="First day of the month")
    grade: Annotated[int, C2] = Field(description="-1 where unknown")
    present: Annotated[int, C2]
    late: Annotated[int, C2]
    left_early: Annotated[int, C2]
    absent: Annotated[int, C2]
    minutes: Annotated[int, C2]


class AttendanceTotals(BaseModel):
    """By month and grade, in that order."""

    items: list[AttendanceTotal]


class AttendanceTotalQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    programme_id: UUID | None = None
    month_from: date | None = None
    month_to: date | None = Field(default=None, description="Before this day")
