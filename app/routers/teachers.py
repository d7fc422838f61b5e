"""Teachers: people at schools, who may have a login."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import Many, Page, RowQuery, SearchQuery, Where
from app.models.school import Teacher, TeacherCreate, TeacherRead, TeacherUpdate
from app.services import records
from app.services.schools import keeping_schools
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/teachers", tag="teachers")


class TeacherQuery(SearchQuery):
    school_id: Annotated[list[UUID] | None, Many, Where(Teacher.school_id)] = None
    user_id: Annotated[list[UUID] | None, Many, Where(Teacher.user_id)] = None


TEACHERS = Reads(
    TeacherRead,
    Teacher,
    TeacherQuery,
    sorts={"given_name": Teacher.search_key},
    search={"given_name": Teacher.search_key},
)


@router.get("", Access(Teacher, "read"))
async def list_teachers(reader: Reader, query: TeacherQuery) -> Answer[Page[TeacherRead]]:
    """List teachers."""
    return await reader.page(TEACHERS, query)


@router.post("", Access(Teacher, "create"), 201)
def create_teacher(db: Db, new: TeacherCreate) -> Answer[TeacherRead]:
    """Add a teacher."""
    return db.created(TEACHERS, records.create(db, Teacher, new))


@router.get("/{id}", Access(Teacher, "read"))
async def read_teacher(reader: Reader, id: UUID, query: RowQuery) -> Answer[TeacherRead]:
    """Read a teacher."""
    return await reader.one(TEACHERS, id, query)


@router.patch("/{id}", Access(Teacher, "update"))
def update_teacher(db: Db, id: UUID, changes: TeacherUpdate) -> Answer[TeacherRead]:
    """Change a teacher.

    To another school only while no class names this teacher: who works at two schools is a teacher of each.
    """
    return db.shown(TEACHERS, keeping_schools.change_teacher(db, db.matching(TEACHERS, id), changes).id)
