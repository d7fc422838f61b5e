"""Attendance: the whole sheet of a session put at once, again and again with the same result.

Absence is never inferred: a child without a line keeps the mark that it has, or has none. The session's row is locked
before its marks are looked at, so that two writers never count one child twice. No ORM objects: this is the transaction
that every group makes after every session.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, among, columns, look
from app.auth.permissions import may
from app.auth.session import OwnedSession
from app.auth.sheets import Sheet, insert_rows, update_rows
from app.auth.sums import Counter, count
from app.core.columns import Id, Instant
from app.core.problems import DomainError, IllegalTransition, InvalidRequest, NotFound
from app.models import Attendance, Child, GroupMember, Organisation, SupportSession
from app.models.attendance import AttendanceMark, AttendanceSheet, AttendanceStatus
from app.models.mentor_group import MemberState
from app.models.support_session import SessionState
from app.services import records
from app.services.hours.counting_hours import count_session, was_there
from app.services.sessions.holding_sessions import require_begun
from app.services.sessions.owing_reports import owe
from app.services.sessions.summing_attendance import NO_GROUP, Change, Place, move_sums


class NotOnRoster(DomainError):
    """`errors` names the lines of children who had no place in the group at that time."""

    slug, title, status = "not-on-roster", "Not a child of this session", 422
    detail = "Attendance is recorded for the children of the group, or for the child that the session was for."


Lines = list[tuple[AttendanceMark, Any]]
CONTENT = ("status", "reason", "excused", "minutes")
MARKS = Sheet(Attendance, *CONTENT, "recorded_at")
MARKED = Counter(SupportSession, "marks")

this_session, this_group, this_child = (sa.bindparam(name, type_=Id) for name in ("session", "group", "child"))
SESSION = Lookup(
    sa.select(
        *columns(SupportSession, "id group_id child_id programme_id starts_at minutes state version"),
        col(Organisation.time_zone),
    )
    .join(Organisation, col(Organisation.id) == col(SupportSession.organisation_id))
    .where(col(SupportSession.id) == this_session)
    .with_for_update(of=SupportSession)
)
# A child who got its place after the session may be marked too: rosters are often entered after the first meetings.
had_a_place = sa.exists().where(
    col(GroupMember.group_id) == this_group,
    col(GroupMember.child_id) == col(Child.id),
    sa.or_(
        col(GroupMember.state) == MemberState.ACTIVE,
        sa.and_(
            col(GroupMember.joined_at).is_not(None),
            col(GroupMember.left_at) > sa.bindparam("starts_at", type_=Instant),
        ),
    ),
)
ROSTER = Lookup(
    sa.select(
        *columns(Child, "id grade"),
        col(Attendance.id).label("mark_id"),
        *columns(Attendance, "status reason excused minutes month version"),
        col(Attendance.grade).label("mark_grade"),
    )
    .outerjoin(
        Attendance, sa.and_(col(Attendance.child_id) == col(Child.id), col(Attendance.session_id) == this_session)
    )
    .where(
        among(Child.id, "children"),
        sa.or_(had_a_place, col(Child.id) == this_child, col(Attendance.id).is_not(None)),
    ),
    beyond=(Attendance, Child, GroupMember),
    reason="the roster and the marks of a session that the caller reaches",
)


def record(db: OwnedSession, session_id: UUID, sheet: AttendanceSheet) -> None:
    """Puts the marks of a sheet. A session that was planned and has begun is held by it, as it was planned.

    Raises NotFound, InTheFuture, IllegalTransition (cancelled, or planned and the caller may not hold it), NotOnRoster,
    InvalidRequest (a child twice, a reason without absence).
    """
    require_sound(sheet)
    session = held(db, session_id)
    known = on_roster(db, session, sheet)
    lines = [(mark, known[mark.child_id]) for mark in sheet.marks]
    new = [(mark, old) for mark, old in lines if old.mark_id is None]
    changed = [(mark, old) for mark, old in lines if old.mark_id is not None and content(mark) != content(old)]
    month = month_of(session)
    insert_rows(db, MARKS, [new_row(session, sheet, mark, month, old) for mark, old in new])
    update_rows(db, MARKS, [changed_row(sheet, mark, old) for mark, old in changed])
    move_sums(db, moves(session, month, new, changed))
    if new:
        count(db, MARKED, session.id, session.version, len(new))
    # Whether a child came at all decides about the leaders' hours, and that is seldom what a correction changes.
    if any(was_there(mark) for mark, _ in lines) != any(was_there(old) for _, old in lines):
        count_session(db, session.id)


def require_sound(sheet: AttendanceSheet) -> None:
    """Refuses a child twice, and what contradicts itself, naming each line."""
    errors, seen = [], set()
    for line, mark in enumerate(sheet.marks):
        absent = mark.status is AttendanceStatus.ABSENT
        if mark.child_id in seen:
            errors.append(wrong(line, "child_id", "duplicate", "This child has a line already."))
        if mark.reason is not None and not absent:
            errors.append(wrong(line, "reason", "not_allowed", "A reason belongs to an absence."))
        if mark.minutes and absent:
            errors.append(wrong(line, "minutes", "not_allowed", "An absent child took part for no minute."))
        seen.add(mark.child_id)
    if errors:
        raise InvalidRequest(errors=errors[:50])


def held(db: OwnedSession, id: UUID) -> Any:
    """The session, locked, and held: by this sheet where it was only planned and has begun."""
    found = look(db, SESSION, session=id)
    if not found:
        raise NotFound
    session = found[0]
    if session.state is SessionState.HELD:
        return session
    if session.state is SessionState.PLANNED:
        require_begun(db, session.starts_at)
    if session.state is not SessionState.PLANNED or not may(db.caller.role, "hold", SupportSession):
        raise IllegalTransition(state=session.state, allowed=SupportSession.__lifecycle__.open_from(session.state))
    row = db.find(SupportSession, id)
    row.held_from, row.held_minutes = row.starts_at, row.minutes
    owe(db, row)
    records.move(db, row, "hold")
    return session._replace(state=row.state, version=row.version)


def on_roster(db: OwnedSession, session: Any, sheet: AttendanceSheet) -> dict[UUID, Any]:
    """The children of the sheet with the marks they have; NotOnRoster where one had no place."""
    children = [mark.child_id for mark in sheet.marks]
    about = {"session": session.id, "group": session.group_id, "child": session.child_id}
    found = look(db, ROSTER, **about, starts_at=session.starts_at, children=children)
    known = {child.id: child for child in found}
    if len(known) != len(children):
        detail = "This child had no place in the group."
        strangers = [line for line, id in enumerate(children) if id not in known]
        raise NotOnRoster(errors=[wrong(line, "child_id", "not_on_roster", detail) for line in strangers[:50]])
    return known


def wrong(line: int, member: str, code: str, detail: str) -> dict[str, str]:
    return {"pointer": f"/marks/{line}/{member}", "code": code, "detail": detail}


def content(mark: Any) -> tuple[Any, ...]:
    return (mark.status, mark.reason, mark.excused, mark.minutes)


def month_of(session: Any) -> date:
    """The first day of the session's month, as the organisation's clocks show it."""
    local: datetime = session.starts_at.astimezone(ZoneInfo(session.time_zone))
    return local.date().replace(day=1)


def grade_of(child: Any) -> int:
    return -1 if child.grade is None else child.grade


def new_row(session: Any, sheet: AttendanceSheet, mark: AttendanceMark, month: date, child: Any) -> dict[str, Any]:
    of_session = {"session_id": session.id, "group_id": session.group_id, "programme_id": session.programme_id}
    when = {"month": month, "grade": grade_of(child), "recorded_at": sheet.recorded_at}
    return {**mark.__dict__, **of_session, **when}


def changed_row(sheet: AttendanceSheet, mark: AttendanceMark, old: Any) -> dict[str, Any]:
    given = {name: getattr(mark, name) for name in CONTENT}
    return {**given, "recorded_at": sheet.recorded_at, "id": old.mark_id, "version": old.version}


def moves(session: Any, month: date, new: Lines, changed: Lines) -> Iterator[Change]:
    """A corrected mark stays in the sum in which it was counted first, though the child's grade is another by now."""
    places: dict[tuple[date, int], Place] = {}

    def place(*when: Any) -> Place:
        if when not in places:
            places[when] = Place(session.programme_id, session.group_id or NO_GROUP, *when)
        return places[when]

    for mark, child in new:
        yield Change(place(month, grade_of(child)), mark.status, mark.minutes, 1)
    for mark, old in changed:
        yield Change(place(old.month, old.mark_grade), old.status, old.minutes, -1)
        yield Change(place(old.month, old.mark_grade), mark.status, mark.minutes, 1)
