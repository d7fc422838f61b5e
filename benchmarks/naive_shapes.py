"""What the naive application takes and shows: plain models with the product's fields."""

from datetime import UTC, date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from app.models.attendance import AbsenceReason, AttendanceStatus
from app.models.child import AgeBand, Child, ChildLeftReason, ChildStatus
from app.models.guardian import Gender
from app.models.session_channel import SessionChannel
from app.models.support_session import CancelReason, SessionState

BANDS = (
    (6, AgeBand.UNDER_6),
    (8, AgeBand.FROM_6_TO_7),
    (10, AgeBand.FROM_8_TO_9),
    (12, AgeBand.FROM_10_TO_11),
    (15, AgeBand.FROM_12_TO_14),
    (18, AgeBand.FROM_15_TO_17),
)


class ChildBrief(BaseModel):
    """A child as a volunteer sees it."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    programme_id: UUID
    family_id: UUID | None
    code: str
    first_name: str
    gender: Gender
    languages: list[dict[str, str]]
    grade: int | None
    created_at: datetime
    status: ChildStatus
    left_reason: ChildLeftReason | None
    age_band: AgeBand


class ChildFull(ChildBrief):
    """A child as a coordinator sees it."""

    surname: str
    birth_date: date | None
    birth_year: int | None
    updated_at: datetime
    version: int


class SessionOut(BaseModel):
    """A session."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    starts_at: datetime
    minutes: int
    channel: SessionChannel
    site_id: UUID | None
    topic: str
    group_id: UUID | None
    child_id: UUID | None
    created_at: datetime
    updated_at: datetime
    version: int
    programme_id: UUID
    schedule_id: UUID | None
    original_day: date | None
    ends_at: datetime
    state: SessionState
    cancel_reason: CancelReason | None
    held_from: datetime | None
    held_minutes: int | None
    marks: int


class MarkIn(BaseModel):
    """A line of a sheet."""

    child_id: UUID
    status: AttendanceStatus
    reason: AbsenceReason | None = None
    excused: bool | None = None
    minutes: int | None = None


class SheetIn(BaseModel):
    """A sheet."""

    marks: list[MarkIn]


class MarkOut(BaseModel):
    """A mark."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    child_id: UUID
    status: AttendanceStatus
    reason: AbsenceReason | None
    excused: bool | None
    minutes: int | None
    created_at: datetime
    updated_at: datetime
    version: int
    session_id: UUID
    group_id: UUID | None
    recorded_at: datetime | None


class Sessions(BaseModel):
    """A page of sessions."""

    items: list[SessionOut]


class Marks(BaseModel):
    """A whole sheet."""

    items: list[MarkOut]


def age_band(child: Child) -> AgeBand:
    """The band of the child's age at the end of this year."""
    if child.birth_year is None:
        return AgeBand.UNKNOWN
    age = datetime.now(UTC).year - child.birth_year
    return next((band for years, band in BANDS if age < years), AgeBand.ADULT)
