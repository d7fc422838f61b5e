"""Mentor groups: standing groups of children, those who lead them, and their members and waiting list."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import Field

from app.core.columns import coded, document, folded, instant, ref
from app.core.lifecycle import Lifecycle, Move
from app.core.moments import Moment
from app.core.shapes import Body, Create, LanguageTag, Line, Name, Patch, Reason, Shown
from app.core.tiers import C2, C3
from app.models.base import Row, index
from app.models.school import Grade
from app.models.session_channel import SessionChannel


class GroupKind(StrEnum):
    INDIVIDUAL = "individual"
    SMALL_GROUP = "small_group"
    AFTER_SCHOOL = "after_school"
    LIBRARY_DROP_IN = "library_drop_in"


class GroupStatus(StrEnum):
    ACTIVE = "active"
    CLOSED = "closed"


class MentorGroupFields(Body):
    programme_id: Annotated[UUID, C2] = ref("programme")
    site_id: Annotated[UUID | None, C2] = ref("site", nullable=True)
    school_id: Annotated[UUID | None, C2] = ref("school", nullable=True)
    name: Annotated[Name, C2]
    kind: Annotated[GroupKind, C2] = coded(GroupKind)
    channel: Annotated[SessionChannel, C2] = coded(SessionChannel, SessionChannel.IN_PERSON)
    languages: Annotated[list[LanguageTag], C2] = document(list)
    grades: Annotated[list[Grade], C2] = document(list)
    open_to_all: Annotated[bool, C2] = True


class MentorGroup(MentorGroupFields, Row, table=True):
    """`active_members` counts the places taken; the check makes a place impossible to give twice.

    `surplus`: children who keep their place although the policy's maximum was lowered since.
    """

    __resource__: ClassVar[str] = "mentor-groups"
    __folds__ = {"search_key": ("name",)}
    __table_args__ = (
        index("programme_id", "id"),
        index("school_id", "id"),
        index("search_key", "id"),
        sa.CheckConstraint("active_members >= 0 AND active_members <= max_members + surplus", name="places"),
        sa.CheckConstraint("waiting_members >= 0 AND surplus >= 0", name="counts"),
    )
    __lifecycle__ = Lifecycle(
        "status",
        {
            "close": Move((GroupStatus.ACTIVE,), GroupStatus.CLOSED, True),
            "reopen": Move((GroupStatus.CLOSED,), GroupStatus.ACTIVE),
        },
    )

    status: GroupStatus = coded(GroupStatus, GroupStatus.ACTIVE)
    min_members: int = 1
    max_members: int = 20
    max_per_leader: int = 10
    active_members: int = 0
    waiting_members: int = 0
    surplus: int = 0
    search_key: str = folded()


class MentorGroupCreate(Create, MentorGroupFields):
    pass


class MentorGroupUpdate(Patch, Body):
    site_id: Annotated[UUID | None, C2]
    school_id: Annotated[UUID | None, C2]
    name: Annotated[Name, C2]
    channel: Annotated[SessionChannel, C2]
    languages: Annotated[list[LanguageTag], C2]
    grades: Annotated[list[Grade], C2]
    open_to_all: Annotated[bool, C2]


class MentorGroupRead(Shown, MentorGroupFields):
    status: Annotated[GroupStatus, C2]
    min_members: Annotated[int, C2] = Field(description="From the programme's policy")
    max_members: Annotated[int, C2] = Field(description="From the programme's policy")
    max_per_leader: Annotated[int, C2] = Field(description="From the programme's policy")
    active_members: Annotated[int, C2]
    waiting_members: Annotated[int, C2]


class MentorGroupClose(Body):
    """Closing ends the places and the leading too."""

    reason: Reason


class PolicyBreach(StrEnum):
    """How a group can be outside its programme's policy."""

    BELOW_MINIMUM = "below_minimum"
    ABOVE_MAXIMUM = "above_maximum"
    RATIO_EXCEEDED = "ratio_exceeded"
    NO_LEADER = "no_leader"


class PolicyFinding(BaseModel):
    """One breach: what there is and what the policy asks for."""

    code: PolicyBreach
    present: int = Field(description="Children with a place; with no_leader those who lead")
    limit: int


class MentorGroupOutsidePolicy(MentorGroupRead):
    leading: Annotated[int, C2] = Field(description="Leads and co-leads now; assistants do not count")
    reasons: Annotated[list[PolicyFinding], C2]


class LeaderRole(StrEnum):
    LEAD = "lead"
    CO_LEAD = "co_lead"
    ASSISTANT = "assistant"


class GroupLeaderFields(Body):
    user_id: Annotated[UUID, C2] = ref("user")
    role: Annotated[LeaderRole, C2] = coded(LeaderRole, LeaderRole.LEAD)
    valid_from: Annotated[Moment | None, C2] = instant(None, description="Now when absent")
    valid_to: Annotated[Moment | None, C2] = instant(None, description="The leading ends by itself at this instant")


class GroupLeader(GroupLeaderFields, Row, table=True):
    """A person leads the group from valid_from to valid_to; the reach ends with it."""

    __resource__: ClassVar[str] = "group-leaders"
    __table_args__ = (index("user_id", "group_id"), index("group_id", "user_id"))

    group_id: UUID = ref("mentor_group")
    end_reason: str = ""


class GroupLeaderCreate(Create, GroupLeaderFields):
    pass


class GroupLeaderEnd(Body):
    reason: Line = ""
    at: Moment | None = Field(default=None, description="When it ends; now when absent")


class GroupLeaderRead(Shown, GroupLeaderFields):
    group_id: Annotated[UUID, C2]
    end_reason: Annotated[str, C3("oversight")]


class MemberState(StrEnum):
    WAITING = "waiting"
    ACTIVE = "active"
    LEFT = "left"


class GroupMemberFields(Body):
    child_id: Annotated[UUID, C2] = ref("child")


class GroupMember(GroupMemberFields, Row, table=True):
    """A child's place in a group, or its turn on the waiting list (in the order of the ids)."""

    __resource__: ClassVar[str] = "group-members"
    __table_args__ = (
        index("group_id", "state", "id"),
        index("child_id", "state", "group_id"),
        index("group_id", "child_id", unique=True, where="state <> 'left'"),
    )
    __lifecycle__ = Lifecycle(
        "state",
        {
            "promote": Move((MemberState.WAITING,), MemberState.ACTIVE),
            "leave": Move((MemberState.WAITING, MemberState.ACTIVE), MemberState.LEFT),
        },
    )

    group_id: UUID = ref("mentor_group")
    programme_id: UUID = ref("programme")
    state: MemberState = coded(MemberState, MemberState.ACTIVE)
    joined_at: datetime | None = instant(None)
    left_at: datetime | None = instant(None)


class GroupMemberCreate(Create, GroupMemberFields):
    wait: bool = Field(default=False, description="Put the child on the waiting list instead of taking a place")


class GroupMemberLeave(Body):
    reason: Line = ""


class GroupMemberRead(Shown, GroupMemberFields):
    group_id: Annotated[UUID, C2]
    state: Annotated[MemberState, C2]
    joined_at: Annotated[datetime | None, C2]
    left_at: Annotated[datetime | None, C2]
