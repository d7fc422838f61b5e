"""Members of mentor groups: places and turns on the waiting list."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import GroupMember, MentorGroup, Transition
from app.models.mentor_group import GroupMemberCreate, GroupMemberLeave, GroupMemberRead, MemberState
from app.models.trail import TransitionRead
from app.services.groups import placing
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1", tag="group-members")


class MembersOfGroupQuery(ListQuery):
    child_id: Annotated[list[UUID] | None, Many, Where(GroupMember.child_id)] = None
    state: Annotated[list[MemberState] | None, Many, Where(GroupMember.state)] = None


class GroupMemberQuery(MembersOfGroupQuery):
    group_id: Annotated[list[UUID] | None, Many, Where(GroupMember.group_id)] = None


TRANSITIONS = {"transitions": Include(TransitionRead, Transition, Transition.row_id)}
GROUP_MEMBERS = Reads(GroupMemberRead, GroupMember, GroupMemberQuery, includes=TRANSITIONS)
MEMBERS_OF_GROUP = Reads(GroupMemberRead, GroupMember, MembersOfGroupQuery, parent=(MentorGroup, GroupMember.group_id))


@router.get("/mentor-groups/{id}/members", Access(GroupMember, "read"))
async def list_members_of_mentor_group(
    reader: Reader, id: UUID, query: MembersOfGroupQuery
) -> Answer[Page[GroupMemberRead]]:
    """List the members of a mentor group.

    With `state=waiting` the waiting list in its order.
    """
    return await reader.page(MEMBERS_OF_GROUP, query, parent=id)


@router.post("/mentor-groups/{id}/members", Access(GroupMember, "create"), 201)
def create_group_member(db: Db, id: UUID, new: GroupMemberCreate) -> Answer[GroupMemberRead]:
    """Place a child in a mentor group, or on its waiting list with `wait`.

    A place is refused with capacity-exceeded when the group is full or each leader has enough children, and with
    consent-required when a consent that the programme asks for is not in effect. A waiting child becomes active.
    """
    return db.created(GROUP_MEMBERS, placing.place(db, id, new))


@router.get("/group-members", Access(GroupMember, "read"))
async def list_group_members(reader: Reader, query: GroupMemberQuery) -> Answer[Page[GroupMemberRead]]:
    """List members of mentor groups."""
    return await reader.page(GROUP_MEMBERS, query)


@router.get("/group-members/{id}", Access(GroupMember, "read"))
async def read_group_member(reader: Reader, id: UUID, query: RowQuery) -> Answer[GroupMemberRead]:
    """Read a member of a mentor group."""
    return await reader.one(GROUP_MEMBERS, id, query)


@router.post("/group-members/{id}/promote", Access(GroupMember, "promote"))
def promote_group_member(db: Db, id: UUID) -> Answer[GroupMemberRead]:
    """Give a waiting child a place, under the rules of any placing."""
    return db.shown(GROUP_MEMBERS, placing.promote(db, id).id)


@router.post("/group-members/{id}/leave", Access(GroupMember, "leave"))
def leave_group_member(db: Db, id: UUID, leaving: GroupMemberLeave) -> Answer[GroupMemberRead]:
    """End a child's place or its turn on the waiting list; the place is free at once."""
    return db.shown(GROUP_MEMBERS, placing.leave(db, id, leaving.reason).id)
