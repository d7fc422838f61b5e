"""Family observations."""

from datetime import date
from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import FamilyObservation
from app.models.family_observation import (
    FamilyObservationCreate,
    FamilyObservationRead,
    FamilyObservationUpdate,
    ObservationCategory,
)
from app.services import records
from app.services.families import observing_families
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/family-observations", tag="reports")


class FamilyObservationQuery(ListQuery):
    family_id: Annotated[UUID | None, Where(FamilyObservation.family_id, "is")] = None
    child_id: Annotated[UUID | None, Where(FamilyObservation.child_id, "is")] = None
    programme_id: Annotated[UUID | None, Where(FamilyObservation.programme_id, "is")] = None
    author_id: Annotated[UUID | None, Where(FamilyObservation.author_id, "is")] = None
    category: Annotated[list[ObservationCategory] | None, Many, Where(FamilyObservation.category)] = None
    affects_learning: Annotated[bool | None, Where(FamilyObservation.affects_learning, "is")] = None
    observed_on_from: Annotated[date | None, Where(FamilyObservation.observed_on, "from")] = None
    observed_on_to: Annotated[date | None, Where(FamilyObservation.observed_on, "until")] = None


OBSERVATIONS = Reads(
    FamilyObservationRead,
    FamilyObservation,
    FamilyObservationQuery,
    sorts={"observed_on": FamilyObservation.observed_on},
)


@router.get("", Access(FamilyObservation, "read"))
async def list_family_observations(
    reader: Reader, query: FamilyObservationQuery
) -> Answer[Page[FamilyObservationRead]]:
    """List what was noticed of families.

    Mediators, supervisors and coordinators see those of their families, volunteers and educators what they wrote
    themselves, guardians what was released to them.
    """
    return await reader.page(OBSERVATIONS, query)


@router.post("", Access(FamilyObservation, "create"), 201)
def create_family_observation(db: Db, new: FamilyObservationCreate) -> Answer[FamilyObservationRead]:
    """Note what you noticed of a family, in case it affects learning.

    Of a child, which brings its family with it, or of a family as a whole.
    """
    return db.created(OBSERVATIONS, observing_families.note(db, new))


@router.get("/{id}", Access(FamilyObservation, "read"))
async def read_family_observation(reader: Reader, id: UUID, query: RowQuery) -> Answer[FamilyObservationRead]:
    """Read what was noticed of a family."""
    return await reader.one(OBSERVATIONS, id, query)


@router.patch("/{id}", Access(FamilyObservation, "update"))
def update_family_observation(db: Db, id: UUID, changes: FamilyObservationUpdate) -> Answer[FamilyObservationRead]:
    """Correct what was noticed of a family: by a mediator, or by whoever wrote it."""
    return db.shown(OBSERVATIONS, observing_families.change(db, db.matching(OBSERVATIONS, id), changes).id)


@router.post("/{id}/release", Access(FamilyObservation, "release"))
def release_family_observation(db: Db, id: UUID) -> Answer[FamilyObservationRead]:
    """Show an observation to the guardians of the child, or of the family's children.

    They are not told who wrote it. Guardians who are excluded for safety see nothing.
    """
    return db.shown(OBSERVATIONS, records.move(db, db.find(FamilyObservation, id, lock=True), "release").id)


@router.post("/{id}/withhold", Access(FamilyObservation, "withhold"))
def withhold_family_observation(db: Db, id: UUID) -> Answer[FamilyObservationRead]:
    """Take back what was released."""
    return db.shown(OBSERVATIONS, records.move(db, db.find(FamilyObservation, id, lock=True), "withhold").id)
