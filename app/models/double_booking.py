"""Double bookings as they are shown: a leader or a child in two sessions at once. Nothing of this is stored."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.core.tiers import C2

EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)


Booked = Literal["leader", "child"]


class DoubleBookingRead(BaseModel):
    """One person in two sessions that overlap."""

    session_id: Annotated[UUID | None, C2] = Field(description="The earlier one; null when it is not saved yet")
    other_session_id: Annotated[UUID | None, C2] = Field(description="Null for one that you may not see")
    starts_at: Annotated[datetime, C2] = Field(description="When the session of `session_id` begins")
    who: Annotated[Booked, C2]
    id: Annotated[UUID, C2] = Field(description="A user or a child, as `who` says")


class DoubleBookings(BaseModel):
    """The double bookings of a period, the earliest first."""

    items: list[DoubleBookingRead] = Field(description="At most 200")
    count: int = Field(description="All of them")


class DoubleBookingQuery(BaseModel):
    """Local days of the organisation, both included; at most 31."""

    model_config = ConfigDict(extra="forbid")

    first_day: date = Field(alias="from", ge=EARLIEST, le=LATEST)
    last_day: date = Field(alias="to", ge=EARLIEST, le=LATEST)
