"""What belongs to a week: its two instants, and the counts that its sessions add up to."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from app.auth.principal import me
from app.auth.relations import now_within
from app.core import clock
from app.core.aggregates import listed
from app.models import GroupLeader, MentorGroup, SupportSession, User
from app.models.support_session import SessionState

of_group = sa.and_(
    col(MentorGroup.organisation_id) == me.organisation, col(MentorGroup.id) == col(SupportSession.group_id)
)
GROUP_NAME = sa.select(col(MentorGroup.name)).where(of_group).scalar_subquery()
MEMBERS = sa.select(col(MentorGroup.active_members)).where(of_group).scalar_subquery()
LEADER_NAMES = (
    sa.select(listed(col(User.given_name)))
    .join(
        GroupLeader,
        sa.and_(
            col(GroupLeader.organisation_id) == col(User.organisation_id), col(GroupLeader.user_id) == col(User.id)
        ),
    )
    .where(
        col(GroupLeader.organisation_id) == me.organisation,
        col(GroupLeader.group_id) == col(SupportSession.group_id),
        now_within(GroupLeader),
    )
    .correlate(SupportSession)
    .scalar_subquery()
)


def week_of(day: date, zone: str) -> tuple[date, date, datetime, datetime]:
    """Monday and Sunday of the day's ISO week, and the instants between which it lies in a time zone."""
    monday = day - timedelta(days=day.weekday())
    begins, ends = (
        datetime.combine(first, time(), ZoneInfo(zone)).astimezone(UTC)
        for first in (monday, monday + timedelta(days=7))
    )
    return monday, monday + timedelta(days=6), begins, ends


def day_in(zone: str, at: datetime) -> date:
    """The day that an instant falls on in a time zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def counts(sessions: list[dict[str, Any]]) -> dict[str, int]:
    """How many sessions of the week stand in each state, and how many still need a record."""
    states = Counter(session["state"] for session in sessions)
    return {**{state.value: states[state.value] for state in SessionState}, "unrecorded": unrecorded(sessions)}


def unrecorded(sessions: list[dict[str, Any]]) -> int:
    now = clock.now()
    over = [session for session in sessions if datetime.fromisoformat(session["ends_at"]) < now]
    return sum(
        session["state"] == SessionState.PLANNED or (session["state"] == SessionState.HELD and not session["marks"])
        for session in over
    )
