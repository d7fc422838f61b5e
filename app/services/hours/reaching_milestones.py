"""Milestones: computed from verified hours and the time that lies between them, in the transaction that verifies.

Whoever verifies has locked the person, so that of two at once the second finds what the first has written: each is
reached once. Nobody enters or takes away a milestone. Of several reached at once the letter names the last.
"""

from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import Lookup, among, columns, look
from app.auth.session import OwnedSession
from app.models import HoursEntry, Milestone, Volunteer
from app.models.hours_entry import HoursKind, HoursState
from app.models.milestone import MilestoneCode
from app.models.notice import NoticeKind
from app.services.dating import local_day
from app.services.notices.notifying import ToUser, notify


class Given(NamedTuple):
    """What a volunteer has given, as far as it is verified: `days` lie between the first and the last of it."""

    sessions: int
    minutes: int
    days: int


class Measure(Enum):
    """What a milestone is measured by."""

    SESSIONS = "sessions"
    HOURS = "hours"
    DAYS = "days"

    def of(self, given: Given) -> int:
        """How much of it somebody has given, whole ones."""
        return {Measure.SESSIONS: given.sessions, Measure.HOURS: given.minutes // 60, Measure.DAYS: given.days}[self]


class Rule(NamedTuple):
    """Reached with so much of a measure."""

    code: MilestoneCode
    measure: Measure
    least: int


# A term is four months of work; a year is one of work too, not of membership.
RULES = (
    Rule(MilestoneCode.FIRST_SESSION, Measure.SESSIONS, 1),
    Rule(MilestoneCode.HOURS_10, Measure.HOURS, 10),
    Rule(MilestoneCode.HOURS_25, Measure.HOURS, 25),
    Rule(MilestoneCode.HOURS_50, Measure.HOURS, 50),
    Rule(MilestoneCode.HOURS_100, Measure.HOURS, 100),
    Rule(MilestoneCode.HOURS_250, Measure.HOURS, 250),
    Rule(MilestoneCode.HOURS_500, Measure.HOURS, 500),
    Rule(MilestoneCode.HOURS_1000, Measure.HOURS, 1000),
    Rule(MilestoneCode.A_TERM, Measure.DAYS, 120),
    Rule(MilestoneCode.A_YEAR, Measure.DAYS, 365),
    Rule(MilestoneCode.TWO_YEARS, Measure.DAYS, 730),
    Rule(MilestoneCode.FIVE_YEARS, Measure.DAYS, 1825),
)

of_volunteers = sa.and_(
    col(Volunteer.organisation_id) == col(HoursEntry.organisation_id),
    col(Volunteer.user_id) == col(HoursEntry.user_id),
)
is_session = sa.case((col(HoursEntry.kind) == HoursKind.SESSION, 1), else_=0)
VERIFIED = Lookup(
    sa.select(
        *columns(HoursEntry, "user_id"),
        sa.func.sum(is_session).label("sessions"),
        sa.func.sum(col(HoursEntry.minutes)).label("minutes"),
        sa.func.min(col(HoursEntry.done_on)).label("first_on"),
        sa.func.max(col(HoursEntry.done_on)).label("last_on"),
    )
    .join(Volunteer, of_volunteers)
    .where(among(HoursEntry.user_id, "users"), col(HoursEntry.state) == HoursState.VERIFIED)
    .group_by(col(HoursEntry.user_id))
)
KNOWN = Lookup(sa.select(*columns(Milestone, "user_id code")).where(among(Milestone.user_id, "users")))


def follow(db: OwnedSession, people: Iterable[UUID]) -> None:
    """Puts down what these people have reached and had not before. They are locked by whoever calls this."""
    users = sorted(set(people))
    with db.beyond_reach("milestones follow from what was verified in all programmes") as wide:
        known = {(row.user_id, row.code) for row in look(wide, KNOWN, users=users)}
        for row in look(wide, VERIFIED, users=users):
            new = [code for code in reached(given(row)) if (row.user_id, code) not in known]
            keep(wide, row.user_id, new, local_day(wide, wide.at))


def given(row: Any) -> Given:
    return Given(row.sessions, row.minutes, (row.last_on - row.first_on).days)


def reached(given: Given) -> list[MilestoneCode]:
    """The milestones of somebody who has given so much, in the order of the table."""
    return [rule.code for rule in RULES if rule.measure.of(given) >= rule.least]


def keep(wide: OwnedSession, user_id: UUID, new: list[MilestoneCode], today: date) -> None:
    for code in new:
        wide.put(Milestone(user_id=user_id, code=code, reached_on=today))
    if new:
        notify(wide, NoticeKind.MILESTONE, ToUser(user_id), {"what": new[-1]})
