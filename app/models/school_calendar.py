"""School calendars: terms, and the holidays on which no session is planned unless asked."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from app.core.columns import coded, day, ref
from app.core.shapes import Body, Create, Line, Name, Patch, Shown
from app.core.tiers import C1, C2
from app.models.base import Row, index
from app.models.school import SchoolYear


class SchoolCalendarFields(Body):
    name: Annotated[Name, C1]
    school_id: Annotated[UUID | None, C2] = ref("school", nullable=True)
    school_year: Annotated[SchoolYear, C1]
    municipality: Annotated[Line, C1] = ""


class SchoolCalendar(SchoolCalendarFields, Row, table=True):
    __resource__: ClassVar[str] = "school-calendars"
    __table_args__ = (index("school_id", "school_year"),)


class SchoolCalendarCreate(Create, SchoolCalendarFields):
    pass


class SchoolCalendarUpdate(Patch, SchoolCalendarFields):
    pass


class SchoolCalendarRead(Shown, SchoolCalendarFields):
    pass


class CalendarPeriodKind(StrEnum):
    TERM = "term"
    HOLIDAY = "holiday"


class CalendarPeriodFields(Body):
    kind: Annotated[CalendarPeriodKind, C1] = coded(CalendarPeriodKind)
    name: Annotated[Name, C1]
    first_on: Annotated[date, C1] = day()
    last_on: Annotated[date, C1] = day()


class CalendarPeriod(CalendarPeriodFields, Row, table=True):
    __resource__: ClassVar[str] = "calendar-periods"
    __table_args__ = (index("calendar_id", "first_on"),)

    calendar_id: UUID = ref("school_calendar")


class CalendarPeriodCreate(Create, CalendarPeriodFields):
    pass


class CalendarPeriodUpdate(Patch, CalendarPeriodFields):
    pass


class CalendarPeriodRead(Shown, CalendarPeriodFields):
    calendar_id: Annotated[UUID, C1]
