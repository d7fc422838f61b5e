"""The teachers of a child, for those who work with the school but do not read its staff."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.listing import Clause
from app.core.problems import ReferenceNotFound
from app.models import SchoolClass, SchoolEnrolment, Teacher

REASON = "the teachers of a child's school"


def teacher_of_class(db: OwnedSession, child_id: UUID) -> UUID | None:
    """The teacher of the class that the child is in today."""
    classes = sa.select(col(SchoolEnrolment.class_id)).where(*enrolled(db, child_id))
    teaching = sa.select(col(SchoolClass.teacher_id)).where(
        col(SchoolClass.id).in_(classes), col(SchoolClass.teacher_id).is_not(None)
    )
    return first(db, teaching.order_by(col(SchoolClass.id)))


def teacher_of_school(db: OwnedSession, child_id: UUID, teacher_id: UUID) -> UUID:
    """The teacher, if it is one of the school that the child goes to today; otherwise ReferenceNotFound."""
    found = first(db, at_school(db, child_id).where(col(Teacher.id) == teacher_id))
    if found is None:
        detail = "No such row in your reach."
        raise ReferenceNotFound(errors=[{"pointer": "/teacher_id", "code": "not_found", "detail": detail}])
    return found


def own_entry(db: OwnedSession, child_id: UUID) -> UUID | None:
    """The teacher that the caller is at the child's school."""
    return first(db, at_school(db, child_id).where(col(Teacher.user_id) == db.caller.user_id).order_by(col(Teacher.id)))


def at_school(db: OwnedSession, child_id: UUID) -> sa.Select[Any]:
    schools = sa.select(col(SchoolEnrolment.school_id)).where(*enrolled(db, child_id))
    return sa.select(col(Teacher.id)).where(col(Teacher.school_id).in_(schools))


def enrolled(db: OwnedSession, child_id: UUID) -> list[Clause]:
    today = db.at.date()
    return [
        col(SchoolEnrolment.child_id) == child_id,
        col(SchoolEnrolment.from_on) <= today,
        sa.or_(col(SchoolEnrolment.to_on).is_(None), col(SchoolEnrolment.to_on) > today),
    ]


def first(db: OwnedSession, statement: sa.Select[Any]) -> UUID | None:
    with db.beyond_reach(REASON) as wide:
        found: UUID | None = wide.execute(statement).scalars().first()
    return found
