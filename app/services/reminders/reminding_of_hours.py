"""Hours that wait: for whoever verifies them, one letter a week with their number; for who gave them, after a dispute.

A volunteer's supervisor verifies them; of one who has none, those who coordinate the programme.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.models import HoursEntry, Membership, RoleAssignment, SupervisorAssignment
from app.models.hours_entry import HoursState
from app.models.membership import Role
from app.models.notice import NoticeKind
from app.services.notices.notifying import ToUser
from app.services.reminders.leaving_reminders import Due, Matter
from app.services.terms import in_force

WAITED, DISPUTED_FOR = timedelta(days=7), timedelta(days=2)
EVERYWHERE = None


def find_to_verify(db: OwnedSession, at: datetime, user_id: UUID | None = None) -> list[Due]:
    """A letter of this week for each who has had hours of others to verify for a week."""
    year, week, _ = at.isocalendar()
    return [
        Due(
            Matter(NoticeKind.HOURS_TO_VERIFY, verifier, verifier, step=year * 100 + week),
            ToUser(verifier),
            {"count": count},
        )
        for verifier, count in waiting_for(db, at).items()
        if user_id in (None, verifier)
    ]


def waiting_for(db: OwnedSession, at: datetime) -> Counter[UUID]:
    """How many entries wait, by who may verify them; nobody verifies their own."""
    of = (col(HoursEntry.user_id), col(HoursEntry.programme_id))
    old = [col(HoursEntry.state) == HoursState.LOGGED, col(HoursEntry.created_at) <= at - WAITED]
    waiting = db.execute(sa.select(*of, sa.func.count().label("entries")).where(*old).group_by(*of)).all()
    supervisors = supervisors_of(db, {row.user_id for row in waiting}, at)
    coordinators = coordinators_by_programme(db, at) if any(row.user_id not in supervisors for row in waiting) else {}
    counted: Counter[UUID] = Counter()
    for row in waiting:
        others = coordinators.get(row.programme_id, set()) | coordinators.get(EVERYWHERE, set())
        for verifier in supervisors.get(row.user_id, others) - {row.user_id}:
            counted[verifier] += row.entries
    return counted


def supervisors_of(db: OwnedSession, people: Iterable[UUID], at: datetime) -> dict[UUID, set[UUID]]:
    """By volunteer, those who supervise them now and may: of a supervisor, too, things are required."""
    may = sa.exists().where(
        col(Membership.organisation_id) == col(SupervisorAssignment.organisation_id),
        col(Membership.user_id) == col(SupervisorAssignment.supervisor_id),
        col(Membership.role) == Role.SUPERVISOR,
        col(Membership.cleared_until) > at,
        in_force(Membership, at),
    )
    of = (col(SupervisorAssignment.volunteer_id), col(SupervisorAssignment.supervisor_id))
    theirs = [of[0].in_(set(people)), in_force(SupervisorAssignment, at), may]
    return by_first(db.execute(sa.select(*of).where(*theirs)))


def coordinators_by_programme(db: OwnedSession, at: datetime) -> dict[UUID | None, set[UUID]]:
    """Who coordinates which programme; under EVERYWHERE, who coordinates the whole organisation."""
    of = sa.and_(
        col(RoleAssignment.organisation_id) == col(Membership.organisation_id),
        col(RoleAssignment.membership_id) == col(Membership.id),
    )
    now = [col(Membership.role) == Role.COORDINATOR, in_force(Membership, at), in_force(RoleAssignment, at)]
    asked = sa.select(col(RoleAssignment.programme_id), col(Membership.user_id)).join(RoleAssignment, of)
    return by_first(db.execute(asked.where(*now, col(RoleAssignment.school_id).is_(None))))


def by_first(rows: Iterable[Any]) -> dict[Any, set[UUID]]:
    found = defaultdict(set)
    for first, second in rows:
        found[first].add(second)
    return dict(found)


def find_to_correct(db: OwnedSession, at: datetime, entry_id: UUID | None = None) -> list[Due]:
    """A letter for each dispute that nobody has settled for some days."""
    open_ones = [col(HoursEntry.state) == HoursState.DISPUTED, col(HoursEntry.updated_at) <= at - DISPUTED_FOR]
    if entry_id is not None:
        open_ones.append(col(HoursEntry.id) == entry_id)
    return [to_correct(row) for row in db.execute(sa.select(HoursEntry).where(*open_ones)).scalars()]


def to_correct(row: HoursEntry) -> Due:
    """`step` is the day of the dispute: what is verified and disputed again is another matter."""
    matter = Matter(NoticeKind.HOURS_TO_CORRECT, row.id, row.user_id, step=row.updated_at.toordinal())
    return Due(matter, ToUser(row.user_id, row.programme_id), {"minutes": row.minutes, "day": row.done_on})
