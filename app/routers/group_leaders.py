"""Leaders of mentor groups."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.auth.relations import now_within
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import GroupLeader, MentorGroup
from app.models.mentor_group import GroupLeaderCreate, GroupLeaderEnd, GroupLeaderRead, LeaderRole
from app.services.groups import leading
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1", tag="group-leaders")


class LeadersOfGroupQuery(ListQuery):
    user_id: Annotated[list[UUID] | None, Many, Where(GroupLeader.user_id)] = None
    role: Annotated[list[LeaderRole] | None, Many, Where(GroupLeader.role)] = None
    now: Annotated[bool | None, Where(now_within(GroupLeader), "is")] = None


class GroupLeaderQuery(LeadersOfGroupQuery):
    group_id: Annotated[list[UUID] | None, Many, Where(GroupLeader.group_id)] = None


GROUP_LEADERS = Reads(GroupLeaderRead, GroupLeader, GroupLeaderQuery)
LEADERS_OF_GROUP = Reads(GroupLeaderRead, GroupLeader, LeadersOfGroupQuery, parent=(MentorGroup, GroupLeader.group_id))


@router.get("/mentor-groups/{id}/leaders", Access(GroupLeader, "read"))
async def list_leaders_of_mentor_group(
    reader: Reader, id: UUID, query: LeadersOfGroupQuery
) -> Answer[Page[GroupLeaderRead]]:
    """List who leads a mentor group or has led it.

    `now=true` keeps those who lead at this instant.
    """
    return await reader.page(LEADERS_OF_GROUP, query, parent=id)


@router.post("/mentor-groups/{id}/leaders", Access(GroupLeader, "create"), 201)
def create_group_leader(db: Db, id: UUID, new: GroupLeaderCreate) -> Answer[GroupLeaderRead]:
    """Appoint a leader of a mentor group.

    The person needs a valid membership as volunteer, educator, mediator, coordinator or supervisor; an assistant may
    only assist.
    """
    return db.created(GROUP_LEADERS, leading.appoint(db, id, new))


@router.get("/group-leaders", Access(GroupLeader, "read"))
async def list_group_leaders(reader: Reader, query: GroupLeaderQuery) -> Answer[Page[GroupLeaderRead]]:
    """List leaders of mentor groups.

    `now=true` keeps those who lead at this instant.
    """
    return await reader.page(GROUP_LEADERS, query)


@router.get("/group-leaders/{id}", Access(GroupLeader, "read"))
async def read_group_leader(reader: Reader, id: UUID, query: RowQuery) -> Answer[GroupLeaderRead]:
    """Read a leader of a mentor group."""
    return await reader.one(GROUP_LEADERS, id, query)


@router.post("/group-leaders/{id}/end", Access(GroupLeader, "end"))
def end_group_leader(db: Db, id: UUID, ending: GroupLeaderEnd) -> Answer[GroupLeaderRead]:
    """End a person's leading.

    What the person reached through the group is out of reach from that instant on, with the next request.
    """
    return db.shown(GROUP_LEADERS, leading.end_leading(db, id, ending).id)
