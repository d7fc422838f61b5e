"""The double bookings of a period, among the sessions that one reaches."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, columns
from app.core.clashes import Interval, clashes
from app.core.columns import Instant
from app.core.problems import InvalidRequest
from app.models import GroupLeader, GroupMember, Organisation, SupportSession
from app.models.double_booking import DoubleBookingQuery
from app.models.mentor_group import MemberState
from app.services.sessions.finding_conflicts import LONGEST, TAKING_TIME, Part, Person, conflict, intervals

MOST_DAYS, MOST_SHOWN, MOST_SESSIONS = 31, 200, 5_000

start = col(SupportSession.starts_at)
in_period = sa.and_(
    start > sa.bindparam("earliest", type_=Instant),
    start < sa.bindparam("ends", type_=Instant),
    col(SupportSession.ends_at) > sa.bindparam("begins", type_=Instant),
    sa.or_(*(col(SupportSession.state) == state for state in TAKING_TIME)),
)
groups = sa.select(col(SupportSession.group_id)).where(in_period)
ZONE = Lookup(sa.select(col(Organisation.time_zone)))
SESSIONS = Lookup(
    sa.select(*columns(SupportSession, "id group_id child_id starts_at ends_at"))
    .where(in_period)
    .order_by(start, col(SupportSession.id))
    .limit(MOST_SESSIONS)
)
LEADERS = Lookup(
    sa.select(*columns(GroupLeader, "user_id group_id valid_from valid_to")).where(
        col(GroupLeader.group_id).in_(groups)
    )
)
MEMBERS = Lookup(
    sa.select(*columns(GroupMember, "child_id group_id")).where(
        col(GroupMember.group_id).in_(groups), col(GroupMember.state) == MemberState.ACTIVE
    )
)


def period(query: DoubleBookingQuery, zone: str) -> dict[str, datetime]:
    """The instants of the days asked for. Raises InvalidRequest unless they are 1 to 31."""
    if not timedelta(0) <= query.last_day - query.first_day < timedelta(days=MOST_DAYS):
        detail = "From 1 to 31 days."
        raise InvalidRequest(errors=[{"pointer": "query/to", "code": "out_of_range", "detail": detail}])
    begins, ends = midnight(query.first_day, zone), midnight(query.last_day + timedelta(days=1), zone)
    return {"begins": begins, "ends": ends, "earliest": begins - LONGEST}


def midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def double_bookings(sessions: Iterable[Any], leaders: Iterable[Any], members: Iterable[Any]) -> dict[str, Any]:
    """Everybody who is in two of these sessions at once, the earliest first."""
    parts = [Part(Person("leader", row[0]), *row[1:]) for row in leaders]
    parts += [Part(Person("child", row[0]), row[1]) for row in members]
    taken = list(intervals(sessions, parts))
    found = [pair for pair in clashes(taken, taken) if first(*pair)]
    items = [conflict(one, True, other.session) for one, other in found[:MOST_SHOWN]]
    return {"items": items, "count": len(found)}


def first(one: Interval, other: Interval) -> bool:
    """Of the two ways in which each pair is found, the one that begins with the earlier session."""
    return (one.start, str(one.session)) < (other.start, str(other.session))
