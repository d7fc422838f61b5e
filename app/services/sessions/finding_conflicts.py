"""Who would be in two places at once: a leader or a child in another session that is planned or held at that time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.lookups import columns
from app.auth.session import OwnedSession
from app.core.clashes import Interval, clashes
from app.core.listing import Clause
from app.core.problems import DomainError
from app.models import GroupLeader, GroupMember, SupportSession
from app.models.mentor_group import MemberState
from app.models.support_session import SessionState

MOST_SHOWN = 50
# No session is longer (SessionTimes.minutes), so none that begins earlier can still run.
LONGEST = timedelta(minutes=600)
TAKING_TIME = (SessionState.PLANNED, SessionState.HELD)


class DoubleBooking(DomainError):
    """`conflicts`: [{session_id, other_session_id, starts_at, who: leader or child, id}], at most 50 of `count`.

    `session_id` is null for a session that is not saved yet, `other_session_id` for one that you may not see.
    """

    slug, title, status = "double-booking", "Someone would be in two places at once", 409
    detail = "Choose other times, or send allow_conflicts: true to save it all the same. Conflicts: {count}."


class Who(NamedTuple):
    """Whom a session is for: a group or one child."""

    programme_id: UUID
    group_id: UUID | None = None
    child_id: UUID | None = None


class Planned(NamedTuple):
    """The time of a session that is about to be saved."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    saved: bool = False


class Person(NamedTuple):
    """A leader or a child."""

    who: str
    id: UUID


@dataclass(frozen=True)
class Part:
    """A person's part in a group: of a leader from one instant to another."""

    person: Person
    group_id: UUID | None
    begins: datetime | None = None
    ends: datetime | None = None

    def at(self, moment: datetime) -> bool:
        return (self.begins is None or self.begins <= moment) and (self.ends is None or moment < self.ends)


def refuse_double_booking(
    db: OwnedSession, who: Who, planned: list[Planned], leaving: frozenset[UUID] = frozenset()
) -> None:
    """Raises DoubleBooking unless everybody is free; `leaving` are sessions that make way for the planned ones."""
    if not planned:
        return
    with db.beyond_reach("double bookings are found over the whole organisation") as wide:
        found = bookings(wide, who, planned, leaving)
    if found:
        raise DoubleBooking(count=len(found), conflicts=shown(db, planned, found[:MOST_SHOWN]))


def bookings(
    wide: OwnedSession, who: Who, planned: list[Planned], leaving: frozenset[UUID]
) -> list[tuple[Interval, Interval]]:
    """Pairs of a planned session and one that is there already, by time."""
    own = parts_in(wide, who)
    people = {part.person for part in own}
    plans = [
        Interval(part.person, plan.starts_at, plan.ends_at, plan.id)
        for plan in planned
        for part in own
        if part.at(plan.starts_at)
    ]
    parts = parts_of(wide, people)
    period = (min(plan.starts_at for plan in planned), max(plan.ends_at for plan in planned))
    groups, children = {part.group_id for part in parts}, {person.id for person in people if person.who == "child"}
    there = sessions_between(wide, period, groups, children)
    return clashes(plans, intervals((row for row in there if row.id not in leaving), parts))


def parts_in(wide: OwnedSession, who: Who) -> list[Part]:
    """Those who lead a group and the children who have a place in it; or the one child."""
    if who.group_id is None:
        return [Part(Person("child", who.child_id), None)] if who.child_id else []
    return [
        *leading(wide, col(GroupLeader.group_id) == who.group_id),
        *membership(wide, col(GroupMember.group_id) == who.group_id),
    ]


def parts_of(wide: OwnedSession, people: set[Person]) -> list[Part]:
    """What these people lead and where these children have a place."""
    leaders = [person.id for person in people if person.who == "leader"]
    children = [person.id for person in people if person.who == "child"]
    return [
        *leading(wide, col(GroupLeader.user_id).in_(leaders)),
        *membership(wide, col(GroupMember.child_id).in_(children)),
    ]


def leading(wide: OwnedSession, where: Clause) -> list[Part]:
    names = sa.select(*columns(GroupLeader, "user_id group_id valid_from valid_to")).where(where)
    return [Part(Person("leader", row[0]), *row[1:]) for row in wide.execute(names)]


def membership(wide: OwnedSession, where: Clause) -> list[Part]:
    names = sa.select(*columns(GroupMember, "child_id group_id"))
    active = col(GroupMember.state) == MemberState.ACTIVE
    return [Part(Person("child", row[0]), row[1]) for row in wide.execute(names.where(where, active))]


def sessions_between(
    wide: OwnedSession, period: tuple[datetime, datetime], groups: set[Any], children: set[UUID]
) -> list[Any]:
    begins, ends = period
    start = col(SupportSession.starts_at)
    whose = sa.or_(col(SupportSession.group_id).in_(groups), col(SupportSession.child_id).in_(children))
    statement = sa.select(*columns(SupportSession, "id group_id child_id starts_at ends_at")).where(
        start > begins - LONGEST, start < ends, col(SupportSession.state).in_(TAKING_TIME), whose
    )
    return list(wide.execute(statement))


def intervals(sessions: Iterable[Any], parts: Iterable[Part]) -> Iterator[Interval]:
    """The time that each session takes of each person who has a part in it."""
    by_group: dict[UUID | None, list[Part]] = defaultdict(list)
    for part in parts:
        by_group[part.group_id].append(part)
    for row in sessions:
        if row.group_id is None:
            yield Interval(Person("child", row.child_id), row.starts_at, row.ends_at, row.id)
            continue
        for part in by_group[row.group_id]:
            if part.at(row.starts_at):
                yield Interval(part.person, row.starts_at, row.ends_at, row.id)


def shown(db: OwnedSession, planned: list[Planned], found: list[tuple[Interval, Interval]]) -> list[dict[str, Any]]:
    """The conflicts as the caller may see them: of a session out of reach only that there is one."""
    others = {other.session for _, other in found}
    reached = set(db.execute(sa.select(col(SupportSession.id)).where(col(SupportSession.id).in_(others))).scalars())
    saved = {plan.id for plan in planned if plan.saved}
    return [
        conflict(plan, plan.session in saved, other.session if other.session in reached else None)
        for plan, other in found
    ]


def conflict(plan: Interval, saved: bool, other: object) -> dict[str, Any]:
    """One person in two sessions, as it is shown."""
    person: Any = plan.key
    return {
        "session_id": plan.session if saved else None,
        "other_session_id": other,
        "starts_at": plan.start,
        "who": person.who,
        "id": person.id,
    }
