"""School calendars: of one school, or of a municipality."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.core.shapes import Line
from app.models.school import SchoolYear
from app.models.school_calendar import (
    SchoolCalendar,
    SchoolCalendarCreate,
    SchoolCalendarRead,
    SchoolCalendarUpdate,
)
from app.services import records
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/school-calendars", tag="school-calendars")


class SchoolCalendarQuery(ListQuery):
    school_id: Annotated[list[UUID] | None, Many, Where(SchoolCalendar.school_id)] = None
    school_year: Annotated[list[SchoolYear] | None, Many, Where(SchoolCalendar.school_year)] = None
    municipality: Annotated[Line | None, Where(SchoolCalendar.municipality, "is")] = None


CALENDARS = Reads(SchoolCalendarRead, SchoolCalendar, SchoolCalendarQuery)


@router.get("", Access(SchoolCalendar, "read"))
async def list_school_calendars(reader: Reader, query: SchoolCalendarQuery) -> Answer[Page[SchoolCalendarRead]]:
    """List school calendars."""
    return await reader.page(CALENDARS, query)


@router.post("", Access(SchoolCalendar, "create"), 201)
def create_school_calendar(db: Db, new: SchoolCalendarCreate) -> Answer[SchoolCalendarRead]:
    """Add a school calendar."""
    return db.created(CALENDARS, records.create(db, SchoolCalendar, new))


@router.get("/{id}", Access(SchoolCalendar, "read"))
async def read_school_calendar(reader: Reader, id: UUID, query: RowQuery) -> Answer[SchoolCalendarRead]:
    """Read a school calendar."""
    return await reader.one(CALENDARS, id, query)


@router.patch("/{id}", Access(SchoolCalendar, "update"))
def update_school_calendar(db: Db, id: UUID, changes: SchoolCalendarUpdate) -> Answer[SchoolCalendarRead]:
    """Change a school calendar."""
    return db.shown(CALENDARS, records.change(db, db.matching(CALENDARS, id), changes).id)
