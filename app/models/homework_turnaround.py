"""How long homework waits, in numbers. Nothing of this is stored."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.core.tiers import C2

EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)


class Waiting(BaseModel):
    """Steps that were made in the period; half of them waited at most `median_minutes`, nine of ten `p90_minutes`."""

    count: Annotated[int, C2]
    median_minutes: Annotated[int | None, C2] = Field(description="Null where nothing was counted")
    p90_minutes: Annotated[int | None, C2] = Field(description="Null where nothing was counted")


class GroupTurnaround(BaseModel):
    programme_id: Annotated[UUID, C2]
    group_id: Annotated[UUID | None, C2] = Field(description="Null: children who had no group when the task was set")
    check: Annotated[Waiting, C2] = Field(description="From each round that was sent to its check")
    handover: Annotated[Waiting, C2] = Field(description="From the check that said ready to the handover")
    response: Annotated[Waiting, C2] = Field(description="From the handover to the teacher's response")


class HomeworkTurnaround(BaseModel):
    """By programme and group."""

    items: list[GroupTurnaround] = Field(description="At most 1000")


class HomeworkTurnaroundQuery(BaseModel):
    """Local days of the organisation, both included; at most 366."""

    model_config = ConfigDict(extra="forbid")

    first_day: date = Field(alias="from", ge=EARLIEST, le=LATEST)
    last_day: date = Field(alias="to", ge=EARLIEST, le=LATEST)
    programme_id: UUID | None = None
    group_id: UUID | None = None
