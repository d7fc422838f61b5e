"""School enrolments."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models.school import SchoolYear
from app.models.school_enrolment import (
    EnrolmentOutcome,
    SchoolEnrolment,
    SchoolEnrolmentCreate,
    SchoolEnrolmentRead,
    SchoolEnrolmentUpdate,
)
from app.services.schools import enrolling_at_school
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/school-enrolments", tag="school-enrolments")


class SchoolEnrolmentQuery(ListQuery):
    child_id: Annotated[list[UUID] | None, Many, Where(SchoolEnrolment.child_id)] = None
    school_id: Annotated[list[UUID] | None, Many, Where(SchoolEnrolment.school_id)] = None
    class_id: Annotated[list[UUID] | None, Many, Where(SchoolEnrolment.class_id)] = None
    school_year: Annotated[list[SchoolYear] | None, Many, Where(SchoolEnrolment.school_year)] = None
    outcome: Annotated[list[EnrolmentOutcome] | None, Many, Where(SchoolEnrolment.outcome)] = None
    ended: Annotated[bool | None, Where(SchoolEnrolment.to_on, "set")] = None


ENROLMENTS = Reads(SchoolEnrolmentRead, SchoolEnrolment, SchoolEnrolmentQuery)


@router.get("", Access(SchoolEnrolment, "read"))
async def list_school_enrolments(reader: Reader, query: SchoolEnrolmentQuery) -> Answer[Page[SchoolEnrolmentRead]]:
    """List school enrolments."""
    return await reader.page(ENROLMENTS, query)


@router.post("", Access(SchoolEnrolment, "create"), 201)
def create_school_enrolment(db: Db, new: SchoolEnrolmentCreate) -> Answer[SchoolEnrolmentRead]:
    """Enrol a child at a school.

    A child has one enrolment at a time: 409 `overlapping-enrolment` names the other one. The enrolment that holds
    today sets the child's grade.
    """
    return db.created(ENROLMENTS, enrolling_at_school.enrol(db, new))


@router.get("/{id}", Access(SchoolEnrolment, "read"))
async def read_school_enrolment(reader: Reader, id: UUID, query: RowQuery) -> Answer[SchoolEnrolmentRead]:
    """Read a school enrolment."""
    return await reader.one(ENROLMENTS, id, query)


@router.patch("/{id}", Access(SchoolEnrolment, "update"))
def update_school_enrolment(db: Db, id: UUID, changes: SchoolEnrolmentUpdate) -> Answer[SchoolEnrolmentRead]:
    """Change the class of a school enrolment, end it, or say how it ended."""
    enrolling_at_school.hold_child(db, id)
    row = enrolling_at_school.change_enrolment(db, db.matching(ENROLMENTS, id), changes)
    return db.shown(ENROLMENTS, row.id)
