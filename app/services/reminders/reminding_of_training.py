"""Training that is due: a course that something required asks for, one to be completed by a day, a record that ends."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.listing import Clause
from app.models import Course, CourseEnrolment, Membership, RequirementFulfilment, TrainingRecord
from app.models.membership import Role
from app.models.notice import NoticeKind
from app.models.requirement import GATED_ROLES
from app.models.requirement_fulfilment import FulfilmentState
from app.models.training_record import TrainingRecordState
from app.services.notices.notifying import ToUser
from app.services.reminders.leaving_reminders import Due, Matter
from app.services.reminders.reminding_of_requirements import WARNINGS, threshold
from app.services.terms import in_force
from app.services.training.minding_training import OPEN
from app.services.volunteers.keeping_gate import Facts, facts_of
from app.services.volunteers.standings import COUNTING, applies, counts

AT_FIRST, BEFORE_DUE = timedelta(days=2), timedelta(days=7)
STANDS = TrainingRecordState.COMPLETED


def find_asked(db: OwnedSession, at: datetime, requirement_id: UUID | None = None) -> list[Due]:
    """A letter for each blocking requirement whose course somebody has not taken, some days after their role began."""
    roles = roles_of_people(db, at)
    facts = facts_of(db, sorted(roles))
    asked = [one for one in facts.required if one.blocking and one.course_id and requirement_id in (None, one.id)]
    return [
        Due(Matter(NoticeKind.TRAINING_ASKED, one.id, user_id), ToUser(user_id), {"what": one.code})
        for one in asked
        for user_id in sorted(roles.keys() - holders(db, one.course_id, at))
        if lacks(facts, one, user_id, roles[user_id], at)
    ]


def roles_of_people(db: OwnedSession, at: datetime) -> dict[UUID, set[Role]]:
    """The roles that things can be required of, by person."""
    begun = [in_force(Membership, at), col(Membership.created_at) <= at - AT_FIRST]
    held = sa.select(col(Membership.user_id), col(Membership.role)).where(col(Membership.role).in_(GATED_ROLES), *begun)
    found: dict[UUID, set[Role]] = {}
    for user_id, role in db.execute(held):
        found.setdefault(user_id, set()).add(role)
    return found


def holders(db: OwnedSession, course_id: UUID, at: datetime) -> set[UUID]:
    """Who has a record of a course that holds."""
    holds = sa.or_(col(TrainingRecord.valid_until).is_(None), col(TrainingRecord.valid_until) >= at.date())
    of = [col(TrainingRecord.course_id) == course_id, col(TrainingRecord.state) == STANDS, holds]
    return set(db.execute(sa.select(col(TrainingRecord.user_id)).where(*of)).scalars())


def lacks(facts: Facts, one: Any, user_id: UUID, roles: Iterable[Role], at: datetime) -> bool:
    """Whether it is required of the person, does not hold, and nothing handed in waits for a decision."""
    shown = facts.shown.get(user_id, {}).get(one.id, ())
    done = any(counts(row, at.date()) or row.state is FulfilmentState.SUBMITTED for row in shown)
    return not done and any(applies(one, role, facts.led.get(user_id, ())) for role in roles)


def find_due(db: OwnedSession, at: datetime, about_id: UUID | None = None) -> list[Due]:
    """A letter for each course to be completed soon, and for each threshold before the end of a record."""
    return [*to_complete(db, at, about_id), *to_renew(db, at, about_id)]


def to_complete(db: OwnedSession, at: datetime, enrolment_id: UUID | None) -> Iterable[Due]:
    due_on, soon = col(CourseEnrolment.due_on), at.date() + BEFORE_DUE
    open_ones: list[Clause] = [col(CourseEnrolment.state).in_(OPEN)]
    open_ones.append(due_on.between(at.date(), soon) if enrolment_id is None else same(CourseEnrolment, enrolment_id))
    for row, purpose in db.execute(with_purpose(sa.select(CourseEnrolment, col(Course.purpose))).where(*open_ones)):
        matter = Matter(NoticeKind.TRAINING_DUE, row.id, row.user_id)
        yield Due(matter, ToUser(row.user_id), {"what": purpose, "day": row.due_on or soon})


def with_purpose(asked: Any) -> Any:
    of = sa.and_(
        col(Course.organisation_id) == col(CourseEnrolment.organisation_id),
        col(Course.id) == col(CourseEnrolment.course_id),
    )
    return asked.join(Course, of)


def to_renew(db: OwnedSession, at: datetime, record_id: UUID | None) -> Iterable[Due]:
    """Of a record that nothing rests on: where something required does, the letter is about that."""
    last, today = col(TrainingRecord.valid_until), at.date()
    ending = [
        col(TrainingRecord.state) == STANDS,
        col(TrainingRecord.user_id).is_not(None),
        last.between(today, today + timedelta(days=max(WARNINGS))),
        ~sa.exists().where(*holds_longer()),
        ~sa.exists().where(*rests_on_it()),
    ]
    if record_id is not None:
        ending.append(same(TrainingRecord, record_id))
    for row in db.execute(sa.select(TrainingRecord).where(*ending)).scalars():
        matter = Matter(NoticeKind.TRAINING_DUE, row.id, row.user_id, step=threshold(row.valid_until, today) or 0)
        yield Due(matter, ToUser(row.user_id), {"what": row.purpose, "day": row.valid_until or today})


def same(model: Any, id: UUID) -> Clause:
    return col(model.id) == id


def holds_longer() -> list[Clause]:
    """Another record of the same person and course, or of the same title, that ends later or never."""
    other = aliased(TrainingRecord)
    longer = sa.or_(col(other.valid_until).is_(None), col(other.valid_until) > col(TrainingRecord.valid_until))
    alike = sa.or_(
        col(other.course_id) == col(TrainingRecord.course_id),
        sa.and_(col(TrainingRecord.course_id).is_(None), col(other.title) == col(TrainingRecord.title)),
    )
    of_them = col(other.user_id) == col(TrainingRecord.user_id)
    return [*tenant(other, TrainingRecord), of_them, col(other.state) == STANDS, alike, longer]


def rests_on_it() -> list[Clause]:
    it = col(RequirementFulfilment.training_record_id) == col(TrainingRecord.id)
    return [*tenant(RequirementFulfilment, TrainingRecord), it, col(RequirementFulfilment.state).in_(COUNTING)]


def tenant(one: Any, other: Any) -> list[Clause]:
    return [col(one.organisation_id) == col(other.organisation_id)]
