"""Schools."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import Many, Page, RowQuery, SearchQuery, Where
from app.core.moments import Moment
from app.core.shapes import Line
from app.models.school import School, SchoolCreate, SchoolKind, SchoolRead, SchoolUpdate
from app.services import records
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/schools", tag="schools")


class SchoolQuery(SearchQuery):
    kind: Annotated[list[SchoolKind] | None, Many, Where(School.kind)] = None
    municipality: Annotated[Line | None, Where(School.municipality, "is")] = None
    external_code: Annotated[Line | None, Where(School.external_code, "is")] = None
    updated_from: Annotated[Moment | None, Where(School.updated_at, "from")] = None
    updated_to: Annotated[Moment | None, Where(School.updated_at, "until")] = None


SCHOOLS = Reads(SchoolRead, School, SchoolQuery, sorts={"name": School.search_key}, search={"name": School.search_key})


@router.get("", Access(School, "read"))
async def list_schools(reader: Reader, query: SchoolQuery) -> Answer[Page[SchoolRead]]:
    """List schools."""
    return await reader.page(SCHOOLS, query)


@router.post("", Access(School, "create"), 201)
def create_school(db: Db, new: SchoolCreate) -> Answer[SchoolRead]:
    """Add a school."""
    return db.created(SCHOOLS, records.create(db, School, new))


@router.get("/{id}", Access(School, "read"))
async def read_school(reader: Reader, id: UUID, query: RowQuery) -> Answer[SchoolRead]:
    """Read a school."""
    return await reader.one(SCHOOLS, id, query)


@router.patch("/{id}", Access(School, "update"))
def update_school(db: Db, id: UUID, changes: SchoolUpdate) -> Answer[SchoolRead]:
    """Change a school."""
    return db.shown(SCHOOLS, records.change(db, db.matching(SCHOOLS, id), changes).id)
