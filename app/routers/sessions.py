"""Sessions: meetings of a group or of one child, planned or held."""

from typing import Annotated
from uuid import UUID

from app.auth.declared import Include, Reads
from app.core.listing import ListQuery, Many, Page, RowQuery, Where
from app.core.moments import Moment
from app.models import Attendance, SupportSession, Transition
from app.models.attendance import AttendanceRead
from app.models.support_session import (
    SessionCancel,
    SessionCreate,
    SessionEmpty,
    SessionHold,
    SessionRead,
    SessionReopen,
    SessionState,
    SessionUpdate,
)
from app.models.trail import TransitionRead
from app.services.sessions import holding_sessions
from app.services.sessions.holding_sessions import IS_UNRECORDED
from app.web.answer import Answer
from app.web.api import Access, Api
from app.web.call import Reader
from app.web.db import Db

router = Api("/v1/sessions", tag="sessions")


class SessionQuery(ListQuery):
    group_id: Annotated[UUID | None, Where(SupportSession.group_id, "is")] = None
    child_id: Annotated[UUID | None, Where(SupportSession.child_id, "is")] = None
    programme_id: Annotated[UUID | None, Where(SupportSession.programme_id, "is")] = None
    state: Annotated[list[SessionState] | None, Many, Where(SupportSession.state)] = None
    starts_at_from: Annotated[Moment | None, Where(SupportSession.starts_at, "from")] = None
    starts_at_to: Annotated[Moment | None, Where(SupportSession.starts_at, "until")] = None


SORTS = {"starts_at": SupportSession.starts_at}
INCLUDES = {
    "attendance": Include(AttendanceRead, Attendance, Attendance.session_id),
    "transitions": Include(TransitionRead, Transition, Transition.row_id),
}
SESSIONS = Reads(SessionRead, SupportSession, SessionQuery, sorts=SORTS, includes=INCLUDES)
UNRECORDED = Reads(SessionRead, SupportSession, SessionQuery, sorts=SORTS, where=IS_UNRECORDED)


@router.get("", Access(SupportSession, "read"))
async def list_sessions(reader: Reader, query: SessionQuery) -> Answer[Page[SessionRead]]:
    """List sessions."""
    return await reader.page(SESSIONS, query)


@router.get("/unrecorded", Access(SupportSession, "read"))
async def list_unrecorded_sessions(reader: Reader, query: SessionQuery) -> Answer[Page[SessionRead]]:
    """List sessions that still need a record.

    Held without a single attendance mark, or planned for a time that has passed. Open groups that count heads and have
    no roster are left out once they are held.
    """
    return await reader.page(UNRECORDED, query)


@router.post("", Access(SupportSession, "create"), 201)
def create_session(db: Db, new: SessionCreate) -> Answer[SessionRead]:
    """Plan a single session of a group or of one child."""
    return db.created(SESSIONS, holding_sessions.plan(db, new))


@router.get("/{id}", Access(SupportSession, "read"))
async def read_session(reader: Reader, id: UUID, query: RowQuery) -> Answer[SessionRead]:
    """Read a session."""
    return await reader.one(SESSIONS, id, query)


@router.patch("/{id}", Access(SupportSession, "update"))
def update_session(db: Db, id: UUID, changes: SessionUpdate) -> Answer[SessionRead]:
    """Change a planned session.

    One that a schedule made is edited by hand from then on: the schedule leaves it as it is.
    """
    return db.shown(SESSIONS, holding_sessions.change_times(db, db.matching(SESSIONS, id), changes).id)


@router.post("/{id}/hold", Access(SupportSession, "hold"))
def hold_session(db: Db, id: UUID, held: SessionHold) -> Answer[SessionRead]:
    """Record that a session took place."""
    return db.shown(SESSIONS, holding_sessions.hold(db, id, held).id)


@router.post("/{id}/cancel", Access(SupportSession, "cancel"))
def cancel_session(db: Db, id: UUID, cancelled: SessionCancel) -> Answer[SessionRead]:
    """Cancel a planned session."""
    return db.shown(SESSIONS, holding_sessions.cancel(db, id, cancelled).id)


@router.post("/{id}/nobody-came", Access(SupportSession, "nobody_came"))
def nobody_came_to_session(db: Db, id: UUID, empty: SessionEmpty) -> Answer[SessionRead]:
    """Record that no child came."""
    return db.shown(SESSIONS, holding_sessions.nobody_came(db, id, empty).id)


@router.post("/{id}/reopen", Access(SupportSession, "reopen"))
def reopen_session(db: Db, id: UUID, again: SessionReopen) -> Answer[SessionRead]:
    """Take back that a session was held, cancelled or empty."""
    return db.shown(SESSIONS, holding_sessions.reopen(db, id, again).id)
