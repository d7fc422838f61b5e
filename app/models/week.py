"""A person's week: the sessions in reach, with what a screen of the week shows beside each."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from app.core.tiers import C2
from app.models.session_channel import SessionChannel
from app.models.support_session import SessionState


class WeekSession(BaseModel):
    """A session of the week."""

    id: Annotated[UUID, C2]
    group_id: Annotated[UUID | None, C2]
    child_id: Annotated[UUID | None, C2]
    group_name: Annotated[str | None, C2]
    leader_names: Annotated[str | None, C2] = Field(description="Given names of those who lead now, comma separated")
    members: Annotated[int | None, C2] = Field(description="Children who have a place in the group")
    starts_at: Annotated[datetime, C2]
    ends_at: Annotated[datetime, C2]
    channel: Annotated[SessionChannel, C2]
    state: Annotated[SessionState, C2]
    marks: Annotated[int, C2] = Field(description="Children who have an attendance mark")


class Week(BaseModel):
    """Monday to Sunday in the organisation's time zone."""

    first_day: date
    last_day: date
    time_zone: str
    planned: int
    held: int
    cancelled: int
    nobody_came: int
    unrecorded: int = Field(description="Held without marks, or planned for a time that has passed")
    items: list[WeekSession] = Field(description="By start; at most 200")
    next_cursor: str | None = Field(description="For GET /v1/sessions, should there be more")
