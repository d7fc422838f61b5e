"""Session reports: put as a whole while they are their author's, then submitted, returned, acknowledged and locked.

The session's row is locked before its report is looked at, so that of two requests at once the second meets what the
first has made. Content is written in a draft or a returned report; it is kept as it was from 14 days after the report
was first submitted, or last returned, on.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import look
from app.auth.session import OwnedSession
from app.auth.sums import Counter, count
from app.core.problems import (
    DomainError,
    Forbidden,
    IdConflict,
    IllegalTransition,
    InvalidRequest,
    SecondPersonNeeded,
)
from app.models import Child, ReportedChild, SessionReport, SupportSession
from app.models.membership import Role
from app.models.session_report import ChildLine, ReportState, SessionReportPut, SessionReportUpdate
from app.models.support_session import SessionState
from app.services import records
from app.services.sessions.recording_attendance import ROSTER, NotOnRoster

LOCKED_AFTER = timedelta(days=14)
OPEN = (ReportState.DRAFT, ReportState.RETURNED)
REPORTED = Counter(SupportSession, "reports")
LINE = tuple(ChildLine.model_fields)


class SessionNotHeld(DomainError):
    """`state`: what became of the session so far."""

    slug, title, status = "session-not-held", "The session was not held", 409
    detail = "Record first that the session was held; there is nothing to report on before."


class ReportLocked(DomainError):
    """`locks_at`: since when."""

    slug, title, status = "report-locked", "The report is locked", 409
    detail = "Its content stays as it is since {locks_at}."


class ReportNotAcknowledged(DomainError):
    """`state`: the state of the report."""

    slug, title, status = "report-not-acknowledged", "The report is not acknowledged yet", 409
    detail = "What it says of a child can be shown to guardians once the report is acknowledged."


def put(db: OwnedSession, session_id: UUID, new: SessionReportPut) -> SessionReport:
    """The caller's report on a held session, made or replaced as a whole; the same content again changes nothing.

    Raises NotFound, SessionNotHeld, NotOnRoster, InvalidRequest, IdConflict, IllegalTransition, ReportLocked.
    """
    session = held(db, session_id)
    row = own_report(db, session_id)
    if row is None:
        row = begun(db, session, new)
        keep_lines(db, row, new.children)
    elif new.id not in (None, row.id):
        raise IdConflict
    else:
        rewrite(db, row, new)
    return row


def change(db: OwnedSession, row: SessionReport, changes: SessionReportUpdate) -> SessionReport:
    """Changes what is named of one's own report; `children` are replaced as a whole. Raises as `put` does."""
    records.refuse_closed(db, SessionReport, changes)
    rewrite(db, row, changes)
    return row


def submit(db: OwnedSession, id: UUID) -> SessionReport:
    """Hands one's report in; from the first time on those above see it, and the session is reported on."""
    session = held(db, db.find(SessionReport, id).session_id)
    row = db.find(SessionReport, id, lock=True)
    require_author(db, row)
    require_unlocked(db, row)
    if row.submitted_at is None:
        row.submitted_at, row.locks_at = db.at, db.at + LOCKED_AFTER
        for line in lines_of(db, row):
            line.reported_at = db.at
        count(db, REPORTED, session.id, session.version, 1)
    return records.move(db, row, "submit")


def acknowledge(db: OwnedSession, id: UUID) -> SessionReport:
    """Somebody other than the author has read the report."""
    return records.move(db, of_another(db, id), "acknowledge")


def send_back(db: OwnedSession, id: UUID, reason: str) -> SessionReport:
    """Returns a report to its author, who has 14 days from now. Raises ReportLocked, SecondPersonNeeded."""
    row = of_another(db, id)
    require_unlocked(db, row)
    if row.state is ReportState.SUBMITTED:
        row.locks_at = db.at + LOCKED_AFTER
    return records.move(db, row, "return", reason)


def release(db: OwnedSession, id: UUID) -> ReportedChild:
    """Shows the child's guardians engagement and emotional state. Raises ReportNotAcknowledged."""
    line = db.find(ReportedChild, id, lock=True)
    state = db.find(SessionReport, line.report_id).state
    if state is not ReportState.ACKNOWLEDGED:
        raise ReportNotAcknowledged(state=state)
    return records.move(db, line, "release")


def held(db: OwnedSession, id: UUID) -> SupportSession:
    """The session, locked; SessionNotHeld unless it took place."""
    session = db.find(SupportSession, id, lock=True)
    if session.state is not SessionState.HELD:
        raise SessionNotHeld(state=session.state)
    return session


def own_report(db: OwnedSession, session_id: UUID) -> SessionReport | None:
    same = [col(SessionReport.session_id) == session_id, col(SessionReport.author_id) == db.caller.user_id]
    row: SessionReport | None = db.execute(sa.select(SessionReport).where(*same)).scalar_one_or_none()
    return row


def begun(db: OwnedSession, session: SupportSession, new: SessionReportPut) -> SessionReport:
    of_session = {"session_id": session.id, "group_id": session.group_id, "child_id": session.child_id}
    when = {"programme_id": session.programme_id, "starts_at": session.starts_at, "author_id": db.caller.user_id}
    return db.put(records.made(db, SessionReport, new, **of_session, **when))


def rewrite(db: OwnedSession, row: SessionReport, new: SessionReportPut | SessionReportUpdate) -> None:
    """Gives one's report the content that is named; where it has that content already, nothing is asked or changed."""
    require_author(db, row)
    named = new.model_fields_set if isinstance(new, SessionReportUpdate) else set(SessionReportPut.model_fields)
    given = {name: value for name, value in records.plain(new).items() if name in named - {"id", "children"}}
    children = new.children if "children" in named else None
    same_lines = children is None or contents(lines_of(db, row)) == contents(children)
    if same_lines and all(getattr(row, name) == value for name, value in given.items()):
        return
    require_open(db, row)
    for name, value in given.items():
        setattr(row, name, value)
    row.revision += 1
    db.flush()
    if children is not None:
        keep_lines(db, row, children)


def keep_lines(db: OwnedSession, row: SessionReport, children: list[ChildLine]) -> None:
    """Makes the lines of a report those that are given: new, changed, or gone."""
    require_once(children)
    require_on_roster(db, row, children)
    there = {line.child_id: line for line in lines_of(db, row)}
    for child in children:
        known = there.pop(child.child_id, None)
        if known is None:
            of_report = {name: getattr(row, name) for name in ("session_id", "author_id", "group_id", "programme_id")}
            made = ReportedChild(report_id=row.id, at=row.starts_at, reported_at=row.submitted_at, **of_report)
            db.add(written(made, child))
        else:
            written(known, child)
    for line in there.values():
        db.delete(line)
    db.flush()


def written(line: ReportedChild, child: ChildLine) -> ReportedChild:
    for name in LINE:
        setattr(line, name, getattr(child, name))
    return line


def contents(lines: Any) -> dict[UUID, tuple[Any, ...]]:
    return {line.child_id: tuple(getattr(line, name) for name in LINE) for line in lines}


def lines_of(db: OwnedSession, row: SessionReport) -> list[ReportedChild]:
    found = sa.select(ReportedChild).where(col(ReportedChild.report_id) == row.id)
    return list(db.execute(found.order_by(col(ReportedChild.id))).scalars())


def of_another(db: OwnedSession, id: UUID) -> SessionReport:
    row = db.find(SessionReport, id, lock=True)
    if row.author_id == db.caller.user_id:
        raise SecondPersonNeeded
    return row


def require_author(db: OwnedSession, row: SessionReport) -> None:
    if row.author_id != db.caller.user_id:
        raise Forbidden


def require_open(db: OwnedSession, row: SessionReport) -> None:
    if row.state not in OPEN:
        raise IllegalTransition(state=row.state, allowed=SessionReport.__lifecycle__.open_from(row.state))
    require_unlocked(db, row)


def require_unlocked(db: OwnedSession, row: SessionReport) -> None:
    if row.locks_at is not None and row.locks_at <= db.at:
        raise ReportLocked(locks_at=row.locks_at)


def require_once(children: list[ChildLine]) -> None:
    seen: set[UUID] = set()
    errors = []
    for line, child in enumerate(children):
        if child.child_id in seen:
            errors.append(wrong(line, "duplicate", "This child has a line already."))
        seen.add(child.child_id)
    if errors:
        raise InvalidRequest(errors=errors[:50])


def require_on_roster(db: OwnedSession, row: SessionReport, children: list[ChildLine]) -> None:
    """Only children who were expected or marked; a mediator, who leads no group, reports on her own cases."""
    asked = {child.child_id for child in children}
    of_session = {"session": row.session_id, "group": row.group_id, "child": row.child_id}
    known = {child.id for child in look(db, ROSTER, **of_session, starts_at=row.starts_at, children=sorted(asked))}
    if db.caller.role is Role.MEDIATOR:
        known &= set(db.execute(sa.select(col(Child.id)).where(col(Child.id).in_(asked))).scalars())
    strangers = [line for line, child in enumerate(children) if child.child_id not in known]
    if strangers:
        detail = "This child had no place in the group."
        raise NotOnRoster(errors=[wrong(line, "not_on_roster", detail) for line in strangers[:50]])


def wrong(line: int, code: str, detail: str) -> dict[str, str]:
    return {"pointer": f"/children/{line}/child_id", "code": code, "detail": detail}
