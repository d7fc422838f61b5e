"""Hours of sessions, by rule: whoever led a held session with a child present has given its minutes.

The rule runs in the transaction that puts the marks or the head count, with the session locked: the hours are true at
every instant, and it costs one lookup and one insert where a job would cost as many writes, and a run. Nobody enters
these hours by hand. When no child turns out to have been there they are annulled, with their history; what a person has
corrected or withdrawn stays as that person left it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, columns, look
from app.auth.session import OwnedSession
from app.auth.sheets import Sheet, insert_rows
from app.core.columns import Id, Instant
from app.models import Attendance, DropInVisit, GroupLeader, GroupMember, HoursEntry, Organisation, SupportSession
from app.models.attendance import AttendanceStatus
from app.models.hours_entry import STANDING, HoursKind, HoursState
from app.models.mentor_group import MemberState
from app.models.support_session import SessionState
from app.services import records

HOURS = Sheet(HoursEntry)

this_session, this_group, this_child = (sa.bindparam(name, type_=Id) for name in ("session", "group", "child"))
then: Any = sa.bindparam("held_from", type_=Instant)
marked_present = sa.and_(col(Attendance.session_id) == this_session, col(Attendance.status) != AttendanceStatus.ABSENT)

HELD = Lookup(
    sa.select(
        *columns(SupportSession, "state held_from held_minutes programme_id group_id child_id"),
        col(Organisation.time_zone),
        sa.or_(
            sa.exists().where(marked_present),
            sa.exists().where(col(DropInVisit.session_id) == this_session, col(DropInVisit.count) > 0),
        ).label("attended"),
    )
    .join(Organisation, col(Organisation.id) == col(SupportSession.organisation_id))
    .where(col(SupportSession.id) == this_session)
)
led_then = sa.and_(
    sa.or_(col(GroupLeader.valid_from).is_(None), col(GroupLeader.valid_from) <= then),
    sa.or_(col(GroupLeader.valid_to).is_(None), col(GroupLeader.valid_to) > then),
)
LED_THE_GROUP = Lookup(
    sa.select(col(GroupLeader.user_id)).distinct().where(col(GroupLeader.group_id) == this_group, led_then)
)
# A session of one child names no leader: whoever marked the child, and leads a group of it.
MET_THE_CHILD = Lookup(
    sa.select(col(GroupLeader.user_id))
    .distinct()
    .join(GroupMember, col(GroupMember.group_id) == col(GroupLeader.group_id))
    .where(
        led_then,
        col(GroupMember.child_id) == this_child,
        col(GroupMember.state) == MemberState.ACTIVE,
        sa.exists().where(marked_present, col(Attendance.created_by) == col(GroupLeader.user_id)),
    )
)
KNOWN = Lookup(
    sa.select(*columns(HoursEntry, "id user_id state starts_at minutes replaces_id")).where(
        col(HoursEntry.session_id) == this_session,
        col(HoursEntry.state) != HoursState.CORRECTED,
        col(HoursEntry.state) != HoursState.ANNULLED,
    )
)


class Given(NamedTuple):
    """What a held session gives to each who led it."""

    held_from: datetime
    minutes: int


def count_session(db: OwnedSession, session_id: UUID) -> None:
    """Makes the hours of a session what its marks and head counts say; again and again with the same result.

    The caller of this holds the session's lock, and has flushed what it wrote.
    """
    with db.beyond_reach("hours follow from who led a session with a child present") as wide:
        session = look(wide, HELD, session=session_id)[0]
        given = Given(session.held_from, session.held_minutes) if counts(session) else None
        known = look(wide, KNOWN, session=session_id)
        fit = {entry.user_id for entry in known if given is not None and fits(entry, given)}
        annul(wide, [entry.id for entry in known if entry.user_id not in fit and entry.state in STANDING])
        if given is not None:
            kept = fit | {entry.user_id for entry in known if entry.state is HoursState.WITHDRAWN}
            insert_rows(wide, HOURS, [row(session_id, session, id) for id in leaders(wide, session, session_id) - kept])


def was_there(mark: Any) -> bool:
    """Whether a mark says that the child was there."""
    return mark.status is not None and mark.status is not AttendanceStatus.ABSENT


def counts(session: Any) -> bool:
    return session.state is SessionState.HELD and session.held_minutes is not None and bool(session.attended)


def fits(entry: Any, given: Given) -> bool:
    """Whether an entry says what the session says; a correction may say less."""
    if entry.replaces_id is not None:
        return bool(entry.minutes <= given.minutes)
    return (entry.starts_at, entry.minutes) == given


def leaders(db: OwnedSession, session: Any, session_id: UUID) -> set[UUID]:
    """Who led the session."""
    if session.group_id is not None:
        found = look(db, LED_THE_GROUP, group=session.group_id, held_from=session.held_from)
    else:
        found = look(db, MET_THE_CHILD, child=session.child_id, session=session_id, held_from=session.held_from)
    return {leader.user_id for leader in found}


def row(session_id: UUID, session: Any, user_id: UUID) -> dict[str, Any]:
    day = session.held_from.astimezone(ZoneInfo(session.time_zone)).date()
    of = {"session_id": session_id, "programme_id": session.programme_id, "user_id": user_id}
    when = {"starts_at": session.held_from, "done_on": day, "month": day.replace(day=1)}
    return {**of, **when, "kind": HoursKind.SESSION, "minutes": session.held_minutes}


def annul(db: OwnedSession, ids: Iterable[UUID]) -> None:
    for id in sorted(ids):
        records.move(db, db.find(HoursEntry, id, lock=True), "annul", "the session no longer says so")
