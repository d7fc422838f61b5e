"""How a child is over the last twelve weeks: what sessions were reported, in two stretches, with the numbers."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from app.core.tiers import C2, C4
from app.models.session_report import EmotionalState


class WellbeingSign(StrEnum):
    ENGAGEMENT_FELL = "engagement_fell"
    HARD_STATES_ROSE = "hard_states_rose"


class WellbeingStretch(BaseModel):
    """What the reports of a stretch of weeks add up to."""

    begins: Annotated[datetime, C2]
    ends: Annotated[datetime, C2]
    reports: Annotated[int, C2] = Field(description="Reports that say something of the child")
    rated: Annotated[int, C4] = Field(description="Reports with an engagement")
    engagement: Annotated[float | None, C4] = Field(description="Mean of these, from 1 to 5")
    observed: Annotated[int, C4] = Field(description="Reports with an emotional state")
    hard: Annotated[int, C4] = Field(description="Of these sad, anxious, angry or withdrawn")
    hard_share: Annotated[float | None, C4] = Field(description="Of those observed, from 0 to 1")
    needs_support: Annotated[int, C4] = Field(description="Reports that say the child needs support")


class WellbeingFinding(BaseModel):
    """A sign worth a look, with the two numbers that were compared."""

    sign: Annotated[WellbeingSign, C4]
    before: Annotated[float, C4]
    recent: Annotated[float, C4]


class WellbeingPoint(BaseModel):
    """One report's word on the child."""

    at: Annotated[datetime, C2]
    report_id: Annotated[UUID, C2]
    engagement: Annotated[int | None, C4]
    emotional_state: Annotated[EmotionalState, C4]
    needs_support: Annotated[bool, C4]


class Wellbeing(BaseModel):
    """From the reports in your reach; a volunteer's are her own."""

    child_id: Annotated[UUID, C2]
    recent: WellbeingStretch = Field(description="The last four weeks")
    before: WellbeingStretch = Field(description="The eight weeks before")
    findings: list[WellbeingFinding] = Field(description="Signs to look at, not judgements; empty is the usual case")
    points: list[WellbeingPoint] = Field(description="The reports behind it, newest first; at most 200")
