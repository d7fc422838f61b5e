"""Sessions: planning single ones, changing their times, and what became of them."""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.principal import me
from app.auth.session import OwnedSession
from app.core.problems import DomainError, IllegalTransition, InvalidRequest
from app.models import Child, DropInVisit, MentorGroup, SupportSession
from app.models.mentor_group import GroupKind
from app.models.support_session import (
    MAY_NEED_A_RECORD_CLAUSE,
    SessionCancel,
    SessionCreate,
    SessionEmpty,
    SessionHold,
    SessionReopen,
    SessionState,
    SessionUpdate,
)
from app.services import records
from app.services.groups.open_groups import require_open
from app.services.sessions.finding_conflicts import Planned, Who, refuse_double_booking
from app.services.sessions.owing_reports import owe

# Held without a mark, or planned and over; an open group is counted by heads and not by names.
IS_UNRECORDED = sa.and_(
    MAY_NEED_A_RECORD_CLAUSE,
    sa.or_(
        sa.and_(col(SupportSession.state) == SessionState.PLANNED, col(SupportSession.ends_at) < me.now),
        sa.and_(
            col(SupportSession.state) == SessionState.HELD,
            ~sa.exists().where(
                col(MentorGroup.organisation_id) == me.organisation,
                col(MentorGroup.id) == col(SupportSession.group_id),
                col(MentorGroup.kind) == GroupKind.LIBRARY_DROP_IN,
            ),
        ),
    ),
)

# How far a device's clock may run ahead.
SKEW = timedelta(minutes=5)


class InTheFuture(DomainError):
    """`starts_at`: when it begins."""

    slug, title, status = "in-the-future", "This has not happened yet", 409
    detail = "It can be recorded once it has begun."


class AttendanceRecorded(DomainError):
    """`present`: how many marks there are."""

    slug, title, status = "attendance-recorded", "Attendance is recorded already", 409
    detail = "A session with attendance stays held: {present} marks are recorded."


class AlreadyReported(DomainError):
    slug, title, status = "already-reported", "The session was reported on", 409
    detail = "A session with a submitted report stays held."


class VisitsCounted(DomainError):
    """`present`: how many visits."""

    slug, title, status = "visits-counted", "Visits are counted already", 409
    detail = "A session with counted visits stays held: {present} visits are recorded."


def plan(db: OwnedSession, new: SessionCreate) -> SupportSession:
    """A single session of a group or of one child. Raises DoubleBooking before anything is saved."""
    if (known := records.already(db, SupportSession, new)) is not None:
        return known
    who = whose(db, new)
    ends_at = new.starts_at + timedelta(minutes=new.minutes)
    row = records.made(db, SupportSession, new, programme_id=who.programme_id, ends_at=ends_at)
    if not new.allow_conflicts:
        refuse_double_booking(db, who, [Planned(row.id, row.starts_at, row.ends_at)])
    return db.put(row)


def whose(db: OwnedSession, new: SessionCreate) -> Who:
    """The group or the child that the session is for; a group is locked, so that two plans for it see each other."""
    if new.group_id is not None and new.child_id is None:
        group = db.refer(MentorGroup, new.group_id, "group_id")
        require_open(db.find(MentorGroup, group.id, lock=True))
        return Who(group.programme_id, group_id=group.id)
    if new.child_id is not None and new.group_id is None:
        child = db.refer(Child, new.child_id, "child_id")
        return Who(child.programme_id, child_id=child.id)
    wrong = {"code": "either_or", "detail": "Name either a group or a child."}
    raise InvalidRequest(errors=[{"pointer": f"/{name}", **wrong} for name in ("group_id", "child_id")])


def change_times(db: OwnedSession, row: SupportSession, changes: SessionUpdate) -> SupportSession:
    """Moves a planned session, by hand: from now on its schedule leaves it alone."""
    if row.state is not SessionState.PLANNED:
        raise IllegalTransition(state=row.state, allowed=SupportSession.__lifecycle__.open_from(row.state))
    before = (row.starts_at, row.ends_at)
    row.edited, row.sequence = row.schedule_id is not None, row.sequence + 1
    if changes.starts_at is not None or changes.minutes is not None:
        starts_at = changes.starts_at or row.starts_at
        row.ends_at = starts_at + timedelta(minutes=changes.minutes or row.minutes)
        if not changes.allow_conflicts and (starts_at, row.ends_at) != before:
            who = Who(row.programme_id, row.group_id, row.child_id)
            refuse_double_booking(db, who, [Planned(row.id, starts_at, row.ends_at, saved=True)])
    return records.change(db, row, changes, leave_out=("allow_conflicts",))


def hold(db: OwnedSession, id: UUID, held: SessionHold) -> SupportSession:
    """The session took place: when it really began, and how long it was."""
    row = db.find(SupportSession, id, lock=True)
    require_begun(db, held.held_from)
    row.held_from, row.held_minutes, row.recorded_at = held.held_from, held.held_minutes, held.recorded_at
    owe(db, row)
    return records.move(db, row, "hold")


def cancel(db: OwnedSession, id: UUID, cancelled: SessionCancel) -> SupportSession:
    """The session will not take place, or did not."""
    row = db.find(SupportSession, id, lock=True)
    row.cancel_reason, row.recorded_at, row.sequence = cancelled.reason, cancelled.recorded_at, row.sequence + 1
    return records.move(db, row, "cancel", cancelled.reason.value)


def nobody_came(db: OwnedSession, id: UUID, empty: SessionEmpty) -> SupportSession:
    """Those who lead were there and no child came."""
    row = db.find(SupportSession, id, lock=True)
    require_begun(db, row.starts_at)
    row.recorded_at = empty.recorded_at
    return records.move(db, row, "nobody_came")


def reopen(db: OwnedSession, id: UUID, again: SessionReopen) -> SupportSession:
    """Takes back that a session was held, cancelled or empty. Marks and reports need a held session."""
    row = db.find(SupportSession, id, lock=True)
    if row.marks:
        raise AttendanceRecorded(present=row.marks)
    if row.reports:
        raise AlreadyReported
    visits = db.execute(sa.select(sa.func.sum(DropInVisit.count)).where(col(DropInVisit.session_id) == row.id)).scalar()
    if visits:
        raise VisitsCounted(present=visits)
    row.cancel_reason = row.held_from = row.held_minutes = row.recorded_at = row.report_due_at = None
    row.sequence += 1
    return records.move(db, row, "reopen", again.reason)


def require_begun(db: OwnedSession, starts_at: datetime) -> None:
    if starts_at > db.at + SKEW:
        raise InTheFuture(starts_at=starts_at)
