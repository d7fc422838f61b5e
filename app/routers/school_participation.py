"""School participation."""

from datetime import date
from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models import SchoolParticipation
from app.models.school_participation import (
    ParticipationStatus,
    SchoolParticipationCreate,
    SchoolParticipationRead,
    SchoolParticipationUpdate,
)
from app.services.schools import recording_participation
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/school-participation", tag="school-participation")


class SchoolParticipationQuery(ListQuery):
    child_id: Annotated[list[UUID] | None, Many, Where(SchoolParticipation.child_id)] = None
    class_id: Annotated[list[UUID] | None, Many, Where(SchoolParticipation.class_id)] = None
    week_from: Annotated[date | None, Where(SchoolParticipation.week, "from")] = None
    week_to: Annotated[date | None, Where(SchoolParticipation.week, "until")] = None
    status: Annotated[list[ParticipationStatus] | None, Many, Where(SchoolParticipation.status)] = None


PARTICIPATION = Reads(
    SchoolParticipationRead, SchoolParticipation, SchoolParticipationQuery, sorts={"week": SchoolParticipation.week}
)


@router.get("", Access(SchoolParticipation, "read"))
async def list_school_participation(
    reader: Reader, query: SchoolParticipationQuery
) -> Answer[Page[SchoolParticipationRead]]:
    """List what the school told, by child and week."""
    return await reader.page(PARTICIPATION, query)


@router.post("", Access(SchoolParticipation, "create"), 201)
def record_school_participation(db: Db, told: SchoolParticipationCreate) -> Answer[SchoolParticipationRead]:
    """Put what the school told about a child's week.

    One row for each child and week: told again it replaces what was told before, answers 200 and keeps its id. The
    school and the class are those of the child's enrolment in that week; without one 409 `not-enrolled`.
    """
    return db.created(PARTICIPATION, recording_participation.record(db, told))


@router.get("/{id}", Access(SchoolParticipation, "read"))
async def read_school_participation(reader: Reader, id: UUID, query: RowQuery) -> Answer[SchoolParticipationRead]:
    """Read what the school told about a child's week."""
    return await reader.one(PARTICIPATION, id, query)


@router.patch("/{id}", Access(SchoolParticipation, "update"))
def update_school_participation(
    db: Db, id: UUID, changes: SchoolParticipationUpdate
) -> Answer[SchoolParticipationRead]:
    """Correct what the school told."""
    row = recording_participation.change(db, db.matching(PARTICIPATION, id), changes)
    return db.shown(PARTICIPATION, row.id)
