"""Session reports, and what they say of each child."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.core.moments import Moment
from app.models import ReportedChild, SessionReport, SupportSession, TeacherContact, Transition
from app.models.session_report import (
    ReportedChildRead,
    ReportState,
    SessionReportPut,
    SessionReportRead,
    SessionReportReturn,
    SessionReportUpdate,
    UnreportedSession,
)
from app.models.teacher_contact import TeacherContactRead
from app.models.trail import TransitionRead
from app.services.sessions import reporting_sessions
from app.services.sessions.owing_reports import IS_OVERDUE, OWES_A_REPORT
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1", tag="reports")


class SessionReportQuery(ListQuery):
    session_id: Annotated[list[UUID] | None, Many, Where(SessionReport.session_id)] = None
    author_id: Annotated[UUID | None, Where(SessionReport.author_id, "is")] = None
    group_id: Annotated[UUID | None, Where(SessionReport.group_id, "is")] = None
    programme_id: Annotated[UUID | None, Where(SessionReport.programme_id, "is")] = None
    state: Annotated[list[ReportState] | None, Many, Where(SessionReport.state)] = None
    starts_at_from: Annotated[Moment | None, Where(SessionReport.starts_at, "from")] = None
    starts_at_to: Annotated[Moment | None, Where(SessionReport.starts_at, "until")] = None


class UnreportedQuery(ListQuery):
    group_id: Annotated[UUID | None, Where(SupportSession.group_id, "is")] = None
    programme_id: Annotated[UUID | None, Where(SupportSession.programme_id, "is")] = None
    overdue: Annotated[bool | None, Where(IS_OVERDUE, "is")] = None
    report_due_at_to: Annotated[Moment | None, Where(SupportSession.report_due_at, "until")] = None


REPORTS = Reads(
    SessionReportRead,
    SessionReport,
    SessionReportQuery,
    sorts={"starts_at": SessionReport.starts_at},
    includes={
        "children": Include(ReportedChildRead, ReportedChild, ReportedChild.report_id),
        "teacher_contacts": Include(TeacherContactRead, TeacherContact, TeacherContact.report_id),
        "transitions": Include(TransitionRead, Transition, Transition.row_id),
    },
)
UNREPORTED = Reads(
    UnreportedSession,
    SupportSession,
    UnreportedQuery,
    sorts={"report_due_at": SupportSession.report_due_at},
    computed={"overdue": IS_OVERDUE},
    where=OWES_A_REPORT,
)


@router.get("/session-reports", Access(SessionReport, "read"))
async def list_session_reports(reader: Reader, query: SessionReportQuery) -> Answer[Page[SessionReportRead]]:
    """List session reports.

    A draft is shown to its author alone; those above see a report once it was submitted.
    """
    return await reader.page(REPORTS, query)


@router.get("/session-reports/unreported", Access(SessionReport, "read"))
async def list_unreported_sessions(reader: Reader, query: UnreportedQuery) -> Answer[Page[UnreportedSession]]:
    """List sessions that were held and that nobody has reported on.

    Within the hours of the programme's policy a report is owed, after them it is overdue. Programmes without a roster
    owe none.
    """
    return await reader.page(UNREPORTED, query)


@router.get("/session-reports/{id}", Access(SessionReport, "read"))
async def read_session_report(reader: Reader, id: UUID, query: RowQuery) -> Answer[SessionReportRead]:
    """Read a session report; `include=children` with what it says of each child."""
    return await reader.one(REPORTS, id, query)


@router.post("/sessions/{id}/report", Access(SessionReport, "create"), 201)
def put_session_report(db: Db, id: UUID, report: SessionReportPut) -> Answer[SessionReportRead]:
    """Put your report on a session that was held, as a whole.

    Everyone who was there writes one report of their own. The same report again changes nothing; another one replaces
    the draft, or the report that was returned. It is for children who had a place or have an attendance mark. The
    situation of a family is no part of it: that is a family observation.
    """
    row = reporting_sessions.put(db, id, report)
    return db.created(REPORTS, row) if row.revision == 1 else db.shown(REPORTS, row.id)


@router.patch("/session-reports/{id}", Access(SessionReport, "update"))
def update_session_report(db: Db, id: UUID, changes: SessionReportUpdate) -> Answer[SessionReportRead]:
    """Change your report while it is a draft or was returned.

    `children`, where it is named, replaces all lines.
    """
    row = db.matching(REPORTS, id)
    reporting_sessions.change(db, row, changes)
    return db.shown(REPORTS, row.id)


@router.post("/session-reports/{id}/submit", Access(SessionReport, "submit"))
def submit_session_report(db: Db, id: UUID) -> Answer[SessionReportRead]:
    """Hand in your report.

    Its content stays as it is from 14 days after it was handed in first, or returned last, on.
    """
    return db.shown(REPORTS, reporting_sessions.submit(db, id).id)


@router.post("/session-reports/{id}/acknowledge", Access(SessionReport, "acknowledge"))
def acknowledge_session_report(db: Db, id: UUID) -> Answer[SessionReportRead]:
    """Say that you have read somebody's report."""
    return db.shown(REPORTS, reporting_sessions.acknowledge(db, id).id)


@router.post("/session-reports/{id}/return", Access(SessionReport, "return"))
def return_session_report(db: Db, id: UUID, body: SessionReportReturn) -> Answer[SessionReportRead]:
    """Give a report back to its author, and say why."""
    return db.shown(REPORTS, reporting_sessions.send_back(db, id, body.reason).id)
