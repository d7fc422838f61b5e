"""The terms and holidays of a school calendar."""

from datetime import date
from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.models.school_calendar import (
    CalendarPeriod,
    CalendarPeriodCreate,
    CalendarPeriodKind,
    CalendarPeriodRead,
    CalendarPeriodUpdate,
    SchoolCalendar,
)
from app.services import records
from app.services.schools import keeping_schools
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1", tag="calendar-periods")


class CalendarPeriodQuery(ListQuery):
    kind: Annotated[list[CalendarPeriodKind] | None, Many, Where(CalendarPeriod.kind)] = None
    last_on_from: Annotated[date | None, Where(CalendarPeriod.last_on, "from")] = None
    first_on_to: Annotated[date | None, Where(CalendarPeriod.first_on, "until")] = None


PERIODS = Reads(
    CalendarPeriodRead,
    CalendarPeriod,
    CalendarPeriodQuery,
    sorts={"first_on": CalendarPeriod.first_on},
    parent=(SchoolCalendar, CalendarPeriod.calendar_id),
)


@router.get("/school-calendars/{id}/periods", Access(CalendarPeriod, "read"))
async def list_calendar_periods(
    reader: Reader, id: UUID, query: CalendarPeriodQuery
) -> Answer[Page[CalendarPeriodRead]]:
    """List the terms and holidays of a school calendar.

    `last_on_from` and `first_on_to` together give the periods that touch a span of days; the latter is not included.
    """
    return await reader.page(PERIODS, query, parent=id)


@router.post("/school-calendars/{id}/periods", Access(CalendarPeriod, "create"), 201)
def create_calendar_period(db: Db, id: UUID, new: CalendarPeriodCreate) -> Answer[CalendarPeriodRead]:
    """Add a term or a holiday to a school calendar."""
    return db.created(PERIODS, keeping_schools.add_period(db, id, new))


@router.get("/calendar-periods/{id}", Access(CalendarPeriod, "read"))
async def read_calendar_period(reader: Reader, id: UUID, query: RowQuery) -> Answer[CalendarPeriodRead]:
    """Read a term or a holiday."""
    return await reader.one(PERIODS, id, query)


@router.patch("/calendar-periods/{id}", Access(CalendarPeriod, "update"))
def update_calendar_period(db: Db, id: UUID, changes: CalendarPeriodUpdate) -> Answer[CalendarPeriodRead]:
    """Change a term or a holiday."""
    return db.shown(PERIODS, keeping_schools.change_period(db, db.matching(PERIODS, id), changes).id)


@router.delete("/calendar-periods/{id}", Access(CalendarPeriod, "delete"))
def delete_calendar_period(db: Db, id: UUID) -> Answer[None]:
    """Delete a term or a holiday."""
    records.remove(db, CalendarPeriod, id)
    return Answer.nothing()
