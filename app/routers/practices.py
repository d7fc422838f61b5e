"""Practices, and who took them up with which result."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import Practice, PracticeAdoption, Transition
from app.models.organisation import Country
from app.models.practice import (
    AdoptionCreate,
    AdoptionRead,
    AdoptionResult,
    AdoptionUpdate,
    PracticeCreate,
    PracticeEvidence,
    PracticeMove,
    PracticeRead,
    PracticeUpdate,
)
from app.models.trail import TransitionRead
from app.services import records
from app.services.library import keeping_practices
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1", tag="practices")


class PracticeQuery(ListQuery):
    material_id: Annotated[list[UUID] | None, Many, Where(Practice.material_id)] = None
    country: Annotated[list[Country] | None, Many, Where(Practice.country)] = None
    evidence: Annotated[list[PracticeEvidence] | None, Many, Where(Practice.evidence)] = None


class AdoptionQuery(ListQuery):
    practice_id: Annotated[list[UUID] | None, Many, Where(PracticeAdoption.practice_id)] = None
    country: Annotated[list[Country] | None, Many, Where(PracticeAdoption.country)] = None
    result: Annotated[list[AdoptionResult] | None, Many, Where(PracticeAdoption.result)] = None


PRACTICES = Reads(
    PracticeRead,
    Practice,
    PracticeQuery,
    includes={
        "adoptions": Include(AdoptionRead, PracticeAdoption, PracticeAdoption.practice_id),
        "transitions": Include(TransitionRead, Transition, Transition.row_id),
    },
)
ADOPTIONS = Reads(AdoptionRead, PracticeAdoption, AdoptionQuery)


@router.get("/practices", Access(Practice, "read"))
async def list_practices(reader: Reader, query: PracticeQuery) -> Answer[Page[PracticeRead]]:
    """List practices: those whose material you read."""
    return await reader.page(PRACTICES, query)


@router.post("/practices", Access(Practice, "create"), 201)
def create_practice(db: Db, new: PracticeCreate) -> Answer[PracticeRead]:
    """Describe a practice; its words stand in a material of the kind `practice`."""
    return db.created(PRACTICES, keeping_practices.describe(db, new))


@router.get("/practices/{id}", Access(Practice, "read"))
async def read_practice(reader: Reader, id: UUID, query: RowQuery) -> Answer[PracticeRead]:
    """Read a practice."""
    return await reader.one(PRACTICES, id, query)


@router.patch("/practices/{id}", Access(Practice, "update"))
def update_practice(db: Db, id: UUID, changes: PracticeUpdate) -> Answer[PracticeRead]:
    """Change a practice."""
    return db.shown(PRACTICES, records.change(db, db.matching(PRACTICES, id), changes).id)


@router.post("/practices/{id}/evaluate", Access(Practice, "evaluate"))
def evaluate_practice(db: Db, id: UUID, said: PracticeMove) -> Answer[PracticeRead]:
    """Say that a practice was evaluated, and where that is written. Evidence never goes down."""
    return db.shown(PRACTICES, records.move(db, db.find(Practice, id, lock=True), "evaluate", said.reason).id)


@router.post("/practices/{id}/replicate", Access(Practice, "replicate"))
def replicate_practice(db: Db, id: UUID, said: PracticeMove) -> Answer[PracticeRead]:
    """Say that an evaluated practice works elsewhere too: an adoption by another organisation says that it worked."""
    return db.shown(PRACTICES, keeping_practices.replicate(db, id, said.reason).id)


@router.get("/practice-adoptions", Access(PracticeAdoption, "read"))
async def list_practice_adoptions(reader: Reader, query: AdoptionQuery) -> Answer[Page[AdoptionRead]]:
    """List who took up practices."""
    return await reader.page(ADOPTIONS, query)


@router.post("/practice-adoptions", Access(PracticeAdoption, "create"), 201)
def create_practice_adoption(db: Db, new: AdoptionCreate) -> Answer[AdoptionRead]:
    """Record that an organisation took a practice up."""
    return db.created(ADOPTIONS, keeping_practices.adopt(db, new))


@router.get("/practice-adoptions/{id}", Access(PracticeAdoption, "read"))
async def read_practice_adoption(reader: Reader, id: UUID, query: RowQuery) -> Answer[AdoptionRead]:
    """Read an adoption."""
    return await reader.one(ADOPTIONS, id, query)


@router.patch("/practice-adoptions/{id}", Access(PracticeAdoption, "update"))
def update_practice_adoption(db: Db, id: UUID, changes: AdoptionUpdate) -> Answer[AdoptionRead]:
    """Say what came of an adoption."""
    row = keeping_practices.change_adoption(db, db.matching(ADOPTIONS, id), changes)
    return db.shown(ADOPTIONS, row.id)
