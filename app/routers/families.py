"""Families."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.listing import Many, Page, RowQuery, SearchQuery, Where
from app.core.shapes import Line
from app.models.family import Family, FamilyCreate, FamilyLeave, FamilyRead, FamilyStatus, FamilyUpdate, StatusMove
from app.models.trail import Transition
from app.services import records
from app.services.families import welcoming
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/families", tag="families")


class FamilyQuery(SearchQuery):
    programme_id: Annotated[list[UUID] | None, Many, Where(Family.programme_id)] = None
    mediator_id: Annotated[list[UUID] | None, Many, Where(Family.mediator_id)] = None
    status: Annotated[list[FamilyStatus] | None, Many, Where(Family.status)] = None
    municipality: Annotated[list[Line] | None, Many, Where(Family.municipality)] = None


FAMILIES = Reads(
    FamilyRead,
    Family,
    FamilyQuery,
    sorts={"display_name": Family.search_key},
    search={"display_name": Family.search_key},
    includes={"transitions": Include(StatusMove, Transition, Transition.row_id)},
)


@router.get("", Access(Family, "read"))
async def list_families(reader: Reader, query: FamilyQuery) -> Answer[Page[FamilyRead]]:
    """List families."""
    return await reader.page(FAMILIES, query)


@router.post("", Access(Family, "create"), 201)
def create_family(db: Db, new: FamilyCreate) -> Answer[FamilyRead]:
    """Take in a family.

    One that a mediator takes in is on that mediator's caseload. Coordinators may name any person who holds a
    mediator's membership now.
    """
    return db.created(FAMILIES, welcoming.welcome_family(db, new))


@router.get("/{id}", Access(Family, "read"))
async def read_family(reader: Reader, id: UUID, query: RowQuery) -> Answer[FamilyRead]:
    """Read a family."""
    return await reader.one(FAMILIES, id, query)


@router.patch("/{id}", Access(Family, "update"))
def update_family(db: Db, id: UUID, changes: FamilyUpdate) -> Answer[FamilyRead]:
    """Change a family.

    With another mediator the reach of the one before ends. A family stays in its programme.
    """
    return db.shown(FAMILIES, welcoming.change_family(db, db.matching(FAMILIES, id), changes).id)


@router.post("/{id}/activate", Access(Family, "activate"))
def activate_family(db: Db, id: UUID) -> Answer[FamilyRead]:
    """Say that a family takes part, or takes part again."""
    return db.shown(FAMILIES, records.move(db, db.find(Family, id, lock=True), "activate").id)


@router.post("/{id}/pause", Access(Family, "pause"))
def pause_family(db: Db, id: UUID) -> Answer[FamilyRead]:
    """Say that a family pauses."""
    return db.shown(FAMILIES, records.move(db, db.find(Family, id, lock=True), "pause").id)


@router.post("/{id}/leave", Access(Family, "leave"))
def leave_family(db: Db, id: UUID, body: FamilyLeave) -> Answer[FamilyRead]:
    """Say that a family has left, and why.

    Its children do not leave with it: each has a reason and places of its own.
    """
    return db.shown(FAMILIES, records.move(db, db.find(Family, id, lock=True), "leave", body.reason).id)
