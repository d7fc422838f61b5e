"""Supervisor assignments: who supervises which volunteer."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models.membership import (
    SupervisorAssignment,
    SupervisorAssignmentCreate,
    SupervisorAssignmentRead,
    SupervisorAssignmentUpdate,
)
from app.services.people import granting
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/supervisor-assignments", tag="people and roles")


class SupervisorAssignmentQuery(ListQuery):
    supervisor_id: Annotated[list[UUID] | None, Many, Where(SupervisorAssignment.supervisor_id)] = None
    volunteer_id: Annotated[list[UUID] | None, Many, Where(SupervisorAssignment.volunteer_id)] = None


SUPERVISIONS = Reads(SupervisorAssignmentRead, SupervisorAssignment, SupervisorAssignmentQuery)


@router.get("", Access(SupervisorAssignment, "read"))
async def list_supervisor_assignments(
    reader: Reader, query: SupervisorAssignmentQuery
) -> Answer[Page[SupervisorAssignmentRead]]:
    """List who supervises whom."""
    return await reader.page(SUPERVISIONS, query)


@router.post("", Access(SupervisorAssignment, "create"), 201)
def create_supervisor_assignment(db: Db, new: SupervisorAssignmentCreate) -> Answer[SupervisorAssignmentRead]:
    """Put a volunteer or an assistant into the care of a supervisor.

    The supervisor then reaches their groups and children. 409 `second-person-needed` for the caller's own team.
    """
    return db.created(SUPERVISIONS, granting.supervise(db, new))


@router.get("/{id}", Access(SupervisorAssignment, "read"))
async def read_supervisor_assignment(reader: Reader, id: UUID, query: RowQuery) -> Answer[SupervisorAssignmentRead]:
    """Read a supervisor assignment."""
    return await reader.one(SUPERVISIONS, id, query)


@router.patch("/{id}", Access(SupervisorAssignment, "update"))
def update_supervisor_assignment(
    db: Db, id: UUID, changes: SupervisorAssignmentUpdate
) -> Answer[SupervisorAssignmentRead]:
    """Change until when someone is supervised."""
    row = granting.change_supervision(db, db.matching(SUPERVISIONS, id), changes)
    return db.shown(SUPERVISIONS, row.id)


@router.post("/{id}/end", Access(SupervisorAssignment, "end"))
def end_supervisor_assignment(db: Db, id: UUID) -> Answer[SupervisorAssignmentRead]:
    """End a supervision, from the next request on."""
    return db.shown(SUPERVISIONS, granting.end(db, SupervisorAssignment, id).id)
