"""Attendance in numbers: monthly sums that change with each mark."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.auth.declared import Reads
from app.core.json_text import json_text
from app.core.listing import ListQuery, Many, Page, Where
from app.models import AttendanceSummary
from app.models.attendance import AttendanceSummaryRead, AttendanceTotalQuery, AttendanceTotals
from app.services.sessions.summing_attendance import TOTALS
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.looking import look, require_alive, shown

router = Api("/v1/attendance-summaries", tag="attendance")


SummedGrade = Annotated[int, Field(ge=-1, le=13)]


class SummaryQuery(ListQuery):
    programme_id: Annotated[list[UUID] | None, Many, Where(AttendanceSummary.programme_id)] = None
    group_id: Annotated[list[UUID] | None, Many, Where(AttendanceSummary.group_id)] = None
    month_from: Annotated[date | None, Where(AttendanceSummary.month, "from")] = None
    month_to: Annotated[date | None, Where(AttendanceSummary.month, "until")] = None
    grade: Annotated[list[SummedGrade] | None, Many, Where(AttendanceSummary.grade)] = None


SUMMARIES = Reads(AttendanceSummaryRead, AttendanceSummary, SummaryQuery)


@router.get("", Access(AttendanceSummary, "read"))
async def list_attendance_summaries(reader: Reader, query: SummaryQuery) -> Answer[Page[AttendanceSummaryRead]]:
    """List the monthly sums of attendance, by group and grade."""
    return await reader.page(SUMMARIES, query)


@router.get("/totals", Access(AttendanceSummary, "read"))
async def total_attendance(reader: Reader, query: AttendanceTotalQuery) -> Answer[AttendanceTotals]:
    """Add up attendance by month and grade over the groups in your reach."""
    await require_alive(reader)
    about = {"programme": query.programme_id, "first": query.month_from, "end": query.month_to}
    found = await look(reader, TOTALS, **about)
    return shown(reader, json_text({"items": [row._asdict() for row in found]}))
