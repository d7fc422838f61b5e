"""Drop-in visits: the whole head count of a session put at once, and what the counts add up to."""

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, columns
from app.auth.permissions import may
from app.auth.session import OwnedSession
from app.core.columns import Day, Id
from app.core.problems import DomainError, InvalidRequest
from app.models import DropInVisit, MentorGroup, SupportSession
from app.models.drop_in_visit import HeadCounts
from app.models.mentor_group import GroupKind
from app.models.support_session import SessionState
from app.services import records
from app.services.dating import local_day
from app.services.groups.open_groups import wrong_state
from app.services.hours.counting_hours import count_session
from app.services.sessions.holding_sessions import require_begun
from app.services.sessions.owing_reports import owe

Key = tuple[int, str]


class NotCountedByHeads(DomainError):
    slug, title, status = "not-counted-by-heads", "This group has a roster", 409
    detail = "Visits without names are counted in open groups only; the others keep attendance."


def count(db: OwnedSession, session_id: UUID, sheet: HeadCounts) -> None:
    """Puts the head count of a session. A session that was planned and has begun is held by it, as it was planned.

    The session's row is locked, so that of two counts at once one is whole and the other replaces it. Raises NotFound,
    NotCountedByHeads, InTheFuture, IllegalTransition, InvalidRequest (a grade and language twice).
    """
    wanted = by_key(sheet)
    session = db.find(SupportSession, session_id, lock=True)
    group = open_group(db, session)
    hold(db, session, sheet)
    same_session = sa.select(DropInVisit).where(col(DropInVisit.session_id) == session.id)
    for row in db.execute(same_session.order_by(col(DropInVisit.id))).scalars():
        number = wanted.pop((row.grade, row.language), None)
        if number is None:
            db.delete(row)
        elif number != row.count:
            row.count, row.recorded_at = number, sheet.recorded_at
    about = place_and_time(db, session, group, sheet)
    for (grade, language), number in wanted.items():
        db.add(DropInVisit(**about, grade=grade, language=language, count=number))
    db.flush()
    count_session(db, session.id)


def place_and_time(db: OwnedSession, session: SupportSession, group: MentorGroup, sheet: HeadCounts) -> dict[str, Any]:
    """What every line of a session's count has in common."""
    where = {"session_id": session.id, "group_id": group.id, "programme_id": session.programme_id}
    month = local_day(db, session.starts_at).replace(day=1)
    return {**where, "site_id": session.site_id or group.site_id, "month": month, "recorded_at": sheet.recorded_at}


def by_key(sheet: HeadCounts) -> dict[Key, int]:
    """The count of each grade and language; one that stands twice is refused, naming the line."""
    found: dict[Key, int] = {}
    errors = []
    for line, head in enumerate(sheet.counts):
        if (head.grade, head.language) in found:
            detail = "This grade and language have a line already."
            errors.append({"pointer": f"/counts/{line}", "code": "duplicate", "detail": detail})
        found[head.grade, head.language] = head.count
    if errors:
        raise InvalidRequest(errors=errors[:50])
    return found


def open_group(db: OwnedSession, session: SupportSession) -> MentorGroup:
    """The group of the session, if heads are counted there."""
    if session.group_id is None:
        raise NotCountedByHeads
    group = db.find(MentorGroup, session.group_id)
    if group.kind is not GroupKind.LIBRARY_DROP_IN and not group.open_to_all:
        raise NotCountedByHeads
    return group


def hold(db: OwnedSession, session: SupportSession, sheet: HeadCounts) -> None:
    """A planned session that has begun is held by its first head."""
    if session.state is SessionState.HELD or (session.state is SessionState.PLANNED and not sheet.counts):
        return
    if session.state is SessionState.PLANNED:
        require_begun(db, session.starts_at)
    if session.state is not SessionState.PLANNED or not may(db.caller.role, "hold", SupportSession):
        raise wrong_state(session, session.state)
    session.held_from, session.held_minutes = session.starts_at, session.minutes
    session.recorded_at = sheet.recorded_at
    owe(db, session)
    records.move(db, session, "hold")


programme, group, site, first, end = (
    sa.bindparam(name, type_=kind)
    for name, kind in (("programme", Id), ("group", Id), ("site", Id), ("first", Day), ("end", Day))
)


def totals(by: str) -> Lookup:
    """Visits and the sessions in which they were counted, by month and these columns."""
    keys = columns(DropInVisit, f"month {by}")
    asked = ((programme, DropInVisit.programme_id), (group, DropInVisit.group_id), (site, DropInVisit.site_id))
    visits = sa.func.sum(DropInVisit.count).label("visits")
    sessions = sa.func.count(sa.distinct(col(DropInVisit.session_id))).label("sessions")
    return Lookup(
        sa.select(*keys, visits, sessions)
        .where(
            col(DropInVisit.month) >= first,
            col(DropInVisit.month) < end,
            *(sa.or_(bind.is_(None), col(column) == bind) for bind, column in asked),
        )
        .group_by(*keys)
        .order_by(*keys)
        .limit(10_000)
    )


TOTALS = {"place": totals("site_id group_id"), "grade": totals("grade"), "language": totals("language")}


def months(query: Any, today: date) -> dict[str, Any]:
    """What a query of totals fills the binds with. Raises InvalidRequest for more than 24 months."""
    end = query.month_to or date(today.year + today.month // 12, today.month % 12 + 1, 1)
    first = query.month_from or date(end.year - 1, end.month, 1)
    if not 0 <= (end.year - first.year) * 12 + end.month - first.month <= 24:
        detail = "At most 24 months, the first before the last."
        raise InvalidRequest(errors=[{"pointer": "query/month_from", "code": "out_of_range", "detail": detail}])
    about = {"programme": query.programme_id, "group": query.group_id, "site": query.site_id}
    return {**about, "first": first, "end": end}
