"""School classes."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models.school import (
    Grade,
    SchoolClass,
    SchoolClassCreate,
    SchoolClassRead,
    SchoolClassUpdate,
    SchoolYear,
)
from app.services.schools import keeping_schools
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/school-classes", tag="school-classes")


class SchoolClassQuery(ListQuery):
    school_id: Annotated[list[UUID] | None, Many, Where(SchoolClass.school_id)] = None
    school_year: Annotated[list[SchoolYear] | None, Many, Where(SchoolClass.school_year)] = None
    grade: Annotated[list[Grade] | None, Many, Where(SchoolClass.grade)] = None
    teacher_id: Annotated[list[UUID] | None, Many, Where(SchoolClass.teacher_id)] = None


CLASSES = Reads(SchoolClassRead, SchoolClass, SchoolClassQuery)


@router.get("", Access(SchoolClass, "read"))
async def list_school_classes(reader: Reader, query: SchoolClassQuery) -> Answer[Page[SchoolClassRead]]:
    """List school classes."""
    return await reader.page(CLASSES, query)


@router.post("", Access(SchoolClass, "create"), 201)
def create_school_class(db: Db, new: SchoolClassCreate) -> Answer[SchoolClassRead]:
    """Add a school class. Its teacher must be one of the same school."""
    return db.created(CLASSES, keeping_schools.open_class(db, new))


@router.get("/{id}", Access(SchoolClass, "read"))
async def read_school_class(reader: Reader, id: UUID, query: RowQuery) -> Answer[SchoolClassRead]:
    """Read a school class."""
    return await reader.one(CLASSES, id, query)


@router.patch("/{id}", Access(SchoolClass, "update"))
def update_school_class(db: Db, id: UUID, changes: SchoolClassUpdate) -> Answer[SchoolClassRead]:
    """Change a school class."""
    return db.shown(CLASSES, keeping_schools.change_class(db, db.matching(CLASSES, id), changes).id)
