"""Programmes and their rules."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.listing import Many, Page, RowQuery, SearchQuery, Where
from app.models.programme import (
    Programme,
    ProgrammeClose,
    ProgrammeCreate,
    ProgrammeKind,
    ProgrammeRead,
    ProgrammeStatus,
    ProgrammeUpdate,
)
from app.models.trail import Transition, TransitionRead
from app.services import records
from app.services.groups import planning_programmes
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/programmes", tag="programmes")


class ProgrammeQuery(SearchQuery):
    kind: Annotated[list[ProgrammeKind] | None, Many, Where(Programme.kind)] = None
    status: Annotated[list[ProgrammeStatus] | None, Many, Where(Programme.status)] = None


PROGRAMMES = Reads(
    ProgrammeRead,
    Programme,
    ProgrammeQuery,
    sorts={"name": Programme.search_key},
    search={"name": Programme.search_key},
    includes={"transitions": Include(TransitionRead, Transition, Transition.row_id)},
)


@router.get("", Access(Programme, "read"))
async def list_programmes(reader: Reader, query: ProgrammeQuery) -> Answer[Page[ProgrammeRead]]:
    """List programmes."""
    return await reader.page(PROGRAMMES, query)


@router.post("", Access(Programme, "create"), 201)
def create_programme(db: Db, new: ProgrammeCreate) -> Answer[ProgrammeRead]:
    """Plan a programme.

    Its rules begin with those of `preset` (without one, with the general ones); `policy` changes single rules. A
    programme that begins later than today is `planned`, any other `running`.
    """
    return db.created(PROGRAMMES, planning_programmes.plan_programme(db, new))


@router.get("/{id}", Access(Programme, "read"))
async def read_programme(reader: Reader, id: UUID, query: RowQuery) -> Answer[ProgrammeRead]:
    """Read a programme."""
    return await reader.one(PROGRAMMES, id, query)


@router.patch("/{id}", Access(Programme, "update"))
def update_programme(db: Db, id: UUID, changes: ProgrammeUpdate) -> Answer[ProgrammeRead]:
    """Change a programme.

    `policy` names only the rules that change. The limits of the programme's groups change with them; 409
    `capacity-exceeded` when a group has more children than a new limit allows.
    """
    row = planning_programmes.change_programme(db, db.matching(PROGRAMMES, id), changes)
    return db.shown(PROGRAMMES, row.id)


@router.post("/{id}/start", Access(Programme, "start"))
def start_programme(db: Db, id: UUID) -> Answer[ProgrammeRead]:
    """Start a programme, or take up a closed one again."""
    return db.shown(PROGRAMMES, records.move(db, db.find(Programme, id, lock=True), "start").id)


@router.post("/{id}/close", Access(Programme, "close"))
def close_programme(db: Db, id: UUID, body: ProgrammeClose) -> Answer[ProgrammeRead]:
    """Close a programme."""
    return db.shown(PROGRAMMES, records.move(db, db.find(Programme, id, lock=True), "close", body.reason).id)
