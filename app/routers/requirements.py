"""Requirements: what is asked of those who work with children."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import Requirement
from app.models.requirement import (
    RequirementCode,
    RequirementCreate,
    RequirementEnd,
    RequirementRead,
    RequirementStatus,
    RequirementUpdate,
)
from app.services.volunteers import requiring
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/requirements", tag="requirements")


class RequirementQuery(ListQuery):
    code: Annotated[list[RequirementCode] | None, Many, Where(Requirement.code)] = None
    status: Annotated[list[RequirementStatus] | None, Many, Where(Requirement.status)] = None
    blocking: Annotated[bool | None, Where(Requirement.blocking, "is")] = None


REQUIREMENTS = Reads(RequirementRead, Requirement, RequirementQuery)


@router.get("", Access(Requirement, "read"))
async def list_requirements(reader: Reader, query: RequirementQuery) -> Answer[Page[RequirementRead]]:
    """List what the organisation requires."""
    return await reader.page(REQUIREMENTS, query)


@router.post("", Access(Requirement, "create"), 201)
def create_requirement(db: Db, new: RequirementCreate) -> Answer[RequirementRead]:
    """Require something of those who hold certain roles.

    Where it is blocking, whoever does not fulfil it is suspended at once: leads nothing and sees no child. To let
    people fulfil it first, make it with `blocking: false` and change that later.
    """
    return db.created(REQUIREMENTS, requiring.define(db, new))


@router.get("/{id}", Access(Requirement, "read"))
async def read_requirement(reader: Reader, id: UUID, query: RowQuery) -> Answer[RequirementRead]:
    """Read a requirement."""
    return await reader.one(REQUIREMENTS, id, query)


@router.patch("/{id}", Access(Requirement, "update"))
def update_requirement(db: Db, id: UUID, changes: RequirementUpdate) -> Answer[RequirementRead]:
    """Change a requirement; whoever does not meet it as it is then is suspended, whoever does is so no longer."""
    return db.shown(REQUIREMENTS, requiring.change(db, db.matching(REQUIREMENTS, id), changes).id)


@router.post("/{id}/end", Access(Requirement, "end"))
def end_requirement(db: Db, id: UUID, ending: RequirementEnd) -> Answer[RequirementRead]:
    """Require it no longer."""
    return db.shown(REQUIREMENTS, requiring.end(db, id, ending.reason).id)
