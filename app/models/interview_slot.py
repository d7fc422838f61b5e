"""Interview slots: times that are offered to those who are invited to an interview, each for one of them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from sqlmodel import Field

from app.core.columns import coded, instant, ref
from app.core.lifecycle import Lifecycle, Move
from app.core.moments import Moment
from app.core.shapes import Body, Create, Line, Shown
from app.core.tiers import C2
from app.models.base import Row, index


class InterviewSlotState(StrEnum):
    FREE = "free"
    TAKEN = "taken"
    CANCELLED = "cancelled"


FREE, TAKEN, CANCELLED = InterviewSlotState.FREE, InterviewSlotState.TAKEN, InterviewSlotState.CANCELLED


class InterviewSlotFields(Body):
    opportunity_id: Annotated[UUID, C2] = ref("opportunity")
    interviewer_id: Annotated[UUID, C2] = ref("user")
    starts_at: Annotated[Moment, C2] = instant()
    minutes: Annotated[int, C2] = Field(default=30, ge=10, le=240)
    online: Annotated[bool, C2] = False
    place: Annotated[Line, C2] = Field(default="", description="An address, or that of a call")


class InterviewSlot(InterviewSlotFields, Row, table=True):
    """`application_id` is whoever has taken it. One that has begun stays as it was."""

    __resource__: ClassVar[str] = "interview-slots"
    __table_args__ = (
        index("opportunity_id", "starts_at", "id"),
        index("programme_id", "starts_at", "id"),
        index("interviewer_id", "starts_at", "id"),
        index("application_id", "id"),
        index("starts_at", "id"),
    )
    __lifecycle__ = Lifecycle(
        "state",
        {
            "take": Move((FREE,), TAKEN, by_system=True),
            "release": Move((TAKEN,), FREE, by_system=True),
            "cancel": Move((FREE, TAKEN), CANCELLED),
        },
    )

    programme_id: UUID = ref("programme")
    ends_at: datetime = instant()
    state: InterviewSlotState = coded(InterviewSlotState, FREE)
    application_id: UUID | None = ref("application", nullable=True)


class InterviewSlotCreate(Create, InterviewSlotFields):
    pass


class InterviewSlotRead(Shown, InterviewSlotFields):
    programme_id: Annotated[UUID, C2]
    ends_at: Annotated[datetime, C2]
    state: Annotated[InterviewSlotState, C2]
    application_id: Annotated[UUID | None, C2] = Field(description="Who comes")
