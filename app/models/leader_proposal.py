"""Proposals: a volunteer is proposed for a group or a child; what became of the pair stays known."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AfterValidator
from sqlmodel import Field

from app.core.columns import coded, instant, ref
from app.core.lifecycle import Lifecycle, Move
from app.core.moments import Moment
from app.core.shapes import Body, Create, Line, Shown
from app.core.strict_json import refusal
from app.core.tiers import C2, C3
from app.models.base import Row, index


class ProposalState(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    ACTIVE = "active"
    DECLINED = "declined"
    ENDED = "ended"


OVER = (ProposalState.DECLINED, ProposalState.ENDED)
WAITING = (ProposalState.PROPOSED, ProposalState.ACCEPTED)


class PairEndReason(StrEnum):
    TIME = "time"
    NOT_SUITED = "not_suited"
    MOVED = "moved"
    GOAL_REACHED = "goal_reached"
    LEADING_ENDED = "leading_ended"
    OTHER = "other"


class PairEndedBy(StrEnum):
    CHILD_SIDE = "child_side"
    VOLUNTEER = "volunteer"
    STAFF = "staff"
    SYSTEM = "system"


def by_people(by: PairEndedBy) -> PairEndedBy:
    """The system speaks for itself alone."""
    if by is PairEndedBy.SYSTEM:
        raise refusal("not_allowed", "Only the system itself ends something as the system.")
    return by


class LeaderProposalFields(Body):
    """For a group or for a child: either `group_id` or `child_id`."""

    volunteer_id: Annotated[UUID, C2] = ref("volunteer")
    group_id: Annotated[UUID | None, C2] = ref("mentor_group", nullable=True)
    child_id: Annotated[UUID | None, C2] = ref("child", nullable=True)


class LeaderProposal(LeaderProposalFields, Row, table=True):
    """`leader_id`: the leading that began when it became active; both end together."""

    __resource__: ClassVar[str] = "leader-proposals"
    __table_args__ = (
        index("volunteer_id", "id"),
        index("user_id", "id"),
        index("programme_id", "state", "id"),
        index("group_id", "id"),
        index("child_id", "id"),
        index("leader_id", "id"),
    )
    __lifecycle__ = Lifecycle(
        "state",
        {
            "accept": Move((ProposalState.PROPOSED,), ProposalState.ACCEPTED),
            "activate": Move((ProposalState.ACCEPTED,), ProposalState.ACTIVE),
            "decline": Move(WAITING, ProposalState.DECLINED),
            "end": Move((ProposalState.ACTIVE,), ProposalState.ENDED),
        },
    )

    user_id: UUID = ref("user")
    programme_id: UUID = ref("programme")
    leader_id: UUID | None = ref("group_leader", nullable=True)
    state: ProposalState = coded(ProposalState, ProposalState.PROPOSED)
    ended_at: datetime | None = instant(None)
    end_reason: PairEndReason | None = coded(PairEndReason, None)
    ended_by: PairEndedBy | None = coded(PairEndedBy, None)


class LeaderProposalCreate(Create, LeaderProposalFields):
    again: bool = Field(default=False, description="Although the same pair was declined or has ended before")


class LeaderProposalActivate(Body):
    group_id: UUID | None = Field(default=None, description="For a child: the group in which it is helped")
    valid_from: Moment | None = Field(default=None, description="For what has begun before it is entered; now, if not")


class PairEnd(Body):
    reason: PairEndReason
    by: Annotated[PairEndedBy, AfterValidator(by_people)]
    note: Line = Field(default="", description="Kept with the move")


class LeaderProposalRead(Shown, LeaderProposalFields):
    user_id: Annotated[UUID, C2]
    programme_id: Annotated[UUID, C2]
    leader_id: Annotated[UUID | None, C2]
    state: Annotated[ProposalState, C2]
    ended_at: Annotated[datetime | None, C2] = Field(description="Of a proposal that was declined too")
    end_reason: Annotated[PairEndReason | None, C3]
    ended_by: Annotated[PairEndedBy | None, C2]
