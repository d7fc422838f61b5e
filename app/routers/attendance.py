"""Attendance: the marks of children in sessions."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.core.moments import Moment
from app.models import Attendance, SupportSession
from app.models.attendance import AttendanceRead, AttendanceSheet, AttendanceStatus
from app.services.sessions import recording_attendance
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1", tag="attendance")


class AttendanceQuery(ListQuery):
    group_id: Annotated[UUID | None, Where(Attendance.group_id, "is")] = None
    child_id: Annotated[UUID | None, Where(Attendance.child_id, "is")] = None
    session_id: Annotated[list[UUID] | None, Many, Where(Attendance.session_id)] = None
    status: Annotated[list[AttendanceStatus] | None, Many, Where(Attendance.status)] = None
    updated_from: Annotated[Moment | None, Where(Attendance.updated_at, "from")] = None


ATTENDANCE = Reads(AttendanceRead, Attendance, AttendanceQuery)
SHEET = Reads(AttendanceRead, Attendance, parent=(SupportSession, Attendance.session_id))
WHOLE = ListQuery(limit=200)


@router.get("/attendance", Access(Attendance, "read"))
async def list_attendance(reader: Reader, query: AttendanceQuery) -> Answer[Page[AttendanceRead]]:
    """List attendance marks."""
    return await reader.page(ATTENDANCE, query)


@router.get("/attendance/{id}", Access(Attendance, "read"))
async def read_attendance(reader: Reader, id: UUID, query: RowQuery) -> Answer[AttendanceRead]:
    """Read an attendance mark."""
    return await reader.one(ATTENDANCE, id, query)


@router.get("/sessions/{id}/attendance", Access(Attendance, "read"))
async def list_session_attendance(reader: Reader, id: UUID, query: ListQuery) -> Answer[Page[AttendanceRead]]:
    """Read the attendance sheet of a session."""
    return await reader.page(SHEET, query, parent=id)


@router.post("/sessions/{id}/attendance", Access(Attendance, "create"))
def record_attendance(db: Db, id: UUID, sheet: AttendanceSheet) -> Answer[Page[AttendanceRead]]:
    """Put the attendance sheet of a session.

    The same sheet again changes nothing. A child without a line keeps the mark it has: absence is never inferred and a
    mark is never taken away. A planned session that has begun is held by its sheet.
    """
    recording_attendance.record(db, id, sheet)
    return db.listed(SHEET, WHOLE, parent=id)
