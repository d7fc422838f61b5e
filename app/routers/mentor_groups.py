"""Mentor groups."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.auth.declared import Include, Reads
from app.core.listing import Many, Page, RowQuery, SearchQuery, Where
from app.models import GroupLeader, GroupMember, MentorGroup, Transition
from app.models.mentor_group import (
    GroupKind,
    GroupLeaderRead,
    GroupMemberRead,
    GroupStatus,
    MentorGroupClose,
    MentorGroupCreate,
    MentorGroupOutsidePolicy,
    MentorGroupRead,
    MentorGroupUpdate,
    PolicyBreach,
)
from app.models.trail import TransitionRead
from app.services import records
from app.services.groups import forming_groups, keeping_policy
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/mentor-groups", tag="mentor-groups")


class MentorGroupQuery(SearchQuery):
    programme_id: Annotated[list[UUID] | None, Many, Where(MentorGroup.programme_id)] = None
    site_id: Annotated[list[UUID] | None, Many, Where(MentorGroup.site_id)] = None
    school_id: Annotated[list[UUID] | None, Many, Where(MentorGroup.school_id)] = None
    status: Annotated[list[GroupStatus] | None, Many, Where(MentorGroup.status)] = None
    kind: Annotated[list[GroupKind] | None, Many, Where(MentorGroup.kind)] = None
    led_by: Annotated[list[UUID] | None, Many, Where(GroupLeader.user_id, through=forming_groups.led_by)] = None
    child_id: Annotated[list[UUID] | None, Many, Where(GroupMember.child_id, through=forming_groups.with_child)] = None


class OutsidePolicyQuery(MentorGroupQuery):
    reason: Annotated[list[PolicyBreach], Many, keeping_policy.Among(MentorGroup.status)] = Field(list(PolicyBreach))


ORDER = {"name": MentorGroup.search_key}
MENTOR_GROUPS = Reads(
    MentorGroupRead,
    MentorGroup,
    MentorGroupQuery,
    sorts=ORDER,
    search=ORDER,
    includes={
        "leaders": Include(GroupLeaderRead, GroupLeader, GroupLeader.group_id),
        # By state, so that those with a place come first where a long history is cut.
        "members": Include(GroupMemberRead, GroupMember, GroupMember.group_id, order=GroupMember.state),
        "transitions": Include(TransitionRead, Transition, Transition.row_id),
    },
)
OUTSIDE_POLICY = Reads(
    MentorGroupOutsidePolicy,
    MentorGroup,
    OutsidePolicyQuery,
    sorts=ORDER,
    search=ORDER,
    computed={"leading": keeping_policy.leading, "reasons": keeping_policy.findings()},
)


@router.get("", Access(MentorGroup, "read"))
async def list_mentor_groups(reader: Reader, query: MentorGroupQuery) -> Answer[Page[MentorGroupRead]]:
    """List mentor groups.

    `led_by` takes users who lead or assist now, `child_id` children who have a place now.
    """
    return await reader.page(MENTOR_GROUPS, query)


@router.get("/outside-policy", Access(MentorGroup, "update"))
async def list_mentor_groups_outside_policy(
    reader: Reader, query: OutsidePolicyQuery
) -> Answer[Page[MentorGroupOutsidePolicy]]:
    """List open groups that are outside their programme's policy.

    Each with its `reasons`; `reason` keeps the groups that have one of those named.
    """
    return await reader.page(OUTSIDE_POLICY, query)


@router.post("", Access(MentorGroup, "create"), 201)
def create_mentor_group(db: Db, new: MentorGroupCreate) -> Answer[MentorGroupRead]:
    """Form a mentor group.

    Its limits come from the programme's policy; the programme must be planned or running.
    """
    return db.created(MENTOR_GROUPS, forming_groups.form_group(db, new))


@router.get("/{id}", Access(MentorGroup, "read"))
async def read_mentor_group(reader: Reader, id: UUID, query: RowQuery) -> Answer[MentorGroupRead]:
    """Read a mentor group.

    `include` takes leaders, members (at most 200, those with a place first) and transitions.
    """
    return await reader.one(MENTOR_GROUPS, id, query)


@router.patch("/{id}", Access(MentorGroup, "update"))
def update_mentor_group(db: Db, id: UUID, changes: MentorGroupUpdate) -> Answer[MentorGroupRead]:
    """Change a mentor group."""
    return db.shown(MENTOR_GROUPS, records.change(db, db.matching(MENTOR_GROUPS, id), changes).id)


@router.post("/{id}/close", Access(MentorGroup, "close"))
def close_mentor_group(db: Db, id: UUID, closing: MentorGroupClose) -> Answer[MentorGroupRead]:
    """Close a mentor group.

    Its children leave it, its waiting list is dissolved and its leaders' time ends, all in the same transaction.
    """
    return db.shown(MENTOR_GROUPS, forming_groups.close_group(db, id, closing.reason).id)


@router.post("/{id}/reopen", Access(MentorGroup, "reopen"))
def reopen_mentor_group(db: Db, id: UUID) -> Answer[MentorGroupRead]:
    """Open a closed mentor group again, without children and leaders."""
    return db.shown(MENTOR_GROUPS, forming_groups.reopen_group(db, id).id)
