"""Milestones of a volunteer: reached by verified hours and by time, each once, never entered by anybody."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from sqlmodel import Field

from app.core.columns import coded, day, ref
from app.core.shapes import Shown
from app.core.tiers import C2
from app.models.base import Row, index


class MilestoneCode(StrEnum):
    FIRST_SESSION = "first_session"
    HOURS_10 = "hours_10"
    HOURS_25 = "hours_25"
    HOURS_50 = "hours_50"
    HOURS_100 = "hours_100"
    HOURS_250 = "hours_250"
    HOURS_500 = "hours_500"
    HOURS_1000 = "hours_1000"
    A_TERM = "a_term"
    A_YEAR = "a_year"
    TWO_YEARS = "two_years"
    FIVE_YEARS = "five_years"


class Milestone(Row, table=True):
    """Stays when hours are disputed later: a thank-you is not taken back, and a certificate is something else."""

    __resource__: ClassVar[str] = "milestones"
    __table_args__ = (index("user_id", "code", unique=True), index("reached_on", "id"))

    user_id: UUID = ref("user")
    code: MilestoneCode = coded(MilestoneCode)
    reached_on: date = day()


class MilestoneRead(Shown):
    user_id: Annotated[UUID, C2]
    code: Annotated[MilestoneCode, C2]
    reached_on: Annotated[date, C2] = Field(description="The day on which the hours that reach it were verified")
