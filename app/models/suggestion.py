"""Suggestions: who could lead a group or help a child, in scored parts; a person decides."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from app.core.tiers import C2, C3
from app.models.leader_proposal import PairEndedBy, PairEndReason, ProposalState


class MatchPart(StrEnum):
    LANGUAGE = "language"
    SUBJECT = "subject"
    TIME = "time"
    LOAD = "load"
    WAITING = "waiting"


class ScoredPart(BaseModel):
    """One reason: how many of its points, and the measure that they come from."""

    part: MatchPart
    points: int
    most: int
    measure: int = Field(
        description="Languages in common, grades covered, minutes a week in common, places left, days of waiting"
    )


class EarlierPair(BaseModel):
    """What became of the same pair before."""

    proposal_id: Annotated[UUID, C2]
    state: Annotated[ProposalState, C2]
    ended_at: Annotated[datetime | None, C2]
    reason: Annotated[PairEndReason | None, C3]
    by: Annotated[PairEndedBy | None, C2]


class Suggestion(BaseModel):
    """One pair; nothing in it breaks a limit."""

    volunteer_id: Annotated[UUID, C2]
    user_id: Annotated[UUID, C2]
    group_id: Annotated[UUID | None, C2]
    child_id: Annotated[UUID | None, C2]
    score: int = Field(description="The sum of the points, at most 100")
    parts: list[ScoredPart]
    earlier: EarlierPair | None = Field(description="Only when asked for: the pair was declined or has ended")


class Suggestions(BaseModel):
    items: list[Suggestion] = Field(description="The best first; at most 50")
