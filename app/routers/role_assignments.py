"""Role assignments: the programme or school that a role covers, or the whole organisation."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models.membership import RoleAssignment, RoleAssignmentCreate, RoleAssignmentRead, RoleAssignmentUpdate
from app.services.people import granting
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/role-assignments", tag="people and roles")


class RoleAssignmentQuery(ListQuery):
    membership_id: Annotated[list[UUID] | None, Many, Where(RoleAssignment.membership_id)] = None
    programme_id: Annotated[list[UUID] | None, Many, Where(RoleAssignment.programme_id)] = None
    school_id: Annotated[list[UUID] | None, Many, Where(RoleAssignment.school_id)] = None


ROLE_ASSIGNMENTS = Reads(RoleAssignmentRead, RoleAssignment, RoleAssignmentQuery)


@router.get("", Access(RoleAssignment, "read"))
async def list_role_assignments(reader: Reader, query: RoleAssignmentQuery) -> Answer[Page[RoleAssignmentRead]]:
    """List role assignments."""
    return await reader.page(ROLE_ASSIGNMENTS, query)


@router.post("", Access(RoleAssignment, "create"), 201)
def create_role_assignment(db: Db, new: RoleAssignmentCreate) -> Answer[RoleAssignmentRead]:
    """Let a role cover a programme, a school or, with neither, the whole organisation."""
    return db.created(ROLE_ASSIGNMENTS, granting.assign(db, new))


@router.get("/{id}", Access(RoleAssignment, "read"))
async def read_role_assignment(reader: Reader, id: UUID, query: RowQuery) -> Answer[RoleAssignmentRead]:
    """Read a role assignment."""
    return await reader.one(ROLE_ASSIGNMENTS, id, query)


@router.patch("/{id}", Access(RoleAssignment, "update"))
def update_role_assignment(db: Db, id: UUID, changes: RoleAssignmentUpdate) -> Answer[RoleAssignmentRead]:
    """Change until when a role covers something."""
    row = granting.change_assignment(db, db.matching(ROLE_ASSIGNMENTS, id), changes)
    return db.shown(ROLE_ASSIGNMENTS, row.id)


@router.post("/{id}/end", Access(RoleAssignment, "end"))
def end_role_assignment(db: Db, id: UUID) -> Answer[RoleAssignmentRead]:
    """End what a role covers, from the next request on."""
    return db.shown(ROLE_ASSIGNMENTS, granting.end(db, RoleAssignment, id).id)
